"""What a presigned form binds a sender to; S3 itself holds it against the policy."""

import base64
import json

import boto3
import pytest
from botocore.config import Config

from hepaflow.aws.objects import BucketUploads

KEY, SHA256 = "S/C/三月 a.csv", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # of `abc`


@pytest.fixture
def form():
    client = boto3.client(
        "s3",
        region_name="eu-central-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
        config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
    )
    return BucketUploads(lambda: client, "intake").form(KEY, 3, SHA256, 900)


def test_the_policy_names_key_size_and_checksum_exactly(form):
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    checksum = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="  # base64 of the same digest
    for condition in ({"key": KEY}, ["content-length-range", 3, 3], {"x-amz-checksum-sha256": checksum}):
        assert condition in conditions


def test_a_form_leads_to_the_bucket_in_its_own_region(form):
    assert form.url == "https://intake.s3.eu-central-1.amazonaws.com/"


def test_every_field_that_the_policy_asks_for_is_among_the_fields(form):
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    asked = {name for condition in conditions if isinstance(condition, dict) for name in condition}
    assert asked - set(form.fields) == {"bucket"}
