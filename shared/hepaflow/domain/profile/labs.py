"""Define the papers of a lab by date: name, accreditation, validity, reference ranges (docs/adr/0039-labs.md)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from hepaflow.domain.profile.fields import Contradictions, Fault
from hepaflow.domain.profile.parts import Dated, Declared, DeclaredRange, Identifier, NonEmptyText, Whole
from hepaflow.domain.profile.periods import declared_range_faults, end_faults, holds_on
from hepaflow.domain.profile.profile import Profile

EXPIRY_DAYS: Final = 30  # that papers are due before their validity ends


class LabPaper(Dated):
    """`[[papers]]`: a paper of a lab, valid on days of collection from `from` to `to`, both included.

    Attributes:
        name: the lab's name on the paper.
        accreditation: who accredited the lab for what, as the paper says it.
    """

    name: NonEmptyText
    accreditation: NonEmptyText | None = None


class Lab(Declared):
    """One version of a lab's papers. A stored version never changes; a correction is a new version."""

    study: Identifier
    lab: Identifier
    version: Whole
    papers: Annotated[tuple[LabPaper, ...], Field(min_length=1)]
    ranges: tuple[DeclaredRange, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if faults := tuple(_faults(self)):
            raise Contradictions(faults)
        return self


class ProfileWithPapers(Profile):
    """A profile beside the papers of the labs that it names, as a run reads a file with them.

    Attributes:
        papers: by the id of the lab.
    """

    papers: dict[str, Lab]


def with_papers(profile: Profile, papers: Mapping[str, Lab]) -> Profile:
    """Return the profile beside the papers of its labs; the profile itself if there are none."""
    if not papers:
        return profile
    declared = {name: getattr(profile, name) for name in Profile.model_fields}
    return ProfileWithPapers.model_construct(**declared, papers=dict(papers))


def papers_of(profile: Profile) -> Mapping[str, Lab]:
    """Return the papers that a profile is read beside, by the id of the lab."""
    return profile.papers if isinstance(profile, ProfileWithPapers) else {}


def labs_named_by(profile: Profile) -> frozenset[str]:
    """Return the ids of the labs that a profile names."""
    return frozenset({*profile.labs.values(), *([profile.lab] if profile.lab else [])})


def _faults(lab: Lab) -> Iterator[Fault]:
    for number, paper in enumerate(lab.papers, 1):
        yield from end_faults(f"[[papers]][{number}]", paper)
    yield from declared_range_faults(lab.ranges)


def is_valid_on(lab: Lab, day: date) -> bool:
    """Return whether a paper of a lab is valid on a day."""
    return any(holds_on(paper, day) for paper in lab.papers)


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of the validity of a lab's papers.

    Attributes:
        lab: the lab's id.
        last_day: the last day on which a paper is valid, without a gap from today on; if none is valid today, the last day
            before; None if no paper was ever valid.
    """

    lab: str
    last_day: date | None


def expiries(labs: Iterable[Lab], today: date) -> tuple[Expiry, ...]:
    """Return the labs whose papers are not valid today, or end within 30 days, in order of that day.

    Args:
        labs: the newest version of each lab.
        today: the day.
    """
    ends = ((lab, validity_end(lab, today)) for lab in labs)
    due = [
        Expiry(lab.lab, end) for lab, end in ends if end is None or end <= today + timedelta(days=EXPIRY_DAYS)
    ]
    return tuple(sorted(due, key=lambda one: (one.last_day or date.min, one.lab)))


def validity_end(lab: Lab, today: date) -> date | None:
    """Return the last day of a lab's validity, see `Expiry`; the last day of all if no paper ends.

    Args:
        lab: the lab.
        today: the day from which on there is to be no gap.
    """
    valid = [paper for paper in lab.papers if holds_on(paper, today)]
    if not valid:
        return max((paper.to for paper in lab.papers if paper.to and paper.to < today), default=None)
    end = max(paper.to or date.max for paper in valid)
    while end < date.max:
        later = [paper.to or date.max for paper in lab.papers if holds_on(paper, end + timedelta(days=1))]
        if not later:
            return end
        end = max(later)
    return end
