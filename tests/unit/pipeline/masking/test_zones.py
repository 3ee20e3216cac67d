"""The time zone of a center is that of the profile that was in force at the journal number."""

from zoneinfo import ZoneInfo

import pytest
from tests.support.api_office import CENTER, STUDY, clock, empty_office, furnish
from tests.support.profiles import profile_toml

from hepaflow.pipeline.desk.definitions import add_profile
from hepaflow.pipeline.masking.zones import zones_at


@pytest.fixture
def desk(catalog):
    office = empty_office(catalog)
    furnish(office, catalog)
    return office.desk


def add(desk, catalog, version, zone):
    text = profile_toml(STUDY, CENTER, version=version, time_zone=zone)
    event = add_profile(desk.registry, desk.queue, catalog, clock, "dm", text, "moved")
    return event.journal_number


def zone(desk, number):
    return next(iter(zones_at(desk.registry, STUDY, [CENTER], number).get(CENTER, ())), None)


def test_zone_is_that_of_the_profile_in_force(desk, catalog):
    later = add(desk, catalog, 2, "Europe/Berlin")
    assert zone(desk, later - 1) == ZoneInfo("Asia/Shanghai")
    assert zone(desk, later) == ZoneInfo("Europe/Berlin")


def test_no_zone_before_the_first_profile_where_versions_differ(desk, catalog):
    add(desk, catalog, 2, "Europe/Berlin")
    assert zone(desk, 1) is None


def test_a_profile_can_have_no_zone(desk, catalog):
    number = add(desk, catalog, 2, "")
    assert zone(desk, number) is None


def test_a_center_without_a_profile_has_no_zone(desk):
    assert zones_at(desk.registry, STUDY, ["DE-01"], 5) == {}
