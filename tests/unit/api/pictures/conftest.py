"""Give a study with visits whose subject has panels of the screening and week 2."""

import pytest
from tests.support.answer_office import open_trial
from tests.support.api_office import empty_office, reply, request


@pytest.fixture
def trial(catalog):
    return open_trial(empty_office(catalog), catalog)


@pytest.fixture
def ask(trial):
    return lambda call, *args, **more: reply(request(call, *args, **more), trial.desk)
