"""Make tables in the template's shape, a versioned bucket and a queue: in moto, or in ministack where its address is given."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.request import urlopen

import boto3

from local.stack import REGION, empty_moto


@dataclass(slots=True)
class Cloud:
    """Clients, and names by the template's logical ids."""

    dynamodb: object
    s3: object
    sqs: object
    names: dict = field(default_factory=dict)


@contextmanager
def an_aws(config):
    """Yield what makes clients of an AWS that holds nothing yet."""
    address = config.getoption("--ministack", None)
    if address is None:
        with empty_moto():
            yield partial(boto3.client, region_name=REGION)
    else:
        urlopen(f"{address}/_ministack/reset", b"").close()  # noqa: S310 loopback
        yield partial(
            boto3.client,
            endpoint_url=address,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def a_cloud(client, shapes):
    """Return a cloud with the tables of the template, a bucket and a queue."""
    made = Cloud(client("dynamodb"), client("s3"), client("sqs"))
    for name, shape in shapes.items():
        made.dynamodb.create_table(TableName=name, **shape)
        made.names[name] = name
    made.s3.create_bucket(Bucket="intake", CreateBucketConfiguration={"LocationConstraint": REGION})
    made.s3.put_bucket_versioning(Bucket="intake", VersioningConfiguration={"Status": "Enabled"})
    made.names["IntakeBucket"] = "intake"
    made.names["IngestQueue"] = made.sqs.create_queue(QueueName="ingest")["QueueUrl"]
    return made
