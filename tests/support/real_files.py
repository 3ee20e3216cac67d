"""Profiles of the real public files, and the reports in them."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from tests.support.profiles import SDTM as SDTM_COLUMNS
from tests.support.profiles import profile_toml

from hepaflow.domain.fold.measurement import Run, RunObservation, run_observations
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

REST_OF_SDTM = """
[analytes]
"*" = "ignore"
[[declare]]
analyte = "LYMLE"
unit = "FRACTION"
basis = "fraction"
[[declare]]
analyte = "EOSLE"
unit = "FRACTION"
basis = "fraction"
[[declare]]
analyte = "MONOLE"
unit = "FRACTION"
basis = "fraction"
[[declare]]
analyte = "BASOLE"
unit = "FRACTION"
basis = "fraction"
"""
EICU_COLUMNS = {
    "subject": "patientunitstayid",
    "collected_at": "collected_at",
    "analyte": "labname",
    "value": "labresulttext",
    "unit": "labmeasurenameinterface",
}
REST_OF_EICU = """
[analytes]
"platelets x 1000" = "PLAT"
"WBC x 1000" = "WBC"
"PTT" = "APTT"
"bedside glucose" = "ignore"
"HCO3" = "ignore"
"*" = "ignore"
"""


def real_profile(columns: Mapping[str, str], more: str, file: str = "") -> str:
    """Return the text of a profile without a time zone; `more` are its tables after `[columns]`."""
    return profile_toml("REAL", "C-01", columns, time_zone="", file=file, more=more)


SDTM = real_profile(SDTM_COLUMNS, REST_OF_SDTM)
EICU = real_profile(EICU_COLUMNS, REST_OF_EICU)
EXAMPLES = Path(__file__).parents[2] / "examples"
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


PBC = {  # column: analyte, unit, canonical units in one (AMA Manual of Style 11th ed.)
    "bili": ("BILI", "mg/dL", "17.104"), "chol": ("CHOL", "mg/dL", "0.02586"), "albumin": ("ALB", "g/dL", "10"),
    "alk.phos": ("ALP", "U/L", "1"), "trig": ("TRIG", "mg/dL", "0.0113"), "platelet": ("PLAT", "10^9/L", "1"),
    "protime": ("PT", "s", "1"), "ast": ("AST", "U/L", "1"),
}  # fmt: skip


def dated(data: bytes) -> bytes:
    """Add the collection date that these public files leave out."""
    rows = list(csv.reader(StringIO(data.decode("utf-8-sig"))))
    out = StringIO()
    csv.writer(out).writerows([[*rows[0], "Collected"], *([*row, "2018-01-01"] for row in rows[1:])])
    return out.getvalue().encode()


def wide_profile(subject: str, columns: dict[str, tuple[str, str]]) -> str:
    entries = "\n".join(
        f'"{name}" = {{analyte = "{code}", unit = "{unit}"}}' for name, (code, unit) in columns.items()
    )
    named = {"subject": subject, "collected_at": "Collected"}
    return real_profile(named, f"[wide]\n{entries}", file='layout = "wide"')


def sent_in(data: bytes, toml: str, catalog) -> list[RunObservation]:
    profile = profile_from_toml(toml)
    outcome = read_file(data, profile, catalog, RECEIVED)
    assert not outcome.refused, outcome.issues
    run = Run(profile.center, profile.center.ljust(64, "f"), 1, "2026-01-01T00:00:00.000Z")
    return [sent for panel in outcome.panels for sent in run_observations(panel, run)]
