"""Keep what later runs of a file read: its rows without the cells that are not kept, or the file itself."""

from collections.abc import Callable

from hepaflow.domain.identity import RunId, sha256
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.receipts.receipts import KeptForm
from hepaflow.domain.study.files import Claim
from hepaflow.pipeline.reading.open_file import Bytes
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.run import Reading
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.readers.copied import Copied

_ROWS, _ORIGINAL = "application/json", "application/octet-stream"  # content types


class SourceGone(LookupError):
    """Of this file nothing was kept that could be read again."""


def keep_source(
    file: FileRun, data: bytes, reading: Callable[[], Reading], refusal: str, services: Services
) -> None:
    """Keep what a re-run reads. What is kept already stays, whatever a later profile would allow.

    One thing does not stay: an original of which this run keeps the rows only. They are put before it, so that the receipt
    is true for what runs read. A screening removes the original.

    Args:
        file: the run.
        data: the file as it was sent.
        reading: reads the file, if that has not been done yet.
        refusal: the issue code for which the file is refused, or "".
        services: the ports.
    """
    key = source_key(file.id)
    if refusal == IssueCode.PERSONAL_DATA:
        return
    is_original = services.source.holds(key, data)
    if is_original is False:
        return
    read = reading()
    if read.copy is not None:
        with read.copy.whole(read.outcome.issues) as copy:
            services.source.put_from(key, copy, _ROWS)
    elif read.kept.form is KeptForm.ORIGINAL and not is_original:
        services.source.put(StoredFile(key, data, _ORIGINAL))


def stored_source(key: str, data: bytes, reading: Reading) -> StoredFile | None:
    """Return what is to be stored of a file; None where nothing is.

    Args:
        key: where it is stored.
        data: the file as it was sent.
        reading: what the file gave.
    """
    if reading.copy is not None:
        with reading.copy.whole(reading.outcome.issues) as copy:
            return StoredFile(key, copy.read(), _ROWS)
    if reading.kept.form is KeptForm.ORIGINAL:
        return StoredFile(key, data, _ORIGINAL)
    return None


def source_of(study: str, file_id: str, claim: Claim, services: Services) -> Bytes:
    """Return what was kept of a file; its checksum distinguishes the original from a copy of its rows.

    Args:
        study: the study's id.
        file_id: the file.
        claim: the claim of the run whose copy is wanted.
        services: the ports.

    Raises:
        SourceGone: nothing was kept.
    """
    kept = services.source.get(source_key(RunId(study, claim.center, file_id, claim.run_number)))
    if kept is None:
        raise SourceGone
    return kept if sha256(kept) == claim.sha256 else Copied(kept)


def source_key(run: RunId) -> str:
    return f"{run.study}/{run.center}/{run.file_id}"
