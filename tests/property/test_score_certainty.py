"""A score is certain only if every decision about open holds and every value that a report allows give the same one.

The other side is an enumeration in plain floats: decisions are made one after the other and folded again, values are sampled
with their ends.
"""

from collections import Counter
from collections.abc import Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.support.possible_days import (
    combinations,
    compatible,
    possible_values,
    reports_of_a_day,
    results_after_decisions,
)

from hepaflow.domain.answers.answer import Truth
from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.answers.inputs import SpecimenDay
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.protocol.rules import ScoreRules
from hepaflow.domain.scores.certainty import Score
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts
from local.trial.plain_scores import PLAIN

CHOSEN = {"child_pugh_limits": "si", "ascites_controlled": "observed", "he_controlled": "observed"}


def check(seed: int) -> Counter[str]:
    """Compare all scores of a day with the enumeration; count what they are."""
    rng = Random(seed)  # noqa: S311 a test, not a secret
    reports = reports_of_a_day(rng)
    days = specimen_days(fold(reports))
    day = days[0] if days else SpecimenDay("CN01-0001", "2024-03-22", {})
    sexes, years = rng.choice(({"F"}, {"M"}, set())), rng.choice(({1960}, {1999}))
    rules = ScoreRules(meld_na_rounding=rng.choice((None, "optn", "at-end")), **CHOSEN)
    scores = scores_of_day(day, SubjectFacts(frozenset(sexes), frozenset(years)), rules)
    possible = possible_values(reports, rng)
    possible["SEX"] = [{"SEX": value} for value in sorted({"F": 1, "M": 0}[sex] for sex in sexes or "FM")]
    possible["AGE"] = [{"AGE": 2024 - year - before} for year in years for before in (0, 1)]
    judge_dialysis(scores, reports, rng, f"seed {seed}")
    return Counter(kind for score in scores for kind in compared(score, possible, rng, f"seed {seed}"))


def judge_dialysis(
    scores: Sequence[Score], reports: Sequence[RunObservation], rng: Random, where: str
) -> None:
    """Without a rule for dialysis there is no score if some course of decisions leaves a statement that it was, or may have been, done."""
    statements = [sent for sent in reports if sent.observation.analyte == "DIALYSIS"]
    left = results_after_decisions(statements) if statements else [None]
    is_possible = any(sent is not None and 1.0 in compatible(sent, "DIALYSIS", rng) for sent in left)
    is_plain = all(sent.observation.operator == "=" for sent in statements) and len(statements) < 2
    for score in scores:
        _, inputs = PLAIN[score.formula.version.id]
        if "CREAT" in inputs and "DIALYSIS" not in inputs:
            about = {reason.code for reason in score.value.reasons if reason.about == "DIALYSIS"}
            is_open = score.value.truth is Truth.UNDETERMINED
            assert is_open or not is_possible, (where, score.formula.version.id, score.value)
            assert is_possible or not is_plain or not about, (where, score.formula.version.id, about)
            is_noted = "UNKNOWN_DIALYSIS" in {note.code for note in score.value.notes}
            assert is_noted or is_open or None not in left, (where, score.formula.version.id)


def compared(score: Score, possible: dict, rng: Random, where: str) -> list[str]:
    plain, inputs = PLAIN[score.formula.version.id]
    reported = [plain(values) for values in combinations(inputs, possible, rng)]
    answer, where = score.value, f"{where} {score.formula.version.id}"
    kinds = [answer.truth.value]
    if answer.truth is Truth.CERTAIN:
        wrong = [values for values in reported if float(answer.value) not in values]
        assert not wrong, (where, answer.value, wrong[:3])
        return kinds
    if answer.truth is Truth.INTERVAL:
        low = float(answer.low) if answer.low is not None else -1e300
        high = float(answer.high) if answer.high is not None else 1e300
        outside = [values for values in reported if all(not low <= value <= high for value in values)]
        assert not outside, (where, low, high, outside[:3])
    if len(set.union(*reported)) == 1:
        kinds.append(f"{answer.truth.value}, but all samples agree")
        kinds.append(f"{score.formula.version.id} {answer.truth.value}, but all samples agree")
    return kinds


@given(st.integers(0, 2**32))
def test_no_score_is_wrongly_certain(seed):
    check(seed)
