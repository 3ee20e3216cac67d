"""Keep what masked roles may not know in the Registry table, in partitions that nothing else reads."""

from collections.abc import Iterator

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.table import LAST, Record, Table
from hepaflow.domain.masked.masked import MaskedTopic, MaskedVersion
from hepaflow.domain.study.journal import Event

_TEXTS = ("subject", "content", "actor", "reason", "salt", "reason_digest")


class MaskedTable:
    """The part of the registry that has what masked roles may not know."""

    _table: Table

    def masked_versions(
        self, study: str, topic: MaskedTopic, subject: str | None = None
    ) -> Iterator[MaskedVersion]:
        """Yield every version of a topic, in order of subject and version.

        Args:
            study: the study's id.
            topic: the topic.
            subject: the only one; "" for the study, None for all.
        """
        within = () if subject is None else (f"{subject}#", f"{subject}#{LAST}")
        found = self._table.query(keys.masked_partition(study, topic), *within)
        versions = [_unpacked(topic, record) for _, record in found]
        wanted = (one for one in versions if subject in {None, one.subject})
        return iter(sorted(wanted, key=lambda one: (one.subject, one.version)))


def masked_item(study: str, event: Event, masked: MaskedVersion) -> tuple[Key, Record]:
    """Return where a version is kept, and as what.

    Args:
        study: the study's id.
        event: the event that records it.
        masked: the version.
    """
    place = keys.masked_place(masked.subject, masked.version)
    record = {name: getattr(masked, name) for name in _TEXTS}
    record |= {"version": str(masked.version), "number": str(event.journal_number), "at": event.at}
    return Key(keys.masked_partition(study, masked.topic), place), record


def _unpacked(topic: MaskedTopic, record: Record) -> MaskedVersion:
    texts = {name: record[name] for name in _TEXTS}
    number = int(record["number"])
    return MaskedVersion(
        topic=topic, version=int(record["version"]), journal_number=number, at=record["at"], **texts
    )
