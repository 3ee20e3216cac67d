"""List subjects of a center, and the entries of a subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby, islice

from hepaflow.domain.study.register import Registered
from hepaflow.pipeline.desk.checks import require_center, require_subject
from hepaflow.pipeline.desk.deliveries import Centers
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.services import Services
from hepaflow.ports import Subjects


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """Subjects of a center, each with its entry where it is registered; `after` names the last where more follow."""

    subjects: list[tuple[str, Registered | None]]
    after: str


def subject_page(services: Services, study: str, center: str, after: str, limit: int) -> SubjectPage:
    """Return a page of the subjects that a center's files named or that are registered, in order of their ids.

    Args:
        services: the ports.
        study: the study's id.
        center: the center's id.
        after: the last subject of the page before; "" for the first page.
        limit: how many subjects a page holds at most.

    Raises:
        Missing: no such study or center.
    """
    require_center(services, study, center)
    page = list(islice(_listed(services.registry, study, center, after), limit + 1))
    return SubjectPage(page[:limit], page[limit - 1][0] if len(page) > limit else "")


def _listed(
    registry: Subjects, study: str, center: str, after: str
) -> Iterator[tuple[str, Registered | None]]:
    named = ((subject, None) for subject in registry.subjects(study, center) if subject > after)
    registered = ((entry.subject.id, entry) for entry in registry.register(study, center, after))
    for subject, known in groupby(merge(registered, named, key=_id), key=_id):
        yield subject, next((entry for _, entry in known if entry is not None), None)


def _id(listed: tuple[str, Registered | None]) -> str:
    return listed[0]


def subject_entries(
    services: Services, study: str, subject: str, as_of: str, centers: Centers
) -> tuple[int, list[Registered]]:
    """Return a subject's entry at each center as of a journal number, and the number.

    Args:
        services: the ports.
        study: the study's id.
        subject: the subject's id.
        as_of: a journal number, or an ISO 8601 time with offset; "" for now.
        centers: the centers that the caller may see; None: all.

    Raises:
        UnclearMoment: `as_of` cannot be understood.
        NotYet: the number is beyond the end of the journal.
        Missing: no center that the caller may see sent or registered such a subject.
    """
    number = journal_number(services, study, as_of)
    dossier = services.registry.view(study, [], [subject]).dossiers[subject].as_of(number)
    newest = sorted(dossier.newest().items())
    entries = [entry for center, entry in newest if centers is None or center in centers]
    if not entries:
        require_subject(services, study, subject, centers)
    return number, entries
