"""A correction or deletion that names its result otherwise finds it, or waits, and never stands beside it."""

import pytest
from tests.support.taking_back import ALT, C, D, F, P, X, decide, sent, state

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE, Places
from hepaflow.domain.study.fold_rules import FIRST_VERSION
from hepaflow.domain.values.statements import WHOLE_ORDER

NOON = ALT._replace(collected_at="2024-03-22T12:00")
ORDER = ALT._replace(analyte=WHOLE_ORDER, specimen_type="")


def at(moment: str, one: RunObservation, offset: str = "", kind: str = "SERUM") -> RunObservation:
    place = one.measurement._replace(collected_at=moment, specimen_type=kind)
    return _moved(one, place, offset)


def _moved(one: RunObservation, place: Measurement, offset: str) -> RunObservation:
    return RunObservation(place, one.observation, one.run, one.line, one.issues, one.specimen, offset)


def told(*reports: RunObservation, decisions: tuple[Decision, ...] = (), version: int = 2) -> list[str]:
    """Return the current values by time, and what is held."""
    found = fold(reports, decisions, version=version)
    current = [
        f"{place.collected_at} {state(answer)[0]}" for place, answer in found.items() if answer.current
    ]
    return [*current, *(held for answer in found.values() for held in state(answer)[1])]


def notes(*reports: RunObservation) -> set[str]:
    found = fold(reports)
    return {
        issue.code.value for answer in found.values() for one in answer.observations() for issue in one.issues
    }


# --- the one that it does not contradict


def test_correction_without_specimen_type_replaces_the_value():
    assert told(sent(F, "45"), at("2024-03-22T08:30", sent(C, "54", day=2), kind="")) == [
        "2024-03-22T08:30 54"
    ]


def test_correction_to_the_second_replaces_the_value_to_the_minute():
    assert told(sent(F, "45"), at("2024-03-22T08:30:00", sent(C, "54", day=2))) == ["2024-03-22T08:30:00 54"]


def test_correction_at_the_same_instant_replaces_the_value():
    first = at("2024-03-22T08:30", sent(F, "45"), "+08:00")
    assert told(first, at("2024-03-22T00:30", sent(C, "54", day=2), "+00:00")) == ["2024-03-22T08:30 54"]


def test_correction_of_the_time_replaces_the_value_of_its_specimen():
    assert told(sent(F, "45"), at("2024-03-22T09:30", sent(C, "54", day=2))) == ["2024-03-22T09:30 54"]


def test_deletion_of_the_day_voids_the_one_value_of_that_day():
    assert told(sent(F, "45", specimen=""), at("2024-03-22", sent(D, day=2, specimen=""))) == []


def test_later_version_of_a_record_at_another_time_replaces_the_earlier_one():
    first = sent(F, "45", specimen="", record="o1", places=Places.ENTRY)
    later = sent(F, "45", day=2, specimen="", record="o1", places=Places.ENTRY)
    assert told(first, at("2024-03-21T09:30", later)) == ["2024-03-21T09:30 45"]


def test_correction_of_the_time_of_a_record_replaces_it():
    first = sent(F, "45", specimen="", record="o1", places=Places.ENTRY)
    later = sent(C, "54", day=2, specimen="", record="o1", places=Places.ENTRY)
    assert told(first, at("2024-03-21T09:30", later)) == ["2024-03-21T09:30 54"]


def test_two_records_at_two_times_stay_two():
    first = sent(F, "45", specimen="", record="o1", places=Places.ENTRY)
    other = sent(F, "45", day=2, specimen="", record="o2", places=Places.ENTRY)
    assert len(told(first, at("2024-03-21T09:30", other))) == 2


def test_final_value_under_another_key_follows_the_preliminary_one():
    assert told(sent(P, "45"), at("2024-03-22T08:30:00", sent(F, "54", day=2))) == ["2024-03-22T08:30:00 54"]


def test_final_repetition_under_another_key_makes_the_value_final():
    found = fold([sent(P, "45"), at("2024-03-22T08:30", sent(F, "45", day=2), kind="")])
    assert [answer.current.observation.status for answer in found.values() if answer.current] == [F]


def test_retired_measurement_stays_retired_when_a_correction_joins_it():
    retire = Decision(7, DecisionKind.RETIRE, ALT, "asked")
    late = at("2024-03-22T08:30:00", sent(C, "54", day=2))
    assert told(sent(F, "45"), late, decisions=(retire,)) == []


def test_version_1_leaves_the_correction_beside_the_value():
    late = at("2024-03-22T08:30:00", sent(C, "54", day=2))
    assert told(sent(F, "45"), late, version=FIRST_VERSION) == [
        "2024-03-22T08:30 45",
        "2024-03-22T08:30:00 54",
    ]


# --- held


@pytest.mark.parametrize(
    "late",
    [
        at("2024-03-22T09:30", sent(C, "54", day=2, specimen="")),  # within a day
        at("2024-03-23T08:00", sent(C, "54", day=2, specimen="")),
        at("2024-03-29T08:30", sent(C, "54", day=2)),  # the same barcode
    ],
)
def test_correction_that_may_mean_another_value_is_held(late):
    assert told(sent(F, "45"), late) == ["2024-03-22T08:30 45", "54 corrects-nothing"]


def test_deletion_that_may_mean_another_value_is_held():
    late = at("2024-03-22T09:30", sent(D, day=2, specimen=""))
    assert told(sent(F, "45"), late) == ["2024-03-22T08:30 45", "None corrects-nothing"]


def test_correction_of_the_day_with_two_draws_is_held():
    draws = sent(F, "45", specimen=""), at("2024-03-22T12:00", sent(F, "50", line=3, specimen=""))
    assert told(*draws, at("2024-03-22", sent(C, "54", day=2, specimen="")))[-1] == "54 corrects-nothing"


def test_correction_of_an_order_that_the_feed_knew_is_held():
    other = sent(F, "90", of=ALT._replace(analyte="AST"))
    assert told(other, sent(C, "54", day=2)) == ["2024-03-22T08:30 90", "54 corrects-nothing"]


def test_later_message_of_one_file_is_held_where_it_may_mean_an_earlier_one():
    first = sent(F, "45", line=PER_MESSAGE + 1, specimen="", places=Places.SEGMENT)
    late = sent(C, "54", line=2 * PER_MESSAGE + 1, specimen="", places=Places.SEGMENT)
    assert "54 corrects-nothing" in told(first, at("2024-03-22T09:30", late))


def test_held_correction_that_is_accepted_counts():
    late = at("2024-03-22T09:30", sent(C, "54", day=2, specimen=""))
    accept = decide(DecisionKind.ACCEPT, late, IssueCode.CORRECTS_NOTHING)
    assert told(sent(F, "45"), late, decisions=(accept,)) == ["2024-03-22T08:30 45", "2024-03-22T09:30 54"]


# --- kept


@pytest.mark.parametrize(
    "late",
    [
        at("2024-03-29T08:30", sent(C, "54", day=2, specimen="")),  # a week later
        at("2024-03-22T09:30", sent(C, "54", day=2, specimen="S2")),  # another specimen
        at("2024-03-22T09:30", sent(C, "54", line=3, specimen="")),  # a row of the same table
    ],
)
def test_correction_that_can_mean_nothing_else_counts(late):
    assert told(sent(F, "45"), late)[1:] == [f"{late.measurement.collected_at} 54"]


def test_correction_that_can_mean_nothing_else_is_noted():
    assert notes(sent(C, "54")) == {"corrects-unseen"}


def test_snapshot_in_which_every_row_is_corrected_counts_as_a_whole():
    draws = [
        at(f"2024-03-22T{hour:02}:00", sent(C, f"{hour}", line=hour, specimen="")) for hour in range(6, 10)
    ]
    assert [line.split()[-1] for line in told(*draws)] == ["6", "7", "8", "9"]


def test_correction_with_its_own_original_stays_apart_from_another_draw():
    own = (
        at("2024-03-22T08:30:30", sent(F, "50", specimen="")),
        at("2024-03-22T08:30:30", sent(C, "54", day=2, specimen="")),
    )
    assert told(sent(F, "45", specimen=""), *own) == ["2024-03-22T08:30 45", "2024-03-22T08:30:30 54"]


def test_correction_of_another_center_counts_beside_the_value():
    late = sent(C, "54", day=2, of=ALT._replace(center="CORE"))
    assert told(sent(F, "45"), late) == ["2024-03-22T08:30 45", "2024-03-22T08:30 54"]


def test_correction_of_another_record_counts_beside_the_value():
    first = sent(F, "45", specimen="", record="o1", places=Places.ENTRY)
    late = sent(C, "54", day=2, specimen="", record="o2", places=Places.ENTRY)
    assert told(first, at("2024-03-22T08:30:00", late))[1:] == ["2024-03-22T08:30:00 54"]


def test_test_that_was_not_done_leaves_the_other_draw_of_the_day():
    not_done = at("2024-03-22T14:00", sent(X, day=2, specimen=""))
    assert told(sent(F, "45", specimen=""), not_done) == ["2024-03-22T08:30 45"]


def test_two_final_draws_of_a_day_with_one_preliminary_stay_two():
    draws = sent(P, "45", specimen="S1"), at("2024-03-22T12:00", sent(F, "54", day=2, specimen="S2"))
    assert told(*draws) == ["2024-03-22T08:30 45", "2024-03-22T12:00 54"]


def test_correction_at_another_time_finds_the_record_by_its_id():
    first = sent(F, "45", specimen="", record="o1", places=Places.SEGMENT)
    later = sent(C, "54", day=2, specimen="", record="o1", places=Places.SEGMENT)
    assert told(first, at("2024-03-22T09:30", later)) == ["2024-03-22T09:30 54"]


def test_two_joined_measurements_keep_keys_of_their_own():
    """The typed final report of a preliminary one, beside another measurement with that time and type."""
    history = (
        at("2024-03-22T08:30:00", sent(P, "45", specimen="")),
        at("2024-03-22T08:30", sent(X, line=3, specimen=""), kind=""),
        at("2024-03-22T08:30:00", sent(P, "45", day=2, line=4), kind=""),
        at("2024-03-22T14:00", sent(F, "45", line=5)),
    )
    found = fold(history)
    assert sorted(one.line for answer in found.values() for one in answer.observations()) == [2, 3, 4, 5]


def test_final_version_of_a_preliminary_record_at_another_time_is_joined_once():
    first = sent(P, "45", specimen="", record="o1", places=Places.ENTRY)
    later = sent(F, "45", day=2, specimen="", record="o1", places=Places.ENTRY)
    assert told(first, at("2024-03-22T09:30", later)) == ["2024-03-22T09:30 45"]


def test_two_cancelled_orders_are_each_compared_with_results_alone():
    """The second order shares its specimen with the first one, and nothing with the result."""
    result = sent(F, "45", specimen="", record="o1", places=Places.SEGMENT)
    first = sent(X, day=2, specimen="S2", record="o1", places=Places.SEGMENT, of=ORDER)
    second = sent(X, day=3, specimen="S2", record="o2", places=Places.SEGMENT, of=ORDER)
    straight, back = fold([result, first, second]), fold([second, first, result])
    assert straight == back
    assert [one.line for one in straight[ALT].observations()] == [2, 2]


def test_corrected_time_holds_beside_a_report_of_the_day_alone():
    """A day has no offset; that is no other offset."""
    day = at("2024-03-22", sent(P, "45", line=3, specimen=""))
    value = at("2024-03-22T08:30", sent(F, "45", specimen=""), "-05:00")
    again = at("2024-03-22T08:30", sent(F, "45", day=2, specimen=""), "-05:00")
    later = at("2024-03-22T09:30", sent(C, "54", day=2, line=3, specimen=""), "-05:00")
    assert told(day, value, again, later) == ["2024-03-22T09:30 54"]
