"""Tables in the template's shape, a versioned bucket and a queue, in moto."""

from dataclasses import dataclass, field

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


@pytest.fixture
def cloud(shapes, monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        made = Cloud(boto3.client("dynamodb"), boto3.client("s3"), boto3.client("sqs"))
        for name, shape in shapes.items():
            made.dynamodb.create_table(TableName=name, **shape)
            made.names[name] = name
        made.s3.create_bucket(Bucket="intake", CreateBucketConfiguration={"LocationConstraint": REGION})
        made.s3.put_bucket_versioning(Bucket="intake", VersioningConfiguration={"Status": "Enabled"})
        made.names["IntakeBucket"] = "intake"
        made.names["IngestQueue"] = made.sqs.create_queue(QueueName="ingest")["QueueUrl"]
        yield made
