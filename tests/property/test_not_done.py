"""A statement that a test was not done changes nothing of results, and stands as a plain reading of the rules says."""

from hypothesis import given
from hypothesis import strategies as st
from tests.support.said_reports import FORMS, TIMES, decided, placed, written
from tests.support.taking_back import ALT, F, X, sent

from hepaflow.domain.fold.fates import Fate
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.values.statements import states_not_done


@st.composite
def statements(draw, history):
    """Draw what tables and other files say beside a history, each in a file of the history or in one of its own."""
    of = placed(history[0]).measurement
    many = draw(st.integers(1, 3))
    found = []
    for line in range(50, 50 + many):
        day = draw(st.integers(1, 4))
        forms = {one.received: FORMS[one.form] for one in history}
        told = sent(
            X,
            day=day,
            line=line * 10_000_000 if forms.get(day) is Places.SEGMENT else line,
            specimen=draw(st.sampled_from(["S1", "", "S2"])),
            places=forms.get(day, Places.LINE),
            note=IssueCode.STATED_NOT_DONE,
            of=of._replace(
                analyte="ALT",
                specimen_type=draw(st.sampled_from(["SERUM", "", "PLASMA"])),
                collected_at=draw(st.sampled_from(TIMES)),
            ),
        )
        found.append(told)
    return found


@st.composite
def both(draw):
    history, decisions = draw(decided())
    return history, decisions, draw(statements(history))


def without(found: MeasurementState) -> MeasurementState:
    """The state, without the statements themselves."""
    kept = {
        name: tuple(one for one in getattr(found, name) if not states_not_done(one.observation))
        for name in ("superseded", "again", "aside", "withdrawn", "noted")
    }
    held = tuple(one for one in found.held if not states_not_done(one.sent.observation))
    return found._replace(held=held, **kept)


@given(both())
def test_it_changes_nothing_of_what_else_is_known(drawn):
    history, decisions, told = drawn
    results = [placed(said) for said in history]
    alone = fold(results, written(decisions))
    beside = fold([*results, *told], written(decisions))
    for place, state in beside.items():
        assert without(state) == alone.get(place, MeasurementState(decisions=state.decisions))
    assert set(alone) <= set(beside)


@given(both())
def test_each_is_in_one_place_whatever_the_order_of_processing(drawn):
    history, decisions, told = drawn
    results = [placed(said) for said in history]
    found = fold([*results, *told], written(decisions))
    lines = sorted(one.line for state in found.values() for one in state.observations() if states_not_done(one.observation))  # fmt: skip
    assert lines == sorted(one.line for one in told)
    assert fold([*reversed(told), *reversed(results)], written(decisions)) == found


# --- a plain reading of the rules, for final results of tables under one key


@st.composite
def tables(draw):
    rows = []
    for line in range(2, 2 + draw(st.integers(1, 5))):
        number = draw(st.sampled_from(["45", None]))
        more = {
            "day": draw(st.integers(1, 4)),
            "line": line,
            "specimen": draw(st.sampled_from(["", "A", "B"])),
        }
        rows.append(sent(F, number, **more) if number else sent(X, note=IssueCode.STATED_NOT_DONE, **more))
    return rows


def plainly(told, results) -> Fate:
    """What ADR 0078 says of one statement, where all results are the same number, final, and of tables."""
    mine = [one for one in results if not (one.specimen and told.specimen and one.specimen != told.specimen)]
    if not mine:
        return Fate.WITHDRAWN
    if max(one.run.received for one in mine) > told.run.received:
        return Fate.SUPERSEDED
    if told.specimen and any(one.specimen == told.specimen for one in mine):
        return Fate.HELD
    return Fate.SUPERSEDED if any(one.run == told.run for one in mine) else Fate.HELD


@given(tables())
def test_it_stands_as_a_plain_reading_says(rows):
    results = [one for one in rows if one.observation.number is not None]
    found = fold(rows)[ALT]
    fates = {
        **{one.line: Fate.WITHDRAWN for one in found.withdrawn},
        **{one.line: Fate.SUPERSEDED for one in found.superseded},
        **{one.sent.line: Fate.HELD for one in found.held},
    }
    for told in rows:
        if told.observation.number is None:
            assert fates[told.line] is plainly(told, results), told.line
