"""Open a file: its rows, and the profile adjusted to its format."""

from dataclasses import dataclass

from hepaflow.domain.issues.issues import Issue, Refused
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.columns import check_later_header
from hepaflow.readers.copied import Copied, format_of, read_copied
from hepaflow.readers.formats import read_as, shown_format
from hepaflow.readers.layouts.arrangement import arrangement_of
from hepaflow.readers.layouts.by_visit import by_visit
from hepaflow.readers.layouts.fill_down import filled_down
from hepaflow.readers.sheet import Sheet
from hepaflow.readers.sniff import OtherFormat
from hepaflow.readers.stacked import one_table
from hepaflow.writers.rejected import rows_as_written

_TABLES = frozenset({FileFormat.DELIMITED, FileFormat.WORKBOOK})  # what spreadsheets open
Bytes = bytes | Copied  # a file as it was sent, or what is kept of one


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a file, and the format that they show.

    Attributes:
        data: the file as it was sent, or what is kept of it.
        format: the format; None for a copy of a file of a format without reader; the issue for which the file is
            refused whatever its profile declares.
    """

    data: Bytes
    format: FileFormat | OtherFormat | Issue | None


def content_of(data: Bytes) -> Content:
    """Sniff a file, once for all steps that ask for its format."""
    if isinstance(data, Copied):
        return Content(data, format_of(data))
    try:
        return Content(data, shown_format(data))
    except Refused as refused:
        return Content(data, refused.issue)


def open_file(data: Bytes, profile: Profile) -> tuple[Sheet, Profile]:
    """Sniff and open a file; see `open_content`."""
    return open_content(content_of(data), profile)


def open_content(content: Content, profile: Profile) -> tuple[Sheet, Profile]:
    """Return the rows of a file, and the profile that reads them.

    A format that says itself what its cells are has columns of its own, one result a row. Of a CDISC dataset the
    profile may choose others (`subject = "SUBJID"`).

    Raises:
        Refused: the file cannot be read, or the profile declares another format.
        ReadOtherwise: a copy of a file does not have what the profile would have given.
    """
    sheet = _sheet(content, profile)
    if sheet.columns:
        return sheet, profile_for_format(sheet, profile)

    def check(header: tuple[str, ...], line: int) -> None:
        check_later_header(header, line, profile)

    is_copy = isinstance(content.data, Copied)
    if is_copy and sheet.places is Places.CELL:
        return sheet, profile
    sheet = one_table(sheet, profile, check)
    sheet = sheet if is_copy else filled_down(sheet, profile)
    return (by_visit(sheet, profile) if content.format in _TABLES else sheet), profile


def _sheet(content: Content, profile: Profile) -> Sheet:
    if isinstance(content.data, Copied):
        return read_copied(content.data, profile)
    if isinstance(content.format, Issue):
        issue = content.format
        raise Refused(issue.code, issue.found, line=issue.line, column=issue.column)
    assert content.format is not None  # noqa: S101 only a copy may have no format
    sheet = read_as(
        content.data,
        content.format,
        profile.file,
        arrangement=arrangement_of(profile),
    )
    return rows_as_written(sheet) if content.format in _TABLES else sheet


def as_sent(content: Content, profile: Profile) -> Profile:
    """Return the profile for files that go back to the lab: in the format in which its file came."""
    if profile.file.format is not None:
        return profile
    shown = content.format if isinstance(content.format, FileFormat) else None
    return profile.model_copy(update={"file": profile.file.model_copy(update={"format": shown})})


def adjusted(sheet: Sheet, profile: Profile) -> Profile:
    """Return the profile adjusted to a sheet: with its own columns where its format has some."""
    return profile_for_format(sheet, profile) if sheet.columns else profile


def profile_for_format(sheet: Sheet, profile: Profile) -> Profile:
    """Return the profile with the columns that the sheet's format says it has."""
    own: dict[Field, str] = profile.columns if profile.file.format is FileFormat.CDISC else {}
    layout = profile.file.model_copy(update={"layout": "long"})
    return profile.model_copy(update={"columns": {**sheet.columns, **own}, "wide": {}, "file": layout})
