"""What a run over a file needs from outside, wherever it is made: in the ingest function, or at a data manager's desk."""

from typing import Protocol

from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.chronicle import Clock
from hepaflow.ports import Announcements, Files, Registry, Results


class Workplace(Protocol):
    """Where files are read, what they give is kept, and who wants to know is told."""

    @property
    def source(self) -> Files: ...

    @property
    def receipts(self) -> Files: ...

    @property
    def results(self) -> Results: ...

    @property
    def registry(self) -> Registry: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def announcements(self) -> Announcements: ...
