"""Keep for later runs the file itself where it names nobody, else its rows as they were read."""

from collections.abc import Callable
from itertools import chain

from hepaflow.domain.identity import RunId, sha256
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.personal import names_a_person, surrounds_a_person
from hepaflow.domain.study.files import Claim
from hepaflow.pipeline.reading.open_file import Bytes
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.run import Reading
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile
from hepaflow.readers.copied import Copied
from hepaflow.readers.sheet import Sheet


class SourceGone(LookupError):
    """Of this file nothing was kept that could be read again."""


def keep_source(
    file: FileRun, data: bytes, reading: Callable[[], Reading], refusal: str, services: Services
) -> None:
    """Keep what a re-run reads. What is kept already stays, whatever a later profile would allow.

    Of a refused file the original is kept only where it was read to its end and names nobody, and nothing under a
    profile that drops columns. To be read again, such a file has to be sent again, which a refusal asks for anyway.

    Args:
        file: the run.
        data: the file as it was sent.
        reading: reads the file, if that has not been done yet.
        refusal: the issue code for which the file is refused, or "".
        services: the ports.
    """
    personal = file.profile.file.personal_columns == "drop" or refusal == IssueCode.PERSONAL_DATA
    if refusal and (personal or not names_nobody(file.opened)):
        return
    key = source_key(file.id)
    if services.source.get(key) is not None:
        return
    copy = None if refusal else reading().copy
    kept, kind = (data, "application/octet-stream") if copy is None else (copy.to_bytes(), "application/json")
    services.source.put(StoredFile(key, kept, kind))


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


def names_nobody(opened: Callable[[], tuple[Sheet, Profile]]) -> bool:
    """Say whether a file was read to its end, and no cell of it announces or shows a person.

    Every cell is looked at, not the header alone: a file whose columns are missing may have its header elsewhere. What
    cannot be read to its end is not known to name nobody; nor is a message, of which a reader shows a part.

    Args:
        opened: opens the file; may raise `Refused`.
    """
    try:
        sheet, _ = opened()
        titles = (text for _, text in sheet.titles)
        cells = chain(titles, sheet.header, chain.from_iterable(row for _, row in sheet.rows))
        if sheet.columns or sheet.holds_more:
            return False
        return not any(
            names_a_person(cell) or surrounds_a_person(cell) or person_kind(cell) for cell in cells
        )
    except Refused:
        return False
