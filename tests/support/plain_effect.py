"""What a run changed, found plainly: all reports of its subjects are folded at both journal numbers, whatever stands apart."""

from collections import Counter

from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.omission import newest_of, omits
from hepaflow.domain.identity import RunId
from hepaflow.domain.receipts.receipts import AcceptedNow, Omitted
from hepaflow.domain.study.files import FileState, Visible
from hepaflow.pipeline.runs.accepted_now import _is_held, _standing, standing_split
from hepaflow.pipeline.runs.omitted_results import omission_count
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint, sliced_answers

Effect = tuple[AcceptedNow | None, Omitted | None]


def told_effect(run: RunId, counted: Visible, subjects: list[str], services: Services) -> Effect:
    """Return what hepaflow tells of a run."""
    omitting = omission_count(run, counted, services) if counted.cumulative else None
    look = omitting.look if omitting else lambda _: None
    split = standing_split(run, subjects, counted.journal_number, services, look)
    return split, omitting.total(services) if omitting else None


def plain_effect(run: RunId, counted: Visible, subjects: list[str], services: Services) -> Effect:
    """Return the same, plainly."""
    number = counted.journal_number
    standpoints = [Standpoint(services.registry, services.results, at) for at in (number, number - 1)]
    found: Counter[str] = Counter()
    for after, before in sliced_answers(run.study, subjects, standpoints):
        for what, answer in after.items():
            for sent in answer.observations():
                if sent.run.file_id == run.file_id and not _is_held(sent):
                    found[_standing(sent, before.get(what, MeasurementState()), answer).value] += 1
    split = AcceptedNow(**{name: found[name] for name in ("new", "changed", "unchanged", "waiting")})
    return split, _omitted(run, counted, services) if counted.cumulative else None


def _omitted(run: RunId, counted: Visible, services: Services) -> Omitted:
    registry, number = services.registry, counted.journal_number
    files = list(registry.files(run.study, run.center))
    newest = newest_of(files, number, feed=counted.feed)
    if newest.file_id != run.file_id:
        return Omitted(0, 0)
    others = [state for state in files if state.file_id != run.file_id]
    before = newest_of(others, number - 1, feed=counted.feed).file_id
    named = [subject for _, subject in registry.candidates(run.study, run.center)]
    at = Standpoint(registry, services.results, number)
    carried = [
        answer.carries(before)
        for (answers,) in sliced_answers(run.study, named, [at])
        for place, answer in answers.items()
        if place.center == run.center and omits(answer, newest)
    ]
    return Omitted(len(carried), sum(carried))


def assert_effects_are_plain(study: str, center: str, subjects: list[str], services: Services) -> None:
    """Every run that ever counted is told to have changed what it plainly did."""
    for state in services.registry.files(study, center):
        for counted in _first(state):
            run = RunId(study, center, state.file_id, counted.run_number)
            assert told_effect(run, counted, subjects, services) == plain_effect(
                run, counted, subjects, services
            )


def _first(state: FileState) -> list[Visible]:
    """Return since when each run of a file counts or counted."""
    return list({seen.run_number: seen for seen in reversed(state.history) if seen.run_number}.values())
