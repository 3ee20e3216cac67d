"""Generate what labs report of one subject on one day, and enumerate what every decision and every compatible value leaves.

Shares no code with `domain.answers` and `domain.scores`: decisions are made one after the other and folded again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Final

from tests.support.day_reports import IMPOSSIBLE, decided
from tests.support.score_days import in_unit

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Status
from local.trial.plain_scores import Values

EARLY, LATE, DAY = "2024-03-22T08:30", "2024-03-22T14:00", "2024-03-22"
SAMPLED: Final = 60  # combinations of one score of a day
KINDS: Final = (DecisionKind.SET_ASIDE, DecisionKind.ACCEPT, DecisionKind.RELEASE)
_MOST_DECISIONS: Final = 4  # of one analyte, then whatever is still held is left
# what labs report: around the bounds of the formulas, and anywhere between
TYPICAL: Final = {
    "BILI": ("0.5", "17", "17.1", "17.2", "20", "33.9", "34", "35", "51", "52", "85", "170", "500", "540", "600", "900"),
    "BILI mg/dL": ("0.8", "1.0", "1.1", "2.0", "3.0", "4.2", "12", "31", "32", "35.5"),
    "CREAT": ("44", "62", "79", "80", "88", "89", "120", "243", "260", "265", "266", "353", "354", "400"),
    "CREAT mg/dL": ("0.6", "0.7", "0.9", "1.0", "1.1", "1.9", "2.7", "2.8", "3.0", "3.1", "4.0", "4.5"),
    "INR": ("0.9", "1.0", "1.1", "1.5", "1.55", "1.69", "1.7", "2.3", "2.31", "3.5", "8"),
    "SODIUM": ("120", "125", "126", "131", "136", "137", "138", "140", "142"),
    "ALB": ("14", "15", "16", "27.9", "28", "30", "34", "35", "35.1", "36", "42"),
    "ALB g/dL": ("2.8", "3.0", "3.5", "3.6", "4.1"),
    "PLAT": ("20", "45", "52", "53", "60", "100", "150", "260"),
    "AST": ("20", "33", "40", "80", "300"),
    "ALT": ("16", "20", "25", "41", "100", "500"),
    "ALP": ("80", "100", "125", "300"),
    "ASCITES": ("0", "1", "2", "3"),
    "HE": ("0", "1", "2", "3", "4"),
    "DIALYSIS": ("0", "1"),
}  # fmt: skip
LIMITS: Final = {"AST": ("", "35", "40"), "ALT": ("", "40", "50"), "ALP": ("", "125")}
GRADES: Final = {"ASCITES": range(4), "HE": range(5), "DIALYSIS": range(2)}
_ALL: Final = (
    "BILI",
    "CREAT",
    "INR",
    "SODIUM",
    "ALB",
    "PLAT",
    "AST",
    "ALT",
    "ALP",
    "ASCITES",
    "HE",
    "DIALYSIS",
)


def reports_of_a_day(rng: Random) -> list[RunObservation]:
    """What labs report: most analytes once and exactly, some in every way that leaves a doubt."""
    doubt = rng.choice((0.0, 0.1, 0.3))
    found = []
    for analyte in _ALL:
        ways = _EXACT if rng.random() >= doubt else _DOUBTFUL
        found += rng.choice(ways)(rng, analyte)
    return [replace(sent, line=line) for line, sent in enumerate(found, 2)]  # a decision names file and line


def _one(rng: Random, analyte: str, at: str = EARLY, operator: str = "", **more) -> RunObservation:
    units = [name for name in TYPICAL if name.split()[0] == analyte]
    name = rng.choice(units)
    upper = rng.choice(LIMITS.get(analyte, ("",)))
    text = rng.choice(TYPICAL[name])
    if analyte not in GRADES and rng.random() < 0.3:  # any other number
        text = f"{float(text) * rng.uniform(0.8, 1.25):.1f}"
    return in_unit(name, operator + text, at=at, upper=upper, **more)


def _exact(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte)]


def _censored(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte, operator=rng.choice(("<", "<=", ">", ">=")))]


def _missing(rng: Random, analyte: str) -> list[RunObservation]:
    del rng, analyte
    return []


def _held_alone(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte, issues=(IMPOSSIBLE,))]


def _changed(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte), _one(rng, analyte, received="2")]


def _changed_to_censored(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte), _one(rng, analyte, operator="<", received="2")]


def _corrected(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte), _one(rng, analyte, received="2", status=Status.CORRECTED)]


def _conflict(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte), _one(rng, analyte)]


def _doubtful_deletion(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte), _one(rng, analyte, received="2", status=Status.DELETED)]


def _unread_correction(rng: Random, analyte: str) -> list[RunObservation]:
    code = rng.choice((IssueCode.CORRECTION_UNIT, IssueCode.CORRECTION_UNREAD, IssueCode.TAKEN_BACK))
    unread = in_unit(analyte, None, received="2", status=Status.CORRECTED, issues=(Issue(code),))
    return [_one(rng, analyte), unread]


def _two_draws(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte, LATE), _one(rng, analyte, rng.choice((EARLY, EARLY, DAY)))]


def _first_draw_held(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte, LATE), _one(rng, analyte, issues=(IMPOSSIBLE,))]


def _two_centers(rng: Random, analyte: str) -> list[RunObservation]:
    return [_one(rng, analyte), _one(rng, analyte, center="CN-02")]


def _returning(rng: Random, analyte: str) -> list[RunObservation]:
    first = _one(rng, analyte)
    again = in_unit(analyte, first.observation.raw.value, received="3")
    return [first, _one(rng, analyte, received="2", status=Status.CORRECTED), again]


def _correction_of_another_time(rng: Random, analyte: str) -> list[RunObservation]:
    status = rng.choice((Status.CORRECTED, Status.DELETED))
    return [
        _one(rng, analyte, rng.choice((EARLY, LATE))),
        _one(rng, analyte, "2024-03-22T09:30", received="2", status=status),
    ]


_EXACT: Final = (_exact, _exact, _exact, _corrected, _two_draws)
_DOUBTFUL: Final = (
    _censored, _missing, _held_alone, _changed, _changed_to_censored, _conflict, _doubtful_deletion, _unread_correction, _two_draws,
    _first_draw_held, _two_centers, _returning, _correction_of_another_time,
)  # fmt: skip


def results_after_decisions(reports: Sequence[RunObservation]) -> list[RunObservation | None]:
    """The result of the day of one analyte, after every course of decisions that leaves nothing held; None: there is none."""
    found = {_row(sent): sent for sent, _ in draws_after_decisions(reports)}
    return list(found.values())


def draws_after_decisions(
    reports: Sequence[RunObservation],
) -> list[tuple[RunObservation | None, tuple[RunObservation, ...]]]:
    """The result of the day of one analyte and those of the other draws, after every course of decisions that leaves nothing held."""
    found = {}
    for states in _decided(list(reports), []):
        counting = [(place.collected_at, state.current) for place, state in states.items() if state.current]
        firsts = [
            sent
            for at, sent in counting
            if not any(other < at and not at.startswith(other) for other, _ in counting)
        ]
        for sent in firsts or [None]:
            others = tuple(other for _, other in counting if other is not sent)
            found[_row(sent), *map(_row, others)] = sent, others
    return list(found.values()) or [(None, ())]


def _row(sent: RunObservation | None) -> tuple[str, int]:
    return (sent.run.file_id + sent.run.center, sent.line) if sent else ("", 0)


def _decided(reports: list[RunObservation], made: list[Decision]) -> Iterator[dict]:
    """Decide about every report that is held, in every way, until nothing is held: also about one that another decision freed."""
    states = fold(reports, made)
    held = [one.sent for state in states.values() for one in state.held]
    if not held:
        yield states
    elif len(made) < _MOST_DECISIONS:
        for kinds in product(KINDS, repeat=len(held)):
            rulings = [
                decided(len(made) + at, kind, sent)
                for at, (kind, sent) in enumerate(zip(kinds, held, strict=True), 1)
            ]
            yield from _decided(reports, [*made, *rulings])


def compatible(sent: RunObservation | None, analyte: str, rng: Random) -> list[float]:
    """Values that a result allows in the canonical unit: the number, or a sample with the ends; any for no result."""
    if sent is None:
        return list(GRADES.get(analyte, (1e-9, 0.01, 0.5, 1, 3, 20, 53, 90, 131, 137, 300, 537, 5_000, 1e9)))
    report = sent.observation
    factor = float(report.conversion.factor)
    number, operator = float(report.number) * factor, str(report.operator)
    if analyte in GRADES:
        allowed = {
            "=": number.__eq__,
            "<": number.__gt__,
            "<=": number.__ge__,
            ">": number.__lt__,
            ">=": number.__le__,
        }
        return [float(one) for one in GRADES[analyte] if allowed[operator](float(one))] or [number]
    inner = [rng.uniform(0, 1) for _ in range(3)]
    if operator == "=":
        return [number]
    if operator in ("<", "<="):
        ends = [number] if operator == "<=" else [number * (1 - 1e-10)]
        return [*ends, number * 0.999, 1e-9, *(number * part for part in inner)]
    ends = [number] if operator == ">=" else [number * (1 + 1e-10)]
    return [*ends, number * 1.001, 1e9, *(number / part for part in inner if part)]


def possible_values(reports: Sequence[RunObservation], rng: Random) -> dict[str, list[Values]]:
    """By analyte, every value that it may have, and with it the multiple of its upper limit."""
    found: dict[str, list[Values]] = {}
    for analyte in _ALL:
        own = [sent for sent in reports if sent.observation.analyte == analyte]
        found[analyte] = [
            values
            for result in (results_after_decisions(own) if own else [None])
            for value in compatible(result, analyte, rng)
            for values in _with_multiple(analyte, value, result)
        ]
    return found


def _with_multiple(analyte: str, value: float, result: RunObservation | None) -> Iterator[Values]:
    limits = result.observation.range if result else None
    if limits:
        factor = float(result.observation.conversion.factor)
        yield {analyte: value, f"{analyte}/limit": value / (float(limits.high.number) * factor)}
    else:  # nobody knows the limit
        yield {analyte: value, f"{analyte}/limit": value / 10}
        yield {analyte: value, f"{analyte}/limit": value / 1_000}


def combinations(inputs: Sequence[str], possible: dict[str, list[Values]], rng: Random) -> Iterator[Values]:
    """Every combination of the values of these inputs, or a sample of it."""
    names = sorted({name.split("/")[0] for name in inputs})
    sizes = 1
    for name in names:
        sizes *= len(possible[name])
    if sizes <= SAMPLED:
        chosen = product(*(possible[name] for name in names))
    else:
        chosen = (tuple(rng.choice(possible[name]) for name in names) for _ in range(SAMPLED))
    for values in chosen:
        merged: Values = {}
        for one in values:
            merged.update(one)
        yield merged
