"""Choose the grades and treatments of nearby days that count for a specimen day: the nearest within the study definition's window.

A nearer statement that is held may count or not, so the next one is a candidate beside it. Without a statement the grade stays unknown.
Dialysis is not paired: a statement is about the week up to its own day (OPTN policy 9), and says nothing of another week.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from hepaflow.domain.answers.inputs import Input, SpecimenDay, absent, each_once
from hepaflow.domain.clinical.albumin import INFUSION, infusion_before
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.protocol.rules import ClinicalPairing, Tie

PAIRED: Final = frozenset({"ASCITES", "HE", "ASCTRT", "HETRT"})


@dataclass(frozen=True, slots=True)
class ClinicalStatements:
    """What investigators stated of one subject, and how far from a specimen day it may be.

    Attributes:
        window: days before and after the specimen day; None: only statements of that day itself count.
        tie: which of two days counts that are equally near.
        by_analyte: by code and day, what is known of the statement.
        infusions: by day, what is known of an infusion of albumin.
    """

    window: ClinicalPairing | None = None
    tie: Tie = Tie.EARLIER
    by_analyte: Mapping[str, Mapping[str, Input]] = field(default_factory=dict)
    infusions: Mapping[str, Input] = field(default_factory=dict)


NO_STATEMENTS: Final = ClinicalStatements()


def clinical_statements(days: Iterable[SpecimenDay], protocol: Protocol) -> ClinicalStatements:
    """Return the statements of a subject that can be paired.

    Args:
        days: every day with a report. A date that is not known to the day gives none.
        protocol: the study's rules.
    """
    found: dict[str, dict[str, Input]] = defaultdict(dict)
    for day in days:
        for analyte in (PAIRED | {INFUSION}) & day.inputs.keys():
            found[analyte][day.day] = day.inputs[analyte]
    infusions = found.pop(INFUSION, {})
    if protocol.clinical_items is None:
        return ClinicalStatements(infusions=infusions) if infusions else NO_STATEMENTS
    return ClinicalStatements(protocol.clinical_items, protocol.tie, found, infusions)


def paired(day: SpecimenDay, statements: ClinicalStatements) -> SpecimenDay:
    """Return a specimen day with the grades and treatments that count for it, and the infusions of albumin before it.

    Args:
        day: the day. Its own statements are the nearest.
        statements: those of all days of the subject.
    """
    window = statements.window
    added = {
        analyte: _nearest(analyte, list(_in_order(day, analyte, statements, window)))
        for analyte in statements.by_analyte
        if window is not None
    }
    if infused := infusion_before(day, statements.infusions) if statements.infusions else None:
        added[INFUSION] = infused
    return replace(day, inputs={**day.inputs, **added}) if added else day


def _in_order(
    day: SpecimenDay, analyte: str, statements: ClinicalStatements, window: ClinicalPairing
) -> Iterator[Input]:
    """Yield the statements of the window, the nearest first."""
    of_day = day.inputs.get(analyte)
    if of_day is not None:
        yield of_day
    at = date.fromisoformat(day.day)
    later_first = statements.tie is Tie.LATER
    near: list[tuple[int, int, Input]] = []
    for other, known in statements.by_analyte[analyte].items():
        apart = (date.fromisoformat(other) - at).days
        is_of_day = apart == 0 and of_day is not None
        if -window.days_before <= apart <= window.days_after and not is_of_day:
            near.append((abs(apart), -apart if later_first else apart, known))
    yield from (known for _, _, known in sorted(near, key=lambda one: one[:2]))


def _nearest(analyte: str, ordered: Sequence[Input]) -> Input:
    """Return every statement that some decision leaves as the nearest one."""
    possible: list[Input] = []
    for known in ordered:
        if known.candidates:
            possible.append(known)
            if not known.may_be_absent:
                break
    if not possible:
        reasons = dict.fromkeys(reason for known in ordered for reason in known.reasons)
        return absent(analyte)._replace(reasons=tuple(reasons) or absent(analyte).reasons)
    candidates = each_once(possible)
    reasons = dict.fromkeys(reason for known in possible for reason in known.reasons)
    return Input(analyte, candidates, possible[-1].may_be_absent, tuple(reasons))
