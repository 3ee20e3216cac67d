"""Normalize each distinct combination of cells once, and remember what it means."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from hepaflow.domain.analytes.resolve import no_unit
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import Field, Observation, changed
from hepaflow.domain.normalize.normalize import Normalized, normalize
from hepaflow.domain.profile.on_date import Rules, rules_on
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.damage import unquoted
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.ids import id_shows_a_person
from hepaflow.domain.values.dates import parse_moment, zone_named
from hepaflow.domain.values.statements import record_sign
from hepaflow.pipeline.reading.dates.revisions import Revisions
from hepaflow.pipeline.reading.other_numbers import Example, example_of

# fields whose text may hold anything a lab types
FREE_TEXT = (
    Field.ANALYTE, Field.VALUE, Field.VALUE_TEXT, Field.UNIT, Field.UNIT_TEXT, Field.OPERATOR, Field.RANGE, Field.FLAG, Field.CONDITION, Field.METHOD, Field.COMMENT, Field.LAB,
    Field.PANEL, Field.BODY_SITE, Field.SPECIMEN_TYPE, Field.STATUS, Field.RANGE_LOW, Field.RANGE_HIGH, Field.STANDARD_VALUE, Field.STANDARD_UNIT,
)  # fmt: skip
QUANTITIES = frozenset(
    {Field.VALUE, Field.VALUE_TEXT, Field.RANGE, Field.RANGE_LOW, Field.RANGE_HIGH, Field.STANDARD_VALUE}
)
_CODES = (Field.CODE, Field.LOINC)  # numbers of many forms, as ids are
_IN_ONE_CELL = (Field.ANALYTE, Field.VALUE, Field.UNIT, Field.UNIT_TEXT)  # of a wide file: under one header
_INSTANT = re.compile(r"(?:19|2[01])\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_TO_THE_SECOND = 19  # characters
_MEMORY = 200_000  # combinations kept for one era, far above what real files need; then it starts afresh

LATE = (Field.RECORD, Field.REVISED_AT)  # their texts differ from result to result

Memo = dict[tuple[str, ...], Normalized]


def cells_at(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Return what picks the cells at these places of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)


class Reports:
    """Normalized reports by the cells they come from; one memory for each era of the profile.

    Attributes:
        revisions: the revision times of the file.
    """

    def __init__(
        self,
        profile: Profile,
        catalog: Catalog,
        fields: tuple[Field, ...],
        late: tuple[Field, ...] = (),
    ) -> None:
        """Remember for rows that give the cells of these fields, in this order.

        Args:
            profile: what the center declares.
            catalog: what is known.
            fields: those that a report is read from. In a wide file the analyte cell is the header of its column.
            late: those of `LATE` that rows have, in its order.
        """
        self.revisions = Revisions(profile)
        self._profile = profile
        self._catalog = catalog
        self._fields = fields
        self._late = late
        self._zone = zone_named(profile.time_zone)
        self._rules: dict[int, Rules] = {}
        self._memos: dict[int, Memo] = {}
        self._examples: dict[tuple[int, tuple[str, ...]], Example | None] = {}
        self._value_at = fields.index(Field.VALUE) if Field.VALUE in fields else None
        self._standard_at = fields.index(Field.STANDARD_VALUE) if Field.STANDARD_VALUE in fields else None
        numbers = (self._value_at, self._standard_at)
        self._others = cells_at([at for at in range(len(fields)) if at not in numbers])

    def memo(self, era: int, day: date | None) -> Memo:
        """Return what is remembered for an era, to be looked up by the cells."""
        if era not in self._memos:
            self._rules[era] = rules_on(self._profile, day)
            self._memos[era] = {}
        return self._memos[era]

    def learn(self, era: int, cells: tuple[str, ...], line: int) -> Normalized:
        """Normalize cells that are not remembered yet: from a row that differs only in its number, if there was one.

        Args:
            era: the era of the profile; `memo` was called for it before.
            cells: one text for each field of the reader, in its order.
            line: the line of the row in the file.

        Raises:
            Refused: `personal-data`, at this line, where free text holds what names a person and the profile does
                not drop it.
        """
        memo = self._memos[era]
        if len(memo) >= _MEMORY:
            memo.clear()
            self._examples.clear()
        memo[cells] = answer = self._first_seen(era, cells, line)
        return answer

    def completed(self, report: Normalized, late: tuple[str, ...], line: int) -> Normalized:
        """Return a report with what differs from result to result.

        Args:
            report: what the other cells say.
            late: the cells of `LATE` that rows have.
            line: the line of the row in the file.

        Raises:
            Refused: `personal-data`, at this line, where one of them shows a person.
        """
        if not isinstance(report, Observation):
            return report
        texts = {field: unquoted(cell).strip() for field, cell in zip(self._late, late, strict=True) if cell}
        for field, text in texts.items():
            if text:
                self._guard_id(text, field, line)
        values: dict[str, Any] = {}
        if record := texts.get(Field.RECORD):
            values["record"] = record_sign(record)
        revised = texts.get(Field.REVISED_AT)
        if revised:
            values |= self._revision(revised, report)
        report = changed(report, **values)
        if revised:
            self.revisions.note(revised, report if "revised_at" in values else None)
        return report

    def _first_seen(self, era: int, texts: tuple[str, ...], line: int) -> Normalized:
        rules = self._rules[era]
        if self._value_at is None:
            return self._normalized(rules, texts, line)
        others = (era, self._others(texts))
        example = self._examples.get(others)
        standardized = "" if self._standard_at is None else texts[self._standard_at]
        if example is not None and (answer := example.with_number(texts[self._value_at], standardized)):
            return answer
        read = self._normalized(rules, texts, line)
        if others not in self._examples:
            self._examples[others] = self._example(rules, texts, read)
        return read

    def _example(self, rules: Rules, texts: tuple[str, ...], read: Normalized) -> Example | None:
        if not isinstance(read, Observation):
            return None
        cells = dict(zip(self._fields, texts, strict=False))
        analyte = self._catalog.analytes.get(read.analyte)
        if analyte is None:  # a message about a whole order
            return None
        return example_of(read, cells, analyte, rules, self._catalog)

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
        for field in _CODES:
            self._guard_id(cells.get(field, ""), field, line)

    def _guard_id(self, cell: str, field: Field, line: int) -> None:
        """Refuse the file where an id shows a person; without the id nothing would tell its row from others."""
        if id_shows_a_person(cell):
            raise Refused(IssueCode.PERSONAL_DATA, line=line, column=self._profile.columns.get(field, ""))

    def _instant(self, text: str) -> str:
        """Return a time so that later ones are greater as text: in UTC where its offset is known."""
        if _INSTANT.fullmatch(text):  # as messages write it, differently in every row: read without a detour
            return _in_utc(text)
        moment = parse_moment(text, self._profile.file.dates, self._zone, self._profile.file.calendar)
        return _in_utc(str(moment)) if moment.offset else moment.wall

    def _revision(self, text: str, report: Observation) -> dict[str, Any]:
        """Return what a revision time adds to a report: itself, or the issue that nobody can read it."""
        try:
            return {"revised_at": self._instant(text)}
        except Refused:
            column = self._profile.columns[Field.REVISED_AT]
            issue = Issue(IssueCode.REVISED_UNREADABLE, 0, column, text, report.analyte)
            return {"issues": (*report.issues, issue)}


def _in_utc(text: str) -> str:
    """Return an instant in UTC to the second.

    Raises:
        Refused: revised-unreadable, for a day that does not exist.
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()[:_TO_THE_SECOND]
    except ValueError:
        raise Refused(IssueCode.REVISED_UNREADABLE, text) from None
