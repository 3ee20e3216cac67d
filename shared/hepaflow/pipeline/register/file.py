"""Read a register file: every row is answered; an omitted cell changes nothing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from hepaflow.catalog.headers import shown_headers
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.normalize.subjects import is_id_of_study
from hepaflow.domain.profile.parts import FileLayout, SubjectIds
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.personal import labels_a_person, names_a_person
from hepaflow.domain.study.fold_rules import has_one_register, version_at
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.text import canonical_text
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.reading.open_file import Bytes
from hepaflow.pipeline.register.entries import Check, allowed, next_change, write_entry
from hepaflow.pipeline.register.person.of_study import (
    EntryUnfit,
    FormerIdTaken,
    check_screenings,
    ids_of,
)
from hepaflow.pipeline.register.preview import with_change
from hepaflow.pipeline.register.rows import (
    NEEDED,
    REGISTER_COLUMNS,
    RegisterAnswer,
    RegisterFile,
    RegisterRow,
    RowAnswer,
    RowFault,
    RowUnfit,
    column_of,
    entry_wanted,
    named_centers,
)
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Change, CurrentState, Definitions, Registry
from hepaflow.readers.copied import Copied, read_copied_register
from hepaflow.readers.formats import read_table
from hepaflow.readers.sheet import Limits, Sheet

_HOLDS_RESULTS: Final = re.compile(
    "death|died|dead|deceased|withdraw|consent|transfer|re-?screen|死亡|去世|撤回|撤销|知情同意|转中心|转院|再次筛选|既往筛选",
    re.IGNORECASE,
)
_ARM: Final = re.compile(  # of SDTM DM: ARM, ARMCD, ACTARM, ACTARMCD; a data manager is masked
    r"(?<![a-z])(act)?arm(cd)?(?![a-z])|treatment[ _-]*group|allocation|组别|分组|治疗组",
    re.IGNORECASE,
)
_LIMITS: Final = Limits(rows=10_000)  # each row is an event of the journal: so many end within a run's time


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
        _one_register(registry, file.study),
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
        answer, wish = entry_wanted(row, known[row["subject"]], file, of_study=of_study)
        if wish is not None:
            if of_study:
                check_screenings(lambda one: look({one})[one], wish.subject)
            _, change = next_change(look(ids_of(wish.subject)), wish, of_study=of_study)
            known.update(with_change(known, change))
            if earlier := wish.subject.rescreen_of:
                known[earlier] = replace(known[earlier], links=known[earlier].links | {wish.subject.id})
            changes[_key(row)] = change
        return answer

    of_study = _one_register(registry, file.study, number)
    look({row["subject"] for _, row in rows if row})
    answers = _all_answered(registry, file, rows, of_study, planned)
    lines = frozenset(line for line, row in rows if row and _key(row) in changes)
    return RegisterPlan(answers, tuple(changes.values()), lines)


def _one_register(registry: CurrentState, study: str, number: int | None = None) -> bool:
    """Say whether the study has one register, at a journal number or now."""
    view = registry.view(study, [])
    return has_one_register(
        version_at(view.fold_versions, view.head.journal_number if number is None else number)
    )


def _all_answered(
    registry: Definitions,
    file: RegisterFile,
    rows: list[tuple[int, RegisterRow | None]],
    of_study: bool,  # noqa: FBT001 a fact of the study
    enter: Callable[[RegisterRow], RegisterAnswer],
) -> list[RowAnswer]:
    definition = registry.definition(file.study, file.definition)

    def key(row: RegisterRow) -> tuple[str, str]:
        return ("" if of_study else row["center"]), row["subject"]

    times = Counter(key(row) for _, row in rows if row)

    def entered(row: RegisterRow | None) -> RegisterAnswer:
        if row is None:
            raise RowUnfit(RowFault.ROW_WIDTH)
        if times[key(row)] > 1:
            raise RowUnfit(RowFault.SUBJECT_REPEATED, "subject")
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
    if definition is None:
        raise RowUnfit(RowFault.CENTER_UNKNOWN, "center")
    for column, center in named_centers(row):
        if center not in definition.centers:
            raise RowUnfit(RowFault.CENTER_UNKNOWN, column)
    if not is_id_of_study(row["subject"], SubjectIds(pattern=definition.subject_pattern)):
        raise RowUnfit(RowFault.CELL_UNREADABLE, "subject")


def _answered(
    line: int, row: RegisterRow | None, entered: Callable[[RegisterRow | None], RegisterAnswer]
) -> RowAnswer:
    try:
        return RowAnswer(line, entered(row))
    except RowUnfit as unfit:
        return RowAnswer(line, RegisterAnswer.REFUSED, unfit.fault, unfit.column)
    except FormerIdTaken:
        return RowAnswer(line, RegisterAnswer.REFUSED, RowFault.FORMER_ID_TAKEN)
    except EntryUnfit as unfit:
        return RowAnswer(line, RegisterAnswer.REFUSED, RowFault(unfit.fault), unfit.field)


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
        Refused: `personal-data`, `file-columns-missing`, `file-columns-repeated`; `file-header` if another column has a
            header like that of a fact which holds results, which must not be passed over, or like that of an arm.
    """
    for line, text in sheet.titles:
        if labels_a_person(text) or person_kind(text):
            raise Refused(IssueCode.PERSONAL_DATA, line=line)
    for header in sheet.header:
        if names_a_person(header):
            raise Refused(IssueCode.PERSONAL_DATA, line=sheet.header_line)
    present = [column_of(header) for header in sheet.header]
    if missing := [name for name in NEEDED if name not in present]:
        raise Refused(IssueCode.FILE_COLUMNS_MISSING, ", ".join(missing), line=sheet.header_line)
    if repeated := [name for name in REGISTER_COLUMNS if present.count(name) > 1]:
        raise Refused(IssueCode.FILE_COLUMNS_REPEATED, ", ".join(repeated), line=sheet.header_line)
    shown = zip(present, shown_headers(sheet.header), sheet.header, strict=True)
    if others := [
        text
        for name, text, header in shown
        if name not in REGISTER_COLUMNS and (_HOLDS_RESULTS.search(header) or _ARM.search(header))
    ]:
        raise Refused(IssueCode.FILE_HEADER, ", ".join(others), line=sheet.header_line)
    return {name: present.index(name) for name in REGISTER_COLUMNS if name in present}


def _key(row: RegisterRow) -> tuple[str, str]:
    return row["center"], row["subject"]


def _enter(
    registry: Registry, clock: Clock, file: RegisterFile, row: RegisterRow, check: Check
) -> RegisterAnswer:
    while True:
        view = registry.view(file.study, [], [row["subject"]])
        of_study = has_one_register(version_at(view.fold_versions, view.head.journal_number))
        answer, wish = entry_wanted(row, view.dossiers[row["subject"]], file, of_study=of_study)
        try:
            if wish is not None:
                write_entry(registry, clock, file.study, wish, check)
        except VersionTaken:  # somebody changed the entry since it was read
            continue
        return answer
