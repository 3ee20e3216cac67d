"""Answers are written without their models; here they are held against them."""

import json

import pytest
from tests.support.api_office import CHANGED, HEADER, STUDY, SUBJECT

from api.http.result_models import ResultsPage

HERE = f"/studies/{STUDY}"
PATHS = (f"{HERE}/subjects/{SUBJECT}/results", f"{HERE}/results", f"{HERE}/holds")
ROWS = ("HBsAg,阳性(2+),", "TBA,<10,umol/L", "ALT,41,U/L", "ALT,43,U/L")


@pytest.fixture
def told(office, ask):
    """A value that was changed and accepted, one that is bounded, one that is no number, two in conflict."""
    changed = office.send(CHANGED, "2024-04-04")
    body = {"subject": SUBJECT, "analyte": "BILI", "file_id": changed, "line": 2}
    assert ask(f"POST {HERE}/decisions", None, {**body, "kind": "accept", "reason": "r"}).status == 200
    rows = "".join(f"{SUBJECT},2024-05-05,{row}\n" for row in ROWS)
    office.send((HEADER + rows).encode(), "2024-05-06")
    return lambda path, query: ask(f"GET {path}", query).text


@pytest.mark.parametrize(
    ("path", "query"), [*((path, {}) for path in PATHS), (PATHS[0], {"history": "true"})]
)
def test_an_answer_has_the_fields_of_its_model_and_no_others(told, path, query):
    text = told(path, query)
    modelled = ResultsPage.model_validate_json(text, strict=True)
    assert modelled.results
    assert json.loads(text) == json.loads(modelled.model_dump_json())


def test_what_is_held_against_the_model_shows_every_part_of_it(told):
    shown = json.loads(told(PATHS[0], {"history": "true"}))["results"]
    currents = [one["current"] for one in shown if one["current"]]
    assert {current["text"] for current in currents} == {"", "POSITIVE 2+"}
    assert {current["operator"] for current in currents} == {"", "<"}
    assert any(one["decisions"] and one["history"]["superseded"] for one in shown)
    assert any(one["held"] and one["held"][0]["observation"]["issues"] for one in shown)


def test_what_json_must_escape_comes_back_as_it_was_sent(office, ask):
    odd = 'N°"7\\总'
    cell = odd.replace('"', '""')
    office.send(f'{HEADER}"{cell}",2024-05-05,ALT,41,U/L\n'.encode(), "2024-05-06")
    assert odd in {one["subject"] for one in ask(f"GET {HERE}/results").json["results"]}
