"""Calculate exactly with reported numbers, and round only for display."""

from decimal import Context, Decimal
from fractions import Fraction

from hepaflow.domain.model import Conversion, Observation
from hepaflow.domain.values.quantities import MOST_EXPONENT

SIGNIFICANT = 6  # digits of a converted value (ADR 0003)
_LOGARITHM = Context(prec=50)  # a power of ten is irrational; 50 digits leave comparisons of lab values exact
Ratio = tuple[
    int, int
]  # numerator and denominator, above 0; not reduced: that takes longer than everything else


def converted(number: Decimal, conversion: Conversion) -> Fraction:
    """Return the number in the canonical unit, exactly; where all comparing and scoring starts."""
    return Fraction(*ratio_of(number, conversion))


def ratio_of(number: Decimal, conversion: Conversion) -> Ratio:
    """Return the number in the canonical unit, exactly, as `converted` does."""
    if conversion.power:
        return _LOGARITHM.power(Decimal(10), number).as_integer_ratio()
    factor, offset = conversion.factor, conversion.offset
    above, below = number.as_integer_ratio()
    above, below = above * factor.numerator, below * factor.denominator
    if offset:
        above, below = above * offset.denominator + offset.numerator * below, below * offset.denominator
    return above, below


def is_less(one: Ratio, other: Ratio) -> bool:
    return one[0] * other[1] < other[0] * one[1]


def is_beyond_reach(number: Decimal | None, conversion: Conversion) -> bool:
    """Say whether a decimal logarithm stands for a number larger or smaller than any that may be written out."""
    return number is not None and conversion.power and abs(number) > MOST_EXPONENT


def multiple_of(report: Observation) -> Fraction | None:
    """Return how many times the upper limit of its range a result is, exactly; None without a number or a positive limit."""
    if report.number is None or report.range is None or report.range.high is None:
        return None
    upper, conversion = report.range.high.number, report.conversion
    if is_beyond_reach(report.number, conversion) or is_beyond_reach(upper, conversion):
        return None
    if not (conversion.power or conversion.offset):  # the factor of both cancels out
        return Fraction(report.number) / Fraction(upper) if upper * conversion.factor.numerator > 0 else None
    limit = converted(upper, conversion)
    return converted(report.number, conversion) / limit if limit > 0 else None


def is_identity(conversion: Conversion) -> bool:
    return conversion.factor == 1 and conversion.offset == 0 and not conversion.power


def shown(number: Decimal, conversion: Conversion) -> Decimal:
    """Return the canonical number for reading: as reported if nothing is converted, else rounded half-even.

    Examples:
        >>> str(shown(Decimal("1.0"), Conversion(Fraction(10000000, 584673))))
        '17.1036'
        >>> str(shown(Decimal("0.80"), Conversion()))
        '0.80'
    """
    return number if is_identity(conversion) else _rounded(ratio_of(number, conversion), SIGNIFICANT)


def rounded(exact: Fraction, digits: int = SIGNIFICANT) -> Decimal:
    """Return the fraction at so many significant digits, half-even, from the exact value."""
    return _rounded((exact.numerator, exact.denominator), digits)


def _rounded(exact: Ratio, digits: int) -> Decimal:
    above, below = abs(exact[0]), exact[1]
    if above == 0:
        return Decimal(0)
    size = len(str(above)) - len(str(below))  # 10 ** (size - 1) < |exact| < 10 ** (size + 1)
    if above * 10 ** max(-size, 0) >= below * 10 ** max(size, 0):
        size += 1
    exponent = size - digits
    whole, rest = divmod(above * 10 ** max(-exponent, 0), divisor := below * 10 ** max(exponent, 0))
    if 2 * rest > divisor or (2 * rest == divisor and whole % 2):
        whole += 1
    return Decimal(whole if exact[0] > 0 else -whole).scaleb(exponent)


def plain_digits(number: Decimal) -> str:
    """Return the number without exponent and without trailing zeros after the point.

    Examples:
        >>> plain_digits(Decimal("1.20E+5")), plain_digits(Decimal("0.80")), plain_digits(Decimal("-0"))
        ('120000', '0.8', '0')
    """
    text = str(number)
    if "E" in text:
        text = format(number, "f")  # takes three times as long
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
