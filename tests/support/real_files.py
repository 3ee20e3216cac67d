"""Profiles of the real public files, and the reports in them."""

from datetime import UTC, datetime
from pathlib import Path

from hepaflow.domain.fold.measurement import Run, RunObservation, run_observations
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

HEAD = 'study = "REAL"\ncenter = "C-01"\nversion = 1\n'
SDTM = (
    HEAD
    + """
[file]
decimal_mark = "."
[columns]
subject = "USUBJID"
collected_at = "LBDTC"
code = "LBTESTCD"
analyte = "LBTEST"
panel = "LBCAT"
value = "LBORRES"
unit = "LBORRESU"
range_low = "LBORNRLO"
range_high = "LBORNRHI"
flag = "LBNRIND"
visit = "VISIT"
[analytes]
"*" = "ignore"
[[declare]]
analyte = "LYMLE"
unit = "FRACTION"
basis = "fraction"
"""
)
EICU = (
    HEAD
    + """
[file]
decimal_mark = "."
[columns]
subject = "patientunitstayid"
collected_at = "collected_at"
analyte = "labname"
value = "labresulttext"
unit = "labmeasurenameinterface"
[analytes]
"platelets x 1000" = "PLAT"
"WBC x 1000" = "WBC"
"PTT" = "APTT"
"bedside glucose" = "ignore"
"HCO3" = "ignore"
"*" = "ignore"
"""
)
EXAMPLES = Path(__file__).parents[2] / "examples"
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


def sent_in(data: bytes, toml: str, catalog) -> list[RunObservation]:
    profile = profile_from_toml(toml)
    outcome = read_file(data, profile, catalog, RECEIVED)
    assert not outcome.refused, outcome.issues
    run = Run(profile.center, profile.center.ljust(64, "f"), 1, "2026-01-01T00:00:00.000Z")
    return [sent for panel in outcome.panels for sent in run_observations(panel, run)]
