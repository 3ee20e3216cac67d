import pytest

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.references import CatalogReferences

KNOWN = CatalogReferences(load())


def test_analytes_and_units_are_known_by_the_catalog():
    assert KNOWN.knows_analyte("ALT")
    assert not KNOWN.knows_analyte("alt")
    assert KNOWN.knows_unit("mg/dL")
    assert KNOWN.knows_unit("K/uL")
    assert not KNOWN.knows_unit("mg/hl")


def test_bases_are_those_that_a_crossing_asks_for():
    assert "NH3" in KNOWN.bases("AMMONIA")
    assert KNOWN.bases("ALT") == []
    assert KNOWN.bases("no such analyte") == []


@pytest.mark.parametrize(
    ("code", "first"), [("GPT", "ALT"), ("总胆红素", "BILI"), ("ALTT", "ALT"), ("crea", "CREAT")]
)
def test_a_mistaken_code_is_answered_with_what_it_may_mean(code, first):
    assert KNOWN.suggestions(code)[0] == first


def test_nothing_is_suggested_for_what_is_like_nothing():
    assert KNOWN.suggestions("???") == []
