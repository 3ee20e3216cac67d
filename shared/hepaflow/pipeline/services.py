"""Bundle the ports: what the use cases need from outside."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar, overload

from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.ports import (
    Announcements,
    Files,
    Intake,
    Issuer,
    NoIssuer,
    Queue,
    Registry,
    Results,
    Silence,
    Source,
    Uploads,
)

Clock = Callable[[], datetime]
Task = Callable[[], object]


A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
D = TypeVar("D")


class Together(Protocol):
    """Does tasks that do not depend on each other, and returns what each gave, in their order."""

    @overload
    def __call__(self, a: Callable[[], A], b: Callable[[], B], /) -> tuple[A, B]: ...
    @overload
    def __call__(self, a: Callable[[], A], b: Callable[[], B], c: Callable[[], C], /) -> tuple[A, B, C]: ...
    @overload
    def __call__(
        self, a: Callable[[], A], b: Callable[[], B], c: Callable[[], C], d: Callable[[], D], /
    ) -> tuple[A, B, C, D]: ...
    @overload
    def __call__(self, *tasks: Task) -> tuple[Any, ...]: ...


def one_by_one(*tasks: Task) -> tuple[Any, ...]:
    return tuple(task() for task in tasks)


class Missing(Exception):
    """There is no such thing; `what` names its kind, never itself. `said` is a better sentence for it."""

    def __init__(self, what: str, said: str = "") -> None:
        super().__init__(said or f"There is no such {what}.")
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What the use cases need from outside; every function is given the same.

    Attributes:
        intake: objects that centers send, until they are taken up.
        source: the copies of files that are kept.
        receipts: what centers get back, and answers of jobs.
        results: the panels of all runs.
        registry: deliveries, claims, states, definitions and the journal.
        queue: the queue of the ingest function.
        uploads: forms by which a center sends a file.
        catalog: what is known of analytes and units.
        clock: returns the time.
        announcements: whom to tell what became of a file.
        issuer: who signs the users in, and knows their names.
        together: does tasks that do not depend on each other, in any order or side by side; returns what each gave once all are
            done.
    """

    intake: Intake
    source: Source
    receipts: Files
    results: Results
    registry: Registry
    queue: Queue
    uploads: Uploads
    catalog: Catalog
    clock: Clock
    announcements: Announcements = field(default_factory=Silence)
    issuer: Issuer = field(default_factory=NoIssuer)
    together: Together = one_by_one
