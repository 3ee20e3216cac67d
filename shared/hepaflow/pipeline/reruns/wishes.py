"""What a data manager wants to be read again, and which events of the journal came of that wish."""

from collections.abc import Iterator
from dataclasses import dataclass

from hepaflow.domain.files import FileState
from hepaflow.domain.journal import Event, EventKind
from hepaflow.pipeline.services import Services


@dataclass(frozen=True, slots=True)
class Wish:
    """What a data manager wants to be read again.

    Attributes:
        study: the study's id.
        center: whose files.
        actor: who wants it.
        reason: why.
        confirm: the digest of the difference that may take effect, or "".
        number: where the journal ended when it was wanted.
    """

    study: str
    center: str
    actor: str
    reason: str
    confirm: str
    number: int


def since(wish: Wish, services: Services) -> Iterator[Event]:
    return services.registry.events(wish.study, wish.number)


def is_ours(state: FileState, wish: Wish, services: Services) -> bool:
    """Say whether an earlier attempt at this very wish has read the file again; its receipt may have changed after that."""
    numbers = {visible.number for visible in state.history if visible.number > wish.number}
    if not numbers:
        return False
    events = [event for event in since(wish, services) if event.number in numbers]
    reached = [event for event in events if event.draft.kind is not EventKind.FILE_RECEIVED_EARLIER]
    return bool(reached) and _belongs(reached[-1], wish)


def disturbs(event: Event, wish: Wish) -> bool:
    """Say whether an event may alter what was looked at: everything of this center or of no center in particular."""
    return event.draft.details.get("center", wish.center) == wish.center and not _belongs(event, wish)


def _belongs(event: Event, wish: Wish) -> bool:
    draft = event.draft
    return (draft.kind, draft.actor, draft.reason) == (EventKind.FILE_RERUN, wish.actor, wish.reason)
