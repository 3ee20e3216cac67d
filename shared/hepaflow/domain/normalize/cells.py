"""Read the cells of one row, and collect every fault, not only the first."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.model import Field, Raw
from hepaflow.domain.screening.damage import damage, unquoted
from hepaflow.domain.values.lab_words import is_word_of_labs

T = TypeVar("T")
SHOWN = 64  # characters of a cell that an issue repeats
# the columns whose text may be repeated to a person (law 7); a name of an analyte counts as its code
REPEATED = frozenset(
    {
        Field.ANALYTE, Field.CODE, Field.LOINC, Field.VALUE, Field.UNIT, Field.RANGE, Field.RANGE_LOW,
        Field.RANGE_HIGH, Field.COLLECTED_AT, Field.REVISED_AT, Field.STANDARD_VALUE, Field.VALUE_TEXT, Field.UNIT_TEXT,
    }
)  # fmt: skip

WORDS = frozenset({Field.STATUS, Field.SPECIMEN_TYPE})  # repeated where they are words of laboratories


def rejects(issues: list[Issue]) -> bool:
    return any(MEANINGS[issue.code].severity is Severity.REJECT for issue in issues)


class Cells:
    """The mapped cells of one row, stripped, with the issues found in them so far.

    Attributes:
        issues: what is wrong, beginning with cells that are damaged: of these nothing else is said.
        analyte: its code, once it is known.
        skipped: why the row carries no result that was asked for, if so.
    """

    def __init__(self, cells: Mapping[Field, str], columns: Mapping[Field, str]) -> None:
        self._cells = {field: unquoted(text).strip() for field, text in cells.items()}
        self._columns = columns
        self.issues: list[Issue] = []
        self.analyte = ""
        self.skipped: Issue | None = None
        self._damaged: set[Field] = set()
        for field, text in self._cells.items():
            if code := damage(field, text):
                self.say(code, field)
                self._damaged.add(field)

    def text(self, field: Field) -> str:
        return self._cells.get(field, "")

    def is_damaged(self, *fields: Field) -> bool:
        return not self._damaged.isdisjoint(fields)

    def say(self, code: IssueCode, field: Field, found: str = "") -> None:
        """Note an issue at a cell; if the cell is known to be damaged, that is the reason, and nothing is added.

        Args:
            code: what is wrong.
            field: the cell.
            found: the text at fault, if it is not the whole cell; only what may be repeated to a person is kept.
        """
        if field in self._damaged:
            return
        self.issues.append(self._issue(code, field, found))

    def say_word(self, code: IssueCode, field: Field, word: str) -> None:
        """Note an issue at a cell with a word of it.

        Args:
            code: what is wrong.
            field: the cell.
            word: a word that is known to name no person; "" where that is not sure.
        """
        if field not in self._damaged:
            self.issues.append(Issue(code, 0, self._columns.get(field, ""), word[:SHOWN], self.analyte))

    def doubt(self, harmless: Collection[str] = ()) -> None:
        """Note what the reader of the format found against the row, but for what is harmless.

        The cell has `code@column` or `code@column@found`, separated by blanks.
        """
        for told in self.text(Field.DOUBT).split():
            code, column, found, *_ = *told.split("@", 2), "", ""
            if found not in harmless:
                self.issues.append(Issue(IssueCode(code), 0, column, found, self.analyte))

    def skip(self, code: IssueCode, field: Field) -> None:
        """Say that the row carries no result, and why."""
        self.skipped = self._issue(code, field, "")

    def _issue(self, code: IssueCode, field: Field, found: str) -> Issue:
        text = found or self.text(field)
        repeated = text[:SHOWN] if field in REPEATED or (field in WORDS and is_word_of_labs(text)) else ""
        return Issue(code, 0, self._columns.get(field, ""), repeated, self.analyte)

    def read(self, field: Field, parse: Callable[[str], T]) -> T | None:
        """Return what the cell means; None after noting why it means nothing."""
        try:
            return parse(self.text(field))
        except Refused as refusal:
            code = refusal.issue.code
            self.skip(code, field) if MEANINGS[code].skips else self.say(code, field, refusal.issue.found)
            return None

    def placed(self) -> tuple[Issue, ...]:
        """Return the issues, each with the analyte once that is known."""
        return tuple(
            Issue(issue.code, issue.line, issue.column, issue.found, issue.analyte or self.analyte)
            for issue in self.issues
        )


def raw_of(row: Cells) -> Raw:
    """Return the cells of a row as they stand in the file, for people."""
    name = row.text(Field.ANALYTE) or row.text(Field.CODE) or row.text(Field.LOINC)
    bounds = (row.text(Field.RANGE_LOW), row.text(Field.RANGE_HIGH))
    limits = row.text(Field.RANGE) or (" - ".join(bounds) if any(bounds) else "")
    return Raw(
        name,
        row.text(Field.VALUE) or row.text(Field.VALUE_TEXT),
        row.text(Field.UNIT),
        limits,
        row.text(Field.FLAG),
    )
