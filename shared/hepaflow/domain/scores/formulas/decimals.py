"""Compute with exact decimals: one context, logarithms, and rounding half away from zero."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

COMPUTING: Final = Context(prec=22)
RESULT: Final = Context(prec=16)  # digits of an unrounded score; those beyond are not exact
_SCALES: Final = {places: Decimal(1).scaleb(-places) for places in range(3)}
_MEMORY: Final = 4096  # values of lab results repeat


def multiplied(number: Decimal, factor: Fraction) -> Decimal:
    """Return number × factor, rounded once; exact where its digits allow."""
    above, below = factor.numerator, factor.denominator
    if above == below:
        return number
    own_above, own_below = number.as_integer_ratio()
    return COMPUTING.divide(Decimal(own_above * above), Decimal(own_below * below))


@lru_cache(_MEMORY)
def ln(number: Decimal) -> Decimal:
    """Return the natural logarithm."""
    return number.ln(COMPUTING)


@lru_cache(_MEMORY)
def log10(number: Decimal) -> Decimal:
    """Return the decimal logarithm."""
    return number.log10(COMPUTING)


def half_away(number: Decimal, places: int = 0) -> Decimal:
    """Return the number at so many decimal places, half away from zero.

    Examples:
        >>> str(half_away(Decimal("-3.165"), 2)), str(half_away(Decimal("22.5")))
        ('-3.17', '23')
    """
    if number.adjusted() >= RESULT.prec:  # no decimals
        return number
    return number.quantize(_SCALES[places], rounding=ROUND_HALF_UP, context=COMPUTING)


def hundredths(number: Decimal) -> Decimal:
    """Return the number at 2 decimals, half away from zero."""
    return half_away(number, 2)


def bounded(number: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """Return the number within bounds, both included.

    Args:
        number: any number.
        low: the least one.
        high: the greatest one.
    """
    return low if number < low else min(number, high)
