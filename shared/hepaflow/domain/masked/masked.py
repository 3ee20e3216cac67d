"""Define what masked roles may not know, such as the arm of a subject, and the seal that the journal has of it.

Everybody of the staff reads the journal. So an event has only a digest of what is masked, with random text in it: nobody can
try out which of two arms it is, but a later change shows.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from hepaflow.domain.profile.parts import Declared, Identifier, NonEmptyText


class MaskedTopic(StrEnum):
    """What a masked record is about."""

    ARMS = "arms"  # which arms the study has
    ARM = "arm"  # which arm a subject was randomized to


class StudyArms(Declared):
    """The arms of a study.

    Attributes:
        arms: what each arm is, by its code.
    """

    arms: Annotated[
        dict[Identifier, Annotated[NonEmptyText, Field(max_length=200)]], Field(min_length=1, max_length=20)
    ]


@dataclass(frozen=True, slots=True)
class MaskedVersion:
    """One version of what masked roles may not know.

    Attributes:
        topic: what it is about.
        subject: whom it is about; "" for the study.
        version: 1, 2, 3 …, for each topic and subject.
        content: the arms of the study as JSON, or the code of an arm; "" for no arm.
        actor: who recorded it.
        reason: why.
        salt: random text, so that nobody finds the content by trying out.
        reason_digest: what the seal has of the reason; it stays if a name is removed from the reason later.
        journal_number: the event's number; 0 before it is written.
        at: the event's time; "" before it is written.
    """

    topic: MaskedTopic
    subject: str
    version: int
    content: str
    actor: str
    reason: str
    salt: str
    reason_digest: str
    journal_number: int = 0
    at: str = ""

    @property
    def seal(self) -> str:
        """Return the digest that the journal has."""
        told = (self.topic, self.subject, str(self.version), self.content, self.actor, self.reason_digest)
        return _digest(self.salt, *told)

    @property
    def holds(self) -> bool:
        """Say whether the reason is the one that the seal has; it is not once a name was removed from it."""
        return self.reason_digest == reason_digest(self.salt, self.reason)


def reason_digest(salt: str, reason: str) -> str:
    """Return what a seal has of a reason."""
    return _digest(salt, reason)


def _digest(*parts: str) -> str:
    """Hash every part with its length before it, so that no two records share a text."""
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()
