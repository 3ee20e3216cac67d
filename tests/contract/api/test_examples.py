"""The examples in the description of the API are what a session with it asks and is answered, and fit what is described."""

import json

import pytest
from jsonschema import Draft202012Validator
from scripts.build_openapi import EXAMPLES, PATH, examples

KEPT = json.loads(PATH.read_text("utf-8"))
SHOWN = (
    "application/json",
    "application/toml",
    "text/csv",
    "application/problem+json",
)  # else pages and workbooks
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in KEPT["paths"].items()
    for method, operation in operations.items()
}


def contents(operation):
    """Yield where an operation says what it takes or answers, by media type."""
    if "requestBody" in operation:
        yield "body", operation["requestBody"]["content"]
    for status, told in operation["responses"].items():
        if "content" in told:
            yield status, told["content"]


PARTS = {
    f"{route} {part} {kind}": content
    for route, operation in OPERATIONS.items()
    for part, kinds in contents(operation)
    for kind, content in kinds.items()
}
PROBLEMS = {
    f"{name} {kind}": content
    for name, told in KEPT["components"]["responses"].items()
    for kind, content in told["content"].items()
}
EXEMPLIFIED = {
    f"{place}: {name}": (content["schema"], example["value"])
    for place, content in {**PARTS, **PROBLEMS}.items()
    for name, example in content.get("examples", {}).items()
}


def faults(schema, value):
    known = {**schema, "components": KEPT["components"]}
    checker = Draft202012Validator(known, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [fault.message for fault in checker.iter_errors(value)]


def test_the_examples_that_are_kept_are_those_of_the_session():
    assert examples() == EXAMPLES.read_text("utf-8"), "run `make docs`"


def test_every_request_and_every_answer_that_a_person_can_read_has_an_example():
    bare = {kind.rpartition(" ")[2].partition(";")[0] for kind in PARTS if "examples" not in PARTS[kind]}
    assert bare.isdisjoint(SHOWN)


@pytest.mark.parametrize("status", ["Forbidden", "NotFound", "Conflict", "UnprocessableContent"])
def test_a_problem_that_a_person_can_cause_has_an_example(status):
    assert PROBLEMS[f"{status} application/problem+json"]["examples"]


@pytest.mark.parametrize("place", EXEMPLIFIED)
def test_an_example_fits_its_schema(place):
    schema, value = EXEMPLIFIED[place]
    assert faults(schema, value) == []


def test_an_example_that_does_not_fit_is_noticed():
    schema, value = EXEMPLIFIED["POST /studies/{study}/centers/{center}/uploads body application/json: march"]
    assert faults(schema, {**value, "size": "large"}) == ["'large' is not of type 'integer'"]


def test_what_is_decided_has_an_example_of_each_kind():
    content = PARTS["POST /studies/{study}/decisions body application/json"]
    assert set(content["examples"]) == {"accept", "set-aside", "move-subject", "retire"}
