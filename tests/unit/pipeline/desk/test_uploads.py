from datetime import UTC, datetime

import pytest
from tests.support.studies import study_definition

from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.desk.uploads import Announced, UnfitUpload, upload_form
from hepaflow.pipeline.services import Missing
from local.memory import MemoryQueue, MemoryRegistry, memory_services


@pytest.fixture
def desk(catalog):
    return defined(catalog)


def defined(catalog, **more):
    registry = MemoryRegistry()
    definition = study_definition("S", "C", **more)
    define_study(registry, MemoryQueue(), clock, "dm", definition, "start")
    return memory_services(catalog, clock, registry=registry)


def clock():
    return datetime(2024, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize("digest", ["", "0" * 63, "A" * 64, "0" * 64 + "\n"])
def test_a_checksum_is_64_digits(desk, digest):
    with pytest.raises(UnfitUpload):
        upload_form(desk, "S", "C", Announced("a.csv", 1, digest))


def test_a_name_of_any_script_is_a_name(desk):
    assert (
        upload_form(desk, "S", "C", Announced("三月 +1.csv", 1, "0" * 64)).fields["key"] == "S/C/三月 +1.csv"
    )


def test_file_of_a_feed_goes_into_the_folder_of_the_feed(catalog):
    desk = defined(catalog, feeds={"C": ("edc",)})
    assert (
        upload_form(desk, "S", "C", Announced("a.csv", 1, "0" * 64, "edc")).fields["key"] == "S/C/edc/a.csv"
    )


@pytest.mark.parametrize("feed", ["chemistry", "undeclared", "EDC"])
def test_feed_that_is_not_declared_gets_no_form(catalog, feed):
    with pytest.raises(Missing, match="feed"):
        upload_form(defined(catalog, feeds={"C": ("edc",)}), "S", "C", Announced("a.csv", 1, "0" * 64, feed))
