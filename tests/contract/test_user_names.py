"""Names of users, in memory and in DynamoDB alike."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.study.journal import Draft, EventKind, access_journal, following
from hepaflow.domain.study.user_names import KeptName
from hepaflow.ports import Change
from local.memory import MemoryRegistry

STUDY, ANN = "S1", "auth0|ann"
TRIED = KeptName("", 1, 1, "2026-03-01T12:00:00.000Z")
KNOWN = replace(TRIED, name="王伟")


@pytest.fixture(params=["memory", "dynamodb"])
def registry(request):
    if request.param == "memory":
        return MemoryRegistry()
    cloud = request.getfixturevalue("cloud")
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"])


def erase(registry, user):
    name = access_journal(STUDY)
    draft = Draft(EventKind.USER_NAME_ERASED, "dm", "", {"user": user})
    event = following(registry.head(name), draft, datetime(2026, 3, 1, tzinfo=UTC))
    assert registry.append(name, event, Change(erased_name=user))
    return event.journal_number


def test_a_name_is_kept_and_read_back(registry):
    assert registry.kept_name(STUDY, ANN) is None
    assert registry.keep_name(STUDY, ANN, None, TRIED)
    assert registry.kept_name(STUDY, ANN) == TRIED
    assert registry.user_names(STUDY) == {}
    assert registry.keep_name(STUDY, ANN, TRIED, KNOWN)
    assert registry.user_names(STUDY) == {ANN: "王伟"}
    assert registry.user_names("S") == registry.user_names("S11") == {}


def test_what_was_kept_meanwhile_stays(registry):
    assert registry.keep_name(STUDY, ANN, None, TRIED)
    assert not registry.keep_name(STUDY, ANN, None, KNOWN)
    assert not registry.keep_name(STUDY, ANN, replace(TRIED, tries=2), KNOWN)
    assert not registry.keep_name(STUDY, ANN, replace(TRIED, event=2), KNOWN)
    assert registry.kept_name(STUDY, ANN) == TRIED


def test_an_event_erases_a_name_and_whoever_asks_meanwhile_keeps_none(registry):
    assert registry.keep_name(STUDY, ANN, None, KNOWN)
    number = erase(registry, ANN)
    assert registry.kept_name(STUDY, ANN) == KeptName("", number, 0, "")
    assert not registry.keep_name(STUDY, ANN, KNOWN, KNOWN)
    assert registry.user_names(STUDY) == {}
    assert registry.keep_name(STUDY, ANN, KeptName("", number, 0, ""), KNOWN)


def test_an_erasure_leaves_nothing_of_the_name_in_the_store(registry):
    assert registry.keep_name(STUDY, ANN, None, KNOWN)
    erase(registry, ANN)
    assert "王伟" not in str(list(registry.events(access_journal(STUDY))))
