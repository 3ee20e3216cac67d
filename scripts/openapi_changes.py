"""Tells which changes of the API break programs that use it: `python scripts/openapi_changes.py OLD.json NEW.json`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_LARGEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")


def breaking(old: Json, new: Json) -> list[str]:
    """Return what a program that was written for the old description can no longer rely on."""
    told: list[str] = []
    for path, operations in old["paths"].items():
        for method, before in operations.items():
            at = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            told += [f"{at}: gone"] if after is None else _operation(at, (before, old), (after, new))
    return told


def _operation(at: str, old: tuple[Json, Json], new: tuple[Json, Json]) -> Iterator[str]:
    yield from _parameters(at, old, new)
    (before, was), (after, known) = old, new
    taken = after.get("requestBody", {}).get("content", {})
    yield from _media(f"{at}: body", (before.get("requestBody", {}), was), (taken, known), _narrower)
    for status, answer in before["responses"].items():
        if status in after["responses"]:
            shown = _found(after["responses"][status], known).get("content", {})
            yield from _media(f"{at}: {status}", (_found(answer, was), was), (shown, known), _less)
        else:
            yield f"{at}: answers no {status}"


def _parameters(at: str, old: tuple[Json, Json], new: tuple[Json, Json]) -> Iterator[str]:
    before, after = (
        {(one["in"], one["name"]): one for one in operation.get("parameters", [])}
        for operation, _ in (old, new)
    )
    for key, parameter in after.items():
        name = f"{at}: parameter {key[1]}"
        if parameter["required"] and not before.get(key, {}).get("required"):
            yield f"{name} must be given"
        if key in before:
            yield from _narrower(name, (before[key]["schema"], old[1]), (parameter["schema"], new[1]))
    yield from (f"{at}: parameter {key[1]} is gone" for key in before if key not in after)


def _media(at: str, old: tuple[Json, Json], new: tuple[Json, Json], compare: Any) -> Iterator[str]:
    for kind, media in old[0].get("content", {}).items():
        if kind in new[0]:
            yield from compare(at, (media["schema"], old[1]), (new[0][kind]["schema"], new[1]))
        else:
            yield f"{at} is no {kind}"


def _narrower(at: str, old: tuple[Json, Json], new: tuple[Json, Json]) -> Iterator[str]:
    """Yield why something that fitted a part of a request no longer does."""
    before, after = _found(*old), _found(*new)
    yield from _other_type(at, before, after)
    yield from (
        f"{at} may no longer be {value}"
        for value in before.get("enum", [])
        if value not in _enum(after, value)
    )
    for limit in _LARGEST:
        if after.get(limit, before.get(limit, 0)) < before.get(limit, float("inf")) and limit in after:
            yield f"{at} has a smaller {limit}"
    for limit in _LEAST:
        if limit in after and after[limit] > before.get(limit, float("-inf")):
            yield f"{at} has a larger {limit}"
    if "pattern" in after and after["pattern"] != before.get("pattern"):
        yield f"{at} has another pattern"
    for name in set(after.get("required", [])) - set(before.get("required", [])):
        yield f"{at}.{name} must be given"
    yield from _parts(at, (before, old[1]), (after, new[1]), _narrower)


def _less(at: str, old: tuple[Json, Json], new: tuple[Json, Json]) -> Iterator[str]:
    """Yield what an answer no longer holds."""
    before, after = _found(*old), _found(*new)
    yield from _other_type(at, before, after)
    for name in before.get("properties", {}):
        if name not in after.get("properties", {}):
            yield f"{at}.{name} is gone"
    yield from _parts(at, (before, old[1]), (after, new[1]), _less)


def _parts(at: str, old: tuple[Json, Json], new: tuple[Json, Json], compare: Any) -> Iterator[str]:
    (before, was), (after, known) = old, new
    for name, part in before.get("properties", {}).items():
        if name in after.get("properties", {}):
            yield from compare(f"{at}.{name}", (part, was), (after["properties"][name], known))
    if "items" in before and "items" in after:
        yield from compare(f"{at}[]", (before["items"], was), (after["items"], known))


def _other_type(at: str, before: Json, after: Json) -> Iterator[str]:
    if missing := _types(before) - _types(after):
        yield f"{at} is no longer {' or '.join(sorted(missing))}"


def _types(schema: Json) -> set[str]:
    options = schema.get("anyOf") or schema.get("oneOf") or [schema]
    return {str(one.get("type") or one.get("$ref") or "anything") for one in options}


def _enum(schema: Json, otherwise: object) -> list[Any]:
    allowed: list[Any] = schema.get("enum", [otherwise])
    return allowed


def _found(schema: Json, document: Json) -> Json:
    """Return what a reference names."""
    while "$ref" in schema:
        found: Json = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


if __name__ == "__main__":
    found = breaking(*(json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:3]))
    sys.exit("\n".join(found) or 0)
