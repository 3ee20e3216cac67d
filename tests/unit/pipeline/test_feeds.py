"""Several systems of one center send files, each under a profile of its own; the results are those of the center."""

import json
from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    World,
    definition,
    fixed_clock,
    profile,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.pipeline.changes.rerun import RerunEffect, preview_rerun, rerun
from hepaflow.pipeline.changes.rerun_choice import files_to_read
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.study_preview import preview_study
from hepaflow.pipeline.changes.trial import try_profile
from hepaflow.pipeline.changes.void import change_status, void_file
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.desk.unmapped import work_list
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.profiles.parse import DefinitionFault, ProfileFault, profile_from_toml
from hepaflow.pipeline.timeline import timeline
from hepaflow.pipeline.waiting import sweep_intake
from hepaflow.pipeline.work.page import work_page

FEEDS = {CENTER: ("chemistry", "edc")}
PLAIN = f"{HEADER}\nS-001,2024-03-22 08:30,BILI,20,,final\n".encode()  # the profile says the unit
CHEMISTRY, EDC = "chemistry/march.csv", "edc/march.csv"


def of_feed(feed: str, version: int = 1, unit: str = "umol/L", file: str = "", more: str = "") -> str:
    """Return the profile of a feed; it says the unit of bilirubin without one."""
    text = profile(version, file=file, more=f'{more}\n[units]\nBILI = "{unit}"\n')
    return (
        text
        if feed == "main"
        else text.replace(f'center = "{CENTER}"', f'center = "{CENTER}"\nfeed = "{feed}"')
    )


def study(*profiles: str, **more) -> World:
    world = World()
    world.define(**{"feeds": FEEDS, **more})
    for text in profiles:
        world.add_profile(text)
    return world


@pytest.fixture
def world():
    return study(of_feed("main"), of_feed("chemistry", unit="mg/dL"))


def bilirubin(world, subject="S-001"):
    answers = timeline(world.registry, world.results, STUDY, subject).answers
    return {
        place.center: str(answer.current.observation.value) if answer.current else ""
        for place, answer in answers.items()
        if place.analyte == "BILI"
    }


def told(world, delivery):
    key = f"{STUDY}/{CENTER}/deliveries/{delivery.version_id}/receipt.json"
    return json.loads(world.receipts.get(key))


def redefine(world, version, **more):
    define_study(world.registry, world.queue, fixed_clock, "ann", definition(version, **more), "more feeds")


def resend(world):
    """Process what is queued, as the ingest function does."""
    sent, world.queue.sent = list(world.queue.sent), []
    for delivery in sent:
        ingest(delivery, world.services)
    world.tell_effects()


# which profile reads a file


def test_each_feed_is_read_with_its_own_profile(world):
    world.send(PLAIN, name="march.csv")
    world.send(PLAIN.replace(b"S-001", b"S-002"), SECOND, name=CHEMISTRY)
    assert bilirubin(world) == {CENTER: "20"}
    assert bilirubin(world, "S-002") == {CENTER: "342.072"}  # 20 mg/dL, 584.67 g/mol


def test_claim_names_the_feed_and_so_does_the_receipt(world):
    world.send(PLAIN, name=CHEMISTRY)
    name = file_id(STUDY, CENTER, PLAIN)
    assert world.registry.latest_claim(STUDY, name).recipe.feed == "chemistry"
    receipt = json.loads(world.receipts.get(f"{STUDY}/{CENTER}/{name}/1/receipt.json"))
    assert receipt["recipe"]["feed"] == "chemistry"


def test_journal_names_the_feed(world):
    world.send(PLAIN, name=CHEMISTRY)
    told = [event.draft.details.get("feed") for event in world.registry.events(STUDY)]
    assert told == [
        None,
        None,
        "chemistry",
        "chemistry",
    ]  # study, profile of main, profile of chemistry, file


def test_folders_of_a_center_without_feeds_are_part_of_the_name():
    world = study(of_feed("main"), feeds={OTHER_CENTER: ("chemistry",)})
    world.send(PLAIN, name=CHEMISTRY)
    assert bilirubin(world) == {CENTER: "20"}


def test_file_of_a_feed_without_a_profile_waits_whatever_profile_main_has(world):
    arrived = world.arrive(PLAIN, name=EDC)
    assert ingest(arrived, world.services).status is DeliveryStatus.AWAITING_PROFILE
    assert "profile of the feed edc" in told(world, arrived)["message"]["en"]
    assert bilirubin(world) == {}


def test_file_in_a_folder_that_is_no_feed_waits(world):
    arrived = world.arrive(PLAIN, name="chemistri/march.csv")
    assert ingest(arrived, world.services).status is DeliveryStatus.AWAITING_PROFILE
    assert "not a feed" in told(world, arrived)["message"]["en"]
    assert world.delivery(arrived).feed == "undeclared"


def test_file_waits_for_its_feed_and_is_read_once_the_profile_is_there(world):
    ingest(world.arrive(PLAIN, name=EDC), world.services)
    world.add_profile(of_feed("edc", unit="mg/dL"))
    resend(world)
    assert bilirubin(world) == {CENTER: "342.072"}


def test_file_in_a_folder_is_read_by_the_feed_that_is_declared_while_it_waits():
    world = study(feeds={})
    ingest(world.arrive(PLAIN, name=CHEMISTRY), world.services)
    redefine(world, 2, feeds=FEEDS)
    resend(world)
    assert bilirubin(world) == {}
    world.add_profile(of_feed("main"))
    resend(world)
    assert bilirubin(world) == {}  # it is no file of main any more
    world.add_profile(of_feed("chemistry", unit="mg/dL"))
    resend(world)
    assert bilirubin(world) == {CENTER: "342.072"}


def test_feed_declared_between_two_looks_of_a_worker_is_found():
    world = study(of_feed("main"), feeds={OTHER_CENTER: ("edc",), CENTER: ("edc",)})
    arrived = world.arrive(PLAIN, name=CHEMISTRY)

    def declared_meanwhile(delivery):
        world.registry.mark(delivery)
        if (
            delivery.status is DeliveryStatus.AWAITING_PROFILE
            and world.registry.definition(STUDY).version == 1
        ):
            redefine(world, 2, feeds={OTHER_CENTER: ("edc",), CENTER: ("edc", "chemistry")})
            world.add_profile(of_feed("chemistry", unit="mg/dL"))

    seen = _Marking(world.registry, declared_meanwhile)
    ingest(arrived, replace(world.services, registry=seen))
    assert bilirubin(world) == {CENTER: "342.072"}


class _Marking:
    """The registry, with something done after each mark."""

    def __init__(self, registry, mark):
        self._registry, self.mark = registry, mark

    def __getattr__(self, name):
        return getattr(self._registry, name)


def test_sweep_sends_again_what_need_not_wait_since_its_feed_was_declared():
    world = study(of_feed("main"), feeds={CENTER: ("edc",)})
    ingest(world.arrive(PLAIN, name=CHEMISTRY), world.services)
    redefine(world, 2, feeds=FEEDS)
    world.add_profile(of_feed("chemistry"))
    world.queue.sent.clear()  # the messages were lost
    later = replace(world.services, clock=lambda: fixed_clock().replace(month=10))
    assert sweep_intake(later).sent_again == 1


def test_waiting_file_of_a_feed_is_not_marked_as_failed(world):
    arrived = world.arrive(PLAIN, name=EDC)
    ingest(arrived, world.services)
    assert fail(arrived, world.services).status is DeliveryStatus.AWAITING_PROFILE


def test_retry_after_the_feeds_changed_reads_with_the_claimed_profile(world):
    """The claim fixes the feed: a worker died after it, and the folder was declared before the retry."""
    world = study(of_feed("main"), feeds={CENTER: ("edc",)})
    arrived = world.arrive(PLAIN, name="main/march.csv")
    ingest(arrived, world.services)
    redefine(world, 2, feeds=FEEDS)
    ingest(arrived, world.services)
    assert bilirubin(world) == {CENTER: "20"}


# the results are those of the center


def test_feeds_that_report_one_measurement_fold_together(world):
    world.send(GOOD, FIRST, name="march.csv")
    world.send(GOOD.replace(b"BILI,1,", b"BILI,2,"), SECOND, name=CHEMISTRY)
    answers = timeline(world.registry, world.results, STUDY, "S-001").answers
    (answer,) = (answer for place, answer in answers.items() if place.analyte == "BILI")
    assert str(answer.current.observation.number) == "1"
    assert [held.codes for held in answer.held] == [(IssueCode.CHANGED_UNMARKED,)]


def test_same_bytes_by_two_feeds_are_one_file_read_by_the_first(world):
    world.send(PLAIN, FIRST, name="march.csv")
    again = world.send(PLAIN, SECOND, name=CHEMISTRY)
    assert again.status is DeliveryStatus.DUPLICATE
    assert bilirubin(world) == {CENTER: "20"}
    assert [one.feed for one in world.registry.deliveries(STUDY, CENTER)] == ["main", "chemistry"]


def test_refused_file_sent_again_by_another_feed_is_read_with_its_profile():
    other = of_feed("chemistry").replace('"Result"', '"Wert"')
    world = study(of_feed("main"), other)
    data = PLAIN.replace(b"Result", b"Wert")
    world.send(data, FIRST, name="march.csv")
    assert world.state(data).status is FileStatus.REFUSED
    world.send(data, SECOND, name=CHEMISTRY)
    assert world.state(data).status is FileStatus.COMMITTED
    assert bilirubin(world) == {CENTER: "20"}


def test_refused_file_sent_again_to_a_folder_that_is_no_feed_stays_refused():
    world = study(of_feed("main"))
    data = PLAIN.replace(b"Result", b"Wert")
    world.send(data, FIRST, name="march.csv")
    assert world.send(data, SECOND, name="other/march.csv").status is DeliveryStatus.DUPLICATE


# a file that was sent to the wrong feed is sent again to the right one


def acknowledged(world, data, delivery):
    """Return the receipt beside those of the file; that of the delivery names its place."""
    place = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}/deliveries/{delivery.version_id}/receipt.json"
    assert told(world, delivery)["receipts"] == place
    return json.loads(world.receipts.get(place))


def again(world, name, data=PLAIN, received=SECOND):
    """Deliver the same bytes once more, and return the delivery."""
    arrived = world.arrive(data, received, name=name)
    ingest(arrived, world.services)
    world.tell_effects()
    return arrived


def void(world):
    void_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, PLAIN), "wrong feed")


def test_receipt_of_a_duplicate_says_which_feed_read_the_file_and_who_acts(world):
    world.send(PLAIN, name="march.csv")
    delivery = again(world, CHEMISTRY)
    for receipt in (told(world, delivery), acknowledged(world, PLAIN, delivery)):
        assert receipt["outcome"] == "duplicate"
        assert receipt["who"] == "data manager"
        en, zh = receipt["message"]["en"], receipt["message"]["zh"]
        assert "read with the profile of the feed main" in en
        assert 'with `feed` "chemistry"' in en
        assert "数据来源 main" in zh
        assert "chemistry" in zh
        assert "It changes nothing" not in en


def test_receipt_of_a_duplicate_says_so_too_where_its_folder_is_no_feed(world):
    world.send(PLAIN, name="march.csv")
    receipt = told(world, again(world, "chemistri/march.csv"))
    assert "is not a feed" in receipt["message"]["en"]
    assert "undeclared" not in receipt["message"]["en"] + receipt["message"]["zh"]
    assert receipt["who"] == "data manager"


def test_retry_of_a_duplicate_of_another_feed_says_the_same(world):
    world.send(PLAIN, name="march.csv")
    delivery = again(world, CHEMISTRY)
    first = told(world, delivery)
    ingest(delivery, world.services)
    assert told(world, delivery) == first


def test_receipt_of_a_duplicate_of_the_same_feed_has_nothing_to_do(world):
    world.send(PLAIN, name=CHEMISTRY)
    receipt = told(world, again(world, "chemistry/april.csv"))
    assert ("who" in receipt, receipt["message"]["en"]) == (
        False,
        "The same file was delivered before. It changes nothing. Nothing to do.",
    )


def test_duplicate_after_the_rerun_under_its_feed_has_nothing_to_do(world):
    world.send(PLAIN, name="march.csv")
    states = [world.state(PLAIN)]
    shown = rerun(wish(world, "chemistry"), states, world.services)
    rerun(wish(world, "chemistry", shown.confirm), states, world.services)
    assert "who" not in told(world, again(world, CHEMISTRY))


def test_voided_file_sent_again_to_another_feed_is_read_with_its_profile(world):
    world.send(PLAIN, name="march.csv")
    void(world)
    delivery = again(world, CHEMISTRY)
    assert world.delivery(delivery).status is DeliveryStatus.TAKEN_UP
    assert (world.state(PLAIN).status, world.state(PLAIN).visible().feed) == (
        FileStatus.COMMITTED,
        "chemistry",
    )
    assert bilirubin(world) == {CENTER: "342.072"}
    last = list(world.registry.events(STUDY))[-1].draft
    assert (last.details["feed"], last.details["n"]) == ("chemistry", 2)


def test_voided_file_sent_again_to_its_own_feed_stays_void(world):
    world.send(PLAIN, name="march.csv")
    void(world)
    world.add_profile(of_feed("main", 2, unit="mg/dL"))
    delivery = again(world, "main/april.csv")
    assert world.delivery(delivery).status is DeliveryStatus.DUPLICATE
    assert world.state(PLAIN).status is FileStatus.VOIDED


def test_file_that_was_read_by_another_feed_and_voided_again_stays_void_for_a_late_retry(world):
    world.send(PLAIN, name="march.csv")
    void(world)
    delivery = again(world, CHEMISTRY)
    void(world)
    world.registry.mark(replace(world.delivery(delivery), status=DeliveryStatus.RECEIVED))
    again(world, CHEMISTRY)
    assert world.state(PLAIN).status is FileStatus.VOIDED


@pytest.mark.parametrize("name", [EDC, "edcc/march.csv"])
def test_voided_file_sent_again_waits_for_a_feed_that_cannot_read_it_yet(world, name):
    world.send(PLAIN, name="march.csv")
    void(world)
    delivery = again(world, name)
    assert world.delivery(delivery).status is DeliveryStatus.AWAITING_PROFILE
    assert world.state(PLAIN).status is FileStatus.VOIDED


def test_claim_that_a_killed_rerun_left_does_not_read_a_voided_file(world):
    """Run 2 under the profile of `main` was claimed and never committed; the next delivery is of another feed."""
    world.send(PLAIN, name="march.csv")
    world.add_profile(of_feed("main", 2))
    name = file_id(STUDY, CENTER, PLAIN)
    first = world.registry.latest_claim(STUDY, name)
    left = replace(first, run_number=2, recipe=replace(first.recipe, profile_version=2))
    world.registry.claim(STUDY, name, left)
    void(world)
    again(world, CHEMISTRY)
    assert bilirubin(world) == {CENTER: "342.072"}
    assert world.state(PLAIN).run_number == 3


def test_file_that_the_other_feed_refuses_is_not_read_again_by_the_feed_of_the_voided_run():
    world = study(of_feed("main"), of_feed("chemistry").replace('"Result"', '"Wert"'))
    world.send(PLAIN, FIRST, name="march.csv")
    void(world)
    again(world, CHEMISTRY)
    assert world.state(PLAIN).status is FileStatus.REFUSED
    again(world, "april.csv", received=THIRD)
    assert bilirubin(world) == {}
    assert world.state(PLAIN).status is FileStatus.REFUSED


def test_rival_that_claimed_for_another_feed_is_read_with_the_profile_of_that_feed(world):
    """Both profiles have version 1: the claim of the rival decides, and not the profile that was looked up."""
    arrived = world.arrive(PLAIN, name=CHEMISTRY)
    rival = world.arrive(PLAIN, SECOND, name="march.csv")
    claim = world.registry.claim

    def later(study_id, name, mine):
        world.registry.claim = claim
        known = world.registry.profile(STUDY, CENTER)
        recipe = replace(mine.recipe, profile_version=known.version, feed="main")
        claim(study_id, name, replace(mine, version_id=rival.version_id, recipe=recipe))
        return claim(study_id, name, mine)

    world.registry.claim = later
    ingest(arrived, world.services)
    assert (bilirubin(world), world.state(PLAIN).visible().feed) == ({CENTER: "20"}, "main")


# what cumulative files omit


def rows(*lines):
    return "\n".join((HEADER, *lines, "")).encode()


ALT, PLAT = "S-001,2024-03-22 08:30,ALT,45,U/L,final", "S-001,2024-03-22 08:30,PLAT,150,10*9/L,final"
AST = "S-001,2024-03-22 08:30,AST,40,U/L,final"


def omitted(world):
    answers = timeline(world.registry, world.results, STUDY, "S-001").answers
    return {place.analyte for place, answer in answers.items() if answer.omitted}


def omitted_told(world, data, run=1):
    kept = world.receipts.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}/{run}/effect.json")
    return json.loads(kept)["omitted"]["results"]


@pytest.fixture
def cumulative():
    each = 'transfer = "cumulative"'
    return study(*(of_feed(feed, file=each) for feed in ("main", "chemistry", "edc")))


def test_cumulative_file_omits_nothing_of_another_feed(cumulative):
    cumulative.send(rows(ALT), FIRST, name=CHEMISTRY)
    cumulative.send(rows(PLAT), SECOND, name=EDC)
    assert (omitted(cumulative), omitted_told(cumulative, rows(PLAT))) == (set(), 0)


def test_cumulative_file_omits_what_its_own_feed_sent(cumulative):
    cumulative.send(rows(ALT, AST), FIRST, name=CHEMISTRY)
    cumulative.send(rows(PLAT), SECOND, name=EDC)
    cumulative.send(rows(ALT), THIRD, name=CHEMISTRY)
    assert (omitted(cumulative), omitted_told(cumulative, rows(ALT))) == ({"AST"}, 1)


def test_each_of_two_feeds_counts_what_it_omits_itself(cumulative):
    cumulative.send(rows(ALT, AST), FIRST, name=CHEMISTRY)
    cumulative.send(rows(AST, ALT), FIRST, name=EDC)
    cumulative.send(rows(ALT), SECOND, name=CHEMISTRY)
    cumulative.send(rows(PLAT, ALT), THIRD, name=EDC)
    assert omitted(cumulative) == {"AST"}
    assert (omitted_told(cumulative, rows(ALT)), omitted_told(cumulative, rows(PLAT, ALT))) == (1, 1)


# re-runs, trials, the work list


def wish(world, feed="", confirm=""):
    number = world.registry.head(STUDY).journal_number
    return RequestedRerun(STUDY, CENTER, "ann", "look again", confirm, number, feed)


def test_file_that_was_sent_to_the_wrong_feed_is_read_again_by_the_right_one(world):
    world.send(PLAIN, name="march.csv")
    states = [world.state(PLAIN)]
    shown = rerun(wish(world, "chemistry"), states, world.services)
    assert shown.effect is RerunEffect.TO_CONFIRM
    rerun(wish(world, "chemistry", shown.confirm), states, world.services)
    assert bilirubin(world) == {CENTER: "342.072"}
    assert world.state(PLAIN).visible().feed == "chemistry"
    assert preview_rerun(wish(world), [world.state(PLAIN)], world.services).effect is RerunEffect.UNCHANGED


def test_cumulative_file_that_changes_its_feed_is_the_newest_of_its_new_feed_alone(cumulative):
    cumulative.send(rows(ALT, AST), FIRST, name=CHEMISTRY)
    cumulative.send(rows(ALT), SECOND, name=EDC)
    assert omitted(cumulative) == set()
    states = [cumulative.state(rows(ALT))]
    rerun(wish(cumulative, "chemistry"), states, cumulative.services)
    assert omitted(cumulative) == {"AST"}
    newest = {
        one.feed: one.file_id for one in cumulative.registry.view(STUDY, [], [], [CENTER]).newest[CENTER]
    }
    assert newest == {"chemistry": file_id(STUDY, CENTER, rows(ALT)), "edc": ""}


def test_new_profile_of_one_feed_reads_the_files_of_that_feed_again(world):
    world.send(PLAIN, FIRST, name="march.csv")
    world.send(PLAIN.replace(b"S-001", b"S-002"), SECOND, name=CHEMISTRY)
    world.add_profile(of_feed("chemistry", 2, unit="umol/L"))
    shown = preview_rerun(wish(world), files_to_read(STUDY, CENTER, world.services), world.services)
    (changed,) = shown.difference.altered
    assert changed.measurement.subject == "S-002"


def test_preview_of_a_study_knows_a_center_whose_only_profile_is_that_of_a_feed():
    world = study(of_feed("chemistry"))
    world.send(PLAIN, name=CHEMISTRY)
    found = {one.center: one.found for one in preview_study(wish(world), world.services)}
    assert found[CENTER].effect is RerunEffect.UNCHANGED


def test_draft_of_a_feed_is_tried_on_a_file_of_the_center(world):
    world.send(PLAIN, name=CHEMISTRY)
    draft = profile_from_toml(of_feed("chemistry", 2, unit="umol/L"))
    number = world.registry.head(STUDY).journal_number
    trial = try_profile(draft, file_id(STUDY, CENTER, PLAIN), number, world.services)
    (changed,) = trial.difference.altered
    assert changed.measurement.analyte == "BILI"


def test_work_list_says_which_feed_does_not_know_a_name(world):
    unknown = rows("S-001,2024-03-22 08:30,Bilirubbin totall,1.2,mg/dL,final")
    world.send(unknown, FIRST, name="march.csv")
    world.send(unknown + b"\n", SECOND, name=CHEMISTRY)
    tasks = work_list(world.desk, STUDY, CENTER).tasks
    assert [(task.feed, task.unmapped.count) for task in tasks] == [("chemistry", 1), ("main", 1)]


# definitions and profiles


def test_profile_of_a_feed_that_is_not_declared_is_refused():
    with pytest.raises(ProfileFault, match="declare the feed"):
        study(of_feed("serology"))


def test_feed_with_a_profile_stays_declared(world):
    with pytest.raises(DefinitionFault, match="chemistry"):
        redefine(world, 2, feeds={CENTER: ("edc",)})
    redefine(world, 2, feeds={CENTER: ("chemistry",)})  # edc has no profile


@pytest.mark.parametrize("left", [{}, {CENTER: ("edc",)}])
def test_feed_for_which_files_wait_stays_declared(left):
    """Without feeds `main`, whose profile has other units, would read them."""
    world = study(of_feed("main"))
    for name in (CHEMISTRY, "chemistry/april.csv"):
        ingest(world.arrive(PLAIN + name.encode(), name=name), world.services)
    with pytest.raises(DefinitionFault, match=rf"feeds {CENTER}.*2 files wait.*chemistry"):
        redefine(world, 2, feeds=left)
    resend(world)
    assert bilirubin(world) == {}


def test_file_of_a_feed_that_failed_keeps_its_feed_declared():
    world = study(of_feed("main"))
    arrived = world.arrive(PLAIN, name=CHEMISTRY)
    ingest(arrived, world.services)
    world.registry.mark(replace(world.delivery(arrived), status=DeliveryStatus.FAILED))
    with pytest.raises(DefinitionFault, match="1 file waits"):
        redefine(world, 2, feeds={})


def test_last_feed_stays_while_a_file_waits_in_a_folder_that_is_no_feed():
    world = study(of_feed("main"))
    ingest(world.arrive(PLAIN, name="chemistri/march.csv"), world.services)
    redefine(world, 2, feeds={CENTER: ("edc",)})  # the file waits on
    with pytest.raises(DefinitionFault, match="1 file waits in folders that are no feeds"):
        redefine(world, 3, feeds={})
    resend(world)
    assert bilirubin(world) == {}


def test_feed_is_removed_where_only_files_of_main_were_sent():
    world = study(of_feed("main"))
    world.send(PLAIN, name="march.csv")
    redefine(world, 2, feeds={})
    assert world.registry.definition(STUDY).feeds == {}


def test_versions_of_a_feed_are_counted_apart(world):
    world.add_profile(of_feed("chemistry", 2))
    assert world.registry.profile(STUDY, CENTER).version == 1
    assert world.registry.profile(STUDY, CENTER, feed="chemistry").version == 2


def test_definition_without_feeds_is_kept_as_earlier_versions_wrote_it():
    world = study(feeds={})
    assert '"feeds"' not in world.registry.definitions[STUDY][1]


def waiting(world, kind):
    page = work_page(world.services, STUDY, "", "", None, 50)
    return [item for item in page.items if item.kind == kind]


def test_file_that_waits_for_a_run_by_its_right_feed_is_on_the_work_list_until_then(world):
    world.send(PLAIN, FIRST, name="march.csv")
    assert waiting(world, "wrong-feed") == []
    world.send(PLAIN, SECOND, name=CHEMISTRY)
    (item,) = waiting(world, "wrong-feed")
    assert (item.center, item.feed, item.name) == (CENTER, "chemistry", file_id(STUDY, CENTER, PLAIN))
    assert item.since == SECOND
    states = [world.state(PLAIN)]
    shown = rerun(wish(world, "chemistry"), states, world.services)
    assert len(waiting(world, "wrong-feed")) == 1
    rerun(wish(world, "chemistry", shown.confirm), states, world.services)
    assert waiting(world, "wrong-feed") == []


def test_file_that_was_sent_again_to_the_feed_that_read_it_waits_for_nobody(world):
    world.send(PLAIN, FIRST, name="march.csv")
    world.send(PLAIN, SECOND, name=CHEMISTRY)
    world.send(PLAIN, THIRD, name="april.csv")
    assert waiting(world, "wrong-feed") == []


def test_file_that_does_not_count_waits_for_no_feed(world):
    world.send(PLAIN, FIRST, name="march.csv")
    world.send(PLAIN, SECOND, name=CHEMISTRY)
    void_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, PLAIN), "wrong feed")
    assert waiting(world, "wrong-feed") == []


def announced(world: World) -> list[tuple[str, str]]:
    return [(news.outcome, news.feed) for news in world.announcements.announced]


def test_announcements_name_the_feed_of_a_run_a_delivery_that_waits_and_one_that_failed():
    world = study(of_feed("chemistry"))
    world.send(PLAIN, name=CHEMISTRY)
    ingest(world.arrive(GOOD, SECOND, name=EDC), world.services)
    ingest(world.arrive(GOOD + b"\n", SECOND, name="edcc/march.csv"), world.services)
    fail(world.arrive(PLAIN + b"\n", THIRD, name="chemistry/april.csv"), world.services)
    world.tell_effects()
    assert announced(world) == [
        ("committed", "chemistry"),
        ("awaiting-profile", "edc"),
        ("awaiting-profile", "undeclared"),
        ("failed", "chemistry"),
    ]


def test_announcements_name_the_feed_of_a_refused_file_and_of_one_that_is_voided():
    world = study(of_feed("chemistry"), of_feed("edc"))
    world.send(b"no,lab,file\n1,2,3\n", name=EDC)
    world.send(PLAIN, SECOND, name=CHEMISTRY)
    change_status(world.desk, "ann", STUDY, file_id(STUDY, CENTER, PLAIN), "mixed up", counts=False)
    assert announced(world) == [("refused", "edc"), ("committed", "chemistry"), ("voided", "chemistry")]
