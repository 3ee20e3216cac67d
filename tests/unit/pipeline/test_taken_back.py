"""FHIR: what counts of a result after later versions of its resource have no value."""

import json
from typing import Any

import pytest
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import RECEIVED
from tests.unit.readers.fhir.fhir_resources import coded, observation

from hepaflow.catalog.loader import load
from hepaflow.domain.fold.measurement import Run, RunObservation, run_observations
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.pipeline.reading.read_file import read_file

PROFILE = made_profile(time_zone="Asia/Shanghai", file={"format": "fhir", "decimal_mark": "."})
VALUE = {"id": "o1", "issued": "2024-03-22T10:00:00Z"}


def absent(reason: str, status: str = "final", **more: Any) -> dict[str, Any]:
    told = {"id": "o1", "issued": "2024-03-22T12:00:00Z", **more}
    return observation("valueQuantity", status=status, dataAbsentReason=coded(reason), **told)


def sent(day: int, resource: dict[str, Any]) -> list[RunObservation]:
    outcome = read_file(json.dumps(resource).encode(), PROFILE, load(), RECEIVED)
    run = Run("C-01", f"file-{day}", 1, f"2024-05-0{day}T00:00:00.000Z", places=Places.ENTRY)
    return [one for panel in outcome.panels for one in run_observations(panel, run)]


def answer(*resources: dict[str, Any]) -> MeasurementState:
    """Return what counts after these files, one a day."""
    (found,) = fold(
        [one for day, resource in enumerate(resources, 1) for one in sent(day, resource)]
    ).values()
    return found


def codes(found: MeasurementState) -> set[IssueCode]:
    return {code for held in found.held for code in held.codes}


# FHIR R4, DataAbsentReason: not a number and the infinities are kinds of error
@pytest.mark.parametrize(
    "reason",
    ["error", "not-a-number", "positive-infinity", "not-performed", "not-asked", "not-applicable"],
)
@pytest.mark.parametrize("status", ["preliminary", "final"])
def test_later_final_version_without_a_result_ends_the_value(status, reason):
    found = answer(observation(status=status, **VALUE), absent(reason))
    assert (found.current, found.held) == (None, ())


@pytest.mark.parametrize("status", ["amended", "corrected", "appended"])
@pytest.mark.parametrize("earlier", ["preliminary", "final", "corrected"])
def test_later_corrected_version_with_an_error_ends_the_value(earlier, status):
    found = answer(observation(status=earlier, **VALUE), absent("error", status))
    assert (found.current, found.held) == (None, ())


def test_final_version_with_an_error_ends_a_preliminary_value_without_a_time_of_revision():
    earlier = observation(status="preliminary", id="o1")
    assert answer(earlier, absent("error", issued="")).current is None


@pytest.mark.parametrize("status", ["final", "corrected"])
def test_final_version_with_an_error_and_the_value_are_held_if_only_the_files_order_them(status):
    found = answer(observation(status=status, id="o1"), absent("error", issued=""))
    assert (found.current, codes(found)) == (None, {IssueCode.CORRECTS_NOTHING})


@pytest.mark.parametrize(
    "reason", ["unknown", "temp-unknown", "masked", "not-permitted", "as-text", "unsupported"]
)
@pytest.mark.parametrize("status", ["preliminary", "final"])
def test_final_version_that_does_not_deny_the_result_leaves_the_value(status, reason):
    found = answer(observation(status=status, **VALUE), absent(reason))
    assert found.current is not None


@pytest.mark.parametrize("status", ["final", "corrected"])
def test_value_after_a_version_with_an_error_counts(status):
    later = observation(status=status, id="o1", issued="2024-03-22T14:00:00Z")
    assert answer(absent("error"), later).current is not None


def test_error_of_another_resource_about_the_same_specimen_is_held_with_the_value():
    tube = {"specimen": {"reference": "Specimen/24-117"}}
    found = answer(observation(**VALUE, **tube), absent("error", id="o2", **tube))
    assert (found.current, codes(found)) == (None, {IssueCode.CORRECTS_NOTHING})


def test_error_of_another_resource_leaves_the_value():
    assert answer(observation(**VALUE), absent("error", id="o2")).current is not None
