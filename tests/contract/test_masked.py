"""One contract for what every registry keeps of what masked roles may not know."""

import pytest
from tests.contract.registries import STUDY, a_draft, add

from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.masked.masked import MaskedTopic, MaskedVersion, reason_digest
from hepaflow.domain.study.journal import EventKind
from hepaflow.ports import Change
from local.memory import MemoryRegistry

SALT = "5a" * 32
AWKWARD = ("S-1", "S-1#000001", "S-1!", "受试者 2")  # an id may end like a place


@pytest.fixture(params=["memory", "dynamodb"])
def registry(request):
    return MemoryRegistry() if request.param == "memory" else request.getfixturevalue("table")


@pytest.fixture
def table(cloud):
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"], lambda _: pytest.fail("throttled"))


def a_version(subject=AWKWARD[0], version=1, content="A", topic=MaskedTopic.ARM):
    reason = "随机名单"
    return MaskedVersion(topic, subject, version, content, "us", reason, SALT, reason_digest(SALT, reason))


def write(registry, masked):
    draft = a_draft(EventKind.ARM_RECORDED, seal=masked.seal)
    event, done = add(registry, Change(masked=masked), draft)
    return event, done


def test_versions_come_in_order_of_subject_and_version(registry):
    for subject in AWKWARD:
        for version, content in enumerate(("A", ""), 1):
            event, done = write(registry, a_version(subject, version, content))
            assert done
    every = list(registry.masked_versions(STUDY, MaskedTopic.ARM))
    assert [(one.subject, one.version) for one in every] == [
        (subject, version) for subject in sorted(AWKWARD) for version in (1, 2)
    ]
    for subject in AWKWARD:
        mine = list(registry.masked_versions(STUDY, MaskedTopic.ARM, subject))
        assert mine == [one for one in every if one.subject == subject]
    last = max(every, key=lambda one: one.journal_number)
    assert (last.journal_number, last.at) == (event.journal_number, event.at)
    assert (last.content, last.reason, last.actor, last.holds) == ("", "随机名单", "us", True)


def test_topics_and_studies_are_apart(registry):
    write(registry, a_version())
    write(registry, a_version("", content='{"arms":{}}', topic=MaskedTopic.ARMS))
    assert [one.subject for one in registry.masked_versions(STUDY, MaskedTopic.ARMS)] == [""]
    assert list(registry.masked_versions("LIVER-2", MaskedTopic.ARM)) == []


def test_of_two_equal_versions_one_is_written(registry):
    write(registry, a_version())
    head = registry.head(STUDY)
    _, done = write(registry, a_version(content="B"))
    assert (done, registry.head(STUDY)) == (False, head)
    assert [one.content for one in registry.masked_versions(STUDY, MaskedTopic.ARM)] == ["A"]


def test_nothing_of_it_is_in_a_partition_that_other_reads_use(table, cloud):
    write(table, a_version(content="OPAL"))
    found = cloud.dynamodb.scan(TableName=cloud.names["RegistryTable"])["Items"]
    having = {item["pk"]["S"] for item in found if "OPAL" in str(item) or SALT in str(item)}
    assert having == {f"{STUDY}#masked#arm"}
