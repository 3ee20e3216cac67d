"""Answer the requests to DynamoDB that hepaflow sends, from memory; counts the units of each, and throttles if asked to.

Sizes and units follow the DynamoDB developer guide ("Item sizes and formats", "Read and write operations"). A table that
throttles takes so many write units a second, and a partition key a quarter of them, as a new on-demand table does.
"""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from expressions import Wire, holds, updated

PAGE = 1_000_000  # bytes of one answer to a query
_WRITE, _READ = 1024, 4096  # bytes of a unit


class Failed(Exception):
    """DynamoDB rejects a request with a code; `more` are further members of its answer."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


class Row(NamedTuple):
    """An item: its JSON, and the bytes that DynamoDB counts."""

    text: str
    size: int


class Allowance:
    """What may be written a second; what is not used within a second is lost."""

    def __init__(self, rate: float) -> None:
        self.rate, self.left, self.at = rate, rate, time.monotonic()

    def allows(self, units: int) -> bool:
        now = time.monotonic()
        self.left, self.at = min(self.rate, self.left + (now - self.at) * self.rate), now
        return self.left >= units

    def take(self, units: int) -> None:
        self.left -= units


class DynamoDB:
    """All tables, each with `pk` and `sk`.

    Args:
        rate: write units a second that a table takes; 0: any number.
    """

    def __init__(self, rate: float = 0) -> None:
        self.rate = rate
        self.tables: dict[str, dict[str, dict[str, Row]]] = {}
        self.units: Counter[str] = Counter()
        self._allowances: dict[tuple[str, str], Allowance] = {}

    def answer(self, operation: str, request: dict[str, Any]) -> str:
        """Return the JSON of the answer.

        Raises:
            Failed: as DynamoDB does.
        """
        handlers: dict[str, Callable[[dict[str, Any]], str]] = {
            "BatchGetItem": self._batch_get,
            "BatchWriteItem": self._batch_write,
            "GetItem": self._get,
            "PutItem": self._put,
            "Query": self._query,
            "TransactWriteItems": self._transact,
            "UpdateItem": self._update,
        }
        if operation not in handlers:
            raise Failed("UnknownOperationException")
        return handlers[operation](request)

    def _batch_write(self, request: dict[str, Any]) -> str:
        left: dict[str, list[Any]] = {}
        for table, puts in request["RequestItems"].items():
            for put in puts:
                item = put["PutRequest"]["Item"]
                if not self._written(table, item, _size(item)):
                    left.setdefault(table, []).append(put)
        if sum(map(len, left.values())) == sum(map(len, request["RequestItems"].values())):
            raise Failed("ProvisionedThroughputExceededException")
        return json.dumps({"UnprocessedItems": left})

    def _put(self, request: dict[str, Any]) -> str:
        table, item = request["TableName"], request["Item"]
        old = self._row(table, item)
        if not holds(_item(old), request):
            self._count(table, "write", _size(item), 1)
            wants_old = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
            raise Failed(
                "ConditionalCheckFailedException", **({"Item": _item(old)} if wants_old and old else {})
            )
        self._must_write(table, item, old)
        return "{}"

    def _update(self, request: dict[str, Any]) -> str:
        table = request["TableName"]
        old = self._row(table, request["Key"])
        if not holds(_item(old), request):
            self._count(table, "write", old.size if old else 1, 1)
            raise Failed("ConditionalCheckFailedException")
        self._must_write(table, updated(_item(old), request), old)
        return "{}"

    def _transact(self, request: dict[str, Any]) -> str:
        writes = [next(iter(one.items())) for one in request["TransactItems"]]
        old = [self._row(write["TableName"], write.get("Item") or write["Key"]) for _, write in writes]
        fit = [holds(_item(row), write) for row, (_, write) in zip(old, writes, strict=True)]
        if not all(fit):
            reasons = [{"Code": "None" if one else "ConditionalCheckFailed", "Message": ""} for one in fit]
            raise Failed("TransactionCanceledException", CancellationReasons=reasons)
        for row, (verb, write) in zip(old, writes, strict=True):
            item = write["Item"] if verb == "Put" else updated(_item(row), write)
            self._must_write(write["TableName"], item, row, times=2)
        return "{}"

    def _get(self, request: dict[str, Any]) -> str:
        row = self._row(request["TableName"], request["Key"])
        self._count(request["TableName"], "read", row.size if row else 1, 1)
        return f'{{"Item":{row.text}}}' if row else "{}"

    def _batch_get(self, request: dict[str, Any]) -> str:
        answers = []
        for table, asked in request["RequestItems"].items():
            rows = [self._row(table, key) for key in asked["Keys"]]
            for row in rows:
                self._count(table, "read", row.size if row else 1, 1)
            answers.append(f'"{table}":[{",".join(row.text for row in rows if row)}]')
        return f'{{"Responses":{{{",".join(answers)}}},"UnprocessedKeys":{{}}}}'

    def _query(self, request: dict[str, Any]) -> str:
        table, values = request["TableName"], request["ExpressionAttributeValues"]
        part = self.tables.get(table, {}).get(values[":pk"]["S"], {})
        found, size, last = list[str](), 0, ""
        keys = list(_between(part, request))
        for key in keys:
            found.append(part[key].text)
            size += part[key].size
            last = key
            if size > PAGE or len(found) == request.get("Limit"):
                break
        self._count(table, "read", max(size, 1), 1)
        answer = f'{{"Items":[{",".join(found)}],"Count":{len(found)},"ScannedCount":{len(found)}'
        if len(found) < len(keys):
            answer += f',"LastEvaluatedKey":{json.dumps({"pk": values[":pk"], "sk": {"S": last}})}'
        return answer + "}"

    def _row(self, table: str, key: Wire) -> Row | None:
        return self.tables.get(table, {}).get(key["pk"]["S"], {}).get(key["sk"]["S"])

    def _must_write(self, table: str, item: Wire, old: Row | None, times: int = 1) -> None:
        """Write an item; what it costs is the larger of what was there and what is."""
        if not self._written(table, item, max(_size(item), old.size if old else 0), times):
            raise Failed("ThrottlingException")

    def _written(self, table: str, item: Wire, size: int, times: int = 1) -> bool:
        units = -(-size // _WRITE) * times
        if self.rate:
            of_table = self._allowance(table, "", self.rate)
            of_key = self._allowance(table, item["pk"]["S"], self.rate / 4)
            if not (of_table.allows(units) and of_key.allows(units)):
                return False
            of_table.take(units)
            of_key.take(units)
        self._count(table, "write", size, times)
        text = json.dumps(item, ensure_ascii=False)
        self.tables.setdefault(table, {}).setdefault(item["pk"]["S"], {})[item["sk"]["S"]] = Row(
            text, _size(item)
        )
        return True

    def _allowance(self, table: str, key: str, rate: float) -> Allowance:
        return self._allowances.setdefault((table, key), Allowance(rate))

    def _count(self, table: str, kind: str, size: int, times: int) -> None:
        self.units[f"{table} {kind}"] += -(-size // (_WRITE if kind == "write" else _READ)) * times


def _between(part: dict[str, Row], request: dict[str, Any]) -> Iterator[str]:
    """Yield the sort keys that a query asks for, in its order."""
    values, backwards = request["ExpressionAttributeValues"], not request.get("ScanIndexForward", True)
    first, last = (values.get(end, {"S": None})["S"] for end in (":first", ":last"))
    after = request.get("ExclusiveStartKey", {"sk": {"S": None}})["sk"]["S"]
    for key in sorted(part, reverse=backwards):
        inside = (first is None or first <= key) and (last is None or key <= last)
        if inside and (after is None or (key < after if backwards else key > after)):
            yield key


def _item(row: Row | None) -> Wire | None:
    return json.loads(row.text) if row else None


def _size(item: Wire) -> int:
    return sum(len(name.encode()) + _bytes(value) for name, value in item.items())


def _bytes(value: Wire) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return (len(content.replace("-", "").replace(".", "").strip("0")) + 1) // 2 + 1
        case "M":
            return 3 + sum(1 + len(name.encode()) + _bytes(one) for name, one in content.items())
        case "L":
            return 3 + sum(1 + _bytes(one) for one in content)
        case _:
            return 1
