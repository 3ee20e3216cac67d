"""Count what the values of a file have become by now, for a repeated delivery (law 1)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import FileState, FileStatus
from hepaflow.pipeline.runs.run import Reading
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.timeline import timeline

PLACES = ("current", "held", "superseded", "repeated", "set_aside", "voided")


def standing(
    run: RunId, reading: Callable[[], Reading], state: FileState, services: Services
) -> dict[str, int]:
    """Return how many values of a file stand where now, by the names of `PLACES`.

    Its subjects are found by reading it once more as its claim says, and so are those to whom its values belong now;
    nothing is written.

    Args:
        run: the run that the file's claim names.
        reading: reads it, if that has not been done yet.
        state: the file as it is now.
        services: the ports.
    """
    if state.status is FileStatus.VOIDED:
        _, accepted, held, _, _ = state.counts
        return {**dict.fromkeys(PLACES, 0), "voided": accepted + held}
    found: Counter[str] = Counter()
    subjects = {panel.subject for panel in reading().outcome.panels}
    asked: set[str] = set()
    while wanted := subjects - asked:
        for subject in sorted(wanted):
            known = timeline(services.registry, services.results, run.study, subject)
            subjects |= known.elsewhere
            for answer in known.answers.values():
                found.update(place for place, sent in _places(answer) if sent.run.file_id == run.file_id)
        asked |= wanted
    return {place: found[place] for place in PLACES}


def _places(answer: MeasurementState) -> Iterator[tuple[str, RunObservation]]:
    everywhere: tuple[Iterable[RunObservation], ...] = (
        [answer.current] if answer.current else [],
        [held.sent for held in answer.held],
        answer.superseded,
        answer.again,
        answer.aside,
        answer.withdrawn,
    )
    for place, reports in zip(PLACES, everywhere, strict=True):
        yield from ((place, sent) for sent in reports)
