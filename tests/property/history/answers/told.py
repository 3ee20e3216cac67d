"""What the routes say, in the words of the model."""

import re
from math import isclose
from typing import Any

from tests.property.history.answers.world import About, Said

ROUTES = ("scores", "panels", "visits", "completeness", "safety", "results")
SIGNS = {"hys-law": "quadrant", "hys-law-peaks": "peaks"}


def told_by(pages: dict[str, Any]) -> dict[About, Any]:
    """What the routes of a subject say; without answers that are open."""
    found: dict[About, Any] = {
        ("score", one["visit_name"], one["score"]): said(one["answer"]) for one in pages["scores"]["scores"]
    }
    found |= {("visit", one["visit_name"]): said(one["answer"]) for one in pages["visits"]["visits"]}
    for one in pages["completeness"]["completeness"]:
        found["cell", one["visit_name"], one["analyte"]] = (one["state"],)
        found["due", one["visit_name"], one["analyte"]] = (one["due_on"],)
    for one in pages["safety"]["safety"]:
        found |= safety_of(one)
    return {about: answer for about, answer in found.items() if answer is not None}


def safety_of(one: dict[str, Any]) -> dict[About, Any]:
    """What an entry about safety says, as far as the model has it."""
    answers = {told["name"]: said(told["answer"]) for told in one["answers"]}
    match one["kind"]:
        case "grade":
            return {(name, one["about"], one["day"]): answer for name, answer in answers.items()}
        case "change":
            return {("change", one["about"], one["day"]): answers["change"]}
        case "shift":
            return {(name, one["about"]): answer for name, answer in answers.items()}
        case "since-baseline":
            return {(name, one["about"], one["name"]): answer for name, answer in answers.items()}
        case kind if kind in SIGNS:
            return {(SIGNS[kind], one["name"], one["day"]): answers["quadrant"]}
    return {}


def said(answer: dict[str, Any]) -> tuple[Any, ...] | None:
    """The value of an answer, or its ends; None where it is open."""
    if answer["value"] is not None:
        return (as_number(answer["value"]),)
    ends = answer["low"], answer["high"]
    return None if None in ends else tuple(map(as_number, ends))


def as_number(text: str) -> float | str:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def is_same(answer: tuple[Any, ...] | None, expected: Said) -> bool:
    if answer is None or expected is None:
        return answer is None and expected is None
    if len(expected) == 2 and expected[0] == expected[1]:
        expected = expected[:1]
    return len(answer) == len(expected) and all(
        one == other if isinstance(other, str) else any(isclose(one, value, abs_tol=1e-6) for value in other)
        for one, other in zip(answer, expected, strict=True)
    )
