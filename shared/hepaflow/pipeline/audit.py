"""Whether a study's journal still is what was written: no event changed, none missing, not even the last ones."""

from hepaflow.domain.journal import first_fault
from hepaflow.ports import Journal


def journal_fault(registry: Journal, study: str) -> int | None:
    """Return the number at which a study's journal does not hold; None where it does.

    The head is read first: what others write in the meantime lies beyond it.
    """
    head = registry.head(study)
    return first_fault(registry.events(study, limit=head.number or 1), end=head)
