"""Write an item as DynamoDB's JSON has it, and read it back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from hepaflow.aws.results.keys import Item

if TYPE_CHECKING:
    from types_boto3_dynamodb.type_defs import AttributeValueTypeDef


def item_to_wire(item: Item) -> "dict[str, AttributeValueTypeDef]":
    return {
        "pk": {"S": item["pk"]},
        "sk": {"S": item["sk"]},
        "v": {"M": {analyte: {"N": str(number)} for analyte, number in item["v"].items()}},
        "p": {"S": item["p"]},
    }


def item_from_wire(wire: "Mapping[str, AttributeValueTypeDef]") -> Item:
    values = {analyte: Decimal(number["N"]) for analyte, number in wire["v"]["M"].items()}
    return Item(pk=wire["pk"]["S"], sk=wire["sk"]["S"], v=values, p=wire["p"]["S"])
