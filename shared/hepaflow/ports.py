"""What the pipeline needs from outside, as Protocols; `hepaflow.aws` keeps them, and so may a test."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from hepaflow.domain.identity import Run
from hepaflow.domain.model import Panel
from hepaflow.domain.profile import Profile


@dataclass(frozen=True, slots=True)
class StoredPanel:
    """A panel as read back, with the run that wrote it; of the run's file id the first 16 digits."""

    run: Run
    panel: Panel


class Objects(Protocol):
    """The files that centers send."""

    def read(self, key: str, version_id: str | None = None) -> bytes:
        """Return the bytes of an object, of its newest version unless one is named."""
        ...


class Profiles(Protocol):
    """What centers declare about their files."""

    def current(self, study: str, center: str) -> Profile | None:
        """Return the center's profile as it stands, None before its onboarding."""
        ...


class Results(Protocol):
    """The panels of all runs, append-only; the same panel of the same run twice is once."""

    def write(self, run: Run, panels: Iterable[Panel]) -> None: ...

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        """Yield all panels of a subject, of every run, in order of collection time as reported."""
        ...
