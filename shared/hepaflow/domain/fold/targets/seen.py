"""Remember when each specimen was first reported, by measurement."""

from collections.abc import Mapping

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.targets.reports import MeasurementReports


class SeenSpecimens:
    """When each specimen was first reported, by measurement."""

    def __init__(self, groups: Mapping[Measurement, list[RunObservation]]) -> None:
        self._groups = groups
        self._first: dict[tuple[str, str, str], dict[Measurement, str]] = {}

    def knows_orders_of(self, part: MeasurementReports) -> bool:
        """Say whether a feed that sends only what is new sent other results of the specimen before."""
        first = min(part.pointing, key=lambda sent: sent.run.received)
        if first.run.cumulative or not first.specimen:
            return False
        known = self._known()[part.place.center, part.place.subject, first.specimen]
        return any(since < first.run.received for place, since in known.items() if place != part.place)

    def _known(self) -> dict[tuple[str, str, str], dict[Measurement, str]]:
        if not self._first:
            for place, found in self._groups.items():
                for sent in found:
                    known = self._first.setdefault((place.center, place.subject, sent.specimen), {})
                    known[place] = min(sent.run.received, known.get(place, sent.run.received))
        return self._first
