"""Makes what the api function needs from outside, of what all functions share."""

from functools import cache

import boto3
from botocore.config import Config

from hepaflow.aws import wiring
from hepaflow.aws.uploads import BucketUploads
from hepaflow.pipeline.desk.desk import Desk


def desk() -> Desk:
    return Desk(
        registry=wiring.registry(),
        results=wiring.results(),
        receipts=wiring.receipts(),
        uploads=_uploads(wiring.settings().intake_bucket),
        queue=wiring.queue(),
        catalog=wiring.catalog(),
        clock=wiring.now,
        source=wiring.services().source,
        announcements=wiring.announcements(),
    )


@cache
def _uploads(bucket: str) -> BucketUploads:
    # the newer signature, and the address in the bucket's own region: browsers do not follow a POST elsewhere
    config = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    return BucketUploads(boto3.client("s3", config=config), bucket)
