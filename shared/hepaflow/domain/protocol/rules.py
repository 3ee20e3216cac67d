"""Define the rules of the protocol and the analysis plan that answers follow."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, Strict, StringConstraints, model_validator

from hepaflow.domain.profile.fields import Contradictions, Fault
from hepaflow.domain.profile.parts import Declared
from hepaflow.domain.protocol.planned_visits import TestCode, VisitNumber
from hepaflow.domain.protocol.study_days import StudyDay

Days = Annotated[int, Strict(), Field(ge=0, le=3_660)]
RuleText = Annotated[str, StringConstraints(min_length=1, max_length=500)]


def _at(key: str, remedy: str, found: int) -> Contradictions:
    return Contradictions((Fault(key, str(found), remedy),))


class Tie(StrEnum):
    """Which of two days counts that are equally near to the target day."""

    EARLIER = "earlier"  # nothing that happened after the visit is used
    LATER = "later"


class DayOne(StrEnum):
    """What happens to a subject on day 1."""

    FIRST_INFUSION = "first-infusion"
    RANDOMIZATION = "randomization"
    ENROLMENT = "enrolment"


class DayOneOfControl(StrEnum):
    """What happens to a subject without treatment on day 1; a control has no infusion."""

    RANDOMIZATION = "randomization"
    ENROLMENT = "enrolment"
    NO_CONTROL_ARM = "no-control-arm"


class ReferenceDate(Declared):
    """Which date is day 1.

    The register has one date for it. The person who knows the arm writes it there by the rule for that arm. So hepaflow needs
    neither the arm nor the day of an infusion, and no answer can show them.

    Attributes:
        date: the date of the register that is day 1.
        treated: what happens on it to a subject who is treated.
        control: what happens on it to a subject without treatment.
        words: the rule, as the protocol says it.
    """

    date: Literal["baseline", "consent"] = "baseline"
    treated: DayOne
    control: DayOneOfControl
    words: RuleText


class DayOneDraws(StrEnum):
    """Which draws on day 1 may be the baseline. The time of the dose is not known, so only labels say more."""

    COUNT = "count"  # all but those that are labelled as after the dose
    PRE_DOSE = (
        "pre-dose"  # only those that are labelled as before the dose; one without such a label is doubtful
    )
    NEVER = "never"


class BaselineRule(Declared):
    """Which specimen day is the baseline: the last one from `first_day` to `last_day` that has all inputs.

    Attributes:
        first_day: no earlier specimen is a baseline.
        last_day: nor a later one; 1 is the reference date itself.
        day_one: which draws of the reference date count.
    """

    first_day: StudyDay
    last_day: StudyDay = 1
    day_one: DayOneDraws

    @model_validator(mode="after")
    def _before_treatment(self) -> "BaselineRule":
        if self.last_day > 1:
            raise _at(
                "last_day",
                "write 1 or an earlier day: a baseline is not after the reference date",
                self.last_day,
            )
        if self.first_day > self.last_day:
            raise _at("first_day", "write a day on or before last_day", self.first_day)
        return self


class Controlled(StrEnum):
    """How Child-Pugh counts ascites or encephalopathy that treatment controls."""

    OBSERVED = "observed"
    AT_LEAST_2 = "at-least-2"


class ScoreRules(Declared):
    """Which variant of a formula is meant. Without a key, a score is undetermined where the variants differ.

    Attributes:
        meld_na_rounding: "optn" rounds MELD(i) before sodium is used, "at-end" rounds only the score.
        child_pugh_limits: whether limits are compared in SI units or in the unit that the lab reported.
        ascites_controlled: how controlled ascites counts in Child-Pugh.
        he_controlled: how controlled encephalopathy counts in Child-Pugh.
        child_pugh_coagulation: what Child-Pugh counts, INR or prothrombin time over its control (CDISC CPS0105A, CPS0105B).
        cholestatic: the disease is cholestatic (PBC, PSC), for which Child-Pugh has other limits of bilirubin.
    """

    meld_na_rounding: Literal["optn", "at-end"] | None = None
    child_pugh_limits: Literal["si", "reported"] | None = None
    ascites_controlled: Controlled | None = None
    he_controlled: Controlled | None = None
    child_pugh_coagulation: Literal["INR", "PT"] = "INR"
    cholestatic: Annotated[bool, Strict()] = False


class GradeReadings(Declared):
    """Which of two readings of the CTCAE text is meant. Without a key, a grade is undetermined where they differ.

    Attributes:
        far_raised_baseline: v6.0, ALT and AST above 2 to 4 times a baseline that was above 5 times its upper limit.
        abnormal_fibrinogen: whether an abnormal baseline is compared instead of the limit, or an abnormal result has the worse
            grade of both.
    """

    far_raised_baseline: Literal["grade-2", "grade-3"] | None = None
    abnormal_fibrinogen: Literal["baseline", "worse-of-both"] | None = None


class ClinicalPairing(Declared):
    """How far a clinical item, such as a grade of ascites, may be from the specimen day, in days."""

    days_before: Days
    days_after: Days


class ResultsDue(Declared):
    """When a result of a visit is late, and when it is missing: days after the last day of the window.

    Attributes:
        late_after: up to here a result is expected.
        missing_after: up to here it is late, later it is missing.
    """

    late_after: Days
    missing_after: Days

    @model_validator(mode="after")
    def _in_order(self) -> "ResultsDue":
        if self.missing_after < self.late_after:
            raise _at("missing_after", "write a number of at least late_after", self.missing_after)
        return self


class Masking(Declared):
    """What is not shown to whom, because it could show the arm.

    Attributes:
        roles: the roles that do not see it.
        analytes: results and answers of these analytes.
        visits: visits that only one arm has, such as those of an infusion; also their counts.
    """

    roles: tuple[Literal["data-manager", "statistician", "monitor", "center"], ...]
    analytes: tuple[TestCode, ...] = ()
    visits: tuple[VisitNumber, ...] = ()
