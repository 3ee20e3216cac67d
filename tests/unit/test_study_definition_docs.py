"""What docs/study-definition.md shows is a definition, and the examples of studies are definitions with stated sources."""

import csv
import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel
from scripts.build_study_schema import TARGET, schema
from tests.support.command import hepaflow

from hepaflow.catalog.loader import load
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
from hepaflow.pipeline.profiles.definitions import check_definition, definition_from_json
from hepaflow.pipeline.profiles.parse import DefinitionFault
from hepaflow.pipeline.profiles.references import CatalogReferences
from hepaflow.ports.limits import LONGEST_TEXT

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "study-definition.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+(?: \w+)*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = sorted((ROOT / "examples" / "studies").glob("*.json"))
TRIALS = {
    "NCT03945487", "NCT03529136", "NCT05948982", "NCT05871463", "NCT03254758", "NCT03472742", "NCT04801290",
}  # fmt: skip
FACTS = list(
    csv.DictReader(
        (ROOT / "examples" / "studies" / "facts.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
)
CATALOG = CatalogReferences(load())


TWICE = """{"study": "S", "version": 1, "title": "A", "protocol": {"visits": [
    {"number": 1, "name": "DAY 1", "target_day": 1, "first_day": -1, "last_day": 1, "first_day": -9}]}}"""


def shown(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def whole(fragment: str) -> str:
    return json.dumps({"study": "S", "version": 1, "title": "A trial", "protocol": json.loads(fragment)})


@pytest.mark.parametrize("text", [*shown("json"), *map(whole, shown("json protocol"))])
def test_each_example_of_the_page_is_a_definition(text):
    assert check_definition(definition_from_json(text), CATALOG) == []


@pytest.mark.parametrize(
    ("text", "faults"), list(zip(shown("json faulty"), shown("text faults"), strict=True))
)
def test_the_faults_of_the_page_are_those_that_are_reported(text, faults):
    with pytest.raises(DefinitionFault) as caught:
        definition_from_json(text)
    assert str(caught.value) == faults.strip()


def test_every_key_is_on_the_page():
    tables: list[type[BaseModel]] = [
        StudyDefinition, Protocol, PlannedVisit, ReferenceDate, BaselineRule, ResultsDue, ScoreRules, ClinicalPairing, Masking,
    ]  # fmt: skip
    keys = {key for table in tables for key in table.model_fields}
    assert {key for key in keys if not re.search(rf"\b{key}\b", PAGE)} == set()


def test_the_schema_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == schema()


def test_there_is_an_example_of_each_trial():
    assert {path.stem for path in EXAMPLES} == TRIALS


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_is_a_definition_of_its_study(path):
    definition = definition_from_json(path.read_text("utf-8"))
    assert definition.study == path.stem
    assert check_definition(definition, CATALOG) == []
    assert len(definition.model_dump_json().encode()) < LONGEST_TEXT / 10


def parts(path: Path) -> set[str]:
    """Return the keys of an example that state a fact: title, and each key of the protocol."""
    told = json.loads(path.read_text("utf-8"))
    return {"title", *(f"protocol.{key}" for key in told.get("protocol", {}))}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_part_of_an_example_is_read_from_a_source_or_proposed(path):
    rows = [row for row in FACTS if row["study"] == path.stem]
    marked = {row["key"] for row in rows if row["status"] in {"read", "proposed"}}
    assert parts(path) <= marked
    assert [row for row in rows if row["status"] == "read" and not row["source"]] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_unknown_is_named_and_stays_out(path):
    unknown = {row["key"] for row in FACTS if row["study"] == path.stem and row["status"] == "unknown"}
    told = json.loads(path.read_text("utf-8"))
    flat = {*told, *(f"protocol.{key}" for key in told.get("protocol", {}))}
    assert unknown
    assert unknown & flat == set()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_line_checks_a_definition_without_a_network(tmp_path, lang):
    good = hepaflow("study", "check", EXAMPLES[0], "--lang", lang)
    assert (good.status, good.stderr) == (0, "")
    (tmp_path / "d.json").write_text(
        '{"study": "S", "version": 0, "title": "A trial", "protocol": {"same_lab": ["ALTT"]}}'
    )
    bad = hepaflow("study", "check", tmp_path / "d.json", "--lang", lang)
    told = {
        "en": "version: write a number of at least 1 (found: 0)",
        "zh": "version：请写不小于 1 的数（原文：0）",
    }
    assert bad.status == 64
    assert told[lang] in bad.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_command_line_refuses_a_key_that_stands_twice(tmp_path, lang):
    (tmp_path / "d.json").write_text(TWICE)
    bad = hepaflow("study", "check", tmp_path / "d.json", "--lang", lang)
    told = {"en": "first_day: keep the key once", "zh": "first_day：同一个键只保留一次"}
    assert bad.status == 64
    assert f"protocol.visits[1].{told[lang]}" in bad.stderr


def test_the_command_line_names_codes_that_the_catalog_does_not_know(tmp_path):
    (tmp_path / "d.json").write_text(
        '{"study": "S", "version": 1, "title": "A trial", "protocol": {"same_lab": ["ALTT"]}}'
    )
    bad = hepaflow("study", "check", tmp_path / "d.json")
    assert "protocol.same_lab: use the code of an analyte that hepaflow knows; did you mean ALT" in bad.stderr


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[", "line 1, column 1: correct the JSON: a comma between two entries and none after the last, text between quotes"),
        ("[]", "the text: write a table"),
        (whole('{"blocks": {"liver": ["alt"]}}'), "protocol.blocks.liver[1]: write the code of an analyte, as `hepaflow catalog analytes` lists it (found: alt)"),
        (whole('{"blocks": {"liver": []}}'), "protocol.blocks.liver: write at least one entry, or remove the key"),
        (whole('{"tie": "first"}'), "protocol.tie: write one of: 'earlier', 'later' (found: first)"),
        (whole('{"results_due": {"late_after": 3, "missing_after": 1}}'), "protocol.results_due.missing_after: write a number of at least late_after (found: 1)"),
        (whole('{"clinical_items": {"days_before": -1, "days_after": 7}}'), "protocol.clinical_items.days_before: write a number of at least 0 (found: -1)"),
        (whole('{"visits": 3}'), "protocol.visits: write a list between [ ] (found: 3)"),
        (TWICE, "protocol.visits[1].first_day: keep the key once"),
        ('{"study": "S", "study": "S", "version": 1, "title": "A", "title": "A"}', "study: keep the key once\ntitle: keep the key once"),
        ('{"study": "S", "version": 0, "version": 0, "title": "A"}', "version: keep the key once\nversion: write a number of at least 1 (found: 0)"),
        ('{"study": "S", "version": 1, "title": "A", "transfer_days": {"CN 01": 1, "CN 01": 2}}', 'transfer_days."CN 01": keep the key once\ntransfer_days."CN 01": use only letters A-Z, digits, full stop, hyphen and underscore, and begin with a letter or digit (found: CN 01)'),
        ('{"study": "S", "version": true, "title": "A"}', "version: write a whole number without quotes (found: True)"),
        ('{"study": "S", "version": 1.0, "title": "A"}', "version: write a whole number without quotes (found: 1.0)"),
        ('{"study": "S", "version": 1, "title": "A", "fold_version": true}', "fold_version: write a whole number without quotes (found: True)"),
        ('{"study": "S", "version": 1, "title": "A", "centers": ["CN-01"], "transfer_days": {"CN-01": true}}', "transfer_days.CN-01: write a whole number without quotes (found: True)"),
        (whole('{"scores": {"cholestatic": 1}}'), "protocol.scores.cholestatic: write true or false without quotes (found: 1)"),
    ],
    ids=str,
)  # fmt: skip
def test_a_fault_says_where_it_is_and_what_to_write(text, fault):
    with pytest.raises(DefinitionFault) as caught:
        definition_from_json(text)
    assert str(caught.value) == fault
