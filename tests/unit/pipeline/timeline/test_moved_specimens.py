"""One specimen under two subjects, from files to answers, at every journal number."""

import json

import pytest
from tests.support.shared_specimens import ANNA, BERT, CARL, DAY, HELD, SPECIMEN, known, told, waits_for
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.changes.rerun import RerunEffect
from hepaflow.pipeline.changes.rerun_choice import rerun_center
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import change_status
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.desk.lineage import lineage
from hepaflow.pipeline.desk.study_results import Inquiry, study_results
from hepaflow.pipeline.desk.subject_results import Question
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.timeline import timeline, timelines


@pytest.fixture
def world():
    return started(more=SPECIMEN)


def send(world, *files):
    """Have files taken up, received one after the other; return their ids."""
    moments = (FIRST, SECOND, THIRD, "2025-09-04T00:00:00.000Z")
    return [
        world.send(data, received, name=f"{received}.csv").file_id
        for data, received in zip(files, moments, strict=False)
    ]


def ruling(world, kind, subject, file_id, line=2, to=""):
    decide(world.desk, STUDY, "ann", Ruling(kind, subject, (file_id, line, "ALT"), "asked the lab", to))


def retire(world, subject):
    about = Measurement(CENTER, subject, "ALT", "", DAY)
    decide(world.desk, STUDY, "ann", Ruling(DecisionKind.RETIRE, subject, about, "asked the lab"))


# what is held


def test_a_result_that_another_subject_had_first_waits_with_that_subject_named(world):
    send(world, ANNA, BERT)
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))


def test_what_was_received_first_counts_whatever_was_processed_first(world):
    world.send(BERT, SECOND, name="b.csv")
    world.send(ANNA, FIRST, name="a.csv")
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))


def test_of_three_subjects_the_first_has_it(world):
    send(world, ANNA, BERT, CARL)
    assert [known(world, one) for one in "ABC"] == [["45"], waits_for("A"), waits_for("A")]


def test_where_one_file_names_two_subjects_neither_has_it(world):
    send(world, told(("A", "S1", 45), ("B", "S1", 45)))
    assert (known(world, "A"), known(world, "B")) == (waits_for("B"), waits_for("A"))


def test_where_one_file_names_two_subjects_the_one_who_had_it_before_keeps_it(world):
    send(world, ANNA, told(("A", "S1", 45), ("B", "S1", 45)))
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))


def test_to_send_it_once_more_does_not_help(world):
    send(world, ANNA, BERT, told(("B", "S1", "45.0")))
    assert known(world, "B") == waits_for("A") * 2


def test_a_correction_does_not_help_while_it_counts_for_the_other(world):
    send(world, ANNA, BERT, told(("B", "S1", 50, "ALT", DAY, "corrected")))
    assert known(world, "B") == waits_for("A")


def test_what_the_lab_has_corrected_does_not_come_back_while_the_correction_waits(world):
    send(world, told(("A", "S1", 40)), told(("A", "S1", 45, "ALT", DAY, "corrected")),
         told(("B", "S1", 40)), told(("B", "S1", 45, "ALT", DAY, "corrected")))  # fmt: skip
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))


def test_a_value_in_doubt_for_its_unit_as_well_says_both(world):
    course = [("B", "", value, "BILI", day) for value, day in ((22, "2024-03-19"), (25, "2024-03-20"), (28, "2024-03-21"))]  # fmt: skip
    slip = ("B", "S1", "1.5", "BILI")
    first, second = (told(*rows).replace(b"U/L", b"umol/L") for rows in ([("A", *slip[1:])], [*course, slip]))
    send(world, first, second)
    assert known(world, "B") == ["22", "25", "28", ("unit-suspect", "moved-suspect", "A")]


def test_the_value_before_one_in_doubt_for_its_unit_waits_too_until_it_is_released(world):
    course = [("B", "", value, "BILI", day) for value, day in ((22, "2024-03-19"), (25, "2024-03-20"), (28, "2024-03-21"))]  # fmt: skip
    before, slip = ("B", "S1", 24, "BILI"), ("B", "S1", "1.5", "BILI", DAY, "corrected")
    rows = [("A", "S1", "1.5", "BILI")], [*course, before], [slip]
    *_, first, _ = send(world, *(told(*some).replace(b"U/L", b"umol/L") for some in rows))
    slipped = ("unit-suspect", "moved-suspect", "A")
    assert known(world, "B")[3:] == [*waits_for("A"), slipped]
    decide(world.desk, STUDY, "ann", Ruling(DecisionKind.RELEASE, "B", (first, 5, "BILI"), "asked the lab"))
    assert known(world, "B")[3:] == ["24", ("unit-suspect", None)]


# what is not


@pytest.mark.parametrize(
    "other",
    [
        ("B", "S1", 46),
        ("B", "S1", 45, "AST"),
        ("B", "S1", 45, "ALT", "2024-03-23"),
        ("B", "S2", 45),
        ("B", "", 45),
    ],
    ids=["value", "analyte", "day", "specimen", "no specimen"],
)
def test_another_result_is_not_the_same(world, other):
    send(world, ANNA, told(other))
    assert known(world, "B") == [str(other[2])]


def test_another_center_may_use_the_same_numbers(world):
    world.add_profile(profile(center=OTHER_CENTER, more=SPECIMEN))
    world.send(ANNA, FIRST)
    world.send(BERT, SECOND, center=OTHER_CENTER)
    assert known(world, "B") == ["45"]


def test_two_times_of_one_day_are_one_result(world):
    send(world, ANNA, told(("B", "S1", 45, "ALT", f"{DAY} 08:30")))
    assert known(world, "B") == waits_for("A")


def test_what_is_held_for_another_reason_holds_nobody(world):
    impossible = told(("A", "S1", 9999999))
    send(world, impossible, told(("B", "S1", 9999999)))
    assert known(world, "B") == [("value-impossible", None)]


# how it comes to count


@pytest.mark.parametrize("kind", [DecisionKind.RELEASE, DecisionKind.ACCEPT])
def test_a_release_lets_it_count_from_then_on(world, kind):
    _, file_id = send(world, ANNA, BERT)
    before = world.registry.head(STUDY).journal_number
    ruling(world, kind, "B", file_id)
    assert (known(world, "A"), known(world, "B")) == (["45"], ["45"])
    assert known(world, "B", before) == waits_for("A")


def test_it_counts_once_the_other_s_is_retired(world):
    send(world, ANNA, BERT)
    retire(world, "A")
    assert (known(world, "A"), known(world, "B")) == ([], ["45"])


def test_it_counts_once_the_other_s_is_set_aside(world):
    file_id, _ = send(world, ANNA, BERT)
    ruling(world, DecisionKind.SET_ASIDE, "A", file_id)
    assert known(world, "B") == ["45"]


def test_it_counts_once_the_lab_deletes_the_other_s(world):
    send(world, ANNA, BERT, told(("A", "S1", 45, "ALT", DAY, "deleted")))
    assert (known(world, "A"), known(world, "B")) == ([], ["45"])


def test_it_counts_once_the_file_of_the_other_s_is_void_and_the_answer_says_so(world):
    file_id, _ = send(world, ANNA, BERT)
    turned = change_status(world.services, "ann", STUDY, file_id, "wrong subject", counts=False)
    assert [(one.measurement.subject, one.turn) for one in turned.difference.altered] == [
        ("A", "removed"),
        ("B", "added"),
    ]
    assert known(world, "B") == ["45"]


def test_it_counts_once_the_other_s_is_moved_to_the_subject(world):
    file_id, _ = send(world, ANNA, BERT)
    ruling(world, DecisionKind.MOVE_SUBJECT, "A", file_id, to="B")
    assert (known(world, "A"), known(world, "B")) == ([], ["45"])


def test_of_three_the_second_follows_the_first(world):
    send(world, ANNA, BERT, CARL)
    retire(world, "A")
    assert [known(world, one) for one in "ABC"] == [[], ["45"], waits_for("B")]


def test_of_two_named_by_one_file_a_release_lets_one_count_and_the_other_waits(world):
    (file_id,) = send(world, told(("A", "S1", 45), ("B", "S1", 45)))
    ruling(world, DecisionKind.RELEASE, "B", file_id, 3)
    assert (known(world, "A"), known(world, "B")) == (waits_for("B"), ["45"])


# moves and former ids


def test_what_a_decision_gave_to_a_subject_is_not_suspected(world):
    _, file_id = send(world, ANNA, CARL)
    ruling(world, DecisionKind.MOVE_SUBJECT, "C", file_id, to="B")
    assert (known(world, "A"), known(world, "B")) == (["45"], ["45"])


def test_what_a_decision_gave_to_another_is_found_under_the_other(world):
    file_id, _ = send(world, ANNA, BERT)
    ruling(world, DecisionKind.MOVE_SUBJECT, "A", file_id, to="C")
    assert (known(world, "C"), known(world, "B")) == (["45"], waits_for("C"))


def test_what_the_other_said_since_counts_too_when_results_were_moved(world):
    """The moved result is judged among all reports of the one to whom it was moved."""
    file_id, *_ = send(world, ANNA, BERT, told(("C", "S9", 45), ("D", "S1", 45)))
    ruling(world, DecisionKind.MOVE_SUBJECT, "A", file_id, to="C")
    retire(world, "C")
    assert (known(world, "B"), known(world, "D")) == (["45"], waits_for("B"))


def test_what_is_left_of_a_specimen_of_which_a_part_was_moved_waits_whoever_is_asked_for_with_it(world):
    """One result under two keys, of which one was moved: it does not come to count for two people."""
    (file_id,) = send(world, told(("A", "S1", 45), ("A", "S1", 45, "ALT", f"{DAY} 08:30")))
    ruling(world, DecisionKind.MOVE_SUBJECT, "A", file_id, to="B")
    together = timelines(
        world.registry, world.results, STUDY, "AB", world.registry.head(STUDY).journal_number
    )
    assert (known(world, "A"), known(world, "B")) == (waits_for("B"), ["45"])
    assert {one: timeline(world.registry, world.results, STUDY, one) for one in "AB"} == together


def register(world, subject, *former_ids):
    entry = world.registry.view(STUDY, [], [subject]).dossiers[subject].entry(CENTER)
    version = entry.version + 1 if entry else 1
    told = Subject(id=subject, center=CENTER, status="enrolled", former_ids=former_ids)
    put_subject(world.desk, STUDY, told, version, "ann", "enrolled")


def test_a_former_id_is_no_other_subject(world):
    send(world, told(("SCR", "S1", 45)), BERT)
    assert known(world, "B") == waits_for("SCR")
    register(world, "B", "SCR")
    assert known(world, "B") == ["45"]


def test_a_result_sent_under_a_former_id_is_found_under_the_subject(world):
    send(world, told(("SCR", "S1", 45)), BERT)
    register(world, "A", "SCR")
    register(world, "B")
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))


def test_what_the_lab_deleted_under_a_former_id_of_the_other_holds_nobody(world):
    send(world, ANNA, BERT, told(("SCR", "", 45, "ALT", DAY, "deleted")))
    register(world, "A", "SCR")
    register(world, "B")
    assert (known(world, "A"), known(world, "B")) == ([], ["45"])


def test_a_result_that_came_under_a_former_id_waits_for_another_subject_too(world):
    send(world, ANNA, told(("SCR", "S1", 45)))
    register(world, "A")
    register(world, "B", "SCR")
    assert known(world, "B") == waits_for("A")


def test_a_subject_that_a_closed_register_does_not_know_has_nothing_that_counts(world):
    send(world, ANNA, BERT)
    register(world, "B")
    world.close_register()
    assert known(world, "B") == ["45"]


# at every number, and wherever it is shown


def test_it_counts_as_of_a_number_at_which_nothing_spoke_against_it(world):
    world.send(BERT, SECOND, name="b.csv")
    before = world.registry.head(STUDY).journal_number
    world.send(ANNA, FIRST, name="a.csv")
    assert (known(world, "B", before), known(world, "B")) == (["45"], waits_for("A"))


def test_what_was_asked_before_is_answered_alike_afterwards(world):
    send(world, ANNA, told(("B", "S2", 50)))
    before = timeline(world.registry, world.results, STUDY, "A")
    world.send(BERT, THIRD, name="b.csv")
    assert timeline(world.registry, world.results, STUDY, "A", before.journal_number) == before


def test_the_lab_is_told_that_the_row_waits(world):
    _, file_id = send(world, ANNA, BERT)
    effect = json.loads(world.receipts.get(f"{STUDY}/{CENTER}/{file_id}/1/effect.json"))
    assert effect["accepted_now"] == {"new": 0, "changed": 0, "unchanged": 0, "waiting": 1}


def test_it_is_on_the_list_of_what_waits(world):
    send(world, ANNA, BERT)
    page = study_results(world.desk, STUDY, Inquiry(Question(), held=True), None, 10)
    assert [(what.subject, held.codes) for what, answer in page.answers for held in answer.held] == [("B", (*HELD,))]  # fmt: skip


def test_its_lineage_says_that_it_is_held(world):
    _, file_id = send(world, ANNA, BERT)
    number = world.registry.head(STUDY).journal_number
    assert lineage(world.desk, STUDY, "B", (file_id, 2, "ALT"), number, None).standing == "held"


# re-runs


def test_what_a_rerun_would_hold_is_known_before_and_is_what_it_holds():
    """Only the newer profile says where the specimen stands: before, nothing tells that the two share one."""
    world = started()
    send(world, ANNA, BERT)
    assert (known(world, "A"), known(world, "B")) == (["45"], ["45"])
    world.add_profile(profile(2, more=SPECIMEN))

    def again(confirm=""):
        number = world.registry.head(STUDY).journal_number
        return rerun_center(RequestedRerun(STUDY, CENTER, "ann", "barcodes", confirm, number), world.services)

    asked = again()
    assert [(one.measurement.subject, one.turn) for one in asked.difference.altered] == [("B", "removed")]
    assert again(asked.confirm).effect is RerunEffect.DONE
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))


def test_a_file_that_counts_again_holds_what_came_later(world):
    file_id, _ = send(world, ANNA, BERT)
    change_status(world.services, "ann", STUDY, file_id, "wrong subject", counts=False)
    turned = change_status(world.services, "ann", STUDY, file_id, "it was right", counts=True)
    assert [(one.measurement.subject, one.turn) for one in turned.difference.altered] == [
        ("A", "added"),
        ("B", "removed"),
    ]


def test_what_an_event_does_not_alter_is_not_said_to_be_altered(world):
    """The subject to whom a result of the file was moved has another one, of another file."""
    file_id, _ = send(world, ANNA, told(("B", "S2", 50, "ALT", "2024-03-25")))
    ruling(world, DecisionKind.MOVE_SUBJECT, "A", file_id, to="B")
    turned = change_status(world.services, "ann", STUDY, file_id, "wrong", counts=False)
    assert [one.measurement.collected_at for one in turned.difference.altered] == [DAY]


# what it takes


class Counted:
    """A port that counts what it is asked."""

    def __init__(self, port, asked):
        self.port, self.asked = port, asked

    def __getattr__(self, name):
        self.asked.append(name)
        return getattr(self.port, name)


def requests(world, subject):
    asked = []
    timeline(Counted(world.registry, asked), Counted(world.results, asked), STUDY, subject)
    return asked


def test_a_subject_that_shares_no_specimen_takes_three_requests(world):
    send(world, ANNA, told(("B", "S2", 45)))
    assert requests(world, "B") == ["head", "subject_panels", "view"]


def test_a_subject_that_shares_a_specimen_takes_two_more_and_asks_no_further(world):
    send(world, ANNA, told(("B", "S1", 45), ("B", "S2", 45)), told(("C", "S2", 45)))
    assert requests(world, "A") == ["head", "subject_panels", "view", "subject_panels", "view"]


def test_a_file_without_specimen_ids_asks_and_leaves_nothing_about_specimens():
    world, asked = started(), []
    world.seen_as = lambda port, _name: Counted(port, asked)
    send(world, b"Subject,Collected,Test,Result,Units,Status\nA,2024-03-22,ALT,45,U/L,final")
    assert {"specimens", "note_specimens", "link"}.isdisjoint(asked)


def test_a_cumulative_file_leaves_only_what_it_adds(world):
    send(world, ANNA)
    asked = []
    world.seen_as = lambda port, _name: Counted(port, asked)
    world.send(told(("A", "S1", 45), ("A", "S1", 30, "AST")), SECOND, name="b.csv")
    assert "note_specimens" not in asked
