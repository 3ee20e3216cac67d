"""Keep the versions of definitions, of profiles and of labs' papers in the Registry table."""

from collections.abc import Iterator

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.events import unpacked_definition
from hepaflow.aws.registry.table import LAST, Table
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.ports.labs import LabVersion

_ALWAYS = "0"  # what earlier versions of hepaflow wrote has no number, and no rules of answers


class VersionsTable:
    """The part of the registry that has versions which are never edited."""

    _table: Table

    def lab_versions(self, study: str) -> Iterator[LabVersion]:
        """Yield every version of every lab of a study, in order of lab and version."""
        for place, record in self._table.query(keys.labs_partition(study)):
            lab, _, version = place.partition("#")
            yield LabVersion(lab, int(version), int(record["number"]), record["toml"])

    def profile(
        self, study: str, center: str, version: int | None = None, *, feed: str = MAIN_FEED
    ) -> Profile | None:
        """Return one version of the profile of a center's feed; None if it does not exist.

        Args:
            study: the study's id.
            center: the center's id.
            version: number of the version; None means the newest.
            feed: the feed.

        Raises:
            ProfileFault: the stored text is not a valid profile.
        """
        text = self.profile_text(study, center, version, feed=feed)
        return profile_from_toml(text) if text is not None else None

    def profile_text(
        self, study: str, center: str, version: int | None = None, *, feed: str = MAIN_FEED
    ) -> str | None:
        """Return one version of the profile of a center's feed as it was written (TOML); None if it does not exist.

        Args:
            study: the study's id.
            center: the center's id.
            version: number of the version; None means the newest.
            feed: the feed.
        """
        return self._version(keys.profiles_partition(study, center, feed), version, "toml")

    def definition(self, study: str, version: int | None = None) -> StudyDefinition | None:
        text = self._version(keys.definitions_partition(study), version, "json")
        return unpacked_definition(text) if text is not None else None

    def definition_at(self, study: str, journal_number: int) -> StudyDefinition | None:
        """Return the definition that was in force at a journal number; None if there was none."""
        versions = self._table.query(keys.definitions_partition(study), newest_first=True)
        for _, record in versions:
            if int(record.get("number", _ALWAYS)) <= journal_number:
                return unpacked_definition(record["json"])
        return None

    def studies(self) -> Iterator[str]:
        """Yield the ids of the studies to which this version of hepaflow added a definition, in order."""
        for _, record in self._table.query(keys.STORED_SCHEMA.pk, keys.STUDIES, keys.STUDIES + LAST):
            yield record["study"]

    def _version(self, partition: str, version: int | None, attribute: str) -> str | None:
        """Return one version of a definition, the newest unless one is named."""
        first, last = (keys.padded_version(version),) * 2 if version else (" ", LAST)
        for _, record in self._table.query(partition, first, last, newest_first=True, limit=1):
            return record[attribute]
        return None
