"""The fold, claim by claim. What a rule says comes from docs/architecture.md, The fold where nothing else is named."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support.sent_reports import ALT, CORRECTED, DELETED, IMPOSSIBLE, PRELIMINARY, report, sent

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import (
    ROW_HOLDS,
    Measurement,
    Run,
    RunObservation,
    run_observations,
    same_value,
)
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import (
    Comparator,
    Conversion,
    Finding,
    Moment,
    Panel,
    Precision,
)

ELSEWHERE = ALT._replace(subject="CN01-0002")


def decide(
    number: int, kind: DecisionKind, about: RunObservation | Measurement, subject: str = ""
) -> Decision:
    if isinstance(about, Measurement):
        return Decision(number, kind, about, "as the lab told us", subject=subject)
    told = (about.measurement, "as the lab told us", about.run.file_id, about.line)
    return Decision(number, kind, *told, lifts=tuple(ROW_HOLDS))


def answer(*reports: RunObservation, decisions: tuple[Decision, ...] = ()) -> MeasurementState:
    return fold(reports, decisions)[ALT]


def held(result: MeasurementState) -> list[tuple[RunObservation, str]]:
    return [(one.sent, *one.codes) for one in result.held]


# what supersedes


def test_a_report_alone_is_current():
    assert answer(first := sent("40")) == MeasurementState(current=first)


def test_an_equal_value_is_the_same_report_again():
    first, second = sent("40"), sent("40.0", day=2)
    assert answer(first, second) == MeasurementState(current=first, again=(second,))


def test_a_higher_status_supersedes():
    first, second = sent("40"), sent("45", CORRECTED, day=2)
    assert answer(first, second) == MeasurementState(current=second, superseded=(first,))


def test_a_later_revision_supersedes():
    first, second = sent("40", revised="2024-05-01"), sent("45", revised="2024-05-02", day=2)
    assert answer(first, second) == MeasurementState(current=second, superseded=(first,))


def test_the_order_of_arrival_does_not_matter_to_a_mark():
    corrected, original = sent("45", CORRECTED, day=1), sent("40", day=2)
    assert answer(corrected, original) == MeasurementState(current=corrected, superseded=(original,))


def test_a_late_original_stays_superseded_however_often_it_is_sent():
    corrected, original, again = sent("45", CORRECTED), sent("40", day=2), sent("40", day=3)
    assert answer(corrected, original, again) == MeasurementState(
        current=corrected, superseded=(original,), again=(again,)
    )


def test_preliminary_never_replaces_final():
    final, preliminary = sent("40"), sent("45", PRELIMINARY, day=2)
    assert answer(final, preliminary) == MeasurementState(current=final, superseded=(preliminary,))


def test_a_final_report_of_the_preliminary_value_stands_for_it():
    preliminary, final = sent("40", PRELIMINARY), sent("40", day=2)
    assert answer(preliminary, final) == MeasurementState(current=final, again=(preliminary,))


def test_a_correction_back_to_an_earlier_value_is_a_correction():
    first, second, third = sent("40"), sent("45", revised="a", day=2), sent("40", revised="b", day=3)
    assert answer(first, second, third) == MeasurementState(current=third, superseded=(first, second))


# what is held


def test_an_unmarked_change_is_held_and_the_earlier_value_stays():
    first, second = sent("40"), sent("45", day=2)
    result = answer(first, second)
    assert (result.current, held(result)) == (first, [(second, "changed-unmarked")])


def test_a_profile_may_accept_unmarked_changes_with_a_note():
    first, second = sent("40"), sent("45", day=2, accepts=True)
    assert answer(first, second) == MeasurementState(current=second, superseded=(first,), noted=(second,))


def test_the_return_of_an_accepted_change_is_held_whatever_the_profile_says():
    first, second, third = (
        sent(value, day=day, accepts=True) for day, value in enumerate(("40", "45", "40"), 1)
    )
    result = answer(first, second, third)
    assert (result.current, held(result)) == (second, [(third, "reverts-correction")])


def test_old_data_sent_again_do_not_undo_a_correction():
    first, second, third = sent("40"), sent("45", CORRECTED, day=2), sent("40", day=3)
    result = answer(first, second, third)
    assert (result.current, held(result)) == (second, [(third, "reverts-correction")])
    assert result.superseded == (first,)


def test_a_file_that_lists_original_and_correction_reverts_nothing():
    first, second = sent("40"), sent("45", CORRECTED, day=2)
    listed = sent("40", day=3, line=2), sent("45", CORRECTED, day=3, line=3)
    assert answer(first, second, *listed) == MeasurementState(
        current=second, superseded=(first,), again=listed
    )


def test_a_value_that_came_with_its_correction_reverts_nothing_when_it_is_sent_again():
    """It is a reversal only if the value was known before the correction came."""
    listed, again = (sent("40"), sent("45", CORRECTED, line=3)), sent("40", day=2)
    assert answer(*listed, again) == MeasurementState(
        current=listed[1], superseded=(listed[0],), again=(again,)
    )


def test_an_old_preliminary_report_sent_again_asks_for_no_decision():
    first, second, third = sent("40", PRELIMINARY), sent("45", day=2), sent("40", PRELIMINARY, day=3)
    assert answer(first, second, third) == MeasurementState(
        current=second, superseded=(first,), again=(third,)
    )


def test_a_correction_settles_what_was_held_before_it():
    first, second, third = sent("40"), sent("45", day=2), sent("45", CORRECTED, day=3)
    assert answer(first, second, third) == MeasurementState(
        current=third, superseded=(first,), again=(second,)
    )


def test_a_correction_does_not_settle_what_comes_after_it():
    first, corrected, third = sent("40"), sent("45", CORRECTED, day=2), sent("50", day=3)
    result = answer(first, corrected, third)
    assert (result.current, held(result)) == (corrected, [(third, "changed-unmarked")])


def test_two_values_in_one_file_are_in_conflict_and_neither_is_current():
    first, second = sent("40"), sent("45", line=3)
    result = answer(first, second)
    assert result.current is None
    assert held(result) == [(first, "conflict"), (second, "conflict")]


def test_two_files_of_one_millisecond_are_in_conflict_too():
    first, second = sent("40", file="a"), sent("45", file="b")
    assert held(answer(first, second)) == [(first, "conflict"), (second, "conflict")]


def test_a_file_in_conflict_confirms_nothing_and_the_earlier_value_stays():
    first, second, third = sent("40"), sent("40", day=2, line=2), sent("45", day=2, line=3)
    result = answer(first, second, third)
    assert (result.current, held(result)) == (first, [(second, "conflict"), (third, "conflict")])


def test_a_later_file_with_one_of_the_values_decides_a_conflict():
    first, second, third = sent("40"), sent("45", line=3), sent("45", day=2)
    assert answer(first, second, third).current == third


def test_a_later_file_with_a_third_value_does_not_decide_a_conflict():
    first, second, third = sent("40"), sent("45", line=3), sent("50", day=2)
    result = answer(first, second, third)
    assert (result.current, held(result)[2]) == (None, (third, "changed-unmarked"))


def test_a_correction_settles_a_conflict():
    first, second, third = sent("40"), sent("45", line=3), sent("45", CORRECTED, day=2)
    assert answer(first, second, third) == MeasurementState(
        current=third, superseded=(first,), again=(second,)
    )


def test_a_marked_conflict_leaves_the_earlier_value_and_holds_a_third():
    first, third = sent("40"), sent("60", CORRECTED, day=3)
    pair = sent("45", CORRECTED, day=2, line=2), sent("50", CORRECTED, day=2, line=3)
    result = answer(first, *pair, third)
    assert (result.current, held(result)[2]) == (first, (third, "changed-unmarked"))


def test_a_row_with_its_own_hold_is_never_current():
    only = sent("99999", impossible=True)
    assert held(answer(only)) == [(only, "value-impossible")]


def test_a_row_with_its_own_hold_supersedes_nothing():
    first, second = sent("40"), sent("99999", CORRECTED, day=2, impossible=True)
    result = answer(first, second)
    assert (result.current, held(result)) == (first, [(second, "value-impossible")])


def test_a_correction_settles_a_row_with_its_own_hold():
    first, second = sent("99999", impossible=True), sent("40", CORRECTED, day=2)
    assert answer(first, second) == MeasurementState(current=second, superseded=(first,))


def test_a_conflict_that_the_file_check_found_is_left_to_the_fold():
    only = replace(sent("40"), issues=(Issue(IssueCode.CONFLICT),))
    assert answer(only).current == only


def test_two_centers_both_stand():
    ours, theirs = sent("40"), sent("45", CORRECTED, day=2, of=ALT._replace(center="CORE"))
    assert [one.current.observation for one in fold((theirs, ours)).values()] == [
        ours.observation,
        theirs.observation,
    ]


# deletions


@pytest.mark.parametrize(("deleted_on", "sent_on"), [(1, 2), (2, 1)])
def test_a_deletion_voids_whatever_arrives_first(deleted_on, sent_on):
    value, deletion = sent("40", day=sent_on), sent(None, DELETED, day=deleted_on, line=9)
    assert answer(value, deletion) == MeasurementState(withdrawn=(value, deletion), voided=True)


def test_a_correction_after_a_deletion_is_held_and_revives_nothing():
    first, deletion, third = sent("40"), sent(None, DELETED, day=2), sent("45", CORRECTED, day=3)
    result = answer(first, deletion, third)
    assert (result.voided, held(result)) == (True, [(third, "reverts-correction")])


def test_a_correction_sent_again_after_its_deletion_stays_void():
    first, deletion, third = sent("40", CORRECTED), sent(None, DELETED, day=2), sent("40", CORRECTED, day=3)
    result = answer(first, deletion, third)
    assert (result.current, result.held, len(result.withdrawn), result.voided) == (None, (), 3, True)


def test_a_value_that_replaces_the_deleted_one_is_held_and_not_lost():
    deletion, second = sent("40", DELETED, line=2), sent("45", line=3)
    assert held(answer(deletion, second)) == [(second, "reverts-correction")]


@pytest.mark.parametrize(("revised", "is_held"), [("2024-05-03", True), ("2024-05-01", False)])
def test_the_labs_own_times_say_what_a_deletion_means(revised, is_held):
    deletion = sent(None, DELETED, revised="2024-05-02", day=2)
    other = sent("45", revised=revised, day=1)
    assert bool(answer(deletion, other).held) is is_held


def test_a_row_hold_stays_beside_a_deletion():
    deletion, second = sent("40", DELETED), sent("99999", day=2, impossible=True)
    assert held(answer(deletion, second)) == [(second, "value-impossible")]


def test_an_impossible_value_can_be_deleted():
    first, deletion = sent("99999", impossible=True), sent("99999", DELETED, day=2, impossible=True)
    assert answer(first, deletion) == MeasurementState(withdrawn=(first, deletion), voided=True)


def test_a_deletion_that_may_mean_another_analyte_voids_nothing_yet():
    doubtful = replace(sent("40", DELETED, day=2), issues=(Issue(IssueCode.CODE_CONFLICT),))
    result = answer(first := sent("40"), doubtful)
    assert (result.current, held(result)) == (first, [(doubtful, "code-conflict")])


# decisions


def test_accept_makes_a_held_change_current():
    first, second = sent("40"), sent("45", day=2)
    result = answer(first, second, decisions=(decide(7, DecisionKind.ACCEPT, second),))
    assert result == MeasurementState(current=second, superseded=(first,), decisions=(7,))


def test_accept_settles_a_conflict():
    first, second = sent("40"), sent("45", line=3)
    result = answer(first, second, decisions=(decide(7, DecisionKind.ACCEPT, first),))
    assert result == MeasurementState(current=first, superseded=(second,), decisions=(7,))


def test_accept_settles_a_conflict_of_corrections_that_came_with_the_accepted_value():
    """One file lists 40 and two corrections of it. Accepted, 40 follows all that came with it."""
    first, second, third = sent("40"), sent("45", CORRECTED, line=3), sent("50", CORRECTED, line=4)
    assert len(answer(first, second, third).held) == 2
    result = answer(first, second, third, decisions=(decide(7, DecisionKind.ACCEPT, first),))
    assert result == MeasurementState(current=first, superseded=(second, third), decisions=(7,))


def test_accept_lets_a_lab_take_its_correction_back():
    first, second, third = sent("40"), sent("45", CORRECTED, day=2), sent("40", day=3)
    result = answer(first, second, third, decisions=(decide(7, DecisionKind.ACCEPT, third),))
    assert result == MeasurementState(current=third, superseded=(first, second), decisions=(7,))


def test_accept_lifts_the_hold_of_the_row():
    only = sent("99999", impossible=True)
    assert answer(only, decisions=(decide(7, DecisionKind.ACCEPT, only),)).current == only


def test_a_later_correction_supersedes_what_was_accepted():
    first, second, third = sent("40"), sent("45", day=2), sent("50", CORRECTED, day=3)
    result = answer(first, second, third, decisions=(decide(7, DecisionKind.ACCEPT, second),))
    assert (result.current, result.superseded) == (third, (first, second))


def test_a_later_unmarked_change_does_not_supersede_what_was_accepted():
    first, second, third = sent("40"), sent("45", day=2), sent("40", day=3)
    result = answer(first, second, third, decisions=(decide(7, DecisionKind.ACCEPT, second),))
    assert (result.current, held(result)) == (second, [(third, "reverts-correction")])


def test_of_two_accepted_reports_the_later_decision_holds():
    first, second, third = sent("40"), sent("45", day=2), sent("50", day=3)
    decisions = decide(8, DecisionKind.ACCEPT, second), decide(7, DecisionKind.ACCEPT, third)
    assert answer(first, second, third, decisions=decisions).current == second


def test_accept_revives_what_is_held_beside_a_deletion():
    first, deletion, third = sent("40"), sent(None, DELETED, day=2), sent("45", CORRECTED, day=3)
    result = answer(first, deletion, third, decisions=(decide(7, DecisionKind.ACCEPT, third),))
    assert result == MeasurementState(current=third, withdrawn=(first, deletion), decisions=(7,))


def test_a_deletion_cannot_become_current():
    first, deletion = sent("40"), sent(None, DELETED, day=2)
    result = answer(first, deletion, decisions=(decide(7, DecisionKind.ACCEPT, deletion),))
    assert result.voided


def test_a_report_set_aside_does_not_count():
    first, second = sent("40"), sent("45", CORRECTED, day=2)
    result = answer(first, second, decisions=(decide(7, DecisionKind.SET_ASIDE, second),))
    assert result == MeasurementState(current=first, aside=(second,), decisions=(7,))


def test_a_deletion_set_aside_voids_nothing():
    first, deletion = sent("40"), sent(None, DELETED, day=2)
    assert answer(first, deletion, decisions=(decide(7, DecisionKind.SET_ASIDE, deletion),)).current == first


def test_set_aside_takes_an_accept_back():
    first, second = sent("40"), sent("45", day=2)
    decisions = decide(7, DecisionKind.ACCEPT, second), decide(8, DecisionKind.SET_ASIDE, second)
    assert answer(first, second, decisions=decisions).current == first


def test_release_brings_back_what_was_set_aside():
    first = sent("40")
    decisions = decide(7, DecisionKind.SET_ASIDE, first), decide(8, DecisionKind.RELEASE, first)
    assert answer(first, decisions=decisions).current == first


def test_set_aside_takes_a_release_back():
    """The second release ended no hold, so the hold of the row is there again."""
    only = sent("99999", impossible=True)
    again = replace(decide(9, DecisionKind.RELEASE, only), lifts=())
    decisions = decide(7, DecisionKind.RELEASE, only), decide(8, DecisionKind.SET_ASIDE, only), again
    assert answer(only, decisions=decisions[:1]).current == only
    assert held(answer(only, decisions=decisions)) == [(only, "value-impossible")]


def test_release_lifts_the_hold_of_the_row_and_keeps_the_order():
    first, second = sent("40"), sent("99999", CORRECTED, day=2, impossible=True)
    result = answer(first, second, decisions=(decide(7, DecisionKind.RELEASE, second),))
    assert (result.current, result.superseded) == (second, (first,))


def test_release_does_not_take_an_accept_back():
    first, second = sent("40"), sent("45", day=2)
    decisions = decide(7, DecisionKind.ACCEPT, second), decide(8, DecisionKind.RELEASE, second)
    assert answer(first, second, decisions=decisions).current == second


def test_a_retired_measurement_has_no_current_value():
    only = sent("40")
    result = answer(only, decisions=(decide(7, DecisionKind.RETIRE, ALT),))
    assert result == MeasurementState(withdrawn=(only,), retired=True, decisions=(7,))


def test_accept_brings_a_retired_measurement_back():
    first, second = sent("40"), sent("45", day=2)
    decisions = decide(7, DecisionKind.RETIRE, ALT), decide(8, DecisionKind.ACCEPT, second)
    assert answer(first, second, decisions=decisions).current == second


def test_retire_takes_an_accept_back():
    first, second = sent("40"), sent("45", day=2)
    decisions = decide(7, DecisionKind.ACCEPT, second), decide(8, DecisionKind.RETIRE, ALT)
    assert answer(first, second, decisions=decisions).current is None


def test_two_swapped_samples_can_be_moved():
    mine, theirs = sent("40"), sent("400", of=ELSEWHERE, line=3)
    decisions = (
        decide(7, DecisionKind.MOVE_SUBJECT, ALT, ELSEWHERE.subject),
        decide(8, DecisionKind.MOVE_SUBJECT, ELSEWHERE, ALT.subject),
    )
    assert fold((mine, theirs), decisions) == {
        ALT: MeasurementState(current=theirs, decisions=(8,)),
        ELSEWHERE: MeasurementState(current=mine, decisions=(7,)),
    }


def test_the_last_move_of_a_measurement_holds():
    decisions = (
        decide(7, DecisionKind.MOVE_SUBJECT, ALT, ELSEWHERE.subject),
        decide(8, DecisionKind.MOVE_SUBJECT, ALT, ALT.subject),
    )
    assert fold((only := sent("40"),), decisions) == {ALT: MeasurementState(current=only, decisions=(7, 8))}


def test_a_move_to_a_former_id_gives_the_result_to_the_subject_who_had_it():
    only = sent("40", of=ELSEWHERE)
    decisions = (decide(7, DecisionKind.MOVE_SUBJECT, ELSEWHERE, "SCR-7"),)
    owners = {("CN-01", "SCR-7"): ALT.subject}
    assert fold((only,), decisions, owners) == {ALT: MeasurementState(current=only, decisions=(7,))}


@pytest.mark.parametrize("kind", list(DecisionKind))
def test_a_decision_about_what_is_not_visible_changes_nothing(kind):
    first, gone = sent("40"), sent("45", day=2, of=ELSEWHERE)
    about = gone if kind in (DecisionKind.ACCEPT, DecisionKind.SET_ASIDE, DecisionKind.RELEASE) else ELSEWHERE
    assert fold((first,), (decide(7, kind, about, "CN01-0003"),)) == fold((first,))


def test_an_accepted_report_that_is_no_more_visible_gives_way_to_the_one_accepted_before():
    first, second, gone = sent("40"), sent("45", day=2), sent("50", day=3)
    decisions = decide(7, DecisionKind.ACCEPT, second), decide(8, DecisionKind.ACCEPT, gone)
    assert answer(first, second, decisions=decisions).current == second


def test_an_accept_that_names_two_values_of_a_wide_row_decides_nothing():
    first, second = sent("40"), sent("45")
    result = answer(first, second, decisions=(decide(7, DecisionKind.ACCEPT, first),))
    assert {code for _, code in held(result)} == {"conflict"}


# values, places, files


def test_the_same_report_twice_counts_once():
    first = sent("40")
    assert answer(first, replace(first)) == MeasurementState(current=first)


def test_equal_amounts_in_two_units_are_equal():
    milligrams = report("1")._replace(conversion=Conversion(Fraction(10_000_000, 584_673)))
    assert same_value(milligrams, report("2")._replace(conversion=Conversion(Fraction(5_000_000, 584_673))))


@pytest.mark.parametrize(
    "other",
    [
        report("40")._replace(operator=Comparator.LT),
        report("40")._replace(finding=Finding.POSITIVE),
        report("40")._replace(strength="1+"),
        report("41"),
        report(None),
    ],
)
def test_number_operator_finding_and_strength_tell_values_apart(other):
    assert not same_value(report("40"), other)


def test_equal_findings_without_number_are_equal():
    assert same_value(
        report(None)._replace(finding=Finding.POSITIVE), report(None)._replace(finding=Finding.POSITIVE)
    )


@pytest.mark.parametrize(("identifies", "specimen"), [(True, "B-17"), (False, "")])
def test_a_specimen_id_tells_measurements_apart_only_where_the_profile_says_so(identifies, specimen):
    panel = Panel("CN01-0001", Moment("2024-03-22T08:30", Precision.MINUTE, "+08:00"), "B-17")
    panel.lines, panel.observations = [2], [report("40")._replace(specimen_type="SERUM")]
    run = Run("CN-01", "file-1", 1, "2024-05-01T00:00:00.000Z", specimen_identifies=identifies)
    (placed,) = run_observations(panel, run)
    assert placed.measurement == ALT._replace(specimen=specimen)


def test_holds_of_the_specimen_and_of_other_rows_reach_the_report():
    panel = Panel(
        "CN01-0001", Moment("2024-03-22T08:30", Precision.MINUTE), lines=[2], observations=[report("40")]
    )
    panel.specimen_issues, panel.row_issues = (Issue(IssueCode.DATE_AFTER_RECEIPT),), {0: (IMPOSSIBLE,)}
    (placed,) = run_observations(panel, Run("CN-01", "file-1", 1, "2024-05-01T00:00:00.000Z"))
    assert fold([placed])[placed.measurement].held[0].codes == ("date-after-receipt", "value-impossible")


def test_the_answers_stand_in_order_of_subject_time_and_analyte():
    places = [ALT._replace(subject="B"), ALT._replace(subject="A", analyte="AST"), ALT._replace(subject="A")]
    timeline = fold(sent("40", of=place, line=line) for line, place in enumerate(places))
    assert list(timeline) == places[::-1]


def test_what_is_held_says_what_was_found_by_the_codes_that_hold_it():
    noted = Issue(IssueCode.UNIT_REPAIRED, found="U/l")
    named = (Issue(IssueCode.CODE_CONFLICT, found="1742-6"), Issue(IssueCode.CODE_CONFLICT, found="1920-8"))
    (held,) = answer(replace(sent("40", impossible=True), issues=(IMPOSSIBLE, noted, *named))).held
    assert (held.codes, held.found) == (
        ("value-impossible", "code-conflict"),
        {"code-conflict": "1742-6; 1920-8"},
    )
