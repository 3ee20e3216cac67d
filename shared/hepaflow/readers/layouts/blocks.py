"""Read the lines above the rows of a block, `Subject: CN01-0101`, and give what they say to each row of the block."""

import re
from collections.abc import Iterator, Sequence

from hepaflow.catalog.headers import header_words
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import Field
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.personal import labels_a_person
from hepaflow.domain.text import canonical_text
from hepaflow.readers.closing import odd_row
from hepaflow.readers.layouts.arrangement import Arrangement, widened
from hepaflow.readers.layouts.subject_part import subject_part
from hepaflow.readers.sheet import Row

_NEXT_LABEL = re.compile(r"\s+[^\s:0-9][^\s:]*\s*:.*")  # what another label of the same cell says
_GOES_ON = re.compile(
    r"(?:^|\s)[^\s0-9]*[^\s0-9,;|]\s*$"
)  # a word before a label is a part of it: `Report date:`
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")  # a label in Chinese has no spaces
_TIME = re.compile(r"(?=.*[0-9]{1,2}:[0-9]{2})[0-9 /.,:T年月日-]+(?: ?[AP]M)?")  # no label
_FEW = 3  # filled cells of a line that is not a row


class Blocks:
    """What the lines above the present rows say.

    Nothing is carried past something that may be a line of another block: a line that was not understood, a blank row, a
    header again, a total.
    """

    def __init__(self, arrangement: Arrangement) -> None:
        self._labels = {canonical_text(label).casefold(): field for field, label in arrangement.above}
        self._said: dict[Field, str] = {}
        self._has_rows = False
        self._arrangement = arrangement
        self.labels = tuple(label for _, label in arrangement.above)

    @property
    def are_expected(self) -> bool:
        """Say whether the table begins below a line that is still to come."""
        return bool(self._labels) and not self._said

    @property
    def cells(self) -> list[str]:
        """What the lines say, in the order of the labels."""
        return [self._said.get(field, "") for field in self._labels.values()]

    def reads(self, line: int, cells: Sequence[str]) -> bool:
        """Say whether a row is a line with one of the labels, and remember what it says.

        Raises:
            Refused: personal-data, if the line names a person and the profile does not drop what does.
        """
        found, rest = self._found(cells)
        if not found:
            return False
        if self._has_rows or not found.keys().isdisjoint(self._said):
            self._said, self._has_rows = {}, False
        self._said |= found
        if self._arrangement.refuses_persons and any(
            labels_a_person(text) or person_kind(text) for text in rest
        ):
            raise Refused(IssueCode.PERSONAL_DATA, line=line)
        return True

    def forget(self) -> None:
        """Forget what the lines said if rows came below them; lines between label and rows change nothing."""
        if self._has_rows:
            self._said, self._has_rows = {}, False

    def note_row(self) -> None:
        self._has_rows = True

    def _found(self, cells: Sequence[str]) -> tuple[dict[Field, str], list[str]]:
        """Return what a line says by field, and the texts of it that are not read."""
        texts = [text for text in map(canonical_text, cells) if text]
        found: dict[Field, str] = {}
        rest: list[str] = []
        at = 0
        while at < len(texts):
            text, at = texts[at], at + 1
            unread = text
            for field, label, told in self._told(text):
                following = texts[at] if not told and at < len(texts) else ""
                said = _NEXT_LABEL.sub("", told) if told else following
                at += bool(following)
                part = subject_part(said, self._arrangement.ids) if field is Field.SUBJECT else said
                found[field] = (
                    part if found.get(field, part) == part else ""
                )  # a label with two texts says nothing
                unread = f"{unread} {following}".replace(label, " ", 1).replace(part, "", 1)
            rest.append(unread)
        return found, rest

    def _told(self, text: str) -> Iterator[tuple[Field, str, str]]:
        """Yield each field whose label is in a text, with the label as it stands there and what follows it."""
        for label, field in self._labels.items():
            for match in re.finditer(rf"(?:^|(?<=[\s,;|])){re.escape(label)}\s*:\s*", text, re.IGNORECASE):
                if not _GOES_ON.search(text[: match.start()]) or _IDEOGRAPH.match(label):
                    yield field, match[0], text[match.end() :]


def block_rows(
    rows: Iterator[Row], header: Sequence[str], blocks: Blocks, asides: list[Issue]
) -> Iterator[Row]:
    """Yield the rows of a table with what the lines above them say.

    Args:
        rows: the rows below the first header.
        header: its cells.
        blocks: what the lines above the first header say.
        asides: gets the lines, and the rows below a header of other columns.
    """
    keys = [name_key(cell) for cell in header]
    is_other = False
    for line, cells in rows:
        if blocks.reads(line, cells):
            asides.append(Issue(IssueCode.ROW_HEADER, line))
            is_other = False
        elif _is_header(cells, keys):
            blocks.forget()
            is_other = [name_key(cell) for cell in cells[: len(keys)]] != keys
            asides.append(Issue(IssueCode.ROW_OTHER_TABLE if is_other else IssueCode.ROW_HEADER, line))
        elif is_other:
            asides.append(Issue(odd_row(cells) or IssueCode.ROW_OTHER_TABLE, line))
        elif odd_row(cells) or _is_line(cells):
            blocks.forget()
            yield line, widened(cells, len(keys), [""] * len(blocks.cells))
        else:
            yield line, widened(cells, len(keys), blocks.cells)
            blocks.note_row()


def _is_header(cells: Sequence[str], keys: Sequence[str]) -> bool:
    filled = [name_key(cell) for cell in cells if cell.strip()]
    words = [key for key in filled if key in keys or key in header_words()]
    return len(words) > 1 and len(words) * 2 >= len(filled)


def _is_line(cells: Sequence[str]) -> bool:
    """Say whether a row looks like a line with a label that the profile does not name."""
    filled = [canonical_text(cell) for cell in cells if cell.strip()]
    return len(filled) <= _FEW and ":" in filled[0] and not _TIME.fullmatch(filled[0])
