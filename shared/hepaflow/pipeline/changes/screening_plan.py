"""Store what a screening of stored copies has found so far, and what it is to change once that is confirmed."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from hepaflow.domain.identity import sha256
from hepaflow.pipeline.runs.copies.excess import Remedy
from hepaflow.pipeline.services import Services
from hepaflow.ports import StoredFile

SCREENED_AS = (
    "reduced",
    "replaced",
    "removed",
    "older_versions",
    "locked",
    "left",
)  # how the files of a center are counted
_UNPLANNED = frozenset({"reduced", "left"})
_MOST_SHOWN = 1_000  # files that an answer lists


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file of which more is stored than is kept now.

    Attributes:
        center: who sent it.
        file_id: the file.
        remedy: what is to be done; nothing where only earlier versions of the object are to be removed.
        copy: SHA-256 of what replaces it; "" where nothing does.
        rows: rows that were read to find out.
    """

    center: str
    file_id: str
    remedy: Remedy
    copy: str
    rows: int


@dataclass(frozen=True, slots=True)
class StayingFile:
    """A file of which more is stored than is kept now, or perhaps is, and of which that stays.

    Attributes:
        center: who sent it.
        file_id: the file.
        obstacle: why: `locked`, `changed` (after the preview), one of `Unsure`, or an issue code.
        until: until when a version is locked, ISO 8601; else "".
    """

    center: str
    file_id: str
    obstacle: str
    until: str = ""


@dataclass(slots=True)
class ScreeningProgress:
    """How far a screening has come; it is stored after each part of the work.

    Attributes:
        center: the center that was looked at last.
        key: the object that was looked at last.
        done: number of planned files that were dealt with.
        counts: the files of each center, by one of `SCREENED_AS`.
        staying: the files that stay as they are.
        planned: the files that are to be changed.
    """

    center: str = ""
    key: str = ""
    done: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    staying: list[StayingFile] = field(default_factory=list)
    planned: list[PlannedFile] = field(default_factory=list)

    def count(self, center: str, *kinds: str) -> None:
        counts = self.counts.setdefault(center, {})
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + 1

    def answer(self, effect: str, confirm: str) -> dict[str, Any]:
        """Return the answer as it is given and kept.

        Args:
            effect: `unchanged`, `to-confirm` or `done`.
            confirm: digest of the plan, where it has to be confirmed; else "".
        """
        centers = [
            {"center": center, **{kind: counts.get(kind, 0) for kind in SCREENED_AS}}
            for center, counts in self.counts.items()
        ]
        shown = [asdict(file) for file in self.staying[:_MOST_SHOWN]]
        return {"effect": effect, "confirm": confirm, "centers": centers, "staying": shown}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a preview has found, to be confirmed by its digest.

    Attributes:
        center: the center that was asked for; "" for all.
        journal_number: where the journal ended when the preview was asked for.
        found: what was found.
        digest: SHA-256 of all this.
    """

    center: str
    journal_number: int
    found: ScreeningProgress
    digest: str


def stored_progress(study: str, job_id: str, services: Services) -> ScreeningProgress:
    """Return how far a job has come; one that was not begun has found nothing.

    Args:
        study: the study's id.
        job_id: the job's id.
        services: the ports.
    """
    kept = services.receipts.get(_part(study, job_id))
    return ScreeningProgress() if kept is None else _progress(json.loads(kept))


def keep_progress(study: str, job_id: str, progress: ScreeningProgress, services: Services) -> None:
    """Store how far a job has come.

    Args:
        study: the study's id.
        job_id: the job's id.
        progress: how far it has come.
        services: the ports.
    """
    _put(_part(study, job_id), json.dumps(asdict(progress)).encode(), services)


def keep_plan(
    study: str, center: str, journal_number: int, found: ScreeningProgress, services: Services
) -> str:
    """Store what a preview has found; return the digest that confirms it.

    Args:
        study: the study's id.
        center: the center that was asked for; "" for all.
        journal_number: where the journal ended when the preview was asked for.
        found: what was found.
        services: the ports.
    """
    about = {"center": center, "journal_number": journal_number, "found": asdict(found)}
    body = json.dumps(about, sort_keys=True).encode()
    digest = sha256(body)
    _put(_plan(study, digest), body, services)
    return digest


def stored_plan(study: str, digest: str, services: Services) -> Plan | None:
    """Return the plan of a digest; None if no preview of the study has it.

    Args:
        study: the study's id.
        digest: 64 hex digits.
        services: the ports.
    """
    kept = services.receipts.get(_plan(study, digest))
    if kept is None:
        return None
    told = json.loads(kept)
    return Plan(told["center"], told["journal_number"], _progress(told["found"]), digest)


def begun(plan: Plan) -> ScreeningProgress:
    """Return where the work on a plan begins: with what stays as it is in any case."""
    planned = {(file.center, file.file_id) for file in plan.found.planned}
    staying = [file for file in plan.found.staying if (file.center, file.file_id) not in planned]
    progress = ScreeningProgress(staying=staying)
    for center, counts in plan.found.counts.items():
        progress.counts[center] = {kind: n for kind, n in counts.items() if kind in _UNPLANNED}
    for file in staying:
        if file.obstacle == "locked":
            progress.count(file.center, "locked")
    return progress


def _progress(told: dict[str, Any]) -> ScreeningProgress:
    return ScreeningProgress(
        told["center"],
        told["key"],
        told["done"],
        told["counts"],
        [StayingFile(**file) for file in told["staying"]],
        [PlannedFile(**{**file, "remedy": Remedy(file["remedy"])}) for file in told["planned"]],
    )


def _part(study: str, job_id: str) -> str:
    return f"{study}/jobs/{job_id}.part.json"


def _plan(study: str, digest: str) -> str:
    return f"{study}/jobs/plan-{digest}.json"


def _put(key: str, body: bytes, services: Services) -> None:
    services.receipts.put(StoredFile(key, body, "application/json; charset=utf-8"))
