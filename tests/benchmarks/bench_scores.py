"""What the scores of a subject cost beside the timeline: CPU of 40 visits, each with a panel of 16 results.

Run it as `make bench-scores`. Logarithms that were computed before are forgotten for each subject, so that no value of an earlier one helps.
"""

import sys
import time
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from types import ModuleType

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("shared", "infra", "functions")]
# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

from tests.support.score_days import in_unit

from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.protocol.rules import Controlled, ScoreRules
from hepaflow.domain.scores.formulas import decimals
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.of_visit import scores_of_visit
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.schedule import Schedule
from hepaflow.domain.visits.subject_days import SubjectDays, subject_days, visit_day

VISITS, SUBJECTS = 40, 25
DAY_ONE = date(2024, 1, 2)
CHOSEN = ScoreRules(
    meld_na_rounding="optn",
    child_pugh_limits="si",
    ascites_controlled=Controlled.OBSERVED,
    he_controlled=Controlled.OBSERVED,
)
FACTS = SubjectFacts(frozenset({"F"}), frozenset({1970}))
PANEL = {  # least and greatest value, upper limit
    "BILI mg/dL": (0.5, 20, ""), "CREAT mg/dL": (0.5, 4, ""), "INR": (0.9, 3, ""), "SODIUM": (120, 145, ""), "ALB g/dL": (2, 4.5, ""),
    "PLAT": (20, 300, ""), "AST": (20, 300, "40"), "ALT": (20, 300, "50"), "ALP": (60, 500, "125"), "PT": (11, 30, ""), "GGT": (10, 400, ""),
    "WBC": (2, 20, ""), "GFRBSCRT": (20, 120, ""), "ASCITES": (0, 3, ""), "HE": (0, 4, ""), "DIALYSIS": (0, 1, ""),
}  # fmt: skip
PROTOCOL = Protocol.model_validate({
    "visits": [
        {"number": number, "name": f"VISIT {number}", "target_day": day, "first_day": day, "last_day": day + 3}
        for number, day in enumerate(range(1, 14 * VISITS, 14))
    ]
})  # fmt: skip
GRADES = {"ASCITES", "HE", "DIALYSIS"}


def reports(rng: Random, doubtful: float) -> list[RunObservation]:
    """40 visits; a part of the results is reported as less than a number."""
    found = []
    for visit in range(VISITS):
        at = f"{DAY_ONE + timedelta(days=14 * visit)}T08:30"
        for name, (low, high, upper) in PANEL.items():
            value = rng.uniform(low, high)
            text = f"{value:.0f}" if name in GRADES else f"{value:.3g}"
            operator = "<" if name not in GRADES and rng.random() < doubtful else ""
            found.append(in_unit(name, operator + text, at=at, upper=upper, line=str(len(found) + 2)))
    return found


def forget() -> None:
    decimals.ln.cache_clear()
    decimals.log10.cache_clear()


def measured(doubtful: float) -> tuple[float, float, float, float]:
    """Return ms of CPU of a subject: fold, inputs of the days, scores of the days, scores of the visits; medians."""
    rng = Random(7)  # noqa: S311 values, not secrets
    taken: list[tuple[float, ...]] = []
    for _ in range(SUBJECTS):
        sents = reports(rng, doubtful)
        placed = subject_days(fold(sents), Schedule(PROTOCOL, day_one=DAY_ONE))
        forget()
        marks = [time.process_time()]
        timeline = fold(sents)
        marks.append(time.process_time())
        days = specimen_days(timeline)
        marks.append(time.process_time())
        for day in days:
            scores_of_day(day, FACTS, CHOSEN)
        marks.append(time.process_time())
        taken.append((*(1e3 * (after - before) for before, after in pairwise(marks)), by_visit(placed)))
    return tuple(median(column) for column in zip(*taken, strict=True))


def by_visit(placed: SubjectDays) -> float:
    """Return ms of CPU of the scores of all visits, the choice of their days included."""
    forget()
    began = time.process_time()
    for visit in PROTOCOL.visits:
        scores_of_visit(partial(visit_day, placed, visit), FACTS, CHOSEN)
    return 1e3 * (time.process_time() - began)


def main() -> None:
    print(f"{VISITS} visits, {len(PANEL)} results each; ms of CPU, median of {SUBJECTS} subjects")
    for name, doubtful in (("every result exact", 0.0), ("5 of 100 results such as <5", 0.05)):
        folded, days, scores, visits = measured(doubtful)
        print(
            f"{name:<30} fold {folded:5.1f}  inputs {days:5.1f}  scores {scores:5.1f}  by visit {visits:5.1f}"
        )


if __name__ == "__main__":
    main()
