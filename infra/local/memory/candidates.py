"""Keep in memory which subjects the files of a center named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass
class MemoryCandidates:
    """The part of the registry that lists subjects by study and center."""

    noted: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def note_subjects(self, study: str, center: str, subjects: Iterable[str]) -> None:
        self.noted.setdefault((study, center), set()).update(subjects)

    def candidates(
        self,
        study: str,
        center: str = "",
        begin: str = "",
        known_at: int = 0,  # noqa: ARG002 nothing is read twice
    ) -> Iterator[tuple[str, str]]:
        named = {(at, subject) for (of, at), noted in self.noted.items() if of == study for subject in noted}
        return iter(sorted(one for one in named if center in {"", one[0]} and one[0] >= begin))
