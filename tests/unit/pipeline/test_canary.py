"""A canary as subject, file name and unmapped cell: where it may come up, and that it comes up nowhere else (law 7)."""

import io
import json
from csv import DictReader
from dataclasses import replace

import pytest
from tests.support.sqs_messages import HidingClient, sqs_event
from tests.unit.pipeline.studies import (
    FIRST,
    HEADER,
    SECOND,
    World,
    started,
)

from hepaflow.aws import wiring
from hepaflow.aws.batch import QuietBatch
from hepaflow.aws.queue import notice
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline.failures import fail
from hepaflow.pipeline.ingest import ingest
from ingest import app as ingest_app
from local.pump import Context
from watch import app as watch_app

SUBJECT, UNMAPPED, NAME = "CANARYSUBJECT7", "CANARYCELL", "CANARYNAME.csv"
CANARY = "canary"
CONTEXT = Context("ingest", 1024)
HEADINGS = f"{HEADER},Ward"
ACCEPTED = f"""{HEADINGS}
{SUBJECT},2024-03-22 08:30,ALT,45,U/L,final,{UNMAPPED}
"""
REJECTED = ACCEPTED + f"{SUBJECT},2024-03-22 08:30,BILI,many,mg/dL,final,{UNMAPPED}\n"
REJECTED += f"{SUBJECT},2024-03-22 08:30,ALT,45\n{SUBJECT}x,yesterday,ALT,45,U/L,final,{UNMAPPED}\n"
REFUSED = ACCEPTED.replace("Result", UNMAPPED)
PERSONAL = ACCEPTED.replace("Ward", "Patient name")
ENDS = ("accepted", "rejected", "refused", "personal", "duplicate", "unknown", "waiting", "failed")


def place(text: str, received: str = FIRST, **more: str):
    return text.encode(), received, {"name": NAME, **more}


def ended(end: str) -> World:
    """Return a study in which one file with canaries came to this end."""
    world = started(more=f'[subject]\npattern = "{SUBJECT}"')
    match end:
        case "rejected":
            send(world, *place(REJECTED))
        case "refused":
            send(world, *place(REFUSED))
        case "personal":
            send(world, *place(PERSONAL))
        case "duplicate":
            send(world, *place(REJECTED))
            send(world, *place(REJECTED, SECOND, name=f"again {NAME}"))
            send(world, *place(REJECTED, "2025-08-31T00:00:00.000Z", name=f"earlier {NAME}"))
        case "unknown":
            send(world, *place(ACCEPTED, center="C-99"))
        case "waiting":
            send(world, *place(ACCEPTED, center="C-02"))
        case "failed":
            data, received, more = place(ACCEPTED)
            fail(renamed(world, data, received, more), world.services)
        case _:
            send(world, *place(ACCEPTED))
    return world


def send(world: World, data: bytes, received: str, more: dict[str, str]) -> None:
    ingest(renamed(world, data, received, more), world.services)


def renamed(world: World, data: bytes, received: str, more: dict[str, str]):
    """Have an object arrive whose version does not repeat its name, as in S3."""
    told = world.arrive(data, received, **more)
    version = f"v{len(world.registry.recorded)}"
    world.intake.objects[told.key] = {version: (received, data)}
    return replace(told, version_id=version)


def shows(*parts: object) -> bool:
    return any(CANARY in repr(part).casefold() for part in parts)


@pytest.fixture(params=ENDS)
def world(request):
    return ended(request.param)


def test_no_receipt_repeats_a_canary_but_the_rejected_rows(world):
    kept = {key: data for key, (data, _) in world.receipts.kept.items() if not key.endswith("rejected.csv")}
    assert kept or world.registry.claims == {}
    assert [key for key, data in kept.items() if CANARY in data.decode().casefold()] == []


def test_rejected_rows_repeat_mapped_columns_only():
    world = ended("rejected")
    (data,) = [data for key, (data, _) in world.receipts.kept.items() if key.endswith("rejected.csv")]
    rows = list(DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {column for row in rows for column, cell in row.items() if shows(cell)} == {"Subject"}
    assert "Ward" not in rows[0]


def test_no_event_of_the_journal_repeats_a_canary(world):
    assert not shows(*(list(events) for events in world.registry.journals.values()))


def test_no_state_and_no_claim_repeats_a_canary(world):
    assert not shows(world.registry.file_states, world.registry.claims)


def test_no_key_of_a_file_repeats_a_canary(world):
    assert not shows(list(world.receipts.kept), list(world.source.kept))


def test_only_partition_and_candidates_name_the_subject(world):
    keys = [key for panels in world.results.stored.values() for key in panels]
    assert not shows(keys)
    assert {subject for _, subject in world.results.stored} <= {SUBJECT}
    assert set().union(*world.registry.noted.values()) <= {SUBJECT}


def test_only_the_delivery_knows_the_name_of_a_file(world):
    for told in world.registry.recorded.values():
        assert not shows(replace(told, key=""))


def test_no_panel_repeats_an_unmapped_cell(world):
    assert UNMAPPED not in repr(world.results.stored)


def test_of_a_file_that_names_persons_no_copy_is_kept():
    assert ended("personal").source.kept == {}


# What the functions log


@pytest.fixture
def logs(monkeypatch):
    """What the functions write; powertools keeps the stream that was standard output when it was loaded."""
    stream = io.StringIO()
    for app in (ingest_app, watch_app):
        monkeypatch.setattr(app.logger.registered_handler, "stream", stream)
    return stream


@pytest.fixture
def functions(monkeypatch):
    """The handlers on memory ports."""
    world = started(more=f'[subject]\npattern = "{SUBJECT}"')
    monkeypatch.setattr(wiring, "services", lambda: world.services)
    monkeypatch.setattr(wiring, "intake", lambda: world.intake)
    for app in (ingest_app, watch_app):
        monkeypatch.setattr(app, "processor", QuietBatch(app.logger, HidingClient))
    return world


def message(told) -> dict:
    return sqs_event({"m": json.dumps(notice(told, "intake"))})


@pytest.mark.parametrize(
    ("text", "more"),
    [
        (ACCEPTED, {}),
        (REJECTED, {}),
        (REFUSED, {}),
        (PERSONAL, {}),
        (ACCEPTED, {"center": "C-99"}),
        (ACCEPTED, {"center": "C-02"}),
    ],
    ids=["accepted", "rejected", "refused", "personal", "unknown", "waiting"],
)
@pytest.mark.parametrize("times", [1, 2])
def test_no_log_and_no_metric_of_an_ingest_repeats_a_canary(functions, logs, capsys, text, more, times):
    told = renamed(functions, *place(text, **more))
    for _ in range(times):
        assert ingest_app.handler(message(told), CONTEXT) == {"batchItemFailures": []}
    metrics = capsys.readouterr().out
    assert "delivery ingested" in logs.getvalue()
    assert "ResultsAccepted" in metrics
    assert not shows(logs.getvalue(), metrics)


def test_no_log_of_a_message_that_failed_repeats_a_canary(functions, logs, capsys):
    told = renamed(functions, *place(ACCEPTED))
    functions.intake.remove(told.key, told.version_id)
    assert ingest_app.handler(message(told), CONTEXT)["batchItemFailures"] == [{"itemIdentifier": "m"}]
    watch_app.handler(message(told), CONTEXT)
    told = functions.delivery(told)
    assert told.status is DeliveryStatus.FAILED
    assert "message failed" in logs.getvalue()
    assert "dead letter read" in logs.getvalue()
    assert not shows(logs.getvalue(), capsys.readouterr().out)
