"""Scores of real courses against plain floats that start at the cells of the file."""

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import groupby
from math import floor, log, log10
from pathlib import Path

import pytest
from tests.support.day_reports import reported
from tests.support.real_files import EXAMPLES, PBC, dated, sent_in, wide_profile

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts

UMOL_PER_MG = 10_000 / 584.673  # of bilirubin
MELD_LABS = {"total bilirubin": "BILI", "creatinine": "CREAT", "PT - INR": "INR", "sodium": "SODIUM"}
MELD_REASONS = {"MISSING_CREAT", "MISSING_INR", "UNKNOWN_DIALYSIS"}


def scores_by_day(sents: list[RunObservation]) -> dict[tuple[str, str], dict[str, Score]]:
    found = {}
    ordered = sorted(sents, key=lambda sent: sent.measurement.subject)
    for subject, own in groupby(ordered, key=lambda sent: sent.measurement.subject):
        for day in specimen_days(fold(list(own))):
            scores = scores_of_day(day, SubjectFacts(), ScoreRules(meld_na_rounding="optn"))
            found[subject, day.day] = {score.formula.version.id: score for score in scores}
    return found


def half_away(value: float, places: int) -> float:
    scaled = floor(abs(value) * 10**places + 0.5) / 10**places
    return scaled if value > 0 else -scaled


def albi(bilirubin: float, albumin: float) -> float:
    return half_away(0.66 * log10(bilirubin) - 0.085 * albumin, 2)


def palbi(bilirubin: float, albumin: float, platelets: float) -> float:
    b, p = log10(bilirubin), log10(platelets)
    return half_away(2.02 * b - 0.37 * b**2 - 0.04 * albumin - 3.48 * p + 1.01 * p**2, 2)


def reasons(score: Score) -> set[str]:
    return {reason.code for reason in score.value.reasons}


def test_pbcseq_gives_albi_and_palbi_and_no_meld(catalog):
    """The visits of US-01 in `examples`: they have neither creatinine nor INR."""
    data = (EXAMPLES / "us-long.csv").read_bytes()
    scores = scores_by_day(sent_in(data, (EXAMPLES / "us-long.toml").read_text("utf-8"), catalog))
    cells: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in csv.DictReader(data.decode().splitlines()):
        month, day, year = row["Collected"].split()[0].split("/")
        cells[row["Subject ID"], f"{year}-{month}-{day}"][row["Test"]] = float(row["Result"])
    counted = Counter()
    for at, visit in cells.items():
        bilirubin, albumin = visit["Bilirubin, Total"] * UMOL_PER_MG, visit["Albumin"] * 10
        assert float(scores[at]["ALBI"].value.value) == albi(bilirubin, albumin)
        counted["ALBI"] += 1
        if "Platelet Count" in visit:
            assert float(scores[at]["PALBI"].value.value) == palbi(
                bilirubin, albumin, visit["Platelet Count"]
            )
            counted["PALBI"] += 1
        else:
            assert reasons(scores[at]["PALBI"]) == {"MISSING_PLAT"}
        assert scores[at]["MELD_ORIG"].value.truth is Truth.UNDETERMINED
        assert reasons(scores[at]["MELD_ORIG"]) == MELD_REASONS
    assert counted["ALBI"] > 90
    assert counted["PALBI"] > 90


@pytest.mark.real_data
def test_the_trial_at_entry_gives_albi_and_no_meld(real_data: Path, catalog):
    data = dated((real_data / "cohorts" / "pbc.csv").read_bytes())
    profile = wide_profile("id", {name: entry[:2] for name, entry in PBC.items()})
    scores = scores_by_day(sent_in(data, profile, catalog))
    by_subject = {subject: found for (subject, _), found in scores.items()}
    counted = 0
    for row in csv.DictReader(data.decode().splitlines()):
        found = by_subject[row["id"]]
        assert float(found["ALBI"].value.value) == albi(
            float(row["bili"]) * UMOL_PER_MG, float(row["albumin"]) * 10
        )
        assert reasons(found["MELD_ORIG"]) == MELD_REASONS
        counted += 1
    assert counted == 418


def meld(creatinine: float, bilirubin: float, inr: float) -> float:
    bounded = log(min(max(creatinine, 1), 4)), log(max(bilirubin, 1)), log(max(inr, 1))
    return 10 * (0.957 * bounded[0] + 0.378 * bounded[1] + 1.120 * bounded[2] + 0.643)


def reported_meld(value: float) -> int:
    return min(max(floor(value + 0.5), 6), 40)


def meld_na(value: float, sodium: float) -> int:
    integer = floor(value + 0.5)
    below = 137 - min(max(sodium, 125), 137)
    return reported_meld(integer + 1.32 * below - 0.033 * integer * below if integer > 11 else integer)


def _no_dialysis(stay: str, day: str, like: RunObservation) -> RunObservation:
    """The statement that the trial's form would add: no dialysis."""
    sent = reported("DIALYSIS", "0", day, center=like.measurement.center)
    return replace(sent, measurement=sent.measurement._replace(subject=stay))


@pytest.mark.real_data
def test_the_meld_family_of_intensive_care_is_that_of_plain_floats(real_data: Path, eicu):
    """The first value of each day counts. Dialysis is not in the file: MELD is an interval up to that with creatinine 4.0."""
    first: dict[tuple[str, str], dict[str, tuple[str, float]]] = defaultdict(dict)
    with (real_data / "eicu" / "eicu_demo_lab_open.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["labname"] in MELD_LABS and row["labresult"]:
                day = first[row["patientunitstayid"], row["collected_at"][:10]]
                told = (row["collected_at"], float(row["labresult"]))
                analyte = MELD_LABS[row["labname"]]
                day[analyte] = min(day.get(analyte, told), told)
    whole = {at: day for at, day in first.items() if day.keys() == set(MELD_LABS.values())}
    stated = [_no_dialysis(stay, day, eicu[0]) for stay, day in whole]
    scores, certain = scores_by_day(eicu), scores_by_day([*eicu, *stated])
    for at, day in whole.items():
        values = {analyte: value for analyte, (_, value) in day.items()}
        without = meld(values["CREAT"], values["BILI"], values["INR"])
        dialysed = meld(4.0, values["BILI"], values["INR"])
        found = scores[at]["MELD_ORIG"].value
        expected = reported_meld(without), reported_meld(dialysed)
        assert (int(found.low), int(found.high)) == expected, at
        sodium, found = values["SODIUM"], scores[at]["MELD_NA_OPTN"].value
        assert (int(found.low), int(found.high)) == (meld_na(without, sodium), meld_na(dialysed, sodium))
        assert certain[at]["MELD_ORIG"].value.value == expected[0]
        assert certain[at]["MELD_NA_OPTN"].value.value == meld_na(without, sodium)
    assert len({stay for stay, _ in whole}) == 14
