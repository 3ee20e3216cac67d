"""Keep for later runs the file itself where it names nobody, else its rows as they were read."""

from collections.abc import Callable

from hepaflow.domain.files import Claim, FileState
from hepaflow.domain.identity import RunId, sha256
from hepaflow.domain.issues import IssueCode
from hepaflow.pipeline.reading.nameless import names_nobody
from hepaflow.pipeline.reading.opening import Bytes
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.running import Reading
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.readers.copied import Copied


class SourceGone(LookupError):
    """Of this file nothing was kept that could be read again."""


def keep_source(
    file: FileRun, data: bytes, reading: Callable[[], Reading], state: FileState, services: Services
) -> None:
    """Keep what a re-run reads. What is kept already stays, whatever a later profile would allow.

    Of a refused file the original is kept only where it was read to its end and names nobody, and nothing under a
    profile that drops columns. To be read again, such a file has to be sent again, which a refusal asks for anyway.

    Args:
        file: the run.
        data: the file as it was sent.
        reading: reads the file, if that has not been done yet.
        state: the file as it is by now.
        services: the ports.
    """
    personal = file.profile.file.personal_columns == "drop" or state.refusal == IssueCode.PERSONAL_DATA
    if state.refusal and (personal or not names_nobody(file.opened)):
        return
    key = source_key(file.id)
    if services.source.get(key) is not None:
        return
    copy = None if state.refusal else reading().copy
    kept, kind = (data, "application/octet-stream") if copy is None else (copy.to_bytes(), "application/json")
    services.source.put(StoredFile(key, kept, kind))


def source_of(study: str, file_id: str, claim: Claim, services: Services) -> Bytes:
    """Return what was kept of a file; its own checksum tells an original from a copy.

    Raises:
        SourceGone: nothing was.
    """
    kept = services.source.get(source_key(RunId(study, claim.center, file_id, claim.n)))
    if kept is None:
        raise SourceGone
    return kept if sha256(kept) == claim.sha256 else Copied(kept)


def source_key(run: RunId) -> str:
    return f"{run.study}/{run.center}/{run.file_id}"
