"""Who calls with which role is recorded once, whatever runs at the same time."""

from datetime import UTC, datetime

import pytest

from hepaflow.domain.study.journal import access_journal
from hepaflow.pipeline.journal import journal_fault
from hepaflow.pipeline.users.roles import KnownRoles, PresentedRoles, record_roles
from local.memory import MemoryRegistry

STUDY = "S1"


def clock():
    return datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def registry():
    return MemoryRegistry()


def call(registry, known, roles, issued, user="ann"):
    record_roles(registry, STUDY, clock, PresentedRoles(user, frozenset(roles), issued), known)


def recorded(registry):
    events = registry.events(access_journal(STUDY))
    return [(event.draft.actor, str(event.draft.kind), event.draft.details["role"]) for event in events]


def test_the_first_call_with_a_role_and_the_first_without_it_are_recorded(registry):
    known = KnownRoles()
    call(registry, known, {"data-manager", "center-C1"}, 10)
    call(registry, known, {"center-C1"}, 20)
    call(registry, known, {"center-C1"}, 30)
    call(registry, known, set(), 40)
    assert recorded(registry) == [
        ("ann", "role-seen", "center-C1"),
        ("ann", "role-seen", "data-manager"),
        ("ann", "role-gone", "data-manager"),
        ("ann", "role-gone", "center-C1"),
    ]
    assert journal_fault(registry, access_journal(STUDY)) is None


def test_the_journal_of_the_study_does_not_move(registry):
    call(registry, KnownRoles(), {"monitor"}, 10)
    assert registry.head(STUDY).journal_number == 0


def test_a_stranger_leaves_no_event(registry):
    call(registry, KnownRoles(), set(), 10)
    assert recorded(registry) == []


def test_two_tokens_at_once_do_not_take_turns(registry):
    known = KnownRoles()
    for issued in (10, 20, 10, 20, 10):
        call(registry, known, {"monitor"} if issued == 10 else set(), issued)
    call(registry, KnownRoles(), {"monitor"}, 10)  # a process that has just started
    assert recorded(registry) == [("ann", "role-seen", "monitor"), ("ann", "role-gone", "monitor")]


def test_a_role_that_comes_back_is_seen_by_a_process_that_missed_its_end(registry):
    first, second = KnownRoles(), KnownRoles()
    call(registry, first, {"monitor"}, 10)
    call(registry, second, set(), 20)
    call(registry, first, {"monitor"}, 30)
    assert [kind for _, kind, _ in recorded(registry)] == ["role-seen", "role-gone", "role-seen"]


def test_users_do_not_share_roles(registry):
    known = KnownRoles()
    call(registry, known, {"monitor"}, 10)
    call(registry, known, {"monitor"}, 10, "bob")
    call(registry, known, set(), 20, "bob")
    assert recorded(registry)[1:] == [("bob", "role-seen", "monitor"), ("bob", "role-gone", "monitor")]


class Raced(MemoryRegistry):
    """A registry in which another process records the same call just before this one does."""

    raced = False

    def append(self, study, event, change):
        if not self.raced:
            self.raced = True
            call(self, KnownRoles(), {"monitor"}, 10)
        return super().append(study, event, change)


def test_two_processes_at_the_same_time_record_a_role_once():
    registry = Raced()
    call(registry, KnownRoles(), {"monitor"}, 10)
    assert recorded(registry) == [("ann", "role-seen", "monitor")]


class Silent(MemoryRegistry):
    """A registry that is not asked."""

    def head(self, study):
        raise AssertionError(study)


def test_a_token_that_was_compared_costs_no_request(registry):
    known = KnownRoles()
    call(registry, known, {"monitor"}, 10)
    call(Silent(), known, {"monitor"}, 10)
