"""What a center gets back for every delivery: JSON for programs, issues and rejected rows as CSV."""

import json
from dataclasses import asdict
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

from hepaflow.domain.files import Claim, Delivery, FileState, FileStatus
from hepaflow.domain.identity import RunId
from hepaflow.domain.profile import FileFormat, Profile
from hepaflow.pipeline.outcome import Outcome
from hepaflow.pipeline.summary import Cause, causes
from hepaflow.readers.sniff import read_table
from hepaflow.writers.rejected import write_rejected
from hepaflow.writers.tables import write_issues

if TYPE_CHECKING:
    from hepaflow.pipeline.ingest import Services


_TEXT = ("rejected.csv", "text/csv; charset=utf-8")
_WORKBOOK = ("rejected.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


_DELIVERED_BEFORE_EN = "These bytes were delivered before; nothing new was taken from them. Nothing to do."
_DELIVERED_BEFORE_ZH = "此文件内容此前已提交，没有新内容。无需处理。"
_REFUSED_BEFORE_EN = (
    "These bytes were refused before, and the profile has not changed since. Do what the first receipt says, "
    "then send the corrected file; or send this one again once the data manager has changed the profile."
)
_REFUSED_BEFORE_ZH = "此文件内容此前已被拒收，且配置尚未更改。请按首次回执处理后重新发送；或在数据管理员更改配置后再次发送本文件。"


def receipt_folder(run: RunId) -> str:
    return f"{run.study}/{run.center}/{run.file_id}/{run.number}"


def keep_receipt(
    run: RunId, data: bytes, claim: Claim, profile: Profile, outcome: Outcome, services: "Services"
) -> None:
    """Write the receipt of a run; it counts once the file's state names that run."""
    folder = receipt_folder(run)
    issues = StringIO()
    write_issues(outcome.issues, issues)
    _put(services, f"{folder}/issues.csv", issues.getvalue(), "text/csv")
    if not outcome.refused:
        rejected = BytesIO()
        write_rejected(read_table(data, profile.file), outcome.issues, profile, rejected)
        name, kind = _WORKBOOK if profile.file.format is FileFormat.WORKBOOK else _TEXT
        services.receipts.put(f"{folder}/{name}", rejected.getvalue(), kind)
    body = {
        "study": run.study,
        "center": run.center,
        "file_id": run.file_id,
        "sha256": claim.sha256,
        "run": run.number,
        "received": claim.received,
        "recipe": asdict(claim.recipe),
        "outcome": "refused" if outcome.refused else "committed",
        "counts": asdict(outcome.counts),
        "causes": [_cause(cause) for cause in causes(outcome, services.catalog)],
    }
    _put_json(services, f"{folder}/receipt.json", body)


def keep_acknowledgement(
    delivery: Delivery, state: FileState, standing: dict[str, int], services: "Services"
) -> None:
    """Answer bytes that had been delivered before: what they became, and where their values stand now."""
    refused = state.status is FileStatus.REFUSED
    visible = state.visible()
    body = {
        "study": delivery.study,
        "center": delivery.center,
        "file_id": delivery.file_id,
        "received": delivery.received,
        "outcome": "duplicate",
        "first_received": state.history[-1].received,
        "became": state.status,
        "visible_run": visible.n if visible else None,
        "values_now": standing,
        "message_en": _REFUSED_BEFORE_EN if refused else _DELIVERED_BEFORE_EN,
        "message_zh": _REFUSED_BEFORE_ZH if refused else _DELIVERED_BEFORE_ZH,
    }
    _put_json(services, _delivery_receipt(delivery, delivery.file_id), body)


def keep_unknown(delivery: Delivery, services: "Services") -> None:
    """Answer an object under no study or center that exists."""
    body = {
        "received": delivery.received,
        "outcome": "unknown",
        "message_en": "The folder names no study or center that exists. Data manager: define it, or tell the lab its folder.",
        "message_zh": "目录不对应任何已定义的研究或中心。数据管理员：请定义该中心，或告知实验室正确的目录。",
    }
    _put_json(services, _delivery_receipt(delivery, ""), body)


def keep_failure(delivery: Delivery, services: "Services") -> None:
    """Answer a delivery that failed on our side."""
    body = {
        "received": delivery.received,
        "outcome": "failed",
        "message_en": "The file could not be processed because of a fault on our side, we are told. Nothing to do for the lab.",
        "message_zh": "由于我方系统故障，文件未能处理，我们已收到通知。实验室无需处理。",
    }
    _put_json(services, _delivery_receipt(delivery, delivery.file_id), body)


def _delivery_receipt(delivery: Delivery, file_id: str) -> str:
    inner = f"{file_id}/deliveries" if file_id else "deliveries"
    return f"{delivery.study}/{delivery.center}/{inner}/{delivery.version_id}/receipt.json"


def _cause(cause: Cause) -> dict[str, Any]:
    meaning = cause.meaning
    return {
        "code": cause.code,
        "severity": meaning.severity,
        "skipped": meaning.skips,
        "lines": list(cause.lines),
        "title": {"en": meaning.title_en, "zh": meaning.title_zh},
        "who": meaning.actor,
        "remedy": {"en": meaning.remedy_en, "zh": meaning.remedy_zh},
    }


def _put_json(services: "Services", key: str, body: dict[str, Any]) -> None:
    _put(services, key, json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True), "application/json")


def _put(services: "Services", key: str, text: str, kind: str) -> None:
    services.receipts.put(key, text.encode(), f"{kind}; charset=utf-8")
