"""Record which users call with which roles, in a journal beside that of the study (docs/adr/0033-login.md)."""

from dataclasses import dataclass, field

from hepaflow.domain.study.journal import Draft, Event, EventKind, Head, access_journal
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Clock
from hepaflow.ports import Change, Journal


@dataclass(frozen=True, slots=True)
class PresentedRoles:
    """The roles in a study that a user's token names.

    Attributes:
        user: the user's id at the issuer.
        roles: such as `data-manager` or `center-CN-01`.
        issued: when the token was issued, in seconds since 1970.
    """

    user: str
    roles: frozenset[str]
    issued: int


@dataclass(slots=True)
class KnownRoles:
    """What the access journal of a study says, as far as this process has read it.

    Attributes:
        after: the number of the last event that was read.
        roles: of each user.
        recorded: when the token was issued with which each user's roles were recorded last.
        checked: when the newest token was issued that was compared, by user.
        seen: number of each user's newest `role-seen`.
    """

    after: int = 0
    roles: dict[str, frozenset[str]] = field(default_factory=dict)
    recorded: dict[str, int] = field(default_factory=dict)
    checked: dict[str, int] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    def learn(self, event: Event) -> None:
        """Take an event of the journal into account."""
        draft = event.draft
        self.after = event.journal_number
        if draft.kind not in {EventKind.ROLE_SEEN, EventKind.ROLE_GONE}:
            return  # what an operator did to a user; his tokens say when it takes effect
        role = frozenset({str(draft.details["role"])})
        known = self.roles.get(draft.actor, frozenset())
        self.roles[draft.actor] = known | role if draft.kind is EventKind.ROLE_SEEN else known - role
        self.recorded[draft.actor] = int(draft.details["issued"])
        if draft.kind is EventKind.ROLE_SEEN:
            self.seen[draft.actor] = event.journal_number

    def newest_seen(self, user: str) -> int:
        """Return the number of the newest `role-seen` of a user who has a role; 0 if he has none."""
        return self.seen.get(user, 0) if self.roles.get(user) else 0


def record_roles(
    journal: Journal, study: str, clock: Clock, presented: PresentedRoles, known: KnownRoles
) -> bool:
    """Record each role that a user calls with for the first time, and each that he calls without for the first time.

    A process compares a token once. A token that is older than the one recorded last changes nothing: a user may have
    two at once.

    Args:
        journal: where journals are kept.
        study: whose roles.
        clock: the time of events.
        presented: the roles that the token names.
        known: what this process knows; it is brought up to date.

    Returns:
        False if the token, or a newer one of the user, was compared before.
    """
    user, name = presented.user, access_journal(study)
    if presented.issued <= known.checked.get(user, -1):
        return False

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        for event in journal.events(name, known.after):
            known.learn(event)
        draft = _difference(known, presented)
        return (draft, Change()) if draft else None

    while event := append(journal, name, clock, draw_up):
        known.learn(event)
    known.checked[user] = presented.issued
    return True


def _difference(known: KnownRoles, presented: PresentedRoles) -> Draft | None:
    """Return the first event that is missing, if any."""
    user = presented.user
    before = known.roles.get(user, frozenset())
    if presented.issued < known.recorded.get(user, 0):
        return None
    for role in sorted(before ^ presented.roles):
        kind = EventKind.ROLE_GONE if role in before else EventKind.ROLE_SEEN
        return Draft(kind, user, "", {"role": role, "issued": presented.issued})
    return None
