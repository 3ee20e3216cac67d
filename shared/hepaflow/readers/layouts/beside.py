"""Recognize tables that are beside each other in a sheet: one header cannot say which of them a row belongs to."""

from collections.abc import Sequence

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.text import canonical_text


def columns_repeated(header: Sequence[str], repeated: Sequence[str], line: int) -> Refused:
    """Return the refusal of a file in which columns that the profile names occur more than once.

    Args:
        header: the headers of the file.
        repeated: the headers that occur more than once, as the profile names them.
        line: the line of the header.
    """
    code = IssueCode.FILE_TABLES_BESIDE if are_beside(header, repeated) else IssueCode.FILE_COLUMNS_REPEATED
    return Refused(code, ", ".join(repeated), line=line)


def are_beside(header: Sequence[str], repeated: Sequence[str]) -> bool:
    """Say whether some headers come again in the same order, behind all of them.

    Args:
        header: the headers of the file.
        repeated: those that occur more than once; one alone is no table.

    Examples:
        >>> are_beside(["Test", "Result", "", "Test", "Result"], ["Test", "Result"])
        True
        >>> are_beside(["Test", "Test", "Result", "Result"], ["Test", "Result"])
        False
    """
    keys = [canonical_text(name) for name in header]
    wanted = {canonical_text(name) for name in repeated}
    places = {key: [at for at, name in enumerate(keys) if name == key][:2] for key in wanted}
    if len(places) < 2 or any(len(several) < 2 for several in places.values()):
        return False
    first, second = (sorted(wanted, key=lambda key: places[key][which]) for which in (0, 1))
    return first == second and places[first[-1]][0] < places[second[0]][1]
