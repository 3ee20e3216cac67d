"""Tables in the template's shape, a versioned bucket and a queue: in moto, or in ministack where its address is given."""

from dataclasses import dataclass, field
from functools import partial
from urllib.request import urlopen

import boto3
import pytest
from moto import mock_aws
from samtranslator.yaml_helper import yaml_parse

from local.stack import REGION, TEMPLATE


@dataclass(slots=True)
class Cloud:
    """Clients, and names by the template's logical ids."""

    dynamodb: object
    s3: object
    sqs: object
    names: dict = field(default_factory=dict)


@pytest.fixture(scope="session")
def shapes():
    """Tables of the template."""
    wanted = ("AttributeDefinitions", "KeySchema", "BillingMode")
    resources = yaml_parse(TEMPLATE.read_text("utf-8"))["Resources"]
    return {
        name: {key: resource["Properties"][key] for key in wanted}
        for name, resource in resources.items()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }


def pytest_addoption(parser):
    parser.addoption("--ministack", help="its address; it is emptied before each test (`make deploy-check`)")


@pytest.fixture
def client(request, monkeypatch):
    """Makes clients of an AWS that holds nothing yet."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    address = request.config.getoption("--ministack", None)
    if address is None:
        with mock_aws():
            yield boto3.client
    else:
        urlopen(f"{address}/_ministack/reset", b"").close()  # noqa: S310 loopback
        yield partial(
            boto3.client, endpoint_url=address, aws_access_key_id="test", aws_secret_access_key="test"
        )


@pytest.fixture
def cloud(shapes, client):
    made = Cloud(client("dynamodb"), client("s3"), client("sqs"))
    for name, shape in shapes.items():
        made.dynamodb.create_table(TableName=name, **shape)
        made.names[name] = name
    made.s3.create_bucket(Bucket="intake", CreateBucketConfiguration={"LocationConstraint": REGION})
    made.s3.put_bucket_versioning(Bucket="intake", VersioningConfiguration={"Status": "Enabled"})
    made.names["IntakeBucket"] = "intake"
    made.names["IngestQueue"] = made.sqs.create_queue(QueueName="ingest")["QueueUrl"]
    return made
