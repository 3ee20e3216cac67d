"""Every operation and schema of the API says what it is, in words that a stranger understands."""

import json
import re
from collections import Counter

import pytest
from scripts.build_openapi import PATH

KEPT = json.loads(PATH.read_text("utf-8"))
SCHEMAS = KEPT["components"]["schemas"]
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, operations in KEPT["paths"].items()
    for method, operation in operations.items()
}
NO_NOUN = re.compile(  # pronouns, adverbs, conjunctions and participles that name nothing
    "Again|Because|Before|After|Here|There|Th(is|at|ose|ese)|Who(ever|se|m)?|Which|What|When|Where|Why|How|Its?|Ones?|Others?|"
    "Left|Turned|Shown|Told|Listed|Sent|Measured|Reported|Waiting|Known|Found|Asked|Wanted|Kept|Same|Also|Now|Then|Once|"
    "Already|Some|Any|All|Both|Each|None"
)


def answers(operation):
    """Yield the schema of every JSON answer, those of problems included."""
    for status, answer in operation["responses"].items():
        shared = KEPT["components"]["responses"].get(answer.get("$ref", "").rpartition("/")[2])
        for kind, content in (shared or answer)["content"].items():
            if kind.endswith("json"):
                yield status, content["schema"]


def is_named(schema):
    """Say whether a schema is a named one, or a list of a named one."""
    return "$ref" in schema or (schema.get("type") == "array" and "$ref" in schema["items"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_has_summary_and_description(name):
    operation = OPERATIONS[name]
    assert len(operation["summary"].split()) > 1
    assert operation["description"].endswith(".")


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_id_is_lower_camel_case(name):
    assert re.fullmatch("[a-z]+([A-Z][a-z]+)+", OPERATIONS[name]["operationId"])


def test_operation_ids_are_unique():
    counts = Counter(operation["operationId"] for operation in OPERATIONS.values())
    assert [name for name, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_parameter_has_a_description(name):
    parameters = OPERATIONS[name].get("parameters", [])
    assert [one["name"] for one in parameters if not one.get("description")] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_named_by_nouns(name):
    assert re.fullmatch("([A-Z][a-z]+)+", name)
    assert not NO_NOUN.fullmatch(name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_has_a_description(name):
    assert SCHEMAS[name].get("description")


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_has_a_named_schema(name):
    assert [status for status, schema in answers(OPERATIONS[name]) if not is_named(schema)] == []


@pytest.mark.parametrize("name", ["Again", "Left", "Turned", "Because", "api__journal__Entry"])
def test_name_that_is_no_noun_is_noticed(name):
    assert NO_NOUN.fullmatch(name) or not re.fullmatch("([A-Z][a-z]+)+", name)


def test_bare_object_is_noticed():
    assert not is_named({"type": "object", "additionalProperties": {"type": "string"}})


PAGED = {
    name: {one["name"]: one for one in operation.get("parameters", [])}
    for name, operation in OPERATIONS.items()
    if any(one["name"] == "cursor" for one in operation.get("parameters", []))
}


def test_every_page_has_a_cursor_and_a_limit():
    pages = {name for name, schema in SCHEMAS.items() if "next" in schema.get("properties", {})}
    assert pages == {
        "ArmsPage",
        "CompletenessMapPage",
        "CompletenessPage",
        "DeliveriesPage",
        "DishPage",
        "IssuesPage",
        "JournalPage",
        "PanelsPage",
        "QueriesPage",
        "ResultsPage",
        "SafetyPage",
        "SafetySignsPage",
        "ScoresPage",
        "SubjectsPage",
        "UnmappedTerms",
        "VisitsPage",
        "WorkEntriesPage",
    }
    named = {
        schema["$ref"].rpartition("/")[2]
        for name in PAGED
        for code, schema in answers(OPERATIONS[name])
        if code == "200"
    }
    assert named == pages


@pytest.mark.parametrize("parameter", ["cursor", "limit"])
def test_every_paged_list_has_the_same_paging_parameters(parameter):
    told = {json.dumps(parameters[parameter]) for parameters in PAGED.values()}
    assert len(told) == 1
