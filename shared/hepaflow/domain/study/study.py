"""Define a study: the few facts that reading its files needs."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, Strict, field_validator, model_validator

from hepaflow.domain.profile import fields
from hepaflow.domain.profile.parts import MAIN_FEED, Declared, Identifier, NonEmptyText
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.feeds import UNDECLARED
from hepaflow.domain.study.files import UNKNOWN
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION
from hepaflow.domain.study.register import RESERVED_CENTER

_RESERVED = frozenset(
    {UNKNOWN, RESERVED_CENTER}
)  # words of keys: deliveries that nobody expected, registers of subjects


class StudyDefinition(Declared):
    """One version of a study's definition; never edited in place.

    Attributes:
        study: the study's id, the first part of every key.
        version: 1, 2, 3 …
        title: for people.
        start: earlier collection days are noted.
        subject_pattern: regular expression that every subject id matches; a center's profile may narrow it.
        centers: the centers that may send, in the order in which analysis prefers their results.
        feeds: the feeds of a center besides `main`, by its id: its systems that send files, each with its own profile.
        transfer_days: by center, within how many days after its last file it sends the next one.
        fold_version: the version of the rules that decide which value counts (docs/fold.md); None: in a first version
            the newest, later the one that is in force. What is stored before this key existed has version 1.
        central_labs: those of the centers that send results of all subjects, whichever center has the subject.
        protocol: visits and the rules of answers; None: no answer about visits is certain.
    """

    study: Identifier
    version: Annotated[int, Strict(), Field(ge=1)]
    title: NonEmptyText
    start: date | None = None
    subject_pattern: Annotated[NonEmptyText, AfterValidator(fields.regular_expression)] | None = None
    centers: tuple[Identifier, ...] = ()
    feeds: dict[Identifier, tuple[Identifier, ...]] = Field(default_factory=dict)
    transfer_days: dict[Identifier, Annotated[int, Strict(), Field(ge=1, le=366)]] = Field(
        default_factory=dict
    )
    fold_version: Annotated[int, Strict(), Field(ge=FIRST_VERSION, le=NEWEST_VERSION)] | None = None
    central_labs: tuple[Identifier, ...] = ()
    protocol: Protocol | None = None

    @model_validator(mode="after")
    def _known_labs(self) -> "StudyDefinition":
        if len(set(self.central_labs)) < len(self.central_labs):
            raise ValueError("central_labs: a center is named twice")
        if unknown := sorted(set(self.central_labs).difference(self.centers)):
            raise ValueError(f"central_labs: add {unknown[0]} to centers, too")
        return self

    @field_validator("centers")
    @classmethod
    def _once(cls, centers: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(centers)) < len(centers):
            raise ValueError("a center is named twice")
        for center in centers:
            _not_reserved(center)
        return centers

    @model_validator(mode="after")
    def _names_centers(self) -> Self:
        for center, feeds in self.feeds.items():
            if center not in self.centers:
                raise ValueError(f"feeds names {center}, which is not among the centers")
            if len(set(feeds)) < len(feeds):
                raise ValueError(f"a feed of {center} is named twice")
            if reserved := {MAIN_FEED, UNDECLARED}.intersection(feeds):
                raise ValueError(f"{min(reserved)} cannot be declared: every center has it")
        for center in self.transfer_days:
            if center not in self.centers:
                raise ValueError(f"transfer_days names {center}, which is not among the centers")
        return self

    def feeds_of(self, center: str) -> tuple[str, ...]:
        """Return the declared feeds of a center, without `main`."""
        return self.feeds.get(center, ())

    @field_validator("study")
    @classmethod
    def _free(cls, study: str) -> str:
        return _not_reserved(study)


def _not_reserved(name: str) -> str:
    if name in _RESERVED:
        raise ValueError(f"{name} names neither a study nor a center: keys use it for something else")
    return name
