"""List the subjects of centers and the entries of registers in the Registry table."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.subjects.items import packed_subjects, unpacked_entry, unpacked_subjects
from hepaflow.aws.registry.table import LAST, Table
from hepaflow.domain.study.enrolment import entries_of
from hepaflow.domain.study.register import RESERVED_CENTER, Registered


class SubjectsTable:
    """The part of the registry that has lists of subjects."""

    _table: Table
    _last_list: tuple[tuple[str, str, int], tuple[tuple[str, str], ...]] | None = None

    def note_subjects(self, study: str, center: str, subjects: Iterable[str]) -> None:
        """Keep the subjects that a center's file named as candidates; a subject that is already kept stays.

        Args:
            study: the study's id.
            center: id of the center that sent the file.
            subjects: the subjects' ids.
        """
        known = {subject for _, subject in self.candidates(study, center)}
        for place, record in packed_subjects(set(subjects) - known):
            self._table.keep(
                Key(keys.subjects_partition(study), keys.subject_list_place(center, place)), record
            )

    def note_deletions(self, study: str, center: str) -> None:
        self._table.keep(keys.deletions_key(study, center), {})

    def subjects(self, study: str, center: str) -> Iterator[str]:
        registered = (entry.subject.id for entry in self.register(study, center))
        yield from sorted({*(subject for _, subject in self.candidates(study, center)), *registered})

    def register(self, study: str, center: str, after: str = "") -> Iterator[Registered]:
        """Yield the newest entry of each subject that a center has or had, in order of their ids.

        Args:
            study: the study's id.
            center: the center's id.
            after: a subject's id; the first entry is the one that follows it. "" begins with the first subject.
        """
        return entries_of(
            center, self._entries(study, center, after), self._entries(study, RESERVED_CENTER, after)
        )

    def _entries(self, study: str, center: str, after: str) -> Iterator[Registered]:
        partition = keys.register_partition(study, center)
        for place, record in self._table.query(partition, after or " "):
            if place != after:
                yield unpacked_entry(record)

    def candidates(
        self, study: str, center: str = "", begin: str = "", known_at: int = 0
    ) -> Iterator[tuple[str, str]]:
        """Yield center and subject in order, a center after the other.

        The last list of a center that was read for a journal number is remembered: the next pages hold for the same number.

        Args:
            study: the study's id.
            center: the only center; "" for all.
            begin: the first center, where none is named.
            known_at: the journal number as of which subjects are wanted; it has been reached. 0: all that are noted by now.
        """
        if not (center and known_at):
            return self._noted(study, center, begin)
        asked, last = (study, center, known_at), self._last_list
        if last is None or last[0] != asked:
            self._last_list = last = asked, tuple(self._noted(study, center, begin))
        return iter(last[1])

    def _noted(self, study: str, center: str, begin: str) -> Iterator[tuple[str, str]]:
        first = keys.subject_list_place(center or begin) if center or begin else " "
        last = keys.subject_list_place(center, LAST) if center else LAST
        items = self._table.query(keys.subjects_partition(study), first, last)
        for of, listed in groupby(items, lambda item: item[0].partition("#")[0]):
            named = {subject for _, record in listed for subject in unpacked_subjects(record)}
            yield from ((of, subject) for subject in sorted(named))
