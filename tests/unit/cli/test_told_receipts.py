"""What a terminal tells of a receipt, as the API hands it over."""

from io import StringIO

import pytest
from rich.console import Console

from hepaflow.cli.report.receipts import print_receipt
from hepaflow.domain.receipts.receipt_json import from_json

RECEIPT = {
    "schema": 2, "sha256": "ef" * 32, "run": 1, "received": "2025-01-01T00:00:00.000Z",
    "recipe": {"profile_version": 1, "catalog_version": "c", "code_version": "0.1", "definition_version": 1},
    "study": "S1", "center": "US-01", "file_id": "ab" * 32, "outcome": "committed", "causes": [],
    "counts": {"rows": 2, "accepted": 2, "held": 0, "rejected": 0, "skipped": 0},
    "accepted_now": {"new": 2, "changed": 0, "unchanged": 0, "waiting": 0}, "resubmitted_rows": [],
}  # fmt: skip


def printed(*, chinese=False, **more):
    out = StringIO()
    print_receipt(Console(file=out, width=200), from_json({**RECEIPT, **more}), chinese=chinese)
    return out.getvalue()


def test_what_a_cumulative_file_leaves_out_is_counted():
    told = printed(omitted={"results": 1200, "in_previous_file": 3})
    assert "not in this file: 1,200; of these, in the previous file: 3" in told
    assert "They stay current. If they are right, there is nothing to do." in told


def test_it_is_counted_in_chinese_too():
    told = printed(omitted={"results": 1200, "in_previous_file": 3}, chinese=True)
    assert "1,200 条结果未出现在本文件中，其中 3 条见于上一份文件" in told


@pytest.mark.parametrize("more", [{}, {"omitted": {"results": 0, "in_previous_file": 0}}])
def test_nothing_is_said_of_a_file_that_leaves_nothing_out(more):
    assert "stay current" not in printed(**more)


def test_a_center_of_too_many_subjects_is_told_that_nothing_was_counted():
    assert "too many subjects to count" in printed(omitted=None)


CAUSE = {
    "code": "unit-refused", "severity": "reject", "skipped": False, "lines": ["4"], "line_ranges": "4", "columns": ["Units"],
    "found": [{"text": "ug/dL", "analyte": "AMMONIA", "count": 2, "reason": {"en": "the basis is open", "zh": "基准未明"}}],
    "title": {"en": "Refused.", "zh": "拒绝。"}, "who": "data manager", "remedy": {"en": "Ask.", "zh": "请询问。"},
}  # fmt: skip


def test_a_cause_says_line_column_and_what_was_found():
    told = printed(causes=[CAUSE])
    assert "line 4 · column Units\n" in told
    assert "found: “ug/dL” for Ammonia (AMMONIA) ×2: the basis is open\n" in told


def test_a_cause_says_so_in_chinese_too():
    told = printed(causes=[CAUSE], chinese=True)
    assert "第 4 行 · 列“Units”\n" in told
    assert "“ug/dL”（血氨） ×2：基准未明\n" in told


def test_a_cause_of_the_whole_file_names_no_line():
    told = printed(causes=[{**CAUSE, "lines": [], "line_ranges": "", "columns": [], "found": []}])
    assert "Refused.  unit-refused\n       →" in told
