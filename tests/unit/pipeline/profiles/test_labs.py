"""Papers of the labs that a profile names, as of a journal number."""

from datetime import UTC, date, datetime

import pytest
from tests.support.profiles import made_profile

from hepaflow.domain.profile.labs import expiries, papers_of
from hepaflow.domain.study.journal import Draft, EventKind, following
from hepaflow.pipeline.profiles.labs import beside_papers, labs_now, papers_number
from hepaflow.ports import Change
from local.memory import MemoryRegistry

LONG = {"subject": "S", "collected_at": "C", "analyte": "A", "value": "V", "lab": "L"}
STUDY = made_profile(columns=LONG).study


def text(lab, version, end):
    return f'study = "{STUDY}"\nlab = "{lab}"\nversion = {version}\n[[papers]]\nname = "Lab"\nto = {end}\n'


@pytest.fixture
def registry():
    made = MemoryRegistry()
    # numbers 1 to 4 of the journal
    for lab, version, end in (
        ("A", 1, "2024-01-31"),
        ("B", 1, "2024-02-29"),
        ("A", 2, "2025-01-31"),
        ("C", 1, "2030-01-01"),
    ):
        event = following(
            made.head(STUDY), Draft(EventKind.LAB_ADDED, "dm", "r", {}), datetime(2024, 1, 1, tzinfo=UTC)
        )
        assert made.append(STUDY, event, Change(lab=(lab, version, text(lab, version, end))))
    return made


def versions(profile):
    return {name: lab.version for name, lab in papers_of(profile).items()}


@pytest.mark.parametrize(
    ("number", "found"),
    [(0, {}), (1, {"A": 1}), (2, {"A": 1, "B": 1}), (3, {"A": 2, "B": 1}), (4, {"A": 2, "B": 1})],
)
def test_papers_are_those_of_the_labs_that_are_named_as_of_the_number(registry, number, found):
    profile = made_profile(columns=LONG, lab="A", labs={"ward": "B"})
    assert versions(beside_papers(registry, profile, number)) == found
    assert papers_of(profile) == {}


def test_number_is_that_of_the_newest_papers_of_a_lab_that_is_named(registry):
    numbers = [
        papers_number(registry, made_profile(columns=LONG, **named))
        for named in ({"lab": "A"}, {"lab": "B"}, {"labs": {"ward": "A", "x": "B"}}, {"lab": "D"}, {})
    ]
    assert numbers == [3, 2, 3, 0, 0]


def test_a_profile_beside_papers_says_the_same_as_before(registry):
    profile = made_profile(columns=LONG, lab="A")
    told = beside_papers(registry, profile, 4)
    assert told.model_dump(exclude={"papers"}) == profile.model_dump()
    assert versions(told.model_copy(update={"version": 9})) == {"A": 2}


def test_labs_whose_papers_expire_are_found_from_the_newest_versions(registry):
    assert [(one.lab, one.version) for one in labs_now(registry, STUDY)] == [("A", 2), ("B", 1), ("C", 1)]
    due = expiries(labs_now(registry, STUDY), date(2025, 1, 15))
    assert [(one.lab, str(one.last_day)) for one in due] == [("B", "2024-02-29"), ("A", "2025-01-31")]
