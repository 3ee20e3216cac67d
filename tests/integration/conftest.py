import boto3
import pytest
from tests.support.announced import Said

from hepaflow.aws import wiring
from local.stack import running


@pytest.fixture
def stack():
    with running() as made:
        yield made


@pytest.fixture
def heard(stack):
    """What every queue gives to whoever reads it, dead letters included."""
    boto3.setup_default_session()
    said = Said()
    boto3.DEFAULT_SESSION.events.register("after-call.sqs.ReceiveMessage", said.hear)
    wiring.forget()
    yield said
    boto3.setup_default_session()
    wiring.forget()
