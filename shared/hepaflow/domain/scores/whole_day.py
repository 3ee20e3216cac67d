"""Decide whether a day has all results of a score: it needs no creatinine under dialysis, if the formula has a rule for it.

The baseline, a visit, and the days after the baseline ask here, so that they agree (docs/scores.md).
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from hepaflow.domain.answers.inputs import Input, SpecimenDay
from hepaflow.domain.answers.reasons import AnswerReason, ReasonKind
from hepaflow.domain.scores.dialysis import is_dialysed, may_be_dialysed, only_dialysed
from hepaflow.domain.scores.formulas.quantities import DIALYSIS
from hepaflow.domain.scores.points import points_of

_CREATININE: Final = "CREAT"
_RULE: Final = frozenset({_CREATININE, DIALYSIS.about})
_ABOUT_VALUES: Final = frozenset({ReasonKind.CENSORED, ReasonKind.NOT_A_NUMBER, ReasonKind.UNORDERED})


def needed_without_dialysis(inputs: Collection[str]) -> list[str]:
    """Return the analytes that a day without dialysis has to have."""
    return [one for one in inputs if one != DIALYSIS.about] if _has_rule(inputs) else list(inputs)


def is_whole(day: SpecimenDay, inputs: Collection[str]) -> bool:
    """Say whether a day certainly has all results.

    Args:
        day: what is known of its inputs.
        inputs: analyte codes. With dialysis and creatinine among them, creatinine is not needed where dialysis is stated, and the
            statement itself may be missing. None: any result is enough.
    """
    if not inputs:
        return any(_is_there(found) for found in day.inputs.values())
    known = day.inputs
    lacking = [one for one in inputs if one not in known or not _is_there(known[one])]
    if not lacking:
        return True
    if not _has_rule(inputs) or not _RULE.issuperset(lacking):
        return False
    return _CREATININE not in lacking or is_dialysed(day)


def may_be_whole(day: SpecimenDay, inputs: Collection[str]) -> bool:
    """Say whether some decision leaves all results of a day; the arguments are those of `is_whole`."""
    if not inputs:
        return any(found.candidates for found in day.inputs.values())
    lacking = [one for one in needed_without_dialysis(inputs) if not day.input_of(one).candidates]
    return not lacking or (lacking == [_CREATININE] and _has_rule(inputs) and may_be_dialysed(day))


def if_whole(day: SpecimenDay, inputs: Collection[str]) -> list[SpecimenDay]:
    """Return what a day is if it has all results: with creatinine, or with dialysis, where both are possible."""
    needed = needed_without_dialysis(inputs)
    found: list[SpecimenDay] = []
    if day.input_of(_CREATININE).candidates or _CREATININE not in needed:
        found.append(_present(day, needed))
    if _has_rule(inputs) and may_be_dialysed(day):
        dialysed = _present(day, [one for one in needed if one != _CREATININE])
        found.append(only_dialysed(dialysed))
    return found


def why_open(day: SpecimenDay, inputs: Collection[str]) -> list[AnswerReason]:
    """Return why results of a day may be absent."""
    found = [
        known
        for one in needed_without_dialysis(inputs) or day.inputs
        if (known := day.input_of(one)).may_be_absent
    ]
    reasons = [
        reason
        for known in found
        if known.candidates
        for reason in known.reasons
        if reason.kind not in _ABOUT_VALUES
    ]
    if _has_rule(inputs) and any(known.about == _CREATININE for known in found):
        stated = day.input_of(DIALYSIS.about)
        reasons += points_of(DIALYSIS, stated).reasons if stated.candidates else ()
    return reasons


def _has_rule(inputs: Collection[str]) -> bool:
    return _CREATININE in inputs and DIALYSIS.about in inputs


def _present(day: SpecimenDay, needed: Collection[str]) -> SpecimenDay:
    known = {analyte: day.input_of(analyte)._replace(may_be_absent=False) for analyte in needed}
    return replace(day, inputs={**day.inputs, **known})


def _is_there(found: Input) -> bool:
    return bool(found.candidates) and not found.may_be_absent
