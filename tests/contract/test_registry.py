"""One contract for every registry."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract.registries import (
    CENTER,
    DEFINITION,
    FILE,
    NOON,
    PROFILE,
    STUDY,
    a_claim,
    a_decision,
    a_delivery,
    a_draft,
    a_state,
    add,
    seen,
)

from hepaflow.aws.registry.files import Collision
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.fold.suspicion.sightings import Sighting
from hepaflow.domain.identity import sha256
from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.domain.study.journal import EventKind, Head, first_fault, following
from hepaflow.domain.study.register import FormerId, Registered, Subject
from hepaflow.ports import Change, LabVersion
from local.memory import MemoryRegistry


@pytest.fixture(params=["memory", "dynamodb"])
def registry(request):
    return MemoryRegistry() if request.param == "memory" else request.getfixturevalue("table")


@pytest.fixture
def table(cloud):
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"], never)


def never(attempt):
    pytest.fail("nothing was throttled")


# deliveries


def test_a_delivery_is_recorded_once(registry):
    assert registry.record(a_delivery()) == without_key(a_delivery())
    later = replace(a_delivery(), status=DeliveryStatus.FAILED, file_id=FILE)
    assert registry.record(later) == without_key(a_delivery())


def test_a_marked_delivery_is_what_is_kept(registry):
    registry.record(a_delivery())
    marked = replace(a_delivery(), status=DeliveryStatus.TAKEN_UP, file_id=FILE)
    registry.mark(marked)
    assert registry.record(a_delivery()) == without_key(marked)


@pytest.mark.parametrize("settled", [DeliveryStatus.TAKEN_UP, DeliveryStatus.DUPLICATE, DeliveryStatus.MOVED])
def test_a_late_rival_does_not_reopen_what_is_settled(registry, settled):
    registry.mark(replace(a_delivery(), status=settled))
    for late in (DeliveryStatus.FAILED, DeliveryStatus.AWAITING_PROFILE):
        registry.mark(replace(a_delivery(), status=late))
    assert registry.record(a_delivery()).status is settled


def test_a_failed_delivery_may_be_taken_up(registry):
    registry.mark(replace(a_delivery(), status=DeliveryStatus.FAILED))
    registry.mark(replace(a_delivery(), status=DeliveryStatus.TAKEN_UP))
    assert registry.record(a_delivery()).status is DeliveryStatus.TAKEN_UP


def removal(registry, was):
    """Append the event by which a delivery is removed; return whether it was written."""
    event = following(registry.head(STUDY), a_draft(), NOON)
    return registry.append(STUDY, event, Change(removed=was))


@pytest.mark.parametrize("status", [DeliveryStatus.FAILED, DeliveryStatus.AWAITING_PROFILE])
def test_a_delivery_is_removed_together_with_an_event(registry, status):
    registry.record(a_delivery())
    registry.mark(replace(a_delivery(), status=status))
    assert removal(registry, replace(a_delivery(), status=status))
    assert registry.record(a_delivery()).status is DeliveryStatus.REMOVED
    assert len(list(registry.events(STUDY))) == 1


def test_a_delivery_that_changed_meanwhile_is_not_removed_and_no_event_is_written(registry):
    registry.record(a_delivery())
    registry.mark(replace(a_delivery(), status=DeliveryStatus.TAKEN_UP))
    assert not removal(registry, replace(a_delivery(), status=DeliveryStatus.FAILED))
    assert registry.record(a_delivery()).status is DeliveryStatus.TAKEN_UP
    assert list(registry.events(STUDY)) == []


def test_a_removed_delivery_stays_removed_unless_a_worker_has_processed_it(registry):
    registry.record(a_delivery())
    registry.mark(replace(a_delivery(), status=DeliveryStatus.FAILED))
    removal(registry, replace(a_delivery(), status=DeliveryStatus.FAILED))
    for late in (DeliveryStatus.FAILED, DeliveryStatus.AWAITING_PROFILE, DeliveryStatus.UNKNOWN):
        registry.mark(replace(a_delivery(), status=late))
    assert registry.record(a_delivery()).status is DeliveryStatus.REMOVED
    registry.mark(replace(a_delivery(), status=DeliveryStatus.TAKEN_UP))
    assert registry.record(a_delivery()).status is DeliveryStatus.TAKEN_UP


def test_two_times_of_one_object_are_one_delivery(registry):
    """S3 tells the time of an event in milliseconds, and of a version in whole seconds."""
    listed = replace(a_delivery(), received="2024-03-22T23:59:59.000Z")
    assert registry.record(a_delivery()) == registry.record(listed) == without_key(a_delivery())
    assert list(registry.deliveries(STUDY, CENTER)) == [without_key(a_delivery())]


def test_two_objects_whose_versions_have_one_name_are_two_deliveries(registry):
    other = replace(a_delivery(), key=f"{STUDY}/{CENTER}/other.csv", received="2024-03-22T00:00:00.000Z")
    assert [registry.record(told) for told in (a_delivery(), other)] == [
        without_key(a_delivery()),
        without_key(other),
    ]


def test_a_delivery_is_found_with_what_is_kept_of_it(registry):
    registry.record(a_delivery())
    marked = replace(a_delivery(), status=DeliveryStatus.FAILED, file_id=FILE)
    registry.mark(marked)
    assert registry.find(replace(a_delivery(), received="2024-03-22T23:59:59.000Z")) == without_key(marked)


def test_the_name_of_a_file_is_kept_as_a_label_and_a_hash(registry):
    named = replace(a_delivery(), key=f"{STUDY}/{CENTER}/zhang san 2024-03.csv")
    kept = registry.record(named)
    assert (kept.key, kept.key_hash) == (
        f"{STUDY}/{CENTER}/2024-03-{sha256(named.key.encode())[:8]}.csv",
        sha256(named.key.encode()),
    )
    registry.mark(replace(named, status=DeliveryStatus.FAILED))
    assert [known.key for known in registry.deliveries(STUDY, CENTER)] == [kept.key]
    assert registry.record(kept).status is DeliveryStatus.FAILED  # a label finds what its key is kept under


def test_a_delivery_that_was_never_recorded_is_not_found(registry):
    registry.record(a_delivery())
    assert registry.find(replace(a_delivery(), center="DE-02")) is None
    assert registry.find(a_delivery("v2")) is None


def test_looking_for_a_delivery_records_nothing(registry):
    registry.find(a_delivery())
    assert list(registry.deliveries(STUDY, CENTER)) == []


def test_deliveries_come_in_order_of_receipt(registry):
    days = ["2024-03-23T00:00:00.000Z", "2023-11-02T00:00:00.000Z", "2024-01-10T00:00:00.000Z"]
    for place, day in enumerate(days):
        registry.record(a_delivery(f"v{place}", day))
    registry.record(a_delivery(center="DE-02"))
    assert [known.received for known in registry.deliveries(STUDY, CENTER)] == sorted(days)


def test_deliveries_go_on_after_the_place_of_one(registry):
    days = [f"2024-03-{day}T00:00:00.000Z" for day in (20, 21, 22)]
    for day in days:
        registry.record(replace(a_delivery(), received=day, version_id=f"v{day}"))
    known = list(registry.deliveries(STUDY, CENTER))
    assert list(registry.deliveries(STUDY, CENTER, known[0].place)) == known[1:]
    assert (
        list(registry.deliveries(STUDY, CENTER, f"{days[0]}#zzz")) == known[1:]
    )  # after one that is not there
    assert list(registry.deliveries(STUDY, CENTER, known[2].place)) == []


# claims


def test_the_first_claim_of_a_run_holds(registry):
    rival = replace(a_claim(), version_id="v2")
    assert registry.claim(STUDY, FILE, a_claim()) == a_claim()
    assert registry.claim(STUDY, FILE, rival) == a_claim()


def test_the_latest_claim_is_that_of_the_highest_run(registry):
    assert registry.latest_claim(STUDY, FILE) is None
    for n in (2, 10, 1):
        registry.claim(STUDY, FILE, a_claim(n))
    assert registry.latest_claim(STUDY, FILE) == a_claim(10)


def test_a_state_is_no_claim(registry):
    add(registry, Change(state=a_state()))
    assert registry.latest_claim(STUDY, FILE) is None


# journal


def test_an_empty_journal_has_a_head(registry):
    assert registry.head(STUDY) == Head()
    assert list(registry.events(STUDY)) == []
    assert registry.number_at(STUDY, "2024-03-23T00:00:00.000Z") == 0


def test_what_is_appended_comes_back(registry):
    event, written = add(registry, draft=a_draft(EventKind.DECIDED, center=CENTER, line=2, number="2"))
    assert written
    assert list(registry.events(STUDY)) == [event]
    assert registry.head(STUDY) == event.head


def test_a_journal_that_was_read_back_verifies(registry):
    for _ in range(12):
        add(registry)
    events = list(registry.events(STUDY))
    assert [event.journal_number for event in events] == list(range(1, 13))
    assert first_fault(events) is None


def test_an_event_for_a_head_that_has_moved_is_not_written(registry):
    late = following(registry.head(STUDY), a_draft(center="late"), NOON)
    event, _ = add(registry)
    assert registry.append(STUDY, late, Change(state=a_state())) is False
    assert list(registry.events(STUDY)) == [event]
    assert registry.view(STUDY, [FILE]).states == {}


def test_events_are_read_from_a_number_on_and_up_to_a_limit(registry):
    for _ in range(5):
        add(registry)
    assert [event.journal_number for event in registry.events(STUDY, after=2)] == [3, 4, 5]
    assert [event.journal_number for event in registry.events(STUDY, after=1, limit=2)] == [2, 3]
    assert list(registry.events(STUDY, after=5)) == []


def test_studies_have_journals_of_their_own(registry):
    add(registry)
    add(registry, study="OTHER")
    assert [event.journal_number for event in registry.events("OTHER")] == [1]


def test_a_time_names_the_last_event_not_later(registry):
    for hour in range(3):
        add(registry, now=NOON + timedelta(hours=hour))
    told = {
        "2024-03-23T11:59:59.999Z": 0,
        "2024-03-23T12:00:00.000Z": 1,
        "2024-03-23T13:30:00.000Z": 2,
        "2025-01-01T00:00:00.000Z": 3,
        "": 0,
    }
    assert {at: registry.number_at(STUDY, at) for at in told} == told


# states


def test_a_state_comes_back_in_full(registry):
    seen = replace(a_state().history[0], accept_changes=True, specimen_identifies=False)
    refused = replace(
        a_state(), status=FileStatus.REFUSED, refusal="file-empty", history=(seen,), counts=(0,) * 5
    )
    add(registry, Change(state=refused))
    assert registry.view(STUDY, [FILE]).state(FILE) == refused


def test_a_state_is_found_by_the_digits_that_keys_carry(registry):
    add(registry, Change(state=a_state()))
    assert registry.view(STUDY, [FILE[:16]]).states == {FILE[:16]: a_state()}


def test_a_view_tells_where_the_journal_ends_and_no_state_that_is_not_there(registry):
    event, _ = add(registry)
    view = registry.view(STUDY, [FILE, ""])
    assert (view.head, view.states, view.state(FILE)) == (event.head, {}, None)


def test_more_files_than_one_request_holds_are_all_seen(registry):
    names = [f"{number:016}" + "0" * 48 for number in range(230)]
    for number, name in enumerate(names[::23], start=1):
        add(registry, Change(state=a_state(name, number)))
    assert set(registry.view(STUDY, names).states) == {name[:16] for name in names[::23]}


def test_a_file_becomes_known_once(registry):
    add(registry, Change(state=a_state()))
    _, written = add(registry, Change(state=a_state(number=2)))
    assert not written
    assert registry.view(STUDY, [FILE]).state(FILE) == a_state()
    assert registry.head(STUDY).journal_number == 1


def test_a_state_follows_the_one_that_it_names(registry):
    add(registry, Change(state=a_state()))
    after = seen(a_state(), 2)
    assert add(registry, Change(state=after, was=a_state()))[1]
    assert registry.view(STUDY, [FILE]).state(FILE) == after


def test_a_state_does_not_follow_another_than_the_one_that_it_names(registry):
    add(registry, Change(state=a_state()))
    after = seen(a_state(), 2)
    add(registry, Change(state=after, was=a_state()))
    assert not add(registry, Change(state=seen(a_state(), 3), was=a_state()))[1]
    assert registry.view(STUDY, [FILE]).state(FILE) == after


def test_a_state_that_names_one_that_never_was_is_not_written(registry):
    assert not add(registry, Change(state=seen(a_state(), 2), was=a_state()))[1]
    assert registry.view(STUDY, [FILE]).states == {}


def test_files_of_a_center_come_in_the_order_in_which_they_became_known(registry):
    names = ["cc" * 32, "aa" * 32, "bb" * 32]
    for number, name in enumerate(names, start=1):
        add(registry, Change(state=a_state(name, number)))
    add(registry, Change(state=a_state("dd" * 32, 4, "DE-02")))
    after = seen(a_state(names[0], 1), 5)
    add(registry, Change(state=after, was=a_state(names[0], 1)))
    assert list(registry.files(STUDY, CENTER)) == [after, a_state(names[1], 2), a_state(names[2], 3)]


# definitions, decisions, subjects


def test_profiles_come_in_versions(registry):
    assert registry.profile(STUDY, CENTER) is None
    add(registry, Change(profile=(CENTER, "main", 1, PROFILE)))
    newer = PROFILE.replace("version = 1", "version = 2")
    add(registry, Change(profile=(CENTER, "main", 2, newer)))
    assert [registry.profile(STUDY, CENTER, version).version for version in (None, 1, 2)] == [2, 1, 2]
    assert registry.profile(STUDY, CENTER, 3) is None
    assert registry.profile(STUDY, "DE-02") is None


def test_profiles_of_feeds_have_versions_of_their_own(registry):
    chemistry = PROFILE.replace("version = 1", 'version = 1\nfeed = "chemistry"')
    add(registry, Change(profile=(CENTER, "main", 1, PROFILE)))
    assert add(registry, Change(profile=(CENTER, "chemistry", 1, chemistry)))[1]
    assert not add(registry, Change(profile=(CENTER, "chemistry", 1, chemistry)))[1]
    assert registry.profile(STUDY, CENTER).feed == "main"
    assert registry.profile(STUDY, CENTER, feed="chemistry").feed == "chemistry"
    assert registry.profile(STUDY, CENTER, 1, feed="edc") is None
    assert registry.profile_text(STUDY, CENTER, feed="chemistry") == chemistry


def test_a_profile_is_kept_as_it_was_written(registry):
    add(registry, Change(profile=(CENTER, "main", 1, PROFILE)))
    assert registry.profile_text(STUDY, CENTER) == PROFILE
    assert registry.profile_text(STUDY, CENTER, 2) is None


def test_a_version_of_a_profile_is_never_replaced(registry):
    add(registry, Change(profile=(CENTER, "main", 1, PROFILE)))
    assert not add(registry, Change(profile=(CENTER, "main", 1, PROFILE + "\n")))[1]
    assert registry.profile_text(STUDY, CENTER) == PROFILE


def test_the_newest_definition_holds(registry):
    assert registry.definition(STUDY) is None
    add(registry, Change(definition=(1, DEFINITION)))
    add(registry, Change(definition=(2, DEFINITION.replace('"version": 1', '"version": 2'))))
    assert registry.definition(STUDY).version == 2
    assert registry.definition(STUDY, 1).version == 1
    assert not add(registry, Change(definition=(2, DEFINITION)))[1]


def test_the_definition_in_force_at_a_number_is_that_of_its_event(registry):
    assert registry.definition_at(STUDY, 9) is None
    add(registry)
    add(registry, Change(definition=(1, DEFINITION)))
    add(registry)
    add(registry, Change(definition=(2, DEFINITION.replace('"version": 1', '"version": 2'))))
    found = [registry.definition_at(STUDY, number) for number in (1, 2, 3, 4, 9)]
    assert [definition and definition.version for definition in found] == [None, 1, 1, 2, 2]


@pytest.mark.parametrize("text", ["", "unknown", f"{STUDY}#profile", f"{STUDY}#journal", "a" * 900])
def test_what_a_key_claims_to_be_a_study_is_none(registry, text):
    add(registry, Change(profile=("study", "main", 1, PROFILE)))
    assert registry.definition(text) is None


def test_decisions_on_a_subject_come_in_journal_order_with_their_numbers(registry):
    add(registry)
    for line in (2, 3):
        add(registry, Change(decision=a_decision(line=line)))
    made = [a_decision(2, 2), a_decision(3, 3)]
    view = registry.view(STUDY, [], ["CN01-0001", "CN01-0002"])
    assert view.dossiers == {"CN01-0001": Dossier(decisions=tuple(made)), "CN01-0002": Dossier()}
    assert registry.view(STUDY, []).dossiers == {}


def test_candidates_of_all_centers_or_of_one_come_in_order(registry):
    registry.note_subjects(STUDY, "DE-02", ["S-2"])
    registry.note_subjects(STUDY, CENTER, ["S-9", "S-2"])
    registry.note_subjects(STUDY, "CN-01-B", ["S-1"])
    registry.note_subjects("OTHER", CENTER, ["S-3"])
    every = [(CENTER, "S-2"), (CENTER, "S-9"), ("CN-01-B", "S-1"), ("DE-02", "S-2")]
    assert list(registry.candidates(STUDY)) == every
    assert list(registry.candidates(STUDY, CENTER)) == every[:2]


def test_candidates_as_of_a_number_are_at_least_those_noted_before_its_event(registry):
    """Those of one center are listed once for all pages of a journal number, and anew for a later one."""
    registry.note_subjects(STUDY, CENTER, ["S-1"])
    registry.note_subjects(STUDY, "DE-02", ["S-3"])
    assert list(registry.candidates(STUDY, CENTER, known_at=5)) == [(CENTER, "S-1")]
    registry.note_subjects(STUDY, CENTER, ["S-2"])
    assert (CENTER, "S-1") in list(registry.candidates(STUDY, CENTER, known_at=5))
    assert list(registry.candidates(STUDY, "DE-02", known_at=5)) == [("DE-02", "S-3")]
    assert list(registry.candidates("OTHER", CENTER, known_at=5)) == []
    assert list(registry.candidates(STUDY, CENTER, known_at=6)) == [(CENTER, "S-1"), (CENTER, "S-2")]
    assert len(list(registry.candidates(STUDY, CENTER))) == 2
    assert len(list(registry.candidates(STUDY, known_at=5))) == 3


def test_candidates_of_all_centers_from_one_on_come_in_order(registry):
    for center in ("DE-02", CENTER, "CN-01-B", "CN-010"):
        registry.note_subjects(STUDY, center, ["S-2", "S-1"])
    every = list(registry.candidates(STUDY))
    assert [center for center, _ in every[::2]] == [CENTER, "CN-01-B", "CN-010", "DE-02"]
    assert list(registry.candidates(STUDY, begin="CN-01-B")) == every[2:]
    assert list(registry.candidates(STUDY, begin="CN-02")) == every[6:]
    assert list(registry.candidates(STUDY, begin="ZZ")) == []


def test_subjects_of_a_center_are_noted_once_each(registry):
    registry.note_subjects(STUDY, CENTER, ["CN01-0002", "CN01-0001"])
    registry.note_subjects(STUDY, CENTER, ["CN01-0003", "CN01-0001"])
    registry.note_subjects(STUDY, "DE-02", ["DE02-1"])
    registry.note_subjects(STUDY, CENTER, [])
    assert list(registry.subjects(STUDY, CENTER)) == ["CN01-0001", "CN01-0002", "CN01-0003"]


def test_central_labs_are_known_from_which_number_on(registry):
    assert registry.view(STUDY, []).central_labs == ()
    for version, labs in ((1, {"DE-02", "US-03"}), (2, None), (3, set())):
        named = None if labs is None else frozenset(labs)
        add(registry, Change(definition=(version, "{}"), central_labs=named))
    assert registry.view(STUDY, []).central_labs == ((1, frozenset({"DE-02", "US-03"})), (3, frozenset()))


# the register


def entered(registry, name="CN01-0001", replaced=None, center=CENTER, **more):
    """Append a version of an entry; return it as it is kept, and whether it was written."""
    told = Subject(**{"id": name, "center": center, "status": "enrolled", **more})
    entry = Registered(told, replaced.version + 1 if replaced else 1, "2024-03-23T12:00:00.000Z")
    event, written = add(registry, Change(entry=entry, replaced=replaced))
    return replace(entry, journal_number=event.journal_number), written


def test_an_entry_comes_back_with_its_number(registry):
    add(registry)
    more = {"sex": "F", "birth_year": 1970, "baseline": "2024-03-01", "former_ids": ("筛选 #1",)}
    entry, _ = entered(registry, **more)
    assert list(registry.register(STUDY, CENTER)) == [entry]
    assert registry.view(STUDY, [], ["CN01-0001"]).dossiers["CN01-0001"].entries == (entry,)


def test_every_version_of_an_entry_is_kept(registry):
    first, _ = entered(registry)
    second, _ = entered(registry, replaced=first, birth_year=1970)
    assert list(registry.register(STUDY, CENTER)) == [second]
    assert registry.view(STUDY, [], ["CN01-0001"]).dossiers["CN01-0001"].entries == (first, second)


def test_an_entry_that_is_not_the_one_before_is_not_replaced(registry):
    first, _ = entered(registry)
    assert not entered(registry)[1]
    assert not entered(registry, "CN01-0002", replaced=first)[1]
    entered(registry, replaced=first)
    assert not entered(registry, replaced=first)[1]
    assert registry.head(STUDY).journal_number == 2


def test_a_former_id_knows_to_whom_it_belongs(registry):
    first, _ = entered(registry, former_ids=("SCR-1", "SCR-2"))
    second, _ = entered(registry, replaced=first, former_ids=("SCR-2",))
    dossiers = registry.view(STUDY, [], ["SCR-1", "SCR-2"]).dossiers
    given, taken = FormerId(1, CENTER, "CN01-0001"), FormerId(second.journal_number, CENTER, "")
    assert dossiers == {"SCR-1": Dossier(belonging=(given, taken)), "SCR-2": Dossier(belonging=(given,))}


def test_a_center_has_a_register_from_its_first_entry_on(registry):
    add(registry)
    first, _ = entered(registry)
    entered(registry, "CN01-0002")
    entered(registry, replaced=first, birth_year=1970)
    assert registry.view(STUDY, [], (), [CENTER, "DE-02"]).registers == {CENTER: first.journal_number}


def test_a_center_tells_from_when_on_which_cumulative_file_is_the_newest(registry):
    add(registry, Change(state=a_state(), newest=(Newest(0, FILE, "2024-03-23T00:00:00.000Z"),)))
    add(registry)
    add(registry, Change(state=seen(a_state(), 3), was=a_state(), newest=(Newest(0),)))
    told = registry.view(STUDY, [], (), [CENTER, "DE-02"]).newest
    assert told == {CENTER: (Newest(1, FILE, "2024-03-23T00:00:00.000Z"), Newest(3))}


def test_the_register_of_a_center_is_listed_from_a_subject_on(registry):
    entries = [entered(registry, name)[0] for name in ("CN01-0003", "CN01-0001", "CN01-0002")]
    entered(registry, "CN01-0009", center="DE-02")
    assert list(registry.register(STUDY, CENTER)) == [entries[1], entries[2], entries[0]]
    assert list(registry.register(STUDY, CENTER, "CN01-0001")) == [entries[2], entries[0]]


# the register of the study: one entry for each person


def of_study(registry, name="CN01-0001", replaced=None, also_replaced=(), **more):
    told = Subject.model_validate({"id": name, "center": CENTER, "status": "enrolled", **more})
    version = replaced.version + 1 if replaced else 1
    entry = Registered(told, version, "2024-03-23T12:00:00.000Z", of_study=True)
    event, written = add(registry, Change(entry=entry, replaced=replaced, also_replaced=also_replaced))
    return replace(entry, journal_number=event.journal_number), written


MOVED = {"transfers": [{"center": "DE-02", "from": "2024-05-01"}]}


def test_an_entry_of_the_study_s_register_is_listed_at_every_center_that_has_or_had_the_subject(registry):
    entry, _ = of_study(registry, **MOVED, death="2024-07", former_ids_at=[{"center": "DE-02", "id": "7"}])
    assert list(registry.register(STUDY, CENTER)) == list(registry.register(STUDY, "DE-02")) == [entry]
    assert list(registry.register(STUDY, "FR-03")) == list(registry.subjects(STUDY, "FR-03")) == []
    assert list(registry.subjects(STUDY, "DE-02")) == ["CN01-0001"]
    assert registry.view(STUDY, [], ["CN01-0001"]).dossiers["CN01-0001"].entries == (entry,)


def test_it_stands_in_place_of_the_entries_of_centers(registry):
    copies = [entered(registry, center=center)[0] for center in (CENTER, "DE-02")]
    entered(registry, "CN01-0002")
    entry, _ = of_study(registry, also_replaced=tuple(copies))
    assert [known.subject.id for known in registry.register(STUDY, CENTER)] == ["CN01-0001", "CN01-0002"]
    assert next(registry.register(STUDY, CENTER)) == entry
    assert list(registry.register(STUDY, "DE-02")) == []
    assert list(registry.register(STUDY, CENTER, "CN01-0002")) == []


def test_a_later_entry_of_a_center_is_listed_again(registry):
    entry, _ = of_study(registry)
    own, written = entered(registry)
    assert written
    assert list(registry.register(STUDY, CENTER)) == [own]
    assert of_study(registry, replaced=entry)[1]


def test_an_entry_of_the_study_s_register_that_is_not_the_one_before_is_not_replaced(registry):
    first, _ = of_study(registry)
    assert not of_study(registry)[1]
    assert not of_study(registry, "CN01-0002", replaced=first)[1]
    assert of_study(registry, replaced=first, **MOVED)[1]
    assert not of_study(registry, replaced=first)[1]


def test_a_former_id_of_a_center_becomes_everybody_s_in_one_event(registry):
    copy, _ = entered(registry, former_ids=("SCR-1",))
    entry, _ = of_study(registry, also_replaced=(copy,), former_ids=("SCR-1",))
    number = entry.journal_number
    known = registry.view(STUDY, [], ["SCR-1"]).dossiers["SCR-1"]
    given = FormerId(1, CENTER, "CN01-0001")
    assert known.belonging == (given, FormerId(number, "", "CN01-0001"), FormerId(number, CENTER, ""))
    assert known.owner("FR-03") == known.owner(CENTER) == "CN01-0001"


def test_the_subjects_of_a_center_are_the_noted_and_the_registered(registry):
    registry.note_subjects(STUDY, CENTER, ["CN01-0002", "CN01-0003"])
    entered(registry, "CN01-0001")
    entered(registry, "CN01-0002")
    assert list(registry.subjects(STUDY, CENTER)) == ["CN01-0001", "CN01-0002", "CN01-0003"]


def test_a_move_is_kept_with_both_subjects(registry):
    move = replace(a_decision(), kind=DecisionKind.MOVE_SUBJECT, subject="CN01-0002")
    add(registry, Change(decision=move))
    both = Dossier(decisions=(replace(move, journal_number=1),))
    assert registry.view(STUDY, [], ["CN01-0001", "CN01-0002"]).dossiers == {
        "CN01-0001": both,
        "CN01-0002": both,
    }


# specimens and who shares them


def test_specimens_of_a_center_are_kept_once_noted(registry):
    seen = {
        Sighting("CN01-0001", "1QK_Sgn0"),
        Sighting("CN01-0001", "zz-09AZa"),
        Sighting("张 #2", "1QK_Sgn0"),
    }
    registry.note_specimens(STUDY, CENTER, seen)
    registry.note_specimens(
        STUDY, CENTER, {Sighting("CN01-0003", "1QK_Sgn0"), Sighting("CN01-0001", "zz-09AZa")}
    )
    registry.note_specimens(STUDY, "DE-02", {Sighting("DE02-0001", "1QK_Sgn0")})
    assert set(registry.specimens(STUDY, CENTER)) == {*seen, Sighting("CN01-0003", "1QK_Sgn0")}


def test_center_whose_files_delete_by_id_alone_is_noted_once_and_for_good(registry):
    assert registry.view(STUDY, [], centers=[CENTER, "DE-02"]).deleting == frozenset()
    for _ in range(2):
        registry.note_deletions(STUDY, CENTER)
    assert registry.view(STUDY, [], centers=[CENTER, "DE-02"]).deleting == {CENTER}
    assert registry.view("OTHER", [], centers=[CENTER]).deleting == frozenset()


def test_a_center_without_specimens_has_none(registry):
    registry.note_specimens(STUDY, CENTER, set())
    assert list(registry.specimens(STUDY, CENTER)) == []


def test_links_stand_beside_what_the_journal_says_whichever_comes_first(registry):
    registry.link(STUDY, "CN01-0001", ["CN01-0002"])
    add(registry, Change(decision=a_decision()))
    registry.link(STUDY, "CN01-0001", ["张 #2", "CN01-0002"])
    links = frozenset({"CN01-0002", "张 #2"})
    kept = Dossier(decisions=(replace(a_decision(), journal_number=1),), links=links)
    assert registry.view(STUDY, [], ["CN01-0001"]).dossiers == {"CN01-0001": kept}
    assert kept.as_of(0) == Dossier(links=links)


def test_more_links_than_one_request_holds_are_all_kept(registry):
    others = {f"CN01-{number:060}" for number in range(230)}
    registry.link(STUDY, "CN01-0001", others)
    assert registry.view(STUDY, [], ["CN01-0001"]).dossiers["CN01-0001"].links == others


# what only DynamoDB can get wrong


def test_two_files_that_keys_cannot_tell_apart_are_refused_loudly(table):
    add(table, Change(state=a_state()))
    table.claim(STUDY, FILE, a_claim())
    other = FILE[:16] + "0" * 48
    with pytest.raises(Collision):
        table.view(STUDY, [other])
    with pytest.raises(Collision):
        table.claim(STUDY, other, a_claim())
    with pytest.raises(Collision):
        table.latest_claim(STUDY, other)


# papers of labs


def test_versions_of_labs_are_kept_with_their_number_and_in_order(registry):
    for lab, version in (("LAB-2", 1), ("LAB-1", 1), ("LAB-1", 2)):
        draft = a_draft(EventKind.LAB_ADDED, lab=lab, version=version)
        add(registry, Change(lab=(lab, version, f"# {version}")), draft)
    assert list(registry.lab_versions(STUDY)) == [
        LabVersion("LAB-1", 1, 2, "# 1"),
        LabVersion("LAB-1", 2, 3, "# 2"),
        LabVersion("LAB-2", 1, 1, "# 1"),
    ]
    assert list(registry.lab_versions("OTHER")) == []


def test_a_version_of_a_lab_that_exists_is_not_replaced(registry):
    add(registry, Change(lab=("LAB-1", 1, "# first")), a_draft(EventKind.LAB_ADDED))
    event = following(registry.head(STUDY), a_draft(EventKind.LAB_ADDED), NOON)
    assert not registry.append(STUDY, event, Change(lab=("LAB-1", 1, "# second")))
    assert [one.text for one in registry.lab_versions(STUDY)] == ["# first"]


# whether the register is closed


def test_a_register_is_closed_and_opened_from_a_number_on(registry):
    add(registry, Change(definition=(1, DEFINITION), fold_version=3))
    first, _ = add(registry, Change(register_closed=True))
    second, _ = add(registry, Change(register_closed=False))
    view = registry.view(STUDY, [])
    numbers = first.journal_number, second.journal_number
    assert view.closings == ((numbers[0], True), (numbers[1], False))
    assert [version for _, version in view.fold_versions] == [3]


def test_the_studies_with_a_definition_are_listed_once(registry):
    assert list(registry.studies()) == []
    for study in ("S-2", "S-1", "S-2"):
        head = registry.head(study)
        version = 1 if registry.definition(study) is None else 2
        text = DEFINITION.replace(STUDY, study).replace('"version": 1', f'"version": {version}')
        event = following(head, a_draft(), NOON)
        assert registry.append(study, event, Change(definition=(version, text)))
    assert list(registry.studies()) == ["S-1", "S-2"]
