"""One contract for everything that keeps jobs, calls for them, and says what a run was claimed with."""

import json
from dataclasses import replace

import pytest
from tests.contract.registries import FILE, STUDY, a_claim

from hepaflow.aws.queue import IngestQueue
from hepaflow.aws.registry.jobs_and_unmapped import job_call
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.study.jobs import Job, JobKind, JobStatus
from local.memory import MemoryQueue, MemoryRegistry

ASKED = {"profile": 'study = "NCT03945487"\n# 单位：毫克\n', "file_id": FILE}
JOB = Job(STUDY, JobKind.TRIAL, "dm@example.org", 12, ASKED)


@pytest.fixture(params=["memory", "dynamodb"])
def registry(request):
    if request.param == "memory":
        return MemoryRegistry()
    cloud = request.getfixturevalue("cloud")
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"])


def settled(status, detail=""):
    return replace(JOB, status=status, detail=detail)


def test_a_job_comes_back_as_it_was_asked_for(registry):
    registry.ask(JOB)
    assert registry.job(STUDY, JOB.id) == JOB


def test_there_is_no_job_that_nobody_asked_for(registry):
    registry.ask(JOB)
    assert registry.job(STUDY, "0" * 64) is None
    assert registry.job("OTHER", JOB.id) is None


def test_a_job_is_kept_once(registry):
    registry.ask(JOB)
    registry.settle(settled(JobStatus.RUNNING))
    assert registry.ask(JOB) == settled(JobStatus.RUNNING)


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED])
def test_a_job_that_is_not_done_may_be_done(registry, status):
    registry.ask(JOB)
    registry.settle(settled(status, "why"))
    registry.settle(settled(JobStatus.DONE))
    assert registry.job(STUDY, JOB.id) == settled(JobStatus.DONE)


@pytest.mark.parametrize("status", [JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED])
def test_a_job_that_is_done_stays_done(registry, status):
    registry.ask(JOB)
    registry.settle(settled(JobStatus.DONE))
    registry.settle(settled(status))
    assert registry.job(STUDY, JOB.id) == settled(JobStatus.DONE)


def test_each_run_says_what_it_was_claimed_with(registry):
    for n in (1, 2):
        registry.claim(STUDY, FILE, a_claim(n))
    assert [registry.claim_of(STUDY, FILE, n) for n in (1, 2, 3)] == [a_claim(1), a_claim(2), None]


@pytest.fixture(params=["memory", "sqs"])
def queue(request):
    """Returns the port, and a function that gives what has arrived."""
    if request.param == "memory":
        memory = MemoryQueue()
        return memory, lambda: memory.calls
    cloud = request.getfixturevalue("cloud")
    url = cloud.names["IngestQueue"]

    def arrived():
        messages = cloud.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
        return [job_call(json.loads(message["Body"])) for message in messages]

    return IngestQueue(lambda: cloud.sqs, url, "", "intake"), arrived


def test_a_call_for_a_job_arrives(queue):
    port, arrived = queue
    port.begin(JOB.call)
    assert arrived() == [JOB.call]


def test_what_s3_tells_calls_for_no_job():
    assert job_call({"Records": []}) is None
