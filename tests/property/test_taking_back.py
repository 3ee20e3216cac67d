"""The fold of values, corrections, deletions and results taken back loses nothing, and no order of processing matters."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.support.taking_back import ALT, UNCONVERTED, C, D, F, P, X, sent

from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Conversion

PLACES = {1: Places.LINE, 2: Places.ENTRY, 3: Places.SEGMENT, 4: Places.LINE}  # of each file
KEYS = [
    ALT,
    ALT._replace(collected_at="2024-03-22"),
    ALT._replace(collected_at="2024-03-22T09:30"),
    ALT._replace(specimen_type=""),
]


@st.composite
def observation(draw, line):
    status = draw(st.sampled_from([P, F, C, D, X]))
    number = draw(st.sampled_from(["45", "54", "4.5", *([] if status is P else [None])]))
    day = draw(st.integers(1, 4))
    return sent(
        status,
        None if status is X else number,
        day=day,
        line=line,
        specimen=draw(st.sampled_from(["S1", "", "S2"])),
        record=draw(st.sampled_from(["", "o1"])) if PLACES[day] is Places.ENTRY else "",
        revised=draw(st.sampled_from(["", "2024-03-22T10:00", "2024-03-22T12:00"])),
        places=PLACES[day],
        conversion=draw(st.sampled_from([UNCONVERTED, Conversion(Fraction(10))])),
        of=draw(st.sampled_from(KEYS)),
    )


histories = st.integers(2, 5).flatmap(
    lambda many: st.tuples(*(observation(line) for line in range(2, 2 + many)))
)


def outcome(reports):
    return {
        place: (
            found.current and found.current.line,
            sorted((held.sent.line, held.codes) for held in found.held),
            sorted(one.line for one in found.withdrawn),
        )
        for place, found in fold(reports).items()
    }


@given(histories)
def test_each_observation_is_in_exactly_one_place(history):
    lines = sorted(one.line for found in fold(history).values() for one in found.observations())
    assert lines == [one.line for one in history]


@given(histories)
def test_order_of_processing_makes_no_difference(history):
    assert outcome(history) == outcome(reversed(history))
