"""What the pipeline needs from outside, as Protocols; `hepaflow.aws` keeps them, and so may a test."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hepaflow.domain.decisions import Decision
from hepaflow.domain.files import Claim, Delivery, FileState
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.journal import Event, Head
from hepaflow.domain.model import Panel
from hepaflow.domain.profile import Profile
from hepaflow.domain.study import StudyDefinition


@dataclass(frozen=True, slots=True)
class StoredPanel:
    """A panel as read back, with the run that wrote it; of the run's file id the first 16 digits."""

    run: RunId
    panel: Panel


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object in the intake, with the time at which it arrived (UTC ISO 8601, milliseconds)."""

    version_id: str
    received: str


class Gone(Exception):  # noqa: N818 names the state of the object
    """An object is not there any more."""


class Intake(Protocol):
    """What centers send, until it is taken up."""

    def versions(self, key: str) -> list[Version]:
        """Return every version of an object, the oldest first."""
        ...

    def read(self, key: str, version_id: str) -> bytes:
        """Return the bytes of a version.

        Raises:
            Gone: it has been taken up and removed already.
        """
        ...

    def remove(self, key: str, version_id: str) -> None:
        """Remove a version for good; one that is gone already is removed."""
        ...


class Files(Protocol):
    """What hepaflow writes for good: source copies, or receipts."""

    def put(self, key: str, data: bytes, content_type: str) -> None: ...

    def get(self, key: str) -> bytes | None: ...


class Results(Protocol):
    """The panels of all runs, append-only; the same panel of the same run twice is once."""

    def write(self, run: RunId, panels: Iterable[Panel]) -> None: ...

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        """Yield all panels of a subject, of every run, in order of collection time as reported."""
        ...


@dataclass(frozen=True, slots=True)
class Change:
    """What one event changes beside the journal; everything is written in one transaction, or nothing.

    Attributes:
        state: the file's new state.
        was: the state it must have been in; None: it must not have existed.
        profile: (center, version, TOML) that must not exist yet.
        definition: (version, JSON) of the study that must not exist yet.
        decision: a decision, kept by the subject that it concerns, without its journal number.
        subject: that subject.
    """

    state: FileState | None = None
    was: FileState | None = None
    profile: tuple[str, int, str] | None = None
    definition: tuple[int, str] | None = None
    decision: Decision | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What counts at one moment.

    Attributes:
        head: where the journal ends.
        states: by the first digits of the file id, as the keys of panels carry it; a file without a state is absent.
        decisions: those that concern the subject that was named, in journal order.
    """

    head: Head
    states: Mapping[str, FileState]
    decisions: tuple[Decision, ...] = ()

    def state(self, file_id: str) -> FileState | None:
        return self.states.get(file_id[:FILE_ID_IN_KEYS])


class Registry(Protocol):
    """Deliveries, claims, states, definitions and the journal of every study."""

    def record(self, delivery: Delivery) -> Delivery:
        """Keep a delivery unless it is kept already; return what is kept."""
        ...

    def mark(self, delivery: Delivery) -> None:
        """Replace a delivery by itself with another status or file id; one that is settled stays settled."""
        ...

    def deliveries(self, study: str, center: str) -> Iterator[Delivery]:
        """Yield the deliveries of a center in order of receipt."""
        ...

    def claim(self, study: str, file_id: str, claim: Claim) -> Claim:
        """Keep a claim unless its run is claimed already; return the claim that holds."""
        ...

    def latest_claim(self, study: str, file_id: str) -> Claim | None: ...

    def view(self, study: str, file_ids: Iterable[str], subject: str = "") -> View:
        """Return head, states and the decisions on a subject in one request, each as it is now.

        They are read side by side: an answer for a journal number needs a head that was read before.
        """
        ...

    def files(self, study: str, center: str) -> Iterator[FileState]: ...

    def head(self, study: str) -> Head: ...

    def append(self, study: str, event: Event, change: Change) -> bool:
        """Add an event and make its change, in one transaction; False where the head has moved or a state differs."""
        ...

    def events(self, study: str, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """Yield the journal's events with numbers above `after`, in order."""
        ...

    def number_at(self, study: str, at: str) -> int:
        """Return the number of the last event not later than a time; 0 where there is none."""
        ...

    def profile(self, study: str, center: str, version: int | None = None) -> Profile | None:
        """Return one version of a center's profile, the newest unless one is named."""
        ...

    def profile_text(self, study: str, center: str, version: int | None = None) -> str | None:
        """Return the same as it was written, comments included."""
        ...

    def definition(self, study: str, version: int | None = None) -> StudyDefinition | None:
        """Return one version of a study's definition, the newest unless one is named."""
        ...

    def note_subjects(self, study: str, center: str, subjects: Iterable[str]) -> None:
        """Keep the subjects that a center's file named as candidates; one kept already stays."""
        ...

    def subjects(self, study: str, center: str) -> Iterator[str]:
        """Yield the subjects that files of a center named, in order of their ids."""
        ...

    def decisions(self, study: str, subject: str) -> list[Decision]:
        """Return the decisions that concern a subject, in journal order."""
        ...


class Queue(Protocol):
    """The queue that the ingest function works off."""

    def send(self, deliveries: Sequence[Delivery]) -> None:
        """Have deliveries taken up again."""
        ...


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where to send a file, with which fields before it, and for how many seconds that is possible."""

    url: str
    fields: Mapping[str, str]
    seconds: int


class Uploads(Protocol):
    """How a center puts one file into the intake without credentials of its own."""

    def form(self, key: str, size: int, sha256: str, seconds: int) -> UploadForm:
        """Return a form that takes exactly one file: this key, this size, this checksum (hex)."""
        ...
