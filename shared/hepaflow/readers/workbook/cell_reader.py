"""Read a worksheet cell by cell, where a glance does not show that it is plain."""

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.screening.damage import STRUCK
from hepaflow.readers.workbook.package import local, xml_parser
from hepaflow.readers.workbook.seen import CellPosition, Survey, place_of
from hepaflow.readers.workbook.styles import Runs, Styles


class CellReader:
    """Goes through a sheet cell by cell, and finds each where calamine finds it."""

    def __init__(self, styles: Styles) -> None:
        self.seen = Survey(begins=True)  # every cell is looked at, so the corners are known
        self._styles = styles
        self.parser = xml_parser()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._unusual  # a comment may hold what looks like a row
        self.parser.StartCdataSectionHandler = self._unusual
        self._row = self._column = 0
        self._type = ""
        self._style = 0
        self._runs = Runs()
        self._parts: dict[str, str] = {}
        self._part = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match local(name):
            case "row":
                if "r" in attributes:
                    self._row, _ = place_of("A" + attributes["r"])
                self._note_row(has_number="r" in attributes)
                if _is_hidden(attributes):
                    self.seen.hide_row(self._row)
            case "col" if _is_hidden(attributes):
                first, last = attributes.get("min", ""), attributes.get("max", "")
                self.seen.hidden_columns.add((place_of("A" + first)[0], place_of("A" + last)[0]))
            case "c":
                self._begin_cell(attributes)
            case "v" | "f" | "is" as part:
                self._part = part
                self._parts[part] = ""
            case run if self._part == "is":
                self._runs.start(run, attributes)

    def _note_row(self, *, has_number: bool) -> None:
        seen, number = self.seen, self._row + 1
        seen.follows = seen.follows and has_number and number > seen.last_row
        seen.blank_rows += number - seen.last_row - 1
        seen.last_row = number

    def _unusual(self, *_: object) -> None:
        self.seen.follows = False

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._part:
            raise Refused(IssueCode.FILE_DAMAGED)  # a cell within the text of another
        if "r" in attributes:
            self._row, self._column = place_of(attributes["r"])
        self._type = attributes.get("t", "")
        style = attributes.get("s", "")
        self._style = int(style) if style.isascii() and style.isdecimal() else 0
        self._runs = Runs()
        self._parts = {}

    def _text(self, text: str) -> None:
        if self._part:
            self._parts[self._part] += text
        if self._part == "is":
            self._runs.add(text)

    def _end(self, name: str) -> None:
        self._runs.end(local(name))
        self.seen.has_merged = self.seen.has_merged or local(name) == "mergeCell"
        match local(name):
            case "v" | "f" | "is":
                self._part = ""
            case "c":
                self._cell((self._row, self._column), self._parts)
                self._column += 1
            case "row":
                self._row += 1
                self._column = 0

    def _cell(self, place: CellPosition, parts: dict[str, str]) -> None:
        if not parts:
            return
        if not self._lacks_result(parts):  # such a cell is no content for calamine
            self.seen.reach(place)
        self.seen.follows = self.seen.follows and place[0] + 1 == self.seen.last_row
        text = self._shown(parts)
        if text is not None:
            self.seen.texts[place] = text
        elif self._style in self._styles.formats:
            self.seen.style(place, self._style)

    def _shown(self, parts: dict[str, str]) -> str | None:
        """Return what to show for a cell that calamine leaves blank, or of which a part is struck through; else None."""
        value = parts.get("v", "")
        rich = self._runs if "is" in parts else None
        if self._style in self._styles.struck and any(parts.values()):
            return STRUCK
        if rich is not None and rich.has_struck:
            return rich.text.strip() or STRUCK
        if self._type == "s" and value.isdecimal() and int(value) in self._styles.strings:
            return self._styles.strings[int(value)] or STRUCK
        if self._type == "e" and value:
            return value
        return "=" + parts["f"] if self._lacks_result(parts) else None

    def _lacks_result(self, parts: dict[str, str]) -> bool:
        """Say whether a cell has a formula without a stored result; an empty text is a result, too."""
        return "f" in parts and not parts.get("v") and not (self._type == "str" and "v" in parts)


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")
