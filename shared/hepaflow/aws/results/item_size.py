"""Estimate the size of an item by DynamoDB's rules, never too small."""

from decimal import Decimal
from typing import Any

from hepaflow.aws.results.keys import Item

Wire = dict[str, Any]  # an item as DynamoDB's JSON writes it
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


def wire_size(wire: Wire) -> int:
    """Return the bytes that DynamoDB counts for an item of text, numbers and maps as it is sent."""
    return sum(_text(name) + _wire_value(value) for name, value in wire.items())


def write_units(size: int, *, transaction: bool = False) -> int:
    """Return what writing an item costs; in a transaction twice as much (ibid., read/write capacity modes)."""
    return -(-size // WRITE_UNIT) * (2 if transaction else 1)


def _wire_value(value: Wire) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return _text(content)
        case "N":
            return _number(Decimal(content))
        case "M":
            return _MAP + sum(1 + _text(name) + _wire_value(inner) for name, inner in content.items())
        case _:
            raise ValueError(kind)
