"""Define one event's change, and one batch read of the registry."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hepaflow.domain.fold.decisions import Decision
from hepaflow.domain.fold.dossier import Dossier
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.masked.masked import MaskedVersion
from hepaflow.domain.queries.queries import Query
from hepaflow.domain.study.files import Claim, Delivery, FileState
from hepaflow.domain.study.fold_rules import VersionSince
from hepaflow.domain.study.journal import Head
from hepaflow.domain.study.register import Closing, FormerId, Registered

if TYPE_CHECKING:
    from hepaflow.domain.visits.masking import Mask


@dataclass(frozen=True, slots=True)
class Change:
    """What one event changes beside the journal; everything is written in one transaction, or nothing.

    Attributes:
        state: the file's new state.
        was: the state it must have been in; None: it must not have existed.
        profile: (center, feed, version, TOML) that must not exist yet.
        definition: (version, JSON) of the study that must not exist yet.
        lab: (lab, version, TOML) of a lab's papers that must not exist yet.
        decision: a decision, without its journal number; kept with the subjects that it concerns.
        entry: a version of a subject's entry in the register, without its journal number.
        replaced: the version before in the same register; None: there must be none.
        also_replaced: entries of centers' registers in whose place the entry of the study's register stands from now on.
        newest: which cumulative file of a feed of the state's center is the newest from now on, without its journal
            number; of a feed that is not named, that stays as it is.
        register_closed: whether the study's register is closed from this event on; None: that stays as it is.
        removed: a delivery as it was; from now on it is removed, and must not have changed before.
        query: a query as it is from now on; its last version is without its place in the journal, and none has been
            added since the version before it.
        masked: a version of what masked roles may not know, without its place in the journal; it must not exist yet.
        fold_version: with a definition, the version of the fold's rules that is in force from this event on; None: it stays.
        central_labs: with a definition, the centers that may send results of all subjects from this event on; None: they stay.
        erased_name: with an event of an access journal, the user whose display name is erased; None: names stay.
    """

    state: FileState | None = None
    was: FileState | None = None
    profile: tuple[str, str, int, str] | None = None
    definition: tuple[int, str] | None = None
    lab: tuple[str, int, str] | None = None
    decision: Decision | None = None
    entry: Registered | None = None
    replaced: Registered | None = None
    also_replaced: tuple[Registered, ...] = ()
    newest: tuple[Newest, ...] = ()
    fold_version: int | None = None
    central_labs: frozenset[str] | None = None
    removed: Delivery | None = None
    register_closed: bool | None = None
    erased_name: str | None = None
    query: Query | None = None
    masked: MaskedVersion | None = None

    def belonging(self, number: int) -> Iterator[tuple[str, FormerId]]:
        """Yield each former id that gets another owner by this entry, with what becomes of it; one more for each sender."""
        if self.entry is None:
            return
        replaced = (*self.also_replaced, *((self.replaced,) if self.replaced else ()))
        before = {pair for entry in replaced for pair in entry.former_ids()}
        now = self.entry.former_ids()
        for center, former in sorted(before ^ now):
            owner = self.entry.subject.id if (center, former) in now else ""
            yield former, FormerId(number, center, owner)


LabsSince = tuple[int, frozenset[str]]  # journal number, and the central labs from it on
RunKey = tuple[str, int]  # of the file id the first 16 digits, and the run


@dataclass(frozen=True, slots=True)
class View:
    """What counts at one moment.

    Attributes:
        head: where the journal ends.
        states: by the first digits of the file id, as the keys of panels carry it; a file without a state is absent.
        dossiers: what is known of each subject that was named.
        registers: by center, the journal number from which on it has a register; a center without one is absent.
        claims: by the first digits of the file id and the run.
        newest: by center, which cumulative file of which feed was the newest from which journal number on, oldest first; a center
            without any is absent.
        fold_versions: which version of the fold's rules is in force from which journal number on, oldest first.
        closings: whether the study's register is closed, from which journal number on, oldest first; empty: never.
        deleting: the centers of which a file deletes results by their ids alone, whether it counts or not.
        central_labs: which centers may send results of all subjects from which journal number on, oldest first.
        mask_at: returns by journal number what the caller does not see; None: he sees everything.
        supposed: dossiers of another state with which this one is compared: what either shows to a masked caller is masked in both.
    """

    head: Head
    states: Mapping[str, FileState]
    dossiers: Mapping[str, Dossier] = field(default_factory=dict)
    registers: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[RunKey, Claim] = field(default_factory=dict)
    newest: Mapping[str, tuple[Newest, ...]] = field(default_factory=dict)
    fold_versions: tuple[VersionSince, ...] = ()
    deleting: frozenset[str] = frozenset()
    closings: tuple[Closing, ...] = ()
    central_labs: tuple[LabsSince, ...] = ()
    mask_at: "Callable[[int], Mask] | None" = None
    supposed: Mapping[str, Dossier] = field(default_factory=dict)

    def state(self, file_id: str) -> FileState | None:
        return self.states.get(file_id[:FILE_ID_IN_KEYS])
