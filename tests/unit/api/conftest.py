"""Give a desk with one study, two centers and what they sent."""

from collections.abc import Callable

import pytest
from tests.support.api_office import (
    CENTER,
    FIRST,
    JOB,
    NAME,
    OTHER,
    STUDY,
    THEIRS,
    USER,
    Office,
    Reply,
    clock,
    profile,
    reply,
    request,
)
from tests.support.studies import study_definition

from hepaflow.domain.study.user_names import KeptName
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from local.memory import memory_services

Ask = Callable[..., Reply]


@pytest.fixture
def empty(catalog):
    services = memory_services(catalog, clock)
    return Office(services, services)


@pytest.fixture
def office(empty, catalog):
    desk = empty.desk
    study = study_definition(STUDY, CENTER, OTHER)
    define_study(desk.registry, desk.queue, clock, "dm", study, "start")
    for center in study.centers:
        add_profile(desk.registry, desk.queue, catalog, clock, "dm", profile(center), "start")
    desk.registry.ask(JOB)
    desk.registry.keep_name(STUDY, USER, None, KeptName(NAME, 1, 1, "2024-04-01T00:00:00.000Z"))
    empty.send(FIRST, "2024-04-03")
    empty.send(THEIRS, "2024-05-02", OTHER)
    return empty


@pytest.fixture
def ask(office) -> Ask:
    return lambda call, *args, **more: reply(request(call, *args, **more), office.desk)
