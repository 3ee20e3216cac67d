"""Write receipts as JSON of schema 2, and read them of schema 1 and 2."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from hepaflow.domain.issues.issues import Actor, Severity
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.receipts.documents import documents_from_json, documents_to_json
from hepaflow.domain.receipts.receipts import (
    AcceptedNow,
    Cause,
    DeliveryReceipt,
    Duplicate,
    Effect,
    EffectStatus,
    FoundCell,
    KeptContent,
    KeptForm,
    Omitted,
    Receipt,
    ResubmittedRows,
    Text,
)
from hepaflow.domain.study.files import Counts, DeliveryStatus, FileStatus, Recipe

RECEIPT_SCHEMA: Final = 2
JsonObject = dict[str, Any]


class SchemaUnknown(ValueError):
    """A receipt was written by a newer version of hepaflow than this one."""


def to_json(receipt: Receipt | DeliveryReceipt | Effect) -> JsonObject:
    """Return a receipt, or the effect that is kept beside it, as JSON.

    The shape is documented in docs/api.md, Receipts. A receipt that knows its effect has the keys of both.
    """
    match receipt:
        case Receipt():
            return {
                "schema": RECEIPT_SCHEMA,
                **_of_run(receipt),
                **(_effect(receipt.effect) if receipt.effect else {}),
                **({"effect_status": receipt.effect_status.value} if receipt.effect_status else {}),
            }
        case DeliveryReceipt():
            return {"schema": RECEIPT_SCHEMA, **_of_delivery(receipt)}
    return {"schema": RECEIPT_SCHEMA, **_effect(receipt)}


def from_json(told: Mapping[str, Any]) -> Receipt | DeliveryReceipt:
    """Return the receipt that JSON of schema 1 or 2 holds.

    Raises:
        SchemaUnknown: it was written by a newer version of hepaflow.
    """
    told = _upgraded(told)
    return _run_from(told) if "counts" in told else _delivery_from(told)


def receipt_from_json(told: Mapping[str, Any]) -> Receipt:
    """Return the receipt of a run.

    Raises:
        SchemaUnknown: it was written by a newer version of hepaflow.
    """
    return _run_from(_upgraded(told))


def effect_from_json(told: Mapping[str, Any]) -> Effect:
    """Return the effect of a run.

    Raises:
        SchemaUnknown: it was written by a newer version of hepaflow.
    """
    return _effect_from(_upgraded(told))


# Writing


def _of_run(receipt: Receipt) -> JsonObject:
    return {
        "hepaflow": receipt.hepaflow,
        "study": receipt.study,
        "center": receipt.center,
        "file_id": receipt.file_id,
        "sha256": receipt.sha256,
        "run": receipt.run,
        "received": receipt.received,
        "recipe": _recipe(receipt.recipe),
        "outcome": receipt.outcome.value,
        "counts": asdict(receipt.counts),
        "causes": [_cause(cause) for cause in receipt.causes],
        **({} if receipt.kept is None else {"kept": kept_to_json(receipt.kept)}),
        **({} if receipt.language == "en" else {"language": receipt.language}),
        **documents_to_json(receipt.documents),
    }


def _recipe(recipe: Recipe) -> JsonObject:
    """Return a recipe as JSON; it names the feed unless that is `main`, and papers of labs if there are any."""
    told = asdict(recipe)
    if recipe.feed == MAIN_FEED:
        del told["feed"]
    if not recipe.labs:
        del told["labs"]
    return told


def kept_to_json(kept: KeptContent) -> JsonObject:
    """Return what is kept of a file as JSON."""
    return {"form": kept.form.value, "dropped_columns": list(kept.dropped)}


def _cause(cause: Cause) -> JsonObject:
    return {
        "code": cause.code,
        "severity": cause.severity.value,
        "skipped": cause.skipped,
        "lines": list(cause.lines),
        "line_ranges": cause.line_ranges,
        "columns": list(cause.columns),
        "found": [_found(found) for found in cause.found],
        "title": asdict(cause.title),
        "who": cause.who.value,
        "remedy": asdict(cause.remedy),
        **({"found_more": cause.found_more} if cause.found_more else {}),
    }


def _found(found: FoundCell) -> JsonObject:
    told = {"text": found.text, "analyte": found.analyte, "count": found.count}
    return {**told, "reason": asdict(found.reason)} if found.reason else told


def _effect(effect: Effect) -> JsonObject:
    told: JsonObject = {"accepted_now": asdict(effect.accepted_now) if effect.accepted_now else None}
    if effect.journal_number is not None:
        told["journal_number"] = effect.journal_number
    if effect.resubmitted_rows is not None:
        told["resubmitted_rows"] = [_resubmitted(rows) for rows in effect.resubmitted_rows]
    if effect.cumulative:
        told["omitted"] = asdict(effect.omitted) if effect.omitted else None
    return told


def _resubmitted(rows: ResubmittedRows) -> JsonObject:
    return {
        "file_id": rows.file_id,
        "resolved": list(rows.resolved),
        "resolved_ranges": rows.resolved_ranges,
        "open": list(rows.open),
        "open_ranges": rows.open_ranges,
        **({"for_data_manager": list(rows.for_data_manager)} if rows.for_data_manager else {}),
    }


def _of_delivery(receipt: DeliveryReceipt) -> JsonObject:
    told: JsonObject = {
        "hepaflow": receipt.hepaflow,
        "study": receipt.study,
        "center": receipt.center,
        "file_id": receipt.file_id,
        "received": receipt.received,
        "outcome": receipt.outcome.value,
        "message": asdict(receipt.message),
    }
    if receipt.who is not None:
        told["who"] = receipt.who.value
    if receipt.receipts:
        told["receipts"] = receipt.receipts
    if receipt.duplicate is not None:
        told |= {**asdict(receipt.duplicate), "file_status": receipt.duplicate.file_status.value}
    return told


# Reading


def _upgraded(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return JSON of schema 1 under the keys of schema 2."""
    schema = told.get("schema", 1)
    if schema > RECEIPT_SCHEMA:
        raise SchemaUnknown(f"schema {schema}")
    if schema == RECEIPT_SCHEMA:
        return told
    renamed = {_RENAMED.get(key, key): value for key, value in told.items()}
    if "message_en" in told:
        renamed["message"] = {"en": told["message_en"], "zh": told["message_zh"]}
    if "causes" in told:
        renamed["causes"] = [{**cause, "line_ranges": cause["where"]} for cause in told["causes"]]
    if "settles" in told:
        renamed["resubmitted_rows"] = [{**rows, "resolved": rows["lines"]} for rows in told["settles"]]
    if omitted := told.get("omitted"):
        renamed["omitted"] = {"results": omitted["results"], "in_previous_file": omitted["of_last"]}
    return renamed


_RENAMED: Final = {"number": "journal_number", "became": "file_status", "visible_run": "current_run"}


def _run_from(told: Mapping[str, Any]) -> Receipt:
    return Receipt(
        told["study"],
        told["center"],
        told["file_id"],
        told["sha256"],
        told["run"],
        told["received"],
        Recipe(**told["recipe"]),
        FileStatus(told["outcome"]),
        Counts(**told["counts"]),
        tuple(map(_cause_from, told["causes"])),
        _effect_from(told) if "accepted_now" in told else None,
        told.get("hepaflow", ""),
        EffectStatus(told["effect_status"]) if "effect_status" in told else None,
        _kept_from(told["kept"]) if "kept" in told else None,
        told.get("language", "en"),
        documents_from_json(told),
    )


def _kept_from(told: Mapping[str, Any]) -> KeptContent:
    return KeptContent(KeptForm(told["form"]), tuple(told["dropped_columns"]))


def _cause_from(told: Mapping[str, Any]) -> Cause:
    return Cause(
        told["code"],
        Severity(told["severity"]),
        told["skipped"],
        tuple(told["lines"]),
        told["line_ranges"],
        tuple(told["columns"]),
        tuple(map(_found_from, told["found"])),
        Text(**told["title"]),
        Actor(told["who"]),
        Text(**told["remedy"]),
        told.get("found_more", 0),
    )


def _found_from(told: Mapping[str, Any]) -> FoundCell:
    reason = told.get("reason")
    return FoundCell(told["text"], told["analyte"], told["count"], Text(**reason) if reason else None)


def _effect_from(told: Mapping[str, Any]) -> Effect:
    accepted, omitted, rows = told["accepted_now"], told.get("omitted"), told.get("resubmitted_rows")
    return Effect(
        told.get("journal_number"),
        AcceptedNow(**accepted) if accepted else None,
        None if rows is None else tuple(map(_resubmitted_from, rows)),
        Omitted(**omitted) if omitted else None,
        cumulative="omitted" in told,
    )


def _resubmitted_from(told: Mapping[str, Any]) -> ResubmittedRows:
    left = tuple(told.get("for_data_manager", ()))
    return ResubmittedRows(told["file_id"], tuple(told["resolved"]), tuple(told["open"]), left)


def _delivery_from(told: Mapping[str, Any]) -> DeliveryReceipt:
    who = told.get("who")
    return DeliveryReceipt(
        told["study"],
        told["center"],
        told["file_id"],
        told["received"],
        DeliveryStatus(told["outcome"]),
        Text(**told["message"]),
        Actor(who) if who else None,
        told.get("receipts", ""),
        _duplicate_from(told) if "file_status" in told else None,
        told.get("hepaflow", ""),
    )


def _duplicate_from(told: Mapping[str, Any]) -> Duplicate:
    return Duplicate(
        told["first_received"], FileStatus(told["file_status"]), told["current_run"], told["values_now"]
    )
