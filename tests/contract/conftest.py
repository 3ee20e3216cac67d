import pytest

from local.stack import running


@pytest.fixture
def stack():
    with running() as made:
        yield made
