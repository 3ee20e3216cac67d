"""Normalize each distinct combination of cells once, and remember what it means."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

from hepaflow.domain.analytes.resolve import no_unit
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import Field, Observation
from hepaflow.domain.normalize.normalize import Normalized, normalize
from hepaflow.domain.profile.on_date import Rules, rules_on
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.damage import unquoted
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.values.dates import parse_moment, zone_named
from hepaflow.domain.values.statements import record_sign
from hepaflow.pipeline.reading.dates.revisions import Revisions
from hepaflow.pipeline.reading.other_numbers import Example, example_of

# fields whose text may hold anything a lab types; ids and specimens are barcodes and look like phone numbers
FREE_TEXT = (
    Field.ANALYTE, Field.VALUE, Field.VALUE_TEXT, Field.UNIT, Field.UNIT_TEXT, Field.OPERATOR, Field.RANGE, Field.FLAG, Field.CONDITION, Field.METHOD, Field.COMMENT, Field.LAB,
)  # fmt: skip
QUANTITIES = frozenset({Field.VALUE, Field.VALUE_TEXT, Field.RANGE})
_IN_ONE_CELL = (Field.ANALYTE, Field.VALUE, Field.UNIT, Field.UNIT_TEXT)  # of a wide file: under one header
_INSTANT = re.compile(r"(?:19|2[01])\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_TO_THE_SECOND = 19  # characters
_MEMORY = 200_000  # combinations kept for one era, far above what real files need; then it starts afresh

LATE = (Field.REVISED_AT, Field.RECORD)  # their texts differ from result to result

Memo = dict[tuple[str, ...], Normalized]


class Reports:
    """Normalized reports by the cells they come from; one memory for each era of the profile.

    Attributes:
        revisions: the revision times of the file.
    """

    def __init__(self, profile: Profile, catalog: Catalog, fields: tuple[Field, ...]) -> None:
        """Remember for rows that give the cells of these fields, in this order.

        In a wide file the analyte cell is the header of its column. The fields of `LATE` come last: all before them is
        remembered apart.
        """
        self.revisions = Revisions(profile)
        self._profile = profile
        self._catalog = catalog
        self._fields = fields
        self._late = tuple(field for field in fields if field in LATE)
        self._zone = zone_named(profile.time_zone)
        self._rules: dict[int, Rules] = {}
        self._memos: dict[int, Memo] = {}
        self._unrevised: dict[int, Memo] = {}
        self._examples: dict[tuple[int, tuple[str, ...]], Example | None] = {}
        self._value_at = fields.index(Field.VALUE) if Field.VALUE in fields else None

    def memo(self, era: int, day: date | None) -> Memo:
        """Return what is remembered for an era, to be looked up by the cells."""
        if era not in self._memos:
            self._rules[era] = rules_on(self._profile, day)
            self._memos[era] = {}
            self._unrevised[era] = {} if self._late else self._memos[era]
        return self._memos[era]

    def learn(self, era: int, cells: tuple[str, ...], line: int) -> Normalized:
        """Normalize cells that are not remembered yet.

        Args:
            era: the era of the profile; `memo` was called for it before.
            cells: one text for each field of the reader, in its order.
            line: the line of the row in the file.

        Raises:
            Refused: `personal-data`, at this line, where free text holds what names a person and the profile does
                not drop it.
        """
        memo, unrevised = self._memos[era], self._unrevised[era]
        if len(memo) >= _MEMORY:
            memo.clear()
            unrevised.clear()
            self._examples.clear()
        plain = cells[: -len(self._late)] if self._late else cells
        answer = unrevised.get(plain)
        if answer is None:
            unrevised[plain] = answer = self._first_seen(era, plain, line)
        if self._late:
            memo[cells] = answer = self._completed(answer, cells[-len(self._late) :])
        return answer

    def _first_seen(self, era: int, texts: tuple[str, ...], line: int) -> Normalized:
        """Read cells from a row that differs only in its number, if there was one; else as a whole."""
        at = self._value_at
        if at is None:
            return self._normalized(self._rules[era], texts, line)
        others = (era, (*texts[:at], *texts[at + 1 :]))
        example = self._examples.get(others)
        if example is not None and (answer := example.with_number(texts[at])):
            return answer
        read = self._normalized(self._rules[era], texts, line)
        if others not in self._examples:
            self._examples[others] = self._example(self._rules[era], texts, read)
        return read

    def _example(self, rules: Rules, texts: tuple[str, ...], read: Normalized) -> Example | None:
        if not isinstance(read, Observation):
            return None
        cells = dict(zip(self._fields, texts, strict=False))
        analyte = self._catalog.analytes.get(read.analyte)
        if analyte is None:  # a message about a whole order
            return None
        return example_of(read, cells, analyte, rules.decimal_mark, rules.flag_signs)

    def _normalized(self, rules: Rules, texts: tuple[str, ...], line: int) -> Normalized:
        cells = dict(zip(self._fields, texts, strict=False))
        self._guard(cells, line)
        if self._profile.file.layout == "wide":
            column = rules.wide.get(cells[Field.ANALYTE])
            if column is None:  # the profile maps this column, but not for this date
                return (Issue(IssueCode.ANALYTE_UNKNOWN, 0, cells[Field.ANALYTE], cells[Field.ANALYTE]),)
            if no_unit(cells[Field.UNIT]):
                cells[Field.UNIT] = column.unit or ""
            rules = replace(
                rules, columns={**rules.columns, **dict.fromkeys(_IN_ONE_CELL, cells[Field.ANALYTE])}
            )
        return normalize(cells, rules, self._catalog)

    def _guard(self, cells: dict[Field, str], line: int) -> None:
        for field in FREE_TEXT:
            if person_kind(cells.get(field, ""), is_quantity=field in QUANTITIES):
                if self._profile.file.personal_columns == "refuse":
                    header = self._profile.columns.get(field) or cells[Field.ANALYTE]
                    raise Refused(IssueCode.PERSONAL_DATA, line=line, column=header)
                cells[field] = ""

    def _instant(self, text: str) -> str:
        """Return a time so that later ones are greater as text: in UTC where its offset is known."""
        if _INSTANT.fullmatch(text):  # as messages write it, differently in every row: read without a detour
            return _in_utc(text)
        moment = parse_moment(text, self._profile.file.dates, self._zone, self._profile.file.calendar)
        return _in_utc(str(moment)) if moment.offset else moment.wall

    def _completed(self, answer: Normalized, late: tuple[str, ...]) -> Normalized:
        if not isinstance(answer, Observation):
            return answer
        texts = dict(zip(self._late, map(unquoted, late), strict=True))
        if record := texts.get(Field.RECORD, "").strip():
            answer = answer._replace(record=record_sign(record))
        return self._revised(answer, texts.get(Field.REVISED_AT, "").strip())

    def _revised(self, answer: Observation, text: str) -> Observation:
        if not text:
            return answer
        try:
            answer = answer._replace(revised_at=self._instant(text))
        except Refused:
            self.revisions.note(text, None)
            column = self._profile.columns[Field.REVISED_AT]
            issue = Issue(IssueCode.REVISED_UNREADABLE, 0, column, text, answer.analyte)
            return answer._replace(issues=(*answer.issues, issue))
        self.revisions.note(text, answer)
        return answer


def _in_utc(text: str) -> str:
    """Return an instant in UTC to the second.

    Raises:
        Refused: revised-unreadable, for a day that does not exist.
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()[:_TO_THE_SECOND]
    except ValueError:
        raise Refused(IssueCode.REVISED_UNREADABLE, text) from None
