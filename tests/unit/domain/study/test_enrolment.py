"""Which center has a subject, and whose people may see the subject's results."""

from dataclasses import replace

import pytest

from hepaflow.domain.study.enrolment import centers_of, seen_by
from hepaflow.domain.study.register import Registered, Subject, SubjectStatus

MOVED = Registered(
    Subject.model_validate(
        {
            "id": "S-001",
            "center": "C-01",
            "status": "enrolled",
            "transfers": [{"center": "C-02", "from": "2024-03-20"}, {"center": "C-01", "from": "2024-04-20"}],
        }
    ),
    1,
    "",
    of_study=True,
)


@pytest.mark.parametrize(
    ("sender", "at", "centers"),
    [
        ("LAB", "2024-03-19", {"LAB", "C-01"}),
        ("LAB", "2024-03-20", {"LAB", "C-01", "C-02"}),
        ("LAB", "2024-03-21", {"LAB", "C-02"}),
        ("C-01", "2024-03-21", {"C-01", "C-02"}),
        ("C-01", "2025", {"C-01"}),
        ("LAB", "", {"LAB", "C-01", "C-02"}),
    ],
)
def test_a_result_is_seen_by_its_sender_and_by_the_center_of_that_date(sender, at, centers):
    assert seen_by((MOVED,), sender, at) == centers


def test_a_subject_is_seen_by_every_center_that_has_or_had_it():
    assert centers_of((MOVED,)) == {"C-01", "C-02"}


@pytest.mark.parametrize(
    "entries",
    [
        (),  # no register of the study, or nothing about the subject
        (
            MOVED,
            replace(MOVED, subject=MOVED.subject.model_copy(update={"center": "LAB"})),
        ),  # nobody knows which
        (
            replace(
                MOVED, subject=MOVED.subject.model_copy(update={"status": SubjectStatus.ENTERED_IN_ERROR})
            ),
        ),
    ],
)
def test_where_no_center_is_certain_the_sender_alone_sees_a_result(entries):
    assert seen_by(entries, "LAB", "2024-03-21") == {"LAB"}
    assert centers_of(entries) == frozenset()
