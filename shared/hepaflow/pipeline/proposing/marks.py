"""Guess the decimal mark of the numbers of a file."""

import re
from collections.abc import Collection, Iterable

from hepaflow.domain.text import canonical_text
from hepaflow.pipeline.proposing.guess import Guess

_POINT, _COMMA = (
    re.compile(rf"[<>≤≥=~]*[+-]?(?:[0-9]+|[0-9]{{1,3}}(?:{other}[0-9]{{3}})+){mark}[0-9]+")
    for mark, other in ((r"\.", "[, ']"), (",", r"[. ']"))
)
_MAY_BE_GROUPS = re.compile(r"[<>≤≥=~]*[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")  # 1.500 is 1500, too


def decimal_mark(values: Iterable[str], written: Collection[str] | None) -> Guess | None:
    """Return the mark with which values are written; open if they have both, or if it may be that of thousands.

    Args:
        values: the results.
        written: of a format that has numbers beside texts, those that are texts: a number has no mark.
    """
    texts = [canonical_text(value).replace(" ", "") for value in values]
    if written is not None:
        texts = [text for text in texts if text in written]
    marked = [text for text in texts if not _MAY_BE_GROUPS.fullmatch(text)]
    points = sum(1 for text in marked if _POINT.fullmatch(text))
    commas = sum(1 for text in marked if _COMMA.fullmatch(text))
    if points and commas:
        return Guess("", f"{points} values have a point and {commas} a comma: ask the lab", is_open=True)
    if points or commas:
        return Guess("." if points else ",", f"{points or commas} values have it, none the other")
    if doubtful := len(texts) - len(marked):
        return Guess(
            "",
            f"{doubtful} values have a mark before three digits, which may be one of thousands: ask the lab",
            is_open=True,
        )
    return None
