"""A long CSV of any size as centers send it: 15 analytes a specimen, four unit systems, one dirty row in a hundred."""

import csv
import random
import sys
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

from tests.support.profiles import ENGLISH, profile_toml

HEADER = ("Subject", "Collected", "Specimen", "Test", "Result", "Unit", "Range", "Flag")
COLUMNS = ENGLISH | {"specimen": "Specimen", "unit": "Unit", "range": "Range", "flag": "Flag"}


def bench_profile(form: str, columns: Mapping[str, str] = COLUMNS, *, file: str = "", more: str = "") -> str:
    """Return the text of a profile of files of a format.

    Args:
        form: the format.
        columns: none where the format has its own.
        file: further lines of `[file]`.
        more: further tables.
    """
    lines = f'format = "{form}"\n{file}'
    return profile_toml("BENCH", "B-01", columns, time_zone="Europe/Berlin", file=lines, more=more)


PROFILE = bench_profile("delimited")
# analyte, then unit, mean, spread, digits, range for two systems (SI, US); ordinary adult values
_TESTS = (
    ("ALT", ("U/L", 45, 20, 0, "7-40"), ("ukat/L", 0.75, 0.3, 2, "0.12-0.67")),
    ("AST", ("U/L", 50, 20, 0, "13-35"), ("IU/L", 50, 20, 0, "13-35")),
    ("ALP", ("U/L", 110, 30, 0, "35-100"), ("Units/L", 110, 30, 0, "35-100")),
    ("GGT", ("U/L", 60, 25, 0, "<45"), ("U/l", 60, 25, 0, "<45")),
    ("Total bilirubin", ("µmol/L", 30, 12, 1, "3.4-20.5"), ("mg/dL", 1.8, 0.7, 1, "0.2-1.2")),
    ("Direct bilirubin", ("umol/L", 9, 4, 1, "<8"), ("MG/DL", 0.5, 0.2, 1, "<0.3")),
    ("Albumin", ("g/L", 36, 5, 1, "40-55"), ("g/dL", 3.6, 0.5, 1, "3.5-5.0")),
    ("Total protein", ("g/L", 70, 5, 0, "65-85"), ("g/dL", 7.0, 0.5, 1, "6.5-8.5")),
    ("Creatinine", ("umol/L", 80, 20, 0, "41-97"), ("mg/dL", 0.9, 0.2, 2, "0.5-1.1")),
    ("Urea", ("mmol/L", 6, 2, 1, "2.6-8.0"), ("mg/dL", 36, 12, 0, "16-48")),
    ("Sodium", ("mmol/L", 139, 3, 0, "137-147"), ("mEq/L", 139, 3, 0, "137-147")),
    ("Potassium", ("mmol/L", 4.2, 0.4, 1, "3.5-5.3"), ("mEq/L", 4.2, 0.4, 1, "3.5-5.3")),
    ("INR", ("", 1.3, 0.2, 2, "0.8-1.2"), ("ratio", 1.3, 0.2, 2, "0.8-1.2")),
    ("Platelets", ("10^9/L", 110, 40, 0, "125-350"), ("10*3/uL", 110, 40, 0, "125-350")),
    ("Hemoglobin", ("g/L", 125, 12, 0, "115-150"), ("g/dL", 12.5, 1.2, 1, "11.5-15.0")),
)
SI_UNITS = {name: si[0] for name, si, _ in _TESTS}
_DIRT = ("hemolyzed", "O.5", "<0.2", "1,23", "---", "12 H", "见备注")


def long_csv(
    rows: int, *, distinct: bool = False, begin: int = 0, subjects: int = 400, systems: int = 2
) -> bytes:
    """Return so many rows, the same for the same arguments.

    Args:
        rows: how many.
        distinct: whether hardly any two values are equal.
        begin: number of the first specimen: later ones are later visits of the same subjects.
        subjects: how many take turns.
        systems: of units, by turns; the first is SI.
    """
    chance = random.Random(20261122 + begin)  # noqa: S311 the same file each time, no secret
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADER)
    for row in range(rows):
        specimen, place = divmod(row, len(_TESTS))
        specimen += begin
        visit, subject = divmod(specimen, subjects)
        when = f"{2020 + visit // 48}-{visit // 4 % 12 + 1:02}-{visit % 4 * 7 + 1:02} {specimen % 12 + 7:02}:{specimen % 60:02}"
        name, *ways = _TESTS[place]
        unit, mean, spread, digits, limits = ways[specimen % systems]
        value = f"{max(mean + chance.gauss(0, spread), mean / 4):.{digits + 4 * distinct}f}"
        dirty = chance.random() < 0.01
        writer.writerow(
            (
                f"S-{subject:04}", when, f"B{specimen:07}",
                name, chance.choice(_DIRT) if dirty else value, unit, limits, "",
            )
        )  # fmt: skip
    return out.getvalue().encode()
