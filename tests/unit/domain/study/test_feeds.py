"""Which feed a file's name says, and which names a study's definition takes for feeds."""

import pytest
from pydantic import ValidationError
from tests.support.studies import study_definition

from hepaflow.domain.study.addresses import with_feed, without_key
from hepaflow.domain.study.feeds import UNDECLARED, feed_of
from hepaflow.domain.study.files import Delivery

FEEDS = ("chemistry", "haematology")


def declared(**feeds):
    return study_definition("S", "C-01", "C-02", feeds=feeds or {"C-01": FEEDS})


def delivered(name, center="C-01", **more):
    return Delivery("S", center, f"S/{center}/{name}", "v", "2024-05-01T00:00:00.000Z", **more)


@pytest.mark.parametrize("name", ["march.csv", "2024/march.csv", "chemistry/march.csv", "/march.csv"])
def test_without_declared_feeds_a_folder_is_part_of_the_name(name):
    assert feed_of(name, ()) == "main"


@pytest.mark.parametrize(
    ("name", "feed"),
    [
        ("march.csv", "main"),
        ("main/march.csv", "main"),
        ("chemistry/march.csv", "chemistry"),
        ("chemistry/2024/march.csv", "chemistry"),
        ("chemistry", "main"),  # a file of that name
    ],
)
def test_with_declared_feeds_the_first_folder_is_the_feed(name, feed):
    assert feed_of(name, FEEDS) == feed


@pytest.mark.parametrize(
    "name",
    [
        "Chemistry/a.csv",
        "chemistri/a.csv",
        "2024/a.csv",
        "/a.csv",
        " chemistry/a.csv",
        "2024/chemistry/a.csv",
    ],
)
def test_any_other_folder_of_a_center_with_feeds_is_undeclared(name):
    assert feed_of(name, FEEDS) == UNDECLARED


def test_feeds_are_those_of_the_center():
    assert with_feed(delivered("chemistry/a.csv"), declared()).feed == "chemistry"
    assert with_feed(delivered("chemistry/a.csv", "C-02"), declared()).feed == "main"


def test_file_in_an_archive_comes_by_the_feed_of_the_archive():
    inside = delivered("week.zip!/haematology/a.csv", parent="f" * 64, feed="chemistry")
    assert with_feed(inside, declared()).feed == "chemistry"


def test_label_keeps_the_feed_that_it_was_sent_by():
    kept = without_key(with_feed(delivered("haematology/march.csv"), declared()))
    assert (kept.key, kept.feed) == ("S/C-01/haematology/march.csv", "haematology")
    assert with_feed(kept, study_definition("S", "C-01")).feed == "haematology"


@pytest.mark.parametrize(
    "feeds",
    [
        {"C-09": ("a",)},
        {"C-01": ("a", "a")},
        {"C-01": ("main",)},
        {"C-01": ("undeclared",)},
        {"C-01": ("a/b",)},
    ],
)
def test_definition_with_unfit_feeds_is_refused(feeds):
    with pytest.raises(ValidationError):
        declared(**feeds)
