"""Name the kinds of files that are taken the whole way, each beside what its time is compared with."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from formats import by_fhir_resources, by_hand, by_python_hl7, calamine
from long_file import PROFILE, bench_profile, long_csv
from other_files import messages, observations, transport, wide_profile, wide_workbook, workbook

REPEATING = "CSV, repeating values"
FIRST = "the first file"
VISITS = 12
CUMULATIVE = bench_profile("delimited", file='transfer = "cumulative"')


@dataclass(frozen=True)
class Case:
    """Files of one center that are sent one after the other; the last one is what is asked about.

    Attributes:
        name: what the last file is.
        rows: how many rows, or results, the last file has.
        files: all files.
        profile: the text of their profile.
        beside: what the time of the last file is compared with: reads it, and no more.
        compared: its name; of another case, or of the first file of this one, where nothing else reads it.
    """

    name: str
    rows: int
    files: Sequence[bytes]
    compared: str
    profile: str = PROFILE
    beside: Callable[[bytes], Any] | None = None


def cases(rows: int, rows_of_messages: int) -> list[Case]:
    """Return all kinds.

    Args:
        rows: rows of a table.
        rows_of_messages: rows of HL7 v2 and FHIR, whose other readers take long.
    """
    usual, panels = long_csv(rows), rows // 15
    once_more = usual + b"S-0000,2019-01-01 08:00,X1,ALT,45,U/L,7-40,\r\n"
    return [
        Case(REPEATING, rows, [usual], "csv.DictReader", beside=dict_reader),
        Case("CSV, all values differ", rows, [long_csv(rows, distinct=True)], REPEATING),
        Case("CSV, later visits of the same subjects", rows, [usual, long_csv(rows, begin=panels)], FIRST),
        Case("CSV, the same rows once more and one other", rows, [usual, once_more], FIRST),
        Case(f"CSV, cumulative, file {VISITS} of {VISITS}", rows, cumulative(rows), FIRST, CUMULATIVE),
        Case("XLSX, a row a result", rows, [workbook(rows)], "python-calamine", bench_profile("workbook"), calamine),
        Case("XLSX, a column an analyte", rows, [wide_workbook(rows)], "python-calamine", wide_profile(), calamine),
        Case("SAS transport", rows, [transport(rows)], "struct by hand", bench_profile("cdisc", {}), by_hand),
        Case("HL7 v2", rows_of_messages, [messages(rows_of_messages)], "python-hl7", bench_profile("hl7v2", {}), by_python_hl7),
        Case("FHIR", rows_of_messages, [observations(rows_of_messages)], "fhir.resources", bench_profile("fhir", {}), by_fhir_resources),
    ]  # fmt: skip


def cumulative(rows: int, visits: int = VISITS) -> list[bytes]:
    """Return files each of which has a visit more than the one before; the last one has so many rows."""
    subjects = rows // visits // 15
    whole = long_csv(subjects * 15 * visits, subjects=subjects).splitlines(keepends=True)
    return [b"".join(whole[: 1 + visit * subjects * 15]) for visit in range(1, visits + 1)]


def dict_reader(data: bytes) -> None:
    for _ in csv.DictReader(io.StringIO(data.decode())):
        pass
