"""Read numbers as labs print them: digit groups, decimal marks, powers of ten, operators, and possible units."""

import re
import unicodedata
from decimal import Decimal

from hepaflow.domain.model import Comparator

MOST_DIGITS = 34  # IEEE 754 decimal128; DynamoDB keeps 38
MOST_EXPONENT = 30

# A space before 10^9 starts a unit, it does not group digits; so does ×10^9 before a slash (5.2×10^9/L).
_BODY = r"(?:[0-9]+(?:(?:[.,']| (?!10[\^*eE]))[0-9]+)*(?:[.,](?![ ,;]))?|[.,][0-9]+)"
_POWER = r" ?[×xX*·] ?10 ?(?:\^|\*\*|[eE]|∧|的) ?(?!(?:3|6|9|12)(?:次方)? ?/)[+-]?[0-9]+(?:次方)?"
_BARE_POWER = r"10\^[+-]?[0-9]+(?! ?/)"
NUMBER_PATTERN = rf"-?(?:{_BARE_POWER}|{_BODY}(?: ?[eE][+-]?[0-9]+|{_POWER})?)"

_PARTS = re.compile(rf"(?P<sign>-?)(?:10\^(?P<bare>[+-]?[0-9]+)|(?P<body>{_BODY})(?P<power>.*))")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?=(?:次方)?$)")
_GROUPS = {
    ".": re.compile(r"[1-9][0-9]{0,2}([,' ])[0-9]{3}(?:\1[0-9]{3})*"),
    ",": re.compile(r"[1-9][0-9]{0,2}([.' ])[0-9]{3}(?:\1[0-9]{3})*"),
    None: re.compile(r"[1-9][0-9]{0,2}([' ])[0-9]{3}(?:\1[0-9]{3})*"),
}
_SEPARATORS = str.maketrans("", "", ".,' ")
_NUMBER = re.compile(NUMBER_PATTERN)
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"  # folding keeps these apart, as ^n

OPERATORS = {
    "=": Comparator.EQ,
    "等于": Comparator.EQ,
    "<": Comparator.LT,
    "小于": Comparator.LT,
    "低于": Comparator.LT,
    "少于": Comparator.LT,
    "less than": Comparator.LT,
    "below": Comparator.LT,
    "<=": Comparator.LE,
    "=<": Comparator.LE,
    "小于等于": Comparator.LE,
    "小于或等于": Comparator.LE,
    "不大于": Comparator.LE,
    "不高于": Comparator.LE,
    "不超过": Comparator.LE,
    "up to": Comparator.LE,
    ">": Comparator.GT,
    "大于": Comparator.GT,
    "高于": Comparator.GT,
    "超过": Comparator.GT,
    "greater than": Comparator.GT,
    "more than": Comparator.GT,
    "above": Comparator.GT,
    ">=": Comparator.GE,
    "=>": Comparator.GE,
    "大于等于": Comparator.GE,
    "大于或等于": Comparator.GE,
    "不小于": Comparator.GE,
    "不低于": Comparator.GE,
}
# Both include the number itself: Civil Code of the PRC (2020), article 1259.
SUFFIXES = {
    "以下": Comparator.LE,
    "及以下": Comparator.LE,
    "未満": Comparator.LT,
    "以上": Comparator.GE,
    "及以上": Comparator.GE,
}
OPERATOR = "|".join(map(re.escape, sorted(OPERATORS, key=len, reverse=True)))
_OPERATOR_AT_END = re.compile(rf"(?:(?<![<>=A-Za-z])|^)({OPERATOR}) ?$", re.IGNORECASE)

_UNIT = re.compile(
    r"(?:[A-Za-zΑ-Ωα-ω%‰°/\[{#]|[x×*·]? ?10[\^*eE∧的]|[秒克毫微纳皮飞千万亿国单拷摩升百个当倍分小容体基度级]|[\u4e00-\u9fff]+单位)"
    r"(?:[\w%‰°/\\^*.,·×()\[\]{}' ]|(?<=\^)-|-[1-3](?![0-9.])|(?<=D)-(?=D))*"  # L^-1, L-1, D-DU
)
_UNIT_CARRIER = re.compile(r"[^\W\d_]|[%‰°]")  # 120/80 is not a number and a unit
_UNIT_WITH_SPACE = re.compile(r".*[/)]|(?:log|lg|10)|[x×*·]", re.IGNORECASE)


def parse_number(text: str, decimal_mark: str | None) -> Decimal | None:
    """Return the number that the whole text spells under the declared mark, with its digits as reported.

    Args:
        text: folded.
        decimal_mark: "." or ","; None, where nothing is declared, understands a point and no comma.

    Returns:
        None where the text is no number, its digits are wrongly grouped, or it is longer or larger than a
        result can be.
    """
    if not _NUMBER.fullmatch(text) or not (parts := _PARTS.fullmatch(text)):
        return None
    digits = "1" if parts["bare"] else _plain(parts["body"], decimal_mark)
    exponent = parts["bare"] or _exponent(parts["power"])
    if digits is None or len(exponent) > 4:
        return None
    number = Decimal(f"{parts['sign']}{digits}E{exponent}")
    fits = abs(number.adjusted()) <= MOST_EXPONENT and len(number.as_tuple().digits) <= MOST_DIGITS
    return number if fits else None


def _exponent(power: str) -> str:
    found = _EXPONENT.search(power)
    return found.group() if found else "0"


def _plain(body: str, decimal_mark: str | None) -> str | None:
    """Digits with a point; None where the other mark or a group stands wrong."""
    whole, _, fraction = body.partition(decimal_mark or ".")
    if fraction and not fraction.isdecimal():
        return None
    if whole and not whole.isdecimal() and not _GROUPS[decimal_mark].fullmatch(whole):
        return None
    return f"{whole.translate(_SEPARATORS)}.{fraction}" if fraction else whole.translate(_SEPARATORS)


def has_marked_digit(cell: str) -> bool:
    """Whether a raw cell holds ① or ₂ or ½, which folding would turn into digits of the number beside it."""
    return not cell.isascii() and any(
        unicodedata.category(mark) == "No" and mark not in _SUPERSCRIPTS for mark in cell
    )


def is_other_mark(number: str, decimal_mark: str | None) -> bool:
    """Whether a number that cannot be read holds the mark that the center did not declare."""
    return ("." if decimal_mark == "," else ",") in number


def split_operator(head: str) -> tuple[str, Comparator]:
    """Take the operator off the end of what stands before a number."""
    found = _OPERATOR_AT_END.search(head)
    if not found:
        return head, Comparator.EQ
    return head[: found.start()], OPERATORS[found[1].lower()]


def looks_like_unit(text: str) -> bool:
    """Whether the text may be a unit; which one, and whether it is known, is for the catalog to say."""
    if not _UNIT.fullmatch(text) or not _UNIT_CARRIER.search(text) or text.count("(") != text.count(")"):
        return False
    return " " not in text or bool(_UNIT_WITH_SPACE.match(text))
