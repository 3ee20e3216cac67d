"""What may be wrong with a result although every cell of it can be read."""

from decimal import Decimal
from fractions import Fraction

import pytest

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import (
    Bound,
    Comparator,
    Conversion,
    Finding,
    Flag,
    Observation,
    ParsedValue,
    Range,
    Raw,
)
from hepaflow.domain.normalize.checks import (
    computed_flag,
    flag_faults,
    range_faults,
    specimen_faults,
    value_faults,
)
from hepaflow.domain.values.numbers import shown

SAME = Conversion()
MG_DL = Conversion(Fraction(10**7, 584_673))  # bilirubin to µmol/L
LOGARITHM = Conversion(power=True)


def limits(low: str | None, high: str | None) -> Range:
    return Range(*(None if end is None else Bound(Decimal(end)) for end in (low, high)))


def faults(catalog, analyte, number, operator="=", way=SAME):
    return value_faults(catalog.analytes[analyte], ParsedValue(Decimal(number), Comparator(operator)), way)


# --- the size of a value: bounds of catalog/data/analytes.tsv, BILI hard 0.5 to 1200, alert 2 to 342 µmol/L


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("0.49", [IssueCode.VALUE_IMPOSSIBLE]),
        ("0.5", [IssueCode.VALUE_ALERT]),  # both ends are allowed
        ("1.9", [IssueCode.VALUE_ALERT]),
        ("2", []),
        ("342", []),
        ("342.1", [IssueCode.VALUE_ALERT]),
        ("600", [IssueCode.VALUE_ALERT]),  # real in decompensated cirrhosis (ADR 0003)
        ("1200", [IssueCode.VALUE_ALERT]),
        ("1200.01", [IssueCode.VALUE_IMPOSSIBLE]),
    ],
)
def test_hard_bounds_hold_and_alert_bounds_note(number, expected, catalog):
    assert faults(catalog, "BILI", number) == expected


def test_bounds_are_met_by_the_converted_value_before_any_rounding(catalog):
    """20 mg/dL is 342.0715 µmol/L."""
    assert faults(catalog, "BILI", "20", way=MG_DL) == [IssueCode.VALUE_ALERT]


@pytest.mark.parametrize(
    ("operator", "number", "expected"),
    [
        ("<", "0.4", [IssueCode.VALUE_IMPOSSIBLE]),  # all that it allows is impossible
        ("<=", "1", [IssueCode.VALUE_ALERT]),
        ("<", "5", []),
        ("<", "5000", []),  # may be anything
        (">", "5000", [IssueCode.VALUE_IMPOSSIBLE]),
        (">=", "400", [IssueCode.VALUE_ALERT]),
        (">", "0.1", []),
    ],
)
def test_with_an_operator_only_what_no_value_escapes_is_a_fault(operator, number, expected, catalog):
    assert faults(catalog, "BILI", number, operator) == expected


def test_an_analyte_without_bounds_has_no_impossible_values(catalog):
    assert faults(catalog, "HBEAG", "123456") == []


@pytest.mark.parametrize(
    ("number", "sentinel"),
    [("9999", True), ("99999", True), ("999", False), ("9998", False), ("99.99", False)],
)
def test_only_nines_from_four_digits_on_are_a_sentinel(number, sentinel, catalog):
    assert (IssueCode.VALUE_SENTINEL in faults(catalog, "AFP", number)) is sentinel


def test_a_limit_of_nines_is_an_assay_s_upper_limit_and_no_sentinel(catalog):
    assert IssueCode.VALUE_SENTINEL not in faults(catalog, "AFP", "9999", ">")


def test_a_footnote_is_noted_beside_the_rest(catalog):
    value = ParsedValue(Decimal(400), footnote=True)
    assert value_faults(catalog.analytes["BILI"], value, SAME) == [
        IssueCode.VALUE_FOOTNOTE,
        IssueCode.VALUE_ALERT,
    ]


def test_a_finding_has_no_size(catalog):
    value = ParsedValue(finding=Finding.NEGATIVE, footnote=True)
    assert value_faults(catalog.analytes["HBSAG"], value, SAME) == [IssueCode.VALUE_FOOTNOTE]


# --- ranges

ONE = ParsedValue(Decimal(1))


@pytest.mark.parametrize(
    ("low", "high", "way", "expected"),
    [
        ("5", "3", SAME, [IssueCode.RANGE_REVERSED]),
        ("3", "5", SAME, []),
        ("3", "3", SAME, []),
        (None, "5", SAME, []),
        ("5", None, SAME, []),
        (None, "500", LOGARITHM, [IssueCode.RANGE_UNREADABLE]),  # IU/mL printed beside a logarithm
        ("1.3", "8.2", LOGARITHM, []),
    ],
)
def test_a_range_that_nothing_can_lie_in_is_a_fault(low, high, way, expected, catalog):
    assert range_faults(ONE, limits(low, high), way, catalog.analytes["HBDNA"]) == expected


def test_no_range_has_no_faults(catalog):
    assert range_faults(ONE, None, SAME, catalog.analytes["BILI"]) == []


PER_DL = Conversion(Fraction(10))  # g/dL to g/L


@pytest.mark.parametrize(
    ("analyte", "number", "way", "low", "high"),
    [
        ("BILI", "30", SAME, "0.2", "1.2"),  # mg/dL beside umol/L
        ("BILI", "1.1", MG_DL, "3.4", "20.5"),
        ("BILI", "25", MG_DL, None, "21"),
        ("ALB", "30", SAME, "3.5", "5.0"),
        ("ALB", "3", PER_DL, "35", "50"),
        ("HCT", "0.3", SAME, "40", "50"),
        ("PLAT", "100", SAME, "150000", None),
    ],
)
def test_a_range_that_no_usual_value_lies_in_is_in_another_unit(analyte, number, way, low, high, catalog):
    assert range_faults(ParsedValue(Decimal(number)), limits(low, high), way, catalog.analytes[analyte]) == [
        IssueCode.RANGE_UNIT
    ]


@pytest.mark.parametrize("number", [38, 90])
def test_an_impossible_value_says_itself_that_the_unit_is_wrong(number, catalog):
    value = ParsedValue(Decimal(number))  # g/L under g/dL, as is its range
    assert range_faults(value, limits("35", "50"), PER_DL, catalog.analytes["ALB"]) == []


@pytest.mark.parametrize(
    ("analyte", "way", "low", "high"),
    [
        ("BILI", SAME, "0", "21"),
        ("BILI", MG_DL, "0.2", "1.2"),
        ("ALB", SAME, "35", "52"),
        ("INR", SAME, "2.0", "3.0"),  # of a patient who takes anticoagulants
        ("ALT", SAME, None, "33"),
        ("HDL", SAME, "1.0", None),
        ("ALBGLOB", SAME, "1.2", "2.4"),
        ("GFRBSCRT", SAME, "90", None),
        ("CHOLINES", SAME, "5320", "12920"),
    ],
)
def test_a_usual_range_is_in_its_own_unit(analyte, way, low, high, catalog):
    assert range_faults(ONE, limits(low, high), way, catalog.analytes[analyte]) == []


# --- flags


@pytest.mark.parametrize(
    ("number", "flag"),
    [
        ("1.0", Flag.NORMAL),
        ("1.1", Flag.NORMAL),
        ("1.10", Flag.NORMAL),
        ("1.11", Flag.HIGH),
        ("0.19", Flag.LOW),
    ],
)
def test_the_flag_compares_the_digits_of_the_file(number, flag):
    assert computed_flag(ParsedValue(Decimal(number)), limits("0.2", "1.1")) is flag


@pytest.mark.parametrize(
    ("value", "printed"),
    [(ParsedValue(finding=Finding.POSITIVE), limits("1", "2")), (ParsedValue(Decimal(1)), None)],
)
def test_without_number_or_range_there_is_no_flag(value, printed):
    assert computed_flag(value, printed) is None


@pytest.mark.parametrize(
    ("lab", "computed", "expected"),
    [
        (Flag.HIGH, Flag.HIGH, []),
        (None, Flag.HIGH, []),
        (Flag.HIGH, None, []),
        (Flag.CRITICAL_HIGH, Flag.HIGH, []),
        (Flag.HIGH, Flag.NORMAL, [IssueCode.FLAG_MISMATCH]),
        (Flag.LOW, Flag.HIGH, [IssueCode.FLAG_MISMATCH]),
        (Flag.NORMAL, Flag.HIGH, [IssueCode.FLAG_MISMATCH]),
    ],
)
def test_a_lab_flag_that_contradicts_the_range_is_noted(lab, computed, expected):
    assert flag_faults(lab, computed) == expected


# --- the results of one specimen


def report(analyte, number, way=SAME, operator="="):
    value = Decimal(number)
    return Observation(analyte, Raw(), Comparator(operator), value, way, shown(value, way), "umol/L")


@pytest.mark.parametrize(
    ("direct", "total", "faulty"),
    [
        (report("BILDIR", "30"), report("BILI", "20"), True),
        (report("BILDIR", "20"), report("BILI", "20"), False),
        (report("BILDIR", "10"), report("BILI", "20"), False),
        (report("BILDIR", "1.1", MG_DL), report("BILI", "18.81"), True),  # 1.1 mg/dL is 18.81393 µmol/L
        (report("BILDIR", "1.1", MG_DL), report("BILI", "18.814"), False),
        (report("BILDIR", "1.1", MG_DL), report("BILI", "1.1", MG_DL), False),
        (report("BILDIR", "30", operator="<"), report("BILI", "20"), False),
        (report("BILDIR", "30"), report("BILI", "20", operator=">"), False),
        (report("BILDIR", "30")._replace(value=None), report("BILI", "20"), False),
        (report("BILDIR", "30"), report("BILI", "20")._replace(value=None), False),
    ],
)
def test_a_part_above_its_whole_is_noted_at_the_part(direct, total, faulty):
    assert specimen_faults([total, direct]) == ({"BILDIR": IssueCode.DIRECT_OVER_TOTAL} if faulty else {})


def test_albumin_above_protein_is_noted():
    assert specimen_faults([report("ALB", "45"), report("PROT", "40")]) == {
        "ALB": IssueCode.ALBUMIN_OVER_PROTEIN
    }


def test_a_part_without_its_whole_is_no_fault():
    assert specimen_faults([report("ALB", "45"), report("BILI", "40")]) == {}
