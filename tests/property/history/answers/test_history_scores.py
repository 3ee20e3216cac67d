"""Random histories of panels: everything that is answered about subjects and the study at every journal number, against a plain model.

An answer of a number stays as it is, to the last byte, whatever comes later. What an event changes is what the model says, and nothing else.
"""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.history.answers.course import VALUES, Course
from tests.support.examples import tried

from hepaflow.catalog.loader import Catalog, load

indices = st.integers(0, 20)
panels = st.frozensets(st.sampled_from(sorted(VALUES)), min_size=5)
few = st.sampled_from([0, 0, 1])
sends = st.tuples(st.just("panel"), few, few, st.integers(0, 5), panels, indices)
statements = st.tuples(st.just("state_of_visit"), few, st.integers(1, 5), st.integers(0, 2), st.booleans())
decisions = [
    st.tuples(st.just("turn"), indices),
    st.tuples(st.just("decide"), indices, st.sampled_from(["accept", "set-aside"])),
    st.tuples(st.just("move"), indices),
    st.tuples(st.just("map_anew"), few, st.integers(0, 3)),
    st.tuples(st.just("shift"), st.integers(-2, 2)),
    st.tuples(st.just("listed"), few, st.integers(-2, 2), st.integers(0, 4), st.booleans()),
    st.tuples(st.just("redefine"), st.integers(0, 5)),
]
again = [
    st.tuples(st.just("again"), indices, indices, st.just("corrected")),
    st.tuples(st.just("again"), indices, indices, st.sampled_from(["corrected", "deleted", "final"])),
]
events = st.one_of(sends, statements, *again, *decisions)
masking = st.sampled_from(
    [(), (), (("redefine", 4),), (("redefine", 5),)]
)  # what it masks, it masks at every number
courses = st.tuples(
    st.lists(sends, min_size=2, max_size=4), st.lists(events, min_size=2, max_size=6), masking
)


def lived(catalog: Catalog, operations: list[tuple[Any, ...]]) -> Course:
    course = Course(catalog)
    for name, *parts in operations:
        getattr(course, name)(*parts)
    course.finish()
    return course


catalog_once = cache(load)  # as a fixture it would be part of each example


@given(courses)
@tried(0.05)
def test_every_journal_number_gives_the_answers_of_the_model_forever(parts):
    lived(catalog_once(), [*parts[0], *parts[1], *parts[2]])


ALL = frozenset(VALUES)
KNOWN = (
    *("score", "change", "grade", "quadrant", "peaks", "visit", "cell", "due", "worst", "best", "highest"),
    *("baseline_grade", "worst_grade", "worst_grade_by_limits", "baseline_class", "worst_class"),
)


@pytest.mark.parametrize(
    "event",
    [
        ("again", 0, 0, "corrected"), ("again", 8, 1, "corrected"), ("again", 3, 0, "deleted"), ("turn", 1), ("shift", -1),
        ("redefine", 1), ("redefine", 2), ("redefine", 3), ("move", 0), ("map_anew", 0, 1), ("map_anew", 0, 2),
        ("listed", 0, -1, 0, False), ("listed", 0, 0, 1, False), ("state_of_visit", 0, 5, 1, False),
    ],
)  # fmt: skip
def test_an_event_changes_exactly_the_answers_after_it(catalog, event):
    """Three panels of two senders; then one event, after which some of the compared answers are other ones."""
    course = lived(
        catalog,
        [("panel", 0, 0, 1, ALL, 0), ("panel", 0, 0, 4, ALL, 1), ("panel", 1, 1, 3, ALL, 2), event],
    )
    assert course.compared["changed"] > 0
    assert {f"{name} known" for name in KNOWN} <= set(course.compared)


@pytest.mark.parametrize("plan", [4, 5])
def test_a_monitor_gets_what_follows_from_the_rows_that_he_sees(catalog, plan):
    """Albumin and week 2, or ALT and week 5, are masked: at every number, also before a result was moved or mapped anew."""
    course = lived(
        catalog,
        [
            *[("panel", 0, 0, day, ALL, day) for day in (1, 3, 4)], ("panel", 1, 1, 2, ALL, 2), ("panel", 0, 0, 5, ALL, 3),
            ("move", 9), ("again", 20, 0, "final"), ("map_anew", 0, 1), ("redefine", plan), ("listed", 0, -1, 1, False),
        ],
    )  # fmt: skip
    assert course.compared["masked"] == len(course.states)


@pytest.mark.parametrize(
    "events",
    [
        [("state_of_visit", 0, 5, 0, True)],  # a draw is expected on a day of the window
        [("state_of_visit", 0, 1, 2, True)],  # withdrawn, and later back
        [("state_of_visit", 0, 1, 2, True), ("state_of_visit", 0, 5, 2, False)],
        [("move", 0), ("move", 0)],  # to the other subject and back
        [
            ("panel", 0, 0, 2, ALL, 2),
            ("panel", 1, 0, 2, ALL, 3),
        ],  # two draws of day 1, perhaps one after the dose
    ],
)
def test_rare_events_change_exactly_the_answers_after_them(catalog, events):
    course = lived(catalog, [("panel", 0, 0, 1, ALL, 0), *events])
    assert course.compared["changed"] > 0
