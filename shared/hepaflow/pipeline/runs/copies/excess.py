"""Find out whether more is stored of a file than is kept of a file that is sent now."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from hepaflow.domain.identity import RunId, sha256
from hepaflow.domain.profile.profile import Profile, unit_columns
from hepaflow.domain.study.files import Claim, FileState
from hepaflow.pipeline.profiles.patterns import PatternRefused, check_patterns
from hepaflow.pipeline.reading.open_file import content_of
from hepaflow.pipeline.runs.file_run import FileRun, file_run
from hepaflow.pipeline.runs.run import Reading, read, read_and_copy
from hepaflow.pipeline.runs.source_copy import source_key, stored_source
from hepaflow.pipeline.services import Services
from hepaflow.ports import Registry, StoredFile
from hepaflow.readers.copied import Copied, ReadOtherwise


class Remedy(StrEnum):
    """What is to be done about what is stored of a file."""

    NOTHING = "nothing"  # it is what is kept now
    REPLACE = "replace"  # by the rows that are kept now
    REMOVE = "remove"  # nothing is kept now of such a refused file


class Unsure(StrEnum):
    """Why it is not known what would be kept of a stored file; the issue code of a refusal is another reason."""

    DELETED = "deleted"  # somebody deleted the object; S3 has its versions
    NO_CLAIM = "no-claim"  # no run of it was ever claimed
    PATTERN = "subject-pattern"  # its profile's pattern of subject ids can take too long
    READ_OTHERWISE = "read-otherwise"  # its rows alone would not give the same results


@dataclass(frozen=True, slots=True)
class Excess:
    """What was found about a stored file.

    Attributes:
        remedy: what is to be done; None where that is not known, and all of it stays.
        copy: what replaces it.
        obstacle: why that is not known: one of `Unsure`, or the issue code for which the file is refused now.
        rows: rows that were read to find out.
    """

    remedy: Remedy | None
    copy: StoredFile | None = None
    obstacle: str = ""
    rows: int = 0


def excess_of(study: str, center: str, file_id: str, services: Services) -> Excess:
    """Compare what is stored of a file with what would be kept of it now; change nothing.

    It is read with the recipe of the run that its state tells of. Kept are also the columns that the profiles of its
    other runs, and the newest profile, map or list. A copy is proposed only if it reads like the original.

    Args:
        study: the study's id.
        center: who sent the file.
        file_id: the file.
        services: the ports.

    Raises:
        ProfileGone: the registry lacks a profile version that a run was claimed with.
    """
    registry = services.registry
    data = services.source.get(source_key(RunId(study, center, file_id, 1)))
    if data is None:
        return Excess(None, obstacle=Unsure.DELETED)
    state = registry.view(study, [file_id]).state(file_id)
    claim = _claim(study, file_id, state, registry)
    if claim is None:
        return Excess(None, obstacle=Unsure.NO_CLAIM)
    if sha256(data) != claim.sha256:  # copies never held more than is kept now
        return Excess(Remedy.NOTHING)
    file = file_run(study, file_id, claim, content_of(data), services)
    try:
        check_patterns(file.definition, file.profile)
    except PatternRefused:
        return Excess(None, obstacle=Unsure.PATTERN)
    reading = read_and_copy(file, services.catalog, set(_further(file, registry)))
    if reading.outcome.refused and state is not None and not state.refusal:
        return Excess(None, obstacle=reading.outcome.issues[0].code, rows=state.counts[0])
    return _compared(file, data, reading, services)


def _compared(file: FileRun, data: bytes, reading: Reading, services: Services) -> Excess:
    rows = reading.outcome.counts.rows
    copy = stored_source(source_key(file.id), data, reading)
    if copy is None:
        return Excess(Remedy.REMOVE, rows=rows)
    if copy.data == data:
        return Excess(Remedy.NOTHING, rows=rows)
    if not _reads_alike(copy.data, file, reading, services):
        return Excess(None, obstacle=Unsure.READ_OTHERWISE, rows=rows)
    return Excess(Remedy.REPLACE, copy, rows=rows)


def _reads_alike(copy: bytes, file: FileRun, reading: Reading, services: Services) -> bool:
    copied = FileRun(file.id, file.claim, content_of(Copied(copy)), file.profile, file.definition)
    try:
        again = read(copied, services.catalog)
    except ReadOtherwise:
        return False
    return again.outcome == reading.outcome and (reading.outcome.refused or again.named == reading.named)


def _claim(study: str, file_id: str, state: FileState | None, registry: Registry) -> Claim | None:
    """Return the claim of the run that the file's state tells of; of a file that was never committed the newest."""
    if state is None:
        return registry.latest_claim(study, file_id)
    return registry.claim_of(study, file_id, state.run_number)


def _further(file: FileRun, registry: Registry) -> Iterator[str]:
    """Yield the headers that other profiles of the center want to be kept: those of other runs, and the newest."""
    study, center, file_id = file.id.study, file.id.center, file.id.file_id
    newest = registry.latest_claim(study, file_id)
    claims = (registry.claim_of(study, file_id, n) for n in range(1, newest.run_number if newest else 1))
    recipes = [claim.recipe for claim in (*claims, newest) if claim is not None]
    read_by = {(recipe.feed, recipe.profile_version) for recipe in recipes}
    own = file.profile.feed
    for feed, version in (*sorted(read_by - {(own, file.profile.version)}), (own, None)):
        profile = registry.profile(study, center, version, feed=feed)
        if profile is not None:
            yield from _wanted(profile)


def _wanted(profile: Profile) -> Iterator[str]:
    yield from profile.columns.values()
    yield from profile.wide
    yield from unit_columns(profile.wide).values()
    yield from profile.file.keep_columns
