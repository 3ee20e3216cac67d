"""A file has landed: read it, keep its panels, say what became of it."""

from dataclasses import dataclass
from datetime import datetime

from hepaflow.domain.identity import Run, file_id
from hepaflow.domain.profile import Profile
from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.outcome import Counts, Outcome
from hepaflow.pipeline.reading import read_file
from hepaflow.ports import Objects, Profiles, Results

_FIRST_RUN = 1


@dataclass(frozen=True, slots=True)
class Landed:
    """A file that a center has sent.

    Attributes:
        study: the study's id.
        center: the center's id.
        key: where the file lies; never repeated, since file names are cell text.
        version_id: which version of it, or None where the event does not say.
        received: when it arrived, with a zone.
    """

    study: str
    center: str
    key: str
    version_id: str | None
    received: datetime


@dataclass(frozen=True, slots=True)
class Services:
    """What an ingest needs from outside."""

    objects: Objects
    profiles: Profiles
    results: Results
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a file."""

    file_id: str
    counts: Counts
    refused: bool


class NotOnboarded(Exception):  # noqa: N818 names the state of the center
    """A center sends files and has no profile; its file waits in the dead-letter queue."""


class Unbalanced(Exception):  # noqa: N818 names the state of the counts
    """Rows got lost or were counted twice: our fault, so nothing of the file is kept."""


def ingest(landed: Landed, services: Services) -> Summary:
    """Read one file and keep its panels; doing it again changes nothing.

    Raises:
        NotOnboarded: the center has no profile.
        Unbalanced: the counts do not account for every row.
    """
    profile = _profile(landed, services.profiles)
    data = services.objects.read(landed.key, landed.version_id)
    run = Run(landed.study, landed.center, file_id(landed.study, landed.center, data), _FIRST_RUN)
    outcome = read_file(data, profile, services.catalog, landed.received)
    if not outcome.counts.balanced():
        raise Unbalanced(run.file_id)
    services.results.write(run, outcome.panels)
    return _summary(run, outcome)


def _profile(landed: Landed, profiles: Profiles) -> Profile:
    profile = profiles.current(landed.study, landed.center)
    if profile is None:
        raise NotOnboarded(f"{landed.study} {landed.center}")
    return profile


def _summary(run: Run, outcome: Outcome) -> Summary:
    return Summary(run.file_id, outcome.counts, outcome.refused)
