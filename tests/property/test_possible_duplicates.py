"""One result under several keys: whatever was sent and decided, in whatever order."""

from dataclasses import replace
from itertools import permutations
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.possible_duplicates import DATE, TIME, answers, ruling, sent

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement, RunObservation, same_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION

HISTORIES = st.lists(
    st.builds(
        sent,
        st.sampled_from([DATE, TIME, f"{TIME}:15", "2024-03-22T16:30"]),
        st.sampled_from(["45", "45", "46"]),
        file=st.integers(1, 5),
        analyte=st.sampled_from(["ALT", "ALT", "AST"]),
        kind=st.sampled_from(["", "", "SERUM"]),
        specimen=st.sampled_from(["", "", "B7", "B8"]),
        center=st.sampled_from(["CN-01", "CN-01", "CN-01", "CN-02"]),
        status=st.sampled_from([Status.FINAL] * 3 + [Status.CORRECTED, Status.DELETED]),
        issues=st.just(()),
    ),
    max_size=9,
).map(lambda reports: [replace(one, line=line) for line, one in enumerate(reports, 2)])
KINDS = st.sampled_from([DecisionKind.ACCEPT, DecisionKind.RELEASE, DecisionKind.SET_ASIDE])
DRAWN = st.lists(st.tuples(KINDS, st.integers(0, 8)), max_size=3)


def decided(history: list[RunObservation], drawn):
    about = [(kind, history[index]) for kind, index in drawn if index < len(history)]
    return tuple(ruling(kind, one, number) for number, (kind, one) in enumerate(about, 1))


class Told(NamedTuple):
    """A measurement, under the key that the fold answers with, and the reports of its values.

    Version 2 joins a correction to the result that it means: the key then states more than some of the reports.
    """

    key: Measurement
    reports: list[RunObservation]


def may_be_one(one: Told, other: Told) -> bool:
    """Say, in other words than the fold, whether nothing that both say of their measurements speaks against it."""
    mine, its = one.key, other.key
    named, its_named = ({sent.specimen for sent in told.reports} - {""} for told in (one, other))
    short, long = sorted((mine.collected_at, its.collected_at), key=len)
    moment = bool(named & its_named) if named and its_named else long[: len(short)] == short
    kind = "" in {mine.specimen_type, its.specimen_type} or mine.specimen_type == its.specimen_type
    return moment and kind and (mine.center, mine.analyte) == (its.center, its.analyte)


def repeats(one: Told, other: Told) -> bool:
    value = one.reports[0].observation
    return may_be_one(one, other) and any(same_value(value, sent.observation) for sent in other.reports)


def duplicates(answer: MeasurementState) -> list[RunObservation]:
    return [held.sent for held in answer.held if IssueCode.POSSIBLE_DUPLICATE in held.codes]


def counted(key: Measurement, answer: MeasurementState) -> Told:
    """The reports of the value that counts or would, and of those before."""
    current = [answer.current] if answer.current else []
    return Told(key, [*current, *duplicates(answer), *answer.superseded, *answer.again])


def first(told: Told) -> tuple[str, int]:
    return min((sent.run.received, sent.line) for sent in told.reports) if told.reports else ("", 0)


def lines(answer: MeasurementState) -> list[int]:
    current = (answer.current,) if answer.current else ()
    held = (held.sent for held in answer.held)
    return sorted(
        sent.line
        for sent in (*current, *held, *answer.superseded, *answer.again, *answer.aside, *answer.withdrawn)
    )


@given(HISTORIES, DRAWN, st.randoms(use_true_random=False))
def test_the_order_of_processing_never_matters(history, drawn, chance):
    decisions = decided(history, drawn)
    mixed = chance.sample(history, len(history)), tuple(chance.sample(decisions, len(decisions)))
    assert answers(*mixed[0], decisions=mixed[1]) == answers(*history, decisions=decisions)


@given(HISTORIES, DRAWN)
def test_the_same_reports_twice_change_nothing(history, drawn):
    decisions = decided(history, drawn)
    assert answers(*history, *history, decisions=decisions) == answers(*history, decisions=decisions)


@pytest.mark.parametrize("version", range(FIRST_VERSION, NEWEST_VERSION + 1))
@given(history=HISTORIES, drawn=DRAWN)
def test_nothing_is_held_but_by_what_counts_and_came_before(version, history, drawn):
    """That states the same, or did before the lab corrected it."""
    known = answers(*history, decisions=decided(history, drawn), version=version)
    standing = [counted(*told) for told in known.items() if told[1].current]
    for late in (counted(*told) for told in known.items() if duplicates(told[1])):
        assert any(repeats(late, early) and first(early) < first(late) for early in standing)


@given(HISTORIES, DRAWN)
def test_a_release_brings_back_what_is_held_and_changes_nothing_else(history, drawn):
    decisions = decided(history, drawn)
    known = answers(*history, decisions=decisions)
    plain = fold(history, decisions)
    for place, answer in known.items():
        if not duplicates(answer):
            assert answer == plain[place]
            continue
        released = (*decisions, ruling(DecisionKind.RELEASE, duplicates(answer)[0], 9))
        assert answers(*history, decisions=released)[place].current == plain[place].current


@given(HISTORIES, DRAWN)
def test_every_report_is_accounted_for_exactly_once(history, drawn):
    known = answers(*history, decisions=decided(history, drawn))
    assert sorted(line for answer in known.values() for line in lines(answer)) == [
        one.line for one in history
    ]


@given(HISTORIES)
def test_no_two_values_that_count_repeat_each_other(history):
    """Where the draws report nothing else; but for a date that may be either of two times, and is taken for one."""
    history = [
        one for one in history if one.observation.status is Status.FINAL and one.observation.analyte == "ALT"
    ]
    known = answers(*history)
    current = [counted(*told) for told in known.items() if told[1].current]
    held = [counted(*told) for told in known.items() if duplicates(told[1])]
    for one, other in permutations(current, 2):
        if repeats(one, other) and first(other) < first(one):
            assert any(may_be_one(other, third) and not may_be_one(one, third) for third in held)


@given(HISTORIES)
def test_one_center_never_holds_another(history):
    here = [one for one in history if one.run.center == "CN-01"]
    known = answers(*history)
    assert {place: answer for place, answer in known.items() if place.center == "CN-01"} == answers(*here)
