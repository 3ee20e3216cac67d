"""A receipt for those who ask for it has words of hepaflow's own in both languages, whichever version stored it."""

import pytest

from hepaflow.domain.receipts.receipt_json import from_json
from hepaflow.writers.receipt_answer import answer_to_json

CAUSE = {
    "severity": "reject", "skipped": False, "lines": [], "line_ranges": "", "columns": [], "who": "lab",
    "title": {"en": "Wrong.", "zh": "有误。"}, "remedy": {"en": "Correct it.", "zh": "请更正。"},
}  # fmt: skip
RECEIPT = {
    "schema": 2, "sha256": "ef" * 32,
    "recipe": {"profile_version": 1, "catalog_version": "c", "code_version": "0.1", "definition_version": 1},
    "study": "S1", "center": "CN-01", "file_id": "ab" * 32, "run": 1, "received": "2025-01-01T00:00:00.000Z",
    "outcome": "committed", "counts": {"rows": 4, "accepted": 2, "held": 0, "rejected": 2, "skipped": 0},
}  # fmt: skip


def found(code, **cell):
    stored = {"text": "", "analyte": "", "count": 1, **cell}
    (told,) = answer_to_json(from_json({**RECEIPT, "causes": [{**CAUSE, "code": code, "found": [stored]}]}))[
        "causes"
    ]
    (example,) = told["found"]
    assert example.items() >= stored.items()
    return example


@pytest.mark.parametrize(
    ("code", "text", "chinese"),
    [
        ("file-format", "a PDF document", "PDF 文档"),
        ("file-too-large", "40,000 characters in a cell", "40,000 个字符（一个单元格中）"),
        ("file-format", "an Excel workbook", "Excel 工作簿"),
    ],
)
def test_words_of_hepaflow_s_own_are_told_in_both_languages(code, text, chinese):
    assert found(code, text=text)["said"] == {"en": text, "zh": chinese}


def test_a_cell_of_the_lab_stays_as_it_is():
    assert "said" not in found("unit-unknown", text="a PDF document")


def test_an_analyte_has_its_name():
    assert found("unit-unknown", text="g/hl", analyte="ALB")["analyte_name"] == {
        "en": "Albumin (ALB)",
        "zh": "白蛋白",
    }
    assert "analyte_name" not in found("file-format", text="x")


def test_a_receipt_of_a_delivery_has_no_causes():
    waits = {
        "schema": 2, "study": "S1", "center": "CN-01", "file_id": "", "received": "2025-01-01T00:00:00.000Z",
        "outcome": "awaiting-profile", "message": {"en": "It waits.", "zh": "等待。"},
    }  # fmt: skip
    assert answer_to_json(from_json(waits))["message"]["zh"] == "等待。"
