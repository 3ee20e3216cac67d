"""Write the receipt of a run: JSON for programs, a page for people, issues, and rows to be fixed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO, StringIO

from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Actor
from hepaflow.domain.issues.who_acts import issues_for
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.receipts.receipt_json import to_json
from hepaflow.domain.receipts.receipts import Cause, DeliveryReceipt, Effect, KeptContent, Receipt
from hepaflow.domain.study.files import Claim, FileStatus
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.open_file import adjusted, as_sent
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.writers.receipt_page import receipt_page
from hepaflow.writers.rejected import write_rejected
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
    folder = receipt_folder(file.id)
    receipt = replace(
        receipt_of(file.id, file.claim, outcome, causes(outcome, services.catalog), kept=kept),
        language=file.profile.language,
    )
    issues = StringIO()
    write_issues(outcome.issues, issues, places=outcome.places)
    services.receipts.put(
        StoredFile(f"{folder}/issues.csv", issues.getvalue().encode(), "text/csv; charset=utf-8"),
        *([] if outcome.refused else _rows_to_fix(file, outcome)),
        json_file(f"{folder}/receipt.json", receipt),
    )
    return receipt


def _rows_to_fix(file: FileRun, outcome: Outcome) -> Iterator[StoredFile]:
    """Yield the rows that the lab corrects, and those for the data manager if there are any.

    The file is parsed again for each, only if there are such rows.
    """
    for who, name in ROWS_FOR.items():
        issues = issues_for(who, outcome.issues, file.profile.wide)
        if not issues and who is not Actor.LAB:
            continue
        if outcome.sheet is not None and not issues:
            sheet, read_by = outcome.sheet, adjusted(outcome.sheet, file.profile)
        else:
            sheet, read_by = file.opened()
        sent = as_sent(file.content, read_by)
        rows = BytesIO()
        write_rejected(sheet, issues, sent, rows, file_id=file.id.file_id)
        ending = _ENDINGS.get(sent.file.format, ".csv") if sent.file.format else ".csv"
        key = f"{receipt_folder(file.id)}/{name}{ending}"
        yield StoredFile(key, rows.getvalue(), ROW_FORMATS[ending])


def json_file(key: str, receipt: Receipt | DeliveryReceipt | Effect) -> StoredFile:
    body = json.dumps(to_json(receipt), ensure_ascii=False, indent=1, sort_keys=True)
    return StoredFile(key, body.encode(), "application/json; charset=utf-8")


def page_file(key: str, receipt: Receipt | DeliveryReceipt) -> StoredFile:
    return StoredFile(key, receipt_page(receipt), "text/html; charset=utf-8")
