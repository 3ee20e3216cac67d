"""Papers of a lab by date: when they are valid, and when that ends."""

from datetime import date

import pytest
from pydantic import ValidationError
from tests.support.profiles import ENGLISH, made_profile

from hepaflow.domain.profile.fields import Contradictions
from hepaflow.domain.profile.labs import Expiry, Lab, expiries, is_valid_on, validity_end, with_papers

TODAY = date(2026, 6, 15)


def lab(*periods, name="LAB-1", **more):
    papers = [
        {"name": "Central Lab", **{key: day for key, day in zip(("from", "to"), period, strict=True) if day}}
        for period in periods
    ]
    return Lab.model_validate({"study": "S1", "lab": name, "version": 1, "papers": papers, **more})


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("collected", "valid"),
    [
        ("2025-12-31", False),
        ("2026-01-01", True),
        ("2026-03-31", True),
        ("2026-04-01", False),
        ("2026-07-01", True),
        ("2030-01-01", True),
    ],
)
def test_a_day_is_valid_if_a_paper_covers_it_both_ends_included(collected, valid):
    two = lab((day("2026-01-01"), day("2026-03-31")), (day("2026-07-01"), None))
    assert is_valid_on(two, day(collected)) == valid


@pytest.mark.parametrize(
    ("periods", "end"),
    [
        ([("2026-01-01", "2026-06-30")], "2026-06-30"),
        ([("2026-01-01", "2026-06-15")], "2026-06-15"),
        # renewed without a gap, and with one
        ([("2026-01-01", "2026-06-30"), ("2026-07-01", "2027-06-30")], "2027-06-30"),
        ([("2026-01-01", "2026-06-30"), ("2026-07-02", "2027-06-30")], "2026-06-30"),
        # two papers at once: one is enough
        ([("2026-01-01", "2026-06-30"), ("2025-01-01", "2026-12-31")], "2026-12-31"),
        ([("2025-01-01", "2025-06-30"), ("2025-07-01", "2026-06-14")], "2026-06-14"),
    ],
)
def test_validity_ends_where_no_paper_goes_on(periods, end):
    assert validity_end(lab(*(tuple(map(day, one)) for one in periods)), TODAY) == day(end)


def test_papers_without_an_end_are_valid_for_good():
    assert validity_end(lab((None, None)), TODAY) == date.max
    assert validity_end(lab((None, TODAY), (day("2026-06-16"), None)), TODAY) == date.max


def test_papers_that_begin_later_were_never_valid():
    assert validity_end(lab((day("2027-01-01"), None)), TODAY) is None


def test_expiries_are_those_within_thirty_days_and_those_of_the_past_in_order():
    labs = [
        lab((None, day("2026-07-15")), name="IN-30"),
        lab((None, day("2026-07-16")), name="IN-31"),
        lab((None, day("2026-06-14")), name="PAST"),
        lab((None, TODAY), name="TODAY"),
        lab((day("2026-07-01"), None), name="FUTURE"),
        lab((None, None), name="OPEN"),
    ]
    assert expiries(labs, TODAY) == (
        Expiry("FUTURE", None),
        Expiry("PAST", day("2026-06-14")),
        Expiry("TODAY", TODAY),
        Expiry("IN-30", day("2026-07-15")),
    )


def test_a_lab_without_papers_is_refused():
    with pytest.raises(ValidationError):
        lab()


ALT = {"analyte": "ALT", "unit": "U/L", "high": "40"}


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"papers": [{"name": "A", "from": TODAY, "to": day("2026-06-14")}]}, "[[papers]][1].to"),
        ({"ranges": [{"analyte": "ALT", "unit": "U/L"}]}, "[[ranges]][1]"),
        ({"ranges": [ALT, ALT]}, "[[ranges]][2]"),
    ],
)
def test_what_contradicts_itself_is_refused_with_its_place(more, where):
    with pytest.raises(ValidationError) as refused:
        lab((None, None), **more)
    (detail,) = refused.value.errors()
    assert isinstance(cause := detail["ctx"]["error"], Contradictions)
    assert [fault.where for fault in cause.faults] == [where]


def test_a_profile_without_papers_is_the_profile_itself():
    profile = made_profile(columns=ENGLISH)
    assert with_papers(profile, {}) is profile
