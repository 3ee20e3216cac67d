"""Read a register file: every row is answered; an omitted cell changes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.normalize.subjects import is_id_of_study
from hepaflow.domain.profile.parts import FileLayout, SubjectIds
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.personal import labels_a_person, names_a_person
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.persons import sex
from hepaflow.domain.values.value_tokens import is_missing
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.reading.open_file import Bytes
from hepaflow.pipeline.register.entries import (
    Check,
    FormerIdTaken,
    RequestedEntry,
    allowed,
    next_change,
    write_entry,
)
from hepaflow.pipeline.register.preview import with_change
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Change, Definitions, Registry
from hepaflow.readers.copied import Copied, read_copied_register
from hepaflow.readers.formats import read_table
from hepaflow.readers.sheet import Limits, Sheet

NEEDED: Final = ("subject", "center")
REGISTER_COLUMNS: Final = (*NEEDED, "sex", "birth_year", "baseline", "status", "former_ids")
_LIMITS: Final = Limits(rows=10_000)  # each row is an event of the journal: so many end within a run's time
_MIDNIGHT: Final = ("T00:00:00", " 00:00:00")  # how a workbook's dates may end
RegisterRow = dict[str, str]


class RegisterAnswer(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WAITS = "waits"  # until a data manager confirms the file
    REFUSED = "refused"


class RowFault(StrEnum):
    """Why a row was refused; nothing of it was written."""

    ROW_WIDTH = "row-width"
    SUBJECT_REPEATED = "subject-repeated"  # the file speaks of the subject more than once
    CENTER_UNKNOWN = "center-unknown"
    CELL_UNREADABLE = "cell-unreadable"  # or empty where something has to be said
    FORMER_ID_TAKEN = "former-id-taken"
    KNOWN_LATER = "known-later"  # the entry was changed after the file was received


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What became of a row: where it was refused, why and by which column, never what stands there."""

    line: int
    answer: RegisterAnswer
    fault: RowFault | None = None
    column: str = ""


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """Whose register a file speaks of, when it was received (UTC with milliseconds), and who sent it.

    `definition` is the version of the study's definition that names its centers; None: the newest. `details` are those of
    its events.
    """

    study: str
    received: str
    actor: str
    reason: str
    definition: int | None = None
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterPlan:
    """What a file would do.

    Attributes:
        answers: what would become of each row, or became of it before.
        changes: what it would still change, in order.
        lines: the rows that would do so.
    """

    answers: list[RowAnswer]
    changes: tuple[Change, ...]
    lines: frozenset[int]


class _Unfit(Exception):
    def __init__(self, fault: RowFault, column: str = "") -> None:
        super().__init__(fault)
        self.fault, self.column = fault, column


def register_file(
    registry: Registry, clock: Clock, file: RegisterFile, data: Bytes, check: Check = allowed
) -> list[RowAnswer]:
    """Enter the rows of a CSV file or workbook into the register, each as one event; return the outcome of each row.

    An empty cell, and a column that the file does not have, leave what the register says. The same file sent
    again gives the same answers and changes only what it had not changed yet. Changes made
    after its receipt are not undone.

    Args:
        registry: the registry.
        clock: returns the time of each event.
        file: study, receipt, sender and reason of the file.
        data: the file, or what is kept of it.
        check: raises where a change may not take effect.

    Raises:
        Refused: the file cannot be read, names a person (`personal-data`), or lacks or repeats a column
            (`file-columns-missing`, `file-columns-repeated`). Nothing was written.
    """
    return _all_answered(
        registry,
        file,
        list(_rows(read_register(data))),
        lambda row: _enter(registry, clock, file, row, check),
    )


def planned_changes(registry: Registry, file: RegisterFile, data: Bytes, number: int) -> RegisterPlan:
    """Return what a file would do if it took effect after a journal number; nothing is written.

    Args:
        registry: the registry.
        file: study, receipt, sender and reason of the file.
        data: the file, or what is kept of it.
        number: the journal number.

    Raises:
        Refused: as for `register_file`.
    """
    rows = list(_rows(read_register(data)))
    known: dict[str, Dossier] = {}
    changes: dict[tuple[str, str], Change] = {}

    def look(subjects: set[str]) -> dict[str, Dossier]:
        found = registry.view(file.study, [], subjects - known.keys()).dossiers
        known.update({one: dossier.as_of(number) for one, dossier in found.items()})
        return known

    def planned(row: RegisterRow) -> RegisterAnswer:
        answer, wish = _wanted(row, known[row["subject"]], file)
        if wish is not None:
            _, change = next_change(look({row["subject"], *wish.subject.former_ids}), wish)
            known.update(with_change(known, change))
            changes[_key(row)] = change
        return answer

    look({row["subject"] for _, row in rows if row})
    answers = _all_answered(registry, file, rows, planned)
    lines = frozenset(line for line, row in rows if row and _key(row) in changes)
    return RegisterPlan(answers, tuple(changes.values()), lines)


def _all_answered(
    registry: Definitions,
    file: RegisterFile,
    rows: list[tuple[int, RegisterRow | None]],
    enter: Callable[[RegisterRow], RegisterAnswer],
) -> list[RowAnswer]:
    definition = registry.definition(file.study, file.definition)
    times = Counter(_key(row) for _, row in rows if row)

    def entered(row: RegisterRow | None) -> RegisterAnswer:
        if row is None:
            raise _Unfit(RowFault.ROW_WIDTH)
        if times[_key(row)] > 1:
            raise _Unfit(RowFault.SUBJECT_REPEATED, "subject")
        _fits(row, definition)
        return enter(row)

    return [_answered(line, row, entered) for line, row in rows]


def read_register(data: Bytes) -> Sheet:
    """Read a register as a table.

    Raises:
        Refused: what the readers refuse.
    """
    return read_copied_register(data) if isinstance(data, Copied) else read_table(data, FileLayout(), _LIMITS)


def _fits(row: RegisterRow, definition: StudyDefinition | None) -> None:
    if definition is None or row["center"] not in definition.centers:
        raise _Unfit(RowFault.CENTER_UNKNOWN, "center")
    if not is_id_of_study(row["subject"], SubjectIds(pattern=definition.subject_pattern)):
        raise _Unfit(RowFault.CELL_UNREADABLE, "subject")


def _answered(
    line: int, row: RegisterRow | None, entered: Callable[[RegisterRow | None], RegisterAnswer]
) -> RowAnswer:
    try:
        return RowAnswer(line, entered(row))
    except _Unfit as unfit:
        return RowAnswer(line, RegisterAnswer.REFUSED, unfit.fault, unfit.column)
    except FormerIdTaken:
        return RowAnswer(line, RegisterAnswer.REFUSED, RowFault.FORMER_ID_TAKEN)


def _rows(sheet: Sheet) -> Iterator[tuple[int, RegisterRow | None]]:
    """Yield line and filled cells of each row that is not blank; None where it is not as wide as the header."""
    places = places_of(sheet)
    width = len(sheet.header)
    for line, cells in sheet.rows:
        if len(cells) < width and any(cell.strip() for cell in cells):
            yield line, None
        elif any(cell.strip() for cell in cells):
            yield line, {name: canonical_text(cells[place]) for name, place in places.items()}


def places_of(sheet: Sheet) -> dict[str, int]:
    """Return where the columns of a register stand.

    Raises:
        Refused: `personal-data`, `file-columns-missing`, `file-columns-repeated`.
    """
    for line, text in sheet.titles:
        if labels_a_person(text) or person_kind(text):
            raise Refused(IssueCode.PERSONAL_DATA, line=line)
    for header in sheet.header:
        if names_a_person(header):
            raise Refused(IssueCode.PERSONAL_DATA, line=sheet.header_line)
    present = [canonical_text(header).casefold().replace(" ", "_") for header in sheet.header]
    if missing := [name for name in NEEDED if name not in present]:
        raise Refused(IssueCode.FILE_COLUMNS_MISSING, ", ".join(missing), line=sheet.header_line)
    if repeated := [name for name in REGISTER_COLUMNS if present.count(name) > 1]:
        raise Refused(IssueCode.FILE_COLUMNS_REPEATED, ", ".join(repeated), line=sheet.header_line)
    return {name: present.index(name) for name in REGISTER_COLUMNS if name in present}


def _key(row: RegisterRow) -> tuple[str, str]:
    return row["center"], row["subject"]


def _enter(
    registry: Registry, clock: Clock, file: RegisterFile, row: RegisterRow, check: Check
) -> RegisterAnswer:
    while True:
        dossier = registry.view(file.study, [], [row["subject"]]).dossiers[row["subject"]]
        answer, wish = _wanted(row, dossier, file)
        try:
            if wish is not None:
                write_entry(registry, clock, file.study, wish, check)
        except VersionTaken:  # somebody changed the entry since it was read
            continue
        return answer


def _wanted(
    row: RegisterRow, dossier: Dossier, file: RegisterFile
) -> tuple[RegisterAnswer, RequestedEntry | None]:
    """Return what becomes of a row, and the entry that it asks for; None where nothing is left to write."""
    earlier = [entry for entry in dossier.entries if entry.subject.center == row["center"]]
    for ours in earlier:  # by an attempt at this very file
        if ours.at == file.received and _subject(row, ours) == ours.subject:
            return RegisterAnswer.CHANGED if ours.version > 1 else RegisterAnswer.ADDED, None
    present = earlier[-1] if earlier else None
    subject = _subject(row, present)
    if present is not None and present.subject == subject:
        return RegisterAnswer.UNCHANGED, None
    if present is not None and present.at > file.received:
        raise _Unfit(RowFault.KNOWN_LATER)
    version = present.version + 1 if present else 1
    wish = RequestedEntry(subject, version, file.received, file.actor, file.reason, file.details)
    return RegisterAnswer.CHANGED if present else RegisterAnswer.ADDED, wish


def _subject(row: RegisterRow, present: Registered | None) -> Subject:
    """Return what the register says once the filled cells of a row count."""
    said: dict[str, Any] = present.subject.model_dump() if present else {}
    said |= {"id": row["subject"], "center": row["center"]}
    for name in REGISTER_COLUMNS[len(NEEDED) :]:
        if not is_missing(cell := row.get(name, "")):
            said[name] = _read(name, cell)
    try:
        return Subject.model_validate(said)
    except ValidationError as error:
        column = str((*error.errors()[0]["loc"], "former_ids")[0])
        raise _Unfit(RowFault.CELL_UNREADABLE, "subject" if column == "id" else column) from None


def _read(name: str, cell: str) -> object:
    match name:
        case "sex":
            try:
                return sex(cell)
            except Refused:
                raise _Unfit(RowFault.CELL_UNREADABLE, name) from None
        case "baseline":
            return next((cell.removesuffix(end) for end in _MIDNIGHT if cell.endswith(end)), cell)
        case "former_ids":
            return tuple(part.strip() for part in cell.split(";") if part.strip())
        case _:
            return cell.casefold()
