"""Reports that later runs give again: written out when somebody looks, and told together only where that is safe."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support.sent_reports import ALT, CORRECTED, sent

from hepaflow.domain.fold.later.runs import Later, Resending, alone, later_runs, of_each_run, told_together
from hepaflow.domain.fold.measurement_state import said_once
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.fold_rules import FoldRules

FIRST = sent("45")
TIMES = ("2024-03-22T08:30", "2024-03-23T08:30")


def run(day, **more):
    return replace(FIRST.run, file_id=f"file-{day}", received=f"2024-05-{day:02}T00:00:00.000Z", **more)


def resent(*days, report=FIRST):
    return replace(report, later=Later(later_runs([Resending(run(day), [day * 10]) for day in days]), 0))


def test_a_report_that_later_runs_give_again_counts_once_and_is_repeated_by_each():
    (answer,) = fold([resent(2, 3)]).values()
    assert answer.current == FIRST
    assert [(one.run.file_id, one.line) for one in answer.again] == [("file-2", 20), ("file-3", 30)]


def test_what_repeats_it_is_a_sequence_equal_to_a_tuple():
    (answer,) = fold([resent(2, 3, 4)]).values()
    every = tuple(of_each_run([resent(2, 3, 4)]))[1:]
    assert answer.again == every
    assert every == answer.again
    assert answer.again == next(iter(fold([resent(2, 3, 4)]).values())).again
    assert (answer.again != every[1:], len(answer.again), answer.again[-1], answer.again[:2]) == (
        True,
        3,
        every[-1],
        every[:2],
    )
    assert (hash(answer.again), repr(answer.again)) == (hash(every), repr(every))


def test_a_correction_means_what_the_last_run_said_as_if_each_had_a_report():
    correction = replace(sent("54", CORRECTED, day=5), measurement=ALT._replace(specimen_type=""))
    (answer,) = fold([resent(2, 3), correction]).values()
    assert (answer.current.observation.number, len(answer.superseded), len(answer.again)) == (54, 1, 2)


def test_the_reports_of_one_file_are_found_in_both_forms():
    whole, once = fold(of_each_run([resent(2, 3)])), fold([resent(2, 3)])
    for file_id in ("file-1", "file-3", "file-9"):
        (one,), (other,) = whole.values(), once.values()
        assert list(one.of_file(file_id)) == list(other.of_file(file_id))
        assert one.carries(file_id) is other.carries(file_id) is (file_id != "file-9")


def test_the_newest_version_of_a_record_is_that_of_the_last_run_that_gives_it():
    report = FIRST.observation._replace(record="R-1")
    early, late = (
        replace(FIRST, observation=report, measurement=ALT._replace(collected_at=at)) for at in TIMES
    )
    both = [resent(9, report=early), replace(late, run=run(5))]
    (place,) = fold(both)
    assert (place.collected_at, fold(both)) == (TIMES[0], fold(of_each_run(both)))


def test_a_value_that_fits_only_in_another_unit_is_held_as_every_run_gives_it():
    """An ALT of 2,000 among values of 20 U/L may be in another unit; its two repetitions wait with it."""
    others = [
        replace(sent("20"), measurement=ALT._replace(collected_at=f"2024-03-0{day}T08:00"))
        for day in range(1, 5)
    ]
    rules = FoldRules(2, {"ALT": {Fraction(1, 100): "cU/L"}})
    suspect = resent(2, 3, report=sent("2000"))
    held = weighed([*others, suspect], (), {}, rules)[ALT].held
    assert [(one.sent.line, one.codes) for one in held] == [
        (line, (IssueCode.UNIT_SUSPECT,)) for line in (2, 20, 30)
    ]


def test_a_report_without_later_runs_stays_as_it_is():
    assert alone(FIRST) is FIRST
    assert list(of_each_run([FIRST])) == [FIRST]


def test_runs_are_told_together_in_the_order_of_their_receipt():
    assert told_together([run(3), run(1), run(2)]) == [[1, 2, 0]]


@pytest.mark.parametrize(
    "differs",
    [{"accept_changes": True}, {"specimen_identifies": True}, {"cumulative": True}, {"feed": "HIS"}],
)
def test_runs_whose_profiles_differ_are_told_apart(differs):
    assert told_together([run(1), run(2, **differs), run(3)]) == [[0, 2], [1]]


def test_runs_of_one_moment_are_told_apart():
    assert told_together([run(1), replace(run(2), received=run(1).received)]) == [[0], [1]]


def test_reports_that_say_the_same_count_once_in_order_of_receipt():
    again, other = sent("45", day=2), sent("45", day=3)
    state = said_once([other, FIRST, again])
    assert (state.current, state.again) == (FIRST, (again, other))


@pytest.mark.parametrize("other", [sent("46", day=2), sent("45", day=2, impossible=True), FIRST])
def test_reports_that_differ_wait_or_are_there_twice_are_looked_at_one_by_one(other):
    assert said_once([FIRST, other]) is None
