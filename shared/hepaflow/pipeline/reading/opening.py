"""A file is opened: its rows, and the profile as it stands for the format that the file is in."""

from hepaflow.domain.model import Field
from hepaflow.domain.profile import FileFormat, Profile
from hepaflow.readers.copied import Copied, format_of, read_copied
from hepaflow.readers.formats import read_table
from hepaflow.readers.sheet import Sheet
from hepaflow.readers.sniff import OtherFormat, file_format

Bytes = bytes | Copied  # a file as it was sent, or what is kept of one


def open_file(data: Bytes, profile: Profile) -> tuple[Sheet, Profile]:
    """Return the rows of a file, and the profile that reads them.

    A format that says itself what its cells are has columns of its own, one result a row. Of a CDISC dataset the
    profile may choose others (`subject = "SUBJID"`).

    Raises:
        Refused: what `read_table` refuses.
        ReadOtherwise: a copy of a file does not have what the profile would have given.
    """
    sheet = (
        read_copied(data, profile.file)
        if isinstance(data, Copied)
        else read_table(data, profile.file, subjects=profile.subject)
    )
    return sheet, read_by(sheet, profile) if sheet.columns else profile


def as_sent(data: Bytes, profile: Profile) -> Profile:
    """Return a profile as it stands for what goes back to the lab: in the format in which the file came."""
    if profile.file.format is not None:
        return profile
    found = format_of(data) if isinstance(data, Copied) else file_format(data)
    shown = None if isinstance(found, OtherFormat) else found
    return profile.model_copy(update={"file": profile.file.model_copy(update={"format": shown})})


def read_by(sheet: Sheet, profile: Profile) -> Profile:
    """Return the profile with the columns that the sheet's format says it has."""
    own: dict[Field, str] = profile.columns if profile.file.format is FileFormat.CDISC else {}
    layout = profile.file.model_copy(update={"layout": "long"})
    return profile.model_copy(update={"columns": {**sheet.columns, **own}, "wide": {}, "file": layout})
