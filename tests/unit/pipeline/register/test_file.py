"""A register that comes as a file."""

import pytest
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import CENTER, OTHER_CENTER, STUDY, fixed_clock, started

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.register.entries import RequestedEntry, write_entry
from hepaflow.pipeline.register.file import register_file
from hepaflow.pipeline.register.rows import RegisterAnswer, RegisterFile, RowFault
from local.memory import MemoryRegistry

HEADER = "subject,center,sex,birth year,Baseline,status,former_ids"
EARLY, LATE = "2025-09-01T00:00:00.000Z", "2025-09-03T00:00:00.000Z"
WHOLE = f"S-001,{CENTER},F,1970,2024-03-01,enrolled,SCR-1;SCR-2"


@pytest.fixture
def registry():
    return started().registry


def send(registry, *rows, header=HEADER, received=EARLY):
    data = rows[0] if isinstance(rows[0], bytes) else "\n".join((header, *rows)).encode()
    return register_file(registry, fixed_clock, RegisterFile(STUDY, received, "ann", "monthly list"), data)


def answers(*parts, **more):
    return [told.answer for told in send(*parts, **more)]


def known(registry, center=CENTER):
    return {entry.subject.id: entry for entry in registry.register(STUDY, center)}


def test_a_row_says_all_that_the_register_keeps(registry):
    assert answers(registry, WHOLE) == [RegisterAnswer.ADDED]
    assert known(registry)["S-001"].subject == Subject(
        id="S-001",
        center=CENTER,
        sex="F",
        birth_year=1970,
        baseline="2024-03-01",
        status="enrolled",
        former_ids=("SCR-1", "SCR-2"),
    )


def test_a_workbook_is_read_too(registry):
    data = workbook(tuple(HEADER.split(",")), tuple(WHOLE.split(",")))
    assert answers(registry, data) == [RegisterAnswer.ADDED]


def test_every_row_is_answered_under_its_own_line(registry):
    send(registry, WHOLE)
    rows = WHOLE, f"S-003,{OTHER_CENTER},,,,enrolled,", "", f"S-002,{CENTER},男,,,Completed,", "x"
    told = send(registry, *rows, received=LATE)
    assert [(one.line, one.answer) for one in told] == [
        (2, RegisterAnswer.UNCHANGED),
        (3, RegisterAnswer.ADDED),
        (5, RegisterAnswer.ADDED),
        (6, RegisterAnswer.REFUSED),
    ]


def test_the_same_file_again_writes_nothing(registry):
    send(registry, WHOLE)
    head = registry.head(STUDY)
    assert answers(registry, WHOLE, received=LATE) == [RegisterAnswer.UNCHANGED]
    assert registry.head(STUDY) == head


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, f"S-001,{CENTER},,,,completed,"),
        ("status,center,subject,site", f"completed,{CENTER},S-001,7"),
    ],
)
def test_what_a_file_leaves_out_stays_as_it_is(registry, header, row):
    send(registry, WHOLE)
    assert answers(registry, row, header=header) == [RegisterAnswer.CHANGED]
    entry = known(registry)["S-001"]
    assert (entry.version, entry.subject.status, entry.subject.birth_year) == (2, "completed", 1970)
    assert entry.subject.former_ids == ("SCR-1", "SCR-2")


def test_what_was_said_after_a_file_was_received_is_not_undone(registry):
    send(registry, WHOLE, received=LATE)
    (told,) = send(registry, WHOLE.replace("1970", "1907"))
    assert (told.answer, told.fault) == (RegisterAnswer.REFUSED, RowFault.KNOWN_LATER)
    assert known(registry)["S-001"].version == 1


@pytest.mark.parametrize(
    ("row", "fault", "column"),
    [
        (f",{CENTER},,,,enrolled,", RowFault.CELL_UNREADABLE, "subject"),
        ("S-001,C-99,,,,enrolled,", RowFault.CENTER_UNKNOWN, "center"),
        (f"S-001,{CENTER},1,,,enrolled,", RowFault.CELL_UNREADABLE, "sex"),
        (f"S-001,{CENTER},,70,,enrolled,", RowFault.CELL_UNREADABLE, "birth_year"),
        (f"S-001,{CENTER},,,03/04/2024,enrolled,", RowFault.CELL_UNREADABLE, "baseline"),
        (f"S-001,{CENTER},,,,randomised,", RowFault.CELL_UNREADABLE, "status"),
        (f"S-001,{CENTER},,,,,", RowFault.CELL_UNREADABLE, "status"),
        (f"S-001,{CENTER},,,,enrolled,S-001", RowFault.CELL_UNREADABLE, "former_ids"),
        (f"S-001,{CENTER}", RowFault.ROW_WIDTH, ""),
    ],
)
def test_a_row_that_cannot_be_taken_over_is_refused_and_the_others_are_not(registry, row, fault, column):
    told = send(registry, row, f"S-009,{CENTER},,,,enrolled,")
    assert (told[0].answer, told[0].fault, told[0].column) == (RegisterAnswer.REFUSED, fault, column)
    assert list(known(registry)) == ["S-009"]


def test_a_subject_that_the_file_names_twice_is_refused_both_times(registry):
    told = send(registry, WHOLE, WHOLE.replace("1970", "1971"))
    assert [one.fault for one in told] == [RowFault.SUBJECT_REPEATED] * 2
    assert known(registry) == {}


def test_a_former_id_that_is_not_free_is_refused(registry):
    told = send(registry, WHOLE, f"S-002,{CENTER},,,,enrolled,SCR-1")
    assert [one.fault for one in told] == [None, RowFault.FORMER_ID_TAKEN]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (HEADER.replace("sex", "Patient name"), IssueCode.PERSONAL_DATA),
        (HEADER.replace("birth year", "出生日期"), IssueCode.PERSONAL_DATA),
        (HEADER.replace("center", "site"), IssueCode.FILE_COLUMNS_MISSING),
        (HEADER.replace("sex", "birth_year"), IssueCode.FILE_COLUMNS_REPEATED),
        (HEADER.replace("sex", "Date of death"), IssueCode.FILE_HEADER),
        (HEADER.replace("sex", "转院日期"), IssueCode.FILE_HEADER),
        (HEADER.replace("sex", "Treatment arm"), IssueCode.FILE_HEADER),
        (HEADER.replace("sex", "ARMCD"), IssueCode.FILE_HEADER),
        (HEADER.replace("sex", "随机分组"), IssueCode.FILE_HEADER),
    ],
)
def test_a_file_that_names_persons_or_lacks_columns_is_refused_whole(registry, header, code):
    with pytest.raises(Refused) as refused:
        send(registry, WHOLE, header=header)
    assert refused.value.issue.code is code
    assert known(registry) == {}


def test_a_change_that_comes_between_is_not_overwritten(registry, monkeypatch):
    send(registry, WHOLE)
    view, rivals = MemoryRegistry.view, [1]

    def beaten(self, *parts):
        seen = view(self, *parts)
        if rivals and parts[1:2] == ([],):
            rivals.pop()
            changed = known(self)["S-001"].subject.model_copy(update={"birth_year": 1971})
            write_entry(self, fixed_clock, STUDY, RequestedEntry(changed, 2, EARLY, "bob", "corrected"))
        return seen

    monkeypatch.setattr(MemoryRegistry, "view", beaten)
    assert answers(registry, f"S-001,{CENTER},,,,completed,") == [RegisterAnswer.CHANGED]
    entry = known(registry)["S-001"]
    assert (entry.version, entry.subject.birth_year, entry.subject.status) == (3, 1971, "completed")
