"""Compare what is said of a specimen with the register."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.days import first_day, last_day
from hepaflow.domain.study.enrolment import centers_at
from hepaflow.domain.study.register import Registered, Subject, SubjectStatus

# Completed years depend on the day on which a lab counts them, one either way of the birthday. Traditional Chinese
# counting (虚岁) begins with one at birth: never more than one above what the years alone give.
_YOUNGER, _OLDER = 2, 1


@dataclass(frozen=True, slots=True)
class Specimen:
    """What is said of a specimen.

    Attributes:
        sender: the center that sent it; "" where a decision said whose it is.
        collected_at: ISO 8601, as far as it is known; "" where it is not.
        sex: as reported, "" where the file does not say.
        age: completed years as reported.
    """

    sender: str
    collected_at: str
    sex: str = ""
    age: int | None = None


def center_doubts(entry: Registered | None, specimen: Specimen) -> tuple[IssueCode, ...]:
    """Return what the register of a center has against a specimen that it sent.

    Args:
        entry: the subject's at that center.
        specimen: what is said of the specimen.
    """
    if entry is None or _is_error(entry):
        return (IssueCode.SUBJECT_UNKNOWN,)
    return () if _is_person(entry.subject, specimen) else (IssueCode.SUBJECT_MISMATCH,)


def doubts(
    entries: Sequence[Registered], specimen: Specimen, central_labs: Collection[str]
) -> tuple[IssueCode, ...]:
    """Return what the study's register has against a specimen, whoever sent it.

    As long as several centers' registers say something of the subject, and the study's does not, each of them counts.

    Args:
        entries: what the register says of the subject (`Dossier.in_study`).
        specimen: what is said of the specimen.
        central_labs: the centers that may send results of all subjects.
    """
    known = [entry.subject for entry in entries if not _is_error(entry)]
    if not known:
        return (IssueCode.SUBJECT_UNKNOWN,)
    return tuple(_against(known, specimen, central_labs))


def _against(
    known: Sequence[Subject], specimen: Specimen, central_labs: Collection[str]
) -> Iterator[IssueCode]:
    at = specimen.collected_at
    if not all(_is_person(one, specimen) for one in known):
        yield IssueCode.SUBJECT_MISMATCH
    expected = {"", *central_labs}.union(*(centers_at(one, at) for one in known))
    if specimen.sender not in expected:
        yield IssueCode.SUBJECT_ELSEWHERE
    if any(one.consent_withdrawn and _may_be_after(at, one.consent_withdrawn.isoformat()) for one in known):
        yield IssueCode.CONSENT_WITHDRAWN
    if any(one.death and _may_be_after(at, one.death) for one in known):
        yield IssueCode.AFTER_DEATH


def _may_be_after(collected_at: str, end: str) -> bool:
    """Say whether a date may be later than another one; the same day is not, and an unknown date is not compared."""
    return bool(collected_at) and last_day(collected_at) > first_day(end)


def _is_person(known: Subject, specimen: Specimen) -> bool:
    """Say whether sex and age may be those of the subject; without a date nobody knows the age."""
    if specimen.sex and known.sex and specimen.sex != known.sex:
        return False
    if specimen.age is None or known.birth_year is None or not specimen.collected_at:
        return True
    years = int(specimen.collected_at[:4]) - known.birth_year
    return years - _YOUNGER <= specimen.age <= years + _OLDER


def _is_error(entry: Registered) -> bool:
    return entry.subject.status is SubjectStatus.ENTERED_IN_ERROR
