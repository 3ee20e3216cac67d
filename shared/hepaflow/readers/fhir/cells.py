"""Convert the elements of an Observation (FHIR data types) to cell text as a lab would print it."""

from collections.abc import Iterable
from typing import NamedTuple

from hepaflow.domain.analytes.code_systems import CodeSystem, code_system, has_loinc_shape
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.findings import finding_of
from hepaflow.domain.values.flags import combined, flag_of
from hepaflow.readers.fhir.words import (
    ABSENT_REASONS,
    BESIDE_THE_RANGE,
    FINDINGS,
    LABORATORY,
    NOT_LABORATORY,
)
from hepaflow.readers.records.json_source import Json
from hepaflow.readers.specimen_codes import Coding, other_name

_UCUM = "http://unitsofmeasure.org"
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
_RECEIVED = "281271004"  # SNOMED CT, date sample received in laboratory
_SIGNS = ("<", ">")  # v3 ObservationInterpretation


class CodedName(NamedTuple):
    """What was measured, by LOINC, by the lab's own code, and in words."""

    loinc: str
    code: str
    words: str


class Quantity(NamedTuple):
    """A number with its comparator, its unit, and the text of the unit beside its code."""

    number: str
    unit: str
    text: str = ""


def text(value: Json, *path: str) -> str:
    """Return the text at a path of names; "" where none stands there.

    Examples:
        >>> text({"collection": {"collectedDateTime": "2024"}}, "collection", "collectedDateTime")
        '2024'
    """
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def objects(value: Json) -> list[dict[str, Json]]:
    """Return the objects of an array; an object alone is taken for an array of one, as older exports write it."""
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)]


def concept_codings(concept: Json) -> list[dict[str, Json]]:
    return objects(concept.get("coding")) if isinstance(concept, dict) else []


def wording(concept: Json) -> str:
    """Return the words of a concept: the lab's own text, else a display, else a code."""
    told = (text(concept, "text"), *_parts(concept, "display"), *_parts(concept, "code"))
    return first_text(told)


def name(concept: Json) -> CodedName:
    """Return what an observation is about. Several LOINC codes are separated by blanks: they may not agree.

    A code without a system that has the shape of LOINC is the own code: it may speak against the name. A name of urine
    or a fluid in any of the codings is the name.
    """
    known = [
        Coding(*(text(coding, part) for part in ("code", "display", "system")))
        for coding in concept_codings(concept)
    ]
    loinc = [coding for coding in known if code_system(coding.system) is CodeSystem.LOINC]
    own = [coding for coding in known if coding not in loinc]
    unnamed = [coding for coding in own if not coding.system and has_loinc_shape(coding.code)]
    told = [text(concept, "text"), *(coding.text for coding in (*own, *loinc))]
    return CodedName(
        " ".join(dict.fromkeys(coding.code for coding in loinc if coding.code)),
        first_text(coding.code for coding in (*unnamed, *own)),
        other_name((*told, *(coding.code for coding in own if unnamed))),
    )


def quantity(value: Json) -> Quantity:
    """Return `<5` and `mg/dL`: the unit by its UCUM code, else as it is written."""
    code = text(value, "code")
    unit = text(value, "unit") or code
    number = text(value, "value")
    is_ucum = bool(code) and text(value, "system").rstrip("/") == _UCUM
    return Quantity(
        text(value, "comparator") + number if number else "",
        code if is_ucum else unit,
        unit if is_ucum and unit != code else "",
    )


def ratio(value: Json) -> str:
    """Return `1:128` with the units that stand there; a ratio is not worked out."""
    parts = (
        (quantity(value.get(part))[:2] for part in ("numerator", "denominator"))
        if isinstance(value, dict)
        else ()
    )
    return ":".join(" ".join(filter(None, part)) for part in parts)


def span(value: Json) -> str:
    """Return `5 - 10 /[HPF]`; of a result, nobody knows which of the numbers it is."""
    low, high = (
        quantity(value.get(end)) if isinstance(value, dict) else Quantity("", "") for end in ("low", "high")
    )
    return f"{low.number} - {high.number} {high.unit or low.unit}".strip()


def qualitative(concept: Json) -> str:
    """Return the answer of a concept: the first of its words that is one, else its words as they stand.

    Words that answer differently (`Positive` beside the code of `Negative`) stand together, to be read by nobody.
    """
    coded = (FINDINGS.get(code, "") for code in _parts(concept, "code"))
    told = [part for part in (text(concept, "text"), *_parts(concept, "display"), *coded) if part]
    answers = {answer[0]: part for part in reversed(told) if (answer := finding_of(canonical_text(part)))}
    return " / ".join(answers.values()) if answers else wording(concept)


def absent_reason(concept: Json) -> str:
    """Return in words of a value cell why there is no value."""
    codes = _parts(concept, "code")
    return next((ABSENT_REASONS[code] for code in codes if code in ABSENT_REASONS), wording(concept))


def interpretation_flag(concepts: Json) -> str:
    """Return what an observation is against its range; what is said of other things is left out."""
    told = dict.fromkeys(part for concept in objects(concepts) if (part := _flag_of_concept(concept)))
    known = [flag_of(canonical_text(part)) for part in told]
    flags = [part for part in known if part is not None]
    both = combined(flags) if flags and len(flags) == len(known) else None
    return both.value if both is not None else " / ".join(told)


def interpreted_operator(concepts: Json) -> str:
    """Return `<` or `>` where an interpretation says that the value lies off the scale of the instrument."""
    codes = [code for concept in objects(concepts) for code in _parts(concept, "code") if code in _SIGNS]
    return "".join(dict.fromkeys(codes))


def _flag_of_concept(concept: dict[str, Json]) -> str:
    codes = _parts(concept, "code")
    if codes and BESIDE_THE_RANGE.issuperset(codes):
        return ""
    return next((code for code in codes if flag_of(canonical_text(code))), wording(concept))


def marks_receipt(element: Json) -> bool:
    """Say whether an extension of a time says that it is the time of receipt (SNOMED CT 281271004)."""
    extensions = objects(element.get("extension")) if isinstance(element, dict) else []
    found = [
        extension.get(name) for extension in extensions for name in ("valueCoding", "valueCodeableConcept")
    ]
    codes = [
        text(coding, "code") for concept in found for coding in (objects(concept) + concept_codings(concept))
    ]
    return _RECEIVED in codes


def is_laboratory(categories: Json) -> bool:
    """Tell a laboratory result from other observations, where their categories say so."""
    codes = {
        text(coding, "code")
        for category in objects(categories)
        for coding in concept_codings(category)
        if text(coding, "system") == _CATEGORIES
    }
    return LABORATORY in codes or not codes & NOT_LABORATORY


def _parts(concept: Json, part: str) -> list[str]:
    return [found for coding in concept_codings(concept) if (found := text(coding, part))]


def first_text(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")
