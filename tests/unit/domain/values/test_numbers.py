"""Exact arithmetic on reported numbers; the oracle for rounding is in tests/property/test_numbers.py."""

from decimal import Decimal
from fractions import Fraction

import pytest

from hepaflow.domain.model import Bound, Comparator, Conversion, Observation, Range, Raw
from hepaflow.domain.values.numbers import (
    converted,
    is_beyond_reach,
    is_identity,
    multiple_of,
    plain_digits,
    rounded,
    shown,
)

BILIRUBIN = Conversion(Fraction(10**7, 584_673))  # mg/dL to µmol/L at 584.673 g/mol
NGSP = Conversion(Fraction(2287, 25_000), Fraction(269, 125))  # 0.09148 × IFCC + 2.152, Hoelzel 2004
LOGARITHM = Conversion(power=True)
OFFSET = Conversion(offset=Fraction(10))


def test_a_conversion_is_exact():
    assert converted(Decimal("1.1"), BILIRUBIN) == Fraction(11, 10) * Fraction(10**7, 584_673)


def test_an_offset_is_added_after_the_factor():
    assert converted(Decimal(53), NGSP) == Fraction("7.00044")


@pytest.mark.parametrize(("number", "power"), [("3", 1000), ("0", 1), ("-2", Fraction(1, 100))])
def test_a_logarithm_becomes_its_power_of_ten(number, power):
    assert converted(Decimal(number), LOGARITHM) == power


def test_a_logarithm_with_digits_is_good_to_fifty_digits():
    assert abs(converted(Decimal("0.5"), LOGARITHM) ** 2 - 10) < Fraction(1, 10**47)


@pytest.mark.parametrize(
    ("number", "way", "beyond"),
    [
        ("12345", LOGARITHM, True),  # IU/mL under a heading of logarithms: 10^12345 has no use and no end
        ("30.1", LOGARITHM, True),
        ("-30.1", LOGARITHM, True),
        ("30", LOGARITHM, False),
        ("8.2", LOGARITHM, False),
        ("12345", BILIRUBIN, False),
    ],
)
def test_a_logarithm_of_a_number_nobody_writes_out_is_beyond_reach(number, way, beyond):
    assert is_beyond_reach(Decimal(number), way) is beyond


def test_no_number_is_not_beyond_reach():
    assert not is_beyond_reach(None, LOGARITHM)


@pytest.mark.parametrize(
    ("way", "identity"),
    [
        (Conversion(), True),
        (BILIRUBIN, False),
        (LOGARITHM, False),
        (Conversion(offset=Fraction(1)), False),
    ],
)
def test_only_a_factor_of_one_alone_is_the_identity(way, identity):
    assert is_identity(way) is identity


@pytest.mark.parametrize("digits", ["0.80", "1E+2", "1234.56789", "-0"])
def test_what_is_not_converted_keeps_its_digits(digits):
    assert str(shown(Decimal(digits), Conversion())) == digits


@pytest.mark.parametrize(
    ("exact", "expected"),
    [
        ("123456.5", "123456"),  # ties go to the even digit
        ("123457.5", "123458"),
        ("0.001234565", "0.00123456"),
        ("-123457.5", "-123458"),
        ("123456.50001", "123457"),
        ("999999.5", "1.00000E+6"),  # one digit more
        ("1/3", "0.333333"),
        ("2/3", "0.666667"),
        ("0", "0"),
    ],
)
def test_rounding_is_half_even_at_six_significant_digits(exact, expected):
    assert rounded(Fraction(exact)) == Decimal(expected)


def test_rounding_starts_from_the_exact_value_not_from_a_rounded_one():
    """The first rounding of 0.12345649999… to seven digits would make a tie, and a wrong last digit, of it."""
    assert rounded(Fraction("0.1234564999999999999999999999999999")) == Decimal("0.123456")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.20E+5", "120000"),
        ("1E-7", "0.0000001"),
        ("0.80", "0.8"),
        ("100", "100"),
        ("100.00", "100"),
        ("-1.50", "-1.5"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("0", "0"),
    ],
)
def test_a_plain_number_has_no_exponent_and_no_trailing_zeros(number, text):
    assert plain_digits(Decimal(number)) == text


@pytest.mark.parametrize(
    ("number", "upper", "way", "multiple"),
    [
        ("2.2", "1.1", BILIRUBIN, 2),
        ("1", "3", BILIRUBIN, Fraction(1, 3)),
        ("60", "40", OFFSET, Fraction(70, 50)),  # the amount of the unit at its own zero counts
        ("3", "2", LOGARITHM, 10),
        ("3", "9999", LOGARITHM, None),  # no number is written out for it
        ("3", "0", Conversion(), None),
    ],
)
def test_a_multiple_of_the_upper_limit_is_exact(number, upper, way, multiple):
    limits = Range(None, Bound(Decimal(upper)))
    result = Observation(
        "BILI", Raw("TBIL", number), Comparator.EQ, Decimal(number), way, None, "umol/L", range=limits
    )
    assert multiple_of(result) == multiple
