"""One unit and one analyte, or the reason why there is none."""

from fractions import Fraction

import pytest

from hepaflow.domain.analytes.resolve import analytes_named, no_unit, resolve_unit
from hepaflow.domain.issues.issues import IssueCode, Refused


def refusal(text, analyte, catalog, bases=frozenset()):
    with pytest.raises(Refused) as refused:
        resolve_unit(text, catalog.analytes[analyte], catalog, bases)
    return refused.value.issue


@pytest.mark.parametrize(
    ("analyte", "text", "unit"),
    [
        ("FIBRINO", "g/L", "g/L"),  # grams
        ("PLAT", "g/L", "10*9/L"),  # giga
        ("INR", "", "{INR}"),
        ("HBEAG", "", "{S_CO_ratio}"),
        ("ASCITES", "", "{grade}"),
        ("ALBGLOB", "1", "{ratio}"),
    ],
)
def test_the_analyte_decides_what_a_unit_means(analyte, text, unit, catalog):
    assert resolve_unit(text, catalog.analytes[analyte], catalog).unit.code == unit


@pytest.mark.parametrize("text", ["", "-", "--", "/", "N/A", "无", "None", "no units"])
def test_an_enzyme_without_unit_is_refused_as_missing(text, catalog):
    assert refusal(text, "ALT", catalog).code is IssueCode.UNIT_MISSING


def test_an_unheard_unit_is_unknown_and_repeated(catalog):
    issue = refusal("furlongs", "ALT", catalog)
    assert (issue.code, issue.found) == (IssueCode.UNIT_UNKNOWN, "furlongs")


@pytest.mark.parametrize(
    ("analyte", "text"),
    [
        ("AMMONIA", "ug/dL"),  # as NH3, or as nitrogen
        ("DDIMER", "mg/L"),  # FEU or DDU
        ("HGB", "mmol/L"),  # monomer or tetramer
        ("AFP", "kU/L"),  # by which standard
        ("ALB", "%"),  # g/100 mL, or a share of the protein
    ],
)
def test_a_known_unit_without_the_fact_it_needs_is_refused(analyte, text, catalog):
    assert refusal(text, analyte, catalog).code is IssueCode.UNIT_REFUSED


@pytest.mark.parametrize(
    ("analyte", "text"),
    [
        ("HBDNA", "copies/mL"),  # the factor of the assay is not published, so nobody can declare it
        ("DDIMER", "mg/L DDU"),
        ("ALT", "卡门氏单位"),  # a text that is listed as refused
        ("CHOLINES", "ΔpH/h"),
        ("CRP", "nmol/L"),
    ],
)
def test_a_unit_that_no_factor_converts_is_for_the_lab_to_replace(analyte, text, catalog):
    assert refusal(text, analyte, catalog).code is IssueCode.UNIT_UNCONVERTIBLE


@pytest.mark.parametrize(
    ("analyte", "text"),
    [
        ("INR", "s"),  # of the prothrombin time
        ("PCT", "%"),  # plateletcrit
        ("ALT", "mg/dL"),  # known, and of another dimension
        ("PLAT", "fL"),  # the mean volume
        ("FERRITIN", "pmol/L"),
        ("MCHC", "%"),
    ],
)
def test_a_unit_of_another_test_is_a_mismatch(analyte, text, catalog):
    assert refusal(text, analyte, catalog).code is IssueCode.UNIT_MISMATCH


def test_a_repaired_reading_yields_to_one_that_needs_no_repair(catalog):
    assert not resolve_unit("10^9/L", catalog.analytes["PLAT"], catalog).repaired


def test_a_declared_basis_lets_a_unit_through(catalog):
    answer = resolve_unit("ug/dL", catalog.analytes["AMMONIA"], catalog, frozenset({"N"}))
    assert answer.conversion.factor == Fraction(10_000, 14_007)


@pytest.mark.parametrize(
    ("text", "none"), [("", True), (" — ", True), ("NULL", True), ("U/L", False), ("%", False)]
)
def test_a_stroke_says_that_there_is_no_unit(text, none):
    assert no_unit(text) is none


# an ambiguous name with a unit that settles it, and with one (or none) that does not
@pytest.mark.parametrize(
    ("name", "unit", "analyte"),
    [
        ("PCT", "ng/mL", "PCT"),
        ("FBG", "mmol/L", "GLUC"),
        ("FBG", "g/L", "FIBRINO"),
        ("TT", "s", "TT"),
        ("TB", "umol/L", "BILI"),
        ("DB", "mg/dL", "BILDIR"),
        ("UA", "umol/L", "URATE"),
        ("HE", "级", "HE"),
        ("HA", "ng/mL", "HYALUAC"),
        ("A", "g/L", "ALB"),
        ("G", "g/L", "GLOBUL"),
        ("P", "mmol/L", "PHOS"),
        ("IP", "mg/dL", "PHOS"),
        ("K", "mmol/L", "K"),
        ("AG", "{ratio}", "ALBGLOB"),
        ("PA", "mg/L", "PREALB"),
        ("PTA", "%", "PTAC"),
        ("AT", "%", "ATHMBAAC"),
        ("LPS", "U/L", "LIPASET"),
        ("BG", "mmol/L", "GLUC"),
        ("DD", "mg/L FEU", "DDIMER"),
        ("LN", "ng/mL", "LN"),
        ("N%", "%", "NEUTLE"),
        ("L#", "10^9/L", "LYM"),
    ],
)
def test_an_ambiguous_name_is_settled_by_its_unit(name, unit, analyte, catalog):
    assert analytes_named(name, unit, catalog) == {analyte}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("PCT", "fL"),  # plateletcrit and its kin
        ("FBG", "mg/dL"),  # glucose or fibrinogen
        ("TT", "nmol/L"),  # testosterone
        ("TB", "SFU"),  # tuberculosis test
        ("UA", "/uL"),  # urinalysis
        ("HA", "S/CO"),  # hepatitis A
        ("A", "%"),
        ("G", "%"),
        ("P", "次/分"),  # pulse
        ("K", "U/L"),
        ("AG", "mmol/L"),  # anion gap
        ("PA", "%"),
        ("PTA", "U/mL"),  # factor activity
        ("LPS", "pg/mL"),  # lipopolysaccharide
        ("DD", "U/L"),
    ],
)
def test_an_ambiguous_name_with_another_unit_stays_ambiguous(name, unit, catalog):
    assert analytes_named(name, unit, catalog) == set()


@pytest.mark.parametrize("unit", ["", "-", "无"])
@pytest.mark.parametrize(
    "name",
    ["PCT", "FBG", "TT", "TB", "DB", "UA", "HE", "HA", "A", "G", "P", "K", "AG", "BU", "UN", "AT", "LN", "IP", "LEU", "LIP"],
)  # fmt: skip
def test_an_ambiguous_name_alone_is_never_enough(name, unit, catalog):
    assert analytes_named(name, unit, catalog) == set()


def test_a_unit_that_needs_a_declaration_may_settle_a_name(catalog):
    """AT in IU/mL is antithrombin, although its percent of normal plasma has to be declared."""
    assert analytes_named("AT", "IU/mL", catalog) == {"ATHMBAAC"}


@pytest.mark.parametrize(
    ("name", "unit", "analyte", "factor"),
    [
        # published factors: AMA Manual of Style, SI table
        ("Iron", "ug/dL", "IRON", "0.179"),
        ("Lactic acid", "mg/dL", "LACTICAC", "0.111"),
        ("Ferritin", "ng/mL", "FERRITIN", "1"),
        ("TSH", "uIU/mL", "TSH", "1"),
        ("MCHC", "g/dL", "MCHC", "10"),
        ("Eosinophils", "/uL", "EOS", "0.001"),
        ("Eosinophils", "%", "EOSLE", "1"),
        ("RDW", "%", "RDW", "1"),
        ("MCV", "um3", "MCV", "1"),
    ],
)
def test_the_rest_of_a_blood_count_and_of_iron_in_published_units(name, unit, analyte, factor, catalog):
    assert analytes_named(name, unit, catalog) == {analyte}
    way = resolve_unit(unit, catalog.analytes[analyte], catalog).conversion
    assert abs(way.factor / Fraction(factor) - 1) < Fraction(5, 1000)


@pytest.mark.parametrize(
    ("name", "unit"), [("RDW", "fL"), ("Fe", "mg"), ("LAC", "s"), ("MONO", ""), ("LAC", "ratio")]
)
def test_a_short_name_of_theirs_without_its_unit_is_not_read(name, unit, catalog):
    assert analytes_named(name, unit, catalog) == frozenset()


@pytest.mark.parametrize(
    ("analyte", "unit", "code"),
    [
        ("FERRITIN", "pmol/L", IssueCode.UNIT_MISMATCH),
        ("RDW", "fL", IssueCode.UNIT_MISMATCH),
        ("MCHC", "%", IssueCode.UNIT_MISMATCH),
        ("EOSLE", "1", IssueCode.UNIT_REFUSED),
    ],
)
def test_units_of_theirs_that_need_a_fact_or_another_test_are_refused(analyte, unit, code, catalog):
    assert refusal(unit, analyte, catalog).code is code
