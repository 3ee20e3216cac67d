"""Which specimens were reported for whom, as items: small, of bounded size, and the same wherever they are written."""

import pytest

from hepaflow.aws.registry.subjects.items import packed_sightings, unpacked_sightings
from hepaflow.domain.fold.suspicion.sightings import SIGN, Sighting

_KEYS = 100  # bytes of the rest of an item, and more


def seen(subjects, each):
    return {
        Sighting(f"CN01-{number % subjects:04}", f"{number:0{SIGN}}") for number in range(subjects * each)
    }


@pytest.mark.slow
@pytest.mark.parametrize(("subjects", "each"), [(1, 1), (200, 1), (1, 50_000), (3_000, 14)])
def test_what_is_packed_comes_back(subjects, each):
    told = seen(subjects, each)
    items = list(packed_sightings(told))
    assert [one for _, record in items for one in unpacked_sightings(record)] == sorted(told)


@pytest.mark.slow
def test_no_item_is_larger_than_dynamodb_takes():
    """400 KB (DynamoDB service quotas)."""
    sizes = [len(record["signs"].encode()) for _, record in packed_sightings(seen(3_000, 30))]
    assert len(sizes) > 1
    assert max(sizes) < 400_000


@pytest.mark.parametrize("written", ['"', "\\", "\x01"])
def test_specimens_of_subjects_that_grow_as_json_fit_into_items(written):
    """400 KB (DynamoDB service quotas)."""
    told = [Sighting(f"{number:05}".ljust(64, written), "1QK_Sgn0") for number in range(6_000)]
    assert max(len(record["signs"].encode()) for _, record in packed_sightings(told)) < 400_000


def test_the_same_specimens_have_the_same_place():
    told = sorted(seen(20, 9))
    assert list(packed_sightings(told)) == list(packed_sightings(told[::-1]))


def test_what_a_large_center_has_is_read_in_one_page():
    """40,000 specimens of 3,000 subjects, in one file a week for a year; a page of Query has 1 MB (API reference)."""
    every = sorted(seen(3_000, 14))[:40_000]
    weeks = [every[week::52] for week in range(52)]
    items = [record["signs"] for week in weeks for _, record in packed_sightings(week)]
    assert sum(len(signs.encode()) + _KEYS for signs in items) < 1_000_000
