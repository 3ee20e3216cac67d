"""Describe the reports of one measurement: what they state, and whether they replace or void what another one states."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from hepaflow.domain.fold.measurement import PROVISIONAL, Measurement, RunObservation, has_value
from hepaflow.domain.model import Status
from hepaflow.domain.values.statements import WHOLE_ORDER, takes_back

Groups = dict[Measurement, list[RunObservation]]
Course = tuple[str, str, str]  # center, subject, analyte
_PLAIN: Final = (Status.FINAL, Status.PRELIMINARY)


@dataclass(frozen=True, slots=True)
class MeasurementReports:
    """The reports of one measurement."""

    place: Measurement
    found: list[RunObservation]

    @property
    def values(self) -> list[RunObservation]:
        return [
            sent
            for sent in self.found
            if has_value(sent.observation) and sent.observation.status is not Status.DELETED
        ]

    @property
    def originals(self) -> list[RunObservation]:
        return [sent for sent in self.values if sent.observation.status in _PLAIN]

    @property
    def pointing(self) -> list[RunObservation]:
        """The reports that replace or void another one."""
        return [sent for sent in self.found if points(sent)]

    @property
    def deletes(self) -> bool:
        return not self.values

    @property
    def seeks(self) -> bool:
        """Say whether what these reports replace or void is not among them."""
        return (
            not self.originals
            and any(map(points_or_cancels, self.found))
            and self.place.analyte != WHOLE_ORDER
        )

    @property
    def is_preliminary(self) -> bool:
        values = self.values
        return bool(values) and all(sent.mark[0] <= PROVISIONAL for sent in values)

    @property
    def is_final(self) -> bool:
        return bool(self.originals) and not any(sent.mark[0] <= PROVISIONAL for sent in self.values)


def is_open(found: Iterable[RunObservation]) -> bool:
    return any(sent.observation.status is not Status.FINAL for sent in found)


def points(sent: RunObservation) -> bool:
    status = sent.observation.status
    return status is Status.DELETED or status is Status.CORRECTED


def points_or_cancels(sent: RunObservation) -> bool:
    return points(sent) or (sent.observation.status is Status.NOT_DONE and takes_back(sent.observation))


def course_of(place: Measurement) -> Course:
    return place.center, place.subject, place.analyte
