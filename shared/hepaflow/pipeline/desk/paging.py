"""Read the panels of a page of subjects, one after the other, until the page is full."""

from collections.abc import Iterable, Iterator

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.pipeline.desk.subject_results import Question, asked
from hepaflow.ports import Panels, StoredPanel

ListedSubject = tuple[str, str]  # a center, and a subject of whom it may have sent results
_ANSWERS = 3_000  # a response has room for them at 1,600 bytes each: what was read for a page stands on it
_KEYS = 100  # of what one request tells about files, subjects and centers (ports.Registry.view)


class PageReading:
    """What was read for a page, each subject once; all others are read from the table.

    Args:
        table: where the panels are.
        study: the study's id.
        question: which answers are wanted.
    """

    def __init__(self, table: Panels, study: str, question: Question) -> None:
        self._table = table
        self._study = study
        self._question = question
        self._read: dict[str, list[StoredPanel]] = {}
        self._files: set[str] = set()
        self._brought = 0  # files that the last subject brought; the next one probably brings as many
        self._answers = 0

    def of(self, listed: Iterable[ListedSubject]) -> list[ListedSubject]:
        """Read one after the other; return those whose panels were read, at least the first."""
        page: list[ListedSubject] = []
        for center, subject in listed:
            if page and self._is_full({at for at, _ in page} | {center}):
                break
            self._add(center, subject)
            page.append((center, subject))
        return page

    def subject_panels(self, study: str, subject: str) -> Iterator[StoredPanel]:
        if subject in self._read:
            return iter(self._read[subject])
        return self._table.subject_panels(study, subject)

    def _is_full(self, centers: set[str]) -> bool:
        """Say whether another subject would take more than one response tells, or than one request reads beside panels."""
        keys = 1 + len(self._read) + 1 + 2 * len(centers) + len(self._files) + self._brought
        return self._answers >= _ANSWERS or keys > _KEYS

    def _add(self, center: str, subject: str) -> None:
        panels = self._read.setdefault(subject, list(self.subject_panels(self._study, subject)))
        before = len(self._files)
        self._files.update(run.file_id for stored in panels for run in stored.runs())
        self._brought = len(self._files) - before
        self._answers += self._measured(center, panels)

    def _measured(self, center: str, panels: list[StoredPanel]) -> int:
        """Return of how many measurements of a center panels tell, which is as many answers at most."""
        measurements = (
            Measurement(
                center,
                panel.subject,
                report.analyte,
                report.specimen_type,
                panel.collected_at.wall,
                panel.specimen,
            )
            for panel in (stored.panel for stored in panels if stored.run.center == center)
            for report in panel.observations
        )
        return len({one for one in measurements if asked(one, self._question)})
