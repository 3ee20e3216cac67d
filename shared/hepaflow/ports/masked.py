"""Define where is kept what masked roles may not know."""

from collections.abc import Iterator
from typing import Protocol

from hepaflow.domain.masked.masked import MaskedTopic, MaskedVersion


class Masked(Protocol):
    """What masked roles may not know; each version is an event of the journal (`Change.masked`)."""

    def masked_versions(
        self, study: str, topic: MaskedTopic, subject: str | None = None
    ) -> Iterator[MaskedVersion]:
        """Yield every version of a topic, in order of subject and version.

        Args:
            study: the study's id.
            topic: the topic.
            subject: the only one; "" for the study, None for all.
        """
        ...
