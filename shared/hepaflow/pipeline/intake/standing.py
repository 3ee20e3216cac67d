"""What the values of one file have become by now: for whoever sends the same file again (law 1)."""

from collections import Counter
from collections.abc import Iterable, Iterator

from hepaflow.domain.files import Claim, Delivery, FileState, FileStatus
from hepaflow.domain.fold.measurement import Sent
from hepaflow.domain.fold.timeline import Answer
from hepaflow.pipeline.intake.services import Services
from hepaflow.pipeline.query import timeline
from hepaflow.pipeline.runs.running import read_as_claimed

PLACES = ("current", "held", "superseded", "repeated", "set_aside", "voided")


def standing(
    delivery: Delivery, data: bytes, claim: Claim, state: FileState, services: Services
) -> dict[str, int]:
    """Return how many values of a file stand where now, by the names of `PLACES`.

    Its subjects are found by reading it once more as its claim says, and so are those to whom its values belong now;
    nothing is written.
    """
    if state.status is FileStatus.VOIDED:
        _, accepted, held, _, _ = state.counts
        return {**dict.fromkeys(PLACES, 0), "voided": accepted + held}
    outcome = read_as_claimed(delivery, data, claim, services)
    found: Counter[str] = Counter()
    subjects = {panel.subject for panel in outcome.panels}
    asked: set[str] = set()
    while wanted := subjects - asked:
        for subject in sorted(wanted):
            known = timeline(services.registry, services.results, delivery.study, subject)
            subjects |= known.elsewhere
            for answer in known.answers.values():
                found.update(place for place, sent in _places(answer) if sent.run.file_id == delivery.file_id)
        asked |= wanted
    return {place: found[place] for place in PLACES}


def _places(answer: Answer) -> Iterator[tuple[str, Sent]]:
    everywhere: tuple[Iterable[Sent], ...] = (
        [answer.current] if answer.current else [],
        [held.sent for held in answer.held],
        answer.superseded,
        answer.again,
        answer.aside,
        answer.withdrawn,
    )
    for place, reports in zip(PLACES, everywhere, strict=True):
        yield from ((place, sent) for sent in reports)
