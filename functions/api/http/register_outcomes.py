"""Show what a change of the register altered, or would alter once it is confirmed."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from api.http.effects import Difference, difference_of
from api.http.hrefs import subject_href
from api.http.records import Href


class CenterDifference(BaseModel):
    """How many current results of a center are added, removed and changed."""

    center: str
    added: int
    removed: int
    changed: int


class SubjectDifference(CenterDifference):
    """How many current results of a subject at a center are added, removed and changed."""

    subject: str
    href: Href


class RegisterOutcome(BaseModel):
    """What a change of the register altered, or would alter once it is confirmed."""

    effect: Annotated[str, Field(description="`to-confirm` or `done`.")]
    difference: Difference
    centers: Annotated[list[CenterDifference], Field(description="The same, counted by center.")]
    subjects: Annotated[
        list[SubjectDifference],
        Field(description="The same, counted by center and subject: the first 1,000."),
    ]
    further_subjects: Annotated[int, Field(description="How many subjects are left out of `subjects`.")]
    confirm: Annotated[str, Field(description="Digest to send with the same request; else empty.")]
    journal_number: Annotated[int | None, Field(description="Where it took effect; else null.")]


class SubjectEntryOutcome(RegisterOutcome):
    """What an entry of the register altered, or would alter once it is confirmed."""

    version: Annotated[int, Field(description="Version of the entry.")]


def register_outcome(study: str, stored: dict[str, Any]) -> RegisterOutcome:
    """Return the answer to a change of the register.

    Args:
        study: the study's id, for links.
        stored: the answer as it is kept; that of an entry names its version.
    """
    outcome = RegisterOutcome(
        effect=stored["effect"],
        difference=difference_of(study, stored["difference"]),
        centers=[CenterDifference(**_counts(one)) for one in stored["centers"]],
        subjects=[
            SubjectDifference(**_counts(one), href=subject_href(study, one["subject"]))
            for one in stored["subjects"]
        ],
        further_subjects=stored["left"],
        confirm=stored["confirm"],
        journal_number=stored["number"],
    )
    if "version" not in stored:
        return outcome
    return SubjectEntryOutcome(**outcome.model_dump(), version=stored["version"])


def _counts(stored: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in stored.items() if name != "different"} | {
        "changed": stored["different"]
    }
