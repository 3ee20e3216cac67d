"""Show what a void, restore, re-run or trial changes; answers that were stored keep their own words, and are translated."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from api.http.hrefs import subject_href
from api.http.records import Href, JournalNumber
from hepaflow.domain.study.jobs import JobKind


class CurrentValue(BaseModel):
    """A current result, with the file and line that it comes from."""

    operator: str
    value: str | None
    unit: str
    finding: str | None
    status: str
    file_id: str
    line: int
    place: Annotated[str, Field(description="The row as a person finds it: a line, or sheet and row.")]


class ChangedMeasurement(BaseModel):
    """A measurement whose current result changes."""

    change: Literal["added", "removed", "changed"]
    center: str
    subject: str
    href: Href
    analyte: str
    collected_at: str
    before: CurrentValue | None
    after: CurrentValue | None


class Difference(BaseModel):
    """How many current results are added, removed and changed, and the first 20 of them."""

    added: int
    removed: int
    changed: int
    measurements: list[ChangedMeasurement]


class StatusChange(BaseModel):
    """The event that voided or restored a file, and what it changed."""

    journal_number: JournalNumber
    difference: Difference


class FileRun(BaseModel):
    """A file, and the number of the run that read it again."""

    file_id: str
    run: int


class SkippedFile(BaseModel):
    """A file that was not read again, and why."""

    file_id: str
    obstacle: Annotated[str, Field(description="`voided`, `no-copy`, `read-otherwise` or `refused`.")]
    refusal: Annotated[
        str | None, Field(description="Issue code for which the newest profile refuses the file.")
    ]


class RerunOutcome(BaseModel):
    """What a re-run changed, or would change once it is confirmed."""

    effect: Annotated[str, Field(description="`unchanged`, `to-confirm` or `done`.")]
    difference: Difference
    confirm: Annotated[str, Field(description="Digest to send with the same request; else empty.")]
    files: list[FileRun]
    skipped: list[SkippedFile]


class CountChange(BaseModel):
    """A number of rows, before and after."""

    before: int
    after: int


class RowCountChanges(BaseModel):
    """Row counts of a file, before and after."""

    rows: CountChange
    accepted: CountChange
    held: CountChange
    rejected: CountChange
    skipped: CountChange


class IssueChange(BaseModel):
    """How often an issue occurs before and after; the first lines where it is `gone` or `new`."""

    code: str
    before: int
    after: int
    gone: list[str]
    new: list[str]


class TrialOutcome(BaseModel):
    """What a draft of a profile would change in a stored file."""

    refused: Annotated[str, Field(description="Issue code for which the draft refuses the file; else empty.")]
    counts: RowCountChanges
    issues: list[IssueChange]
    difference: Difference


class CenterPreview(BaseModel):
    """What a re-run of the files of a center would change, or why that is not known."""

    center: str
    obstacle: Annotated[
        str,
        Field(
            description="`no-profile`, or `too-many-rows`: request the preview of this center alone; else empty."
        ),
    ]
    outcome: Annotated[
        RerunOutcome | None,
        Field(
            description="`unchanged` or `to-confirm`; `confirm` belongs to the request of this center. "
            "Null if there is an obstacle."
        ),
    ]


class StudyRerunPreview(BaseModel):
    """What re-runs of the files of every center would change; nothing takes effect."""

    centers: list[CenterPreview]


class RegisterConflict(BaseModel):
    """A subject with entries of several centers' registers, of which the study's register needs one."""

    subject: str
    href: Href
    centers: list[str]
    facts: Annotated[list[str], Field(description="Names of what the entries say differently.")]


class DefinitionOutcome(BaseModel):
    """Outcome of a definition that names another version of the fold's rules."""

    effect: Annotated[str, Field(description="`to-confirm` or `done`.")]
    difference: Annotated[
        Difference, Field(description="What would change, over all centers; empty once it is done.")
    ]
    confirm: Annotated[str, Field(description="Digest to send back with the same request; else empty.")]
    journal_number: Annotated[int | None, Field(description="Where the definition was added; else null.")]
    conflicts: Annotated[
        list[RegisterConflict],
        Field(
            description="Subjects who stand under several centers, the first 1,000; for the change to version 3."
        ),
    ]
    further_conflicts: Annotated[int, Field(description="How many more there are.")]


class CopyCounts(BaseModel):
    """The stored files of a center, counted by what a screening makes of them."""

    center: str
    reduced: Annotated[int, Field(description="Files of which nothing is stored but what is kept now.")]
    replaced: Annotated[int, Field(description="Files that are replaced by the rows that are kept now.")]
    removed: Annotated[int, Field(description="Refused files of which nothing is kept now.")]
    older_versions: Annotated[
        int,
        Field(description="Files that were replaced before, and of which earlier versions are removed now."),
    ]
    locked: Annotated[
        int,
        Field(description="Files of which a locked version stays; they may be counted as `replaced`, too."),
    ]
    left: Annotated[int, Field(description="Files of which everything stays; `staying` says why.")]


class StayingCopy(BaseModel):
    """A file of which more may be stored than is kept now, and why that stays."""

    center: str
    file_id: str
    obstacle: Annotated[
        str,
        Field(
            description="`locked`, `deleted`, `no-claim`, `subject-pattern`, `read-otherwise`, `changed`, or the issue "
            "code for which the file is refused now."
        ),
    ]
    until: Annotated[str, Field(description="Until when a version is locked, ISO 8601; else empty.")]


class ScreeningOutcome(BaseModel):
    """What a screening of stored files changed, or would change once it is confirmed."""

    effect: Annotated[str, Field(description="`unchanged`, `to-confirm` or `done`.")]
    confirm: Annotated[str, Field(description="Digest to send with the same request; else empty.")]
    centers: list[CopyCounts]
    staying: Annotated[list[StayingCopy], Field(description="At most 1,000 files; `centers` counts all.")]


def status_change(study: str, stored: dict[str, Any]) -> StatusChange:
    return StatusChange(
        journal_number=stored["number"], difference=difference_of(study, stored["difference"])
    )


def rerun_outcome(study: str, stored: dict[str, Any]) -> RerunOutcome:
    return RerunOutcome(
        effect=stored["effect"],
        difference=difference_of(study, stored["difference"]),
        confirm=stored["confirm"],
        files=stored["files"],
        skipped=stored["left"],
    )


def rerun_answer(study: str, kind: JobKind, stored: dict[str, Any]) -> RerunOutcome | StudyRerunPreview:
    """Return the answer of a re-run, or of a preview of re-runs.

    Args:
        study: the study's id, for links.
        kind: what the job did.
        stored: the answer as the job stored it.
    """
    if kind is JobKind.STUDY_PREVIEW:
        return StudyRerunPreview(centers=[_center_preview(study, one) for one in stored["centers"]])
    return rerun_outcome(study, stored)


def _center_preview(study: str, stored: dict[str, Any]) -> CenterPreview:
    found = stored["outcome"]
    outcome = None if found is None else rerun_outcome(study, found)
    return CenterPreview(center=stored["center"], obstacle=stored["obstacle"], outcome=outcome)


def difference_of(study: str, stored: dict[str, Any]) -> Difference:
    return Difference(
        added=stored["added"],
        removed=stored["removed"],
        changed=stored["different"],
        measurements=[_changed(study, one) for one in stored["first"]],
    )


def _changed(study: str, stored: dict[str, Any]) -> ChangedMeasurement:
    change = "changed" if stored["turn"] == "different" else stored["turn"]
    rest = {name: value for name, value in stored.items() if name not in {"turn", "before", "after"}}
    before, after = _value(stored["before"]), _value(stored["after"])
    href = subject_href(study, stored["subject"])
    return ChangedMeasurement(change=change, href=href, before=before, after=after, **rest)


def _value(stored: dict[str, Any] | None) -> CurrentValue | None:
    if stored is None:
        return None
    operator = "" if stored["operator"] == "=" else stored["operator"]
    return CurrentValue(**{**stored, "operator": operator})
