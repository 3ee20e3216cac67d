"""Where a page about many subjects ends: what was read for it is told on it, and known with one request."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.pipeline.studies import CENTER, HEADER, OTHER_CENTER, STUDY, profile, started

from hepaflow.pipeline.desk.study_results import Inquiry, study_results
from hepaflow.pipeline.desk.subject_results import Question

BEGIN = datetime(2022, 1, 1, tzinfo=UTC)
MANY = 1_600  # more than half of what fills a page


def a_file(subjects, results, first=0):
    """Return a file with so many results of each subject, one an hour."""
    rows = (
        f"{subject},{BEGIN + timedelta(hours=first + number):%Y-%m-%d %H:%M},ALT,{40 + number % 9},U/L,final"
        for subject in subjects
        for number in range(results)
    )
    return "\n".join([HEADER, *rows, ""]).encode()


def asked(world, limit=50, **question):
    return study_results(world.desk, STUDY, Inquiry(Question(**question)), None, limit)


def pages(world, **question):
    """Return the subjects that each page in turn tells of, and how many answers."""
    found, after = [], ""
    while True:
        page = asked(world, after=after, **question)
        subjects = list(dict.fromkeys((one.center, one.subject) for one, _ in page.answers))
        found.append((subjects, len(page.answers)))
        if not (after := page.more):
            return found


@pytest.fixture(scope="module")
def world():
    """Five subjects with many results each, and three with one."""
    world = started()
    world.send(a_file(["S-1", "S-2", "S-3", "S-4", "S-5"], MANY), name="many.csv")
    world.send(a_file(["S-6", "S-7", "S-8"], 1), name="few.csv")
    return world


@pytest.mark.slow
def test_a_page_ends_with_the_subject_that_fills_it(world):
    assert [len(subjects) for subjects, _ in pages(world)] == [2, 2, 4]
    assert [count for _, count in pages(world)] == [2 * MANY, 2 * MANY, MANY + 3]


def test_what_is_not_asked_about_fills_no_page(world):
    assert [len(subjects) for subjects, _ in pages(world, last="2022-01-01")] == [8]


@pytest.mark.slow
def test_what_a_file_repeats_fills_no_page():
    world = started()
    for number in range(3):
        world.send(a_file(["S-1", "S-2"], 1_100) + b"\n" * number, name=f"{number}.csv")
    assert [len(subjects) for subjects, _ in pages(world)] == [2]


def test_a_page_comes_from_as_many_files_as_one_request_tells_about():
    world = started()
    for subject in ("S-1", "S-2", "S-3", "S-4"):
        for number in range(40):
            world.send(a_file([subject], 1, first=24 * number), name=f"{subject}-{number}.csv")
    assert [len(subjects) for subjects, _ in pages(world)] == [2, 2]


def test_a_page_goes_over_from_one_center_to_the_next():
    world = started()
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(a_file(["S-1", "S-2"], 1))
    world.send(a_file(["S-0", "S-2"], 2), center=OTHER_CENTER)
    both = [(CENTER, "S-1"), (CENTER, "S-2"), (OTHER_CENTER, "S-0"), (OTHER_CENTER, "S-2")]
    assert pages(world) == [(both, 6)]
