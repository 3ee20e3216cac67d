"""Define the registry's record of a file: its deliveries, the claims of its runs, and the run that counts."""

from dataclasses import dataclass, field
from enum import StrEnum

from hepaflow.domain.issues.places import Places
from hepaflow.domain.profile.parts import MAIN_FEED


class DeliveryStatus(StrEnum):
    """Outcome of one delivery."""

    RECEIVED = "received"
    AWAITING_PROFILE = "awaiting-profile"
    TAKEN_UP = "taken-up"  # its file is committed or refused
    DUPLICATE = "duplicate"  # the same bytes had been delivered before
    UNKNOWN = "unknown"  # its key names no study or center that exists; it stays in the intake until one does
    UNPACKED = "unpacked"  # an archive: each file inside is a delivery of its own
    TOO_LARGE = "too-large"  # more bytes than a file may have: refused, and never read
    MOVED = "moved"  # was unknown; its center has been defined since, and it goes on there
    FAILED = "failed"  # our side; the operator is told
    REMOVED = "removed"  # waited for too long; its object is no longer in the intake


# what a worker made of it; that replaces every other status
PROCESSED = frozenset(
    {
        DeliveryStatus.TAKEN_UP,
        DeliveryStatus.DUPLICATE,
        DeliveryStatus.UNPACKED,
        DeliveryStatus.MOVED,
        DeliveryStatus.TOO_LARGE,
    }
)
SETTLED = PROCESSED | {DeliveryStatus.REMOVED}  # nothing is left to do
UNKNOWN = "unknown"  # study and center of a delivery whose key names none that exists


class FileStatus(StrEnum):
    """Outcome of a file."""

    COMMITTED = "committed"
    REFUSED = "refused"
    TO_CONFIRM = "to-confirm"  # a register that would alter current results: it waits for a data manager
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One object that a center put into the intake.

    Attributes:
        study: the study's id, `unknown` where the key names none that exists.
        center: the center's id, `unknown` likewise.
        key: where the object lies; never repeated to a log, since file names are cell text. As the registry keeps it, a
            harmless label of that.
        version_id: which version of it.
        received: S3 event time, UTC ISO 8601 with milliseconds; of several events of one object, that of the first read.
        status: its outcome.
        file_id: its file, once its bytes have been read.
        parent: id of the archive that it came in, or "".
        key_hash: SHA-256 of the key that a label stands for; "" where `key` is the key itself.
        feed: the feed that its key names; `undeclared` if the folder is not a feed of the center.
    """

    study: str
    center: str
    key: str
    version_id: str
    received: str
    status: DeliveryStatus = DeliveryStatus.RECEIVED
    file_id: str = ""
    parent: str = ""
    key_hash: str = ""
    feed: str = MAIN_FEED

    @property
    def place(self) -> str:
        """Return where it stands among the deliveries of its center."""
        return f"{self.received}#{self.version_id}"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a run read a file with: the same recipe reads the same bytes the same way.

    Attributes:
        profile_version: of the profile of the center's feed.
        catalog_version: content hash of the catalog.
        code_version: of this package.
        definition_version: of the study's definition, which gives the start of the study and its subject pattern.
        feed: the feed whose profile it is.
        labs: number of the journal event that added the newest papers of a lab that the profile names; 0: it names none.
    """

    profile_version: int
    catalog_version: str
    code_version: str
    definition_version: int
    feed: str = MAIN_FEED
    labs: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Who took up a file first, and with what; every retry and rival uses it (law 2).

    Attributes:
        run_number: number of the run.
        center: who sent the file.
        sha256: plain digest of the bytes.
        received: receipt of the delivery that claimed it.
        version_id: that delivery's version of the object.
        recipe: what the run reads with.
        base: the run of the center from whose panels a cumulative run stores what differs: file id and number, `…#1`; "" for none.
        by: a sign of the request that alone may settle the run; "": whoever reads the file with this recipe may.
    """

    run_number: int
    center: str
    sha256: str
    received: str
    version_id: str
    recipe: Recipe
    base: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Visible:
    """From a journal number on, this run counts; run 0: none does.

    Attributes:
        journal_number: journal number.
        run_number: run.
        received: event time of the earliest delivery known by then.
        accept_changes: `[file] changes` of the profile that read the run; the fold asks for it.
        specimen_identifies: `[file] specimen_identifies` likewise.
        cumulative: `[file] transfer` is cumulative, likewise.
        places: how the lines of the file are to be shown.
        feed: the feed whose profile read the run.
    """

    journal_number: int
    run_number: int
    received: str
    accept_changes: bool = False
    specimen_identifies: bool = False
    cumulative: bool = False
    places: Places = Places.LINE
    feed: str = MAIN_FEED


@dataclass(frozen=True, slots=True)
class Counts:
    """Row accounting: rows = accepted + held + rejected + skipped (law 6)."""

    rows: int = 0
    accepted: int = 0
    held: int = 0
    rejected: int = 0
    skipped: int = 0

    def balanced(self) -> bool:
        return self.rows == self.accepted + self.held + self.rejected + self.skipped


@dataclass(frozen=True, slots=True)
class FileState:
    """What the registry knows of a file.

    Attributes:
        file_id: identity of the file.
        center: who sent it.
        status: its outcome.
        counts: rows, accepted, held, rejected, skipped of the newest run.
        history: which run counted from when on, oldest first.
        refusal: the issue code for which it was refused, or "".
        run_number: the run that status and counts tell of.
    """

    file_id: str
    center: str
    status: FileStatus
    counts: tuple[int, int, int, int, int]
    history: tuple[Visible, ...] = field(default=())
    refusal: str = ""
    run_number: int = 1

    def visible(self, as_of: int | None = None) -> Visible | None:
        """Return which run counts at a journal number, now if none is named; None where none does."""
        known = [entry for entry in self.history if as_of is None or entry.journal_number <= as_of]
        return known[-1] if known and known[-1].run_number else None
