"""No item is sent that DynamoDB would refuse for its size (service quotas: 400 KB, keys of 2,048 and 1,024 bytes)."""

import pytest
from botocore.exceptions import ClientError

from hepaflow.aws.registry.growing import Growth, write
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.table import GROWN, Table
from hepaflow.ports.limits import TooLong, check_item, check_transaction


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (Key("p" * 2_048, "s"), ""),
        (Key("p", "好" * 341 + "s"), ""),
        (Key("p", "s"), "t" * (409_600 - len("pkpsks") - 1)),
    ],
)
def test_item_as_large_as_the_limit_is_sent(key, text):
    check_item(key, {"a": text})


@pytest.mark.parametrize(
    ("key", "text", "limit"),
    [
        (Key("p" * 2_049, "s"), "", "partition key of an entry may have at most 2,048"),
        (Key("p", "好" * 342), "", "sort key of an entry may have at most 1,024"),
        (Key("p", "s"), "好" * 136_533, "item of an entry may have at most 409,600"),
    ],
)
def test_larger_item_is_refused_with_its_limit(key, text, limit):
    with pytest.raises(TooLong, match=limit):
        check_item(key, {"a": text})


def test_table_sends_no_such_item():
    class Untouched:
        """A client that nobody may call."""

    with pytest.raises(TooLong):
        Table(Untouched(), "table", lambda _attempts: None).keep(Key("p" * 3_000, "s"), {})


def test_write_that_finds_an_item_full_is_told_by_its_place():
    reasons = [
        {"Code": "None"},
        {"Code": "ValidationError", "Message": "Item size to update has exceeded the maximum allowed size"},
    ]

    class Full:
        def transact_write_items(self, **_what):
            answer = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(answer, "TransactWriteItems")

    assert Table(Full(), "table", lambda _attempts: None).transact([], "token") == ("None", GROWN)


def test_change_as_large_as_a_transaction_is_sent():
    check_transaction([1] * 100)
    check_transaction([4 * 1024 * 1024])


@pytest.mark.parametrize(
    ("sizes", "limit"),
    [([1] * 101, "at most 100 entries"), ([4 * 1024 * 1024, 1], "at most 4,194,304 bytes")],
)
def test_larger_change_is_refused_with_its_limit(sizes, limit):
    with pytest.raises(TooLong, match=limit):
        check_transaction(sizes)


def test_change_larger_than_a_transaction_is_not_sent():
    planned = [Growth(Key("p", f"{number}"), {"a": "t"}) for number in range(101)]
    with pytest.raises(TooLong):
        write(Table(None, "table", lambda _attempts: None), planned, "name")
