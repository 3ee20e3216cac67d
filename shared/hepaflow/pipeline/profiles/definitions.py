"""Parse a study's definition, or list everything that is wrong with it."""

import json
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ValidationError

from hepaflow.domain.profile.fields import Contradictions, Fault, as_key
from hepaflow.domain.protocol.masked_parts import masks_something, windows_tell
from hepaflow.domain.protocol.planned_visits import PlannedVisit
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.protocol.rules import (
    BaselineRule,
    ClinicalPairing,
    Masking,
    ReferenceDate,
    ResultsDue,
    ScoreRules,
)
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.profiles.messages import with_candidates, written_path
from hepaflow.pipeline.profiles.parse import DefinitionFault
from hepaflow.pipeline.profiles.patterns import definition_faults
from hepaflow.pipeline.profiles.references import KnownCodes, unknown_code
from hepaflow.pipeline.profiles.repeated_keys import repeated_keys

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_TABLES: Final[tuple[type[BaseModel], ...]] = (
    StudyDefinition,
    Protocol,
    PlannedVisit,
    ReferenceDate,
    BaselineRule,
    ResultsDue,
    ScoreRules,
    ClinicalPairing,
    Masking,
)
_KEYS: Final = frozenset(key for table in _TABLES for key in table.model_fields)
_REMEDIES: Final = {
    "missing": "add it",
    "string_type": "write text between quotes",
    "string_too_short": "write a text between the quotes, or remove the key",
    "string_too_long": "write at most {max_length} characters",
    "string_pattern_mismatch": "use only letters A-Z, digits, full stop, hyphen and underscore, and begin with a letter or digit",
    "too_long": "write at most {max_length} entries",
    "too_short": "write at least one entry, or remove the key",
    "int_type": "write a whole number without quotes",
    "bool_type": "write true or false without quotes",
    "greater_than_equal": "write a number of at least {ge}",
    "less_than_equal": "write a number of at most {le}",
    "tuple_type": "write a list between [ ]",
    "dict_type": "write a table",
    "model_type": "write a table",
    "model_attributes_type": "write a table",
    "date_from_datetime_parsing": "write a day that exists, for example 2024-07-01",
    "date_parsing": "write a day that exists, for example 2024-07-01",
}
_DECIDING: Final = frozenset({"data-manager", "statistician", "monitor"})
_NOBODY: Final = (
    "leave out statistician or monitor, and give this role to a data manager, too: somebody who is not masked has to decide about "
    "masked results, and no masked user can change the definition"
)
_WINDOWS: Final = (
    "mask analytes instead, or let day 1 be the randomization or the enrolment in both arms (reference_date): the window of a masked "
    "visit is counted from day 1, and the days without results would show when day 1 was"
)
_PLACE: Final = re.compile(r"line (\d+) column (\d+)")
_NOT_JSON: Final = (
    "correct the JSON: a comma between two entries and none after the last, text between quotes"
)
_ELSE: Final = "write the value as docs/study-definition.md shows it for this key"


def definition_from_json(text: str) -> StudyDefinition:
    """Return the definition that a text declares.

    Raises:
        DefinitionFault: with every fault of the text that can be told at once.
    """
    try:
        definition = StudyDefinition.model_validate_json(text)
    except ValidationError as error:
        raise DefinitionFault(tuple(dict.fromkeys(_faults(error, text)))) from None
    if twice := repeated_keys(text):
        raise DefinitionFault(tuple(twice))
    return definition


def check_definition(definition: StudyDefinition, catalog: KnownCodes) -> list[Fault]:
    """Return a fault for a pattern that can take too long, and for each code of the protocol that the catalog does not know."""
    return definition_faults(definition) + protocol_faults(definition, catalog)


def protocol_faults(definition: StudyDefinition, catalog: KnownCodes) -> list[Fault]:
    """Return a fault for each analyte code of the protocol that the catalog does not know, each block with such a name, and masking that does not work."""
    protocol = definition.protocol
    if protocol is None:
        return []
    codes = [
        unknown_code(where, code, catalog)
        for where, code in _codes(protocol)
        if not catalog.knows_analyte(code)
    ]
    blocks = [
        Fault("protocol.blocks", name, "write another name: an analyte has this code")
        for name in protocol.blocks
        if catalog.knows_analyte(name)
    ]
    return codes + blocks + _decided_by_nobody(protocol) + _windows_that_tell(protocol)


def _decided_by_nobody(protocol: Protocol) -> list[Fault]:
    """Return a fault if every role is masked that a data manager could have beside his own: he decides, and alters the definition."""
    masking = protocol.masking
    if masking is None or not masks_something(protocol) or not set(masking.roles) >= _DECIDING:
        return []
    return [Fault("protocol.masking.roles", ", ".join(masking.roles), _NOBODY)]


def _windows_that_tell(protocol: Protocol) -> list[Fault]:
    """Return a fault if visits are masked and day 1 is not the same event in both arms: what is left would show their windows."""
    masking = protocol.masking
    if masking is None or not masking.roles or not windows_tell(protocol):
        return []
    return [Fault("protocol.masking.visits", ", ".join(map(str, masking.visits)), _WINDOWS)]


def _codes(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """Yield every analyte code of a protocol, each with its key."""
    for name, codes in protocol.blocks.items():
        yield from ((f"protocol.blocks.{as_key(name)}", code) for code in codes)
    for number, visit in enumerate(protocol.visits, 1):
        where = f"protocol.visits[{number}].required"
        yield from ((where, code) for code in visit.required if code not in protocol.blocks)
    yield from (("protocol.same_lab", code) for code in protocol.same_lab)
    for code in protocol.masking.analytes if protocol.masking else ():
        yield "protocol.masking.analytes", code


def _faults(error: ValidationError, text: str) -> Iterator[Fault]:
    details = error.errors(include_url=False)
    if details[0]["type"] != "json_invalid":
        yield from repeated_keys(text)
    for detail in details:
        cause = detail.get("ctx", {}).get("error")
        if detail["type"] == "json_invalid":
            place = _PLACE.search(str(cause))
            where = f"line {place[1]}, column {place[2]}" if place else "the text"
            yield Fault(where, "", _NOT_JSON)
        elif detail["type"] == "too_short" and detail["input"]:
            continue  # an entry of the list is wrong, and has a fault of its own
        elif isinstance(cause, Contradictions):
            table = ".".join(map(str, detail["loc"]))
            yield from (Fault(f"{table}.{one.where}", one.found, one.remedy) for one in cause.faults)
        else:
            yield _fault_of(detail, json.loads(text))


def _fault_of(detail: "ErrorDetails", declared: Any) -> Fault:
    path = written_path(detail["loc"], declared)
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{as_key(step)}" for step in path]
    shown = detail["input"]
    hidden = detail["type"] == "missing" or isinstance(shown, dict | list | tuple)
    return Fault(
        "".join(steps).removeprefix(".") or "the text", "" if hidden else str(shown), _remedy(detail, path)
    )


def _remedy(detail: "ErrorDetails", path: tuple[str | int, ...]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "value_error":
            return str(context["error"])
        case "extra_forbidden":
            near = get_close_matches(str(path[-1]).lower(), sorted(_KEYS), n=1)
            return with_candidates("remove it: there is no such key", near)
        case "string_pattern_mismatch" if context["pattern"].startswith("^[A-Z]["):
            return "write the code of an analyte, as `hepaflow catalog analytes` lists it"
        case "literal_error" | "enum":
            return f"write one of: {context['expected'].replace(' or ', ', ')}"
    return _REMEDIES.get(kind, _ELSE).format(**context)
