"""Results that count for two subjects, and the specimens by which they are found."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hepaflow.domain.fold.decisions import Decision, DecisionKind, docket
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement, Run, RunObservation
from hepaflow.domain.fold.suspicion.moved_suspicion import parted, shared_results
from hepaflow.domain.fold.suspicion.sightings import SIGN, Sighting, sharing, sightings
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Conversion, Moment, Observation, Panel, Precision, Raw, Status

DAY = "2024-03-22"


def sent(subject, value="45", day=1, status=Status.FINAL, specimen="S1", **more):
    """A report that came on a day of May, in a file of its own."""
    report = Observation(
        "ALT", Raw(), Comparator.EQ, Decimal(value), Conversion(), Decimal(value), "U/L", status=status
    )
    run = Run(
        "C-01", f"{day:064}", 1, f"2024-05-{day:02}T00:00:00.000Z", accept_changes=more.get("accepts", False)
    )
    return RunObservation(
        Measurement("C-01", subject, "ALT", "", DAY), report, run, more.get("line", 2), (), specimen
    )


def waiting(*reports, decisions=()):
    """By subject, what is held as reported for another first: value and that subject."""
    decided = docket(decisions)
    folded = [
        fold([one for one in reports if one.measurement.subject == subject], decisions) for subject in "ABC"
    ]
    shared = shared_results(folded)
    return {
        what.subject: [
            (str(held.sent.observation.number), held.found[IssueCode.MOVED_SUSPECT]) for held in answer.held
        ]
        for answers in folded
        for what, answer in parted(answers, shared, decided).items()
        if answer.held
    }


@pytest.mark.parametrize("days", [(1, 2), (2, 1)])
def test_the_later_one_waits_for_the_earlier(days):
    anna, bert = sent("A", day=days[0]), sent("B", day=days[1])
    later, earlier = ("B", "A") if days == (1, 2) else ("A", "B")
    assert waiting(anna, bert) == waiting(bert, anna) == {later: [("45", earlier)]}


def test_of_several_that_came_first_at_once_the_first_id_is_named():
    assert waiting(sent("A"), sent("B"), sent("C", day=2)) == {
        "A": [("45", "B")],
        "B": [("45", "A")],
        "C": [("45", "A")],
    }


def test_a_subject_has_a_value_since_it_was_first_told_it():
    """Also where another report stands for the value by now, and where the lab has corrected it since."""
    preliminary, final = sent("A", status=Status.PRELIMINARY), sent("A", day=3)
    assert waiting(preliminary, final, sent("B", day=2)) == {"B": [("45", "A")]}
    assert waiting(sent("A"), sent("A", "50", 3, Status.CORRECTED), sent("B", day=2)) == {"B": [("45", "A")]}


def test_two_that_share_no_value_are_two():
    assert waiting(sent("A"), sent("B", "46", 2)) == {}


def test_a_report_without_a_specimen_id_waits_with_one_that_has_it():
    again = sent("B", day=3, specimen="")
    assert waiting(sent("A"), sent("B", day=2), again) == {"B": [("45", "A")] * 2}


def test_a_measurement_of_two_specimens_waits_once():
    told = [sent(subject, day=day, specimen=specimen, line=line) for subject, day in (("A", 1), ("B", 2))
            for line, specimen in ((2, "S1"), (3, "S2"))]  # fmt: skip
    assert waiting(*told) == {"B": [("45", "A")] * 2}


def test_an_earlier_value_does_not_come_back_and_a_change_that_waits_is_not_noted():
    folded = [fold([sent("A", "50")]), fold([sent("B", "45", 2), sent("B", "50", 3, accepts=True)])]
    assert [len(answer.noted) for answer in folded[1].values()] == [1]
    (answer,) = parted(folded[1], shared_results(folded), docket(())).values()
    assert (answer.current, [str(one.observation.number) for one in answer.superseded]) == (None, ["45"])
    assert answer.noted == ()


def test_what_is_held_beside_it_stays_as_it_is():
    """The change without a mark is another value: only that it is one holds it."""
    folded = [fold([sent("A")]), fold([sent("B", day=2), sent("B", "60", 3)])]
    (answer,) = parted(folded[1], shared_results(folded), docket(())).values()
    assert [held.codes for held in answer.held] == [("moved-suspect",), ("changed-unmarked",)]


@pytest.mark.parametrize("kind", [DecisionKind.RELEASE, DecisionKind.ACCEPT])
def test_a_report_that_was_released_does_not_wait(kind):
    told = sent("B", day=2)
    decision = Decision(
        1, kind, told.measurement, "asked the lab", told.run.file_id, told.line, lifts=tuple(ROW_HOLDS)
    )
    assert waiting(sent("A"), told, decisions=[decision]) == {}


def test_the_answers_of_those_who_share_nothing_are_left_alone():
    answers = fold([sent("C", specimen="S9")])
    assert parted(answers, shared_results([answers]), docket(())) is answers


# which specimens were reported for whom


def panel(subject, specimen, wall=DAY):
    return Panel(subject, Moment(wall, Precision.DAY), specimen)


def test_a_specimen_is_known_by_its_id_and_day_whoever_reports_it():
    panels = [
        panel("A", "S1"),
        panel("B", "S1", f"{DAY}T08:30"),
        panel("A", "S1", "2024-03-23"),
        panel("A", "S2"),
    ]
    signs = [one.sign for each in panels for one in sightings([each])]
    assert (signs[0] == signs[1], len(set(signs)), {len(sign) for sign in signs}) == (True, 3, {SIGN})


def test_a_specimen_without_an_id_leaves_no_sighting():
    assert sightings([panel("A", "")]) == frozenset()


def test_whoever_shares_a_specimen_of_the_run_is_linked_with_all_others_and_nobody_else_is():
    seen = {Sighting("A", "1"), Sighting("A", "2"), Sighting("D", "4")}
    known = [Sighting("B", "1"), Sighting("C", "1"), Sighting("C", "3"), Sighting("D", "3")]
    assert sharing(seen, known) == {"A": {"B", "C"}, "B": {"A", "C"}, "C": {"A", "B"}}


def test_what_is_held_says_who_had_it_first():
    folded = [fold([sent("A")]), fold([sent("B", day=2)])]
    (answer,) = parted(folded[1], shared_results(folded), docket(())).values()
    assert answer.held[0].sent.issues == (Issue(IssueCode.MOVED_SUSPECT, found="A", analyte="ALT"),)


# two specimens of one number


def panel_of(subject, day, **values):
    """One file's reports of a specimen, by analyte."""
    return [
        replace(one, measurement=one.measurement._replace(analyte=analyte), line=line)
        for line, (analyte, value) in enumerate(values.items(), 2)
        for one in [sent(subject, value, day)]
    ]


def test_what_is_the_same_by_chance_waits_for_nobody():
    anna, bert = (
        panel_of("A", 1, K="4.1", ALT="45", BILI="22"),
        panel_of("B", 2, K="4.1", ALT="30", BILI="17"),
    )
    assert waiting(*anna, *bert) == {}


def test_half_of_what_both_have_makes_them_one_specimen_and_the_rest_is_no_one_result():
    anna, bert = panel_of("A", 1, K="4.1", ALT="45", AST="60"), panel_of("B", 2, K="4.1", ALT="30", BILI="17")
    assert waiting(*anna, *bert) == {"B": [("4.1", "A")]}


def test_two_specimens_of_one_number_stay_two_when_one_of_their_results_is_retired():
    anna, bert = (
        panel_of("A", 1, K="4.1", ALT="45", BILI="22"),
        panel_of("B", 2, K="4.1", ALT="30", BILI="17"),
    )
    retired = [
        Decision(number, DecisionKind.RETIRE, one.measurement, "drawn")
        for number, one in enumerate(anna[1:], 1)
    ]
    assert waiting(*anna, *bert, decisions=retired) == {}
