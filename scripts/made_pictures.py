"""Pictures of made subjects, from observations as labs report them: for the pages of docs/ and for tests."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hepaflow.domain.change.after_baseline import days_after
from hepaflow.domain.clinical.pairing import paired
from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.grades.baselines import baseline_input
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Bound, Comparator, Conversion, Finding, Observation, Range, Raw, Status
from hepaflow.domain.pictures.completeness_map import CompletenessMap, map_of_subjects
from hepaflow.domain.pictures.dish import DISH_ANALYTES, Dish, DishKind, DishPoint, dish, dish_point
from hepaflow.domain.pictures.liver_panel import liver_panel
from hepaflow.domain.pictures.marks import LiverPanel
from hepaflow.domain.pictures.result_marks import DrawnSubject
from hepaflow.domain.pictures.score_marks import ScoreOfSpecimen
from hepaflow.domain.pictures.study_axis import study_axis
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.scores.formulas.meld_3 import MELD3
from hepaflow.domain.scores.of_day import scores_of_day
from hepaflow.domain.scores.subject_facts import SubjectFacts
from hepaflow.domain.study.register import Subject
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.completeness import VisitCell, completeness
from hepaflow.domain.visits.masking import NOTHING_MASKED, Mask
from hepaflow.domain.visits.schedule import Schedule, schedule_of
from hepaflow.domain.visits.subject_days import baseline_day, subject_days

Json = dict[str, Any]
SUBJECT = "CN01-0001"
DAY_ONE = date(2024, 3, 10)
UNTIL = date(2024, 9, 1)
SAME_DAY_ONE = {"treated": "randomization", "control": "randomization", "words": "as the protocol says"}
WEEKS: list[Json] = [
    {"number": 2, "name": "BASELINE", "target_day": 1, "first_day": -3, "last_day": 1, "required": ["ALB", "BILI"]},
    *(
        {
            "number": 2 + place, "name": f"WEEK {week}", "target_day": 7 * week + 1, "first_day": 7 * week - 2,
            "last_day": 7 * week + 4, "required": ["ALB", "BILI"],
        }
        for place, week in enumerate((2, 4, 8, 12, 16, 20, 24), 1)
    ),
]  # fmt: skip
LIMITS = {"ALT": "50", "AST": "40", "ALP": "125", "GGT": "60", "BILI": "20"}
COURSE = (  # day, values; `!` waits for a decision
    (
        "2024-02-26",
        "ALT 61 AST 72 ALP 130 GGT 150 BILI 48 ALB 28.4 INR 1.62 PLAT 71 CREAT 88 SODIUM 134 DIALYSIS 0",
    ),
    (
        "2024-03-10",
        "ALT 58 AST 66 ALP 128 GGT 144 BILI 52 ALB 28 INR 1.6 PLAT 68 CREAT 92 SODIUM 133 DIALYSIS 0",
    ),
    (
        "2024-03-24",
        "ALT 212 AST 180 ALP 140 GGT 171 BILI 61 ALB 27.2 INR 1.71 PLAT <75 CREAT 97 SODIUM 132 DIALYSIS 0",
    ),
    ("2024-04-07", "ALT 96 AST 88 ALP 131 GGT 160 BILI 55 ALB 29.1 INR 1.6 PLAT 74 CREAT 95 SODIUM 134"),
    ("2024-04-11", "CREAT 133"),
    (
        "2024-05-05",
        "ALT 49 AST 51 ALP 119 GGT 120 BILI 41 ALB !55 INR 1.5 PLAT 80 CREAT 90 SODIUM 135 DIALYSIS 0",
    ),
    (
        "2024-06-02",
        "ALT 40 AST 44 ALP 110 GGT 101 BILI 33 ALB 31.5 INR 1.4 PLAT 86 CREAT 84 SODIUM 137 DIALYSIS 0",
    ),
    (
        "2024-07-28",
        "ALT 31 AST 39 ALP 104 GGT >1000 BILI 26 ALB 33.2 INR 1.31 PLAT 95 CREAT 82 SODIUM 138 DIALYSIS 0",
    ),
    (
        "2024-08-25",
        "ALT <9 AST 35 ALP 101 GGT 77 BILI 24 ALB 34 INR 1.27 PLAT 99 CREAT 80 SODIUM 139 DIALYSIS 0",
    ),
)


def observations(
    course: Iterable[tuple[str, str]], limits: Mapping[str, str] = LIMITS
) -> list[RunObservation]:
    """Return the observations of days; each day a file, each value a line."""
    found = []
    for number, (day, values) in enumerate(course, 1):
        told = values.split()
        for line, (analyte, text) in enumerate(zip(told[::2], told[1::2], strict=True), 2):
            at = f"{day}T08:30" if len(day) == len("2024-03-10") else day
            run = Run("CN-01", f"file-{day}", 1, f"2024-05-{number:02}T00:00:00.000Z")
            found.append(_sent(analyte, text, at, run, line, limits.get(analyte, "")))
    return found


def _sent(analyte: str, text: str, at: str, run: Run, line: int, upper: str) -> RunObservation:
    """Return an observation: a number with its operator, a finding, or `-`: not done. With `!` it waits for a decision."""
    said = text.removeprefix("!")
    digits = said.lstrip("<>=")
    operator = Comparator(said[: len(said) - len(digits)] or "=")
    has_number = digits[-1].isdigit()
    number = Decimal(digits) if has_number else None
    report = Observation(
        analyte,
        Raw(analyte, said),
        operator,
        number,
        Conversion(),
        number,
        "",
        status=Status.NOT_DONE if said == "-" else Status.FINAL,
        issues=tuple(map(Issue, _issues(text))),
        finding=None if has_number or said == "-" else Finding(said),
        range=Range(None, Bound(Decimal(upper))) if upper else None,
    )
    return RunObservation(Measurement("CN-01", SUBJECT, analyte, "SERUM", at), report, run, line)


def _issues(text: str) -> tuple[IssueCode, ...]:
    if text == "-":
        return (IssueCode.TAKEN_BACK,)
    return (IssueCode.VALUE_IMPOSSIBLE,) if text.startswith("!") else ()


def plan(visits: Sequence[Json] = WEEKS, **rules: Any) -> Protocol:
    """Return a protocol; the rules replace those below."""
    told: Json = {
        "visits": visits,
        "reference_date": SAME_DAY_ONE,
        "baseline": {"first_day": -28, "last_day": 1, "day_one": "count"},
        "results_due": {"late_after": 14, "missing_after": 42},
        **rules,
    }
    return Protocol.model_validate(told)


def entry(**more: Any) -> Subject:
    """Return what the register says of a subject."""
    told = {"id": SUBJECT, "center": "CN-01", "status": "enrolled", "baseline": DAY_ONE, **more}
    return Subject.model_validate(told)


def schedule(protocol: Protocol, subject: Subject, *, is_masked: bool = False) -> Schedule:
    definition = StudyDefinition(study="S", version=1, title="t", centers=("CN-01",), protocol=protocol)
    return (Mask((definition,)) if is_masked else NOTHING_MASKED).seen(schedule_of(definition, (subject,)))


def made_panel(
    sents: Sequence[RunObservation],
    protocol: Protocol,
    *,
    until: date = UNTIL,
    is_masked: bool = False,
    hidden: Collection[str] = (),
    day_one: date | None = DAY_ONE,
) -> LiverPanel:
    """Return the panel of a woman born in 1961."""
    states = fold(sents)
    planned = schedule(protocol, entry(baseline=day_one), is_masked=is_masked)
    days = subject_days(states, planned)
    axis = study_axis(planned, protocol.visits, until)
    drawn = DrawnSubject(SUBJECT, days, states, axis, until, lambda who, row: f"/{who}/{row[0]}/{row[1]}")
    facts = SubjectFacts(frozenset({"F"}), frozenset({1961}))
    scores = [
        ScoreOfSpecimen(
            day.day, scores_of_day(paired(day, days.statements), facts, protocol.scores, (MELD3,))[0]
        )
        for day in days.days
    ]
    return liver_panel(drawn, scores, hidden)


PEAKS = {  # by subject, ALT, AST and BILI after day 1; limits 50, 40 and 20
    "CN01-0001": "ALT 212 AST 180 BILI 61",
    "CN01-0002": "ALT 44 AST 38 BILI 14",
    "CN01-0003": "ALT 61 AST 70 BILI 31",
    "CN01-0004": "ALT 390 AST 240 BILI 18",
    "CN01-0005": "ALT 33 AST 41 BILI 88",
    "CN01-0006": "ALT 160 AST 133 BILI <34",
    "CN01-0007": "ALT 25 AST !310 BILI 12",
    "CN01-0008": "BILI 17",
    "US01-0001": "ALT 610 AST 704 BILI 131",
    "US01-0002": "ALT 74 AST 52 BILI 22",
    "US01-0003": "ALT 29 AST 30 BILI 9.5",
    "US01-0004": "ALT 31 AST 33 BILI 10.1",
    "US01-0005": "ALT 52 AST 47 BILI 16",
    "US01-0006": "ALT >1000 AST 880 BILI 29",
}  # fmt: skip
BEFORE = "ALT 60 AST 50 BILI 25"


def peak_point(kind: DishKind, subject: str, after: str, before: str = BEFORE) -> DishPoint:
    """Return the point of a subject with one day before and one day after day 1."""
    sents = observations((("2024-03-08", before), ("2024-03-24", after)))
    return point_of(kind, sents, plan(), entry(), subject)


def point_of(
    kind: DishKind,
    sents: Sequence[RunObservation],
    protocol: Protocol,
    register: Subject,
    subject: str = SUBJECT,
) -> DishPoint:
    """Return the point of a subject with these reports."""
    days = subject_days(fold(sents), schedule(protocol, register))
    choices = {about: baseline_day(days, (about,)) for about in DISH_ANALYTES}
    later = {about: days_after(days, choice) for about, choice in choices.items()}
    baselines = {about: baseline_input(choice, about) for about, choice in choices.items()}
    return dish_point(kind, later, baselines, subject, f"/studies/S/subjects/{subject}/report")


def made_dish(kind: DishKind = DishKind.LIMIT) -> Dish:
    return dish(kind, [peak_point(kind, subject, after) for subject, after in PEAKS.items()])


def made_cells(
    sents: Sequence[RunObservation], today: str = "2024-06-20", **more: Any
) -> tuple[VisitCell, ...]:
    """Return the completeness of a subject with these reports."""
    subject, states = entry(**more), fold(sents)
    days = subject_days(states, schedule(plan(), subject))
    return completeness(days, states, subject, date.fromisoformat(today))


def made_map() -> CompletenessMap:
    """Return a map of five subjects in all seven states."""
    whole = observations(COURSE)
    early = [sent for sent in whole if sent.measurement.collected_at < "2024-04-01"]
    undone = [day if day[0] != "2024-04-07" else (day[0], "ALB 29 BILI -") for day in COURSE]
    cells = {
        "CN01-0001": made_cells(whole),
        "CN01-0002": made_cells(early),
        "CN01-0003": made_cells(early, consent_withdrawn="2024-04-20"),
        "US01-0001": made_cells(observations(undone)),
        "US01-0002": made_cells(early, baseline="2024-05-30"),
    }
    hrefs = {subject: f"/studies/S/subjects/{subject}/report" for subject in cells}
    return map_of_subjects(plan().visits, cells, hrefs, date(2024, 6, 20))
