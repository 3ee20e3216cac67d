"""Find the mapped columns of a file, and refuse headers that name a person."""

import re
from collections.abc import Callable, Iterable

from hepaflow.catalog.headers import is_known_header, is_site_header, shown_headers
from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.model import Field
from hepaflow.domain.profile.profile import Profile, unit_columns
from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.screening.mojibake import is_blotted_out, is_garbled
from hepaflow.domain.screening.personal import (
    labels_a_person,
    names_a_person,
    surrounds_a_person,
)
from hepaflow.domain.text import canonical_text
from hepaflow.readers.layouts.beside import columns_repeated
from hepaflow.readers.sheet import Sheet

_IDEOGRAPH = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)  # Chinese, Japanese, Korean: written without spaces


def positions(sheet: Sheet, profile: Profile) -> dict[Field, int]:
    """Return the place of every column that the profile maps to a field.

    Raises:
        Refused: `header-garbled`, `personal-data`, `file-columns-missing`, `file-columns-repeated`, `file-tables-beside`; the header is at
            fault, `found` and `column` name headers only.
    """
    _refuse_garbled(sheet)
    _refuse_titles(sheet, profile)
    _refuse_personal(sheet, profile)
    places = _places(sheet, profile.columns.values())
    return {field: places[header] for field, header in profile.columns.items()}


def unmapped_site(sheet: Sheet, profile: Profile) -> int | None:
    """Return the place of the column with the site if the profile does not read it; None if there is none."""
    if sheet.columns or Field.SITE in profile.columns:
        return None
    read = {canonical_text(header) for header in (*profile.columns.values(), *profile.wide)}
    return next(
        (
            at
            for at, header in enumerate(sheet.header)
            if is_site_header(header) and canonical_text(header) not in read
        ),
        None,
    )


def check_later_header(header: tuple[str, ...], line: int, profile: Profile) -> None:
    """Refuse a header below the first one for the same faults as the first one.

    Args:
        header: its cells.
        line: its line in the file.
        profile: the center's profile.

    Raises:
        Refused: `header-garbled` where the header is garbled, `personal-data` where it names a person.
    """
    table = Sheet(header, line, iter(()))
    _refuse_garbled(table)
    _refuse_personal(table, profile)


def wide_positions(sheet: Sheet, profile: Profile) -> dict[str, int]:
    """Return the place of every analyte column of a wide file, by header."""
    _places(sheet, unit_columns(profile.wide).values())
    return _places(sheet, profile.wide)


def _refuse_garbled(sheet: Sheet) -> None:
    """One header that says nothing is enough: it may be the one that announces a name. None is repeated."""
    for header in sheet.header:
        if is_garbled(header) or is_blotted_out(header):
            raise Refused(IssueCode.HEADER_GARBLED, line=sheet.header_line)


def _refuse_titles(sheet: Sheet, profile: Profile) -> None:
    """What stands beside the table comes no further than the original, which is not kept where columns are dropped."""
    if profile.file.personal_columns == "refuse":
        for line, text in sheet.titles:
            if labels_a_person(text) or person_kind(text):
                raise Refused(IssueCode.PERSONAL_DATA, line=line)


def _refuse_personal(sheet: Sheet, profile: Profile) -> None:
    """Refuse headers that identify a patient, and those about staff or place that the profile maps; note the others.

    A subject column whose ids all fit the study's pattern names nobody, also where it is called `Patient`: its cells
    are checked as they are read.
    """
    mapped = {canonical_text(header) for header in (*profile.columns.values(), *profile.wide)}
    for place, header in enumerate(sheet.header, 1):
        is_mapped = canonical_text(header) in mapped
        if names_a_person(header) and not _is_checked_subject(header, profile):
            if is_mapped or profile.file.personal_columns == "refuse":
                column = _announcing(header, place, names_a_person)
                raise Refused(IssueCode.PERSONAL_DATA, line=sheet.header_line, column=column)
        elif surrounds_a_person(header):
            column = _announcing(header, place, surrounds_a_person)
            if is_mapped:
                raise Refused(IssueCode.PERSONAL_DATA, line=sheet.header_line, column=column)
            sheet.asides.append(Issue(IssueCode.COLUMN_WITHHELD, sheet.header_line, column))


def _is_checked_subject(header: str, profile: Profile) -> bool:
    """Say whether a header is that of the subject column, and the profile knows what an id looks like."""
    mapped = profile.columns.get(Field.SUBJECT)
    return (
        mapped is not None
        and canonical_text(mapped) == canonical_text(header)
        and profile.subject.pattern is not None
    )


def _announcing(header: str, place: int, announces: Callable[[str], bool]) -> str:
    """Return the part of a header that announces a person: `姓名` of `姓名：张三`, which names one.

    Returns:
        Of a header in letters the whole; the number of its column if it has other words than those, which may be a name.
    """
    part = header
    if _IDEOGRAPH.search(header):
        ends = range(1, len(header) + 1)
        parts = (header[end - length : end] for length in ends[1:] for end in ends[: length - 2 : -1])
        part = next((part for part in parts if part.isalpha() and announces(part)), header)
    return part if is_known_header(part) else f"{place}"


def _places(sheet: Sheet, wanted: Iterable[str]) -> dict[str, int]:
    present = [canonical_text(header) for header in sheet.header]
    headers = list(wanted)
    if missing := [header for header in headers if canonical_text(header) not in present]:
        raise Refused(
            IssueCode.FILE_COLUMNS_MISSING,
            ", ".join(missing),
            line=sheet.header_line,
            present=shown_headers(sheet.header),
        )
    if repeated := [header for header in headers if present.count(canonical_text(header)) > 1]:
        raise columns_repeated(sheet.header, repeated, sheet.header_line)
    return {header: present.index(canonical_text(header)) for header in headers}
