"""Give `hepaflow` a desk in memory with one study, two centers and what they sent."""

import pytest
from tests.support.api_office import empty_office, furnish
from tests.support.cli_office import answering
from tests.support.command import hepaflow as run


@pytest.fixture
def office(catalog):
    office = empty_office(catalog)
    furnish(office, catalog)
    return office


@pytest.fixture
def hepaflow(office, monkeypatch):
    answering(office, monkeypatch)
    return run
