"""Define the models that several operations answer with."""

from typing import Annotated

from pydantic import BaseModel, Field

from hepaflow.domain.profile.parts import MAIN_FEED

JournalNumber = Annotated[int, Field(description="Number of the journal event.")]
ActorName = Annotated[
    str | None,
    Field(description="Display name of the actor, as the issuer gave it; null if it is unknown or erased."),
]
AsOfNumber = Annotated[int, Field(description="The answer holds as of this journal number.")]
Href = Annotated[str, Field(description="Path of the subject in this API.")]


class VersionRecord(BaseModel):
    """A version that was stored, and the journal event that records it."""

    version: int
    journal_number: JournalNumber


class DecisionRecord(BaseModel):
    """The journal event that records a decision."""

    journal_number: JournalNumber
    actor: Annotated[str, Field(description="Id of the user who decided it.")]
    actor_name: ActorName


class RowCounts(BaseModel):
    """Rows of a file by outcome."""

    rows: int
    accepted: int
    held: int
    rejected: int
    skipped: int


class Recipe(BaseModel):
    """The versions under which a run read a file."""

    profile_version: int
    catalog_version: str
    code_version: str
    definition_version: int
    feed: Annotated[str, Field(description="The feed whose profile read the file.")] = MAIN_FEED
    labs: Annotated[
        int,
        Field(
            description="Journal number of the newest papers of a lab that the profile names; 0: it names none."
        ),
    ] = 0
