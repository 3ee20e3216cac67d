"""Subject ids stay text and are never repeated in an issue."""

import pytest

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.normalize.subjects import is_id_of_study, joined_id, subject_id
from hepaflow.domain.profile.parts import SubjectIds

ANY = SubjectIds()
STUDY = SubjectIds(pattern="CN01-[0-9]{4}")
PREFIXED = SubjectIds(pattern="CN01-[0-9]{4}", prefix="CN01-")


def refused(cell: str, ids: SubjectIds) -> Refused:
    with pytest.raises(Refused) as refusal:
        subject_id(cell, ids)
    return refusal.value


@pytest.mark.parametrize(
    ("cell", "ids", "subject"),
    [
        ("00123", ANY, "00123"),
        (" CN01-0003 ", STUDY, "CN01-0003"),
        ("ＣＮ01－0003", STUDY, "CN01-0003"),
        ("\ufeffCN01-0003", STUDY, "CN01-0003"),
        ("12E04", ANY, "12E04"),  # an id, not a number: a spreadsheet writes a sign or a point
        ("1E5", SubjectIds(pattern="[0-9]E[0-9]"), "1E5"),
        ('="0012"', ANY, "0012"),  # how a table keeps zeros for Excel
        ("'0103", ANY, "0103"),
        ("Mar-05", SubjectIds(pattern="[A-Z][a-z]{2}-[0-9]{2}"), "Mar-05"),
        ("MAR-0101", ANY, "MAR-0101"),  # the ids of Marseille
        ("3-5", ANY, "3-5"),
        ("20240305", ANY, "20240305"),
        ("LAB-CN01-0003", SubjectIds(pattern="CN01-[0-9]{4}", strip="LAB-"), "CN01-0003"),
        ("CN01-0003", SubjectIds(pattern="CN01-[0-9]{4}", strip="LAB-"), "CN01-0003"),
        ("0003", PREFIXED, "CN01-0003"),
        ("CN01-0003", PREFIXED, "CN01-0003"),  # written in full
        ("LAB-0003", SubjectIds(pattern="CN01-[0-9]{4}", strip="LAB-", prefix="CN01-"), "CN01-0003"),
    ],
)
def test_an_id_is_kept_as_text(cell, ids, subject):
    assert subject_id(cell, ids) == subject


@pytest.mark.parametrize(
    ("cell", "ids", "code"),
    [
        ("", ANY, IssueCode.SUBJECT_MISSING),
        ("\u00a0", STUDY, IssueCode.SUBJECT_MISSING),
        ("---", ANY, IssueCode.SUBJECT_MISSING),
        ("N/A", STUDY, IssueCode.SUBJECT_MISSING),
        ("LAB-", SubjectIds(strip="LAB-"), IssueCode.SUBJECT_MISSING),
        ("1.10101E+17", ANY, IssueCode.ID_SCIENTIFIC),
        ("1,10101e+17", ANY, IssueCode.ID_SCIENTIFIC),
        ("1E+17", SubjectIds(pattern=".*"), IssueCode.ID_SCIENTIFIC),
        ("=A2", ANY, IssueCode.CELL_FORMULA),
        ("5-Mar", ANY, IssueCode.ID_IS_A_DATE),
        ("2024-03-05", ANY, IssueCode.ID_IS_A_DATE),
        ("3月5日", ANY, IssueCode.ID_IS_A_DATE),
        ("=", ANY, IssueCode.CELL_FORMULA),
        ("鍙楄瘯鑰01", ANY, IssueCode.TEXT_GARBLED),
        ("S\ufffd-1", ANY, IssueCode.TEXT_GARBLED),
        ("12", SubjectIds(pattern="[0-9]{4}"), IssueCode.ID_ZEROS_LOST),
        ("12", SubjectIds(pattern="0[0-9]{3}"), IssueCode.ID_ZEROS_LOST),
        ("LAB-12", SubjectIds(pattern="[0-9]{4}", strip="LAB-"), IssueCode.ID_ZEROS_LOST),
        ("12345", SubjectIds(pattern="[0-9]{4}"), IssueCode.SUBJECT_PATTERN),
        ("12", SubjectIds(pattern="[1-9][0-9]{3}"), IssueCode.SUBJECT_PATTERN),
        ("12", PREFIXED, IssueCode.ID_ZEROS_LOST),
        ("00031", PREFIXED, IssueCode.SUBJECT_PATTERN),
        ("1001", SubjectIds(pattern="[0-9]{4,5}", prefix="1"), IssueCode.SUBJECT_PATTERN),  # it may be 11001
        ("12", STUDY, IssueCode.SUBJECT_PATTERN),
        (
            "1a",
            SubjectIds(pattern="[0-9]{3}a"),
            IssueCode.SUBJECT_PATTERN,
        ),  # no number: a spreadsheet leaves it
        ("CN01-00031", STUDY, IssueCode.SUBJECT_PATTERN),
        ("A" * 65, ANY, IssueCode.SUBJECT_PATTERN),  # a sentence in the wrong column is no id, and no key
        ("xCN01-0003", STUDY, IssueCode.SUBJECT_PATTERN),
        ("Zhang Wei", STUDY, IssueCode.SUBJECT_PATTERN),
    ],
)
def test_a_wrong_id_says_why(cell, ids, code):
    assert refused(cell, ids).issue.code is code


@pytest.mark.parametrize("cell", ["Zhang Wei", "1.10101E+17", ""])
def test_a_refused_id_is_not_repeated(cell):
    assert refused(cell, STUDY).issue.found == ""


@pytest.mark.parametrize(
    ("site", "number", "ids", "subject"),
    [
        ("01", "0007", ANY, "01-0007"),
        (" 01", '="0007"', ANY, "01-0007"),
        ("CN01", "0007", SubjectIds(separator=""), "CN010007"),
        ("CN01", "0007", SubjectIds(separator="/"), "CN01/0007"),
    ],
)
def test_an_id_in_two_cells_is_joined(site, number, ids, subject):
    assert joined_id(site, number, ids) == subject


@pytest.mark.parametrize(
    ("site", "number", "code"),
    [
        ("", "0007", IssueCode.SUBJECT_MISSING),
        ("01", "n/a", IssueCode.SUBJECT_MISSING),
        ("1.5E+12", "0007", IssueCode.ID_SCIENTIFIC),
        ("01", "5-Mar", IssueCode.ID_IS_A_DATE),
        ("=B2", "0007", IssueCode.CELL_FORMULA),
    ],
)
def test_an_id_with_a_faulty_part_is_not_joined(site, number, code):
    with pytest.raises(Refused) as refusal:
        joined_id(site, number, STUDY)
    assert refusal.value.issue.code is code


def test_an_id_that_needs_the_prefix_is_one_of_the_study():
    assert is_id_of_study("0003", PREFIXED)
    assert is_id_of_study("CN01-0003", PREFIXED)
    assert not is_id_of_study("0003", STUDY)


def test_digits_of_another_script_fit_a_pattern_only_if_it_has_them():
    digits = SubjectIds(pattern=r"CN01-\d{3}")
    assert subject_id("CN01-001", digits) == "CN01-001"
    assert refused("CN01-\u0660\u0660\u0661", digits).issue.code is IssueCode.SUBJECT_PATTERN
    own = SubjectIds(pattern="CN01-[\u0660-\u0669\u0661]{3}")
    assert refused("CN01-\u0660\u0660\u0663", own).issue.code is IssueCode.SUBJECT_PATTERN
    assert subject_id("CN01-\u0660\u0661\u0669", own) == "CN01-\u0660\u0661\u0669"
