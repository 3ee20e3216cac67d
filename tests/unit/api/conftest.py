"""Give a desk with one study, two centers and what they sent."""

from collections.abc import Callable

import pytest
from tests.support.api_office import Reply, empty_office, furnish, reply, request

Ask = Callable[..., Reply]


@pytest.fixture
def empty(catalog):
    return empty_office(catalog)


@pytest.fixture
def office(empty, catalog):
    furnish(empty, catalog)
    return empty


@pytest.fixture
def ask(office) -> Ask:
    return lambda call, *args, **more: reply(request(call, *args, **more), office.desk)
