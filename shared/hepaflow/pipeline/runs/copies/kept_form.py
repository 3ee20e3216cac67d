"""Decide in which form a file is kept: its rows, the original, or nothing."""

from collections.abc import Collection

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import KeptContent, KeptForm
from hepaflow.domain.screening.personal import surrounds_a_person
from hepaflow.pipeline.reading.open_file import Content, adjusted, open_content
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.copies.kept_columns import dropped_columns, kept_columns, shown_places
from hepaflow.pipeline.runs.copies.refused_copy import copy_of_refused, names_nobody
from hepaflow.pipeline.runs.copies.rows_as_read import RowCopy
from hepaflow.readers.sheet import Sheet

_MESSAGES = frozenset({FileFormat.HL7V2, FileFormat.FHIR})  # name their patients, in what nobody reads
_NOTHING = KeptContent(KeptForm.NOTHING)


def kept_of(content: Content, profile: Profile, outcome: Outcome) -> KeptContent:
    """Return what would be kept of a file that was read by a profile.

    Args:
        content: the file as it was sent.
        profile: the profile, as the center declares it.
        outcome: what it gave.
    """
    sheet = outcome.sheet
    if sheet is None:
        return kept_of_refused(content, profile, outcome)[0]
    if keeps_original(content, profile, sheet):
        return KeptContent(KeptForm.ORIGINAL)
    shown = shown_places(sheet.header, kept_columns(sheet.header, adjusted(sheet, profile)), outcome.issues)
    return KeptContent(KeptForm.ROWS, dropped_columns(sheet.header, shown))


def keeps_original(content: Content, profile: Profile, sheet: Sheet) -> bool:
    """Say whether the original is kept: the profile says so, and the file shows no place where it names people.

    Messages name their patients, and a workbook may have an author (docs/adr/0011-archives-and-damage.md).

    Args:
        content: the file as it was sent.
        profile: the profile, as the center declares it.
        sheet: the opened file.
    """
    if profile.file.keep != "original" or content.format in _MESSAGES:
        return False
    holds_more = content.format is FileFormat.WORKBOOK and sheet.holds_more
    return not holds_more and not any(map(surrounds_a_person, sheet.header))


def kept_of_refused(
    content: Content, profile: Profile, outcome: Outcome, further: Collection[str] = ()
) -> tuple[KeptContent, RowCopy | None]:
    """Return what is kept of a refused file: nothing unless it was read to its end, has one table and names nobody.

    Args:
        content: the file as it was sent.
        profile: the profile, as the center declares it.
        outcome: what it gave; the issue for which it is refused.
        further: headers that other profiles of the center map.
    """

    def opened() -> tuple[Sheet, Profile]:
        return open_content(content, profile)

    if profile.file.personal_columns == "drop" or outcome.issues[0].code is IssueCode.PERSONAL_DATA:
        return _NOTHING, None
    if profile.file.keep == "original":
        return KeptContent(KeptForm.ORIGINAL) if names_nobody(opened) else _NOTHING, None
    copied = copy_of_refused(opened, profile, table_format(content), further)
    return (KeptContent(KeptForm.ROWS, copied.dropped(())), copied) if copied else (_NOTHING, None)


def table_format(content: Content) -> FileFormat | None:
    """Return the format of a file that has a reader; None for every other file."""
    return content.format if isinstance(content.format, FileFormat) else None
