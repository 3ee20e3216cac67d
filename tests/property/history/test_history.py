"""Random histories of a study against a plain model: what counts now, what became of every report, every `as_of`."""

from itertools import chain
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.property.history.courses import (
    CENTERS,
    courses,
    courses_2,
    courses_3,
    lab_files,
    measurements,
    moments,
    statuses,
    steps,
)
from tests.property.history.files import SUBJECTS
from tests.property.history.study import History
from tests.support.examples import tried
from tests.unit.pipeline.studies import STUDY

from hepaflow.pipeline.timeline import timeline


@given(courses(lab_files, statuses, measurements, CENTERS), st.booleans(), st.booleans())
@tried(4)
def test_every_journal_number_gives_one_answer_forever_and_it_is_that_of_the_model(
    course, accepts, cumulative
):
    history = History(accepts=accepts, cumulative=cumulative)
    for name, *parts in chain.from_iterable(map(steps, course)):
        getattr(history, name)(*parts)
        history.compare()
    history.finish()


@given(courses_2, st.booleans(), st.booleans())
@tried(4)
def test_every_journal_number_gives_the_answer_of_the_model_under_version_2(course, accepts, cumulative):
    history = History(accepts=accepts, cumulative=cumulative, version=2)
    for name, *parts in chain.from_iterable(map(steps, course)):
        getattr(history, name)(*parts)
        history.compare()
    history.finish()


@given(courses_3, st.booleans(), st.booleans(), st.sampled_from([False, False, False, True]))
@tried(4)
def test_every_journal_number_gives_the_answer_of_the_model_under_version_3(
    course, accepts, cumulative, is_central
):
    history = History(accepts=accepts, cumulative=cumulative, version=3, is_central=is_central)
    for name, *parts in chain.from_iterable(map(steps, course)):
        getattr(history, name)(*parts)
        history.compare()
    history.finish()


@given(
    st.lists(st.tuples(lab_files, moments), min_size=1, max_size=5),
    st.booleans(),
    st.booleans(),
    st.randoms(),
)
@tried(0.5)
def test_in_the_end_the_order_of_processing_does_not_matter(files, accepts, cumulative, random):
    straight, mixed = (History(accepts=accepts, cumulative=cumulative) for _ in range(2))
    for history in (straight, mixed):
        for sent, received in files:
            history.upload(sent, received)
    for place in range(len(straight.deliveries)):
        straight.process(place)
    order = [*range(len(mixed.deliveries)), *random.choices(range(len(mixed.deliveries)), k=3)]
    random.shuffle(order)
    for place in order:
        mixed.process(place)
    assert current(mixed) == current(straight)


def current(history: History) -> list[Any]:
    world = history.world
    return [timeline(world.registry, world.results, STUDY, subject).answers for subject in SUBJECTS]
