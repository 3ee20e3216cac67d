"""Draw what stands below a picture: the meaning of its marks, and notes in lines of the picture's width."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from hepaflow.writers.pictures.shapes import BLACK, draw_arrow, draw_rule, draw_shape
from hepaflow.writers.pictures.svg import SMALL, SOFT, WIDTH, add, breadth, shortened, write_text
from hepaflow.writers.pictures.words import Words

_LINE: Final = 18
_NOTE: Final = 15
_AIR: Final = 26  # of a sign and what lies between two entries
_LONGEST_ID: Final = 40


class PageOfSubjects(NamedTuple):
    """The first and the last subject of a page; others of the study are on other pages."""

    first: str
    last: str


def page_notes(page: PageOfSubjects | None, words: Words) -> Iterator[str]:
    """Yield what a picture of a page leaves out.

    Args:
        page: the subjects of the page; None: the picture has all subjects.
        words: of the reader.
    """
    if page is not None:
        yield words["page"].format(*(shortened(one, _LONGEST_ID) for one in page))


def draw_panel_legend(body: Element, top: int, words: Words, *, has_visits: bool) -> int:
    """Draw the legend of the marks of results; return where it ends.

    Args:
        body: where it is added.
        top: where it begins.
        words: of the reader.
        has_visits: the picture has windows of visits.
    """
    entries = ("current", "held", "below", "above", "interval", "gap", *(["window"] if has_visits else []))
    places = list(in_lines([words[name] for name in entries], top + 8))
    for name, (x, y) in zip(entries, places, strict=True):
        _draw_sign(body, name, x, y)
        write_text(body, x + 14, y + 4, words[name], font_size=SMALL)
    return places[-1][1] + 14


def _draw_sign(body: Element, name: str, x: int, y: int) -> None:
    match name:
        case "current" | "held":
            draw_shape(body, x, y, BLACK, hollow=name == "held")
        case "below" | "above":
            up = name == "above"
            draw_arrow(body, (x, y + 7 if up else y - 8), (0, -1 if up else 1), BLACK.colour)
        case "interval":
            add(
                body,
                "path",
                d=f"M{x - 4} {y - 7}h8m-4 0v14m-4 0h8",
                fill="none",
                stroke=BLACK.colour,
                stroke_width=2,
            )
        case "gap":
            write_text(body, x, y + 4, "?", font_weight="bold", text_anchor="middle")
        case _:
            add(body, "rect", x=x - 6, y=y - 8, width=13, height=16, fill="#eef1f5")
            draw_rule(body, (x, y - 8), (x, y + 8), "#9aa5b1", "2 4")


def in_lines(texts: Iterable[str], top: int, width: int = WIDTH) -> Iterator[tuple[int, int]]:
    """Yield the place of each entry of a legend, from the left to the right and line after line.

    Args:
        texts: of the entries.
        top: the first line.
        width: of a line.
    """
    x, y = 20, top
    for text in texts:
        long = breadth(text, SMALL)
        if x > 20 and x + 14 + long > width - 12:
            x, y = 20, y + _LINE
        yield x, y
        x += long + _AIR + 14


def draw_notes(body: Element, notes: Iterable[str], top: int, width: int = WIDTH) -> int:
    """Draw notes below each other; return where they end.

    Args:
        body: where they are added.
        notes: the notes.
        top: where the first one begins.
        width: of a line.
    """
    for note in notes:
        for line in _broken(note, width - 24):
            top += _NOTE
            write_text(body, 12, top, line, font_size=SMALL, fill=SOFT)
    return top + 6


def _broken(text: str, width: int) -> Iterator[str]:
    """Yield a text in lines: broken at blanks, or beside a Chinese character."""
    line = ""
    for part in re.findall(r"[^\s⺀-￯]+\s*|[⺀-￯]|\s+", text):
        if line and breadth(line + part.rstrip(), SMALL) > width:
            yield line.rstrip()
            line = ""
        line += part
    if line:
        yield line.rstrip()
