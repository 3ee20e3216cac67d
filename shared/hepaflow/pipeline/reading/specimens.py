"""Find the panel of a row's specimen: who and when, or why there is none."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import Field, Moment, Panel, Precision
from hepaflow.domain.normalize.subjects import is_id_of_study, joined_id, subject_id
from hepaflow.domain.profile.centers import center_issue
from hepaflow.domain.profile.on_date import boundaries, era
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.damage import damage, unquoted
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.ids import id_shows_a_person
from hepaflow.domain.screening.personal import is_number_of_a_person, names_a_person
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.date_readings import days_in_orders
from hepaflow.domain.values.dates import (
    EITHER,
    at_clock,
    local_day,
    offset_is_unknown,
    parse_moment,
    zone_named,
)
from hepaflow.domain.values.persons import age_in_years, sex
from hepaflow.domain.values.value_tokens import is_missing
from hepaflow.pipeline.reading.dates.moments import earliest, is_no_date
from hepaflow.pipeline.reading.dates.orders import ColumnOrder
from hepaflow.pipeline.reading.dates.swaps import Swaps

SPECIMEN_FIELDS = (
    Field.SUBJECT,
    Field.COLLECTED_AT,
    Field.COLLECTED_TIME,
    Field.SPECIMEN,
    Field.VISIT,
    Field.SEX,
    Field.AGE,
    Field.CENTER,
    Field.SITE,
)
_MAY_SHOW_A_PERSON = (
    Field.SUBJECT,
    Field.SPECIMEN,
    Field.SITE,
    Field.CENTER,
    Field.COLLECTED_AT,
    Field.COLLECTED_TIME,
)


@dataclass(frozen=True, slots=True)
class FileSpecimen:
    """One specimen of the file.

    Attributes:
        panel: where its reports go; None where the rows must be rejected.
        issues: why, then; line 0.
        era: which stretch of the profile's dated entries it lies in.
        day: its collection day, if that is known.
        undated: where a taking back goes, if nothing but the time is missing.
        person: the header of a cell that shows a person: the file is refused, unless the row has no specimen.
    """

    panel: Panel | None
    issues: tuple[Issue, ...]
    era: int
    day: date | None
    undated: Panel | None = None
    person: str = ""


class FileSpecimens:
    """The specimens of one file, by the cells that tell them apart: the mapped ones of `SPECIMEN_FIELDS`, in its order."""

    def __init__(
        self, profile: Profile, received: datetime, study_start: date | None, site: str | None = None
    ) -> None:
        """Prepare for the specimens of a file.

        Args:
            profile: the profile that reads the file.
            received: when the file arrived.
            study_start: earlier collection days are noted.
            site: the header of a column with the site that the profile does not map; its cells come last in each head.
        """
        mapped = {*profile.columns, *([Field.SITE] if site is not None else [])}
        self._fields = tuple(field for field in SPECIMEN_FIELDS if field in mapped)
        self._site_column = profile.columns.get(Field.SITE, site or "")
        self._sites: dict[str, set[str]] = {}
        self._profile = profile
        self._received = received
        self._study_start = study_start
        self._zone = zone_named(profile.time_zone)
        self._boundaries = boundaries(profile)
        self._moments: dict[str, Moment | Issue] = {}
        self._subjects: dict[str, str | Issue] = {}
        self.latest = received.date() + timedelta(days=1)  # in the zone farthest ahead
        self._past = (received - timedelta(days=2)).date()  # a day up to this one is past in every zone
        self._known: dict[tuple[str, ...], FileSpecimen] = {}
        self._swaps = Swaps()
        self._order = ColumnOrder(profile)

    def of(self, head: tuple[str, ...]) -> FileSpecimen:
        """Return the specimen that the head cells (`SPECIMEN_FIELDS`, in order) tell of."""
        specimen = self._known.get(head)
        if specimen is None:
            specimen = self._read(dict(zip(self._fields, map(unquoted, head), strict=True)))
            subject = self._subjects.get(head[0])
            # the text of an id is kept once, and not once for each of its specimens
            self._known[(subject, *head[1:]) if head[0] == subject else head] = specimen
        return specimen

    def forget_rows(self) -> None:
        """Forget which cells tell which specimen; to be called after all rows, when the panels were taken."""
        self._known.clear()

    def are_more_than(self, most: int) -> bool:
        """Say whether more specimens have reports; that is counted only where as many heads were met."""
        return len(self._known) > most and len(self.panels) > most

    @property
    def panels(self) -> list[Panel]:
        """Every panel with at least one report, in order of first appearance."""
        return [
            panel
            for known in self._known.values()
            for panel in (known.panel, known.undated)
            if panel is not None and panel.observations
        ]

    def _read(self, cells: dict[Field, str]) -> FileSpecimen:
        if header := self._shows_a_person(cells):
            return FileSpecimen(None, (), 0, None, person=header)
        subject = self._subject_of(cells)
        text = cells[Field.COLLECTED_AT].strip()
        first, _, other = text.partition(EITHER)
        moment = self._at_clock(self._moment(first.strip()), cells.get(Field.COLLECTED_TIME, ""))
        damaged = (self._damage(field, cells.get(field, "")) for field in (Field.SPECIMEN, Field.VISIT))
        center = self._center_fault(cells, subject)
        faults = tuple(part for part in (subject, center, moment, *damaged) if isinstance(part, Issue))
        day = local_day(moment, self._zone) if isinstance(moment, Moment) else None
        stretch = era(day, self._boundaries)
        if faults or isinstance(subject, Issue) or isinstance(moment, Issue):
            return FileSpecimen(None, faults, stretch, day, self._undated(cells, subject, faults))
        doubts = [*self._doubts(moment, day), *([IssueCode.DATE_CONFLICT] if other else [])]
        notes = tuple(self._issue(code, Field.COLLECTED_AT, text) for code in doubts)
        panel = Panel(
            subject,
            moment,
            specimen=cells.get(Field.SPECIMEN, "").strip().removeprefix("'"),
            visit=self._visit(cells.get(Field.VISIT, "").strip()),
            lines=_no_lines(),
            specimen_issues=notes,
            sex=_read(sex, cells.get(Field.SEX, "")) or "",
            age=_completed(_read(age_in_years, cells.get(Field.AGE, ""))),
        )
        self._swaps.note(text, moment, panel)
        self._order.note_panel(first.strip(), panel)
        return FileSpecimen(panel, (), stretch, day)

    def _undated(
        self, cells: dict[Field, str], subject: str | Issue, faults: tuple[Issue, ...]
    ) -> Panel | None:
        if isinstance(subject, Issue) or {fault.code for fault in faults} != {IssueCode.DATE_MISSING}:
            return None
        specimen = cells.get(Field.SPECIMEN, "").strip().removeprefix("'")
        return Panel(subject, Moment("", Precision.YEAR), specimen, lines=_no_lines())

    def hold_doubtful_dates(self) -> dict[str, str]:
        """Hold what lies on days whose day and month may be the other way round; to be called after all rows.

        Returns:
            By column, the cell that shows that its dates are in another order than the profile says.
        """
        column = self._profile.columns.get(Field.COLLECTED_AT, "")
        proofs: dict[str, str] = {}
        for text, panel in self._swaps.doubtful():
            self._hold(panel, IssueCode.DATE_HALF_SWAPPED, text)
        for text, proof, panel in self._order.doubtful(self.latest):
            self._hold(panel, IssueCode.DATE_OTHER_ORDER, text)
            proofs.setdefault(column, proof)
        return proofs

    def _hold(self, panel: Panel, code: IssueCode, text: str) -> None:
        panel.specimen_issues = (*panel.specimen_issues, self._issue(code, Field.COLLECTED_AT, text))

    def hold_two_sites(self) -> None:
        """Hold the results under an id that the file has at two sites; to be called after all rows."""
        for panel in self.panels:
            if len(self._sites.get(panel.subject, ())) > 1:
                issue = Issue(IssueCode.SUBJECT_TWO_SITES, 0, self._site_column)
                panel.specimen_issues = (*panel.specimen_issues, issue)

    def _subject_of(self, cells: dict[Field, str]) -> str | Issue:
        """Return the subject that a row names; of an id in two columns, the site and the number together."""
        site, number = canonical_text(cells.get(Field.SITE, "")), cells[Field.SUBJECT]
        if Field.SITE in self._profile.columns:
            try:
                number = joined_id(site, number, self._profile.subject)
            except Refused as refusal:
                return self._issue(refusal.issue.code, Field.SUBJECT if site else Field.SITE)
        subject = self._subject(number)
        if site and isinstance(subject, str):
            self._sites.setdefault(subject, set()).add(site.casefold())
        return subject

    def _center_fault(self, cells: dict[Field, str], subject: str | Issue) -> Issue | None:
        """Return what is wrong with the center of a row, if the profile reads it; its word is not repeated."""
        if Field.CENTER not in self._profile.columns:
            return None
        known = subject if isinstance(subject, str) else ""
        code = center_issue(cells[Field.CENTER], known, self._profile.centers)
        return self._issue(code, Field.CENTER) if code else None

    def _at_clock(self, moment: Moment | Issue, clock: str) -> Moment | Issue:
        if isinstance(moment, Issue) or not clock or is_missing(canonical_text(clock)):
            return moment
        try:
            return at_clock(moment, clock.strip(), self._zone)
        except Refused as refusal:
            return self._issue(refusal.issue.code, Field.COLLECTED_TIME, refusal.issue.found)

    def _visit(self, text: str) -> str:
        """Return the visit's own text; a visit is free text, and may hold what names a person."""
        if not person_kind(text):
            return text
        if self._profile.file.personal_columns == "refuse":
            raise Refused(IssueCode.PERSONAL_DATA, column=self._profile.columns[Field.VISIT])
        return ""

    def _subject(self, cell: str) -> str | Issue:
        known = self._subjects.get(cell)
        if known is None:
            try:
                known = subject_id(cell, self._profile.subject)
            except Refused as refusal:
                self._refuse_person(cell)
                known = self._issue(refusal.issue.code, Field.SUBJECT)
            if self._profile.subject.pattern is None:  # with one, the study says that these are its ids
                self._refuse_number(cell)
            self._subjects[cell] = known
        return known

    def _refuse_person(self, cell: str) -> None:
        """Refuse the file where a column whose header names a person holds something other than the study's ids."""
        header = self._profile.columns.get(Field.SUBJECT, "")
        if cell.strip() and names_a_person(header):
            raise Refused(IssueCode.PERSONAL_DATA, column=header)
        self._refuse_number(cell)

    def _refuse_number(self, cell: str) -> None:
        """Refuse the file where a citizen's number stands in the place of the subject's id."""
        if is_number_of_a_person(cell):
            raise Refused(IssueCode.PERSONAL_DATA, column=self._profile.columns.get(Field.SUBJECT, ""))

    def _shows_a_person(self, cells: dict[Field, str]) -> str:
        """Return the header of an id, or of what should be a time, that shows a person; "" if none does.

        An id that fits the study's pattern of subject ids is one.
        """
        shown = (
            self._profile.columns.get(field, "")
            for field in _MAY_SHOW_A_PERSON
            if id_shows_a_person(cell := cells.get(field, "")) and not self._is_id_of_study(cell)
        )
        return next(shown, "")

    def _is_id_of_study(self, cell: str) -> bool:
        subject = self._profile.subject
        return subject.pattern is not None and is_id_of_study(cell, subject)

    def _moment(self, text: str) -> Moment | Issue:
        known = self._moments.get(text)
        if known is None:
            try:
                told = parse_moment(text, self._profile.file.dates, self._zone, self._profile.file.calendar)
                known = (
                    self._issue(IssueCode.DATE_MISSING, Field.COLLECTED_AT, text)
                    if is_no_date(told)
                    else told
                )
            except Refused as refusal:
                self._swaps.note_unread(text)
                code = damage(Field.COLLECTED_AT, text) or self._settled(refusal.issue)
                known = self._issue(code, Field.COLLECTED_AT, text)
            self._order.note(text)
            self._moments[text] = known
        return known

    def _settled(self, issue: Issue) -> IssueCode:
        """Return the code of a date that cannot be read; two orders are not in doubt if only one of them is not later than the file."""
        if issue.code is not IssueCode.DATE_AMBIGUOUS:
            return issue.code
        possible = [day for day in days_in_orders(issue.found) if day <= self.latest]
        return IssueCode.DATE_UNREADABLE if len(possible) == 1 else issue.code

    def _damage(self, field: Field, cell: str) -> Issue | None:
        code = damage(field, cell)
        return self._issue(code, field) if code else None

    def _issue(self, code: IssueCode, field: Field, found: str = "") -> Issue:
        return Issue(code, 0, self._profile.columns.get(field, ""), found)

    def _doubts(self, moment: Moment, day: date | None) -> list[IssueCode]:
        doubts = []
        if offset_is_unknown(moment):
            doubts.append(IssueCode.DATE_OFFSET_UNKNOWN)
        if (day is None or day > self._past) and earliest(moment, self._zone) > self._received:
            doubts.append(IssueCode.DATE_AFTER_RECEIPT)
        if day is not None and self._study_start is not None and day < self._study_start:
            doubts.append(IssueCode.DATE_BEFORE_STUDY)
        return doubts


@lru_cache(maxsize=1024)  # an age and a sex are those of many people
def _read(parse: Callable[[str], Any], cell: str) -> Any:
    """Return what a cell about the person means; what cannot be read is noted with the range that it decides."""
    try:
        return parse(cell)
    except Refused:
        return None


def _no_lines() -> "array[int]":
    """Return a place for lines that takes 8 bytes for each: a list takes 40, and a file may have a million."""
    return array("q")


def _completed(age: Decimal | None) -> int | None:
    return None if age is None else int(age)
