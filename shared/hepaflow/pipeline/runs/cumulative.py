"""Which cumulative file of a center is the newest, once a file of it stands otherwise."""

from itertools import chain

from hepaflow.domain.files import FileState
from hepaflow.domain.fold.omission import NONE, Newest, later, newest_of
from hepaflow.ports import Registry


def newest_with(registry: Registry, study: str, state: FileState) -> Newest | None:
    """Return the newest cumulative file of a center once one of its files stands so; None where it stays which it is.

    For use while an event is drawn up: what is read here holds as long as the journal's head does.
    """
    here = newest_of([state])
    known = registry.view(study, [], centers=[state.center]).newest.get(state.center, ())
    present = known[-1] if known else NONE
    if present.file_id == state.file_id:  # it may have lost its place to any other
        others = (other for other in registry.files(study, state.center) if other.file_id != state.file_id)
        here = newest_of(chain([state], others))
    elif later(here) <= later(present):
        return None
    return None if later(here) == later(present) else here
