"""Histories of corrections and deletions that may miss their result: what no history may break, also as of earlier numbers."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.support.taking_back import ALT, C, D, F, P, X, sent, state

from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState, Timeline
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE, Places
from hepaflow.domain.study.fold_rules import FIRST_VERSION
from hepaflow.domain.values.statements import is_statement

TIMES = ("2024-03-22T08:30", "2024-03-22T08:30:00", "2024-03-22", "2024-03-22T14:00", "2024-03-29T08:30")


@st.composite
def histories(draw: st.DrawFn, statuses: tuple = (P, F, F, F, C, C, D, X)) -> list[RunObservation]:
    """Draw reports of one subject and analyte under several keys, each in a file of its own or with others."""
    found = []
    for line in range(draw(st.integers(1, 7))):
        status = draw(st.sampled_from(statuses))
        number = (
            None
            if status is X
            else draw(st.sampled_from(["45", "54", None] if status is D else ["45", "54", "63"]))
        )
        place = ALT._replace(
            collected_at=draw(st.sampled_from(TIMES)), specimen_type=draw(st.sampled_from(["", "SERUM"]))
        )
        specimen = draw(st.sampled_from(["", "S1", "S2"]))
        found.append(
            sent(status, number, day=draw(st.integers(1, 5)), line=line + 2, specimen=specimen, of=place)
        )
    return found


def lines(found: Timeline) -> list[tuple[int, str]]:
    return sorted(
        (sent.line, sent.run.file_id) for answer in found.values() for sent in answer.observations()
    )


def current(found: Timeline) -> list[MeasurementState]:
    return [answer for answer in found.values() if answer.current is not None]


@st.composite
def statements(draw: st.DrawFn) -> list[RunObservation]:
    """Draw values and rows without a value, of one measurement, with and without ids and times of revision."""
    places = draw(st.sampled_from([Places.LINE, Places.ENTRY, Places.SEGMENT]))
    return [
        sent(
            draw(st.sampled_from([P, F, F, C, X])),
            draw(st.sampled_from(["45", "54", None, None])),
            day=draw(st.integers(1, 4)),
            line=line * PER_MESSAGE,
            specimen=draw(st.sampled_from(["", "S1"])),
            record=draw(st.sampled_from(["", "o1", "o1", "o2"])),
            revised=draw(st.sampled_from(["", "2024-03-22T10:00", "2024-03-22T12:00"])),
            places=places,
            note=draw(st.sampled_from([IssueCode.TAKEN_BACK, IssueCode.TAKEN_BACK, IssueCode.FINAL_AS_SENT])),
        )
        for line in range(1, draw(st.integers(1, 6)) + 1)
    ]


@given(histories() | statements())
def test_every_report_is_accounted_for_exactly_once(history):
    assert lines(fold(history)) == sorted((one.line, one.run.file_id) for one in history)


@given(histories() | statements(), st.randoms())
def test_the_order_of_processing_never_matters(history, random):
    assert fold(random.sample(history, len(history))) == fold(history)


@given(histories() | statements())
def test_what_takes_back_is_never_current(history):
    assert not any(is_statement(answer.current.observation) for answer in current(fold(history)))
    assert not any(answer.current.observation.status is D for answer in current(fold(history)))


@given(histories(statuses=(P, F, F)))
def test_history_without_corrections_has_no_new_hold(history):
    codes = {code for answer in fold(history).values() for held in answer.held for code in held.codes}
    assert IssueCode.CORRECTS_NOTHING not in codes


@given(histories(statuses=(F,)))
def test_history_of_final_reports_is_folded_as_by_version_1(history):
    assert fold(history) == fold(history, version=FIRST_VERSION)


@given(histories(statuses=(F, F, C)))
def test_correction_never_stands_beside_the_value_that_it_may_mean(history):
    """An independent reading of the rule: same type, unnamed specimens, within a day, value sent before in another file."""
    found = fold(history)
    counted = [answer.current for answer in current(found)]
    for correction in (one for one in counted if one.observation.status is C):
        own = next(answer for answer in found.values() if answer.current is correction)
        if any(one.observation.status is F for one in own.observations()):
            continue  # it replaced a value
        for value in (one for one in counted if one.observation.status is F):
            beside = next(answer for answer in found.values() if answer.current is value)
            if _files(own).isdisjoint(_files(beside)):  # a table gives each result once: it tells both apart
                assert not _may_be_meant(correction, value)


def _files(answer: MeasurementState) -> set[str]:
    return {one.run.file_id for one in answer.observations()}


def _may_be_meant(correction: RunObservation, value: RunObservation) -> bool:
    if correction.specimen and value.specimen:
        return correction.specimen == value.specimen
    when, its = correction.measurement.collected_at, value.measurement.collected_at
    if len(when) > 10 and len(its) > 10:
        moments = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (when, its)]
        return abs((moments[0] - moments[1]).total_seconds()) <= 86_400
    return when[:10] == its[:10]


@given(histories())
def test_taken_back_value_of_a_named_specimen_does_not_count(history):
    last = max(one.run.received for one in history)
    late = sent(X, day=6, line=99, specimen="S1")
    assert late.run.received > last
    answer = fold([*history, late]).get(ALT)
    if answer is not None and answer.current is not None:
        assert answer.current.specimen != "S1" or answer.current.line == 99


@given(histories() | statements())
def test_current_value_was_sent_as_a_value(history):
    stated = {str(one.observation.number) for one in history if one.observation.number is not None}
    assert {state(answer)[0] for answer in current(fold(history))} <= stated
