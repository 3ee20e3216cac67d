"""Names of users kept in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hepaflow.domain.study.journal import Event, study_of
from hepaflow.domain.study.user_names import KeptName


@dataclass
class MemoryUserNames:
    """The part of the registry that has names of users, by study and id."""

    names: dict[tuple[str, str], KeptName] = field(default_factory=dict)

    def kept_name(self, study: str, user: str) -> KeptName | None:
        return self.names.get((study, user))

    def keep_name(self, study: str, user: str, before: KeptName | None, name: KeptName) -> bool:
        if self.kept_name(study, user) != before:
            return False
        self.names[study, user] = name
        return True

    def user_names(self, study: str) -> Mapping[str, str]:
        return {user: kept.name for (of, user), kept in self.names.items() if of == study and kept.name}

    def erase(self, journal: str, event: Event, user: str | None) -> None:
        if user is not None:
            self.names[study_of(journal), user] = KeptName("", event.journal_number, 0, "")
