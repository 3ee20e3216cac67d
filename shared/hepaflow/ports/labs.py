"""Define where papers of labs are kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LabVersion:
    """One version of a lab's papers, as it was written.

    Attributes:
        lab: the lab's id within the study.
        version: 1, 2, 3 …
        journal_number: number of the event that added it.
        text: TOML, comments included.
    """

    lab: str
    version: int
    journal_number: int
    text: str


class Labs(Protocol):
    """Papers of the labs of a study."""

    def lab_versions(self, study: str) -> Iterator[LabVersion]:
        """Yield every version of every lab of a study, in order of lab and version."""
        ...
