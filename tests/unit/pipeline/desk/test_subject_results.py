"""Which answers a question gets, and on which page."""

import pytest
from tests.unit.pipeline.studies import HEADER, STUDY, started

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.pipeline.desk.subject_results import Question, asked, subject_results


@pytest.mark.parametrize(
    ("wall", "first", "last", "expected"),
    [
        ("2024-03-22T08:30", "2024-03-22", "2024-03-22", True),  # a day includes all of it
        ("2024-03-22T08:30", "2024-03-22T09", "", False),
        ("2024-03-22T08:30", "", "2024-03-22T08:30", True),
        ("2024-03-22T08:30", "", "2024-03-21", False),
        ("2024-03", "2024-03-15", "", True),  # it may be later in March
        ("2024-03", "2024-04-01", "", False),
        ("2024", "2024-05", "2024-06", True),
    ],
)
def test_bounds_are_compared_as_far_as_both_are_given(wall, first, last, expected):
    measurement = Measurement("C", "S-001", "ALT", "", wall)
    assert asked(measurement, Question(first=first, last=last)) is expected


# Pages

FILES = 3


def long_history():
    """Return a study with a subject of 40 measurements, each reported in every file."""
    world = started()
    for number in range(FILES):
        rows = (
            f"S-001,2024-03-{1 + day:02} 08:30,{analyte},{40 + number},U/L,corrected"
            for day in range(20)
            for analyte in ("AST", "ALT")
        )
        data = "\n".join([HEADER, *rows, ""]).encode()
        world.send(data, f"2025-09-0{number + 1}T00:00:00.000Z", name=f"{number}.csv")
    return world


def page_of(world, **question):
    return subject_results(world.desk, STUDY, "S-001", Question(**question))


def pages(world, size, **question):
    """Return the answers of every page in turn, when each page tells so many."""
    found, after = [], ""
    while True:
        page = page_of(world, after=after, **question)
        found += page.answers[:size]
        if len(page.answers) <= size:
            return found
        after = page.after(size)


@pytest.fixture(scope="module")
def world():
    return long_history()


@pytest.mark.parametrize("size", [1, 7, 39, 40, 100])
@pytest.mark.parametrize("question", [{}, {"analyte": "ALT"}, {"first": "2024-03-05", "as_of": "4"}], ids=str)
def test_pages_together_are_the_whole_answer_in_order(world, size, question):
    assert pages(world, size, **question) == page_of(world, **question).answers


def test_answers_come_in_order_of_collection_and_analyte(world):
    places = [(one.collected_at, one.analyte) for one, _ in page_of(world).answers]
    assert len(places) == 40
    assert places == sorted(places)


def test_a_page_goes_on_as_of_the_first_whatever_came_since():
    world = long_history()
    before = page_of(world)
    rows = "".join(f"S-001,2024-02-{day:02} 08:30,ALT,9,U/L,final\n" for day in range(1, 20))
    world.send(f"{HEADER}\n{rows}".encode(), "2025-09-09T00:00:00.000Z", name="later.csv")
    rest = page_of(world, after=before.after(10))
    assert (rest.journal_number, rest.answers) == (before.journal_number, before.answers[10:])


def test_after_the_last_page_there_is_nothing(world):
    assert page_of(world, after=page_of(world).after(40)).answers == []
