"""What an item costs: DynamoDB's own rules for the size of an item, on the safe side."""

from decimal import Decimal

from hepaflow.aws.keys import Item

WRITE_UNIT = (
    1024  # bytes of an item that one write pays for (DynamoDB developer guide, read/write capacity modes)
)
_MAP = 3  # bytes that a map takes beside its entries, each of which takes one more (ibid., item sizes and formats)


def item_size(item: Item) -> int:
    """Return the bytes that DynamoDB counts for the item; names of attributes count like text."""
    texts = sum(
        _text(name) + _text(value)
        for name, value in (("pk", item["pk"]), ("sk", item["sk"]), ("p", item["p"]))
    )
    return (
        texts + _text("v") + _MAP + sum(_text(name) + 1 + _number(value) for name, value in item["v"].items())
    )


def _text(text: str) -> int:
    return len(text.encode())


def _number(number: Decimal) -> int:
    """About one byte for two significant digits and one more; rounded up, and one for a sign."""
    return (len(number.as_tuple().digits) + 1) // 2 + 2
