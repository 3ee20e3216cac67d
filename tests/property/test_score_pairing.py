"""Child-Pugh of a visit with grades of nearby days, beside every course of decisions.

Every decision about every held report is made and folded again. Of what then counts, the nearest statement is found from plain
dates, and Child-Pugh is computed in plain numbers. No code of the pairing is used on that side.
"""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.decision_courses import RULES, outcomes
from tests.support.visit_plans import schedule

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.fold.decisions import NOBODY
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.measurement_state import Timeline
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.model import Status
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.of_visit import scores_of_visit
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.visits.subject_days import subject_days, visit_day
from local.trial.plain_scores import PLAIN

LAB_DAY = date(2024, 3, 24)
GRADES = {"ASCITES": range(4), "HE": range(5), "ASCTRT": range(2), "HETRT": range(2)}
VALUES = {"BILI": ("20", "40", "60"), "ALB": ("30", "38"), "INR": ("1.2", "2.0")}


def statements(rng: Random, analyte: str) -> list[RunObservation]:
    """Up to three statements around the day of the lab; some are held, changed, deleted, censored, or of two draws."""
    found = []
    for _ in range(rng.choice((0, 1, 1, 2, 2, 3))):
        day = (LAB_DAY + timedelta(rng.randint(-5, 5))).isoformat()
        at = day + rng.choice(("", "", "T08:00", "T15:00"))
        text, other = (str(rng.choice(GRADES[analyte])) for _ in range(2))
        more = {"center": rng.choice(("CN-01", "CN-01", "CN-02")), "specimen_type": rng.choice(("", "", "x"))}
        kind = rng.randint(0, 12)
        found.append(reported(analyte, text, at, issues=(IMPOSSIBLE,) if kind == 1 else (), **more))
        if kind == 2:
            found.append(reported(analyte, other, at, received="2", **more))
        elif kind == 3:
            found.append(reported(analyte, text, at, received="2", status=Status.DELETED, **more))
        elif kind == 4:
            found.append(reported(analyte, other, at, **more))
    return found


def nearest(states: Timeline, analyte: str, window: tuple[int, int], *, is_later_first: bool) -> list[int]:
    """The grades that count after these decisions: all that are possible if nothing is stated."""
    counting = [
        (date.fromisoformat(place.collected_at[:10]) - LAB_DAY, place, state.current)
        for place, state in states.items()
        if place.analyte == analyte and state.current
    ]
    inside = [one for one in counting if -window[0] <= one[0].days <= window[1]]
    if not inside:
        return list(GRADES[analyte])
    apart = min(
        (one[0].days for one in inside), key=lambda days: (abs(days), -days if is_later_first else days)
    )
    of_day = [(place.center, place.collected_at, sent) for days, place, sent in inside if days.days == apart]
    center = min(found for found, _, _ in of_day)  # CN-01 is preferred
    times = [(at, sent) for found, at, sent in of_day if found == center]
    firsts = [
        sent for at, sent in times if not any(other < at and not at.startswith(other) for other, _ in times)
    ]
    return [int(sent.observation.number) for sent in firsts]


def check(seed: int) -> Counter[str]:
    rng = Random(seed)  # noqa: S311 a test, not a secret
    window, tie, at_least_2 = (
        (rng.randint(1, 7), rng.randint(1, 7)),
        rng.choice(("earlier", "later")),
        rng.random() < 0.5,
    )
    lab = {analyte: rng.choice(texts) for analyte, texts in VALUES.items()}
    reports = [reported(analyte, text, f"{LAB_DAY}T08:30") for analyte, text in lab.items()]
    for analyte in GRADES:
        reports += statements(rng, analyte)
    reports = [replace(sent, line=line) for line, sent in enumerate(reports, 2)]
    planned = schedule(clinical_items={"days_before": window[0], "days_after": window[1]}, tie=tie)
    days = subject_days(weighed(reports, (), NOBODY, RULES), planned)
    chosen = "at-least-2" if at_least_2 else "observed"
    rules = ScoreRules(child_pugh_limits="si", ascites_controlled=chosen, he_controlled=chosen)
    choose = partial(visit_day, days, planned.protocol.visits[2])
    scored = scores_of_visit(choose, SubjectFacts(), rules, days.statements)
    (score,) = (one.score for one in scored if one.score.formula.version.id == "CHILD_PUGH")
    plain, _ = PLAIN["CHILD_PUGH"]
    results = {analyte: float(text) for analyte, text in lab.items()}
    possible = set()
    for states in outcomes(reports, []):
        known = [nearest(states, one, window, is_later_first=tie == "later") for one in GRADES]
        for ascites, he, ascites_treated, he_treated in product(*known):
            (points,) = plain({**results, "ASCITES": ascites, "HE": he})
            points += at_least_2 and ascites_treated and ascites == 0
            points += at_least_2 and he_treated and he == 0
            possible.add(points)
    counted = Counter([score.value.truth.value])
    if not possible:
        return Counter(["too many holds"])
    if score.value.truth is Truth.CERTAIN:
        assert possible == {float(score.value.value)}, (seed, score.value.value, possible)
    elif score.value.truth is Truth.INTERVAL:
        assert float(score.value.low) <= min(possible) <= max(possible) <= float(score.value.high), seed
    if score.value.truth is not Truth.CERTAIN and len(possible) == 1:
        counted["uncertain, but all outcomes agree"] += 1
    return counted


@given(st.integers(0, 2**32))
def test_no_score_with_paired_grades_is_wrongly_certain(seed):
    check(seed)
