"""A receipt as a page: what a lab technician reads, in both languages, without a network."""

import html
import re
from html.parser import HTMLParser

import pytest

from hepaflow.domain.issues.issues import IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.receipts.receipt_json import from_json
from hepaflow.writers.receipt_page import receipt_page

MEANING = MEANINGS[IssueCode.UNIT_UNKNOWN]
CAUSE = {
    "code": "unit-unknown", "severity": "reject", "skipped": False, "lines": ["9", "33"], "line_ranges": "9, 33",
    "columns": ["Units"], "found": [{"text": "<script>alert(1)</script>", "analyte": "BILI", "count": 2}],
    "title": {"en": MEANING.title_en, "zh": MEANING.title_zh}, "who": "data manager",
    "remedy": {"en": MEANING.remedy_en, "zh": MEANING.remedy_zh},
}  # fmt: skip
RECEIPT = {
    "schema": 2, "sha256": "ef" * 32,
    "recipe": {"profile_version": 1, "catalog_version": "c", "code_version": "0.1", "definition_version": 1},
    "study": "S1", "center": "CN-01", "file_id": "ab" * 32, "run": 1, "received": "2025-01-01T00:00:00.000Z",
    "outcome": "committed", "counts": {"rows": 1000, "accepted": 998, "held": 0, "rejected": 2, "skipped": 0},
    "causes": [CAUSE],
}  # fmt: skip


def page(**changed):
    effect = {"accepted_now": None} if changed.keys() & {"resubmitted_rows", "omitted"} else {}
    return receipt_page(from_json({**RECEIPT, **effect, **changed})).decode("utf-8")


def text(markup):
    return " ".join(html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", markup)).split())


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def elements(markup):
    parser = Elements()
    parser.feed(markup)
    return parser.found


@pytest.mark.parametrize(
    "told",
    [
        MEANING.title_en,
        MEANING.title_zh,
        "Map this text to a unit in [unit_spellings] of the profile, and re-run the file.",
        "请在配置文件的 [unit_spellings] 中写明该文字代表的单位，然后重新处理该文件。",
        "lines 9, 33 (2 rows) · column Units",
        "第 9、33 行（共 2 行） · 列“Units”",
    ],
)
def test_a_cause_is_told_with_its_place_and_remedy_in_both_languages(told):
    assert told in text(page())


def test_nothing_is_loaded_and_nothing_runs():
    names = elements(page())
    assert {tag for tag, _ in names}.isdisjoint({"script", "img", "link", "iframe"})
    assert not any(key in attributes for _, attributes in names for key in ("src", "onclick", "onload"))


def test_what_stands_in_a_file_is_text_not_markup():
    assert "&lt;script&gt;" in page()


def test_each_language_is_marked_as_such():
    assert [attributes["lang"] for tag, attributes in elements(page()) if tag == "section"] == ["en", "zh"]


def test_every_row_is_accounted_for_on_the_page():
    assert "1,000 rows = 998 accepted + 0 held + 2 rejected + 0 skipped" in text(page())


def test_every_row_is_accounted_for_in_chinese():
    assert "共 1,000 行：接受 998 、待核实 0 、未通过 2 、跳过 0" in text(page())


def test_places_of_messages_are_named_without_a_word_for_rows():
    told = text(page(causes=[{**CAUSE, "lines": ["MSG2.OBX5"], "line_ranges": "MSG2.OBX5"}]))
    assert ("rows MSG2" in told, "第 MSG2" in told, "MSG2.OBX5 · column Units" in told) == (
        False,
        False,
        True,
    )


def test_keys_of_a_profile_are_shown_as_code():
    assert "<code>[unit_spellings]</code>" in page()
    assert "`" not in page()


def test_accepted_results_are_split_by_what_they_changed():
    told = text(page(accepted_now={"new": 900, "changed": 8, "unchanged": 90, "waiting": 0}))
    assert "900 new, 8 changed, 90 unchanged" in told


def test_accepted_results_that_wait_for_a_decision_are_told_where_there_are_any():
    split = {"new": 900, "changed": 8, "unchanged": 88}
    assert "waiting for a decision" in text(page(accepted_now={**split, "waiting": 2}))
    assert "waiting for a decision" not in text(page(accepted_now={**split, "waiting": 0}))


def test_a_file_of_too_many_subjects_says_that_it_was_not_split():
    assert "too many subjects" in text(page(accepted_now=None))


def test_rows_of_an_earlier_file_that_this_one_settles_are_named():
    earlier = {
        "file_id": "cd" * 32,
        "resolved": ["9", "33"],
        "open": ["40"],
    }
    told = text(page(resubmitted_rows=[earlier]))
    assert f"{'cd' * 32}, settled: lines 9, 33 (2 rows), not settled by this file: line 40" in told


def test_what_a_cumulative_file_leaves_out_is_counted_where_it_is_anything():
    assert "not in this file: 1,200; of these, in the previous file: 3." in text(
        page(omitted={"results": 1200, "in_previous_file": 3})
    )
    assert "in the previous file" not in text(page(omitted={"results": 0, "in_previous_file": 0}))


def test_a_center_of_too_many_subjects_is_told_that_nothing_was_counted():
    assert "too many subjects to count" in text(page(omitted=None))


WAITS = {
    "schema": 2, "study": "S1", "center": "CN-01", "file_id": "", "received": "2025-01-01T00:00:00.000Z", "outcome": "awaiting-profile",
    "message": {"en": "The file waits.", "zh": "文件正在等待。"}, "who": "data manager",
}  # fmt: skip


def test_page_names_the_version_in_both_languages():
    told = text(page(hepaflow="0.9.1"))
    assert "hepaflow version: 0.9.1" in told
    assert "hepaflow 版本：0.9.1" in told


def test_page_of_a_receipt_without_version_leaves_it_out():
    assert "hepaflow" not in text(page())


def test_the_answer_to_a_delivery_is_a_page_too():
    told = text(receipt_page(from_json(WAITS)).decode())
    assert "The file waits. Who acts: the data manager received: 2025-01-01" in told
    assert "文件正在等待。 由谁处理：数据管理员" in told


def test_a_duplicate_says_where_its_values_stand_now():
    now = {"current": 3, "held": 0, "superseded": 1, "repeated": 0, "set_aside": 0, "voided": 0}
    first = {"first_received": "2024-01-01T00:00:00.000Z", "file_status": "committed", "current_run": 1}
    answer = {**WAITS, **first, "outcome": "duplicate", "values_now": now}
    told = text(receipt_page(from_json(answer)).decode())
    assert "Its values now: 3 current, 1 superseded" in told


def test_why_a_unit_cannot_be_converted_stands_beside_it():
    found = [{"text": "mmol/L", "analyte": "HGB", "count": 1, "reason": {"en": "two ways", "zh": "两种"}}]
    told = text(page(causes=[{**CAUSE, "found": found}]))
    assert "“mmol/L” for Hemoglobin (HGB): two ways" in told
    assert "“mmol/L”（血红蛋白）：两种" in told


def test_analytes_are_named_and_an_unknown_code_stays():
    found = [{"text": "x", "analyte": name, "count": 1} for name in ("BILI", "FUTURE")]
    told = text(page(causes=[{**CAUSE, "found": found}]))
    assert "“x” for Total bilirubin (BILI) · “x” for FUTURE" in told
    assert "“x”（总胆红素） · “x”（FUTURE）" in told


def test_a_format_has_its_name_in_both_languages():
    found = [{"text": "a PDF document", "analyte": "", "count": 1}]
    told = text(page(causes=[{**CAUSE, "code": "file-format", "found": found}]))
    assert ("“a PDF document”" in told, "“PDF 文档”" in told) == (True, True)


def test_the_language_of_the_center_comes_first():
    chinese = page(language="zh")
    assert [attributes["lang"] for tag, attributes in elements(chinese) if tag == "section"] == ["zh", "en"]
    assert [attributes["lang"] for tag, attributes in elements(chinese) if tag == "html"] == ["zh"]
    assert [attributes["lang"] for tag, attributes in elements(page()) if tag == "html"] == ["en"]


def test_a_file_without_faults_says_that_nothing_is_to_be_done():
    told = text(page(causes=[]))
    assert ("Nothing to do" in told, "无需处理" in told) == (True, True)


def test_a_refused_file_says_that_none_of_its_results_were_stored():
    assert "None of its results were stored." in text(page(outcome="refused"))


@pytest.mark.parametrize("code", IssueCode)
def test_every_cause_can_be_told(code):
    meaning = MEANINGS[code]
    cause = {
        **CAUSE, "code": code, "severity": meaning.severity, "skipped": meaning.skips, "who": meaning.actor,
        "title": {"en": meaning.title_en, "zh": meaning.title_zh}, "lines": [], "line_ranges": "", "columns": [], "found": [],
    }  # fmt: skip
    assert meaning.title_zh in text(page(causes=[cause]))
    assert meaning.severity in set(Severity)
