"""What a line above rows says applies to them, up to anything that may begin another block."""

import io

import pytest
from tests.support.copies import answered, copied
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import codes, read
from tests.unit.readers.workbook.packages import two_sheets

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.readers.copied import ReadOtherwise
from hepaflow.writers.rejected import write_rejected

COLUMNS = {
    "subject": "Subject",
    "collected_at": "Collected",
    "analyte": "Test",
    "value": "Result",
    "unit": "Units",
}
HEADER, ALT, AST = "Test,Result,Units\n", "ALT,45,U/L\n", "AST,40,U/L\n"
A, B = "Subject: S-001,Collected: 2024-03-22,\n", "Subject: S-002,Collected: 2024-03-23,\n"


def profile(pattern: str = "S-[0-9]{3}", columns: dict[str, str] | None = None, **file: object) -> Profile:
    return made_profile(
        columns=columns or COLUMNS,
        file={"decimal_mark": ".", "above": ["subject", "collected_at"], **file},
        subject={"pattern": pattern},
    )


def found(text: str, **more: object) -> list[tuple[int, str, str]]:
    """Return line, subject and day of each result."""
    outcome = read(text.encode(), profile(**more))
    return sorted(
        (line, panel.subject, panel.collected_at.wall) for panel in outcome.panels for line in panel.lines
    )


def test_each_block_has_its_own_subject_and_time():
    assert found(A + HEADER + ALT + AST + B + HEADER + ALT) == [
        (3, "S-001", "2024-03-22"),
        (4, "S-001", "2024-03-22"),
        (7, "S-002", "2024-03-23"),
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "Subject: S-001 Collected: 2024-03-22 Ward: 7\n",  # in one cell
        "Subject:,S-001,Collected:,2024-03-22\n",  # in the next cell
        "SUBJECT：S-001\nCollected: 2024-03-22\n",  # on two lines
        "Subject: S-001\n\nCollected: 2024-03-22\n\n",
        "Hospital,,\nReport,,\nSubject: S-001 (female),Collected: 2024-03-22,\n",
    ],
)
def test_ways_to_write_a_line(lines):
    ((_, *said),) = found(lines + HEADER + ALT)
    assert said == ["S-001", "2024-03-22"]


def test_header_may_be_above_the_first_block_alone():
    text = A + HEADER + ALT + B + AST
    assert found(text) == [(3, "S-001", "2024-03-22"), (5, "S-002", "2024-03-23")]


@pytest.mark.parametrize(
    "between",
    ["\n", HEADER, "Total,2,\n", "Subjekt: S-002,,\n", "Subject: S-2,,\n", "Subject:,,\n", "Page 1 of 2,,\n"],
)
def test_nothing_is_carried_past_what_may_begin_another_block(between):
    outcome = read((A + HEADER + ALT + between + AST).encode(), profile())
    line = A.count("\n") + HEADER.count("\n") + 3
    assert [code for at, code in codes(outcome) if at == line] == ["subject-missing", "date-missing"]


def test_time_of_a_block_without_rows_is_not_that_of_the_next():
    assert found(A + "Subject: S-002\n" + HEADER + ALT) == []


@pytest.mark.parametrize(
    "line",
    [
        "Subject: S-001,Report collected: 2024-03-25,\n",
        "Subject: S-001 Not collected: 2024-03-25,,\n",
        "Subject: S-001,Collected: 2024-03-22,Collected: 2024-03-25\n",
        "Subject: S-001 Collected: 2024-03-22; Collected: 2024-03-25,,\n",
    ],
)
def test_another_label_that_ends_like_the_one_of_the_profile_is_not_it(line):
    outcome = read((line + HEADER + ALT).encode(), profile())
    assert [code for at, code in codes(outcome) if at == 3] in (["date-missing"], ["date-unreadable"])


def test_chinese_label_may_follow_a_word():
    columns = {**COLUMNS, "subject": "受试者编号", "collected_at": "采集时间"}
    line = "姓别：女 受试者编号：S-001 采集时间：2024-03-22\n"
    assert found(line + HEADER + ALT, columns=columns) == [(3, "S-001", "2024-03-22")]


def test_two_subjects_in_a_line_are_none():
    assert found("Subject: S-001 S-002,Collected: 2024-03-22\n" + HEADER + ALT) == []


def test_columns_of_a_block_with_another_header_are_not_read():
    outcome = read(
        (A + HEADER + ALT + B + "Test,Units,Result\nALT,U/L,45\n\n" + A + HEADER + AST).encode(), profile()
    )
    assert [code for line, code in codes(outcome) if line in (5, 6)] == ["row-other-table"] * 2
    assert [line for panel in outcome.panels for line in panel.lines] == [3, 10]


@pytest.mark.parametrize("row", ["ALT,45\n", "ALT,45,U/L,x\n", "ALT,45,U/L,x,y\n"])
def test_row_of_another_width_stays_one(row):
    assert (4, "row-width") in codes(read((A + HEADER + ALT + row).encode(), profile()))


def test_row_with_blank_cells_behind_it_is_whole():
    assert found(A + HEADER + "ALT,45,U/L,,\n") == [(3, "S-001", "2024-03-22")]


@pytest.mark.parametrize("text", [HEADER + ALT, "Subjekt: S-001\n" + HEADER + ALT])
def test_file_without_a_line_is_refused_with_its_labels(text):
    (issue,) = read(text.encode(), profile()).issues
    assert (issue.code.value, issue.found) == ("file-columns-missing", "Subject, Collected")


@pytest.mark.parametrize("line", ["姓名：张三,Subject: S-001\n", "Subject: S-001,姓名：张三\n"])
@pytest.mark.parametrize("before", ["", A + HEADER + ALT])
def test_line_that_names_a_person_refuses_the_file(before, line):
    text = before + line + HEADER + ALT
    assert [code for _, code in codes(read(text.encode(), profile()))] == ["personal-data"]
    assert read(text.encode(), profile(personal_columns="drop")).counts.rows > 0


def test_rest_of_a_line_is_not_stored():
    data = (A.replace("S-001", "S-001 Zhang San") + HEADER + ALT + B + AST).encode()
    assert b"Zhang" not in copied(data, profile()).data
    assert answered(copied(data, profile()), profile()) == answered(data, profile())


def test_copy_cannot_be_read_with_another_pattern():
    data = (A + HEADER + ALT).encode()
    with pytest.raises(ReadOtherwise):
        read(copied(data, profile()), profile("S-.*"))


def test_rows_to_fix_have_the_subject_in_a_column():
    data = (A + HEADER + "ALT,x,U/L\n" + B + AST).encode()
    sheet, reading = open_file(data, profile())
    out = io.BytesIO()
    write_rejected(sheet, read(data, profile()).issues, reading, out, file_id="ab" * 32)
    assert out.getvalue().decode("utf-8-sig").splitlines()[1].startswith("ALT,x,U/L,S-001,2024-03-22,")
    assert codes(read(out.getvalue(), profile())) == [(2, "value-unreadable")]


def test_subject_in_a_line_on_each_sheet():
    rows = [("Subject: S-001",), ("Test", "Result", "Units"), ("ALT", 45, "U/L")]
    of_sheet = {"sheet_name": None, "above": ["subject"]}
    columns = {**COLUMNS, "collected_at": "Day"}
    sheets = [[*rows[:1], (*rows[1], "Day"), (*rows[2], "2024-03-22")]]
    second = [("Subject: S-002",), *sheets[0][1:]]
    outcome = read(two_sheets(sheets[0], second), profile(columns=columns, **of_sheet))
    assert sorted(panel.subject for panel in outcome.panels) == ["S-001", "S-002"]


def test_row_that_begins_with_a_time_is_no_line():
    header = "Released,Test,Result,Units\n"
    row = "17/03/2024 16:45,INR,1.5,\n"
    outcome = read((A + header + row).encode(), profile())
    assert (codes(outcome), outcome.counts.accepted) == ([], 1)


@pytest.mark.parametrize("label", ["Patient no. 3:", "Patient 3:12", "3: S-002", "Blatt 16:45"])
def test_row_that_begins_with_words_and_a_colon_may_be_a_line(label):
    text = A + "Note,Test,Result,Units\n" + f"{label},ALT,45,\n"
    assert "subject-missing" in [code for _, code in codes(read(text.encode(), profile()))]
