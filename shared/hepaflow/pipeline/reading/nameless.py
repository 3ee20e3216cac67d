"""Whether a file that was refused names nobody, so that its original may be kept (docs/architecture.md, What is kept)."""

from collections.abc import Callable
from itertools import chain

from hepaflow.domain.issues import Refused
from hepaflow.domain.personal import names_a_person, shows_a_person, surrounds_a_person
from hepaflow.domain.profile import Profile
from hepaflow.readers.sheet import Sheet


def names_nobody(opened: Callable[[], tuple[Sheet, Profile]]) -> bool:
    """Say whether a file was read to its end, and no cell of it announces or shows a person.

    Every cell is looked at, not the header alone: a file whose columns are missing may have its header elsewhere. What
    cannot be read to its end is not known to name nobody; nor is a message, of which a reader shows a part.

    Args:
        opened: opens the file; may raise `Refused`.
    """
    try:
        sheet, _ = opened()
        titles = (text for _, text in sheet.titles)
        cells = chain(titles, sheet.header, chain.from_iterable(row for _, row in sheet.rows))
        if sheet.columns or sheet.holds_more:
            return False
        return not any(
            names_a_person(cell) or surrounds_a_person(cell) or shows_a_person(cell) for cell in cells
        )
    except Refused:
        return False
