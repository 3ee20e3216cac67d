"""Whatever stands in a file that can be read: every row is somewhere, and every result is where the file has it."""

import csv
from collections import Counter
from dataclasses import dataclass
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.pipeline.lab_files import LONG, WIDE, long_profile, read, wide_profile

from hepaflow.domain.fold.measurement import Run, row_holds, run_observations
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.pipeline.reading.outcome import Outcome

SUBJECTS = st.sampled_from(["S-001", "S-002", "S-002 ", "", "total", "1.2E+10"])
TIMES = st.sampled_from(
    ["2024-03-22", "2024-03-22 08:30", "2024-03-22T08:30", "2024-03", "03/04/2024", "", "2034-01-01", "?"]
)
NAMES = st.sampled_from(
    [
        "ALT",
        "GPT",
        "Total bilirubin",
        "Albumin",
        "Total protein",
        "DBIL",
        "bogus",
        "",
        'A,"L"\nT',
        "not wanted",
    ]
)
VALUES = st.sampled_from(
    [
        "45",
        "45.0",
        "<45",
        "46",
        "0.2",
        "999999",
        "9999",
        "",
        " ",
        "-",
        "pending",
        "not done",
        "4O",
        "3-May",
        "#N/A",
        "1,5",
        "5 *",
        "two\r\nlines",
        "negative",
    ]
)
UNITS = st.sampled_from(["U/L", "mg/dL", "umol/L", "g/L", "g/dL", "", "hl", "ku/L"])
STATUSES = st.sampled_from(["", "", "", "final", "preliminary", "corrected", "deleted", "not-done", "?"])
REVISIONS = st.sampled_from(["", "", "2024-03-23", "2024-03-24 10:00", "soon"])
COMMENTS = st.sampled_from(["", "", 'he said "no"', "line\nbreak", "slightly hemolyzed", "tail,"])

LONG_HEADER = (*LONG, "Status", "Revised", "Comment")
LONG_PROFILE = long_profile(
    {"status": "Status", "revised_at": "Revised", "comment": "Comment"},
    analytes={"not wanted": "ignore"},
    units={"ALT": "U/L", "ALB": [{"unit": "g/L", "from": "2024-03-22"}]},
)
WIDE_HEADER = (*WIDE, "Status", "CREAT")
WIDE_PROFILE = wide_profile(
    {"status": "Status"}, wide={"CREAT": [{"analyte": "CREAT", "unit": "mg/dL", "to": "2024-03-22"}]}
)

READABLE = ("2024-03-22", "2024-03-22 08:30", "2024-03-22T08:30", "2024-03")
Cells = tuple[str, ...]


@dataclass
class Made:
    """A file and where its records begin."""

    data: bytes
    records: dict[int, Cells]


def made(header: Cells, records: list[Cells]) -> Made:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    places = {}
    for record in records:
        places[text.getvalue().replace("\r\n", "\n").count("\n") + 1] = record
        writer.writerow(record)
    return Made(text.getvalue().encode(), places)


def files(header: Cells, filled: st.SearchStrategy[Cells]) -> st.SearchStrategy[list[Cells]]:
    blank = st.sampled_from([(), tuple("" for _ in header), tuple(" " for _ in header)])
    total = st.just(("Total", *["" for _ in header[1:-1]], "35"))
    ragged = st.one_of(filled.map(lambda cells: cells[:-1]), filled.map(lambda cells: (*cells, "x", "")))
    longer = filled.map(lambda cells: (*cells, "", ""))
    row = st.one_of(filled, filled, filled, filled, blank, total, ragged, longer, st.just(header))
    return st.lists(row, min_size=1, max_size=25)


LONG_ROWS = files(
    LONG_HEADER, st.tuples(SUBJECTS, TIMES, NAMES, VALUES, UNITS, STATUSES, REVISIONS, COMMENTS)
)
WIDE_ROWS = files(WIDE_HEADER, st.tuples(SUBJECTS, TIMES, VALUES, VALUES, STATUSES, VALUES))


def is_blank(cells: Cells) -> bool:
    return not any(cell.strip() for cell in cells)


def kept(outcome: Outcome) -> list[tuple[int, str, str, str]]:
    return [
        (line, report.raw.analyte, report.raw.value, panel.subject)
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    ]


def without_trailing_blanks(records: list[Cells]) -> list[Cells]:
    last = max((place for place, cells in enumerate(records, 1) if not is_blank(cells)), default=0)
    return records[:last]


def are_longer(records: list[Cells]) -> bool:
    """Whether most records have more cells than the header. A repeated header does not count."""
    first = [cells for cells in records if cells != WIDE_HEADER]
    filled = [cells for cells in first if not is_blank(cells)]
    return len([cells for cells in filled if len(cells) > len(WIDE_HEADER)]) > len(filled) / 2


def wide_rows(cells: Cells, longer: bool) -> int:  # noqa: FBT001 of all records
    """How many rows a record of a wide file counts as."""
    if longer and len(cells) > len(WIDE_HEADER) and is_blank(cells[len(WIDE_HEADER) :]):
        cells = cells[: len(WIDE_HEADER)]
    if len(cells) != len(WIDE_HEADER) or is_blank(cells) or cells == WIDE_HEADER:
        return 1
    filled = sum(1 for place in (2, 3, 5) if cells[place].strip())
    is_total = cells[0] == "total" and cells[1] not in READABLE  # a total is skipped, and is a row
    return filled or int(is_total)


@given(LONG_ROWS)
def test_each_record_of_a_long_file_is_one_row_and_goes_to_one_place(records):
    outcome = read(made(LONG_HEADER, records).data, LONG_PROFILE)
    assert outcome.counts.balanced()
    assert outcome.counts.rows == len(without_trailing_blanks(records))


@given(WIDE_ROWS)
def test_each_filled_analyte_cell_of_a_wide_file_is_one_row_and_goes_to_one_place(records):
    outcome = read(made(WIDE_HEADER, records).data, WIDE_PROFILE)
    assert outcome.counts.balanced()
    longer = are_longer(records)
    assert outcome.counts.rows == sum(wide_rows(cells, longer) for cells in without_trailing_blanks(records))


@given(LONG_ROWS)
def test_each_result_of_a_long_file_stands_on_its_line(records):
    file = made(LONG_HEADER, records)
    for line, analyte, value, subject in kept(read(file.data, LONG_PROFILE)):
        stands = [cell.strip() for cell in file.records[line]]
        assert (stands[0], stands[2], stands[3]) == (subject, analyte, value)


@given(WIDE_ROWS)
def test_each_result_of_a_wide_file_stands_on_its_line_in_its_column(records):
    file = made(WIDE_HEADER, records)
    for line, header, value, subject in kept(read(file.data, WIDE_PROFILE)):
        stands = [cell.strip() for cell in file.records[line]]
        assert (stands[0], stands[WIDE_HEADER.index(header)]) == (subject, value)


@given(LONG_ROWS)
def test_each_row_gives_a_result_or_has_an_issue_at_its_line(records):
    file = made(LONG_HEADER, records)
    outcome = read(file.data, LONG_PROFILE)
    lines = list(file.records)[: len(without_trailing_blanks(records))]
    told = {issue.line for issue in outcome.issues} - {0}  # 0: refused, there is nothing but blank rows
    assert told | {line for line, *_ in kept(outcome)} == set(lines)


@given(LONG_ROWS)
def test_counts_are_those_of_the_issues(records):
    outcome = read(made(LONG_HEADER, records).data, LONG_PROFILE)
    worst: dict[int, set[str]] = {}
    for issue in outcome.issues:
        meaning = MEANINGS[issue.code]
        worst.setdefault(issue.line, set()).add("skip" if meaning.skips else meaning.severity)
    lines = {line for line, *_ in kept(outcome)}
    assert outcome.counts.held == sum(1 for line in lines if Severity.HOLD in worst.get(line, ()))
    assert outcome.counts.skipped == sum(1 for kinds in worst.values() if "skip" in kinds)
    assert outcome.counts.rejected == sum(1 for kinds in worst.values() if Severity.REJECT in kinds)


@given(st.data(), LONG_ROWS)
def test_the_order_of_rows_changes_no_result(data, records):
    shuffled = data.draw(st.permutations(records))
    assert statements(read(made(LONG_HEADER, records).data, LONG_PROFILE)) == statements(
        read(made(LONG_HEADER, shuffled).data, LONG_PROFILE)
    )


@given(st.data(), WIDE_ROWS)
def test_the_order_of_rows_changes_no_result_of_a_wide_file(data, records):
    shuffled = data.draw(st.permutations(records))
    assert statements(read(made(WIDE_HEADER, records).data, WIDE_PROFILE)) == statements(
        read(made(WIDE_HEADER, shuffled).data, WIDE_PROFILE)
    )


def statements(outcome: Outcome) -> Counter[tuple[str, ...]]:
    """What is said of whom, and whether a conflict holds it."""
    return Counter(
        (
            panel.subject,
            panel.collected_at.wall,
            report.analyte,
            str(report.value),
            report.operator,
            report.status,
            str(IssueCode.CONFLICT in {issue.code for issue in panel.row_issues.get(index, ())}),
        )
        for panel in outcome.panels
        for index, report in enumerate(panel.observations)
    )


@tried(3)
@given(LONG_ROWS)
def test_a_receipt_holds_what_the_fold_holds(records):
    outcome = read(made(LONG_HEADER, records).data, LONG_PROFILE)
    run = Run("C-01", "f" * 64, 1, "2025-09-01T00:00:00.000Z")
    sent = [one for panel in outcome.panels for one in run_observations(panel, run)]
    conflicting = {
        held.sent.line
        for answer in fold(sent).values()
        for held in answer.held
        if IssueCode.CONFLICT in held.codes
    }
    assert {issue.line for issue in outcome.issues if issue.code is IssueCode.CONFLICT} == conflicting
    held_by_row = {one.line for one in sent if row_holds(one)}
    assert outcome.counts.held == len(held_by_row | conflicting)
