"""What a register has against a specimen: a center's (versions 1 and 2 of the rules), and the study's (version 3)."""

from dataclasses import replace

import pytest

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.agreement import Specimen, center_doubts, doubts
from hepaflow.domain.study.register import Registered, Subject, SubjectStatus

ENROLLED, IN_ERROR = SubjectStatus.ENROLLED, SubjectStatus.ENTERED_IN_ERROR
TAKEN = Specimen("C-01", "2024-03-22T08:30")
MOVED = [{"center": "C-02", "from": "2024-03-20"}, {"center": "C-03", "from": "2024-04-20"}]


def entry(**more):
    return Registered(Subject(**{"id": "S-001", "center": "C-01", "status": ENROLLED, **more}), 1, "")


def of_center(known, **said):
    return list(center_doubts(known, replace(TAKEN, **said)))


def of_study(*known, central_labs=(), **said):
    return list(doubts(known, replace(TAKEN, **said), central_labs))


BOTH = pytest.mark.parametrize("found", [of_center, of_study])


def test_a_subject_without_an_entry_is_unknown():
    assert of_center(None) == of_study() == ["subject-unknown"]


@BOTH
def test_a_subject_entered_in_error_is_unknown(found):
    assert found(entry(status=IN_ERROR)) == ["subject-unknown"]


@BOTH
@pytest.mark.parametrize("status", sorted(set(SubjectStatus) - {IN_ERROR}))
def test_a_subject_of_every_other_status_is_known(found, status):
    assert found(entry(status=status)) == []


@BOTH
@pytest.mark.parametrize(
    ("known", "reported", "codes"),
    [
        ("M", "M", []),
        ("M", "F", ["subject-mismatch"]),
        ("F", "M", ["subject-mismatch"]),
        ("", "M", []),
        ("M", "", []),
    ],
)
def test_sex_is_compared_where_both_say_it(found, known, reported, codes):
    assert found(entry(sex=known), sex=reported) == codes


# born in 1970, blood taken in 2024: 53 or 54 completed years; 55 by traditional Chinese counting (虚岁: at birth one)
@BOTH
@pytest.mark.parametrize("age", [52, 53, 54, 55])
def test_an_age_that_some_way_of_counting_gives_is_the_subject_s(found, age):
    assert found(entry(birth_year=1970), age=age) == []


@BOTH
@pytest.mark.parametrize("age", [0, 51, 56, 70])
def test_an_age_that_no_way_of_counting_gives_is_another_s(found, age):
    assert found(entry(birth_year=1970), age=age) == ["subject-mismatch"]


@BOTH
@pytest.mark.parametrize(
    ("birth_year", "age", "at"), [(None, 12, "2024"), (1970, None, "2024"), (1970, 12, "")]
)
def test_age_is_compared_where_all_of_it_is_known(found, birth_year, age, at):
    assert found(entry(birth_year=birth_year), age=age, collected_at=at) == []


# the study's register: who sends


@pytest.mark.parametrize(
    ("at", "senders"),
    [
        ("2024-03-19", {"C-01"}),
        ("2024-03-20T08:30", {"C-01", "C-02"}),  # on the day of a transfer both have the subject
        ("2024-03-21", {"C-02"}),
        ("2024-04", {"C-02", "C-03"}),
        ("2024", {"C-01", "C-02", "C-03"}),
        ("2025", {"C-03"}),
        ("", {"C-01", "C-02", "C-03"}),
    ],
)
def test_a_result_comes_from_the_center_that_has_the_subject_at_that_date(at, senders):
    known = entry(transfers=MOVED)
    fitting = {
        center
        for center in ("C-01", "C-02", "C-03", "LAB")
        if of_study(known, sender=center, collected_at=at) != ["subject-elsewhere"]
    }
    assert fitting == senders


def test_a_central_lab_may_send_results_of_every_subject():
    assert of_study(entry(), sender="LAB", central_labs=["LAB"]) == []
    assert of_study(entry(), sender="C-02", central_labs=["LAB"]) == ["subject-elsewhere"]


def test_sex_and_age_are_compared_whoever_sent_the_result():
    told = of_study(entry(sex="F", birth_year=1970), sender="LAB", central_labs=["LAB"], sex="M", age=20)
    assert told == ["subject-mismatch"]


def test_a_result_that_a_decision_gave_to_the_subject_has_no_sender():
    assert of_study(entry(), sender="") == []


# withdrawal and death; a year and a month may mean any of their days


@pytest.mark.parametrize(
    ("at", "is_held"),
    [
        ("2024-05-16", False),
        ("2024-05-17", False),
        ("2024-05-17T23:59", False),
        ("2024-05-18T00:00", True),
        ("2024-04", False),
        ("2024-05", True),
        ("2024", True),
        ("2023", False),
        ("", False),
    ],
)
def test_a_result_that_may_be_from_after_the_withdrawal_is_held(at, is_held):
    found = of_study(entry(consent_withdrawn="2024-05-17"), collected_at=at)
    assert found == ["consent-withdrawn"] * is_held


@pytest.mark.parametrize(
    ("death", "at", "is_held"),
    [
        ("2024-05-17", "2024-05-17T23:59", False),
        ("2024-05-17", "2024-05-18", True),
        ("2024-05-17", "2024-05", True),
        ("2024-05", "2024-05-01", False),
        ("2024-05", "2024-05-02", True),
        ("2024-05", "2024-05", True),
        ("2024-05", "2024-04", False),
        ("2024", "2024-01-01", False),
        ("2024", "2024-01", True),
        ("2024", "2023-12-31", False),
        ("2024", "2025", True),
        ("2024", "", False),
    ],
)
def test_a_result_that_may_be_from_after_the_death_is_held(death, at, is_held):
    assert of_study(entry(death=death), collected_at=at) == ["after-death"] * is_held


def test_everything_that_speaks_against_a_specimen_is_said():
    known = entry(sex="F", death="2024-03-01", consent_withdrawn="2024-03-01")
    assert of_study(known, sender="LAB", sex="M") == [
        IssueCode.SUBJECT_MISMATCH,
        IssueCode.SUBJECT_ELSEWHERE,
        IssueCode.CONSENT_WITHDRAWN,
        IssueCode.AFTER_DEATH,
    ]


# several centers' registers, as long as nobody has made the one entry


def test_entries_of_two_centers_all_count():
    known = entry(sex="F"), entry(center="LAB", birth_year=1970)
    assert of_study(*known, sender="LAB", sex="F", age=54) == []
    assert of_study(*known, sender="LAB", sex="M", age=54) == ["subject-mismatch"]
    assert of_study(*known, sex="F", age=20) == ["subject-mismatch"]
    assert of_study(*known, sender="C-02") == ["subject-elsewhere"]


def test_an_entry_in_error_does_not_count_beside_another():
    assert of_study(entry(center="LAB", status=IN_ERROR, sex="F"), entry(), sex="M") == []
