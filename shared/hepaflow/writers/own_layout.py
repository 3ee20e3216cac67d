"""Lay out rows as the lab's profile reads them."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import IO

from hepaflow.domain.profile.parts import FileFormat
from hepaflow.domain.profile.profile import Profile
from hepaflow.writers.workbook import write_workbook

LabRow = Sequence[str]


def write_rows(header: LabRow, rows: Iterable[LabRow], profile: Profile, out: IO[bytes]) -> None:
    """Write rows below their header: a workbook or JSON records if the profile declares them, otherwise text.

    Text is UTF-8 with a byte order mark, which overrides the declared encoding. The header is written to the declared row.
    Messages (HL7 v2, FHIR, CDISC) become text, because they are corrected in the system that wrote them.

    Args:
        header: the column headers.
        rows: the cells of each row; JSON needs as many as there are headers.
        profile: the center's profile; its `[file]` gives format, header row, sheet and delimiter.
        out: binary file, open for writing; it stays open.
    """
    if profile.file.format is FileFormat.JSON:
        out.writelines(_records(header, rows))
        return
    above: Iterable[LabRow] = repeat((), (profile.file.header_row or 1) - 1)
    table = chain(above, (header,), rows)
    if profile.file.format is FileFormat.WORKBOOK:
        write_workbook(table, profile.file.sheet or "Sheet1", out)
        return
    text = io.TextIOWrapper(out, "utf-8-sig", newline="")
    csv.writer(text, delimiter=profile.file.delimiter).writerows(table)
    text.detach()


def _records(header: LabRow, rows: Iterable[LabRow]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False).encode() + b"\n"
