"""Decide which columns of a file are kept, and name the others without repeating a person's name."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hepaflow.catalog.headers import is_analyte, is_known_header, is_laboratory_header, is_site_header
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.stated_units import unit_places
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.text import canonical_text
from hepaflow.readers.sheet import FILE_COLUMN, LINE_COLUMN

_UNREAD = frozenset({IssueCode.OPERATOR_UNREAD, IssueCode.VALUE_UNREAD, IssueCode.DATE_CONFLICT})


@dataclass(frozen=True, slots=True)
class KeptColumns:
    """The columns of a file that are kept, by place.

    Attributes:
        fields: the mapped columns, with their fields; several where a header is repeated.
        values: the analyte columns of a wide file, mapped or not, and the mapped ones with numbers.
        all: every column that is kept.
    """

    fields: Mapping[int, Field]
    values: frozenset[int]
    all: frozenset[int]


def kept_columns(header: tuple[str, ...], profile: Profile, further: Collection[str] = ()) -> KeptColumns:
    """Return which columns are kept; a column that announces a person is kept only if the profile maps it.

    Args:
        header: the header cells of the file.
        profile: the profile that reads the file, adjusted to its format.
        further: headers that other profiles of the center map.
    """
    keys = [canonical_text(name) for name in header]
    by_header = {canonical_text(name): field for field, name in profile.columns.items()}
    fields = {at: by_header[key] for at, key in enumerate(keys) if key in by_header}
    wide = {name: keys.index(canonical_text(name)) for name in profile.wide if canonical_text(name) in keys}
    units = {at for places in unit_places(header, wide, profile) for at in places.values()}
    listed = {
        canonical_text(name) for name in (*profile.file.keep_columns, FILE_COLUMN, LINE_COLUMN, *further)
    }
    known = {
        at
        for at, name in enumerate(header)
        if keys[at] in listed or is_site_header(name) or _is_kept(name, profile)
    }
    wide_keys = {canonical_text(name) for name in profile.wide}
    analytes = {at for at, key in enumerate(keys) if key in wide_keys}
    values = analytes | {at for at in known if is_analyte(header[at])}
    return KeptColumns(fields, frozenset(values), frozenset({*fields, *analytes, *units, *known}))


def shown_places(header: tuple[str, ...], kept: KeptColumns, issues: Iterable[Issue]) -> set[int]:
    """Return the columns whose header is kept: every kept one, those without a header, and those that reading calls unread.

    Args:
        header: the header cells of the file.
        kept: its columns that are kept.
        issues: what reading found; of an unread column the cells that belong to values are kept.
    """
    unread = {canonical_text(issue.column) for issue in issues if issue.code in _UNREAD}
    return {
        at for at, name in enumerate(header) if not name or at in kept.all or canonical_text(name) in unread
    }


def dropped_columns(header: tuple[str, ...], kept: Collection[int]) -> tuple[str, ...]:
    """Return the columns that are not kept, each by its header if that consists of known words, else by its number."""
    return tuple(
        name if is_known_header(name) else f"{at + 1}"
        for at, name in enumerate(header)
        if at not in kept and name
    )


def _is_kept(header: str, profile: Profile) -> bool:
    return profile.file.keep != "mapped" and is_laboratory_header(header)
