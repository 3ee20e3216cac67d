"""Find the day of a visit and of the baseline by going through dates, and judge what is said of it. Shares no code with `domain.visits`."""

from dataclasses import dataclass
from datetime import date

from hepaflow.domain.fold.measurement import RunObservation
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.domain.visits.day_choice import DayChoice

DAY_ONE = date(2024, 3, 10)
INPUTS = ("ALB", "BILI")


@dataclass(frozen=True)
class Case:
    reports: tuple[RunObservation, ...]
    day_one_rule: str
    tie: str

    @property
    def definition(self) -> StudyDefinition:
        protocol = {
            "visits": [
                {"number": 1, "name": "BASELINE", "target_day": 1, "first_day": -3, "last_day": 1,
                 "pre_dose_labels": ["PRE"], "post_dose_labels": ["POST"]},
                {"number": 2, "name": "WEEK 1", "target_day": 5, "first_day": 2, "last_day": 8},
            ],
            "unscheduled_labels": ["UNS"],
            "tie": self.tie,
            "reference_date": {"treated": "first-infusion", "control": "randomization", "words": "as it is"},
            "baseline": {"first_day": -4, "last_day": 1, "day_one": self.day_one_rule},
        }  # fmt: skip
        return StudyDefinition(
            study="S",
            version=1,
            title="t",
            centers=("CN-01", "LAB"),
            protocol=Protocol.model_validate(protocol),
        )


def complete_days(current: list[RunObservation]) -> set[date]:
    """Return the dates on which both inputs count; a partial date is none."""
    by_day: dict[str, set[str]] = {}
    for sent in current:
        at = sent.measurement.collected_at
        if len(at) >= len("2024-03-10"):
            by_day.setdefault(at[:10], set()).add(sent.measurement.analyte)
    return {date.fromisoformat(day) for day, found in by_day.items() if found.issuperset(INPUTS)}


def judged_visit(case: Case, current: list[RunObservation]) -> date | None:
    """Return the date of the visit WEEK 1: target 5 days from day 1 on, so 14 March, window 11 to 17 March."""
    days = complete_days(current)
    for distance in range(4):
        near = [date(2024, 3, 14 - distance), date(2024, 3, 14 + distance)]
        for day in near if case.tie == "earlier" else reversed(near):
            if day in days and date(2024, 3, 11) <= day <= date(2024, 3, 17):
                return day
    return None


def judged_baseline(case: Case, current: list[RunObservation], dose: str) -> date | None:
    """Return the last date from 6 to 10 March with both inputs, of draws that are before the dose by the rule."""

    def counts(sent: RunObservation) -> bool:
        at, label = sent.measurement.collected_at, sent.visit
        if at[:10] != "2024-03-10":
            return True
        if case.day_one_rule == "never" or label == "POST":
            return False
        if case.day_one_rule == "count" or label == "PRE":
            return True
        return at[10:] < dose

    days = complete_days([sent for sent in current if counts(sent)])
    return max((day for day in days if date(2024, 3, 6) <= day <= DAY_ONE), default=None)


def day_of(choice: DayChoice) -> date | None:
    return date.fromisoformat(choice.day.day) if choice.day else None


@dataclass
class Tally:
    certain: int = 0
    open: int = 0
    needless: int = 0


def judge(choice: DayChoice, answers: set[date | None], tally: Tally) -> None:
    if choice.is_certain:
        assert answers == {day_of(choice)}
        assert bool(choice.reasons) == (choice.day is None)
        tally.certain += 1
        return
    known = {date.fromisoformat(day.day) for day in choice.candidates}
    assert answers <= (known | {None} if choice.may_be_none else known)
    assert choice.reasons
    tally.open += 1
    tally.needless += len(answers) == 1
