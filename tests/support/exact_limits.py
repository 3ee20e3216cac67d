"""A table in memory with the exact limits of DynamoDB (service quotas); moto refuses items from 405,000 bytes on, and is slow with large ones."""

import re
from collections import Counter

from botocore.exceptions import ClientError

from hepaflow.aws.results.item_size import wire_size

ITEM, TRANSACTION, WRITES, RESPONSE = 400 * 1024, 4 * 1024 * 1024, 100, 16 * 1024 * 1024
_TOO_LARGE = "Item size to update has exceeded the maximum allowed size"
_EXISTS = re.compile(r"attribute_(not_)?exists\((.+)\)")


class ExactTable:
    """Understands the requests of the Registry table; anything else fails. `asked` counts requests."""

    def __init__(self):
        self.items, self.asked = {}, Counter()

    def get_item(self, **request):
        self.asked["GetItem"] += 1
        found = self.items.get(_place(request["Key"]))
        return {"Item": found} if found else {}

    def batch_get_item(self, RequestItems):  # noqa: N803 the AWS client's name
        self.asked["BatchGetItem"] += 1
        ((table, request),) = RequestItems.items()
        found = [self.items[_place(key)] for key in request["Keys"] if _place(key) in self.items]
        assert len(request["Keys"]) <= WRITES
        assert sum(map(wire_size, found)) <= RESPONSE
        return {"Responses": {table: found}}

    def get_paginator(self, name):
        assert name == "query"
        return self

    def paginate(self, **request):
        self.asked["Query"] += 1
        values = {name: value["S"] for name, value in request["ExpressionAttributeValues"].items()}
        found = [
            place
            for place in sorted(self.items, reverse=not request["ScanIndexForward"])
            if place[0] == values[":pk"] and values[":first"] <= place[1] <= values[":last"]
        ]
        yield {"Items": [self.items[place] for place in found[: request["PaginationConfig"]["PageSize"]]]}

    def transact_write_items(self, TransactItems, **_token):  # noqa: N803 the AWS client's name
        self.asked["TransactWriteItems"] += 1
        written = [self._written(*request) for one in TransactItems for request in one.items()]
        codes = [{"Code": code, "Message": message} for _, code, message in written]
        if any(code["Code"] != "None" for code in codes):
            answer = {"Error": {"Code": "TransactionCanceledException", "Message": ""}}
            raise ClientError({**answer, "CancellationReasons": codes}, "TransactWriteItems")
        assert len(written) <= WRITES
        assert sum(wire_size(item) for item, _, _ in written) <= TRANSACTION
        self.items.update({_place(item): item for item, _, _ in written})

    def _written(self, verb, request):
        old = self.items.get(_place(request["Item"] if verb == "Put" else request["Key"]), {})
        new = request["Item"] if verb == "Put" else _updated(old, request)
        if not _holds(old, request):
            return new, "ConditionalCheckFailed", ""
        return (new, "ValidationError", _TOO_LARGE) if wire_size(new) > ITEM else (new, "None", "")


def _place(item):
    return item["pk"]["S"], item["sk"]["S"]


def _holds(old, request):
    names, condition = request.get("ExpressionAttributeNames", {}), request["ConditionExpression"]
    if exists := _EXISTS.fullmatch(condition):
        return (names.get(exists[2], exists[2]) in old) is not bool(exists[1])
    name, value = condition.split(" = ")
    return bool(old) and old.get(names[name]) == request["ExpressionAttributeValues"][value]


def _updated(old, request):
    names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
    removed, _, added = request["UpdateExpression"].rpartition("SET ")
    gone = {names[name] for name in re.findall(r"#\w+", removed)}
    kept = {name: value for name, value in {**request["Key"], **old}.items() if name not in gone}
    pairs = (pair.split(" = ") for pair in added.split(", "))
    return {**kept, **{names[name]: values[value] for name, value in pairs}}
