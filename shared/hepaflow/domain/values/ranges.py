"""Read reference ranges as labs print them, and compare a value with one exactly."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Bound, Comparator, Range
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.findings import finding_of
from hepaflow.domain.values.quantities import (
    NUMBER_PATTERN,
    OPERATOR,
    OPERATORS,
    SUFFIXES,
    has_marked_digit,
    looks_like_unit,
    parse_number,
)
from hepaflow.domain.values.value_tokens import is_date, is_missing

LONGEST_RANGE = 120  # characters; a range for each sex with its words and units is well below

_BELOW = (Comparator.LT, Comparator.LE)
_ABOVE = (Comparator.GT, Comparator.GE)
_POWER_AT_END = re.compile(r" ?[×xX*·] ?10 ?(?:\^|\*\*) ?[+-]?[0-9]+$")

_LOW_UNIT = "(?P<low_unit>(?:[^\\W\\d_]|[%‰/])[^ ~-]*)"  # after the low limit a hyphen ends the unit
_BOTH = re.compile(
    rf"(?P<low_is>>=?)? ?(?P<low>{NUMBER_PATTERN}) ?(?:{_LOW_UNIT} ?)?(?P<dash>-{{1,3}}|~{{1,2}}|to|至|到) ?"
    rf"(?P<high_is><=?)? ?(?P<high>{NUMBER_PATTERN})(?: ?(?P<unit>.+))?",
    re.IGNORECASE,
)
_ONE = re.compile(
    rf"(?P<operator>{OPERATOR})? ?(?P<number>{NUMBER_PATTERN}) ?(?P<suffix>{'|'.join(SUFFIXES)})?(?: ?(?P<unit>.+))?",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[](?P<range>[^()\[\]]+)[)\]](?: ?(?P<unit>.+))?")

# What a lab prints around a range that is for adults, or says that it is one.
_LABEL = re.compile(
    r"(?:成人|成年人|参考值|参考范围|参考区间|正常参考值|正常范围|正常值|正常|范围|基準値|基準範囲|參考值|adults?|normal|reference|ref\.?|norm|normalwert|erwachsene) ?:? ?(?=[0-9<>(\[.≤≥-])"
    r"|(?<=[^ ]) ?[(\[](?:成人|成年人|adults?|erwachsene)[)\]]$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?P<low>{NUMBER_PATTERN}) ?(?P<low_is><=?) ?[xX值] ?(?P<high_is><=?) ?(?P<high>{NUMBER_PATTERN})(?: ?(?P<unit>.+))?"
)

_UNIT_FIRST = re.compile(
    rf"(?P<number>{NUMBER_PATTERN}) ?(?P<unit>[^ 0-9<>~-][^<>~-]*?)(?P<suffix>以下|以上|未満)"
)  # 30IU/L以下

_SEX = r"男性?|女性?|females?|males?|women|men|[mf](?![a-z])"
_SEX_FIRST = re.compile(rf"(?P<sex>{_SEX}) ?:? ?(?P<range>.*?)[ ;,、/|]*(?=$|{_SEX})", re.IGNORECASE)
_SEX_LAST = re.compile(rf"(?P<range>[^()]+?) ?\( ?(?P<sex>{_SEX}) ?\)[ ;,、/|]*", re.IGNORECASE)
_FEMALE = ("女", "f", "w")


class Printed(NamedTuple):
    """A range as it is printed, and the unit that is printed with it; "" where that is the unit of its row."""

    limits: Range
    unit: str


@lru_cache(maxsize=4096)  # a lab prints few ranges
def parse_range(cell: str, decimal_mark: str | None, sex: str = "") -> Printed | None:
    """Return the range that a cell prints, and its unit.

    Args:
        cell: as it stands in the file.
        decimal_mark: as the center declares it.
        sex: `M`, `F`, or "" where the file does not say.

    Returns:
        None where there is no range for numbers: empty, qualitative (`阴性`), or by sex without this one.
        A range whose low limit lies above the high one is returned as it stands.

    Raises:
        Refused: RANGE_UNREADABLE, RANGE_IS_A_DATE, RANGE_DECIMAL_MARK with the folded text.

    Examples:
        >>> parse_range("男:9-50 女:7-40", ".", "F").limits
        Range(low=Bound(number=Decimal('7'), included=True), high=Bound(number=Decimal('40'), included=True))
        >>> parse_range("0.6-1.2 mg/dL", ".").unit
        'mg/dL'
    """
    text = canonical_text(cell)
    if _says_nothing(text):
        return None
    if len(text) > LONGEST_RANGE or has_marked_digit(cell):
        raise Refused(IssueCode.RANGE_UNREADABLE, text[:LONGEST_RANGE])
    by_sex = _by_sex(text)
    wanted = by_sex.get(sex) if by_sex else text
    return (
        None
        if wanted is None
        else _read(lambda mark: _range(_plain(wanted), text, mark), decimal_mark, wanted)
    )


def range_of(low_cell: str, high_cell: str, decimal_mark: str | None) -> Printed | None:
    """Return the range of two cells, and its unit; a side that is empty or qualitative is open.

    Args:
        low_cell: the cell of the low limit.
        high_cell: the cell of the high limit.
        decimal_mark: the center's decimal mark, `.` or `,`; None if it declares none.

    Raises:
        Refused: RANGE_UNREADABLE, RANGE_IS_A_DATE, RANGE_DECIMAL_MARK with both texts.
    """
    low, high = canonical_text(low_cell)[:LONGEST_RANGE], canonical_text(high_cell)[:LONGEST_RANGE]
    found = f"{low} - {high}"
    if has_marked_digit(low_cell + high_cell):
        raise Refused(IssueCode.RANGE_UNREADABLE, found)
    return _read(lambda mark: _both(low, high, found, mark), decimal_mark, low, high)


_Reading = Callable[[str | None], Printed | None]


def _read(read: _Reading, decimal_mark: str | None, *texts: str) -> Printed | None:
    """Read a range under the declared mark; where it is unreadable, say whether a spreadsheet or the mark is why."""
    try:
        return read(decimal_mark)
    except Refused as refusal:
        if any(map(is_date, texts)):
            raise Refused(IssueCode.RANGE_IS_A_DATE, refusal.issue.found) from None
        if _is_readable(read, "." if decimal_mark == "," else ","):
            raise Refused(IssueCode.RANGE_DECIMAL_MARK, refusal.issue.found) from None
        raise


def _is_readable(read: _Reading, decimal_mark: str) -> bool:
    try:
        read(decimal_mark)
    except Refused:
        return False
    return True


def _both(low: str, high: str, found: str, decimal_mark: str | None) -> Printed | None:
    lower = None if _says_nothing(low) else _limit(low, found, decimal_mark, _ABOVE)
    upper = None if _says_nothing(high) else _limit(high, found, decimal_mark, _BELOW)
    units = {unit for side in (lower, upper) if side and (unit := side[1])}
    if len(units) > 1:
        raise Refused(IssueCode.RANGE_UNREADABLE, found)
    limits = Range(lower[0] if lower else None, upper[0] if upper else None)
    return Printed(limits, units.pop() if units else "") if lower or upper else None


def _says_nothing(text: str) -> bool:
    return is_missing(text) or finding_of(text) is not None


def _by_sex(text: str) -> dict[str, str]:
    """Return the range text of each sex, where the whole cell is made of such parts, each sex once."""
    for pattern in (_SEX_FIRST, _SEX_LAST):
        parts = list(pattern.finditer(text))
        ranges = {("F" if part["sex"].lower().startswith(_FEMALE) else "M"): part["range"] for part in parts}
        if parts and len(ranges) == len(parts) and "".join(part.group() for part in parts) == text:
            return ranges
    return {}


def _plain(text: str) -> str:
    """Return a range without the words around it, and `5.1<=x<=28` as `>=5.1-<=28`."""
    bare = _LABEL.sub("", text, count=2).strip()
    if one := _UNIT_FIRST.fullmatch(bare):
        return f"{one['number']}{one['suffix']} {one['unit']}"
    between = _BETWEEN.fullmatch(bare)
    if between is None:
        return bare
    low_is = between["low_is"].replace("<", ">")
    return f"{low_is}{between['low']}-{between['high_is']}{between['high']} {between['unit'] or ''}".strip()


def _range(text: str, found: str, decimal_mark: str | None) -> Printed:
    """Read one range without a sex, with or without brackets and unit."""
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed and _may_be_unit(bracketed["unit"]):
        inner = _bare(bracketed["range"].strip(), found, decimal_mark)
        return Printed(inner.limits, bracketed["unit"] or inner.unit)
    return _bare(text, found, decimal_mark)


def _bare(text: str, found: str, decimal_mark: str | None) -> Printed:
    both = _BOTH.fullmatch(text)
    if both:
        return _two_sided(both, found, decimal_mark)
    if _operator(text) in _ABOVE:
        low, unit = _limit(text, found, decimal_mark, _ABOVE)
        return Printed(Range(low=low), unit)
    if _operator(text) in _BELOW:
        high, unit = _limit(text, found, decimal_mark, _BELOW)
        return Printed(Range(high=high), unit)
    raise Refused(IssueCode.RANGE_UNREADABLE, found)


def _two_sided(both: re.Match[str], found: str, decimal_mark: str | None) -> Printed:
    """Read both limits; a power of ten that only the high one has is that of the unit: `10-30×10^4/μL`."""
    power = _POWER_AT_END.search(both["high"])
    shared = power.group() if power and not _POWER_AT_END.search(both["low"]) else ""
    low, high = parse_number(both["low"] + shared, decimal_mark), parse_number(both["high"], decimal_mark)
    same_unit = both["low_unit"] in (None, both["unit"])
    dash_or_sign = both["dash"].startswith("--") and both["low"].startswith("-")  # -3--1: up to 1, or to -1
    if low is None or high is None or dash_or_sign or not same_unit or not _may_be_unit(both["unit"]):
        raise Refused(IssueCode.RANGE_UNREADABLE, found)
    limits = Range(Bound(low, both["low_is"] != ">"), Bound(high, both["high_is"] != "<"))
    return Printed(limits, both["unit"] or "")


def _operator(text: str) -> Comparator:
    """Return the operator before or after the one number of the text; `=` where there is none."""
    one = _ONE.fullmatch(text)
    if not one:
        return Comparator.EQ
    return OPERATORS[(one["operator"] or "=").lower()] if not one["suffix"] else SUFFIXES[one["suffix"]]


def _limit(
    text: str, found: str, decimal_mark: str | None, allowed: tuple[Comparator, Comparator]
) -> tuple[Bound, str]:
    """Read one number as a limit, and its unit: with an operator of the side that it limits, or with none."""
    one = _ONE.fullmatch(text)
    operator = _operator(text)
    number = parse_number(one["number"], decimal_mark) if one else None
    twice = one and one["operator"] and one["suffix"]
    if (
        not one
        or number is None
        or twice
        or operator not in (Comparator.EQ, *allowed)
        or not _may_be_unit(one["unit"])
    ):
        raise Refused(IssueCode.RANGE_UNREADABLE, found)
    return Bound(number, operator not in (Comparator.LT, Comparator.GT)), one["unit"] or ""


def _may_be_unit(text: str | None) -> bool:
    return text is None or looks_like_unit(text)
