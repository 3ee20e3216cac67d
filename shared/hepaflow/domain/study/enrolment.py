"""Find which center has a subject at a date, and whose people may see the subject's results."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby

from hepaflow.domain.study.days import first_day, last_day
from hepaflow.domain.study.register import Registered, Subject, SubjectStatus


def centers_at(subject: Subject, collected_at: str) -> frozenset[str]:
    """Return the centers that have the subject at a date: two on the day of a transfer, and if it may be either.

    Args:
        subject: what the register says of the subject.
        collected_at: ISO 8601, as far as it is known; "" where it is not, which may be any date.

    Examples:
        >>> moved = Subject.model_validate(
        ...     {
        ...         "id": "S-001",
        ...         "center": "C-01",
        ...         "status": "enrolled",
        ...         "transfers": [{"center": "C-02", "from": "2024-05-17"}],
        ...     }
        ... )
        >>> [sorted(centers_at(moved, at)) for at in ("2024-05-16", "2024-05-17T08:30", "2024-05", "2024-06")]
        [['C-01'], ['C-01', 'C-02'], ['C-01', 'C-02'], ['C-02']]
    """
    if not collected_at:
        return frozenset(subject.centers)
    first, last = first_day(collected_at), last_day(collected_at)
    begins = ["", *(transfer.since.isoformat() for transfer in subject.transfers)]
    ends = [*begins[1:], "9999-12-31"]
    periods = zip(subject.centers, begins, ends, strict=True)
    return frozenset(center for center, begin, end in periods if begin <= last and first <= end)


def centers_of(entries: Sequence[Registered]) -> frozenset[str]:
    """Return the centers whose people may see a subject in the study's register, whoever sends its results.

    Args:
        entries: what the register says of the subject (`Dossier.in_study`). If several centers' registers still say
            something, nobody knows which center has the subject.
    """
    return frozenset(_subject(entries).centers) if _is_sure(entries) else frozenset()


def seen_by(entries: Sequence[Registered], sender: str, collected_at: str) -> frozenset[str]:
    """Return the centers whose people may see a result: the one that sent it, and the one that has the subject at that date.

    Args:
        entries: what the study's register says of the subject (`Dossier.in_study`); empty where there is no such register.
        sender: the center that sent the result.
        collected_at: ISO 8601, as far as it is known.
    """
    own = frozenset({sender})
    return own | centers_at(_subject(entries), collected_at) if _is_sure(entries) else own


def entries_of(
    center: str, own: Iterable[Registered], of_study: Iterable[Registered]
) -> Iterator[Registered]:
    """Yield the newest entry of each subject that a center has or had, in order of their ids.

    Args:
        center: the center's id.
        own: the newest entries of the center's register, in order of the subjects' ids.
        of_study: the newest entries of the study's register, likewise.
    """
    for _, known in groupby(merge(own, of_study, key=_id), key=_id):
        newest = max(known, key=lambda entry: entry.journal_number)
        if not newest.of_study or center in newest.subject.centers:
            yield newest


def _id(entry: Registered) -> str:
    return entry.subject.id


def _is_sure(entries: Sequence[Registered]) -> bool:
    return len(entries) == 1 and _subject(entries).status is not SubjectStatus.ENTERED_IN_ERROR


def _subject(entries: Sequence[Registered]) -> Subject:
    return entries[0].subject
