"""Parse units as labs write them, and find the exact conversion to the canonical unit of an analyte."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from hepaflow.domain.text import canonical_text


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its dimension and exact scale.

    Attributes:
        code: UCUM.
        dimension: only units of one dimension convert by scale.
        scale: how many of the dimension's first unit it is.
        cdisc: the CDISC UNIT term.
    """

    code: str
    dimension: str
    scale: Fraction
    cdisc: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """What one typed text can stand for; `repaired` where it is a typing or scanning fault."""

    means: str
    repaired: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a text can mean."""

    unit: Unit
    repaired: bool


@dataclass(frozen=True, slots=True, eq=False)  # one object a catalog: known by identity
class Units:
    """All known units and their spellings.

    Attributes:
        by_code: UCUM code to unit.
        amount: folded text before the slash to its meanings.
        per: folded text after the slash to its meanings.
        whole: folded whole text to its meanings.
    """

    by_code: Mapping[str, Unit]
    amount: Mapping[str, tuple[Spelling, ...]]
    per: Mapping[str, tuple[Spelling, ...]]
    whole: Mapping[str, tuple[Spelling, ...]]


_TEMPERATURE = re.compile(r"\(37°?c\)")
_INVERSE = re.compile(r"[·.*](d?l|ml|ul)\^?-1$")
_MEGA = re.compile(r"M(U|IU|\[IU\])/")  # mega or milli: case is all that tells, and labs mix case
_POWER = re.compile(
    r"(?:cells?|个)?[x×*]?10(\^|∧|\*{1,2}|e|~|的)?\(?(\d{1,2})\)?(?:次方)?(?:个|cells?)?|e()(\d{1,2})"
)
_ANNOTATION = re.compile(r"d-du|ddu|feu|[,()\[\]{}]")


@lru_cache(maxsize=4096)  # a center types few units
def unit_key(text: str) -> str:
    """Return the form in which spellings are listed: folded, lower case, no spaces, micro sign as u."""
    key = canonical_text(text).replace("μ", "u").replace("\\", "/").replace(" ", "").strip("\"'").lower()
    if key.startswith("(") and key.endswith(")"):
        key = key[1:-1]
    key = _TEMPERATURE.sub("", key)
    return _INVERSE.sub(r"/\1", key.rstrip(".") or key)


def candidates(text: str, units: Units) -> tuple[Candidate, ...]:
    """Return every unit that the text can mean; the analyte decides between them. None: the text is unknown."""
    if text in units.by_code:
        exact = (Candidate(units.by_code[text], repaired=False),)
        return (*exact, *(other for other in _spelled(text, units) if other.unit.code != text))
    return tuple(_spelled(text, units))


def _spelled(text: str, units: Units) -> Iterator[Candidate]:
    if _MEGA.match(canonical_text(text)):
        return
    key = unit_key(text)
    for spelling in units.whole.get(key, ()):
        yield Candidate(units.by_code[spelling.means], spelling.repaired)
    if "feu" in key or "ddu" in key or "d-du" in key:
        yield from _annotated(key, units)
    elif key.endswith("%"):
        yield from _composed(key[:-1], "dl", units)
    elif "/" in key:
        amount, _, per = key.partition("/")
        yield from _composed(amount, per, units)


def _annotated(key: str, units: Units) -> Iterator[Candidate]:
    """D-dimer: the mass unit with its calibrator written somewhere beside it."""
    calibrator = "FEU" if "feu" in key else "DDU"
    amount, _, per = _ANNOTATION.sub("", key).partition("/")
    for plain in _composed(amount, per, units):
        for unit in units.by_code.values():
            if unit.dimension == f"{calibrator} {plain.unit.dimension}" and unit.scale == plain.unit.scale:
                yield Candidate(unit, plain.repaired)


def _composed(amount: str, per: str, units: Units) -> Iterator[Candidate]:
    for below in units.per.get(per, ()):
        for above in (*units.amount.get(amount, ()), *_power_of_ten(amount)):
            unit = units.by_code.get(f"{above.means}/{below.means}")
            if unit is not None:
                yield Candidate(unit, above.repaired or below.repaired)


def _power_of_ten(amount: str) -> tuple[Spelling, ...]:
    """Read `10^9`, `x10e9`, `10的9次方`, `e9`; a lost exponent sign (`109`) is a repair."""
    match = _POWER.fullmatch(amount)
    if match is None:
        return ()
    mark, digits, short, short_digits = match.groups()
    return (Spelling(f"10*{int(digits or short_digits)}", repaired=mark is None and short is None),)
