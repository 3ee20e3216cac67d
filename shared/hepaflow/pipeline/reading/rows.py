"""Read row by row: find each row's specimen and observation, or its fault."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused, Severity
from hepaflow.domain.issues.meanings import MEANINGS, is_held
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field, Observation, Panel, Status
from hepaflow.domain.normalize.normalize import Normalized
from hepaflow.domain.normalize.stated_units import StatedUnits
from hepaflow.domain.normalize.unread_columns import UnreadColumns
from hepaflow.domain.profile.labs import papers_of
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.ids import id_shows_a_person
from hepaflow.domain.study.unmapped import EXAMPLES, UnmappedKey, masked, names_of
from hepaflow.domain.values.statements import confirms, is_statement, states_not_done, takes_back
from hepaflow.pipeline.reading.columns import wide_positions
from hepaflow.pipeline.reading.dates.revisions import Revisions
from hepaflow.pipeline.reading.observations import LATE, Reports, cells_at
from hepaflow.pipeline.reading.specimens import SPECIMEN_FIELDS, FileSpecimen, FileSpecimens
from hepaflow.readers.closing import odd_row
from hepaflow.readers.rows_at_fault import RowsAtFault
from hepaflow.readers.sheet import Sheet

Progress = Callable[[int], None]
_EVERY = 5_000  # lines between two words on progress
_FIRST = 1_000  # rows that show whether a file ends its rows with separators
_PERSON = frozenset({Field.SEX, Field.AGE})
_SPECIMEN_ONLY = frozenset(SPECIMEN_FIELDS) - _PERSON


def no_progress(_line: int) -> None:
    """Tell nobody."""


def _end_with_separators(width: int, first: Sequence[tuple[int, list[str]]]) -> bool:
    """Say whether the rows of a file end with separators that the header does not have: most of them.

    Elsewhere, a row with blank cells too many may have a cell too many before them, such as the decimals of `35,4`.

    Args:
        width: columns of the header.
        first: the first rows.
    """
    sizes = [len(cells) for _, cells in first if any(cell.strip() for cell in cells)]
    return sum(size > width for size in sizes) * 2 > len(sizes)


def _refuse_a_person(specimen: FileSpecimen, line: int) -> None:
    """Refuse the file where an id shows a person: without the id, nothing would tell its results from others."""
    if specimen.person:
        raise Refused(IssueCode.PERSONAL_DATA, line=line, column=specimen.person)


class RowLoop:
    """One pass over the rows of a sheet.

    Attributes:
        rows: rows read, counted apart from where they go.
        without: (line, issues) of every row that gives no result, skipped or rejected.
        notes: what the reader has to say beside them.
        unread: what the profile does not read of a row, by its line.
        revisions: the revision times of the file.
        examples: masked values beside what nobody knows.
        at_fault: the rows that give no result or a held one, as far as that is seen here.
    """

    def __init__(
        self, sheet: Sheet, profile: Profile, specimens: FileSpecimens, places: dict[Field, int]
    ) -> None:
        self.rows = 0
        self.without: list[tuple[int, tuple[Issue, ...]]] = []
        self.notes: list[Issue] = []
        self.examples: dict[UnmappedKey, tuple[str, ...]] = {}
        self.unread: dict[int, Issue] = {}
        self.revisions = Revisions(profile)
        self.at_fault = RowsAtFault()
        self._sheet = sheet
        self._profile = profile
        self._specimens = specimens
        self._places = places

    def run(self, catalog: Catalog, progress: Progress) -> None:
        run = self._run_wide if self._profile.file.layout == "wide" else self._run_long
        run(catalog, progress)
        own = len(self.without)
        for issue in self._sheet.asides:
            self._set_aside(issue)
        if self._sheet.columns:  # of a table, rows without cells are listed, too
            aside = [line for line, _ in self.without[own:]]
            self.at_fault.set_aside(aside, (panel.lines for panel in self._specimens.panels))

    def _run_long(self, catalog: Catalog, progress: Progress) -> None:
        fields, late = self._report_fields(), self._late_fields()
        reports = Reports(self._profile, catalog, fields, late)
        self.revisions = reports.revisions
        head_of, tail_of, late_of = map(self._picker, (self._head_fields(), fields, late))
        last: tuple[str, ...] = ()
        columns = UnreadColumns(self._sheet.header, self._places)
        for line, cells in self._whole_rows(progress):
            self.rows += 1
            columns.look(line, cells)
            head = head_of(cells)
            if head != last:
                last, specimen = head, self._specimens.of(head)
                panel, memo = specimen.panel, reports.memo(specimen.era, specimen.day)
            tail = tail_of(cells)
            report = memo.get(tail) or reports.learn(specimen.era, tail, line)
            if late and any(own := late_of(cells)):
                report = reports.completed(report, own, line)
            if panel is not None and report.__class__ is Observation:
                panel.lines.append(line)
                panel.observations.append(report)
                if _is_held(panel, report):
                    self.at_fault.keep(line, cells)
            else:
                self._give_up(line, cells, specimen, report)
        self.unread = columns.issues()

    def _run_wide(self, catalog: Catalog, progress: Progress) -> None:
        shared, late = self._report_fields(), self._late_fields()
        in_one_cell = (Field.ANALYTE, Field.VALUE, Field.UNIT, Field.UNIT_TEXT)
        reports = Reports(self._profile, catalog, (*in_one_cell, *shared), late)
        head_of, shared_of, late_of = map(self._picker, (self._head_fields(), shared, late))
        self.revisions = reports.revisions
        columns = tuple(wide_positions(self._sheet, self._profile).items())
        units = StatedUnits(self._sheet.header, dict(columns), self._profile, catalog)
        for line, cells in self._whole_rows(progress):
            specimen = self._specimens.of(head_of(cells))
            filled = [(header, cells[place]) for header, place in columns if cells[place].strip()]
            odd = None if filled or specimen.panel is not None else self._odd(cells)
            if specimen.panel is None and units.are_stated_by(filled):
                odd = IssueCode.ROW_HEADER
            if odd is not None:
                self._skip_whole(line, odd)
                continue
            _refuse_a_person(specimen, line)
            memo, rest = reports.memo(specimen.era, specimen.day), shared_of(cells)
            self.rows += len(filled)
            for header, value in filled:
                tail = (header, value, *units.of(header, cells), *rest)
                report = memo.get(tail) or reports.learn(specimen.era, tail, line)
                if late:
                    report = reports.completed(report, late_of(cells), line)
                if specimen.panel is not None and isinstance(report, Observation):
                    self._place(line, cells, specimen.panel, report)
                else:
                    self._give_up(line, cells, specimen, report)
            if not filled and not any(cell.strip() for cell in cells):
                self._skip_whole(line, IssueCode.ROW_BLANK)

    def _place(self, line: int, cells: list[str], panel: Panel, report: Observation) -> None:
        panel.lines.append(line)
        panel.observations.append(report)
        if _is_held(panel, report):
            self.at_fault.keep(line, cells)

    def _head_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in SPECIMEN_FIELDS if field in self._places)

    def _report_fields(self) -> tuple[Field, ...]:
        """Return the mapped fields that a report depends on, but for those that differ in each row; see `Reports`."""
        unused = _SPECIMEN_ONLY if self._reads_persons() else _SPECIMEN_ONLY | _PERSON
        return tuple(field for field in self._places if field not in unused and field not in LATE)

    def _late_fields(self) -> tuple[Field, ...]:
        return tuple(field for field in LATE if field in self._places)

    def _reads_persons(self) -> bool:
        """Sex and age differ from subject to subject: they are read only where a range depends on them."""
        declared = self._profile.ranges or any(lab.ranges for lab in papers_of(self._profile).values())
        return bool(declared) or Field.RANGE in self._places

    def _picker(self, fields: Sequence[Field]) -> Callable[[Sequence[str]], tuple[str, ...]]:
        return cells_at([self._places[field] for field in fields])

    def _whole_rows(self, progress: Progress) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that have a cell under every header; account for the others."""
        width = len(self._sheet.header)
        due, last = _EVERY, 0
        rows = iter(self._sheet.rows)
        first = list(islice(rows, _FIRST))
        are_longer = _end_with_separators(width, first)
        for line, cells in chain(first, rows):
            if line <= last:
                self.at_fault.give_up()
            last = line
            if line >= due:
                progress(line)
                due = line + _EVERY
            if len(cells) == width:
                yield line, cells
            elif are_longer and len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                yield line, cells[:width]
            else:
                self.at_fault.keep(line, cells)
                self._skip_whole(line, self._odd(cells) or IssueCode.ROW_WIDTH)

    def _skip_whole(self, line: int, code: IssueCode) -> None:
        self.rows += 1
        self.without.append((line, (Issue(code),)))

    def _set_aside(self, issue: Issue) -> None:
        meaning = MEANINGS[issue.code]
        if meaning.skips or meaning.severity is Severity.REJECT:
            self.rows += 1
            self.without.append((issue.line, (issue,)))
        else:
            self.notes.append(issue)

    def _keep_example(self, names: UnmappedKey, cells: list[str]) -> None:
        known, place = self.examples.get(names, ()), self._places.get(Field.VALUE)
        if len(known) < EXAMPLES and place is not None:
            self.examples[names] = tuple(dict.fromkeys((*known, masked(cells[place]))))

    def _odd(self, cells: list[str]) -> IssueCode | None:
        """Say whether a row is none of a specimen: blank, a total, the header again."""
        odd = odd_row(cells)
        if odd is None and tuple(cell.strip() for cell in cells) == self._sheet.header:
            return IssueCode.ROW_HEADER
        return odd

    def _refuse_in_record(self, cells: list[str], line: int) -> None:
        place = self._places.get(Field.RECORD)
        if place is not None and id_shows_a_person(cells[place]):
            raise Refused(IssueCode.PERSONAL_DATA, line=line, column=self._profile.columns[Field.RECORD])

    def _give_up(self, line: int, cells: list[str], specimen: FileSpecimen, report: Normalized) -> None:
        self.at_fault.keep(line, cells)
        odd = self._odd(cells) if specimen.panel is None else None
        if odd is not None:
            self.without.append((line, (Issue(odd),)))
            return
        _refuse_a_person(specimen, line)
        self._refuse_in_record(cells, line)
        if (
            isinstance(report, Observation)
            and specimen.undated is not None
            and self._finds_its_result(report, specimen.undated)
        ):
            specimen.undated.lines.append(line)
            specimen.undated.observations.append(report)
            return
        own = self._reason_to_skip(report, specimen) if isinstance(report, Observation) else report
        if own and MEANINGS[own[0].code].skips:
            self.without.append((line, own))
            return
        for names in filter(None, map(names_of, own)):
            self._keep_example(names, cells)
        analyte = report.analyte if isinstance(report, Observation) else report[0].analyte
        shared = (replace(issue, analyte=analyte) for issue in specimen.issues)
        self.without.append((line, (*shared, *own)))

    def _finds_its_result(self, report: Observation, undated: Panel) -> bool:
        """Say whether a message takes a result back that its specimen, order or id names, also without a time."""
        is_taking = takes_back(report) or report.status is Status.DELETED
        return is_taking and self._sheet.places is not Places.LINE and bool(undated.specimen or report.record)

    def _reason_to_skip(self, report: Observation, specimen: FileSpecimen) -> tuple[Issue, ...]:
        """Return why a row without a value is skipped where nobody knows when: in a table, a test not done has no time.

        A message that takes a result back without a time or id is rejected: it names a result, and nobody can find it.
        A test that was not done names none: it is skipped, whatever is wrong with its specimen.
        """
        if states_not_done(report):
            told = next(one for one in report.issues if one.code is IssueCode.STATED_NOT_DONE)
            return (replace(told, code=IssueCode.VALUE_NOT_DONE),)
        if not is_statement(report) or any(one.code is not IssueCode.DATE_MISSING for one in specimen.issues):
            return ()
        if takes_back(report) and self._sheet.places is not Places.LINE:
            return ()
        code = IssueCode.VALUE_NOT_SENT if confirms(report) else IssueCode.VALUE_NOT_DONE
        return (Issue(code, 0, "", report.raw.value, report.analyte),)


def _is_held(panel: Panel, report: Observation) -> bool:
    """Say whether a row is held, as far as its cells and its specimen say so."""
    issues = report.issues + panel.specimen_issues
    return bool(issues) and is_held(issues)
