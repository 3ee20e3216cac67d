"""Define receipts: what a center gets back for a file and for a delivery."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from hepaflow.domain.issues.issues import Actor, Severity
from hepaflow.domain.issues.places import place_ranges
from hepaflow.domain.receipts.documents import Documents
from hepaflow.domain.study.files import Counts, DeliveryStatus, FileStatus, Recipe

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people in both languages of the labs."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class FoundCell:
    """What was found in cells at fault, how often, and for a refused unit the reason.

    Attributes:
        text: the cell.
        analyte: the analyte of its row; "" where the text does not depend on one.
        count: in how many rows.
        reason: why the unit cannot be converted; None for every other issue.
    """

    text: str
    analyte: str
    count: int
    reason: Text | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """All issues of one code in a file: one cause with its rows and what to do.

    Attributes:
        code: the issue code.
        severity: what became of the rows, or of the file.
        skipped: the rows carry no result that was asked for.
        lines: the places in the lab's file, in order; empty where the file as a whole is meant.
        line_ranges: the same, abbreviated for a person.
        columns: the lab's headers of the cells at fault, in order of appearance.
        found: what was found there, most frequent first; a stored receipt has the first examples.
        title: what happened.
        who: who can do something about it.
        remedy: what to do.
        found_more: how many other texts were found.
    """

    code: str
    severity: Severity
    skipped: bool
    lines: tuple[str, ...]
    line_ranges: str
    columns: tuple[str, ...]
    found: tuple[FoundCell, ...]
    title: Text
    who: Actor
    remedy: Text
    found_more: int = 0


@dataclass(frozen=True, slots=True)
class AcceptedNow:
    """How many accepted rows brought the current value of their measurement where.

    Attributes:
        new: there was no current value before, now there is one.
        changed: the current value is another one now, or there is none any more.
        unchanged: the current value is the same.
        waiting: the row waits for a decision or the register.
    """

    new: int
    changed: int
    unchanged: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ResubmittedRows:
    """What a file does for the rows of an earlier file; places as the earlier file's receipt writes them.

    Attributes:
        file_id: the earlier file.
        resolved: its rejected and held rows that are accepted now.
        open: its rejected and held rows that this file leaves as they are.
        for_data_manager: those of them that no correction of the lab settles.
    """

    file_id: str
    resolved: tuple[str, ...]
    open: tuple[str, ...]
    for_data_manager: tuple[str, ...] = ()

    @property
    def resolved_ranges(self) -> str:
        return place_ranges(self.resolved)

    @property
    def open_ranges(self) -> str:
        return place_ranges(self.open)

    @property
    def for_lab(self) -> tuple[str, ...]:
        return tuple(place for place in self.open if place not in self.for_data_manager)


@dataclass(frozen=True, slots=True)
class Omitted:
    """How many current results of its center a cumulative file omits.

    Attributes:
        results: all of them.
        in_previous_file: those that the newest cumulative file before it had.
    """

    results: int
    in_previous_file: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a run did to what was there before; known once the journal has a number for the run.

    Attributes:
        journal_number: the number that made the run count; None for a register, whose rows are entries of their own.
        accepted_now: where the accepted rows brought the current values; None: too many subjects to count.
        resubmitted_rows: by earlier file, in the order in which the file names them; None for a register.
        omitted: what a cumulative file omits; None: too many subjects to count, or it is not cumulative.
        cumulative: the file is cumulative.
    """

    journal_number: int | None = None
    accepted_now: AcceptedNow | None = None
    resubmitted_rows: tuple[ResubmittedRows, ...] | None = None
    omitted: Omitted | None = None
    cumulative: bool = False


class EffectStatus(StrEnum):
    """How far the effect of a run that counts is known; the file counts in each case."""

    PENDING = "pending"
    KNOWN = "known"
    FAILED = "failed"  # our side; the operator is told


class KeptForm(StrEnum):
    """In which form a file is kept for later runs."""

    ROWS = "rows"  # the columns that are kept, row by row; the original stays at the center
    ORIGINAL = "original"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class KeptContent:
    """What is kept of a file.

    Attributes:
        form: in which form.
        dropped: the columns that are not kept, by their header if it consists of known words, else by their number.
    """

    form: KeptForm
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a center gets back for a run over a file.

    Attributes:
        study: the study's id.
        center: who sent the file.
        file_id: the file.
        sha256: plain digest of its bytes.
        run: the number of the run.
        received: receipt of the delivery that claimed the run.
        recipe: what the run read with.
        outcome: committed or refused.
        counts: where its rows went.
        causes: what is wrong with it, most severe first.
        effect: what it did to earlier results, once that is known.
        hepaflow: the version that read the file; "" where it was read before receipts said so.
        effect_status: how far the effect is known; None where the run never counted, or where nobody has looked.
        kept: what is kept of the file; None for a register, and where the file was read before receipts said so.
        language: that of the center, which comes first on the page of the receipt.
        documents: which documents lie beside it; None where the run is of a version that stored all of them.
    """

    study: str
    center: str
    file_id: str
    sha256: str
    run: int
    received: str
    recipe: Recipe
    outcome: FileStatus
    counts: Counts
    causes: tuple[Cause, ...]
    effect: Effect | None = None
    hepaflow: str = ""
    effect_status: EffectStatus | None = None
    kept: KeptContent | None = None
    language: Language = "en"
    documents: Documents | None = None


@dataclass(frozen=True, slots=True)
class Duplicate:
    """What the first delivery of the same bytes became, and where their values are now.

    Attributes:
        first_received: receipt of the earliest delivery.
        file_status: what became of the file.
        current_run: the run whose results count; None where none does.
        values_now: how many of its values are current, held, superseded and so on; empty for a register.
    """

    first_received: str
    file_status: FileStatus
    current_run: int | None
    values_now: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """What a center gets back for one delivery.

    Attributes:
        study: the study's id, or `unknown`.
        center: who sent it, or `unknown`.
        file_id: its file; "" where its bytes have not been read.
        received: when it was received.
        outcome: what became of the delivery.
        message: what happened, and what to do.
        who: who has to act; None where the receipt of the file says so.
        receipts: where the receipts of its file lie; "" where there are none.
        duplicate: what the first delivery of the same bytes became.
        hepaflow: the version that wrote it; "" where it was written before receipts said so.
    """

    study: str
    center: str
    file_id: str
    received: str
    outcome: DeliveryStatus
    message: Text
    who: Actor | None = None
    receipts: str = ""
    duplicate: Duplicate | None = None
    hepaflow: str = ""
