"""The registry kept in memory."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.fold.suspicion.sightings import Sighting
from hepaflow.domain.identity import FILE_ID_IN_KEYS, RunId
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.addresses import key_hash, without_key
from hepaflow.domain.study.enrolment import entries_of
from hepaflow.domain.study.files import PROCESSED, SETTLED, Claim, Delivery, DeliveryStatus, FileState
from hepaflow.domain.study.fold_rules import VersionSince
from hepaflow.domain.study.jobs import Job, JobStatus
from hepaflow.domain.study.journal import Event, Head
from hepaflow.domain.study.register import RESERVED_CENTER, Closing, Registered
from hepaflow.domain.study.unmapped import LeftOut, Unmapped
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.ports import Change, LabsSince, RunKey, View
from local.memory.candidates import MemoryCandidates
from local.memory.definitions import MemoryDefinitions
from local.memory.effect_inputs import MemoryEffectInputs
from local.memory.labs import MemoryLabs
from local.memory.masked import MemoryMasked
from local.memory.queries import MemoryQueries
from local.memory.user_names import MemoryUserNames

_parsed = cache(profile_from_toml)  # it is asked for at every step, and frozen


@dataclass(slots=True)
class MemoryRegistry(
    MemoryUserNames,
    MemoryDefinitions,
    MemoryLabs,
    MemoryQueries,
    MemoryMasked,
    MemoryEffectInputs,
    MemoryCandidates,
):
    """Everything that the registry keeps, by study."""

    recorded: dict[tuple[str, str, str, str], Delivery] = field(default_factory=dict)
    claims: dict[tuple[str, str], dict[int, Claim]] = field(default_factory=dict)
    file_states: dict[str, dict[str, FileState]] = field(default_factory=dict)
    journals: dict[str, list[Event]] = field(default_factory=dict)
    profiles: dict[tuple[str, str, str], dict[int, str]] = field(default_factory=dict)
    dossiers: dict[tuple[str, str], Dossier] = field(default_factory=dict)
    registers: dict[tuple[str, str], dict[str, list[Registered]]] = field(default_factory=dict)
    newest: dict[tuple[str, str], tuple[Newest, ...]] = field(default_factory=dict)
    fold_versions: dict[str, tuple[VersionSince, ...]] = field(default_factory=dict)
    closings: dict[str, tuple[Closing, ...]] = field(default_factory=dict)
    central_labs: dict[str, tuple[LabsSince, ...]] = field(default_factory=dict)
    seen: dict[tuple[str, str], set[Sighting]] = field(default_factory=dict)
    deleting: set[tuple[str, str]] = field(default_factory=set)
    jobs: dict[tuple[str, str], Job] = field(default_factory=dict)
    unknown: dict[tuple[str, str], dict[tuple[str, ...], tuple[RunId, Unmapped | LeftOut]]] = field(
        default_factory=dict
    )

    def record(self, delivery: Delivery) -> Delivery:
        return self.find(delivery) or self.recorded.setdefault(_place(delivery), without_key(delivery))

    def find(self, delivery: Delivery) -> Delivery | None:
        identity = _identity(delivery)
        return next((kept for kept in self.recorded.values() if _identity(kept) == identity), None)

    def mark(self, delivery: Delivery) -> None:
        kept = self.recorded.get(_place(delivery))
        if kept is None or delivery.status in PROCESSED or kept.status not in SETTLED:
            self.recorded[_place(delivery)] = without_key(delivery)

    def deliveries(self, study: str, center: str, after: str = "") -> Iterator[Delivery]:
        known = (self.recorded[place] for place in sorted(self.recorded) if place[:2] == (study, center))
        return (delivery for delivery in known if delivery.place > after)

    def claim(self, study: str, file_id: str, claim: Claim) -> Claim:
        return self.claims.setdefault((study, file_id), {}).setdefault(claim.run_number, claim)

    def latest_claim(self, study: str, file_id: str) -> Claim | None:
        claims = self.claims.get((study, file_id), {})
        return claims[max(claims)] if claims else None

    def claim_of(self, study: str, file_id: str, n: int) -> Claim | None:
        return self.claims.get((study, file_id), {}).get(n)

    def note_unmapped(self, run: RunId, found: Iterable[Unmapped | LeftOut]) -> None:
        short = replace(run, file_id=run.file_id[:FILE_ID_IN_KEYS])
        kept = self.unknown.setdefault((run.study, run.center), {})
        for unmapped in found:
            names = ("left-out",) if isinstance(unmapped, LeftOut) else unmapped.names
            kept[*names, short.file_id, str(short.run_number)] = (short, unmapped)

    def unmapped(self, study: str, center: str) -> Iterator[tuple[RunId, Unmapped | LeftOut]]:
        kept = self.unknown.get((study, center), {})
        return (kept[place] for place in sorted(kept))

    def ask(self, job: Job) -> Job:
        return self.jobs.setdefault((job.study, job.id), job)

    def job(self, study: str, job_id: str) -> Job | None:
        return self.jobs.get((study, job_id))

    def settle(self, job: Job) -> None:
        if self.jobs[job.study, job.id].status is not JobStatus.DONE:
            self.jobs[job.study, job.id] = job

    def view(
        self,
        study: str,
        file_ids: Iterable[str],
        subjects: Collection[str] = (),
        centers: Collection[str] = (),
        runs: Collection[RunKey] = (),
    ) -> View:
        states = self.file_states.get(study, {})
        wanted = {file_id[:FILE_ID_IN_KEYS] for file_id in file_ids}
        found = {key: state for key, state in states.items() if key in wanted}
        dossiers = {subject: self.dossiers.get((study, subject), Dossier()) for subject in subjects}
        since = {center: self._since(study, center) for center in centers}
        registers = {center: number for center, number in since.items() if number}
        known = {
            (file_id[:FILE_ID_IN_KEYS], n): claim
            for (of_study, file_id), claims in self.claims.items()
            for n, claim in claims.items()
            if of_study == study
        }
        claimed = {run: known[run] for run in runs if run in known}
        newest = {center: self.newest[study, center] for center in centers if (study, center) in self.newest}
        deleting = frozenset(center for center in centers if (study, center) in self.deleting)
        versions = self.fold_versions.get(study, ())
        closings, labs = self.closings.get(study, ()), self.central_labs.get(study, ())
        return View(
            self.head(study), found, dossiers, registers, claimed, newest, versions, deleting, closings, labs
        )

    def files(self, study: str, center: str) -> Iterator[FileState]:
        return (state for state in self.file_states.get(study, {}).values() if state.center == center)

    def head(self, study: str) -> Head:
        journal = self.journals.get(study)
        return journal[-1].head if journal else Head()

    def pause(self, attempt: int) -> None:
        """Nobody is in the way for long."""

    def append(self, study: str, event: Event, change: Change) -> bool:
        if event.previous != self.head(study).hash or not (
            self._fits(study, change)
            and self.is_new_lab(study, change.lab)
            and self.fits_query(study, change.query)
            and self.is_new_masked(study, change.masked)
        ):
            return False
        self.journals.setdefault(study, []).append(event)
        if change.state is not None:
            self._keep_state(study, event.journal_number, change.state, change.newest)
        if change.profile is not None:
            center, feed, version, text = change.profile
            self.profiles.setdefault((study, center, feed), {})[version] = text
        if change.definition is not None:
            self._define(study, event.journal_number, change.definition, change)
        if change.decision is not None:
            decision = replace(change.decision, journal_number=event.journal_number)
            for subject in decision.concerns:
                self._note(study, subject, Dossier(decisions=(decision,)))
        self._close(study, event.journal_number, change.register_closed)
        self._take_out(change.removed)
        self.erase(study, event, change.erased_name)
        self.add_lab(study, event, change.lab)
        self.keep_query(study, event, change.query)
        self.keep_masked(study, event, change.masked)
        if change.entry is not None:
            self._enter(study, replace(change.entry, journal_number=event.journal_number), change)
        return True

    def _close(self, study: str, number: int, closed: bool | None) -> None:  # noqa: FBT001 as a change has it
        if closed is not None:
            self.closings[study] = (*self.closings.get(study, ()), (number, closed))

    def _take_out(self, was: Delivery | None) -> None:
        if was is not None:
            self.recorded[_place(was)] = replace(without_key(was), status=DeliveryStatus.REMOVED)

    def _define(self, study: str, number: int, definition: tuple[int, str], change: Change) -> None:
        self.add_definition(study, number, definition)
        if change.fold_version is not None:
            self.fold_versions[study] = (*self.fold_versions.get(study, ()), (number, change.fold_version))
        if change.central_labs is not None:
            self.central_labs[study] = (*self.central_labs.get(study, ()), (number, change.central_labs))

    def _keep_state(self, study: str, number: int, state: FileState, newest: tuple[Newest, ...]) -> None:
        self.file_states.setdefault(study, {})[state.file_id[:FILE_ID_IN_KEYS]] = state
        if newest:
            place = study, state.center
            told = (replace(one, journal_number=number) for one in newest)
            self.newest[place] = (*self.newest.get(place, ()), *told)

    def _enter(self, study: str, entry: Registered, change: Change) -> None:
        subject = entry.subject
        register = self.registers.setdefault((study, _register(entry)), {})
        register.setdefault(subject.id, []).append(entry)
        self._note(study, subject.id, Dossier(entries=(entry,)))
        for former, belonging in change.belonging(entry.journal_number):
            self._note(study, former, Dossier(belonging=(belonging,)))

    def _note(self, study: str, subject: str, more: Dossier) -> None:
        known = self.dossiers.get((study, subject), Dossier())
        self.dossiers[study, subject] = known.plus(more)

    def _since(self, study: str, center: str) -> int:
        entries = (
            entry
            for (of_study, _), register in self.registers.items()
            if of_study == study
            for versions in register.values()
            for entry in versions
        )
        return min((one.journal_number for one in entries if one.subject.center == center), default=0)

    def _fits(self, study: str, change: Change) -> bool:
        if change.state is not None:
            present = self.file_states.get(study, {}).get(change.state.file_id[:FILE_ID_IN_KEYS])
            if present != change.was:
                return False
        if change.profile is not None:
            center, feed, version, _ = change.profile
            if version in self.profiles.get((study, center, feed), {}):
                return False
        if change.removed is not None and self.find(change.removed) != without_key(change.removed):
            return False
        if change.entry is not None:
            subject = change.entry.subject
            versions = self.registers.get((study, _register(change.entry)), {}).get(subject.id, [None])
            if versions[-1] != change.replaced:
                return False
        return change.definition is None or change.definition[0] not in self.definitions.get(study, {})

    def events(self, study: str, after: int = 0, limit: int | None = None) -> Iterator[Event]:
        return iter(self.journals.get(study, [])[after:][:limit])

    def number_at(self, study: str, at: str) -> int:
        return sum(event.at <= at for event in self.journals.get(study, []))

    def profile(
        self, study: str, center: str, version: int | None = None, *, feed: str = MAIN_FEED
    ) -> Profile | None:
        versions = self.profiles.get((study, center, feed), {})
        wanted = version or max(versions, default=0)
        return _parsed(versions[wanted]) if wanted in versions else None

    def profile_text(
        self, study: str, center: str, version: int | None = None, *, feed: str = MAIN_FEED
    ) -> str | None:
        versions = self.profiles.get((study, center, feed), {})
        return versions.get(version or max(versions, default=0))

    def note_deletions(self, study: str, center: str) -> None:
        self.deleting.add((study, center))

    def note_specimens(self, study: str, center: str, seen: Collection[Sighting]) -> None:
        self.seen.setdefault((study, center), set()).update(seen)

    def specimens(self, study: str, center: str) -> Iterator[Sighting]:
        return iter(sorted(self.seen.get((study, center), ())))

    def link(self, study: str, subject: str, others: Collection[str]) -> None:
        self._note(study, subject, Dossier(links=frozenset(others)))

    def subjects(self, study: str, center: str) -> Iterator[str]:
        registered = (entry.subject.id for entry in self.register(study, center))
        return iter(sorted({*self.noted.get((study, center), ()), *registered}))

    def register(self, study: str, center: str, after: str = "") -> Iterator[Registered]:
        return entries_of(
            center, self._entries(study, center, after), self._entries(study, RESERVED_CENTER, after)
        )

    def _entries(self, study: str, center: str, after: str) -> Iterator[Registered]:
        register = self.registers.get((study, center), {})
        return (register[subject][-1] for subject in sorted(register) if subject > after)


def _register(entry: Registered) -> str:
    return RESERVED_CENTER if entry.of_study else entry.subject.center


def _identity(delivery: Delivery) -> tuple[str, str, str, str]:
    return delivery.study, delivery.center, key_hash(delivery), delivery.version_id


def _place(delivery: Delivery) -> tuple[str, str, str, str]:
    return delivery.study, delivery.center, delivery.received, delivery.version_id
