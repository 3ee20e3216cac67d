"""Make the baseline of an analyte from the choice of its day: every day that some decision leads to is possible."""

from collections.abc import Mapping

from hepaflow.domain.answers.inputs import Input, absent, each_once
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.visits.day_choice import DayChoice

Baselines = Mapping[str, Input]  # by analyte


def baseline_input(choice: DayChoice, analyte: str) -> Input:
    """Return what is known of the baseline. A day on which the analyte is absent is not the baseline.

    Args:
        choice: of the last day that has the analyte and that the study definition allows.
        analyte: analyte code.
    """
    inputs = [day.input_of(analyte) for day in choice.candidates]
    candidates = each_once(inputs)
    reasons = [*choice.reasons, *(reason for known in inputs for reason in known.reasons)]
    if not candidates:
        reasons = [_of_baseline(reason, analyte) for reason in reasons]
    return Input(analyte, candidates, choice.may_be_none, tuple(dict.fromkeys(reasons)))


def no_baseline(analyte: str) -> Input:
    """Return the baseline of an analyte of which nothing is known."""
    return absent(analyte)._replace(reasons=(AnswerReason(ReasonKind.MISSING, f"BASELINE_{analyte}"),))


def _of_baseline(reason: AnswerReason, analyte: str) -> AnswerReason:
    """Return a reason that says that the analyte is missing at the baseline, and not on the day that is compared."""
    if reason.about == analyte and reason.measurement is None:
        return AnswerReason(reason.kind, f"BASELINE_{analyte}")
    return reason
