"""What a center gets back for every run over a file: JSON for programs, a page for people, issues and rows to be fixed."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from io import BytesIO, StringIO
from typing import Any

from hepaflow.domain.files import Claim
from hepaflow.domain.identity import RunId
from hepaflow.domain.profile import FileFormat
from hepaflow.pipeline.reading.opening import adjusted, as_sent
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.summary import Cause, Example, causes, line_ranges
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.workplace import Workplace
from hepaflow.writers.receipt_page import receipt_page
from hepaflow.writers.rejected import to_fix, write_rejected
from hepaflow.writers.tables import write_issues

_EXAMPLES = 5  # of what was found; issues.csv has them all
_TEXT, _WORKBOOK, _RECORDS = "rejected.csv", "rejected.xlsx", "rejected.ndjson"
REJECTED = {  # by name: content type
    _TEXT: "text/csv; charset=utf-8",
    _WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    _RECORDS: "application/x-ndjson; charset=utf-8",
}
_NAMES = {FileFormat.WORKBOOK: _WORKBOOK, FileFormat.JSON: _RECORDS}


def receipt_folder(run: RunId) -> str:
    return f"{run.study}/{run.center}/{run.file_id}/{run.number}"


def receipt_head(run: RunId, claim: Claim, outcome: Outcome) -> dict[str, Any]:
    """Return what every receipt of a run begins with: what was read with what, and where its rows went."""
    return {
        "study": run.study,
        "center": run.center,
        "file_id": run.file_id,
        "sha256": claim.sha256,
        "run": run.number,
        "received": claim.received,
        "hepaflow": claim.recipe.code_version,
        "recipe": asdict(claim.recipe),
        "outcome": "refused" if outcome.refused else "committed",
        "counts": asdict(outcome.counts),
    }


def keep_receipt(file: FileRun, outcome: Outcome, services: Workplace) -> None:
    """Write the receipt of a run; it counts once the file's state names that run."""
    folder = receipt_folder(file.id)
    issues = StringIO()
    write_issues(outcome.issues, issues, places=outcome.places)
    _put(services, f"{folder}/issues.csv", issues.getvalue(), "text/csv")
    if not outcome.refused:
        _keep_rejected(file, outcome, services)
    body = {
        **receipt_head(file.id, file.claim, outcome),
        "causes": [_cause(cause) for cause in causes(outcome, services.catalog)],
    }
    put_json(services, f"{folder}/receipt.json", body)


def _keep_rejected(file: FileRun, outcome: Outcome, services: Workplace) -> None:
    """Write the rows to be fixed; the file is parsed once more only where there are some."""
    if outcome.sheet is not None and not to_fix(outcome.issues):
        sheet, read_by = outcome.sheet, adjusted(outcome.sheet, file.profile)
    else:
        sheet, read_by = file.opened()
    sent = as_sent(file.content, read_by)
    rejected = BytesIO()
    write_rejected(sheet, outcome.issues, sent, rejected, file_id=file.id.file_id)
    name = _NAMES.get(sent.file.format, _TEXT) if sent.file.format else _TEXT
    services.receipts.put(f"{receipt_folder(file.id)}/{name}", rejected.getvalue(), REJECTED[name])


def _cause(cause: Cause) -> dict[str, Any]:
    meaning = cause.meaning
    return {
        "code": cause.code,
        "severity": meaning.severity,
        "skipped": meaning.skips,
        "lines": cause.shown_lines,
        "where": line_ranges(cause.lines, cause.places),
        "columns": list(cause.columns),
        "found": [_example(example) for example in cause.examples[:_EXAMPLES]],
        "title": {"en": meaning.title_en, "zh": meaning.title_zh},
        "who": meaning.actor,
        "remedy": {"en": meaning.remedy_en, "zh": meaning.remedy_zh},
    }


def _example(example: Example) -> dict[str, Any]:
    told = {"text": example.found, "analyte": example.analyte, "count": example.count}
    if example.refusal:
        told["reason"] = {"en": example.refusal.reason_en, "zh": example.refusal.reason_zh}
    return told


def put_json(services: Workplace, key: str, body: dict[str, Any]) -> None:
    _put(services, key, json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True), "application/json")


def put_page(services: Workplace, key: str, body: Mapping[str, Any]) -> None:
    services.receipts.put(key, receipt_page(body), "text/html; charset=utf-8")


def _put(services: Workplace, key: str, text: str, kind: str) -> None:
    services.receipts.put(key, text.encode(), f"{kind}; charset=utf-8")
