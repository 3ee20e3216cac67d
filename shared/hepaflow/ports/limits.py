"""Define what the services can hold (service quotas of DynamoDB and Lambda), and refuse what is larger before it is sent."""

from collections.abc import Mapping, Sequence
from typing import Final

ITEM: Final = 400 * 1024  # bytes of an item, names of attributes included
PARTITION_KEY: Final = 2_048  # bytes
SORT_KEY: Final = 1_024  # bytes
READ_AT_ONCE: Final = 100  # items of one BatchGetItem
CHANGED_AT_ONCE: Final = 100  # items of one TransactWriteItems
TRANSACTION: Final = 4 * 1024 * 1024  # bytes of one TransactWriteItems
WRITTEN_AT_ONCE: Final = 25  # items of one BatchWriteItem
FURTHER_ITEM: Final = (
    100_000  # bytes up to which a further item grows: each write costs as much as the whole item
)
RESPONSE: Final = (
    6 * 1024 * 1024 - 1_024
)  # bytes of a function's response (Lambda); a little less than it takes
LONGEST_TEXT: Final = (
    300_000  # bytes of a text that fills an item, so that keys and other attributes have room
)


class TooLong(Exception):
    """Something is larger than a store can hold; the message names it and the limit, and holds nothing of it."""


def check_text(what: str, text: str) -> None:
    """Check a text that one item holds.

    Args:
        what: what it is, with its article, for a person.
        text: the text.

    Raises:
        TooLong: it is larger than the limit.
    """
    if len(text.encode()) > LONGEST_TEXT:
        raise TooLong(f"{what} may have at most {LONGEST_TEXT:,} bytes; nothing was stored.")


def check_item(key: tuple[str, str], record: Mapping[str, str]) -> None:
    """Check an item of text.

    Args:
        key: its partition key and sort key.
        record: its other attributes.

    Raises:
        TooLong: the item or a key is larger than the limit.
    """
    partition, sort = (len(part.encode()) for part in key)
    for what, found, most in (
        ("partition key", partition, PARTITION_KEY),
        ("sort key", sort, SORT_KEY),
        ("item", text_size(key, record), ITEM),
    ):
        if found > most:
            raise TooLong(f"The {what} of an entry may have at most {most:,} bytes; nothing was stored.")


def text_size(key: tuple[str, str], record: Mapping[str, str]) -> int:
    """Return how many bytes an item of text has, names of attributes included."""
    return len("pksk") + sum(len(text.encode()) for text in (*key, *record.keys(), *record.values()))


def check_transaction(sizes: Sequence[int]) -> None:
    """Check what is written in one transaction.

    Args:
        sizes: how many bytes each of its writes has.

    Raises:
        TooLong: there are too many writes, or they are too large together.
    """
    for what, found, most in (
        ("entries", len(sizes), CHANGED_AT_ONCE),
        ("bytes", sum(sizes), TRANSACTION),
    ):
        if found > most:
            raise TooLong(f"One change may have at most {most:,} {what}; nothing was stored.")
