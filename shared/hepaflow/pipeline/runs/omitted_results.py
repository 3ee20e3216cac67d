"""Count the current results that a cumulative file omits; subjects that were folded for another count are not folded again."""

from dataclasses import dataclass, field

from hepaflow.domain.fold.omission import Newest, newest_of, omits, omits_panel
from hepaflow.domain.identity import RunId
from hepaflow.domain.receipts.receipts import Omitted
from hepaflow.domain.study.files import Visible
from hepaflow.pipeline.comparisons import ComparedAnswers, compared_answers
from hepaflow.pipeline.runs.accepted_now import MOST_SUBJECTS
from hepaflow.pipeline.services import Services


@dataclass(slots=True)
class OmissionCount:
    """How many current results of its feed a file omits, as far as subjects were looked at.

    Whom a file leaves out stands in no row of it, so every subject whom the center's files ever named is to be looked at.

    Attributes:
        run: the run.
        subjects: these subjects; none if another file of the feed is the newest: then the file omits nothing.
        journal_number: the number that made the run count.
        newest: the file, as the newest of its feed.
        before: the file that was the newest before, or "".
    """

    run: RunId
    subjects: frozenset[str]
    journal_number: int
    newest: Newest
    before: str
    _looked_at: set[str] = field(default_factory=set)
    _carried: list[bool] = field(default_factory=list)

    def look(self, some: ComparedAnswers) -> None:
        """Count what is omitted of some subjects; of a subject that was looked at already, nothing."""
        if not self.subjects:
            return
        self._carried += [
            answer.carries(self.before)
            for place, answer in some.after.items()
            if place.subject not in self._looked_at
            and place.center == self.run.center
            and omits(answer, self.newest)
        ]
        for one in some.current:
            told = one.told
            if (
                told.panel.subject not in self._looked_at
                and told.run.center == self.run.center
                and omits_panel(told, self.newest)
            ):
                self._carried += [told.carries(self.before)] * one.reports
        self._looked_at.update(some.subjects, (place.subject for place in some.after))

    def total(self, services: Services) -> Omitted:
        """Look at the subjects that are left, and return the count."""
        left = self.subjects - self._looked_at
        for some in compared_answers(self.run.study, left, (self.journal_number,), services):
            self.look(some)
        return Omitted(len(self._carried), sum(self._carried))


def omission_count(run: RunId, counted: Visible, services: Services) -> OmissionCount | None:
    """Return the count of what a cumulative file omits, before any subject was looked at; None where there are too many.

    Args:
        run: the run.
        counted: since when it counts, and how.
        services: the ports.
    """
    registry, number, feed = services.registry, counted.journal_number, counted.feed
    subjects = frozenset(subject for _, subject in registry.candidates(run.study, run.center))
    if len(subjects) > MOST_SUBJECTS:
        return None
    files = list(registry.files(run.study, run.center))
    newest = newest_of(files, number, feed=feed)
    # of a run that is not the first, the file itself was the newest before
    others = (state for state in files if state.file_id != run.file_id)
    before = newest_of(others, number - 1, feed=feed).file_id
    is_newest = newest.file_id == run.file_id
    return OmissionCount(run, subjects if is_newest else frozenset(), number, newest, before)
