"""What a cumulative file leaves out of what earlier files of its center carried: known once the journal has a number for it."""

from hepaflow.domain.fold.omission import carries, newest_of
from hepaflow.domain.identity import RunId
from hepaflow.domain.receipts import Omitted
from hepaflow.pipeline.runs.standing_split import MOST_SUBJECTS, known_answers
from hepaflow.pipeline.services import Services


def left_out(run: RunId, number: int, services: Services) -> Omitted | None:
    """Return how many current results of its center a file omits, and how many of them the newest one before it had.

    Whom a file leaves out stands in no row of it, so every subject whom the center's files ever named is looked at: one
    request lists them, and each is folded once. None where there are too many.

    Args:
        run: the run.
        number: the journal number that made it count; where another file is the newest by then, it omits nothing.
        services: the ports.
    """
    registry, center = services.registry, run.center
    subjects = {subject for _, subject in registry.candidates(run.study, center)}
    if len(subjects) > MOST_SUBJECTS:
        return None
    answers = known_answers(run.study, subjects, number, services)
    omitted = [answer for answer in answers.values() if answer.omitted == run.file_id]
    # of a run that is not the first, the file itself was the newest before
    others = (state for state in registry.files(run.study, center) if state.file_id != run.file_id)
    before = newest_of(others, number - 1).file_id
    return Omitted(len(omitted), sum(carries(answer, before) for answer in omitted))
