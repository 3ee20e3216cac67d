"""The register file of docs/register.md is read as the page says, and holds what it says."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from tests.support.api_office import STUDY, clock, profile
from tests.support.studies import study_definition

from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.register.file import register_file
from hepaflow.pipeline.register.rows import RegisterAnswer, RegisterFile
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Version
from local.memory import memory_services

PAGE = (Path(__file__).parents[2] / "docs" / "register.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"^```csv (\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
RESULTS = list(csv.DictReader(StringIO(BLOCKS["results"])))
NEW_COLUMNS = {"transfers", "rescreen_of", "consent", "consent_withdrawn", "death"}
RECEIVED = "2024-06-01T00:00:00.000Z"


@pytest.fixture(scope="module")
def services(catalog):
    """A study whose register is the file of the page, and what CN-01 then sends."""
    services = memory_services(catalog, clock)
    registry, queue = services.registry, services.queue
    define_study(registry, queue, clock, "dm", study_definition(STUDY, "CN-01", "CN-02"), "start")
    add_profile(registry, queue, catalog, clock, "dm", profile("CN-01"), "start")
    listed = RegisterFile(STUDY, RECEIVED, "dm", "monthly list")
    answers = register_file(registry, clock, listed, BLOCKS["register"].encode())
    assert [one.answer for one in answers] == [RegisterAnswer.ADDED] * len(answers)
    rows = (
        f"{one['subject']},{one['collected']},ALT,{40 + place},U/L\n" for place, one in enumerate(RESULTS)
    )
    sent = f"Subject,Collected,Test,Result,Units\n{''.join(rows)}".encode()
    key = f"{STUDY}/CN-01/may.csv"
    services.intake.put(key, Version("v1", RECEIVED), sent)
    ingest(Delivery(STUDY, "CN-01", key, "v1", RECEIVED), services)
    return services


def test_page_shows_every_new_column_filled():
    rows = list(csv.DictReader(StringIO(BLOCKS["register"])))
    assert {name for name in NEW_COLUMNS if any(row[name] for row in rows)} == NEW_COLUMNS


@pytest.mark.parametrize("row", RESULTS, ids=lambda row: f"{row['subject']} {row['collected']}")
def test_each_result_stands_as_the_page_says(row, services):
    owner = "CN01-0001" if row["subject"] == "SCR-0001" else row["subject"]
    answers = timeline(services.registry, services.results, STUDY, owner).answers
    (answer,) = (state for of, state in answers.items() if of.collected_at == row["collected"])
    codes = [code for held in answer.held for code in held.codes]
    assert ("current" if answer.current else "held", "".join(codes)) == (row["standing"], row["code"])
