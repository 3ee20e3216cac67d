"""The ways from a reported unit to the canonical one, and what a name can stand for."""

from fractions import Fraction

import pytest

from hepaflow.domain.analytes.analytes import NameMeaning, conversion, name_key, named
from hepaflow.domain.model import Conversion

NONE = frozenset()


@pytest.mark.parametrize(
    ("analyte", "unit", "factor"),
    [
        ("ALB", "g/dL", Fraction(10)),  # one dimension
        ("BILI", "mg/dL", Fraction(10**7, 584_673)),  # molar mass 584.673 g/mol
        ("MG", "meq/L", Fraction(1, 2)),  # two charges
        ("ALT", "ukat/L", Fraction(60)),  # 1 kat = 1 mol/s, 1 U = 1 µmol/min
        ("HCT", "%", Fraction(1, 100)),
    ],
)
def test_what_is_known_of_an_analyte_leads_to_its_canonical_unit(analyte, unit, factor, catalog):
    assert conversion(catalog.units.by_code[unit], catalog.analytes[analyte]) == Conversion(factor)


@pytest.mark.parametrize(
    ("analyte", "unit"),
    [
        ("ALB", "umol/L"),  # no molar mass that publications agree on
        ("PHOS", "meq/L"),  # its charge depends on pH
        ("ALT", "mg/dL"),
        ("AMMONIA", "ug/dL"),  # as NH3, or as nitrogen
        ("PT", "{INR}"),
    ],
)
def test_there_is_no_way_without_the_fact_that_it_needs(analyte, unit, catalog):
    assert conversion(catalog.units.by_code[unit], catalog.analytes[analyte]) is None


@pytest.mark.parametrize(
    ("analyte", "unit", "basis", "factor"),
    [
        ("AMMONIA", "ug/dL", "NH3", Fraction(10_000, 17_031)),  # NH3 17.031 g/mol (IUPAC)
        ("AMMONIA", "ug/dL", "N", Fraction(10_000, 14_007)),  # N 14.007 g/mol (IUPAC)
        ("HGB", "mmol/L", "Hb(Fe)", Fraction("16.1145")),  # monomer 16114.5 g/mol (IFCC)
        ("AFP", "[IU]/mL", "WHO 72/225", Fraction("1.21")),  # 1 IU is about 1.21 ng
        ("LYMLE", "1", "fraction", Fraction(100)),
    ],
)
def test_a_declared_basis_opens_its_way(analyte, unit, basis, factor, catalog):
    way = conversion(catalog.units.by_code[unit], catalog.analytes[analyte], frozenset({basis}))
    assert way == Conversion(factor)


def test_another_basis_than_the_needed_one_opens_nothing(catalog):
    unit = catalog.units.by_code["mmol/L"]
    assert conversion(unit, catalog.analytes["HGB"], frozenset({"NH3"})) is None


def test_glycated_haemoglobin_of_the_ifcc_has_another_zero(catalog):
    """NGSP = 0.09148 × IFCC + 2.152 (master equation, Hoelzel 2004)."""
    way = conversion(catalog.units.by_code["mmol/mol"], catalog.analytes["HBA1CHGB"])
    assert way == Conversion(Fraction("0.09148"), Fraction("2.152"))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("T-Bil.", "tbil"),
        ("*ALT", "alt"),
        ("★ 总胆红素", "总胆红素"),
        ("ＡＬＴ", "alt"),
        ("AT-Ⅲ", "atiii"),
        ("CA19_9", "ca199"),
        ("A/G", "a/g"),  # a ratio is no albumin
        ("NEUT%", "neut%"),
        ("NEUT#", "neut#"),
        ("Na+", "na+"),
    ],
)
def test_a_name_is_compared_without_its_decoration(typed, key):
    assert name_key(typed) == key


NAMES = {
    "alt": (NameMeaning("ALT", ""),),
    "谷丙转氨酶": (NameMeaning("ALT", ""),),
    "ast": (NameMeaning("AST", ""),),
    "tb": (NameMeaning("BILI", "unit"),),
    "tbil": (NameMeaning("BILI", ""),),
    "fbg": (NameMeaning("GLUC", "mmol/L"), NameMeaning("FIBRINO", "g/L")),
}


def every(_name):
    return True


def none(_name):
    return False


@pytest.mark.parametrize(
    ("text", "fits", "analytes"),
    [
        ("ALT", none, {"ALT"}),
        ("TB", every, {"BILI"}),
        ("TB", none, set()),  # known, and not settled
        ("FBG", lambda name: name.when == "g/L", {"FIBRINO"}),
        ("FBG", every, {"GLUC", "FIBRINO"}),
        ("ZZ", every, None),
        ("谷丙转氨酶(ALT)", none, {"ALT"}),
        ("谷丙转氨酶（ALT）", none, {"ALT"}),
        ("ALT [谷丙转氨酶]", none, {"ALT"}),
        ("TBIL(TB)", none, {"BILI"}),  # one name that is enough is enough
        ("TB(TB)", none, set()),  # two that are not are not
        ("TB(TB)", every, {"BILI"}),
        ("ALT(AST)", every, None),  # contradicts itself
        ("ALT(线粒体)", every, None),  # the bracket may make another analyte of it
        ("线粒体(AST)", every, None),
        ("FBG(FBG)", every, None),
        ("ALT(AST", every, None),
    ],
)
def test_a_name_stands_for_what_its_condition_allows(text, fits, analytes):
    assert named(text, NAMES, fits) == analytes
