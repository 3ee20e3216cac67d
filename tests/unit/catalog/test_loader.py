"""The data files of the catalog are loaded as they stand, and each line of them has a source."""

import re
from decimal import Decimal

import pytest

from hepaflow.catalog import loader
from hepaflow.catalog.loader import load, rows
from hepaflow.domain.analytes.analytes import Kind
from hepaflow.domain.analytes.resolve import resolve_unit
from hepaflow.domain.analytes.vocabulary import RefusalCause
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.text import canonical_text

TABLES = [
    "analytes",
    "crossings",
    "loinc",
    "loinc_elsewhere",
    "names",
    "ordinals",
    "refusals",
    "specimens",
    "spellings",
    "units",
]


@pytest.mark.parametrize("table", TABLES)
def test_every_line_has_a_source(table):
    assert all(row["source"] for row in rows(table))


@pytest.mark.parametrize("table", TABLES)
def test_every_line_has_all_columns_and_no_stray_spaces(table):
    assert all(text == text.strip() for row in rows(table) for text in row.values())


def test_the_catalog_is_loaded_once():
    assert load() is load()


def test_the_version_is_told_by_the_content():
    assert re.fullmatch("[0-9a-f]{12}", load().version)


def test_every_data_file_counts_for_the_version():
    assert sorted(loader._TABLES) == TABLES


# --- analytes


def test_a_code_has_at_most_eight_characters(catalog):
    """The length that SDTM allows --TESTCD (SDTMIG 3.4, 2.2.3)."""
    assert all(re.fullmatch("[A-Z][A-Z0-9_]{0,7}", code) for code in catalog.analytes)


def test_alert_bounds_lie_within_hard_bounds(catalog):
    for analyte in catalog.analytes.values():
        hard_low, hard_high = analyte.hard
        for bound in (known for known in analyte.alert if known is not None):
            assert hard_low is None or hard_low <= bound, analyte.code
            assert hard_high is None or bound <= hard_high, analyte.code


def test_a_bilirubin_of_decompensated_cirrhosis_is_possible(catalog):
    low, high = catalog.analytes["BILI"].hard
    assert low < Decimal(600) < high


def test_a_grade_has_no_specimen_and_everything_else_is_of_blood(catalog):
    for analyte in catalog.analytes.values():
        blood = () if analyte.kind is Kind.ORDINAL else ("SERUM", "PLASMA", "BLOOD")
        assert analyte.specimen in (blood or ("",)), analyte.code


def test_findings_stand_only_for_what_a_virus_test_answers(catalog):
    assert {code for code, analyte in catalog.analytes.items() if analyte.findings} == {
        "HBDNA",
        "HBSAG",
        "HBEAG",
        "HCRNA",
    }


def test_only_the_logarithm_of_viral_load_is_a_power_of_ten(catalog):
    powers = {
        code
        for code, analyte in catalog.analytes.items()
        for way in analyte.crossings
        if way.conversion.power
    }
    assert powers == {"HBDNA", "HCRNA"}


# --- refusals


BY_CAUSE = {
    RefusalCause.FACT: IssueCode.UNIT_REFUSED,
    RefusalCause.FACTOR: IssueCode.UNIT_UNCONVERTIBLE,
    RefusalCause.TEST: IssueCode.UNIT_MISMATCH,
}


def test_what_is_listed_as_refused_is_refused(catalog):
    for (analyte, unit), reason in catalog.refusals.items():
        with pytest.raises(Refused) as refused:
            resolve_unit(unit, catalog.analytes[analyte], catalog)
        assert refused.value.issue.code is BY_CAUSE[reason.cause], (analyte, unit)


def test_every_refusal_tells_its_reason_in_both_languages(catalog):
    for refusal in catalog.refusals.values():
        assert re.search("[a-z]", refusal.reason_en)
        assert re.search("[\u4e00-\u9fff]", refusal.reason_zh)


# --- specimens and grades


@pytest.mark.parametrize(
    ("word", "blood"), [("血清", True), ("EDTA全血", True), ("尿液", False), ("腹水", False), ("胆汁", False)]
)
def test_a_word_for_a_specimen_is_blood_or_not(word, blood, catalog):
    assert catalog.specimens[canonical_text(word).casefold()].blood is blood


def test_no_word_is_listed_for_two_specimens():
    listed: dict[str, set[str]] = {}
    for row in rows("specimens"):
        listed.setdefault(canonical_text(row["word"]).casefold(), set()).add(row["specimen_type"])
    assert {word for word, types in listed.items() if len(types) > 1} == set()


def test_grades_are_those_of_their_scale(catalog):
    """Child-Pugh knows ascites from 0 (none) to 3, West Haven encephalopathy from 0 to 4; a statement is yes or no."""
    assert {code: set(words.values()) for code, words in catalog.ordinals.items()} == {
        "ASCITES": {0, 1, 2, 3},
        "HE": {0, 1, 2, 3, 4},
        "DIALYSIS": {0, 1},
        "ASCTRT": {0, 1},
        "HETRT": {0, 1},
        "ALBINF": {0, 1},
        "TRANSPL": {0, 1},
        "TIPS": {0, 1},
        "DRAWEXP": {0, 1},
        "DRAWDONE": {0, 1},
        "WITHDRWN": {0, 1},
    }


def test_no_word_is_listed_for_two_grades():
    listed: dict[tuple[str, str], set[str]] = {}
    for row in rows("ordinals"):
        listed.setdefault((row["analyte"], canonical_text(row["text"]).casefold()), set()).add(row["grade"])
    assert {key for key, grades in listed.items() if len(grades) > 1} == set()


def test_only_grades_have_words(catalog):
    assert {catalog.analytes[code].kind for code in catalog.ordinals} == {Kind.ORDINAL}
