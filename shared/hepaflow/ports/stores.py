"""Declare the stores of objects, files and panels."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Protocol

from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Panel
from hepaflow.domain.study.files import Delivery


@dataclass(frozen=True, slots=True)
class PanelAgain:
    """A run that gave a panel again; of its file id the first 16 digits.

    Attributes:
        run: the run.
        lines: the lines of its reports, in the order of the panel.
    """

    run: RunId
    lines: Sequence[int]


@dataclass(frozen=True, slots=True)
class StoredPanel:
    """A panel as read back, with the run that wrote it; of the run's file id the first 16 digits.

    Attributes:
        run: the run.
        panel: the panel.
        again: other runs of the center that gave the same panel, except for its lines.
    """

    run: RunId
    panel: Panel
    again: tuple[PanelAgain, ...] = ()

    def runs(self) -> Iterator[RunId]:
        """Yield every run that gave it."""
        yield self.run
        yield from (one.run for one in self.again)

    def given(self) -> Iterator[PanelAgain]:
        """Yield every run that gave it, with the lines of its reports."""
        yield PanelAgain(self.run, self.panel.lines)
        yield from self.again

    def of(self, given: Sequence[PanelAgain]) -> "StoredPanel":
        """Return it as some of these runs gave it, at least one."""
        first, *others = given
        is_own = first.lines is self.panel.lines
        panel = self.panel if is_own else replace(self.panel, lines=list(first.lines))
        return StoredPanel(first.run, panel, tuple(others))


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an object in the intake, with the time at which it arrived (UTC ISO 8601, milliseconds)."""

    version_id: str
    received: str


class Gone(Exception):
    """An object is not there any more."""


class TooLarge(Exception):
    """An object has more bytes than were asked for; none of them was read."""


class Intake(Protocol):
    """What centers send, until it is taken up."""

    def versions(self, key: str) -> list[Version]:
        """Return every version of an object, the oldest first."""
        ...

    def everything(self) -> Iterator[tuple[str, Version]]:
        """Yield key and version of all that is there, whatever its key."""
        ...

    def find(self, delivery: Delivery) -> str:
        """Return the key of the object that a delivery names by its hash; "" if the object is gone."""
        ...

    def read(self, key: str, version_id: str, most: int) -> bytes:
        """Return the bytes of a version.

        Args:
            key: key of the object.
            version_id: which version of it.
            most: bytes that it may have; a larger one is not read.

        Raises:
            Gone: it has been taken up and removed already.
            TooLarge: it has more bytes.
        """
        ...

    def remove(self, key: str, version_id: str) -> None:
        """Remove a version for good; one that is gone already is removed."""
        ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that hepaflow writes for good."""

    key: str
    data: bytes
    content_type: str


class Files(Protocol):
    """What hepaflow writes for good: source copies, or receipts."""

    def put(self, *files: StoredFile) -> None:
        """Write files in any order, or side by side; returns once all of them are written."""
        ...

    def get(self, key: str) -> bytes | None: ...


class Source(Files, Protocol):
    """What is kept of files; every version of an object stays until it is removed."""

    def holds(self, key: str, data: bytes) -> bool | None:
        """Say whether the newest version of an object has these bytes; None where there is none.

        An object of another size is not read.
        """
        ...

    def put_from(self, key: str, content: IO[bytes], content_type: str) -> None:
        """Write a file, little by little; nobody sees it before all of it is written.

        Args:
            key: its key.
            content: its bytes, to be read from the beginning; can be read again from there.
            content_type: what kind it is.
        """
        ...

    def everything(self, prefix: str, after: str = "") -> Iterator[str]:
        """Yield the keys that begin with a prefix and have a version, in order.

        Args:
            prefix: how the keys begin.
            after: a key; the first one that follows it comes first. "" begins with the first key.
        """
        ...

    def versions(self, key: str) -> list[str]:
        """Return the ids of all versions of an object, the newest first."""
        ...

    def locked_until(self, key: str, version_id: str) -> datetime | None:
        """Return until when nobody may remove a version; None where nothing locks it."""
        ...

    def remove(self, key: str, version_id: str) -> None:
        """Remove a version for good; one that is gone already is removed."""
        ...


class Panels(Protocol):
    """The panels of all runs, to be read."""

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        """Yield all panels of a subject, of every run, in order of collection time as reported.

        What several runs gave, except for the lines, may be yielded once with all of them.
        """
        ...


class Results(Panels, Protocol):
    """The panels of all runs, append-only; the same panel of the same run twice is once."""

    def write(self, run: RunId, panels: Iterable[Panel]) -> None: ...

    def write_cumulative(self, run: RunId, panels: Iterable[Panel], base: bytes) -> bytes:
        """Write the panels of a run; of those that an earlier run of the center gave, too, only which they are.

        What is written depends on the arguments alone. It is read back like any panels, whether that run counts or not.

        Args:
            run: the run.
            panels: its panels.
            base: what this method returned for the earlier run; empty if there is none.

        Returns:
            Where the panels are held, for a later run. It names subjects.
        """
        ...
