"""Evaluate the expressions of DynamoDB that hepaflow sends: conditions, and updates; anything else is refused."""

import re
from collections.abc import Mapping
from typing import Any

Wire = dict[str, Any]  # an item as DynamoDB's JSON writes it
_EXISTS = re.compile(r"attribute_(not_)?exists\((\S+)\)")
_ONE_OF = re.compile(r"(NOT )?(\S+) IN \((.+)\)")
_COMPARED = re.compile(r"(\S+) (=|<>) (\S+)")
_UPDATE = re.compile(r"(?:REMOVE (.+?) )?SET (.+)")
_UNLESS_THERE = re.compile(r"if_not_exists\((\S+), (\S+)\)")


class NotKnown(Exception):
    """An expression of a form that the stub does not know."""


def holds(item: Wire | None, request: Mapping[str, Any]) -> bool:
    """Say whether the condition of a request holds for an item, or for its absence."""
    condition = request.get("ConditionExpression", "")
    return not condition or any(
        all(_clause(clause.strip(), item, request) for clause in way.split(" AND "))
        for way in condition.split(" OR ")
    )


def _clause(text: str, item: Wire | None, request: Mapping[str, Any]) -> bool:
    known = item or {}
    if exists := _EXISTS.fullmatch(text):
        return (_named(exists[2], request) in known) is not bool(exists[1])
    values = request.get("ExpressionAttributeValues", {})
    if one_of := _ONE_OF.fullmatch(text):
        found = known.get(_named(one_of[2], request)) in [values[one.strip()] for one in one_of[3].split(",")]
        return found is not bool(one_of[1])
    if compared := _COMPARED.fullmatch(text):
        return (known.get(_named(compared[1], request)) == values[compared[3]]) is (compared[2] == "=")
    raise NotKnown(text)


def updated(item: Wire | None, request: Mapping[str, Any]) -> Wire:
    """Return an item as an update leaves it.

    Raises:
        NotKnown: the update has another form.
    """
    parts = _UPDATE.fullmatch(request["UpdateExpression"])
    if parts is None:
        raise NotKnown(request["UpdateExpression"])
    new, values = dict(item or request["Key"]), request.get("ExpressionAttributeValues", {})
    for name in (parts[1] or "").split(", ") if parts[1] else ():
        new.pop(_named(name, request), None)
    for setting in re.split(r", (?![^(]*\))", parts[2]):
        target, _, source = setting.partition(" = ")
        if unless_there := _UNLESS_THERE.fullmatch(source):
            new.setdefault(_named(unless_there[1], request), values[unless_there[2]])
        else:
            new[_named(target, request)] = values[source]
    return new


def _named(name: str, request: Mapping[str, Any]) -> str:
    return request.get("ExpressionAttributeNames", {}).get(name, name)
