"""Turn a hospital's export, which names patients, into a file that names subjects of the trial only."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

from hepaflow.catalog.headers import shown_headers
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.stated_units import unit_places
from hepaflow.domain.normalize.subjects import subject_id
from hepaflow.domain.normalize.unread_columns import UnreadColumns
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile, date_columns
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.text import canonical_text
from hepaflow.pipeline.prepare_words import sentence
from hepaflow.readers.formats import read_table
from hepaflow.readers.layouts.arrangement import arrangement_of
from hepaflow.readers.layouts.fill_down import filled_down
from hepaflow.readers.sheet import Row, Sheet
from hepaflow.readers.stacked import one_table

_TABLES = (None, FileFormat.DELIMITED, FileFormat.WORKBOOK, FileFormat.JSON)
_HASHED = 16  # hex digits of a specimen's hash: 64 bits, far beyond a trial's specimens


class RowFate(StrEnum):
    """What became of a row of the export."""

    KEPT = "kept"
    NOT_IN_TRIAL = "not-in-trial"
    NO_ID = "no-id"
    WIDTH = "row-width"
    OTHER_TABLE = "row-other-table"


_FATES = {
    **dict.fromkeys((IssueCode.ROW_HEADER, IssueCode.ROW_BLANK, IssueCode.ROW_TOTAL), RowFate.NO_ID),
    **dict.fromkeys((IssueCode.ROW_OTHER_TABLE, IssueCode.ROW_WIDTH), RowFate.OTHER_TABLE),
}


class KeyFault(ValueError):
    """The key list cannot be used; the message says why, and at which of its lines.

    Attributes:
        cause: the key of the sentence that says why.
        told: what stands in the gaps of the sentence.
    """

    def __init__(self, cause: str, **told: object) -> None:
        super().__init__(sentence(cause, chinese=False, **told))
        self.cause, self.told = cause, told

    def says(self, *, chinese: bool) -> str:
        """Return the message in English or Chinese."""
        return sentence(self.cause, chinese=chinese, **self.told)


@dataclass(frozen=True, slots=True)
class Keys:
    """Who is in the trial; never leaves the hospital.

    Attributes:
        header: the column of the export that the hospital's own ids stand in.
        subjects: the hospital's own id to subject id.
    """

    header: str
    subjects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What may leave the hospital, and what became of every row; the log stays.

    Attributes:
        header: the mapped headers; the subject's first.
        rows: rows of trial subjects only.
        log: (line of the export, what became of it, line or number of the row kept or 0).
    """

    header: list[str]
    rows: list[list[str]]
    log: list[tuple[int, RowFate, int]]

    def count(self, fate: RowFate) -> int:
        return Counter(entry[1] for entry in self.log)[fate]


def keys_of(rows: Iterable[list[str]], profile: Profile) -> Keys:
    """Return a key list: header of the hospital's id in the export and `subject`, then one pair a line.

    Raises:
        KeyFault: no two columns, an id with two subjects, a subject that the profile's pattern does not know, or a
            profile whose ids are not in one column with a header, or whose rows have several dates.
    """
    if Field.SITE in profile.columns:
        raise KeyFault("site")
    if date_columns(profile.wide):
        raise KeyFault("date_column")
    if profile.file.above or profile.file.across or profile.file.sheet_name or profile.file.header_rows == 0:
        raise KeyFault("no_header")
    lines = [(number, row) for number, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if not lines or any(len(row) != 2 for _, row in lines):
        raise KeyFault("two_columns")
    (_, (header, _)), *pairs = lines
    subjects: dict[str, str] = {}
    for number, (own, cell) in pairs:
        try:
            subject = subject_id(cell, profile.subject)
        except Refused as refusal:
            raise KeyFault("no_subject", line=number, code=refusal.issue.code) from None
        if not canonical_text(own) or subjects.setdefault(canonical_text(own), subject) != subject:
            raise KeyFault("own_id", line=number)
    return Keys(header.strip(), subjects)


def prepare(data: bytes, profile: Profile, keys: Keys, secret: bytes) -> Prepared:
    """Return the rows of trial subjects, mapped columns only, under their subject ids.

    Args:
        data: the hospital's export.
        profile: what the center declares; its column of the subject need not be in the export.
        keys: who is in the trial.
        secret: with which specimen ids are hashed; the same for all exports of the hospital, so that equal ids stay
            equal and nobody outside can look them up.

    Raises:
        Refused: what reading refuses; file-format for what is no table; file-columns-missing.
    """
    if profile.file.format not in _TABLES:
        raise Refused(IssueCode.FILE_FORMAT, profile.file.format or "")
    sheet = _sheet(data, profile, keys)
    rows = list(sheet.rows)
    header, own, places = _columns(sheet, rows, profile, keys)
    specimen = header.index(profile.columns[Field.SPECIMEN]) if Field.SPECIMEN in profile.columns else 0
    prepared = Prepared(header, [], [])
    for line, cells in rows:
        fate, subject = _fate(cells, len(sheet.header), own, keys)
        if fate is RowFate.KEPT:
            row = [subject, *_without_persons(cells, places)]
            if specimen:  # a barcode may look like a telephone number
                row[specimen] = _hashed(cells[places[specimen - 1]], secret)
            prepared.rows.append(row)
        prepared.log.append((line, fate, len(prepared.rows) if fate is RowFate.KEPT else 0))
    prepared.log.extend((aside.line, _FATES[aside.code], 0) for aside in sheet.asides if aside.code in _FATES)
    prepared.log.sort(key=itemgetter(0))
    return prepared


def _sheet(data: bytes, profile: Profile, keys: Keys) -> Sheet:
    """Return the rows of an export, laid out as its header says: a table below the first may have other columns."""
    by_own_id = profile.model_copy(update={"columns": {**profile.columns, Field.SUBJECT: keys.header}})
    sheet = read_table(data, profile.file, arrangement=arrangement_of(by_own_id))
    if sheet.columns:
        raise Refused(IssueCode.FILE_FORMAT)
    return filled_down(one_table(sheet, by_own_id, lambda _header, _line: None), by_own_id)


def _columns(
    sheet: Sheet, rows: Sequence[Row], profile: Profile, keys: Keys
) -> tuple[list[str], int, list[int]]:
    """Return the header to be written, the place of the hospital's ids, and the places of the other columns."""
    present = [canonical_text(header) for header in sheet.header]
    subject = profile.columns[Field.SUBJECT]
    others = [header for header in (*profile.columns.values(), *profile.wide) if header != subject]
    wanted = [keys.header, *others]
    if missing := [header for header in wanted if canonical_text(header) not in present]:
        there = shown_headers(sheet.header)
        raise Refused(
            IssueCode.FILE_COLUMNS_MISSING, ", ".join(missing), line=sheet.header_line, present=there
        )
    if repeated := [header for header in wanted if present.count(canonical_text(header)) > 1]:
        raise Refused(IssueCode.FILE_COLUMNS_REPEATED, ", ".join(repeated), line=sheet.header_line)
    own, *places = (present.index(canonical_text(header)) for header in wanted)
    more = sorted(_of_values(sheet, rows, profile) - {own, *places})
    return [subject, *others, *(sheet.header[at] for at in more)], own, [*places, *more]


def _of_values(sheet: Sheet, rows: Sequence[Row], profile: Profile) -> set[int]:
    """Return the columns that nobody maps and that say something about values: without them a value would be another one."""
    present = [canonical_text(header) for header in sheet.header]
    fields = {
        field: present.index(canonical_text(header))
        for field, header in profile.columns.items()
        if canonical_text(header) in present
    }
    unread = UnreadColumns(sheet.header, fields)
    for line, cells in rows:
        if len(cells) >= len(present):
            unread.look(line, cells)
    wide = {header: present.index(canonical_text(header)) for header in profile.wide}
    return {
        *unread.places,
        *(at for units in unit_places(sheet.header, wide, profile) for at in units.values()),
    }


def _fate(cells: list[str], width: int, own: int, keys: Keys) -> tuple[RowFate, str]:
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return RowFate.WIDTH, ""  # which cell stands below which header cannot be told
    known = canonical_text(cells[own])
    if not known:
        return RowFate.NO_ID, ""
    subject = keys.subjects.get(known, "")
    return (RowFate.KEPT, subject) if subject else (RowFate.NOT_IN_TRIAL, "")


def _without_persons(cells: list[str], places: list[int]) -> Iterator[str]:
    return ("" if person_kind(cells[place]) else cells[place] for place in places)


def _hashed(text: str, secret: bytes) -> str:
    own = canonical_text(text)
    return hmac.new(secret, own.encode(), hashlib.sha256).hexdigest()[:_HASHED].upper() if own else ""
