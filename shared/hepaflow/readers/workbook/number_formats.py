"""Apply the number formats of a workbook: what a cell shows if that is more or less than the number it stores.

Source: ECMA-376-1, 18.8.30 (built-in formats) and 18.8.31 (codes).
"""

import operator as op
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from hepaflow.readers.workbook.cell_text import Cell, cell_text

BUILT_IN = {9: "0%", 10: "0.00%", 17: "mmm-yy", 22: "m/d/yy h:mm"}  # the others show what is stored

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]|(?P<general>General|@)|(?P<code>.)',
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_HALF_DAYS = re.compile(r"AM/PM|A/P|上午/下午", re.IGNORECASE)
_COMPARE = {"<": op.lt, "<=": op.le, ">": op.gt, ">=": op.ge, "=": op.eq, "<>": op.ne}
_SCALING = re.compile(r"[0#?](,+)(?![0#?,])")
_PADDED = re.compile(r"[-+()/: ]*(0{2,})[-+()/: ]*")
_TELLING = re.compile(r"[<>≤≥＜＞%‰]|/(?=[^\W\d_])")  # of a literal beside a number: an operator or a unit


@dataclass(frozen=True, slots=True)
class Section:
    """One of the sections of a format, for numbers that meet its condition.

    Attributes:
        condition: a comparison and its number, or None.
        before: an operator or the like that is shown before the number.
        after: a unit or the like that is shown after it.
        scale: what the number is multiplied by before it is shown.
        words: what is shown in place of the number; "" where the number itself is.
        least: digits of a whole number at least, zeros before it: `"S-"000` shows S-012. Such a format is that of an id,
            and every literal counts.
        is_blank: nothing is shown, as by `;;;`.
    """

    condition: tuple[str, Decimal] | None
    before: str = ""
    after: str = ""
    scale: Decimal = Decimal(1)
    words: str = ""
    least: int = 0
    is_blank: bool = False


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format that shows something else than what is stored.

    Attributes:
        sections: for numbers; empty where it is one for dates.
        finest: for dates: `year` or `month` where it shows no day, `time` where it shows a time.
    """

    sections: tuple[Section, ...] = ()
    finest: str = ""


def number_format(code: str) -> NumberFormat | None:
    """Return the format that a code describes; None where it shows the stored number or day."""
    tokens = [list(_TOKEN.finditer(part)) for part in _parts(code)]
    if _is_for_dates(tokens[0]):
        finest = _finest(_letters(tokens[0]))
        return NumberFormat(finest=finest) if finest else None
    sections = tuple(_section(part, is_one_of_many=len(tokens) > 1) for part in tokens[:3])
    if all(_is_plain(section) for section in sections):
        return None
    return NumberFormat(sections)


def displayed(cell: Cell, look: NumberFormat, decimal_mark: str) -> str:
    """Return what a cell shows under a format, at the digits that it stores.

    Args:
        cell: the stored value.
        look: the number format of the cell.
        decimal_mark: the mark to write numbers with, `.` or `,`.
    """
    if isinstance(cell, datetime | date):
        return _shown_date(cell, look.finest)
    text = cell_text(cell, decimal_mark)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not look.sections:
        return text
    number = Decimal(cell_text(cell, "."))
    section = _chosen(number, look.sections)
    if section.words or section.is_blank:
        return section.words
    if section.least and not (number >= 0 and number == number.to_integral_value()):
        return text
    digits = f"{number * section.scale:f}" if section.scale != 1 else text.zfill(section.least)
    if section.scale != 1 and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return section.before + digits.replace(".", decimal_mark) + section.after


def _shown_date(cell: date, finest: str) -> str:
    day = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 wall time
    has_time = isinstance(cell, datetime)
    if finest == "time":
        return cell_text(day, ".")
    if finest == "month" and not has_time:
        return f"{cell:%Y-%m}"
    if finest == "year" and not has_time:
        return f"year {cell.year}"  # no date of its own: a bare year would be a number in a column of values
    return cell_text(cell, ".")


def _parts(code: str) -> list[str]:
    """Split a code at its semicolons, but not at those within quotes."""
    parts = [""]
    for found in _TOKEN.finditer(code):
        if found["code"] == ";":
            parts.append("")
        else:
            parts[-1] += found.group()
    return parts


def _is_for_dates(tokens: Sequence[re.Match[str]]) -> bool:
    letters = _letters(tokens)
    return bool(letters & set("ymdhs")) or (bool(letters & set("eg")) and not letters & set("0#?"))  # 0.0E+00


def _letters(tokens: Sequence[re.Match[str]]) -> set[str]:
    bare = "".join(found["code"] or "" for found in tokens)
    return set(_HALF_DAYS.sub("h", bare).lower()) | {
        "h" for found in tokens if (found["bracket"] or "").lower() in {"h", "hh"}
    }


def _finest(letters: set[str]) -> str:
    if letters & set("hs"):
        return "time" if letters & set("yde") else ""
    if "d" in letters:
        return ""
    return "month" if "m" in letters else "year"


def _section(tokens: Sequence[re.Match[str]], *, is_one_of_many: bool) -> Section:
    condition = next(
        (found for token in tokens if (found := _CONDITION.fullmatch(token["bracket"] or ""))), None
    )
    bare = "".join(token["code"] or "" for token in tokens)
    places = [
        at for at, token in enumerate(tokens) if token["general"] or (token["code"] or "") in set("0#?")
    ]
    limit = (condition[1], Decimal(condition[2])) if condition else None
    if not places:
        words = _literal(tokens)
        has_text = any(token["bracket"] is None for token in tokens)  # a color alone shows the number
        return Section(
            limit, words=words, is_blank=not words and (has_text or (is_one_of_many and not tokens))
        )
    if least := _least(bare):
        before, after = (
            _literal(part, signs="-+()/: ") for part in (tokens[: places[0]], tokens[places[-1] + 1 :])
        )
        return Section(limit, before, after, least=least)
    percent = bare.count("%")
    thousands = sum(len(commas) for commas in _SCALING.findall(bare))
    before, after = (_telling(_literal(part)) for part in (tokens[: places[0]], tokens[places[-1] :]))
    return Section(
        limit, before, after + "%" * bool(percent), Decimal(100) ** percent / Decimal(1000) ** thousands
    )


def _least(bare: str) -> int:
    """Return how many digits a format shows that consists of two or more zeros and nothing else of a number."""
    zeros = _PADDED.fullmatch(bare)
    return len(zeros[1]) if zeros else 0


def _literal(tokens: Sequence[re.Match[str]], signs: str = "") -> str:
    """Return the texts in quotes, those behind a backslash, and the signs that need neither."""
    told = (
        token["quoted"] or token["escaped"] or (token["code"] if token["code"] in [*signs] else "")
        for token in tokens
    )
    return "".join(part or "" for part in told).strip()


def _telling(literal: str) -> str:
    return literal if _TELLING.search(literal) else ""


def _is_plain(section: Section) -> bool:
    told = section.before or section.after or section.words or section.least or section.is_blank
    return not told and section.scale == 1


def _chosen(number: Decimal, sections: Sequence[Section]) -> Section:
    """Return the section for a number: the first whose condition holds, else by its sign."""
    if any(section.condition for section in sections):
        fitting = (section for section in sections if _holds(number, section.condition))
        return next(fitting, sections[-1])
    if number < 0 and len(sections) > 1:
        return sections[1]
    return sections[2] if number == 0 and len(sections) > 2 else sections[0]


def _holds(number: Decimal, condition: tuple[str, Decimal] | None) -> bool:
    return condition is None or _COMPARE[condition[0]](number, condition[1])
