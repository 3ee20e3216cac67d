"""A user's display name is fetched once, never in the way of a call, and can be erased."""

from datetime import UTC, datetime, timedelta

import pytest

from hepaflow.domain.study.journal import access_journal
from hepaflow.pipeline.journal import journal_fault
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.users.names import erase_name, fetch_name
from hepaflow.pipeline.users.roles import KnownRoles, PresentedRoles, record_roles
from local.memory import memory_services

STUDY, ANN = "S1", "ann"


class People:
    """An issuer; what it says, and how often it was asked."""

    def __init__(self, **claims):
        self.claims = claims
        self.asked = 0

    def user_claims(self, header):
        assert header == "Bearer token"
        self.asked += 1
        return self.claims


@pytest.fixture
def hours():
    return [0]


@pytest.fixture
def desk(catalog, hours):
    def clock():
        return datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=hours[0])

    return lambda issuer: memory_services(catalog, clock, issuer=issuer)


def call(services, roles, issued, header="Bearer token"):
    known = KnownRoles()
    presented = PresentedRoles(ANN, frozenset(roles), issued)
    assert record_roles(services.registry, STUDY, services.clock, presented, known)
    fetch_name(services, STUDY, ANN, known.newest_seen(ANN), header)


def names(services):
    return services.registry.user_names(STUDY)


def test_name_is_fetched_when_the_role_is_seen_and_once(desk):
    issuer = People(sub=ANN, name="Ann Lee")
    services = desk(issuer)
    for issued in (10, 20, 30):
        call(services, {"monitor"}, issued)
    assert (names(services), issuer.asked) == ({ANN: "Ann Lee"}, 1)


def test_user_without_a_role_is_not_asked_about(desk):
    issuer = People(sub=ANN, name="Ann Lee")
    services = desk(issuer)
    call(services, set(), 10)
    call(services, {"monitor"}, 20, header="")
    assert (names(services), issuer.asked) == ({}, 0)


def test_user_whose_role_is_gone_is_not_asked_about(desk):
    issuer = People()
    services = desk(issuer)
    call(services, {"monitor"}, 10)
    call(services, set(), 20)
    assert issuer.asked == 1


def test_claims_about_somebody_else_are_not_kept(desk):
    services = desk(People(sub="bob", name="Bob"))
    call(services, {"monitor"}, 10)
    assert names(services) == {}


def test_issuer_that_gives_nothing_is_asked_five_times_an_hour_apart(desk, hours):
    issuer = People()
    services = desk(issuer)
    for issued in range(100):
        hours[0] = issued // 2
        call(services, {"monitor"}, issued)
    assert issuer.asked == 5
    issuer.claims = {"sub": ANN, "name": "Ann Lee"}
    call(services, {"monitor", "statistician"}, 200)
    assert names(services) == {ANN: "Ann Lee"}


def test_try_is_kept_before_the_issuer_is_asked(desk):
    class Fatal(People):
        def user_claims(self, header):
            super().user_claims(header)
            raise KeyboardInterrupt

    issuer = Fatal()
    services = desk(issuer)
    with pytest.raises(KeyboardInterrupt):
        call(services, {"monitor"}, 10)
    call(services, {"monitor"}, 20)
    assert issuer.asked == 1


def test_erased_name_is_gone_and_the_event_does_not_have_it(desk):
    services = desk(People(sub=ANN, name="Ann Lee"))
    call(services, {"monitor"}, 10)
    number = erase_name(services, STUDY, "dm", ANN)
    *_, event = services.registry.events(access_journal(STUDY))
    assert (event.journal_number, str(event.draft.kind), event.draft.actor) == (
        number,
        "user-name-erased",
        "dm",
    )
    assert (event.draft.details, event.draft.reason) == ({"user": ANN}, "")
    assert names(services) == {}
    assert journal_fault(services.registry, access_journal(STUDY)) is None
    assert services.registry.head(STUDY).journal_number == 0


def test_erasing_twice_is_one_event(desk):
    services = desk(People(sub=ANN, name="Ann Lee"))
    call(services, {"monitor"}, 10)
    assert erase_name(services, STUDY, "dm", ANN) == erase_name(services, STUDY, "another", ANN) == 2
    assert services.registry.head(access_journal(STUDY)).journal_number == 2


def test_erased_name_comes_back_with_a_new_role_alone(desk, hours):
    issuer = People(sub=ANN, name="Ann Lee")
    services = desk(issuer)
    call(services, {"monitor"}, 10)
    erase_name(services, STUDY, "dm", ANN)
    hours[0] = 1_000
    call(services, {"monitor"}, 20)
    call(services, set(), 30)
    assert (names(services), issuer.asked) == ({}, 1)
    call(services, {"monitor"}, 40)
    assert (names(services), issuer.asked) == ({ANN: "Ann Lee"}, 2)


def test_name_of_a_user_whom_nobody_has_seen_cannot_be_erased(desk):
    services = desk(People())
    for user in (ANN, "x" * 256):
        with pytest.raises(Missing):
            erase_name(services, STUDY, "dm", user)


def test_name_that_is_erased_while_the_issuer_answers_is_not_kept(desk):
    class Slow(People):
        def user_claims(self, header):
            erase_name(services, STUDY, "dm", ANN)
            return super().user_claims(header)

    services = desk(Slow(sub=ANN, name="Ann Lee"))
    call(services, {"monitor"}, 10)
    assert names(services) == {}


def test_study_keeps_its_own_names(desk):
    services = desk(People(sub=ANN, name="Ann Lee"))
    call(services, {"monitor"}, 10)
    assert services.registry.user_names("S2") == {}
