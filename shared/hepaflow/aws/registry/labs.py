"""Keep the versions of labs' papers in the Registry table."""

from collections.abc import Iterator

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.table import Table
from hepaflow.ports.labs import LabVersion


class LabsTable:
    """The part of the registry that has papers of labs."""

    _table: Table

    def lab_versions(self, study: str) -> Iterator[LabVersion]:
        """Yield every version of every lab of a study, in order of lab and version."""
        for place, record in self._table.query(keys.labs_partition(study)):
            lab, _, version = place.partition("#")
            yield LabVersion(lab, int(version), int(record["number"]), record["toml"])
