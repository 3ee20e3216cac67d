from datetime import date

import pytest
from pydantic import ValidationError

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.register import Registered, Subject, SubjectStatus, doubt

ENROLLED = SubjectStatus.ENROLLED


def entry(**more):
    return Registered(Subject(**{"id": "S-001", "center": "C-01", "status": ENROLLED, **more}), 1, "")


def test_a_subject_without_an_entry_is_unknown():
    assert doubt(None, "", None, 2024) is IssueCode.SUBJECT_UNKNOWN


def test_a_subject_entered_in_error_is_unknown():
    wrong = entry(status=SubjectStatus.ENTERED_IN_ERROR)
    assert doubt(wrong, "", None, 2024) is IssueCode.SUBJECT_UNKNOWN


@pytest.mark.parametrize("status", sorted(set(SubjectStatus) - {SubjectStatus.ENTERED_IN_ERROR}))
def test_a_subject_of_every_other_status_is_known(status):
    assert doubt(entry(status=status), "", None, 2024) is None


@pytest.mark.parametrize(
    ("known", "reported", "code"),
    [
        ("M", "M", None),
        ("M", "F", IssueCode.SUBJECT_MISMATCH),
        ("F", "M", IssueCode.SUBJECT_MISMATCH),
        ("", "M", None),
        ("M", "", None),
    ],
)
def test_sex_is_compared_where_both_say_it(known, reported, code):
    assert doubt(entry(sex=known), reported, None, 2024) is code


# born in 1970, blood taken in 2024: 53 or 54 completed years; 55 by traditional Chinese counting (虚岁: at birth one)
@pytest.mark.parametrize("age", [52, 53, 54, 55])
def test_an_age_that_some_way_of_counting_gives_is_the_subject_s(age):
    assert doubt(entry(birth_year=1970), "", age, 2024) is None


@pytest.mark.parametrize("age", [0, 51, 56, 70])
def test_an_age_that_no_way_of_counting_gives_is_another_s(age):
    assert doubt(entry(birth_year=1970), "", age, 2024) is IssueCode.SUBJECT_MISMATCH


@pytest.mark.parametrize(("birth_year", "age"), [(None, 12), (1970, None)])
def test_age_is_compared_where_both_say_it(birth_year, age):
    assert doubt(entry(birth_year=birth_year), "", age, 2024) is None


@pytest.mark.parametrize(
    "fault",
    [
        {"id": ""},
        {"id": " "},
        {"id": "Ｓ-001"},  # full-width: a file would be read as S-001
        {"id": "S" * 65},
        {"center": ""},
        {"sex": "X"},
        {"birth_year": 70},
        {"birth_year": 20700},
        {"baseline": "2024-13-01"},
        {"status": "randomised"},
        {"former_ids": ("S-001",)},
        {"former_ids": ("A", "A")},
        {"former_ids": tuple("ABCDEFGHI")},
        {"name": "Jane Roe"},
    ],
)
def test_what_the_register_cannot_say_is_refused(fault):
    with pytest.raises(ValidationError):
        entry(**fault)


def test_a_subject_comes_back_from_its_text():
    known = entry(sex="F", birth_year=1970, baseline=date(2024, 3, 1), former_ids=("SCR-1",)).subject
    assert Subject.model_validate_json(known.model_dump_json(exclude_defaults=True)) == known
