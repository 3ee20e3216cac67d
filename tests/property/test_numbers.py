"""Rounding and printing of any number, against Python's decimal module as oracle."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from hepaflow.domain.model import Conversion
from hepaflow.domain.values.numbers import converted, plain_digits, rounded, shown

REPORTED = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**20), 10**20),
    st.integers(-20, 10),
)
FACTORS = st.fractions(min_value=Fraction(1, 10**9), max_value=10**12, max_denominator=10**9).filter(bool)
ORACLE = Context(prec=6, rounding=ROUND_HALF_EVEN)


@given(st.integers(-(10**40), 10**40), st.integers(1, 10**40))
@example(1, 10**40)
@example(10**40, 1)
@example(9_999_995, 10)
def test_a_fraction_is_rounded_as_decimal_divides(numerator, denominator):
    expected = ORACLE.divide(Decimal(numerator), Decimal(denominator))
    assert rounded(Fraction(numerator, denominator)) == expected


@given(st.integers(100_000, 999_999), st.integers(-30, 30), st.booleans())
def test_a_tie_goes_to_the_even_digit(digits, exponent, negative):
    tie = Decimal((int(negative), (*map(int, str(digits)), 5), exponent))
    result = rounded(Fraction(tie))
    assert result == ORACLE.plus(tie)
    assert result.scaleb(-exponent - 1) % 2 == 0


@given(REPORTED, FACTORS)
def test_a_shown_number_is_within_half_a_unit_of_its_sixth_digit(number, factor):
    way = Conversion(factor)
    exact, seen = converted(number, way), shown(number, way)
    if factor != 1 and exact:
        assert abs(Fraction(seen) - exact) * 2 <= Fraction(10) ** (seen.adjusted() - 5)


@given(REPORTED, REPORTED, FACTORS)
def test_conversion_keeps_order(one, other, factor):
    way = Conversion(factor)
    assert (converted(one, way) < converted(other, way)) is (one < other)


@given(REPORTED, FACTORS)
def test_there_and_back_is_where_it_started(number, factor):
    assert converted(number, Conversion(factor)) / factor == Fraction(number)


@given(REPORTED)
def test_a_plain_number_is_the_same_number(number):
    assert Decimal(plain_digits(number)) == number


@given(REPORTED)
def test_equal_numbers_print_alike(number):
    assert plain_digits(number) == plain_digits(number.normalize(Context(prec=40)))


@given(REPORTED)
def test_a_plain_number_has_no_exponent_no_trailing_zero_and_no_minus_zero(number):
    text = plain_digits(number)
    assert not set(text) & set("eE+")
    assert "." not in text or text[-1] not in "0."
    assert text != "-0"
