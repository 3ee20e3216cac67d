"""Keep in memory what masked roles may not know."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hepaflow.domain.masked.masked import MaskedTopic, MaskedVersion
from hepaflow.domain.study.journal import Event

_Place = tuple[str, MaskedTopic, str, int]


@dataclass
class MemoryMasked:
    """The part of the registry that has what masked roles may not know, by study, topic, subject and version."""

    kept_masked: dict[_Place, MaskedVersion] = field(default_factory=dict)

    def masked_versions(
        self, study: str, topic: MaskedTopic, subject: str | None = None
    ) -> Iterator[MaskedVersion]:
        known = (self.kept_masked[place] for place in sorted(self.kept_masked) if place[:2] == (study, topic))
        return (one for one in known if subject in {None, one.subject})

    def keep_masked(self, study: str, event: Event, masked: MaskedVersion | None) -> None:
        if masked is not None:
            written = replace(masked, journal_number=event.journal_number, at=event.at)
            self.kept_masked[_place(study, masked)] = written

    def is_new_masked(self, study: str, masked: MaskedVersion | None) -> bool:
        return masked is None or _place(study, masked) not in self.kept_masked


def _place(study: str, masked: MaskedVersion) -> _Place:
    return study, masked.topic, masked.subject, masked.version
