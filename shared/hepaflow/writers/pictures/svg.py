"""Make elements of SVG: escaped text, plain attributes, numbers at one decimal."""

import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from hepaflow.domain.pictures.scales import Scale, ScaleKind

WIDTH: Final = 560  # of every picture, in units; text of 13 units is still readable on a telephone
TEXT, SMALL = 13, 11
INK, SOFT, FAINT = "#1a1a1a", "#5a5a5a", "#d0d0d0"
_FONT: Final = (
    "system-ui,'Segoe UI','Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif"
)
_LOG: Final = Context(prec=16)
_TENTH: Final = Decimal("0.1")
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
HALO: Final = {
    "paint_order": "stroke",
    "stroke": "#fff",
    "stroke_width": "4",
}  # of a text that lines may cross
Length = Decimal | int


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a picture, and what it says of itself.

    Attributes:
        chinese: he reads Chinese instead of English.
        journal_number: the picture holds as of it.
        key: begins the ids of its elements, so that one page may have several pictures.
    """

    chinese: bool
    journal_number: int
    key: str = "p"


def picture(key: str, height: Length, title: str, described: str, width: Length = WIDTH) -> Element:
    """Return an empty picture with its accessible name.

    Args:
        key: begins the ids.
        height: in units.
        title: its name.
        described: what it shows, in a sentence.
        width: in units.
    """
    names = {"role": "img", "aria-labelledby": f"{key}-title {key}-desc"}
    space = {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {px(width)} {px(height)}"}
    size = {
        "width": px(width),
        "height": px(height),
        "font-family": _FONT,
        "font-size": str(TEXT),
        "fill": INK,
    }
    root = Element("svg", {**space, **size, **names})
    SubElement(root, "title", id=f"{key}-title").text = printable(title)
    SubElement(root, "desc", id=f"{key}-desc").text = printable(described)
    add(root, "rect", width=width, height=height, fill="#fff")
    return root


def markup(root: Element) -> str:
    """Return a picture as text, the same for the same picture."""
    text: str = tostring(root, encoding="unicode")
    return text


def px(number: Length) -> str:
    """Return a length at one decimal.

    Examples:
        >>> [px(Decimal(one)) for one in ("1.25", "3.04", "-0.01", "200")]
        ['1.2', '3', '0', '200']
    """
    text = f"{Decimal(number).quantize(_TENTH):f}".removesuffix(".0")
    return "0" if text == "-0" else text


def add(parent: Element, tag: str, **attributes: Length | str) -> Element:
    """Add an element; `_` of a name means `-`."""
    told = {
        name.replace("_", "-"): printable(value) if isinstance(value, str) else px(value)
        for name, value in attributes.items()
    }
    return SubElement(parent, tag, told)


def write_text(parent: Element, x: Length, y: Length, text: str, **attributes: Length | str) -> Element:
    """Add a text.

    Args:
        parent: where it is added.
        x: its place from the left.
        y: its base line from above.
        text: its words.
        **attributes: of the element.
    """
    element = add(parent, "text", x=x, y=y, **attributes)
    element.text = printable(text)
    return element


def entitle(element: Element, text: str) -> None:
    """Give an element a title, which a browser shows at it."""
    title = Element("title")
    title.text = printable(text)
    element.insert(0, title)


def printable(text: str) -> str:
    """Return a text without control and format characters: XML forbids some, and others turn the order of letters."""
    return "".join("�" if unicodedata.category(one) in _UNPRINTABLE else one for one in text)


def shortened(text: str, most: int) -> str:
    """Return a text with at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def breadth(text: str, size: int = TEXT) -> int:
    """Return about how many units a text takes; a Chinese character is as wide as it is high."""
    units = sum(100 if unicodedata.east_asian_width(one) in "WF" else 56 for one in text)
    return units * size // 100 + 1


def position(scale: Scale, number: Decimal, start: Length, end: Length) -> Decimal:
    """Return where a number lies between the places of both ends of its axis.

    Args:
        scale: the axis.
        number: the number.
        start: the place of the lower end.
        end: the place of the upper end.
    """
    low, high = scale.low, scale.high
    if scale.kind is ScaleKind.LOG:
        low, high, number = (_LOG.log10(one) for one in (low, high, number))
    part = _LOG.divide(number - low, high - low)
    return start + part * (end - start)
