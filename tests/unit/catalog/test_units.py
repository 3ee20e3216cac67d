"""Conversions against published tables, and against UCUM as pint reads it."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from ucumvert import PintUcumRegistry

from hepaflow.catalog.loader import rows
from hepaflow.domain.analytes.analytes import conversion
from hepaflow.domain.analytes.resolve import resolve_unit
from hepaflow.domain.values.numbers import converted, rounded

AMA = "AMA Manual of Style 11th ed., table of SI conversion factors"


@pytest.mark.parametrize(
    ("analyte", "reported", "unit", "canonical", "source"),
    [
        # expected values carry as many digits as the source prints
        ("BILI", "1", "mg/dL", "17.104", AMA),
        ("BILDIR", "1", "mg/dL", "17.104", AMA),
        ("CREAT", "1", "mg/dL", "88.4", AMA),
        ("GLUC", "1", "mg/dL", "0.0555", AMA),
        ("UREAN", "1", "mg/dL", "0.357", AMA),
        ("CHOL", "1", "mg/dL", "0.0259", AMA),
        ("HDL", "1", "mg/dL", "0.0259", AMA),
        ("LDL", "1", "mg/dL", "0.0259", AMA),
        ("TRIG", "1", "mg/dL", "0.0113", AMA),
        ("CA", "1", "mg/dL", "0.25", AMA),
        ("CA", "1", "mg/dL", "0.2495", "40.078 g/mol (IUPAC)"),
        ("CA", "1", "meq/L", "0.5", AMA),
        ("MG", "1", "mg/dL", "0.4114", AMA),
        ("MG", "1", "meq/L", "0.5", AMA),
        ("PHOS", "1", "mg/dL", "0.323", AMA),
        ("URATE", "1", "mg/dL", "59.5", AMA),  # printed as 0.0595 mmol/L
        ("ALB", "1", "g/dL", "10", AMA),
        ("PROT", "1", "g/dL", "10", AMA),
        ("HGB", "1", "g/dL", "10", AMA),
        ("FIBRINO", "1", "mg/dL", "0.01", AMA),
        ("HCT", "1", "%", "0.01", AMA),
        ("SODIUM", "1", "meq/L", "1", AMA),
        ("K", "1", "meq/L", "1", AMA),
        ("CL", "1", "meq/L", "1", AMA),
        ("CO2", "1", "meq/L", "1", AMA),
        ("WBC", "1", "10*3/uL", "1", AMA),
        ("PLAT", "1", "10*3/uL", "1", AMA),
        ("RBC", "1", "10*6/uL", "1", AMA),
        ("AFP", "1", "ng/mL", "1", AMA),
        ("CEA", "1", "ng/mL", "1", AMA),
        ("PREALB", "1", "mg/dL", "10", AMA),
        ("CRP", "1", "mg/dL", "10", "1 dL is 0.1 L"),
        ("UREA", "1", "mg/dL", "0.1665", "60.056 g/mol (IUPAC)"),
        ("ALT", "1", "ukat/L", "60", "1 kat = 1 mol/s (BIPM SI brochure); 1 U = 1 µmol/min (IUB 1979)"),
        ("AST", "1", "nkat/L", "0.06", "1 kat = 1 mol/s (BIPM SI brochure); 1 U = 1 µmol/min (IUB 1979)"),
        ("ALP", "2.5", "ukat/L", "150", "1 kat = 1 mol/s (BIPM SI brochure); 1 U = 1 µmol/min (IUB 1979)"),
        ("HBA1CHGB", "53", "mmol/mol", "7.0", "IFCC and NGSP side by side, ADA Standards of Care"),
        ("HBA1CHGB", "42", "mmol/mol", "6.0", "IFCC and NGSP side by side, ADA Standards of Care"),
        ("HBA1CHGB", "48", "mmol/mol", "6.5", "IFCC and NGSP side by side, ADA Standards of Care"),
        ("PLAT", "15", "10*4/uL", "150", "万/µL of Chinese and Japanese reports"),
        ("GFRBSCRT", "1", "mL/s/{1.73_m2}", "60", "60 s a minute"),
        ("INTLK6", "1", "pg/mL", "1", "1 mL is 0.001 L"),
        ("HBDNA", "6", "{Log_IU}/mL", "1000000", "10^6"),
    ],
)  # fmt: skip
def test_published_conversions(analyte, reported, unit, canonical, source, catalog):
    way = resolve_unit(unit, catalog.analytes[analyte], catalog).conversion
    expected = Decimal(canonical)
    assert rounded(converted(Decimal(reported), way), len(expected.as_tuple().digits)) == expected, source


@pytest.mark.parametrize(
    ("analyte", "basis", "unit", "canonical"),
    [
        ("AMMONIA", "NH3", "ug/dL", "0.58716"),  # 17.031 g/mol (IUPAC)
        ("AMMONIA", "N", "ug/dL", "0.71393"),  # 14.007 g/mol (IUPAC)
        ("HGB", "Hb(Fe)", "mmol/L", "16.114"),  # IFCC: 1 mmol/L of the monomer is 1.6114 g/dL
        ("AFP", "WHO 72/225", "[IU]/mL", "1.21"),  # 1 IU of WHO standard 72/225 is about 1.21 ng
        ("LYMLE", "fraction", "1", "100"),
    ],
)
def test_published_conversions_that_need_a_declaration(analyte, basis, unit, canonical, catalog):
    way = resolve_unit(unit, catalog.analytes[analyte], catalog, frozenset({basis})).conversion
    expected = Decimal(canonical)
    assert rounded(way.factor, len(expected.as_tuple().digits)) == expected


# --- UCUM as oracle

# ucumvert 0.3 cannot read these codes of ours; each is defined by itself, or by the prefix milli
UNREADABLE = {"{ratio}", "{INR}", "{PT_ratio}", "{S_CO_ratio}", "{grade}", "m[arb'U]/mL"}
KATAL = {"ukat/L", "nkat/L"}


@pytest.fixture(scope="module")
def ucum(catalog):
    """Every unit of ours as a pint quantity."""
    registry = PintUcumRegistry()
    return {code: registry.from_ucum(code) for code in catalog.units.by_code if code not in UNREADABLE}


def close(exact: Fraction, floating: float) -> bool:
    """pint computes in binary: its last digits are not to be compared."""
    return abs(exact - Fraction(floating)) <= abs(exact) / 10**9


def test_units_of_one_dimension_convert_as_ucum_says(catalog, ucum):
    compared = 0
    for one, other in combinations((catalog.units.by_code[code] for code in ucum), 2):
        here, there = ucum[one.code], ucum[other.code]
        if one.dimension == other.dimension and here.dimensionality == there.dimensionality:
            assert close(one.scale / other.scale, (here / there).to_base_units().magnitude), (one, other)
            compared += 1
    assert compared > 150


def test_units_of_one_dimension_are_of_one_kind_in_ucum_too(catalog, ucum):
    """But for U and IU: one counts enzyme turnover, the other whatever its standard says; labs use them alike."""
    mixed = {
        (one.dimension)
        for one, other in combinations((catalog.units.by_code[code] for code in ucum), 2)
        if one.dimension == other.dimension
        and ucum[one.code].dimensionality != ucum[other.code].dimensionality
    }
    assert mixed == {"activity concentration"}


def test_a_unit_that_ucumvert_cannot_read_stands_alone_in_its_dimension_or_is_one_thousandth(catalog):
    units = catalog.units.by_code
    assert units["m[arb'U]/mL"].scale == units["[arb'U]/mL"].scale / 1000
    assert {units[code].scale for code in UNREADABLE - {"m[arb'U]/mL"}} == {1}


def test_mass_becomes_amount_as_ucum_and_the_molar_mass_say(catalog, ucum):
    """pint's own g/mol algebra, with each pair of units that two dimensions offer."""
    gram_per_mol = ucum["g/L"] / ucum["mol/L"]
    compared = 0
    for analyte in (known for known in catalog.analytes.values() if known.molar_mass):
        for unit in (
            known for known in catalog.units.by_code.values() if known.dimension == "mass concentration"
        ):
            amount = ucum[unit.code] / (float(analyte.molar_mass) * gram_per_mol)
            expected = (amount / ucum[analyte.unit.code]).to_base_units().magnitude
            assert close(conversion(unit, analyte).factor, expected), (analyte.code, unit.code)
            compared += 1
    assert compared > 150


def test_katal_becomes_units_as_ucum_says(catalog, ucum):
    for analyte in catalog.analytes.values():
        for code in KATAL if analyte.unit.code == "U/L" else ():
            expected = (ucum[code] / ucum["U/L"]).to_base_units().magnitude
            assert close(conversion(catalog.units.by_code[code], analyte).factor, expected), analyte.code


ATOMIC = {"C": "12.011", "H": "1.008", "N": "14.007", "O": "15.999", "Na": "22.990", "K": "39.098", "Cl": "35.45", "Ca": "40.078",
          "Mg": "24.305", "P": "30.974", "Fe": "55.845"}  # fmt: skip  # IUPAC abridged standard atomic weights 2021


@pytest.mark.parametrize(
    ("analyte", "formula"),
    [
        ("BILI", "C33H36N4O6"), ("BILDIR", "C33H36N4O6"), ("BILIND", "C33H36N4O6"), ("CREAT", "C4H7N3O"), ("UREA", "CH4N2O"),
        ("UREAN", "N2"), ("URATE", "C5H4N4O3"), ("GLUC", "C6H12O6"), ("CHOL", "C27H46O"), ("HDL", "C27H46O"), ("LDL", "C27H46O"),
        ("SODIUM", "Na"), ("K", "K"), ("CL", "Cl"), ("CA", "Ca"), ("MG", "Mg"), ("PHOS", "P"), ("IRON", "Fe"), ("LACTICAC", "C3H6O3"),
    ],
)  # fmt: skip
def test_a_molar_mass_is_the_sum_of_its_atoms(analyte, formula, catalog):
    atoms = re.findall(r"([A-Z][a-z]?)(\d*)", formula)
    total = sum(Fraction(ATOMIC[atom]) * int(count or 1) for atom, count in atoms)
    assert abs(catalog.analytes[analyte].molar_mass - total) <= Fraction(5, 1000)


def test_no_other_analyte_exchanges_mass_and_amount_but_triglycerides(catalog):
    """885.7 g/mol is triolein, the convention of the factor 0.0113; it is no single substance."""
    known = {code for code, analyte in catalog.analytes.items() if analyte.molar_mass}
    others = {"BILI", "BILDIR", "BILIND", "CREAT", "UREA", "UREAN", "URATE", "GLUC", "CHOL", "HDL", "LDL", "SODIUM", "K", "CL", "CA", "MG", "PHOS", "IRON", "LACTICAC"}  # fmt: skip
    assert known - others == {"TRIG"}


# --- what a unit file must hold


def test_every_spelling_stands_for_something_that_exists(catalog):
    units = catalog.units.by_code
    parts = {part for code in units for part in (code.partition("/")[0], code.partition("/")[2])}
    for row in rows("spellings"):
        assert row["means"] in (units if row["role"] == "whole" else parts), row


def test_no_spelling_is_listed_twice():
    listed = [(row["spelling"], row["role"], row["means"]) for row in rows("spellings")]
    assert len(listed) == len(set(listed))
