from dataclasses import replace

import pytest

from hepaflow.domain.study.jobs import Job, JobCall, JobKind, JobStatus

JOB = Job("S", JobKind.RERUNS, "ann", 7, {"center": "C-01", "reason": "new profile"})


def test_the_same_request_at_the_same_number_is_the_same_job():
    again = replace(
        JOB, request={"reason": "new profile", "center": "C-01"}, status=JobStatus.FAILED, detail="x"
    )
    assert again.id == JOB.id


@pytest.mark.parametrize(
    "other",
    [
        {"study": "T"},
        {"kind": JobKind.TRIAL},
        {"actor": "bob"},
        {"journal_number": 8},
        {"request": {"center": "C-01", "reason": "another"}},
        {"request": {"center": "C-01reason", "": "new profile"}},
    ],
)
def test_another_request_is_another_job(other):
    assert replace(JOB, **other).id != JOB.id


def test_a_call_names_the_job():
    assert JOB.call == JobCall("S", JOB.id)
