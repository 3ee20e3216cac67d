"""Tells what a program that was written for one description of the HTTP API can no longer rely on under another."""

from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]
Part = tuple[Json, Json]  # a part of a description, and the whole
Compare = Callable[[str, Part, Part], Iterator[str]]
_LARGEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")
_SPELLED = ("pattern", "format")
_ANYTHING = "anything"


def breaking(old: Json, new: Json) -> list[str]:
    """Return what a program that was written for the old description can no longer rely on."""
    told: list[str] = []
    for path, operations in old["paths"].items():
        for method, before in operations.items():
            at = f"{method.upper()} {path}"
            after = new["paths"].get(path, {}).get(method)
            told += [f"{at}: gone"] if after is None else _operation(at, (before, old), (after, new))
    return list(dict.fromkeys(told))


def _operation(at: str, old: Part, new: Part) -> Iterator[str]:
    yield from _callers(at, old[0], new[0])
    yield from _parameters(at, old, new)
    (before, was), (after, known) = old, new
    body = after.get("requestBody", {})
    if body.get("required") and not before.get("requestBody", {}).get("required"):
        yield f"{at}: a body must be given"
    yield from _media(f"{at}: body", (before.get("requestBody", {}), was), (body, known), _narrower)
    for status, answer in before["responses"].items():
        if status in after["responses"]:
            shown = _found(after["responses"][status], known)
            yield from _media(f"{at}: {status}", (_found(answer, was), was), (shown, known), _less)
        else:
            yield f"{at}: answers no {status}"


def _callers(at: str, before: Json, after: Json) -> Iterator[str]:
    if before.get("security") == [] and after.get("security") != []:
        yield f"{at}: needs a token"
    yield from (f"{at}: not for a {role}" for role in before.get("x-roles", ()) if role not in _roles(after))


def _roles(operation: Json) -> list[str]:
    roles: list[str] = operation.get("x-roles", [])
    return roles


def _parameters(at: str, old: Part, new: Part) -> Iterator[str]:
    before, after = (
        {(one["in"], one["name"]): one for one in operation.get("parameters", [])}
        for operation, _ in (old, new)
    )
    for key, parameter in after.items():
        name = f"{at}: parameter {key[1]}"
        if parameter.get("required") and not before.get(key, {}).get("required"):
            yield f"{name} must be given"
        if key in before:
            yield from _narrower(name, (before[key]["schema"], old[1]), (parameter["schema"], new[1]))
    yield from (f"{at}: parameter {key[1]} is gone" for key in before if key not in after)


def _media(at: str, old: Part, new: Part, compare: Compare) -> Iterator[str]:
    after = new[0].get("content", {})
    for kind, media in old[0].get("content", {}).items():
        if kind in after:
            yield from compare(at, (media["schema"], old[1]), (after[kind]["schema"], new[1]))
        else:
            yield f"{at} is no {kind}"


def _narrower(at: str, old: Part, new: Part) -> Iterator[str]:
    """Yield why something that fitted a part of a request no longer does."""
    before, after = _found(*old), _found(*new)
    options, others = _options(before, old[1]), _options(after, new[1])
    yield from (f"{at} may no longer be {name}" for name in options if name not in _widest(others, name))
    if "enum" in after:
        yield from (
            f"{at} may no longer be {value}" for value in before.get("enum", ()) if value not in after["enum"]
        )
        if "enum" not in before:
            yield f"{at} takes listed values only"
    yield from _limits(at, before, after)
    for name in sorted(set(after.get("required", ())) - set(before.get("required", ()))):
        yield f"{at}.{name} must be given"
    if after.get("additionalProperties") is False and before.get("additionalProperties") is not False:
        yield f"{at} may have no other members"
    if "properties" in before and after.get("additionalProperties") is False:
        gone = before["properties"].keys() - after.get("properties", {}).keys()
        yield from (f"{at}.{name} may no longer be given" for name in sorted(gone))
    yield from _parts(at, (before, old[1]), (after, new[1]), _narrower)


def _limits(at: str, before: Json, after: Json) -> Iterator[str]:
    for limit in _LARGEST:
        if limit in after and after[limit] < before.get(limit, float("inf")):
            yield f"{at} has a smaller {limit}"
    for limit in _LEAST:
        if limit in after and after[limit] > before.get(limit, float("-inf")):
            yield f"{at} has a larger {limit}"
    for limit in _SPELLED:
        if limit in after and after[limit] != before.get(limit):
            yield f"{at} has another {limit}"


def _less(at: str, old: Part, new: Part) -> Iterator[str]:
    """Yield what an answer no longer holds, or holds that it never did before; another member is no such thing."""
    before, after = _found(*old), _found(*new)
    options, others = _options(before, old[1]), _options(after, new[1])
    yield from (f"{at} may now be {name}" for name in others if name not in _widest(options, name))
    for name in before.get("properties", {}):
        if name not in after.get("properties", {}):
            yield f"{at}.{name} is gone"
        elif name in before.get("required", ()) and name not in after.get("required", ()):
            yield f"{at}.{name} may be missing"
    yield from _parts(at, (before, old[1]), (after, new[1]), _less)


def _parts(at: str, old: Part, new: Part, compare: Compare) -> Iterator[str]:
    (before, was), (after, known) = old, new
    for name, part in before.get("properties", {}).items():
        if name in after.get("properties", {}):
            yield from compare(f"{at}.{name}", (part, was), (after["properties"][name], known))
    for parts, sign in (("items", "[]"), ("additionalProperties", ".*")):
        if isinstance(before.get(parts), dict) and isinstance(after.get(parts), dict):
            yield from compare(f"{at}{sign}", (before[parts], was), (after[parts], known))
    if _is_choice(before) or _is_choice(after):
        options, others = _options(before, was), _options(after, known)
        for name in options.keys() & others.keys():
            yield from compare(at, (options[name], was), (others[name], known))


def _options(schema: Json, document: Json) -> dict[str, Json]:
    """Return what a value may be, by type; of several objects each by its `kind`, as decisions have one."""
    told = schema.get("anyOf") or schema.get("oneOf") or [schema]
    found = [_found(part, document) for part in told]
    return {name: one for one in found for name in (_kinds(one) if len(found) > 1 else []) or _types(one)}


def _kinds(schema: Json) -> list[str]:
    kind = schema.get("properties", {}).get("kind", {})
    return [kind["const"]] if "const" in kind else kind.get("enum", [])


def _types(schema: Json) -> list[str]:
    types = schema.get("type", _ANYTHING)
    return types if isinstance(types, list) else [types]


def _widest(options: dict[str, Json], name: str) -> set[str]:
    """Return the names of options; whatever is asked for where one of them is anything."""
    return {*options, name} if _ANYTHING in options else set(options)


def _is_choice(schema: Json) -> bool:
    return "anyOf" in schema or "oneOf" in schema


def _found(schema: Json, document: Json) -> Json:
    """Return what a reference names; what has one value as what has a list of one."""
    while "$ref" in schema:
        found: Json = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return {**schema, "enum": [schema["const"]]} if "const" in schema else schema
