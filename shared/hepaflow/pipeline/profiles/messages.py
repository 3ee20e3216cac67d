"""Translate pydantic's errors into the words of a profile's author."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from hepaflow.domain.model import READER_FIELDS
from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.labs import Lab, LabPaper
from hepaflow.domain.profile.parts import (
    DatedUnit,
    Declaration,
    DeclaredRange,
    FileLayout,
    SubjectIds,
    WideColumn,
)
from hepaflow.domain.profile.profile import FhirExtensions, Profile

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_REMEDIES = {
    "missing": "add it",
    "string_type": "write text between quotes",
    "string_too_short": "write a text between the quotes, or remove the key",
    "string_too_long": "write at most {max_length} characters",
    "string_pattern_mismatch": "use only letters A-Z, digits, full stop, hyphen and underscore, and begin with a letter or digit",
    "int_type": "write a whole number without quotes",
    "greater_than_equal": "write a number of at least {ge}",
    "bool_type": "write true or false without quotes",
    "decimal_parsing": 'write a number with a decimal point, for example "3.5"',
    "decimal_type": 'write a number with a decimal point, for example "3.5"',
    "finite_number": 'write a number with a decimal point, for example "3.5"',
    "tuple_type": "write a list between [ ]",
    "dict_type": "write a table",
    "model_type": "write a table",
}
_QUOTED = re.compile("'([^']*)'")
_DAY = "write a day that exists, for example 2024-07-01"
_ELSE = "write the value as docs/profiles.md shows it for this key"
_TABLES: Mapping[str | int, type[BaseModel]] = {
    "file": FileLayout,
    "subject": SubjectIds,
    "fhir": FhirExtensions,
    "wide": WideColumn,
    "units": DatedUnit,
    "declare": Declaration,
    "ranges": DeclaredRange,
    "papers": LabPaper,
}
_TOP_LEVEL = frozenset({"study", "center", "lab", "version", "time_zone", "language"})


def fault_of(detail: "ErrorDetails", declared: Mapping[str, Any], model: type[BaseModel] = Profile) -> Fault:
    """Return what is wrong, where, and what to do, without the words of pydantic.

    Args:
        detail: what pydantic says.
        declared: the text, parsed.
        model: what the text was to be.
    """
    path = written_path(detail["loc"], declared)
    return Fault(key_path(path), _found(detail), _remedy(detail, path, model))


def with_candidates(advice: str, candidates: Iterable[str]) -> str:
    """Return the advice, followed by the candidates that may have been meant."""
    meant = " or ".join(candidates)
    return f"{advice}; did you mean {meant}?" if meant else advice


def written_path(loc: Sequence[str | int], declared: Mapping[str, Any]) -> tuple[str | int, ...]:
    """Return the keys and indices that the text contains, without the labels that pydantic adds."""
    path: list[str | int] = []
    node: Any = declared
    for number, step in enumerate(loc, 1):
        if _stands(step, node):
            node = node[step]
        elif number < len(loc) or step == "[key]":
            continue
        path.append(step)
    return tuple(path)


def _stands(step: str | int, node: object) -> bool:
    return step in node if isinstance(node, Mapping) else isinstance(node, list) and isinstance(step, int)


def key_path(path: Sequence[str | int]) -> str:
    """Return a path as a person writes it: `time_zone`, `[file] dates[1]`, `[[ranges]][2].low`."""
    table, *rest = path
    if table in _TOP_LEVEL or (not rest and table not in _tables()):
        return _dotted(path)
    if table in {"declare", "ranges", "papers"}:
        return f"[[{table}]]{_dotted(rest)}" if rest and isinstance(rest[0], int) else f"[[{table}]]"
    return f"[{table}] {_dotted(rest)}".rstrip()


def _tables() -> frozenset[str]:
    return frozenset([*Profile.model_fields, *Lab.model_fields]) - _TOP_LEVEL


def _dotted(path: Sequence[str | int]) -> str:
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{as_key(step)}" for step in path]
    return "".join(steps).removeprefix(".")


def _found(detail: "ErrorDetails") -> str:
    shown = detail["input"]
    if detail["type"] == "missing" or isinstance(shown, dict | list | tuple):
        return ""
    return str(shown).lower() if isinstance(shown, bool) else str(shown)


def _remedy(detail: "ErrorDetails", path: Sequence[str | int], model: type[BaseModel]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "value_error":
            return str(context["error"])
        case "shape":
            return detail["msg"]
        case "extra_forbidden":
            return _closest("remove it: there is no such key", str(path[-1]), _keys(path, model))
        case "literal_error" | "enum":
            choices = [name for name in _QUOTED.findall(context["expected"]) if name not in READER_FIELDS]
            return _closest(f"write one of: {' '.join(choices)}", str(detail["input"]), choices)
    if kind.startswith("date"):
        return _DAY
    return _REMEDIES.get(kind, _ELSE).format(**context)


def _closest(advice: str, written: str, choices: Iterable[str]) -> str:
    return with_candidates(advice, get_close_matches(written.lower(), tuple(choices), n=1))


def _keys(path: Sequence[str | int], model: type[BaseModel]) -> list[str]:
    table = model if len(path) == 1 else _TABLES[path[0]]
    return [field.alias or name for name, field in table.model_fields.items()]
