"""Write the rows of a file as JSON, without the cells that are not kept, and read them again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, astuple, dataclass, field, replace
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Final

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileFormat, FileLayout
from hepaflow.domain.profile.profile import Profile, date_columns, unit_columns
from hepaflow.domain.text import canonical_text
from hepaflow.readers.masking import WORD
from hepaflow.readers.row_file import AFTER_ROWS, BEFORE_ROWS, RowFile
from hepaflow.readers.sheet import Sheet

if TYPE_CHECKING:
    import msgspec

Row = tuple[int, list[str]]
_ARRANGED: Final = (
    "header_rows",
    "fill_down",
    "above",
    "across",
    "sheet_name",
)  # an older copy was read without them
# what a reader heeds of `[file]`: whoever declares it otherwise would have got other cells
_HEEDED: Final = {
    FileFormat.DELIMITED: ("encoding", "delimiter", "header_row", *_ARRANGED),
    FileFormat.WORKBOOK: ("sheet", "decimal_mark", "header_row", *_ARRANGED),
    FileFormat.HL7V2: ("decimal_mark", "obx14"),
    FileFormat.FHIR: ("decimal_mark",),
    FileFormat.CDISC: ("decimal_mark", "encoding"),
    FileFormat.JSON: ("decimal_mark",),
}
_MESSAGES = frozenset({FileFormat.HL7V2, FileFormat.FHIR})  # the reader chooses among the ids of a patient
_IDS: Final = frozenset({Field.SUBJECT, Field.SPECIMEN, Field.RECORD})
_OF_LABS = frozenset({Field.LAB, Field.LAB_NAMES})


class ReadOtherwise(Exception):
    """The profile reads cells that were not kept, or reads the file in another way than when its rows were kept."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What is kept of a file in place of the file itself."""

    data: bytes


@dataclass(frozen=True, slots=True)
class ReadBy:
    """How a file was read when its rows were kept; a profile that reads it otherwise may need other cells.

    Attributes:
        columns: the mapped columns, as the profile declares them.
        wide: the analyte columns, likewise.
        subject: what it declares about subject ids.
        lacks: columns were dropped.
        lacks_findings: a dropped column has operators or findings, and nothing that is no value: it may belong to another value
            column than the mapped one.
        by_headers: the headers of the profile decide which sheets are read, and the rows of a table below another header.
        dates: by analyte column, the date column of its visit; an older copy was read without them.
        names_labs: the labs that messages and CDISC datasets name were read.
    """

    columns: Mapping[str, str]
    wide: tuple[str, ...]
    subject: Mapping[str, str | None]
    lacks: bool
    lacks_findings: bool
    by_headers: bool
    dates: Mapping[str, str] = field(default_factory=dict)
    names_labs: bool = False


def read_by(profile: Profile, *, lacks: bool, lacks_findings: bool, by_headers: bool) -> ReadBy:
    """Return how a profile reads a file.

    Args:
        profile: the profile, as the center declares it.
        lacks: see `ReadBy`.
        lacks_findings: see `ReadBy`.
        by_headers: see `ReadBy`.
    """
    columns = {mapped.value: canonical_text(header) for mapped, header in profile.columns.items()}
    wide = tuple(sorted(map(canonical_text, profile.wide)))
    dates = {
        canonical_text(header): canonical_text(date) for header, date in date_columns(profile.wide).items()
    }
    return ReadBy(
        columns,
        wide,
        profile.subject.model_dump(),
        lacks,
        lacks_findings,
        by_headers,
        dates,
        bool(profile.labs),
    )


def write_copied(  # noqa: PLR0913 each part comes from another place
    sheet: Sheet,
    header: Iterable[str],
    rows: RowFile,
    layout: FileLayout,
    *,
    asides: Iterable[Issue],
    dropped: Iterable[str] = (),
    known: ReadBy | None = None,
) -> IO[bytes]:
    """Return rows of a sheet as a copy; each row is on a line of its own, so that it can be read without the others.

    The file that is returned is that of `rows`: whoever closes it frees its place.

    Args:
        sheet: what was read.
        header: of its columns; "" for one that is not kept.
        rows: what is kept of each row.
        layout: what the file was read with; its format is the one that the content showed.
        asides: what the reader said beside the rows.
        dropped: the columns that are not kept, as a receipt names them.
        known: how the file was read; None for a register, which every version reads in the same way.
    """
    kept = {
        "header": list(header),
        "header_line": sheet.header_line,
        "columns": dict(sheet.columns),
        "places": sheet.places,
        "asides": [astuple(issue) for issue in asides],
        "file": {name: getattr(layout, name) for name in ("format", *_heeded(layout))},
        "dropped": list(dropped),
        **({} if known is None else {"reading": _as_written(known)}),
    }
    return rows.whole(json.dumps(kept, ensure_ascii=False).encode()[1:])


def _as_written(known: ReadBy) -> dict[str, Any]:
    """Return how a file was read; a copy without labs is written as before there were any."""
    return {name: value for name, value in asdict(known).items() if name != "names_labs" or value}


def read_copied(copy: Copied, profile: Profile) -> Sheet:
    """Read rows again, at the lines at which they stand in the lab's own file.

    Args:
        copy: what is kept.
        profile: the profile that is to read it.

    Raises:
        ReadOtherwise: the profile declares what would have given other cells, or reads a column that was dropped.
    """
    kept = _beside(copy)
    _check_layout(kept["file"], profile.file)
    _check_labs(kept, profile)
    header = tuple(kept["header"])
    if "reading" in kept:
        _check(
            ReadBy(**{**kept["reading"], "wide": tuple(kept["reading"]["wide"])}),
            header,
            kept["columns"].values(),
            profile,
            kept["file"],
        )
        _check_ids(kept["reading"]["columns"], profile, _sheet(copy, kept))
    return _sheet(copy, kept) if profile.labs else _without_labs(_sheet(copy, kept))


def read_copied_register(copy: Copied) -> Sheet:
    """Read the rows of a register again, which every version reads in the same way."""
    return _sheet(copy, _beside(copy))


def _sheet(copy: Copied, kept: Mapping[str, Any]) -> Sheet:
    header = tuple(kept["header"])
    return Sheet(
        header,
        kept["header_line"],
        _rows(copy, kept, header),
        {Field(field): name for field, name in kept["columns"].items()},
        Places(kept["places"]),
        [Issue(IssueCode(code), *rest) for code, *rest in kept["asides"]],
    )


def _without_labs(sheet: Sheet) -> Sheet:
    """Return a sheet as a reader gives it to a profile without `[labs]`."""
    columns = {field: name for field, name in sheet.columns.items() if field not in _OF_LABS}
    if Field.LAB_NAMES not in sheet.columns:
        return replace(sheet, columns=columns) if sheet.columns else sheet
    rows = ((line, cells[:-1]) for line, cells in sheet.rows)  # it is the last cell of a row
    return replace(sheet, header=sheet.header[:-1], columns=columns, rows=rows)


def format_of(copy: Copied) -> FileFormat | None:
    """Return the format of the file that a copy was made of."""
    return FileLayout.model_validate(_beside(copy)["file"]).format


def dropped_of(copy: Copied) -> tuple[str, ...]:
    """Return the columns of the file that a copy lacks, as a receipt names them; empty where the copy does not say."""
    return tuple(_beside(copy).get("dropped", ()))


def _beside(copy: Copied) -> dict[str, Any]:
    """Return what a copy holds beside its rows; of an older one with its rows."""
    if not copy.data.startswith(BEFORE_ROWS):
        return dict(json.loads(copy.data))
    return dict(json.loads(b"{" + copy.data[copy.data.rindex(b"\n") + 1 :]))


def _rows(copy: Copied, kept: Mapping[str, Any], header: tuple[str, ...]) -> Iterator[Row]:
    if "rows" in kept:  # an older copy, which is one JSON text
        yield from ((line, cells) for line, cells in kept["rows"])
        return
    at, decoder = len(BEFORE_ROWS), _decoder()
    while not copy.data.startswith(AFTER_ROWS, at):
        end = copy.data.index(b"\n", at)
        line, cells = decoder.decode(copy.data[at:end].removesuffix(b","))
        yield line, list(header) if cells is None else cells
        at = end + 1


def _check_layout(kept: dict[str, Any], layout: FileLayout) -> None:
    read_with = FileLayout.model_validate(kept)
    if layout.format not in {None, read_with.format} or any(
        getattr(layout, name) != getattr(read_with, name) for name in {*kept, *_ARRANGED} - {"format"}
    ):
        raise ReadOtherwise


def _check_labs(kept: Mapping[str, Any], profile: Profile) -> None:
    """Refuse a copy in which nobody can see whether the file names labs."""
    if not kept["columns"] or not profile.labs or kept.get("reading", {}).get("names_labs"):
        return
    if kept["file"]["format"] != FileFormat.CDISC or Field.LAB not in profile.columns:
        raise ReadOtherwise


def _check(
    known: ReadBy, header: Iterable[str], own: Iterable[str], profile: Profile, kept: Mapping[str, Any]
) -> None:
    now = read_by(
        profile, lacks=known.lacks, lacks_findings=known.lacks_findings, by_headers=known.by_headers
    )
    present = set(map(canonical_text, (*header, *own)))
    wanted = set(map(canonical_text, unit_columns(profile.wide).values()))
    if (now.columns, now.wide) != (known.columns, known.wide):  # else it has the columns that were there
        wanted |= {*now.columns.values(), *now.wide}
    date = Field.COLLECTED_AT
    if (
        now.dates != known.dates
        or (now.dates and now.columns[date] != known.columns[date])
        or (known.lacks and not wanted <= present)
        or (known.by_headers and (now.columns, now.wide) != (known.columns, known.wide))
        or (known.lacks_findings and now.columns.get(Field.VALUE) != known.columns.get(Field.VALUE))
        or (
            (
                kept["format"] in _MESSAGES
                or Field.SUBJECT in {*profile.file.above, *profile.file.across}
                or profile.file.sheet_name
            )
            and _declared(now.subject) != _declared(known.subject)
        )
    ):
        raise ReadOtherwise


def _check_ids(known: Mapping[str, str], profile: Profile, sheet: Sheet) -> None:
    """Refuse a copy of which the profile would read a mark as an id: an id that showed a person was not kept."""
    keys = list(map(canonical_text, sheet.header))
    named = (canonical_text(header) for mapped, header in profile.columns.items() if mapped in _IDS)
    new = [keys.index(one) for one in named if one in keys and one not in known.values()]
    if new and any(cells[at] == WORD for _, cells in sheet.rows for at in new if at < len(cells)):
        raise ReadOtherwise


def _declared(keys: Mapping[str, str | None]) -> dict[str, str]:
    """Return the keys that a profile declares: an older copy does not know the newer ones."""
    return {key: value for key, value in keys.items() if value is not None}


@cache
def _decoder() -> "msgspec.json.Decoder[tuple[int, list[str] | None]]":
    import msgspec  # when a row is read: it stays out of the cold start of functions that read no file

    return msgspec.json.Decoder(tuple[int, list[str] | None])


def _heeded(layout: FileLayout) -> tuple[str, ...]:
    return _HEEDED.get(layout.format, ()) if layout.format else ()
