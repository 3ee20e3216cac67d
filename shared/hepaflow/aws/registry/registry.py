"""Keep deliveries, claims, states, definitions and the journal in the Registry table."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hepaflow.aws.backoff import ATTEMPTS, wait
from hepaflow.aws.registry import keys
from hepaflow.aws.registry.events import unpacked_event, unpacked_head
from hepaflow.aws.registry.files import (
    packed_claim,
    packed_delivery,
    refuse_collision,
    unpacked_central_labs,
    unpacked_claim,
    unpacked_delivery,
    unpacked_newest,
    unpacked_rules,
    unpacked_state,
)
from hepaflow.aws.registry.growing import Growth, grow, read_growing, write
from hepaflow.aws.registry.jobs_and_unmapped import (
    packed_job,
    packed_unmapped,
    unmapped_place,
    unpacked_job,
    unpacked_unmapped,
)
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.masked import MaskedTable
from hepaflow.aws.registry.queries import QueriesTable
from hepaflow.aws.registry.subjects.effect_inputs import EffectInputsTable
from hepaflow.aws.registry.subjects.items import (
    packed_links,
    packed_sightings,
    unpacked_dossier,
    unpacked_sightings,
)
from hepaflow.aws.registry.subjects.table import SubjectsTable
from hepaflow.aws.registry.table import LAST, Table, Unwritten
from hepaflow.aws.registry.transaction import writes
from hepaflow.aws.registry.user_names import UserNamesTable
from hepaflow.aws.registry.versions import VersionsTable
from hepaflow.domain.fold.suspicion.sightings import Sighting
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.study.files import PROCESSED, SETTLED, Claim, Delivery, FileState
from hepaflow.domain.study.jobs import Job, JobStatus
from hepaflow.domain.study.journal import Event, Head
from hepaflow.domain.study.unmapped import LeftOut, Unmapped
from hepaflow.ports import Change, RunKey, View, attempts
from hepaflow.ports.limits import READ_AT_ONCE

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_LAST_NUMBER = "9" * 12


class RegistryTable(
    SubjectsTable, EffectInputsTable, UserNamesTable, VersionsTable, QueriesTable, MaskedTable
):
    """The registry in DynamoDB; every read is consistent.

    Args:
        client: a DynamoDB client.
        table: the table's name.
        pause: told how many attempts have been in vain, waits a while before the next.
    """

    def __init__(self, client: "DynamoDBClient", table: str, pause: Callable[[int], None] = wait) -> None:
        self._table = Table(client, table, pause)
        self.pause = pause

    def record(self, delivery: Delivery) -> Delivery:
        arrival = self._table.keep(keys.arrival_key(delivery), {"received": delivery.received})
        first = replace(delivery, received=arrival["received"])
        key = keys.delivery_key(first)
        kept = self._table.keep(key, packed_delivery(first))
        return unpacked_delivery(delivery.study, delivery.center, key.sk, kept)

    def find(self, delivery: Delivery) -> Delivery | None:
        partition, place = keys.arrival_key(delivery)
        for _ in self._table.query(partition, place, place):
            return self.record(delivery)
        return None

    def mark(self, delivery: Delivery) -> None:
        condition: dict[str, Any] = {}
        if delivery.status not in PROCESSED:
            settled = {f":{number}": {"S": status} for number, status in enumerate(sorted(SETTLED))}
            condition = {
                "ConditionExpression": f"attribute_not_exists(pk) OR NOT #status IN ({', '.join(settled)})",
                "ExpressionAttributeNames": {"#status": "status"},
                "ExpressionAttributeValues": settled,
            }
        self._table.replace(keys.delivery_key(delivery), packed_delivery(delivery), **condition)

    def deliveries(self, study: str, center: str, after: str = "") -> Iterator[Delivery]:
        """Yield the deliveries of a center in order of receipt.

        Args:
            study: the study's id.
            center: the center's id.
            after: `place` of a delivery; the first one is the one that follows it. "" begins with the first delivery.
        """
        for place, record in self._table.query(keys.deliveries_partition(study, center), after or " "):
            if place != after:
                yield unpacked_delivery(study, center, place, record)

    def claim(self, study: str, file_id: str, claim: Claim) -> Claim:
        """Keep a claim unless its run is claimed already; return the claim that holds.

        Args:
            study: the study's id.
            file_id: id of the file, 64 hex digits.
            claim: the claim; its run number says which run it is for.

        Raises:
            Collision: the claim that holds belongs to another file whose id begins with the same 16 digits.
        """
        kept = self._table.keep(
            keys.claim_key(study, file_id, claim.run_number), packed_claim(file_id, claim)
        )
        return unpacked_claim(file_id, kept)

    def latest_claim(self, study: str, file_id: str) -> Claim | None:
        partition, last = keys.file_partition(study, file_id), keys.CLAIM + LAST
        for _, record in self._table.query(partition, keys.CLAIM, last, newest_first=True, limit=1):
            return unpacked_claim(file_id, record)
        return None

    def claim_of(self, study: str, file_id: str, n: int) -> Claim | None:
        """Return the claim of a run; None if the run is not claimed.

        Args:
            study: the study's id.
            file_id: id of the file; its first 16 digits are enough.
            n: number of the run, from 1.

        Raises:
            Collision: the claim belongs to another file whose id begins with the same 16 digits.
        """
        record = self._table.get(keys.claim_key(study, file_id, n))
        return unpacked_claim(file_id, record) if record else None

    def note_unmapped(self, run: RunId, found: Iterable[Unmapped | LeftOut]) -> None:
        partition = keys.unmapped_partition(run.study, run.center)
        self._table.put_all({Key(partition, unmapped_place(run, one)): packed_unmapped(one) for one in found})

    def unmapped(self, study: str, center: str) -> Iterator[tuple[RunId, Unmapped | LeftOut]]:
        for place, record in self._table.query(keys.unmapped_partition(study, center)):
            yield unpacked_unmapped(study, center, place, record)

    def ask(self, job: Job) -> Job:
        return unpacked_job(job.study, self._table.keep(keys.job_key(job.study, job.id), packed_job(job)))

    def job(self, study: str, job_id: str) -> Job | None:
        record = self._table.get(keys.job_key(study, job_id))
        return unpacked_job(study, record) if record else None

    def settle(self, job: Job) -> None:
        condition = {
            "ConditionExpression": "#status <> :done",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": {":done": {"S": JobStatus.DONE}},
        }
        self._table.replace(keys.job_key(job.study, job.id), packed_job(job), **condition)

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        """Return head, states, subjects' dossiers, registers of centers and claims of runs; each as it is now.

        One request reads up to a hundred of them, side by side; another one the further items of those that have any. An answer for a journal number needs a head that was read
        before.

        Args:
            study: the study's id.
            file_ids: files whose states are read; the first 16 digits of an id are enough.
            subjects: ids of the subjects whose dossiers are read.
            centers: ids of the centers whose register and newest cumulative file are read.
            runs: runs whose claims are read, each as the first 16 digits of a file id and a run number.

        Raises:
            Collision: a state or a claim belongs to another file whose id begins with the same 16 digits.
            Unread: DynamoDB did not return some items after ten attempts.
        """
        head, rules, labs = keys.head_key(study), keys.rules_key(study), keys.central_labs(study)
        files = {file_id: keys.state_key(study, file_id) for file_id in file_ids}
        dossiers = {subject: keys.dossier_key(study, subject) for subject in subjects}
        registers = {center: keys.has_register_key(study, center) for center in centers}
        newest = {center: keys.newest_key(study, center) for center in centers}
        deletions = {center: keys.deletions_key(study, center) for center in centers}
        claims = {run: keys.claim_key(study, *run) for run in runs}
        wanted = (dossiers, registers, newest, deletions, claims, files)
        found = self._table.batch([head, rules, labs, *(key for parts in wanted for key in parts.values())])
        growing = (rules, labs, *dossiers.values(), *newest.values())
        found |= read_growing(self._table, found, growing)
        fold_versions, closings = unpacked_rules(found.get(rules))
        states = {}
        for file_id, key in files.items():
            if key in found:
                refuse_collision(file_id, found[key])
                states[file_id[:FILE_ID_IN_KEYS]] = unpacked_state(found[key])
        return View(
            unpacked_head(found.get(head)),
            states,
            {subject: unpacked_dossier(found.get(key)) for subject, key in dossiers.items()},
            {center: int(found[key]["since"]) for center, key in registers.items() if key in found},
            {run: unpacked_claim(run[0], found[key]) for run, key in claims.items() if key in found},
            {center: unpacked_newest(found[key]) for center, key in newest.items() if key in found},
            fold_versions,
            frozenset(center for center, key in deletions.items() if key in found),
            closings,
            unpacked_central_labs(found.get(labs)),
        )

    def files(self, study: str, center: str) -> Iterator[FileState]:
        listed = (record["file_id"] for _, record in self._table.query(keys.files_partition(study, center)))
        places = [keys.state_key(study, file_id) for file_id in listed]
        for start in range(0, len(places), READ_AT_ONCE):
            some = places[start : start + READ_AT_ONCE]
            found = self._table.batch(some)
            yield from (unpacked_state(found[place]) for place in some)

    def head(self, study: str) -> Head:
        return unpacked_head(self._table.get(keys.head_key(study)))

    def append(self, study: str, event: Event, change: Change) -> bool:
        """Add an event and make its change, in one transaction; return False if the head has moved or a state differs.

        Args:
            study: the study's id.
            event: the event, with its journal number and hash.
            change: what the event changes beside the journal.

        Returns:
            True also if an earlier attempt, whose answer was lost, has written this event.
        """
        if write(self._table, writes(study, event, change), f"{study}\0{event.hash}"):
            return True
        written = self._table.get(keys.event_key(study, event.journal_number))
        return written is not None and written["hash"] == event.hash  # by an attempt whose answer was lost

    def events(self, study: str, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        """Yield the journal's events with numbers above `after`, in order.

        Args:
            study: the study's id.
            after: a journal number; 0 begins with the first event.
            limit: the largest number of events; None means all.
        """
        first = keys.padded_number(after + 1)
        for place, record in self._table.query(
            keys.journal_partition(study), first, _LAST_NUMBER, limit=limit
        ):
            yield unpacked_event(place, record)

    def number_at(self, study: str, at: str) -> int:
        for _, record in self._table.query(
            keys.times_partition(study), last=at or " ", newest_first=True, limit=1
        ):
            return int(record["number"])
        return 0

    def note_specimens(self, study: str, center: str, seen: Collection[Sighting]) -> None:
        """Keep for which subjects a center's files report which specimens; each stays for good.

        Args:
            study: the study's id.
            center: id of the center that sent the files.
            seen: pairs of a subject and a specimen; a specimen is a short hash of its id and day of collection.
        """
        for place, record in packed_sightings(seen):
            self._table.keep(Key(keys.specimens_partition(study, center), place), record)

    def specimens(self, study: str, center: str) -> Iterator[Sighting]:
        for _, record in self._table.query(keys.specimens_partition(study, center)):
            yield from unpacked_sightings(record)

    def link(self, study: str, subject: str, others: Collection[str]) -> None:
        """Keep in the dossier of a subject that it shares specimens with others; a repeated link is kept once.

        Args:
            study: the study's id.
            subject: id of the subject whose dossier is written.
            others: ids of the subjects that share a specimen with it.

        Raises:
            Unwritten: other writers came first too often.
        """
        for record in packed_links(others):
            growth = Growth(keys.dossier_key(study, subject), record)
            for _ in attempts(ATTEMPTS, self.pause):
                if grow(self._table, growth, f"{growth}"):
                    break
            else:
                raise Unwritten(f"links after {ATTEMPTS} attempts")
