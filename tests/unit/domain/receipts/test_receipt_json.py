"""Receipts as JSON: schema 2 is written, schema 1 and 2 are read."""

from dataclasses import replace

import pytest

from hepaflow.domain.issues.issues import Actor, Severity
from hepaflow.domain.receipts.receipt_json import (
    SchemaUnknown,
    effect_from_json,
    from_json,
    receipt_from_json,
    to_json,
)
from hepaflow.domain.receipts.receipts import (
    AcceptedNow,
    Cause,
    DeliveryReceipt,
    Duplicate,
    Effect,
    FoundCell,
    Omitted,
    Receipt,
    ResubmittedRows,
    Text,
)
from hepaflow.domain.study.files import Counts, DeliveryStatus, FileStatus, Recipe

FILE, EARLIER, RECEIVED = "ab" * 32, "cd" * 32, "2025-09-01T00:00:00.000Z"
REASON, TITLE, REMEDY = Text("two ways", "两种"), Text("Refused.", "拒绝。"), Text("Ask.", "请询问。")

# as stored before receipts named their schema
FIRST_CAUSE = {
    "code": "unit-refused", "severity": "reject", "skipped": False, "lines": ["4", "5"], "where": "4-5",
    "columns": ["Units"], "found": [{"text": "ug/dL", "analyte": "AMMONIA", "count": 2, "reason": {"en": "two ways", "zh": "两种"}}],
    "title": {"en": "Refused.", "zh": "拒绝。"}, "who": "data manager", "remedy": {"en": "Ask.", "zh": "请询问。"},
}  # fmt: skip
FIRST_RECEIPT = {
    "study": "S", "center": "C", "file_id": FILE, "sha256": "ef" * 32, "run": 2, "received": RECEIVED,
    "recipe": {"profile_version": 3, "catalog_version": "cat", "code_version": "0.1", "definition_version": 1},
    "outcome": "committed", "counts": {"rows": 4, "accepted": 2, "held": 0, "rejected": 2, "skipped": 0},
    "causes": [FIRST_CAUSE],
}  # fmt: skip
FIRST_EFFECT = {
    "number": 7, "accepted_now": {"new": 1, "changed": 1, "unchanged": 0, "waiting": 0},
    "settles": [{"file_id": EARLIER, "lines": ["3", "4"], "where": "3-4", "open": ["9"], "open_where": "9"}],
    "omitted": {"results": 5, "of_last": 2},
}  # fmt: skip
FIRST_WAITING = {
    "study": "S", "center": "C", "file_id": "", "received": RECEIVED, "outcome": "awaiting-profile",
    "message_en": "It waits.", "message_zh": "等待。", "who": "data manager",
}  # fmt: skip
FIRST_DUPLICATE = {
    "study": "S", "center": "C", "file_id": FILE, "received": RECEIVED, "outcome": "duplicate",
    "first_received": "2025-08-01T00:00:00.000Z", "became": "voided", "visible_run": None, "values_now": {"voided": 3},
    "message_en": "Before.", "message_zh": "此前。",
}  # fmt: skip

CAUSE = Cause(
    "unit-refused", Severity.REJECT, skipped=False, lines=("4", "5"), line_ranges="4-5", columns=("Units",),
    found=(FoundCell("ug/dL", "AMMONIA", 2, REASON),), title=TITLE, who=Actor.DATA_MANAGER, remedy=REMEDY,
)  # fmt: skip
EFFECT = Effect(
    7,
    AcceptedNow(1, 1, 0, 0),
    (ResubmittedRows(EARLIER, ("3", "4"), ("9",)),),
    Omitted(5, 2),
    cumulative=True,
)
RECEIPT = Receipt(
    "S", "C", FILE, "ef" * 32, 2, RECEIVED, Recipe(3, "cat", "0.1", 1), FileStatus.COMMITTED, Counts(4, 2, 0, 2, 0),
    (CAUSE,),
)  # fmt: skip
WAITING = DeliveryReceipt(
    "S", "C", "", RECEIVED, DeliveryStatus.AWAITING_PROFILE, Text("It waits.", "等待。"), Actor.DATA_MANAGER
)
DUPLICATE = DeliveryReceipt(
    "S", "C", FILE, RECEIVED, DeliveryStatus.DUPLICATE, Text("Before.", "此前。"),
    duplicate=Duplicate("2025-08-01T00:00:00.000Z", FileStatus.VOIDED, None, {"voided": 3}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("stored", "expected"),
    [(FIRST_RECEIPT, RECEIPT), (FIRST_WAITING, WAITING), (FIRST_DUPLICATE, DUPLICATE)],
)
def test_receipts_of_schema_1_are_read(stored, expected):
    assert from_json(stored) == expected


def test_effect_of_schema_1_is_read():
    assert effect_from_json(FIRST_EFFECT) == EFFECT


def test_effect_of_schema_1_without_omissions_belongs_to_no_cumulative_file():
    stored = {key: value for key, value in FIRST_EFFECT.items() if key != "omitted"}
    assert not effect_from_json(stored).cumulative


def test_effect_of_schema_1_that_was_not_counted_stays_uncounted():
    effect = effect_from_json({**FIRST_EFFECT, "accepted_now": None, "omitted": None})
    assert (effect.accepted_now, effect.omitted, effect.cumulative) == (None, None, True)


@pytest.mark.parametrize("receipt", [RECEIPT, WAITING, DUPLICATE])
def test_written_receipt_is_read_back_equal(receipt):
    assert from_json(to_json(receipt)) == receipt


@pytest.mark.parametrize(
    "effect", [EFFECT, Effect(3, None, (), None), Effect(accepted_now=AcceptedNow(1, 0, 0, 0))]
)
def test_written_effect_is_read_back_equal(effect):
    assert effect_from_json(to_json(effect)) == effect


@pytest.mark.parametrize("receipt", [RECEIPT, WAITING, DUPLICATE, EFFECT])
def test_everything_written_names_schema_2(receipt):
    assert to_json(receipt)["schema"] == 2


def test_receipt_of_a_run_names_the_version_that_read_the_file():
    assert to_json(replace(RECEIPT, hepaflow="0.9"))["hepaflow"] == "0.9"


def test_keys_of_a_cause_are_those_of_the_documentation():
    (cause,) = to_json(RECEIPT)["causes"]
    assert list(cause) == [
        "code", "severity", "skipped", "lines", "line_ranges", "columns", "found", "title", "who", "remedy",
    ]  # fmt: skip


def test_keys_of_an_effect_are_those_of_the_documentation():
    told = to_json(EFFECT)
    assert (told["journal_number"], told["omitted"]) == (7, {"results": 5, "in_previous_file": 2})
    assert told["resubmitted_rows"] == [
        {
            "file_id": EARLIER,
            "resolved": ["3", "4"],
            "resolved_ranges": "3-4",
            "open": ["9"],
            "open_ranges": "9",
        }
    ]


@pytest.mark.parametrize("read", [from_json, receipt_from_json, effect_from_json])
def test_receipt_of_a_newer_schema_is_not_guessed(read):
    with pytest.raises(SchemaUnknown, match="schema 3"):
        read({**FIRST_RECEIPT, "schema": 3})
