"""Give the contract tests an AWS, and the template's tables, bucket and queue in it."""

import pytest
from tests.contract.template_tables import tables
from tests.support.clouds import a_cloud, an_aws

from local.stack import REGION


@pytest.fixture(scope="session")
def shapes():
    return tables()


def pytest_addoption(parser):
    parser.addoption("--ministack", help="its address; it is emptied before each test (`make deploy-check`)")


@pytest.fixture
def client(request, monkeypatch):
    """Makes clients of an AWS that holds nothing yet."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with an_aws(request.config) as made:
        yield made


@pytest.fixture
def cloud(shapes, client):
    return a_cloud(client, shapes)
