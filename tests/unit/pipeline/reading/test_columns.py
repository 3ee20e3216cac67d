import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, WIDE, long_profile, read, results, text, wide_profile

from hepaflow.domain.issues.issues import IssueCode


def refusal(outcome):
    (issue,) = outcome.issues
    assert outcome.refused
    return issue.code, issue.line, issue.column, issue.found


def test_missing_columns_are_told_by_the_headers_of_the_profile_alone():
    data = text(GOOD, header=("张三", "Collected", "Canary", "Result", "Units"))
    assert refusal(read(data)) == (IssueCode.FILE_COLUMNS_MISSING, 1, "", "Subject, Test")


def test_missing_analyte_columns_of_a_wide_file_are_told():
    data = text(("S-001", "2024-03-22", "45"), header=WIDE[:-1])
    assert refusal(read(data, wide_profile())) == (IssueCode.FILE_COLUMNS_MISSING, 1, "", "BILI")


def test_a_needed_column_twice_is_refused_and_another_is_not():
    assert refusal(read(text((*GOOD, "46"), header=(*LONG, "Result")))) == (
        IssueCode.FILE_COLUMNS_REPEATED,
        1,
        "",
        "Result",
    )
    assert not read(text((*GOOD, "", ""), header=(*LONG, "x", "x"))).refused


def test_headers_match_in_any_width_and_spacing():
    assert results(read(text(GOOD, header=(" Subject", "Collected ", "Ｔｅｓｔ", "Result", "Units")))) == [
        (2, "S-001", "ALT", "45")
    ]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("Patient_Name", "Patient_Name"),
        ("E-mail", "E-mail"),
        ("患者姓名", "姓名"),
        ("姓名：张三", "姓名"),  # a form above the table: the header itself names a person
        ("联系电话 13912345678", "电话"),
    ],
)
def test_a_column_that_announces_a_person_refuses_the_file_and_repeats_no_name(header, told):
    assert refusal(read(text((*GOOD, "canary"), header=(*LONG, header)))) == (
        IssueCode.PERSONAL_DATA,
        1,
        told,
        "",
    )


def test_such_a_column_is_not_read_where_the_profile_drops_it():
    profile = long_profile(file={"personal_columns": "drop"})
    outcome = read(text((*GOOD, "canary"), header=(*LONG, "姓名")), profile)
    assert results(outcome) == [(2, "S-001", "ALT", "45")]
    assert "canary" not in repr(outcome)


def test_a_mapped_column_that_announces_a_person_is_refused_all_the_same():
    profile = long_profile({"comment": "电话"}, file={"personal_columns": "drop"})
    assert refusal(read(text((*GOOD, ""), header=(*LONG, "电话")), profile))[0] is IssueCode.PERSONAL_DATA


PATTERN = {"pattern": "S-[0-9]{3}"}


def test_subject_column_called_patient_is_read_where_its_ids_fit_the_pattern():
    profile = long_profile(subject=PATTERN, columns={"subject": "Patient"})
    assert results(read(text(GOOD, header=("Patient", *LONG[1:])), profile)) == [(2, "S-001", "ALT", "45")]


def test_subject_column_called_patient_refuses_the_file_where_a_cell_is_not_an_id():
    profile = long_profile(subject=PATTERN, columns={"subject": "Patient"})
    outcome = read(text(GOOD, ("Jane Roe", *GOOD[1:]), header=("Patient", *LONG[1:])), profile)
    assert refusal(outcome)[0] is IssueCode.PERSONAL_DATA


def test_subject_column_called_patient_refuses_the_file_where_the_profile_has_no_pattern():
    profile = long_profile(columns={"subject": "Patient"})
    assert refusal(read(text(GOOD, header=("Patient", *LONG[1:])), profile))[0] is IssueCode.PERSONAL_DATA


def test_column_about_staff_is_noted_and_the_file_is_read():
    outcome = read(text((*GOOD, "canary"), header=(*LONG, "审核者")))
    assert [(issue.code, issue.column) for issue in outcome.issues] == [(IssueCode.COLUMN_WITHHELD, "审核者")]
    assert outcome.counts.accepted == 1


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ("physician Zhang", "6"),
        ("Ward of Zhang", "6"),
        ("审核者：张三", "审核者"),
        ("Physician", "Physician"),
    ],
)
def test_header_about_staff_that_may_name_somebody_is_shown_by_its_number(header, shown):
    outcome = read(text((*GOOD, "canary"), header=(*LONG, header)))
    assert [(issue.code, issue.column) for issue in outcome.issues] == [(IssueCode.COLUMN_WITHHELD, shown)]


def test_mapped_column_about_staff_refuses_the_file():
    profile = long_profile(columns={"comment": "Ward"})
    outcome = read(text((*GOOD, "canary"), header=(*LONG, "Ward")), profile)
    assert refusal(outcome) == (IssueCode.PERSONAL_DATA, 1, "Ward", "")
