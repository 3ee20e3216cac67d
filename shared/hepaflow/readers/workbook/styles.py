"""Find the cells of a workbook that show something other than what calamine reads: styles and rich texts.

Source: ECMA-376-1, 18.8 (styles) and 18.4 (shared strings).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hepaflow.domain.issues.issues import Refused
from hepaflow.readers.workbook.number_formats import BUILT_IN, NumberFormat, number_format
from hepaflow.readers.workbook.package import Package, local, parse, xml_parser

_STYLES = "xl/styles.xml"
_STRINGS = "xl/sharedStrings.xml"
_NO = ("0", "false")
_STRIKE = b"strike"


@dataclass(frozen=True, slots=True)
class Styles:
    """What differs from a plain cell.

    Attributes:
        formats: style number to the number format of its cells.
        struck: style numbers whose font is struck through.
        strings: number of a shared string to its text without what is struck through; "" where all of it is.
    """

    formats: Mapping[int, NumberFormat] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()
    strings: Mapping[int, str] = field(default_factory=dict)


def styles_of(package: Package) -> Styles:
    """Return the styles of a workbook; all are plain where it has no such part, or a broken one.

    Raises:
        Refused: file-damaged.
    """
    strings = _struck_strings(package) if package.has(_STRINGS.lower()) else {}
    if not package.has(_STYLES):
        return Styles(strings=strings)
    reader = _StyleReader()
    try:
        parse(reader.parser, package.pieces(_STYLES))
    except Refused:  # calamine reads the rows all the same
        return Styles(strings=strings)
    return Styles(reader.formats(), reader.struck(), strings)


class _StyleReader:
    """Reads number formats, fonts and the styles of cells."""

    def __init__(self) -> None:
        self.parser = xml_parser()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._codes: dict[int, str] = {}
        self._fonts: list[bool] = []  # struck through, or not
        self._cells: list[tuple[int, int]] = []  # number format and font of each style
        self._inside = ""

    def formats(self) -> dict[int, NumberFormat]:
        codes = [self._codes.get(number) or BUILT_IN.get(number, "") for number, _ in self._cells]
        looks = {code: number_format(code) for code in set(codes)}
        return {style: look for style, code in enumerate(codes) if (look := looks[code])}

    def struck(self) -> frozenset[int]:
        fonts = dict(enumerate(self._fonts))
        return frozenset(style for style, (_, font) in enumerate(self._cells) if fonts.get(font))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "numFmt":
                self._codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            case "fonts" | "cellXfs" | "dxfs" | "cellStyleXfs" as part:
                self._inside = part
            case "font" if self._inside == "fonts":
                self._fonts.append(False)
            case "strike" if self._inside == "fonts" and self._fonts:
                self._fonts[-1] = attributes.get("val") not in _NO
            case "xf" if self._inside == "cellXfs":
                self._cells.append((_number(attributes.get("numFmtId")), _number(attributes.get("fontId"))))

    def _end(self, name: str) -> None:
        if local(name) == self._inside:
            self._inside = ""


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() else 0


def _struck_strings(package: Package) -> dict[int, str]:
    if not any(_STRIKE in piece for piece in package.pieces(_STRINGS)):
        return {}
    reader = _StringReader()
    parse(reader.parser, package.pieces(_STRINGS))
    return reader.found


class _StringReader:
    """Reads shared strings, and keeps those of which a part is struck through."""

    def __init__(self) -> None:
        self.found: dict[int, str] = {}
        self.parser = xml_parser()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._number = -1
        self._runs = Runs()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "si":
            self._number += 1
            self._runs = Runs()
        self._runs.start(local(name), attributes)

    def _end(self, name: str) -> None:
        self._runs.end(local(name))
        if local(name) == "si" and self._runs.has_struck:
            self.found[self._number] = self._runs.text.strip()

    def _text(self, text: str) -> None:
        self._runs.add(text)


class Runs:
    """The runs of a rich text; collects what is not struck through, and no phonetic hint.

    Attributes:
        has_struck: a run is struck through.
        text: the text of the others.
    """

    def __init__(self) -> None:
        self.has_struck = False
        self.text = ""
        self._is_struck = self._in_text = self._in_hint = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "r":
                self._is_struck = False
            case "strike":
                self._is_struck = attributes.get("val") not in _NO
            case "rPh":
                self._in_hint = True
            case "t":
                self._in_text = True

    def end(self, name: str) -> None:
        match name:
            case "rPh":
                self._in_hint = False
            case "t":
                self._in_text = False

    def add(self, text: str) -> None:
        if self._in_text and not self._in_hint:
            self.has_struck = self.has_struck or (self._is_struck and bool(text.strip()))
            self.text += "" if self._is_struck else text
