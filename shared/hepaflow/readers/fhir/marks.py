"""Find the marks of a resource that decide whether its content may be used: test data, and modifier extensions."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from hepaflow.domain.values.conditions import condition_in
from hepaflow.readers.fhir.cells import concept_codings, first_text, objects, text
from hepaflow.readers.fhir.words import CONDITIONS, TEST_DATA, TEST_SYSTEMS
from hepaflow.readers.records.json_source import Json, Members, read_json

# FHIR R4, extensibility.html#modifierExtension: whoever does not understand one may not process the resource
MODIFIER = "modifierExtension"
RULES = "implicitRules"  # resource.html#implicitRules: the same of one that follows rules that are not known
MARKED = ("meta", MODIFIER, RULES)
_URL = re.compile(r"(?:https?://|urn:)[^\s@]{1,300}")


class ResourceMarks(NamedTuple):
    """The marks of one or more resources.

    Attributes:
        is_test: the content is test data.
        condition: the condition of the specimen that a modifier extension names, or "".
        modifiers: the URL of each other modifier extension, and of implicit rules; "" for one without a usable URL.
    """

    is_test: bool = False
    condition: str = ""
    modifiers: tuple[str, ...] = ()


NO_MARKS = ResourceMarks()


def marks(resource: Json) -> ResourceMarks:
    """Return the marks of a resource."""
    if not isinstance(resource, dict):
        return NO_MARKS
    meta = resource.get("meta")
    labels = objects(meta.get("security")) + objects(meta.get("tag")) if isinstance(meta, dict) else []
    modifiers = objects(resource.get(MODIFIER))
    conditions = [_condition(modifier) for modifier in modifiers]
    unknown = [
        text(one, "url") for one, condition in zip(modifiers, conditions, strict=True) if not condition
    ]
    unknown += [rules] if (rules := text(resource, RULES)) else []
    return ResourceMarks(
        any(_says_test(label) for label in labels),
        "; ".join(dict.fromkeys(filter(None, conditions))),
        tuple(dict.fromkeys(map(_url, unknown))),
    )


def resource_marks(found: Members) -> ResourceMarks:
    """Return the marks of a resource whose elements are not read yet."""
    told: dict[str, Json] = {name: read_json(bytes(found[name])) for name in MARKED if name in found}
    return marks(told) if told else NO_MARKS


def joined(several: Iterable[ResourceMarks]) -> ResourceMarks:
    """Return the marks of several resources as one."""
    every = [one for one in several if one != NO_MARKS]
    if not every:
        return NO_MARKS
    return ResourceMarks(
        any(one.is_test for one in every),
        "; ".join(dict.fromkeys(one.condition for one in every if one.condition)),
        tuple(dict.fromkeys(url for one in every for url in one.modifiers)),
    )


def _says_test(label: dict[str, Json]) -> bool:
    return text(label, "code") == TEST_DATA and text(label, "system").rstrip("/") in TEST_SYSTEMS


def _url(told: str) -> str:
    return told.strip() if _URL.fullmatch(told.strip()) else ""


def _condition(modifier: dict[str, Json]) -> str:
    """Return the condition of the specimen that the value of an extension names."""
    values = [value for name, value in modifier.items() if name.startswith("value")]
    coded = [coding for value in values for coding in (*concept_codings(value), *objects(value))]
    known = (CONDITIONS.get(text(coding, "code"), "") for coding in coded)
    words = (
        *(value for value in values if isinstance(value, str)),
        *(text(value, "text") for value in values),
        *(text(coding, "display") for coding in coded),
    )
    return first_text(known) or first_text(word for word in words if condition_in(word))
