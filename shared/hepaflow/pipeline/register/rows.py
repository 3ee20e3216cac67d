"""Read the cells of a register's row as an entry."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from pydantic import ValidationError

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.persons import sex
from hepaflow.domain.values.value_tokens import is_missing
from hepaflow.pipeline.register.entries import RequestedEntry

NEEDED: Final = ("subject", "center")
_DATES: Final = ("baseline", "consent", "consent_withdrawn", "death")
REGISTER_COLUMNS: Final = (
    *(*NEEDED, "sex", "birth_year", "baseline", "status", "former_ids"),
    *("transfers", "rescreen_of", "consent", "consent_withdrawn", "death"),
)
_CHINESE: Final = {
    "受试者编号": "subject",
    "中心": "center",
    "中心编号": "center",
    "性别": "sex",
    "出生年份": "birth_year",
    "基线日期": "baseline",
    "状态": "status",
    "曾用编号": "former_ids",
    "转中心": "transfers",
    "既往筛选编号": "rescreen_of",
    "知情同意日期": "consent",
    "撤回知情同意日期": "consent_withdrawn",
    "死亡日期": "death",
}
_MIDNIGHT: Final = ("T00:00:00", " 00:00:00")  # how a workbook's dates may end
_SENT_ID: Final = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*): (.+)")
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
    CENTER_DIFFERS = "center-differs"  # the register says that another center enrolled the subject
    ENTRIES_DISAGREE = "entries-disagree"  # of centers' registers, in what the row does not say
    RULES_TOO_OLD = "rules-too-old"  # only the study's register knows what it says
    RESCREEN_CIRCLE = "rescreen-circle"
    DATE_IN_FUTURE = "date-in-future"


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


class RowUnfit(Exception):
    """A row is refused; `column` says where it is wrong."""

    def __init__(self, fault: RowFault, column: str = "") -> None:
        super().__init__(fault)
        self.fault, self.column = fault, column


def column_of(header: str) -> str:
    """Return the column that a header names, in English or Chinese; other headers as they are.

    Examples:
        >>> column_of("Birth Year"), column_of("死亡日期")
        ('birth_year', 'death')
    """
    name = canonical_text(header).casefold().replace(" ", "_")
    return _CHINESE.get(name, name)


def entry_wanted(
    row: RegisterRow, dossier: Dossier, file: RegisterFile, *, of_study: bool
) -> tuple[RegisterAnswer, RequestedEntry | None]:
    """Return what becomes of a row, and the entry that it asks for; None where nothing is left to write.

    Args:
        row: the filled cells of the row.
        dossier: what is known of the subject.
        file: the register.
        of_study: whether the study has one register.

    Raises:
        RowUnfit: the row is refused.
    """
    same = [one for one in dossier.entries if of_study or one.subject.center == row["center"]]
    for ours in same:  # by an attempt at this very file
        if ours.at == file.received and ours.of_study is of_study and _subject(row, ours) == ours.subject:
            return RegisterAnswer.CHANGED if ours.version > 1 else RegisterAnswer.ADDED, None
    known = dossier.in_study() if of_study else tuple(same[-1:])
    present = _followed(row, known)
    subject = _subject(row, present)
    if present is not None and present.subject == subject and present.of_study is of_study:
        return RegisterAnswer.UNCHANGED, None
    if any(one.at > file.received for one in known):
        raise RowUnfit(RowFault.KNOWN_LATER)
    version = max((one.version for one in same), default=0) + 1
    wish = RequestedEntry(subject, version, file.received, file.actor, file.reason, file.details)
    return RegisterAnswer.CHANGED if present else RegisterAnswer.ADDED, wish


def _followed(row: RegisterRow, known: tuple[Registered, ...]) -> Registered | None:
    """Return the entry that the filled cells of a row change.

    Raises:
        RowUnfit: it is of another center, or centers' registers disagree in what the row does not say.
    """
    if not known:
        return None
    at_center = [entry for entry in known if entry.subject.center == row["center"]]
    if not at_center:
        raise RowUnfit(RowFault.CENTER_DIFFERS, "center")
    (present,) = at_center
    for name in REGISTER_COLUMNS[len(NEEDED) :]:
        values = {getattr(entry.subject, name) for entry in known}
        if len(values) > 1 and is_missing(row.get(name, "")):
            raise RowUnfit(RowFault.ENTRIES_DISAGREE, name)
    return present


def _subject(row: RegisterRow, present: Registered | None) -> Subject:
    """Return what the register says once the filled cells of a row count."""
    said: dict[str, Any] = present.subject.model_dump() if present else {}
    said |= {"id": row["subject"], "center": row["center"]}
    for name in REGISTER_COLUMNS[len(NEEDED) :]:
        if not is_missing(cell := row.get(name, "")):
            said |= _read(name, cell)
    try:
        return Subject.model_validate(said)
    except ValidationError as error:
        (first, *_) = error.errors()
        column = str((*first["loc"], first["type"])[0]).removesuffix("_at")
        raise RowUnfit(RowFault.CELL_UNREADABLE, "subject" if column == "id" else column) from None


def _read(name: str, cell: str) -> dict[str, object]:
    if name == "sex":
        try:
            return {name: sex(cell)}
        except Refused:
            raise RowUnfit(RowFault.CELL_UNREADABLE, name) from None
    if name in _DATES:
        return {name: next((cell.removesuffix(end) for end in _MIDNIGHT if cell.endswith(end)), cell)}
    if name == "rescreen_of":
        return {name: cell}
    parts = _parts(cell)
    if name == "transfers":
        return {name: [_transfer(part) for part in parts]}
    if name == "former_ids":
        at = [found for part in parts if (found := _SENT_ID.fullmatch(part))]
        return {
            name: [part for part in parts if not _SENT_ID.fullmatch(part)],
            "former_ids_at": [{"center": found[1], "id": found[2].strip()} for found in at],
        }
    return {name: cell.casefold()}


def named_centers(row: RegisterRow) -> Iterator[tuple[str, str]]:
    """Yield each center that a row names, with the column that names it."""
    yield "center", row["center"]
    for part in _parts(row.get("transfers", "")):
        yield "transfers", _transfer(part)["center"]
    for part in _parts(row.get("former_ids", "")):
        if found := _SENT_ID.fullmatch(part):
            yield "former_ids", found[1]


def _parts(cell: str) -> list[str]:
    return [] if is_missing(cell) else [part.strip() for part in cell.split(";") if part.strip()]


def _transfer(part: str) -> Mapping[str, str]:
    center, _, day = part.partition(" ")
    return {
        "center": center,
        "from": next((day.removesuffix(end) for end in _MIDNIGHT if day.endswith(end)), day),
    }
