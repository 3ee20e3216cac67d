"""The LOINC codes of the catalog: real ones, of blood, each of one analyte."""

import re

import pytest

from hepaflow.catalog.loader import rows
from hepaflow.domain.analytes.units import candidates

# what resembles an analyte of ours and is another thing (LOINC 2.67)
OTHER = {
    "2161-8": "creatinine in urine, mass",
    "14683-7": "creatinine in urine, amount",
    "2888-6": "protein in urine",
    "1754-1": "albumin in urine",
    "14957-5": "microalbumin in urine",
    "1747-5": "albumin in body fluid",
    "5767-9": "appearance of urine",
    "5811-5": "specific gravity of urine",
    "13969-1": "CK-MB, mass",
    "1994-3": "calcium, ionized",
    "1995-0": "calcium, ionized",
    "2500-7": "iron binding capacity",
    "43396-1": "non-HDL cholesterol",
    "1779-8": "alkaline phosphatase of liver",
    "10466-1": "anion gap",
    "2164-2": "creatinine clearance",
    "2514-8": "ketones in urine",
    "5792-7": "glucose in urine",
    "22322-2": "hepatitis B surface antibody",
    "13955-0": "hepatitis C antibody",
}


def check_digit(number: str) -> int:
    """LOINC Users' Guide, appendix C: Mod 10 of the digits, every other one doubled from the right."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number))]
    return -sum(digit // 10 + digit % 10 for digit in doubled) % 10


@pytest.mark.parametrize("code", ["2160-0", "1742-6", "2161-8"])
def test_the_check_digit_is_that_of_published_codes(code):
    assert check_digit(code.partition("-")[0]) == int(code.partition("-")[2])


def test_every_code_has_its_check_digit():
    for row in rows("loinc"):
        number, digit = re.fullmatch(r"(\d{3,5})-(\d)", row["loinc"]).groups()
        assert check_digit(number) == int(digit), row


@pytest.mark.parametrize("code", OTHER)
def test_a_code_of_another_thing_is_not_listed(code, catalog):
    assert code not in catalog.loinc


def test_every_code_is_listed_once():
    codes = [row["loinc"] for row in rows("loinc")]
    assert len(codes) == len(set(codes))


def test_every_code_means_a_known_analyte(catalog):
    assert {known.analyte for known in catalog.loinc.values()} <= set(catalog.analytes)


def test_no_code_is_of_urine_or_a_fluid(catalog):
    systems = {known.system.split(",")[0].casefold() for known in catalog.loinc.values()}
    assert not [system for system in systems if re.search("urine|fluid|csf|stool|ascit", system)]


@pytest.mark.parametrize(
    ("code", "analyte", "axis"),
    [
        ("1742-6", "ALT", "CCnc"),
        ("1920-8", "AST", "CCnc"),
        ("6768-6", "ALP", "CCnc"),
        ("2324-2", "GGT", "CCnc"),
        ("1975-2", "BILI", "MCnc"),
        ("14631-6", "BILI", "SCnc"),
        ("1968-7", "BILDIR", "MCnc"),
        ("1751-7", "ALB", "MCnc"),
        ("2885-2", "PROT", "MCnc"),
        ("2160-0", "CREAT", "MCnc"),
        ("14682-9", "CREAT", "SCnc"),
        ("3094-0", "UREAN", "MCnc"),
        ("22664-7", "UREA", "SCnc"),
        ("6301-6", "INR", "RelTime"),
        ("5902-2", "PT", "Time"),
        ("2951-2", "SODIUM", "SCnc"),
        ("2823-3", "K", "SCnc"),
        ("777-3", "PLAT", "NCnc"),
        ("6690-2", "WBC", "NCnc"),
        ("718-7", "HGB", "MCnc"),
        ("4548-4", "HBA1CHGB", "MFr"),
        ("1834-1", "AFP", "MCnc"),
        ("33959-8", "PCT", "MCnc"),
    ],
)
def test_a_published_code_is_that_analyte(code, analyte, axis, catalog):
    """Source: loinc.org, common laboratory observations."""
    assert (catalog.loinc[code].analyte, catalog.loinc[code].property) == (analyte, axis)


def test_the_example_unit_of_a_code_is_known_or_refused_by_name(catalog):
    unheard = {
        row["loinc"]
        for row in rows("loinc")
        if not candidates(row["example_unit"], catalog.units)
        and (row["analyte"], row["example_unit"]) not in catalog.refusals
    }
    assert unheard == {"24108-3"}  # CA 19-9: LOINC gives an arbitrary unit without a volume
