"""List deliveries, files, receipts and issues of centers."""

import csv
import json
from dataclasses import dataclass, replace
from io import StringIO
from itertools import chain, islice

from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Actor
from hepaflow.domain.receipts.receipt_json import from_json, receipt_from_json
from hepaflow.domain.receipts.receipts import DeliveryReceipt, EffectStatus, Receipt
from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import Claim, Delivery, FileState, FileStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.desk.checks import BETWEEN, Centers, listed_centers, require_sender
from hepaflow.pipeline.desk.file_ids import whole_file_id
from hepaflow.pipeline.intake.delivery_receipt import delivery_receipt_key
from hepaflow.pipeline.masking.masked_services import hides_registers, mask_now
from hepaflow.pipeline.runs.effect import effect_failure_key, first_counted, stored_effect
from hepaflow.pipeline.runs.file_run import claimed_profile
from hepaflow.pipeline.runs.receipt import (
    ROW_FORMATS,
    ROWS_FOR,
    list_without_rows,
    receipt_folder,
    stored_documents,
    stored_issues,
)
from hepaflow.pipeline.services import Missing, Services
from hepaflow.writers.csv_cells import cell_as_written, write_csv
from hepaflow.writers.tables import ISSUE_COLUMNS

_MOST_ISSUES = 1_000_000_000  # no file has so many


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """Deliveries of a center, each with the state of its file; `after` names the last where more follow."""

    entries: list[tuple[Delivery, FileState | None]]
    after: str


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file, and the run that is to be reported on: the visible one, or the last that was."""

    state: FileState
    claim: Claim | None
    run_number: int


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Issues of a file in order, and the number of the last of them where more follow."""

    issues: list[dict[str, str]]
    after: int | None


def deliveries(  # noqa: PLR0913, PLR0917 the parameters of the query
    services: Services,
    study: str,
    center: str,
    centers: Centers,
    after: str,
    limit: int,
    name_hash: str = "",
) -> DeliveryPage:
    """Return a page of what centers sent, in order of center and receipt.

    Where day 1 is hidden from the caller, no file has a name: it may tell the visit and the date.

    Args:
        services: the ports.
        study: the study's id.
        center: the only center, or the name that registers are sent under; "" for all that the caller may see.
        centers: the centers that the caller may see; None: all.
        after: the `after` of the page before; "" for the first page.
        limit: how many deliveries a page holds at most.
        name_hash: only those of files of this name, as `key_hash` gives it; "" for all.

    Raises:
        Missing: no such study or center.
    """
    listed = listed_centers(services, study, center, centers, registers=True)
    nameless = centers is None and mask_now(services, study).hides_names
    begin, _, place = after.partition(BETWEEN)
    known = (
        replace(one, key="", key_hash="") if nameless else without_key(one)
        for at in listed
        if at >= begin
        for one in services.registry.deliveries(study, at, place if at == begin else "")
    )
    page = list(islice((one for one in known if name_hash in {"", one.key_hash}), limit + 1))
    view = services.registry.view(study, {one.file_id for one in page if one.file_id})
    entries = [(one, view.state(one.file_id) if one.file_id else None) for one in page[:limit]]
    last = entries[-1][0] if len(page) > limit else None
    return DeliveryPage(entries, f"{last.center}{BETWEEN}{last.place}" if last else "")


def file_record(services: Services, study: str, file_id: str, centers: Centers) -> FileRecord:
    """Return what is known of a file.

    Args:
        services: the ports.
        study: the study's id.
        file_id: the file, or the first digits of its id.
        centers: the centers that the caller may see; None: all.

    Raises:
        Missing: no such file, or the caller may not see its center.
        SeveralFiles: several files that the caller may see have an id that begins so.
    """
    file_id = whole_file_id(services, study, file_id, centers)
    state = services.registry.view(study, [file_id]).state(file_id)
    if state is None or state.file_id != file_id or (centers is not None and state.center not in centers):
        raise Missing("file")
    if state.center == RESERVED_CENTER and hides_registers(services, study):
        raise Missing("file")
    claim = services.registry.claim_of(study, file_id, state.run_number)
    runs = [visible.run_number for visible in state.history if visible.run_number]
    if state.status is FileStatus.TO_CONFIRM:
        return FileRecord(state, claim, state.run_number)
    return FileRecord(state, claim, runs[-1] if runs else claim.run_number if claim else 1)


def receipt(services: Services, study: str, record: FileRecord) -> Receipt:
    """Return the receipt of a run, with what the run changed, once that is known (docs/architecture.md).

    Args:
        services: the ports.
        study: the study's id.
        record: the file and the run.

    Raises:
        Missing: the run has no receipt.
    """
    kept = receipt_from_json(json.loads(_kept(services, study, record, "receipt.json")))
    run = RunId(study, record.state.center, record.state.file_id, record.run_number)
    if kept.effect is not None or first_counted(record.state, record.run_number) is None:
        return kept  # a register tells what it changed at once, and a refused file changed nothing
    effect = stored_effect(run, services)
    if effect is not None:
        return replace(kept, effect=effect, effect_status=EffectStatus.KNOWN)
    failed = services.receipts.get(effect_failure_key(run)) is not None
    return replace(kept, effect_status=EffectStatus.FAILED if failed else EffectStatus.PENDING)


def told_of_delivery(
    services: Services, study: str, center: str, version_id: str
) -> Receipt | DeliveryReceipt:
    """Return the latest receipt of one delivery, also while its file waits or after it failed.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id, or the name that registers are sent under.
        version_id: the version id of the delivery.

    Raises:
        Missing: no such study or center, or the delivery has no receipt.
    """
    require_sender(services, study, center)
    data = services.receipts.get(delivery_receipt_key(study, center, version_id))
    if data is None:
        raise Missing("receipt")
    return from_json(json.loads(data))


def rejected(services: Services, study: str, record: FileRecord, who: Actor) -> tuple[str, bytes]:
    """Return the rows to be fixed that one of two acts on: the name of the stored file, and its bytes.

    Files that were read before rows were divided have all of them under those of the lab.

    Args:
        services: the ports.
        study: the study's id.
        record: the file and the run.
        who: the lab or the data manager.

    Raises:
        Missing: the run has no such list; a refused run never has one.
        ProfileGone: the registry lacks the profile that read a file without rows to be fixed.
    """
    for ending in ROW_FORMATS:
        name = f"{ROWS_FOR[who]}{ending}"
        data = _look(services, study, record, name)
        if data is not None:
            return name, data
    run = RunId(study, record.state.center, record.state.file_id, record.run_number)
    documents = stored_documents(run, services)
    claim = services.registry.claim_of(study, run.file_id, run.run_number)
    if who is not Actor.LAB or documents is None or documents.empty is None or claim is None:
        raise Missing("list of rejected rows")
    profile = claimed_profile(study, claim, services)
    return documents.empty.name, list_without_rows(documents.empty, profile)


def issues(services: Services, study: str, record: FileRecord, after: int, limit: int) -> IssuePage:
    """Return a page of a file's issues, each by the columns of its `issues.csv`, with the cells as text.

    Args:
        services: the ports.
        study: the study's id.
        record: the file and the run.
        after: the number of the last issue of the page before; 0 for the first page.
        limit: how many issues a page holds at most.

    Raises:
        Missing: the run has no list of issues.
    """
    run = RunId(study, record.state.center, record.state.file_id, record.run_number)
    kept = stored_issues(run, services)
    if kept is None:
        raise Missing("receipt")
    listed = csv.DictReader(StringIO(kept.decode("utf-8"), newline=""))
    after = min(after, _MOST_ISSUES)
    page = [
        {column: cell_as_written(cell) for column, cell in issue.items()}
        for issue in islice(listed, after, after + limit + 1)
    ]
    return IssuePage(page[:limit], after + limit if len(page) > limit else None)


def as_csv(page: IssuePage) -> str:
    out = StringIO()
    rows = ([issue[column] for column in ISSUE_COLUMNS] for issue in page.issues)
    write_csv(chain((ISSUE_COLUMNS,), rows), out)
    return out.getvalue()


def _kept(services: Services, study: str, record: FileRecord, name: str) -> bytes:
    data = _look(services, study, record, name)
    if data is None:
        raise Missing("receipt")
    return data


def _look(services: Services, study: str, record: FileRecord, name: str) -> bytes | None:
    run = RunId(study, record.state.center, record.state.file_id, record.run_number)
    return services.receipts.get(f"{receipt_folder(run)}/{name}")
