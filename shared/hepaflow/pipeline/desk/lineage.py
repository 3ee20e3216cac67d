"""Trace one result back to file, line and raw text."""

from collections.abc import Iterator
from dataclasses import dataclass

from hepaflow.domain.fold.measurement import Measurement, RowKey, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.study.files import Claim
from hepaflow.pipeline.desk.checks import Centers, may_see, shown_state
from hepaflow.pipeline.runs.receipt import receipt_folder
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import timelines


@dataclass(frozen=True, slots=True)
class Lineage:
    """One report, from its cell to its standing.

    Attributes:
        journal_number: the journal number that this holds for.
        measurement: what it is about.
        standing: current, held, superseded, again, aside or withdrawn.
        sent: the report.
        answer: all that is known of the measurement.
        claim: what its run was read with.
        receipt: where the receipt of that run lies.
    """

    journal_number: int
    measurement: Measurement
    standing: str
    sent: RunObservation
    answer: MeasurementState
    claim: Claim
    receipt: str


def lineage(
    services: Services, study: str, subject: str, row: RowKey, journal_number: int, centers: Centers
) -> Lineage:
    """Return where a report comes from, as of a journal number; it takes as many requests as a subject's results.

    Args:
        services: the ports.
        study: the study's id.
        subject: the subject's id.
        row: file id, line and analyte of the report.
        journal_number: not beyond the head of the journal.
        centers: the centers that the caller may see; None: all.

    Raises:
        Missing: the subject has no such report, or the caller may not see it.
    """
    file_id = row[0]
    every = timelines(
        services.registry, services.results, study, {subject}, journal_number, claims_of=file_id
    )
    known = every[subject]
    for measurement, whole in known.answers.items():
        answer = shown_state(centers, measurement, whole)
        for standing, sent in _standings(answer):
            if sent.row == row and may_see(centers, known.entries, measurement):
                claim = known.claims[file_id[:FILE_ID_IN_KEYS], sent.run.run_number]
                run = RunId(study, claim.center, file_id, sent.run.run_number)
                return Lineage(
                    known.journal_number, measurement, standing, sent, answer, claim, receipt_folder(run)
                )
    raise Missing("report")


def _standings(answer: MeasurementState) -> Iterator[tuple[str, RunObservation]]:
    if answer.current:
        yield "current", answer.current
    yield from (("held", held.sent) for held in answer.held)
    for name in ("superseded", "again", "aside", "withdrawn"):
        yield from ((name, sent) for sent in getattr(answer, name))
