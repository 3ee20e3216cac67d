"""Write an empty file of a center, with the headers that its profile maps, for a lab that types its results."""

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from hepaflow.domain.profile.parts import FileFormat
from hepaflow.pipeline.checking.declared import declared_now
from hepaflow.writers.own_layout import write_rows

_ENDINGS: Final = {None: ".csv", FileFormat.DELIMITED: ".csv", FileFormat.WORKBOOK: ".xlsx"}


@dataclass(frozen=True, slots=True)
class EmptyFile:
    """A file with a header and no rows.

    Attributes:
        ending: of its name.
        data: its bytes.
    """

    ending: str
    data: bytes


def empty_file(profile_text: str, definition_text: str) -> EmptyFile | None:
    """Return a file that the profile reads; None if its layout is not one header above rows.

    Args:
        profile_text: the newest profile of the feed (TOML).
        definition_text: the newest definition of the study (JSON).
    """
    declared = declared_now(profile_text, definition_text)
    if declared is None:
        return None
    profile = declared.profile
    layout = profile.file
    plain = layout.header_rows in {None, 1} and not (layout.above or layout.across or layout.sheet_name)
    if not plain or layout.format not in _ENDINGS:
        return None
    out = BytesIO()
    write_rows([*profile.columns.values(), *profile.wide], (), profile, out)
    return EmptyFile(_ENDINGS[layout.format], out.getvalue())
