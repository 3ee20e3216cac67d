"""Write the rows of a file as JSON where the file itself must not be stored, and read them again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from typing import Final

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.readers.sheet import Sheet

Row = tuple[int, list[str]]
# what a reader heeds of `[file]`: whoever declares it otherwise would have got other cells
_HEEDED: Final = {
    FileFormat.DELIMITED: ("encoding", "delimiter", "header_row"),
    FileFormat.WORKBOOK: ("sheet", "decimal_mark", "header_row"),
    FileFormat.HL7V2: ("decimal_mark", "obx14"),
}


class ReadOtherwise(Exception):
    """The rows were read under another `[file]` than the one that is to read them now."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What is kept of a file that must not be kept itself."""

    data: bytes


def write_copied(sheet: Sheet, header: Iterable[str], rows: Iterable[Row], layout: FileLayout) -> bytes:
    """Return rows of a sheet as a copy.

    Args:
        sheet: what was read; what it says beside its rows is kept too.
        header: of the columns that are kept.
        rows: what is kept of each row, with its line.
        layout: what the file was read with; its format is the one that the content showed.
    """
    kept = {
        "header": list(header),
        "header_line": sheet.header_line,
        "rows": list(rows),
        "columns": dict(sheet.columns),
        "places": sheet.places,
        "asides": [astuple(issue) for issue in sheet.asides],  # complete once the rows are read
        "file": {name: getattr(layout, name) for name in ("format", *_heeded(layout))},
    }
    return json.dumps(kept, ensure_ascii=False).encode()


def read_copied(copy: Copied, layout: FileLayout) -> Sheet:
    """Read rows again, at the lines at which they stand in the lab's own file.

    Raises:
        ReadOtherwise: the layout declares what would have given other cells.
    """
    kept = json.loads(copy.data)
    read_with = FileLayout.model_validate(kept["file"])
    if layout.format not in {None, read_with.format} or any(
        getattr(layout, name) != getattr(read_with, name) for name in _heeded(read_with)
    ):
        raise ReadOtherwise
    return Sheet(
        tuple(kept["header"]),
        kept["header_line"],
        _rows(kept["rows"]),
        {Field(field): header for field, header in kept["columns"].items()},
        Places(kept["places"]),
        [Issue(IssueCode(code), *rest) for code, *rest in kept["asides"]],
    )


def format_of(copy: Copied) -> FileFormat | None:
    """Return the format of the file that a copy was made of."""
    return FileLayout.model_validate(json.loads(copy.data)["file"]).format


def _rows(kept: list[tuple[int, list[str]]]) -> Iterator[Row]:
    return ((line, cells) for line, cells in kept)


def _heeded(layout: FileLayout) -> tuple[str, ...]:
    return _HEEDED.get(layout.format, ()) if layout.format else ()
