"""What the pipeline needs from outside, as Protocols; `hepaflow.aws` keeps them, and so may a test."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hepaflow.domain.decisions import Decision
from hepaflow.domain.dossier import Dossier
from hepaflow.domain.files import Claim, Delivery, FileState
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.jobs import Job, JobCall
from hepaflow.domain.journal import Event, Head
from hepaflow.domain.model import Panel
from hepaflow.domain.omission import Newest
from hepaflow.domain.profile import Profile
from hepaflow.domain.register import FormerId, Registered
from hepaflow.domain.sightings import Sighting
from hepaflow.domain.study import StudyDefinition
from hepaflow.domain.unmapped import Unmapped


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
        decision: a decision, without its journal number; kept with the subjects that it concerns.
        entry: a version of a subject's entry in the register, without its journal number.
        replaced: the version before; None: there must be none.
        newest: which cumulative file of the state's center is the newest from now on, without its journal number;
            None: that stays as it is.
    """

    state: FileState | None = None
    was: FileState | None = None
    profile: tuple[str, int, str] | None = None
    definition: tuple[int, str] | None = None
    decision: Decision | None = None
    entry: Registered | None = None
    replaced: Registered | None = None
    newest: Newest | None = None

    def belonging(self, number: int) -> Iterator[tuple[str, FormerId]]:
        """Yield each former id that gets another owner by this entry, with what becomes of it."""
        if self.entry is None:
            return
        subject = self.entry.subject
        before = self.replaced.subject.former_ids if self.replaced else ()
        for former in sorted(set(before).symmetric_difference(subject.former_ids)):
            owner = subject.id if former in subject.former_ids else ""
            yield former, FormerId(number, subject.center, owner)


RunKey = tuple[str, int]  # of the file id the first 16 digits, and the run


@dataclass(frozen=True, slots=True)
class View:
    """What counts at one moment.

    Attributes:
        head: where the journal ends.
        states: by the first digits of the file id, as the keys of panels carry it; a file without a state is absent.
        dossiers: what is known of each subject that was named.
        registers: by center, the journal number from which on it has a register; a center without one is absent.
        claims: by the first digits of the file id and the run.
        newest: by center, which cumulative file was the newest from which journal number on, oldest first; a center
            without any is absent.
    """

    head: Head
    states: Mapping[str, FileState]
    dossiers: Mapping[str, Dossier] = field(default_factory=dict)
    registers: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[RunKey, Claim] = field(default_factory=dict)
    newest: Mapping[str, tuple[Newest, ...]] = field(default_factory=dict)

    def state(self, file_id: str) -> FileState | None:
        return self.states.get(file_id[:FILE_ID_IN_KEYS])


class Registry(Protocol):
    """Deliveries, claims, states, definitions and the journal of every study."""

    def record(self, delivery: Delivery) -> Delivery:
        """Keep a delivery unless it is kept already; return what is kept.

        Key and version of the object tell deliveries of a center apart, not `received`: two events may tell of one
        object with different times, and the first that is recorded stands.
        """
        ...

    def find(self, delivery: Delivery) -> Delivery | None:
        """Return what is kept of a delivery; None where nothing is."""
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

    def claim_of(self, study: str, file_id: str, n: int) -> Claim | None:
        """Return what a run was claimed with."""
        ...

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return head, states, subjects' dossiers, what is known of centers, claims of runs; each as it is now.

        One request for up to a hundred of them.

        They are read side by side: an answer for a journal number needs a head that was read before.
        """
        ...

    def files(self, study: str, center: str) -> Iterator[FileState]: ...

    def head(self, study: str) -> Head: ...

    def pause(self, attempt: int) -> None:
        """Wait before another attempt where rivals were faster: up to twice as long each time, at random."""
        ...

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

    def candidates(self, study: str, center: str = "") -> Iterator[tuple[str, str]]:
        """Yield center and id of each subject that files of a center named, or who got results of it, in order.

        One request, for one center or, where none is named, for all.
        """
        ...

    def subjects(self, study: str, center: str) -> Iterator[str]:
        """Yield the subjects that files of a center named or that are in its register, in order of their ids."""
        ...

    def register(self, study: str, center: str, after: str = "") -> Iterator[Registered]:
        """Yield the newest entry of each subject of a center, in order of their ids, from the one after an id on."""
        ...

    def note_specimens(self, study: str, center: str, seen: Collection[Sighting]) -> None:
        """Keep for which subjects a center's files report which specimens; each stays for good."""
        ...

    def specimens(self, study: str, center: str) -> Iterator[Sighting]:
        """Yield for which subjects a center's files report which specimens, some more than once."""
        ...

    def link(self, study: str, subject: str, others: Collection[str]) -> None:
        """Keep in the dossier of a subject that it shares specimens with others; the same once more is once."""
        ...

    def note_unmapped(self, run: RunId, found: Iterable[Unmapped]) -> None:
        """Keep what a run met that nobody knows; the same once more is once."""
        ...

    def unmapped(self, study: str, center: str) -> Iterator[tuple[RunId, Unmapped]]:
        """Yield what runs over a center's files met, equal texts side by side; of file ids the first 16 digits."""
        ...

    def ask(self, job: Job) -> Job:
        """Keep a job unless it is kept already; return what is kept."""
        ...

    def job(self, study: str, job_id: str) -> Job | None: ...

    def settle(self, job: Job) -> None:
        """Replace a job by itself with another status; one that is done stays done."""
        ...


class Queue(Protocol):
    """The queue that the ingest function works off."""

    def begin(self, call: JobCall) -> None:
        """Have a job worked off."""
        ...

    def send(self, deliveries: Sequence[Delivery]) -> None:
        """Have deliveries taken up again."""
        ...


@dataclass(frozen=True, slots=True)
class Announcement:
    """What became of a file, or of a delivery that is not settled; no cell, no file name and no subject.

    Attributes:
        study: whose study.
        center: who sent it.
        delivery: version id of the object that is told of; "" where somebody voided or restored the file.
        outcome: the file's status, `restored`, or the delivery's.
        file_id: the file; "" where its bytes have not been read.
        n: the run that the outcome is of; 0 where there is none.
        number: the journal number that made it so; 0 likewise.
        counts: row accounting of that run.
    """

    study: str
    center: str
    delivery: str
    outcome: str
    file_id: str
    n: int = 0
    number: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """By which the same news is known again, however often it is told."""
        if not self.n:
            return f"{self.delivery}#{self.outcome}"
        run = f"{self.file_id}#{self.n}"
        return run if self.delivery else f"{run}#{self.outcome}#{self.number}"


class Announcements(Protocol):
    """Who wants to know what became of files."""

    def announce(self, news: Announcement) -> None:
        """Tell it at least once; whoever listens knows the same news by its key."""
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
