"""Write the reference range of an Observation as a lab would print it."""

import re

from hepaflow.readers.fhir.cells import concept_codings, objects, quantity, text
from hepaflow.readers.records.json_source import Json

# Source: HL7 Europe Laboratory Report, extensions of Observation.referenceRange
_COMPARATOR = re.compile("(low|high)Comparator$")
_LIMIT = "referencerange-meaning"  # the last part of the code system, whose address changed between versions


def range_text(ranges: Json, unit: str) -> str:
    """Return the normal range for everybody; "" where there is none, or more than one.

    What applies to an age or a group, and what is therapeutic, critical or the like, is not the subject's for sure.

    Args:
        ranges: `Observation.referenceRange`.
        unit: the unit of the value; a range in another says so.
    """
    told = {_range_text(limits, unit) for limits in objects(ranges) if _is_normal(limits)} - {""}
    return told.pop() if len(told) == 1 else ""


def _is_normal(limits: dict[str, Json]) -> bool:
    groups = objects(limits.get("appliesTo"))
    if "age" in limits or not all(_means_normal(group) for group in groups):
        return False
    kinds = [limits[name] for name in ("type", "meaning") if name in limits]  # meaning: until DSTU2
    return all(map(_means_normal, kinds))


def _means_normal(concept: Json) -> bool:
    """Tell the code of a normal range, which some exports put where the group belongs."""
    return any(
        text(coding, "code") == "normal" and text(coding, "system").endswith(_LIMIT)
        for coding in concept_codings(concept)
    )


def _range_text(limits: dict[str, Json], unit: str) -> str:
    """Return `3.5 - 5.0`, with a unit where it is another than that of the value, and with what modifies its limits."""
    low, high = (_limit(limits, end, unit) for end in ("low", "high"))
    if not (low or high):
        return text(limits, "text")
    comparators = _comparators(limits)
    if comparators is None:
        return f"{low} - {high} (modified)"  # how, is not known: to be read by nobody
    below, above = comparators.get("low", ">="), comparators.get("high", "<=")
    if low and high:
        return f"{'' if below == '>=' else below}{low} - {'' if above == '<=' else above}{high}"
    return f"{below}{low}" if low else f"{above}{high}"


def _limit(limits: dict[str, Json], end: str, unit: str) -> str:
    number, own, _ = quantity(limits.get(end))
    return f"{number} {own}" if number and own.casefold() not in ("", unit.casefold()) else number


def _comparators(limits: dict[str, Json]) -> dict[str, str] | None:
    """Return how each limit bounds, where extensions tell; None for a modifier that is none of those."""
    found: dict[str, str] = {}
    for kind in ("modifierExtension", "extension"):
        for extension in objects(limits.get(kind)):
            end = _COMPARATOR.search(text(extension, "url"))
            if end:
                found[end[1]] = text(extension, "valueCode") or text(extension, "valueString")
            elif kind == "modifierExtension":
                return None
    return found
