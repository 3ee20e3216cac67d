"""Declare messages to others: jobs, announcements, upload forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.jobs import EffectCall, JobCall


class Queue(Protocol):
    """The queues that the ingest function works off: deliveries and jobs in one, effects of runs in another."""

    def begin(self, call: JobCall) -> None:
        """Have a job worked off."""
        ...

    def send(self, deliveries: Sequence[Delivery]) -> None:
        """Have deliveries taken up again."""
        ...

    def call_effect(self, call: EffectCall) -> None:
        """Have the effect of a run worked out; calling for it again does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class Announcement:
    """What became of a file, or of a delivery that is not settled, or how complete a center is; no cell, file name or subject.

    Attributes:
        study: whose study.
        center: who sent it.
        delivery: version id of the object that is told of; "" where somebody voided or restored the file.
        outcome: the file's status, `restored`, or the delivery's; `completeness` for the digest of a center.
        file_id: the file; "" where its bytes have not been read, and of a register with masked dates.
        run_number: the run that the outcome is of; 0 where there is none.
        journal_number: the journal number that made it so; 0 likewise.
        counts: row accounting of that run, none if the study masks something; of a digest, counts of planned results.
        day: of a digest, the day that it is of; else "".
        feed: whose profile read the run, or the feed that the key of the delivery names; "" of a digest.
    """

    study: str
    center: str
    delivery: str
    outcome: str
    file_id: str
    run_number: int = 0
    journal_number: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    day: str = ""
    feed: str = MAIN_FEED

    @property
    def key(self) -> str:
        """By which the same news is known again, however often it is told."""
        if self.day:
            return f"{self.study}#{self.center}#{self.outcome}#{self.day}"
        if not self.run_number:
            return f"{self.delivery}#{self.outcome}"
        run = f"{self.file_id or self.delivery or self.study}#{self.run_number}"
        return run if self.delivery else f"{run}#{self.outcome}#{self.journal_number}"


class Announcements(Protocol):
    """Who wants to know what became of files."""

    def announce(self, news: Announcement) -> None:
        """Tell it at least once; whoever listens knows the same news by its key."""
        ...


class Silence:
    """Announcements where nobody asked for them."""

    def announce(self, news: Announcement) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where to send a file, with which fields before it, and for how many seconds that is possible."""

    url: str
    fields: Mapping[str, str]
    seconds: int


class Uploads(Protocol):
    """How a center puts one file into the intake without credentials of its own."""

    def form(self, key: str, size: int, sha256: str, seconds: int) -> UploadForm:
        """Return a form that accepts exactly one file: this key, this size, this checksum.

        Args:
            key: key of the object in the intake: STUDY/CENTER/NAME.
            size: size of the file in bytes.
            sha256: SHA-256 of the file, 64 hex digits.
            seconds: how long the form is valid, in seconds.
        """
        ...
