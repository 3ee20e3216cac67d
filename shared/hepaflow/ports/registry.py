"""Define what is known of files, subjects and studies as small Protocols, each by what it holds."""

from collections.abc import Collection, Iterable, Iterator
from typing import Protocol

from hepaflow.domain.fold.suspicion.sightings import Sighting
from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import Claim, Delivery, FileState
from hepaflow.domain.study.jobs import Job
from hepaflow.domain.study.journal import Event, Head
from hepaflow.domain.study.register import Registered
from hepaflow.domain.study.unmapped import LeftOut, Unmapped
from hepaflow.ports.changes import Change, RunKey, View
from hepaflow.ports.definitions import Definitions
from hepaflow.ports.effect_inputs import EffectInputs
from hepaflow.ports.labs import Labs
from hepaflow.ports.masked import Masked
from hepaflow.ports.queries import Queries
from hepaflow.ports.user_names import UserNames


class Deliveries(Protocol):
    """What centers sent, and what became of it."""

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
        """Replace a delivery by itself with another status or file id.

        One that is settled stays settled, unless a worker has processed it.
        """
        ...

    def deliveries(self, study: str, center: str, after: str = "") -> Iterator[Delivery]:
        """Yield the deliveries of a center in order of receipt.

        Args:
            study: the study's id.
            center: the center's id.
            after: `place` of a delivery; the first one is the one that follows it. "" begins with the first delivery.
        """
        ...


class Claims(Protocol):
    """Which runs of files are claimed, and with what."""

    def claim(self, study: str, file_id: str, claim: Claim) -> Claim:
        """Keep a claim unless its run is claimed already; return the claim that holds.

        Args:
            study: the study's id.
            file_id: id of the file, 64 hex digits.
            claim: the claim; its run number says which run it is for.
        """
        ...

    def latest_claim(self, study: str, file_id: str) -> Claim | None: ...

    def claim_of(self, study: str, file_id: str, n: int) -> Claim | None:
        """Return the claim of a run; None if the run is not claimed.

        Args:
            study: the study's id.
            file_id: id of the file; its first 16 digits are enough.
            n: number of the run, from 1.
        """
        ...


class CurrentState(Protocol):
    """What counts now: the head of the journal, states of files, dossiers of subjects."""

    def head(self, study: str) -> Head: ...

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return head, states, subjects' dossiers, registers of centers and claims of runs; each as it is now.

        One request reads up to a hundred of them, side by side. An answer for a journal number needs a head that was read
        before.

        Args:
            study: the study's id.
            file_ids: files whose states are read; the first 16 digits of an id are enough.
            subjects: ids of the subjects whose dossiers are read.
            centers: ids of the centers whose register and newest cumulative file are read.
            runs: runs whose claims are read, each as the first 16 digits of a file id and a run number.
        """
        ...


class FileStates(Protocol):
    """The states of the files of a center."""

    def files(self, study: str, center: str) -> Iterator[FileState]: ...


class Journal(CurrentState, Protocol):
    """The journal of a study; every change is one event."""

    def pause(self, attempt: int) -> None:
        """Wait before another attempt where rivals were faster: up to twice as long each time, at random."""
        ...

    def append(self, study: str, event: Event, change: Change) -> bool:
        """Add an event and make its change, in one transaction; return False if the head has moved or a state differs.

        Args:
            study: the study's id.
            event: the event, with its journal number and hash.
            change: what the event changes beside the journal.
        """
        ...

    def events(self, study: str, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """Yield the journal's events with numbers above `after`, in order.

        Args:
            study: the study's id.
            after: a journal number; 0 begins with the first event.
            limit: the largest number of events; None means all.
        """
        ...

    def number_at(self, study: str, at: str) -> int:
        """Return the number of the last event not later than a time; 0 where there is none."""
        ...


class Subjects(Protocol):
    """Which subjects belong to a center."""

    def note_subjects(self, study: str, center: str, subjects: Iterable[str]) -> None:
        """Keep the subjects that a center's file named as candidates; a subject that is already kept stays.

        Args:
            study: the study's id.
            center: id of the center that sent the file.
            subjects: the subjects' ids.
        """
        ...

    def note_deletions(self, study: str, center: str) -> None:
        """Keep that a file of a center deletes results by their ids alone, for good; call it before the file counts.

        Args:
            study: the study's id.
            center: id of the center that sent the file.
        """
        ...

    def candidates(
        self, study: str, center: str = "", begin: str = "", known_at: int = 0
    ) -> Iterator[tuple[str, str]]:
        """Yield center and id of each subject that files of a center named, or who got results of it, in order.

        One request. Subjects are noted before the event that makes their results count. So a list of a center that was read
        since an event of the journal has every subject as of that event, and may be given again.

        Args:
            study: the study's id.
            center: the only center; "" for all.
            begin: the first center, where none is named.
            known_at: the journal number as of which subjects are wanted; it has been reached. 0: all that are noted by now.
        """
        ...

    def subjects(self, study: str, center: str) -> Iterator[str]:
        """Yield the subjects that files of a center named or that are in its register, in order of their ids."""
        ...

    def register(self, study: str, center: str, after: str = "") -> Iterator[Registered]:
        """Yield the newest entry of each subject of a center, in order of their ids.

        Args:
            study: the study's id.
            center: the center's id.
            after: a subject's id; the first entry is the one that follows it. "" begins with the first subject.
        """
        ...


class Specimens(Protocol):
    """For which subjects a center's files report which specimens."""

    def note_specimens(self, study: str, center: str, seen: Collection[Sighting]) -> None:
        """Keep for which subjects a center's files report which specimens; each stays for good.

        Args:
            study: the study's id.
            center: id of the center that sent the files.
            seen: pairs of a subject and a specimen; a specimen is a short hash of its id and day of collection.
        """
        ...

    def specimens(self, study: str, center: str) -> Iterator[Sighting]:
        """Yield for which subjects a center's files report which specimens, some more than once."""
        ...

    def link(self, study: str, subject: str, others: Collection[str]) -> None:
        """Keep in the dossier of a subject that it shares specimens with others; a repeated link is kept once.

        Args:
            study: the study's id.
            subject: id of the subject whose dossier is written.
            others: ids of the subjects that share a specimen with it.
        """
        ...


class UnmappedTexts(Protocol):
    """Texts of files that nobody has mapped."""

    def note_unmapped(self, run: RunId, found: Iterable[Unmapped | LeftOut]) -> None:
        """Keep what a run met that nobody knows; the same once more is once."""
        ...

    def unmapped(self, study: str, center: str) -> Iterator[tuple[RunId, Unmapped | LeftOut]]:
        """Yield what runs over a center's files met, equal texts side by side; of file ids the first 16 digits."""
        ...


class Jobs(Protocol):
    """Long work that was asked for."""

    def ask(self, job: Job) -> Job:
        """Keep a job unless it is kept already; return what is kept."""
        ...

    def job(self, study: str, job_id: str) -> Job | None: ...

    def settle(self, job: Job) -> None:
        """Replace a job by itself with another status; one that is done stays done."""
        ...


class Registry(
    Deliveries,
    Claims,
    FileStates,
    Journal,
    Definitions,
    Subjects,
    Specimens,
    UnmappedTexts,
    Jobs,
    Queries,
    UserNames,
    EffectInputs,
    Labs,
    Masked,
    Protocol,
):
    """Everything that is known of all studies; ask for one of the small ones where it is enough."""
