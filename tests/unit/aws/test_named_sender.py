"""The DynamoDB client sends a name that does not change, since it would put one together anew for each request."""

import pytest

from hepaflow.aws import clients


class Sent(Exception):
    """A request would be sent now."""


@pytest.fixture
def dynamodb(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "-")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    clients.forget_clients()
    yield clients.dynamodb()
    clients.forget_clients()


def test_requests_to_dynamodb_name_no_parts_of_the_machine(dynamodb):
    names = []

    def stop(request, **_):
        names.append(request.headers["User-Agent"])
        raise Sent

    dynamodb.meta.events.register_first("before-send.dynamodb.GetItem", stop)
    with pytest.raises(Sent):
        dynamodb.get_item(TableName="T", Key={"pk": {"S": "-"}})
    assert [name.startswith(b"hepaflow Botocore/") for name in names] == [True]
