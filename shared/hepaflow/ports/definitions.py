"""Define where versions of profiles and study definitions are kept."""

from collections.abc import Iterator
from typing import Protocol

from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.study import StudyDefinition


class Definitions(Protocol):
    """Versions of profiles and of study definitions."""

    def profile(
        self, study: str, center: str, version: int | None = None, *, feed: str = MAIN_FEED
    ) -> Profile | None:
        """Return one version of the profile of a center's feed; None if it does not exist.

        Args:
            study: the study's id.
            center: the center's id.
            version: number of the version; None means the newest.
            feed: the feed.
        """
        ...

    def profile_text(
        self, study: str, center: str, version: int | None = None, *, feed: str = MAIN_FEED
    ) -> str | None:
        """Return one version of the profile of a center's feed as it was written (TOML); None if it does not exist.

        Args:
            study: the study's id.
            center: the center's id.
            version: number of the version; None means the newest.
            feed: the feed.
        """
        ...

    def definition(self, study: str, version: int | None = None) -> StudyDefinition | None:
        """Return one version of a study's definition, the newest unless one is named."""
        ...

    def definition_at(self, study: str, journal_number: int) -> StudyDefinition | None:
        """Return the definition that was in force at a journal number; None if there was none.

        A version that an earlier hepaflow wrote is not known by its number. It counts as if it had always been in force; it has no
        rules of answers.
        """
        ...

    def studies(self) -> Iterator[str]:
        """Yield the ids of the studies to which this version of hepaflow added a definition, in order."""
        ...
