"""Find what may be kept of a refused file."""

from collections.abc import Callable, Collection, Iterable

from hepaflow.catalog.headers import header_words
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.personal import names_a_person, surrounds_a_person
from hepaflow.pipeline.runs.copies.rows_as_read import RowCopy, recording
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
        return not _tells_more(sheet) and not any(_names(cells) for _, cells in sheet.rows)
    except Refused:
        return False


def copy_of_refused(
    opened: Callable[[], tuple[Sheet, Profile]],
    declared: Profile,
    shown: FileFormat | None,
    further: Collection[str],
) -> RowCopy | None:
    """Return the rows of a refused file without the cells that are not kept; None where nothing is kept of it.

    Nothing is kept unless `names_nobody` holds. The tables below each other of a refused file are not told apart. So if a
    row looks like another header, the cells below it may be of other columns, and nothing is kept. Nor is anything if no
    column is known: the header may be elsewhere.

    Args:
        opened: opens the file; may raise `Refused`.
        declared: the profile, as the center declares it.
        shown: the format that its content shows.
        further: headers that other profiles of the center map.
    """
    try:
        sheet, reading = opened()
        if _tells_more(sheet):
            return None
        sheet, copy = recording(sheet, reading, declared, shown, further)
        if not copy.kept.all or any(_names(cells) or _is_header(cells) for _, cells in sheet.rows):
            return None
    except Refused:
        return None
    return copy


def _tells_more(sheet: Sheet) -> bool:
    return (
        bool(sheet.columns)
        or sheet.holds_more
        or _names((*(text for _, text in sheet.titles), *sheet.header))
    )


def _names(cells: Iterable[str]) -> bool:
    return any(names_a_person(cell) or surrounds_a_person(cell) or bool(person_kind(cell)) for cell in cells)


def _is_header(cells: Iterable[str]) -> bool:
    keys = {name_key(cell) for cell in cells if cell}
    return len({header_words()[key] for key in keys if key in header_words()}) > 1
