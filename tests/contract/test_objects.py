"""One contract for the intake, and one for every place that keeps files for good."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from urllib3 import HTTPResponse

from hepaflow.aws.objects import BucketFiles, BucketIntake, BucketSource
from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import Delivery
from hepaflow.ports import Gone, StoredFile, TooLarge, Version
from local.memory import MemoryFiles, MemoryIntake, MemorySource

MOST = 6  # bytes
KEY = "NCT03945487/CN-01/三月 结果+张1.csv"


@pytest.fixture(params=["memory", "s3"])
def intake(request):
    """Returns the port, and a function that uploads a version and names it."""
    if request.param == "memory":
        memory = MemoryIntake()

        def put(data, key=KEY):
            version = Version(f"v{len(memory.versions(key))}", "2024-03-23T00:00:00.000Z")
            memory.put(key, version, data)
            return version.version_id

        return memory, put
    cloud = request.getfixturevalue("cloud")

    def put(data, key=KEY):
        return cloud.s3.put_object(Bucket="intake", Key=key, Body=data)["VersionId"]

    return BucketIntake(cloud.s3, "intake"), put


def test_each_version_is_read_by_its_name(intake):
    port, put = intake
    first, second = put(b"first"), put(b"second")
    assert [port.read(KEY, version, MOST) for version in (first, second)] == [b"first", b"second"]


def test_object_is_found_by_version_and_hash_of_its_key(intake):
    port, put = intake
    version = put(b"data")
    named = Delivery("NCT03945487", "CN-01", KEY, version, "2024-03-23T00:00:00.000Z")
    put(b"another", KEY.replace("张1.csv", "张2.csv"))
    kept = without_key(named)
    assert "三月" not in kept.key
    assert port.find(kept) == KEY
    assert port.find(replace(kept, version_id="none")) == ""
    assert port.find(replace(kept, key_hash="0" * 64)) == ""
    port.remove(KEY, version)
    assert port.find(kept) == ""


def test_versions_come_oldest_first(intake):
    port, put = intake
    names = [put(b"first"), put(b"second"), put(b"third")]
    assert [version.version_id for version in port.versions(KEY)] == names


def test_a_version_tells_when_it_was_received_as_the_journal_writes_time(intake):
    port, put = intake
    put(b"first")
    (version,) = port.versions(KEY)
    assert len(version.received) == len("2024-03-23T00:00:00.000Z")
    assert version.received.endswith("Z")


def test_a_key_that_begins_like_another_has_its_own_versions(intake):
    port, put = intake
    put(b"longer", KEY + ".bak")
    assert port.versions(KEY) == []


def test_a_removed_version_is_gone_and_the_others_stay(intake):
    port, put = intake
    first, second = put(b"first"), put(b"second")
    port.remove(KEY, first)
    with pytest.raises(Gone):
        port.read(KEY, first, MOST)
    assert [version.version_id for version in port.versions(KEY)] == [second]


def test_object_of_as_many_bytes_as_asked_for_is_read_and_one_of_more_is_not(intake):
    port, put = intake
    assert port.read(KEY, put(b"123456"), MOST) == b"123456"
    with pytest.raises(TooLarge):
        port.read(KEY, put(b"1234567"), MOST)


class Body:
    """What S3 sends after the head of its answer: here nobody may read it."""

    closed = False

    def close(self):
        self.closed = True


def test_body_of_an_object_that_is_too_large_is_closed_unread():
    body = Body()

    class Answering:
        def get_object(self, **_which):
            return {"ContentLength": 5 << 40, "Body": body}

    with pytest.raises(TooLarge):
        BucketIntake(Answering(), "intake").read(KEY, "v1", MOST)
    assert body.closed


def test_removing_twice_is_removing_once(intake):
    port, put = intake
    version = put(b"first")
    port.remove(KEY, version)
    port.remove(KEY, version)
    assert port.versions(KEY) == []


def test_everything_is_listed_with_each_of_its_versions(intake):
    port, put = intake
    named = {(key, put(b"x", key)) for key in (KEY, "no-folder.csv", "unknown/x/deep/y.csv", KEY)}
    assert {(key, version.version_id) for key, version in port.everything()} == named
    assert all(version.received.endswith("Z") for _, version in port.everything())


def test_nothing_is_listed_where_nothing_is(intake):
    port, _ = intake
    assert list(port.everything()) == []


def test_what_was_never_there_is_gone(intake):
    port, put = intake
    put(b"first", "other")
    with pytest.raises(Gone):
        port.read(KEY, "v0", MOST)


class Refusing:
    """An S3 client that answers every read and write with one error."""

    def __init__(self, code):
        self.code = code

    def get_object(self, **_which):
        raise ClientError({"Error": {"Code": self.code}}, "GetObject")

    def put_object(self, **_what):
        raise ClientError({"Error": {"Code": self.code}}, "PutObject")


# S3 API reference, GetObject: NoSuchVersion for an unknown version, 405 for a version that is a delete marker
@pytest.mark.parametrize("code", ["NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed", "405"])
def test_every_way_in_which_s3_misses_an_object_is_gone(code):
    with pytest.raises(Gone):
        BucketIntake(Refusing(code), "intake").read(KEY, "v0", MOST)


def test_an_object_that_may_not_be_read_is_not_gone():
    with pytest.raises(ClientError):
        BucketIntake(Refusing("AccessDenied"), "intake").read(KEY, "v0", MOST)
    with pytest.raises(ClientError):
        BucketFiles(Refusing("AccessDenied"), "source").get(KEY)


@pytest.fixture(params=["memory", "s3"])
def files(request):
    if request.param == "memory":
        return MemoryFiles()
    return BucketFiles(request.getfixturevalue("cloud").s3, "intake")


def test_what_is_put_comes_back(files):
    files.put(StoredFile(KEY, b"bytes", "text/csv"))
    assert files.get(KEY) == b"bytes"


def test_what_is_put_again_is_what_was_put_last(files):
    files.put(StoredFile(KEY, b"bytes", "text/csv"))
    files.put(StoredFile(KEY, b"other", "text/csv"))
    assert files.get(KEY) == b"other"


def test_files_put_together_all_come_back(files):
    names = [f"{KEY}.{number}" for number in range(9)]
    files.put(*(StoredFile(name, name.encode(), "text/csv") for name in names))
    assert [files.get(name) for name in names] == [name.encode() for name in names]


def test_one_of_several_files_that_is_not_written_is_reported():
    files = [StoredFile(f"{KEY}.{number}", b"", "text/csv") for number in range(3)]
    with pytest.raises(ClientError):
        BucketFiles(Refusing("AccessDenied"), "source").put(*files)


def test_what_was_never_put_is_nothing(files):
    assert files.get(KEY) is None


def test_s3_is_told_what_kind_a_file_is(cloud):
    BucketFiles(cloud.s3, "intake").put(StoredFile(KEY, b"{}", "application/json"))
    assert cloud.s3.head_object(Bucket="intake", Key=KEY)["ContentType"] == "application/json"


LONG = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(params=["memory", "s3"])
def source(request):
    """Returns the port, and a function that locks a version; each bucket may lock its objects."""
    if request.param == "memory":
        memory = MemorySource()
        return memory, lambda _key, version, until: memory.locks.update({version: until})
    s3 = request.getfixturevalue("cloud").s3
    region = {"LocationConstraint": s3.meta.region_name}
    s3.create_bucket(Bucket="source", CreateBucketConfiguration=region, ObjectLockEnabledForBucket=True)

    def lock(key, version, until):
        retention = {"Mode": "GOVERNANCE", "RetainUntilDate": until}
        s3.put_object_retention(Bucket="source", Key=key, VersionId=version, Retention=retention)

    return BucketSource(s3, "source"), lock


def stored(port, *texts, key=KEY):
    """Put versions of an object, the oldest first; return their ids in the same order."""
    names = []
    for text in texts:
        port.put(StoredFile(key, text, "text/csv"))
        names.append(port.versions(key)[0])
    return names


@pytest.mark.parametrize("size", [0, 5, 9_000_000])
def test_what_is_written_little_by_little_comes_back_whole(source, size):
    port, _ = source
    port.put_from(KEY, BytesIO(b"a" * size), "application/json")
    assert (port.get(KEY) == b"a" * size, len(port.versions(KEY))) == (True, 1)


def test_what_is_written_little_by_little_is_sent_whole_once_more(cloud):
    text, sent = b"line\n" * 400_000, []

    def fail_once(request, **_what):
        sent.append(len(request.body.read()))
        request.body.seek(0)
        return AWSResponse(request.url, 500, {}, HTTPResponse(BytesIO())) if len(sent) == 1 else None

    cloud.s3.meta.events.register_first("before-send.s3.PutObject", fail_once)
    port = BucketSource(cloud.s3, "intake")
    port.put_from(KEY, BytesIO(text), "application/json")
    assert sent[0] == sent[1] >= len(text)  # a checksum follows it where the connection is encrypted
    assert port.get(KEY) == text


@pytest.mark.parametrize(("data", "is_held"), [(b"second", True), (b"first", False), (b"longer text", False)])
def test_the_newest_version_holds_these_bytes_or_others(source, data, is_held):
    port, _ = source
    stored(port, b"first", b"second")
    assert port.holds(KEY, data) is is_held


def test_what_was_never_put_holds_nothing(source):
    port, _ = source
    assert port.holds(KEY, b"") is None


def test_an_object_of_another_size_is_not_read(cloud):
    client, read = cloud.s3, []
    BucketFiles(client, "intake").put(StoredFile(KEY, b"text", "text/csv"))

    class Body:
        """Tells that somebody reads it."""

        def read(self):
            read.append(self)

        def close(self):
            pass

    client.meta.events.register("after-call.s3.GetObject", lambda parsed, **_: parsed.update(Body=Body()))
    assert BucketSource(client, "intake").holds(KEY, b"longer") is False
    assert read == []


def test_an_object_that_may_not_be_compared_is_not_missing():
    with pytest.raises(ClientError):
        BucketSource(Refusing("AccessDenied"), "source").holds(KEY, b"")


def test_versions_of_what_is_kept_come_newest_first(source):
    port, _ = source
    first, second = stored(port, b"first", b"second")
    assert port.versions(KEY) == [second, first]
    assert port.versions(KEY[:-1]) == []


def test_removed_version_leaves_the_one_before_it(source):
    port, _ = source
    first, second = stored(port, b"first", b"second")
    port.remove(KEY, second)
    port.remove(KEY, second)
    assert (port.versions(KEY), port.get(KEY)) == ([first], b"first")
    port.remove(KEY, first)
    assert (port.versions(KEY), port.get(KEY), list(port.everything(""))) == ([], None, [])


def test_keys_come_once_each_in_order_from_any_key_on(source):
    port, _ = source
    keys = ["S/C-01/a", "S/C-01/a/1/effect-input.json", "S/C-01/b", "S/C-010/a"]
    for key in keys[::-1]:
        stored(port, b"first", b"second", key=key)
    assert list(port.everything("S/")) == keys
    assert list(port.everything("S/C-01/")) == keys[:3]
    assert list(port.everything("S/C-01/", keys[0])) == keys[1:3]
    assert list(port.everything("S/C-01/", keys[2])) == []


def test_lock_of_a_version_is_known_with_its_end(source):
    port, lock = source
    first, second = stored(port, b"first", b"second")
    assert port.locked_until(KEY, first) is None
    lock(KEY, first, LONG)
    assert (port.locked_until(KEY, first), port.locked_until(KEY, second)) == (LONG, None)


def test_s3_removes_no_locked_version(cloud):
    region = {"LocationConstraint": cloud.s3.meta.region_name}
    cloud.s3.create_bucket(Bucket="held", CreateBucketConfiguration=region, ObjectLockEnabledForBucket=True)
    port = BucketSource(cloud.s3, "held")
    (version,) = stored(port, b"first")
    cloud.s3.put_object_legal_hold(Bucket="held", Key=KEY, VersionId=version, LegalHold={"Status": "ON"})
    assert port.locked_until(KEY, version) > LONG
    with pytest.raises(ClientError):
        port.remove(KEY, version)
    assert port.get(KEY) == b"first"
