"""Read the lab's flags, and compare them with the flag computed from the range."""

import re
from decimal import Decimal
from itertools import pairwise

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Bound, Comparator, Flag, Range
from hepaflow.domain.text import canonical_text

# Source: HL7 v2 table 0078 and v3 ObservationInterpretation; Chinese words as hospital systems print them
# (exports of hospital systems, collected for this project). An asterisk beside a letter adds nothing that could be told.
_WORDS = {
    Flag.LOW: "L LO LOW LU ↓ 低 偏低 降低 减低 过低 异常低 超低 下降 低值 低値 偏低值 ▼ ▽ ⬇ ERNIEDRIGT NIEDRIG BAS BAJO DISMINUIDO ABAISSÉ",
    Flag.HIGH: "H HI HIGH HU ↑ 高 偏高 升高 增高 过高 异常高 超高 上升 高值 高値 偏高值 ▲ △ ⬆ ERHÖHT HOCH HAUT ÉLEVÉ ALTO ELEVADO AUGMENTÉ",
    Flag.CRITICAL_LOW: "LL ↓↓ ↓↓↓ 危急低 危急低值 低危急值 低危急 极低 CRITICALLOW CRITICALLYLOW PANICLOW",
    Flag.CRITICAL_HIGH: "HH ↑↑ ↑↑↑ 危急高 危急高值 高危急值 高危急 极高 CRITICALHIGH CRITICALLYHIGH PANICHIGH",
    Flag.NORMAL: "N NORMAL WNL 正常 未见异常",
    Flag.ABNORMAL: "A ABN ABNORMAL * ** *** 异常 不正常",
    Flag.CRITICAL: "AA CRITICAL PANIC 危急 危急值 危",
}
_FLAGS = {word.casefold(): flag for flag, words in _WORDS.items() for word in words.split()}
_NOTHING = re.compile(r"[-_/.<>]*")  # < and > tell that the instrument's scale ended: see `sign_of`
_SIGNS = {
    "<": Comparator.LT,
    "<<": Comparator.LT,
    ">": Comparator.GT,
    ">>": Comparator.GT,
}  # table 0078: off scale
_PIECE = re.compile(r"↑+|↓+|\*+|[^↑↓*]+")
# In a flag column, and not beside a number: an answer that is outside of what is usual, and what says nothing about the range.
_ANSWERS = {
    **dict.fromkeys(("阳性", "弱阳性", "陽性", "pos", "positive", "positiv"), Flag.ABNORMAL),
    "阴性": Flag.NORMAL,
    "陰性": Flag.NORMAL,
}
_RECHECKED = frozenset({"已复查", "复查", "已复核", "已复检", "复检", "重测", "再検", "再検済"})

_MEANS = {  # direction, critical
    Flag.LOW: (-1, False),
    Flag.HIGH: (1, False),
    Flag.CRITICAL_LOW: (-1, True),
    Flag.CRITICAL_HIGH: (1, True),
    Flag.ABNORMAL: (0, False),
    Flag.CRITICAL: (0, True),
}
_NAMED = {meaning: flag for flag, meaning in _MEANS.items()}


def parse_flag(cell: str, signs: str | None = None) -> Flag | None:
    """Return the lab's flag; None where the cell says nothing about the range.

    Args:
        cell: as it stands in the file.
        signs: `range` where the center's `<` and `>` mean below and above the range.

    Raises:
        Refused: FLAG_UNKNOWN. The text is not repeated: a flag column may hold a remark.
    """
    text = canonical_text(cell)
    if signs == "range" and text in _SIGNS:
        return Flag.LOW if _SIGNS[text] is Comparator.LT else Flag.HIGH
    if _NOTHING.fullmatch(text) or text.strip("()") in _RECHECKED:
        return None
    flag = flag_of(text) or _ANSWERS.get(text.casefold().strip("()"))
    if flag is None:
        raise Refused(IssueCode.FLAG_UNKNOWN)
    return flag


def sign_of(cell: str) -> Comparator | None:
    """Return the operator that a flag cell holds in place of a flag, else None."""
    return _SIGNS.get(canonical_text(cell))


def flag_of(text: str) -> Flag | None:
    """Return the flag that a folded text spells, or None: `H`, `(偏高)`, `↑ H`, `危急值↓`, `H*`."""
    key = text.casefold().replace(" ", "").strip("()[]")
    if known := _FLAGS.get(key):
        return known
    flags = [_FLAGS.get(piece) for piece in _PIECE.findall(key)]
    found = [flag for flag in flags if flag is not None]
    return combined(found) if found and len(found) == len(flags) else None


def combined(flags: list[Flag]) -> Flag | None:
    """Return what several flags of one value say together; None where they contradict each other."""
    if len(set(flags)) == 1:
        return flags[0]
    if Flag.NORMAL in flags:
        return None
    meanings = [_MEANS[flag] for flag in flags]
    directions = sorted({direction for direction, _ in meanings if direction})
    if any(pairwise(directions)):
        return None
    return _NAMED[sum(directions), any(critical for _, critical in meanings)]


def agrees(lab: Flag | None, computed: Flag | None) -> bool:
    """Whether the lab's flag can stand beside the computed one, which knows no critical limits.

    No flag agrees with everything; abnormal and critical agree with every side of the range but the inside.
    """
    if lab is None or computed is None or lab is computed:
        return True
    if Flag.NORMAL in (lab, computed):
        return False
    return 0 in (ours := _MEANS[lab][0], theirs := _MEANS[computed][0]) or ours == theirs


_BELOW = (Comparator.LT, Comparator.LE)
_ABOVE = (Comparator.GT, Comparator.GE)


def flag_against(operator: Comparator, number: Decimal, limits: Range) -> Flag | None:
    """Return where a number lies in a range of the same unit; None where the operator leaves it open.

    `<3` against a low limit of 3 is LOW, `<5` against 3 to 7 is open. A low limit of 0 is the floor of the scale:
    `<5` against 0 to 7 is NORMAL.

    Args:
        operator: how the number bounds the value.
        number: the reported number, in the unit of the range.
        limits: the range; an open side has no limit.
    """
    low, high = _end(limits.low, 1), _end(limits.high, -1)
    start, stop = _span(operator, number)
    if start is None and low == (Decimal(0), 0) and number > 0:
        start = low
    if low and stop and stop < low:
        return Flag.LOW
    if high and start and start > high:
        return Flag.HIGH
    return Flag.NORMAL if _inside(start, stop, low, high) else None


_End = tuple[Decimal, int]  # sorts: a step beside the number where the number itself is not meant


def _end(bound: Bound | None, inwards: int) -> _End | None:
    return (bound.number, 0 if bound.included else inwards) if bound else None


def _span(operator: Comparator, number: Decimal) -> tuple[_End | None, _End | None]:
    """Return the least and the greatest value that the operator allows; None where there is none."""
    start = None if operator in _BELOW else (number, int(operator is Comparator.GT))
    stop = None if operator in _ABOVE else (number, -int(operator is Comparator.LT))
    return start, stop


def _inside(start: _End | None, stop: _End | None, low: _End | None, high: _End | None) -> bool:
    above_low = low is None or (start is not None and start >= low)
    below_high = high is None or (stop is not None and stop <= high)
    return above_low and below_high and (low is not None or high is not None)
