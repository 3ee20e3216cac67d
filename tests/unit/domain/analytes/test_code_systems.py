"""Code systems are recognized under every spelling, and LOINC codes by their shape and check digit."""

import pytest

from hepaflow.domain.analytes.code_systems import CodeSystem, code_system, has_loinc_shape, loinc_codes


@pytest.mark.parametrize(
    "text",
    [
        "LN", "ln", "LNC", "LOINC", "LOINC 2.68", "LOINC-2.68", "LOINC_v2.70", "LN 2.68", " LN ",
        "2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.6.1",
        "http://loinc.org", "https://loinc.org", "http://loinc.org/", "HTTP://LOINC.ORG", "http://www.loinc.org/", "loinc.org",
        "http://loinc.org|2.74",
    ],
)  # fmt: skip
def test_every_spelling_of_loinc_is_loinc(text):
    assert code_system(text) is CodeSystem.LOINC


@pytest.mark.parametrize(
    "text",
    [
        "", "L", "99LAB", "LNX", "LAB", "2.16.840.1.113883.6.12", "2.16.840.1.113883.6.103", "http://loinc.org.example.com",
        "http://example.com/loinc.org", "http://loinc.org/vs/LL1001-8", "urn:oid:1.2.3", "http://lab.example/codes",
    ],
)  # fmt: skip
def test_other_systems_are_not_loinc(text):
    assert code_system(text) is not CodeSystem.LOINC


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("SCT", CodeSystem.SNOMED),
        ("http://snomed.info/sct", CodeSystem.SNOMED),
        ("http://snomed.info/sct/900000000000207008", CodeSystem.SNOMED),
        ("2.16.840.1.113883.6.96", CodeSystem.SNOMED),
        ("HL70487", CodeSystem.SPECIMENS),
        ("http://terminology.hl7.org/CodeSystem/v2-0487", CodeSystem.SPECIMENS),
        ("http://hl7.org/fhir/v2/0487", CodeSystem.SPECIMENS),
        ("HL70070", CodeSystem.SPECIMEN_SOURCES),
        ("HL70488", None),
    ],
)
def test_systems_of_specimens_are_told_apart(text, system):
    assert code_system(text) is system


@pytest.mark.parametrize("code", ["1749-1", "2955-3", "2828-2", "1742-6", "33959-8", "100000-9"])
def test_a_code_with_its_check_digit_has_the_shape_of_loinc(code):
    assert has_loinc_shape(code)


@pytest.mark.parametrize(
    "code", ["1749-2", "ALB-1", "1749", "", "1749-11", "LP14542-6", "2024-03-22", "15-2"]
)
def test_a_code_without_its_check_digit_has_not(code):
    assert not has_loinc_shape(code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1742-6", ("1742-6",)),
        ("LOINC:1742-6", ("1742-6",)),
        ("LN 1742-6", ("1742-6",)),
        ("http://loinc.org/1742-6", ("1742-6",)),
        ("1742-6^ALT^LN", ("1742-6",)),
        ("1742-6, 1743-4", ("1742-6", "1743-4")),
        ("1742-6 1742-6", ("1742-6",)),
        ("ALT", ("ALT",)),
        ("", ()),
    ],
)
def test_a_loinc_cell_gives_its_codes_alone(text, codes):
    assert loinc_codes(text) == codes
