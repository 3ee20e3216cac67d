"""The definitions of a study of the model, and how each is written."""

from dataclasses import replace

from tests.property.history.answers.facts import SENDERS, Plan, Visit
from tests.support.api_office import STUDY
from tests.support.studies import study_definition

from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.study import StudyDefinition

SCREENING = Visit("SCREENING", -14, -28, -4, ("ALB",))
WEEK_5 = Visit("WEEK 5", 32, 25, 40, ("ALT",))
FIRST = Plan(
    (
        SCREENING,
        Visit("BASELINE", 0, -3, 0, ("ALB", "BILI")),
        Visit("WEEK 2", 14, 11, 17, ("ALB", "BILI")),
        WEEK_5,
    ),
    base_from=-28,
    never=False,
    rounding="optn",
    ctcae="5.0",
)
WIDER = (
    SCREENING,
    Visit("BASELINE", 0, -3, 0, ("ALB",)),
    Visit("WEEK 2", 9, 4, 20, ("ALB", "BILI", "INR")),
    WEEK_5,
)
PLANS = (
    FIRST,
    replace(FIRST, visits=WIDER),
    replace(FIRST, rounding="at-end", ctcae="6.0"),
    replace(FIRST, base_from=-5, never=True),
    replace(FIRST, hidden_analytes=("ALB",), hidden_visits=("WEEK 2",)),
    replace(FIRST, visits=WIDER, hidden_analytes=("ALT",), hidden_visits=("WEEK 5",)),
)


def study_day(place: int) -> int:
    return place + 1 if place >= 0 else place


def definition(plan: Plan, version: int) -> StudyDefinition:
    visits = [
        {"number": number, "name": one.name, "target_day": study_day(one.target), "first_day": study_day(one.first),
         "last_day": study_day(one.last), "required": list(one.required)}
        for number, one in enumerate(plan.visits, 1)
    ]  # fmt: skip
    hidden = [number for number, one in enumerate(plan.visits, 1) if one.name in plan.hidden_visits]
    told = {
        "visits": visits,
        "reference_date": {"treated": "randomization", "control": "randomization", "words": "as it is"},
        "baseline": {
            "first_day": plan.base_from,
            "last_day": 1,
            "day_one": "never" if plan.never else "count",
        },
        "results_due": {"late_after": 1, "missing_after": 2},
        "scores": {"meld_na_rounding": plan.rounding},
        "ctcae": plan.ctcae,
        "masking": {"roles": ["monitor"], "analytes": list(plan.hidden_analytes), "visits": hidden},
    }
    protocol = Protocol.model_validate(told)
    return study_definition(STUDY, *SENDERS, version=version, central_labs=(SENDERS[1],), protocol=protocol)
