"""Change whether the register of a study is closed, once what that alters was shown and confirmed (docs/adr/0044)."""

from dataclasses import dataclass

from hepaflow.domain.study.journal import Draft, Event, EventKind, Head
from hepaflow.domain.study.register import closed_at
from hepaflow.pipeline.changes.void import StandsAlready
from hepaflow.pipeline.desk.checks import require_study
from hepaflow.pipeline.desk.subject_results import journal_number
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.register.outcome import RegisterEffect, RegisterOutcome, ToConfirm, require_confirmed
from hepaflow.pipeline.register.preview import closing_difference
from hepaflow.pipeline.services import Services
from hepaflow.ports import Change


@dataclass(frozen=True, slots=True)
class RequestedClosing:
    """What a data manager wants to become of the register.

    Attributes:
        study: the study's id.
        closed: whether it is to be closed, or open.
        actor: who wants it.
        reason: why.
        confirm: the digest of the difference that may take effect, or "".
    """

    study: str
    closed: bool
    actor: str
    reason: str
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class RegisterStatus:
    """Whether the register was closed at a journal number, and since which event; 0: it was never closed by then."""

    journal_number: int
    closed: bool
    since: int


def register_status(services: Services, study: str, as_of: str) -> RegisterStatus:
    """Return whether the register is closed as of a journal number.

    Args:
        services: the ports.
        study: the study's id.
        as_of: a journal number, or an ISO 8601 time with offset; "" for now.

    Raises:
        UnclearMoment: `as_of` cannot be understood.
        NotYet: the number is beyond the end of the journal.
        Missing: there is no such study.
    """
    require_study(services, study)
    number = journal_number(services, study, as_of)
    turns = [turn for turn in services.registry.view(study, []).closings if turn[0] <= number]
    since, closed = turns[-1] if turns else (0, False)
    return RegisterStatus(number, closed, since)


def turn_register(wish: RequestedClosing, services: Services) -> RegisterOutcome:
    """Close the register or open it again; alter current results only where that is confirmed.

    The same request again, also after an interruption, gives the same answer.

    Args:
        wish: the request.
        services: the ports.

    Raises:
        Missing: there is no such study.
        StandsAlready: the register is closed, or open, by somebody else or for another reason.
    """
    require_study(services, wish.study)
    registry = services.registry
    kind = EventKind.REGISTER_CLOSED if wish.closed else EventKind.REGISTER_REOPENED

    def draw_up(head: Head) -> tuple[Draft, Change] | None:
        if closed_at(registry.view(wish.study, []).closings, head.journal_number) is wish.closed:
            return None
        found = closing_difference(services, wish.study, head.journal_number, closed=wish.closed)
        require_confirmed(found, found.digest("register", kind), wish.confirm)
        return Draft(kind, wish.actor, wish.reason, {}), Change(register_closed=wish.closed)

    try:
        event = append(registry, wish.study, services.clock, draw_up) or _ours(wish, kind, services)
    except ToConfirm as shown:
        return shown.outcome
    made = closing_difference(services, wish.study, event.journal_number - 1, closed=wish.closed)
    return RegisterOutcome(RegisterEffect.DONE, made, journal_number=event.journal_number)


def _ours(wish: RequestedClosing, kind: EventKind, services: Services) -> Event:
    """Return the event of an earlier attempt at the same request.

    Raises:
        StandsAlready: the register stands so by another.
    """
    turns = services.registry.view(wish.study, []).closings
    if turns:
        event = next(services.registry.events(wish.study, turns[-1][0] - 1, 1))
        if (event.draft.kind, event.draft.actor, event.draft.reason) == (kind, wish.actor, wish.reason):
            return event
    raise StandsAlready
