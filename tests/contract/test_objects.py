"""One contract for every place that keeps files and profiles."""

import boto3
import pytest

from hepaflow.aws.objects import BucketObjects, BucketProfiles, profile_key
from hepaflow.pipeline.configure import profile_from_toml
from local.memory import MemoryObjects, MemoryProfiles

KEY = "NCT03945487/CN-01/三月 结果+1.csv"
PROFILE = """
study = "NCT03945487"
center = "CN-01"
version = 1
[file]
decimal_mark = "."
[columns]
subject = "受试者编号"
collected_at = "采集时间"
analyte = "项目"
value = "结果"
unit = "单位"
"""


@pytest.fixture(params=["memory", "s3"])
def put(request):
    """Keeps two versions of an object; returns the port and the name of the first version."""

    def keep(*versions):
        if request.param == "memory":
            return MemoryObjects({KEY: list(versions)}), "0"
        bucket, s3 = request.getfixturevalue("stack").refs["IntakeBucket"], boto3.client("s3")
        ids = [s3.put_object(Bucket=bucket, Key=KEY, Body=version)["VersionId"] for version in versions]
        return BucketObjects(s3, bucket), ids[0]

    return keep


def test_the_newest_version_is_read(put):
    objects, _ = put(b"first", b"second")
    assert objects.read(KEY) == b"second"


def test_a_named_version_is_read_whatever_came_later(put):
    objects, first = put(b"first", b"second")
    assert objects.read(KEY, first) == b"first"


@pytest.fixture(params=["memory", "s3"])
def profiles(request):
    if request.param == "memory":
        return MemoryProfiles({("NCT03945487", "CN-01"): profile_from_toml(PROFILE)})
    bucket, s3 = request.getfixturevalue("stack").refs["SourceBucket"], boto3.client("s3")
    s3.put_object(Bucket=bucket, Key=profile_key("NCT03945487", "CN-01"), Body=PROFILE.encode())
    return BucketProfiles(s3, bucket)


def test_a_center_has_its_profile(profiles):
    assert profiles.current("NCT03945487", "CN-01") == profile_from_toml(PROFILE)


def test_a_center_that_is_not_onboarded_has_none(profiles):
    assert profiles.current("NCT03945487", "CN-02") is None
