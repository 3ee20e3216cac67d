"""The Registry table: deliveries, claims, states, definitions and the journal of every study."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from hepaflow.aws import registry_keys as keys
from hepaflow.aws.candidates import packed_subjects, unpacked_subjects
from hepaflow.aws.journal_entry import writes
from hepaflow.aws.journal_items import unpacked_decisions, unpacked_event, unpacked_head
from hepaflow.aws.registry_items import (
    packed_claim,
    packed_delivery,
    refuse_collision,
    unpacked_claim,
    unpacked_delivery,
    unpacked_state,
)
from hepaflow.aws.registry_keys import Key
from hepaflow.aws.registry_table import LAST, READ_AT_ONCE, Table
from hepaflow.aws.waits import wait
from hepaflow.domain.decisions import Decision
from hepaflow.domain.files import SETTLED, Claim, Delivery, FileState
from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.journal import Event, Head
from hepaflow.domain.profile import Profile
from hepaflow.domain.study import StudyDefinition
from hepaflow.pipeline.configure import profile_from_toml
from hepaflow.ports import Change, View

_TOKEN = 36  # characters of a client request token (DynamoDB API reference, TransactWriteItems)
_LAST_NUMBER = "9" * 12


class RegistryTable:
    """The registry in DynamoDB; every read is consistent.

    Args:
        client: a DynamoDB client.
        table: the table's name.
        pause: told how many attempts have been in vain, waits a while before the next.
    """

    def __init__(self, client: Any, table: str, pause: Callable[[int], None] = wait) -> None:
        self._table = Table(client, table, pause)

    def record(self, delivery: Delivery) -> Delivery:
        key = keys.delivery(delivery)
        kept = self._table.keep(key, packed_delivery(delivery))
        return unpacked_delivery(delivery.study, delivery.center, key.sk, kept)

    def mark(self, delivery: Delivery) -> None:
        condition: dict[str, Any] = {}
        if delivery.status not in SETTLED:
            settled = {f":{number}": {"S": status} for number, status in enumerate(sorted(SETTLED))}
            condition = {
                "ConditionExpression": f"attribute_not_exists(pk) OR NOT #status IN ({', '.join(settled)})",
                "ExpressionAttributeNames": {"#status": "status"},
                "ExpressionAttributeValues": settled,
            }
        self._table.replace(keys.delivery(delivery), packed_delivery(delivery), **condition)

    def deliveries(self, study: str, center: str) -> Iterator[Delivery]:
        for place, record in self._table.query(keys.deliveries(study, center)):
            yield unpacked_delivery(study, center, place, record)

    def claim(self, study: str, file_id: str, claim: Claim) -> Claim:
        kept = self._table.keep(keys.claim(study, file_id, claim.n), packed_claim(file_id, claim))
        return unpacked_claim(file_id, kept)

    def latest_claim(self, study: str, file_id: str) -> Claim | None:
        partition, last = keys.file(study, file_id), keys.CLAIM + LAST
        for _, record in self._table.query(partition, keys.CLAIM, last, newest_first=True, limit=1):
            return unpacked_claim(file_id, record)
        return None

    def view(self, study: str, file_ids: Iterable[str], subject: str = "") -> View:
        wanted = [(file_id, keys.state(study, file_id)) for file_id in file_ids]
        head, decisions = keys.head(study), keys.decisions(study, subject)
        beside = [decisions] if subject else []
        found = self._table.batch([head, *beside, *(key for _, key in wanted)])
        states = {}
        for file_id, key in wanted:
            if key in found:
                refuse_collision(file_id, found[key])
                states[file_id[:FILE_ID_IN_KEYS]] = unpacked_state(found[key])
        made = unpacked_decisions(found.get(decisions))
        return View(unpacked_head(found.get(head)), states, tuple(made))

    def files(self, study: str, center: str) -> Iterator[FileState]:
        listed = (record["file_id"] for _, record in self._table.query(keys.files(study, center)))
        places = [keys.state(study, file_id) for file_id in listed]
        for start in range(0, len(places), READ_AT_ONCE):
            some = places[start : start + READ_AT_ONCE]
            found = self._table.batch(some)
            yield from (unpacked_state(found[place]) for place in some)

    def head(self, study: str) -> Head:
        return unpacked_head(self._table.get(keys.head(study)))

    def append(self, study: str, event: Event, change: Change) -> bool:
        requests = writes(self._table.name, study, event, change)
        if self._table.transact(requests, event.hash[:_TOKEN]):
            return True
        written = self._table.get(keys.event(study, event.number))
        return written is not None and written["hash"] == event.hash  # by an attempt whose answer was lost

    def events(self, study: str, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        first = keys.numbered(after + 1)
        for place, record in self._table.query(keys.journal(study), first, _LAST_NUMBER, limit=limit):
            yield unpacked_event(place, record)

    def number_at(self, study: str, at: str) -> int:
        for _, record in self._table.query(keys.times(study), last=at or " ", newest_first=True, limit=1):
            return int(record["number"])
        return 0

    def profile(self, study: str, center: str, version: int | None = None) -> Profile | None:
        text = self.profile_text(study, center, version)
        return profile_from_toml(text) if text is not None else None

    def profile_text(self, study: str, center: str, version: int | None = None) -> str | None:
        return self._version(keys.profiles(study, center), version, "toml")

    def definition(self, study: str, version: int | None = None) -> StudyDefinition | None:
        text = self._version(keys.definitions(study), version, "json")
        return StudyDefinition.model_validate_json(text) if text is not None else None

    def decisions(self, study: str, subject: str) -> list[Decision]:
        return unpacked_decisions(self._table.get(keys.decisions(study, subject)))

    def note_subjects(self, study: str, center: str, subjects: Iterable[str]) -> None:
        new = set(subjects).difference(self.subjects(study, center))
        for place, record in packed_subjects(new):
            self._table.keep(Key(keys.subjects(study, center), place), record)

    def subjects(self, study: str, center: str) -> Iterator[str]:
        items = self._table.query(keys.subjects(study, center))
        yield from sorted({subject for _, record in items for subject in unpacked_subjects(record)})

    def _version(self, partition: str, version: int | None, attribute: str) -> str | None:
        """Return one version of a definition, the newest unless one is named."""
        first, last = (keys.versioned(version),) * 2 if version else (" ", LAST)
        for _, record in self._table.query(partition, first, last, newest_first=True, limit=1):
            return record[attribute]
        return None
