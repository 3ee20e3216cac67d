"""Write the receipt of a run: JSON for programs, a page for people, issues, and rows to be fixed."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from io import BytesIO, StringIO

from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Actor, Issue
from hepaflow.domain.issues.places import Places
from hepaflow.domain.issues.who_acts import issues_for
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.documents import ISSUES, Documents, EmptyList
from hepaflow.domain.receipts.receipt_json import receipt_from_json, to_json
from hepaflow.domain.receipts.receipts import Cause, DeliveryReceipt, Effect, KeptContent, Receipt
from hepaflow.domain.study.files import Claim, FileStatus
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.open_file import adjusted, as_sent
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.readers.sheet import Sheet
from hepaflow.writers.own_layout import write_rows
from hepaflow.writers.receipt_page import receipt_page
from hepaflow.writers.rejected import header_of_rows, write_rejected
from hepaflow.writers.tables import write_issues

_EXAMPLES = 5  # of what was found; issues.csv has them all
ROWS_FOR = {Actor.LAB: "rejected", Actor.DATA_MANAGER: "data-manager"}  # names without their ending
ROW_FORMATS = {  # by ending: content type
    ".csv": "text/csv; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ndjson": "application/x-ndjson; charset=utf-8",
}
_ENDINGS = {FileFormat.WORKBOOK: ".xlsx", FileFormat.JSON: ".ndjson"}


def receipt_folder(run: RunId) -> str:
    return f"{run.study}/{run.center}/{run.file_id}/{run.run_number}"


def receipt_of(
    run: RunId,
    claim: Claim,
    outcome: Outcome,
    causes: Iterable[Cause],
    effect: Effect | None = None,
    kept: KeptContent | None = None,
) -> Receipt:
    """Return the receipt of a run; of what was found each cause keeps the first examples.

    Args:
        run: the run.
        claim: what it was read with.
        outcome: what it gave.
        causes: what is wrong with the file, most severe first.
        effect: what it did to what was there before, where that is known already.
        kept: what is kept of the file; None for a register.
    """
    return Receipt(
        run.study,
        run.center,
        run.file_id,
        claim.sha256,
        run.run_number,
        claim.received,
        claim.recipe,
        FileStatus.REFUSED if outcome.refused else FileStatus.COMMITTED,
        outcome.counts,
        tuple(map(_abbreviated, causes)),
        effect,
        claim.recipe.code_version,
        kept=kept,
    )


def _abbreviated(cause: Cause) -> Cause:
    """Return a cause with the first examples of what was found, and the number of the others."""
    others = max(0, len(cause.found) - _EXAMPLES)
    return replace(cause, found=cause.found[:_EXAMPLES], found_more=others)


def keep_receipt(file: FileRun, outcome: Outcome, services: Services, kept: KeptContent) -> Receipt:
    """Write the receipt of a run, and return it; it counts once the file's state names that run.

    Args:
        file: the run.
        outcome: what the run read.
        services: the ports.
        kept: what is kept of the file.
    """
    folder, issues = receipt_folder(file.id), list[StoredFile]()
    if outcome.issues:
        text = _issue_list(outcome.issues, outcome.places)
        issues.append(StoredFile(f"{folder}/{ISSUES}", text, ROW_FORMATS[".csv"]))
    rows, empty = ([], None) if outcome.refused else _rows_to_fix(file, outcome)
    stored = [*issues, *rows]
    receipt = replace(
        receipt_of(file.id, file.claim, outcome, causes(outcome, services.catalog), kept=kept),
        language=file.profile.language,
        documents=Documents(tuple(one.key.rpartition("/")[2] for one in stored), empty),
    )
    services.receipts.put(*stored, json_file(f"{folder}/receipt.json", receipt))
    return receipt


def _issue_list(issues: Iterable[Issue], places: Places = Places.LINE) -> bytes:
    text = StringIO()
    write_issues(issues, text, places=places)
    return text.getvalue().encode()


def _rows_to_fix(file: FileRun, outcome: Outcome) -> tuple[list[StoredFile], EmptyList | None]:
    """Return the rows that the lab corrects and those for the data manager, each if there are any.

    The file is parsed again for each, only if there are such rows and some of them were not kept while it was read.
    """
    stored, empty = list[StoredFile](), None
    for who, name in ROWS_FOR.items():
        issues = issues_for(who, outcome.issues, file.profile.wide)
        if not issues and who is not Actor.LAB:
            continue
        sheet, read_by = _opened_for(issues, file, outcome)
        sent = as_sent(file.content, read_by)
        ending = _ENDINGS.get(sent.file.format, ".csv") if sent.file.format else ".csv"
        if issues:
            rows = BytesIO()
            write_rejected(sheet, issues, sent, rows, file_id=file.id.file_id)
            key = f"{receipt_folder(file.id)}/{name}{ending}"
            stored.append(StoredFile(key, rows.getvalue(), ROW_FORMATS[ending]))
        else:
            empty = EmptyList(f"{name}{ending}", header_of_rows(sheet, sent))
    return stored, empty


def _opened_for(issues: Collection[Issue], file: FileRun, outcome: Outcome) -> tuple[Sheet, Profile]:
    """Return a sheet that has the rows with some issues at least, and the profile that reads it."""
    read = outcome.sheet
    sheet = outcome.at_fault.of(read, {issue.line for issue in issues}) if read is not None else None
    return file.opened() if sheet is None else (sheet, adjusted(sheet, file.profile))


def stored_issues(run: RunId, services: Services) -> bytes | None:
    """Return the list of a run's issues, which has no rows where the run had none; None where the run has no receipt."""
    kept = services.receipts.get(f"{receipt_folder(run)}/{ISSUES}")
    if kept is not None:
        return kept
    documents = stored_documents(run, services)
    return None if documents is None or ISSUES in documents.stored else _issue_list(())


def stored_documents(run: RunId, services: Services) -> Documents | None:
    """Return what the receipt of a run says about its documents; None where it has none, or none that says so."""
    kept = services.receipts.get(f"{receipt_folder(run)}/receipt.json")
    return None if kept is None else receipt_from_json(json.loads(kept)).documents


def list_without_rows(empty: EmptyList, profile: Profile) -> bytes:
    """Return a list of rows to be fixed that has none, as it would be stored.

    Args:
        empty: its name and its header.
        profile: what read the file.
    """
    shown = next((kind for kind, ending in _ENDINGS.items() if empty.name.endswith(ending)), None)
    layout = profile.file.model_copy(update={"format": shown})
    rows = BytesIO()
    write_rows(empty.header, (), profile.model_copy(update={"file": layout}), rows)
    return rows.getvalue()


def json_file(key: str, receipt: Receipt | DeliveryReceipt | Effect) -> StoredFile:
    body = json.dumps(to_json(receipt), ensure_ascii=False, indent=1, sort_keys=True)
    return StoredFile(key, body.encode(), "application/json; charset=utf-8")


def page_file(key: str, receipt: Receipt | DeliveryReceipt) -> StoredFile:
    return StoredFile(key, receipt_page(receipt), "text/html; charset=utf-8")
