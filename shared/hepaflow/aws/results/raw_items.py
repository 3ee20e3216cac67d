"""Skip botocore's parser for the items of a Query.

The client compares every value with the model of the service, which takes as long as all that is done with them, and
then says the same. What it does beside that stays: requests, retries, checksums, pages. Should it no longer raise this
event, it reads the items itself.
"""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_EVENT = "before-parse.dynamodb.Query"


def taking_items_as_written(client: "DynamoDBClient") -> "DynamoDBClient":
    """Return a DynamoDB client whose queries do so; not for tables that hold bytes, which JSON has as text."""
    client.meta.events.register(_EVENT, _take_items, unique_id="items-as-written")
    return client


def _take_items(response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: object) -> None:
    if response_dict["status_code"] != 200:  # an error, which the client is to raise
        return
    told = json.loads(response_dict["body"])
    customized_response_dict["Items"] = told.pop("Items", [])
    response_dict["body"] = json.dumps(told).encode()
