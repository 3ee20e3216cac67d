"""Define the protocol of a study: visits and the rules of its answers. Every key is optional; nothing is assumed for a missing one."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from hepaflow.domain.profile.fields import Contradictions, Fault
from hepaflow.domain.profile.parts import Declared, Identifier
from hepaflow.domain.protocol.planned_visits import PlannedVisit, TestCode, VisitName, label_key
from hepaflow.domain.protocol.rules import (
    BaselineRule,
    ClinicalPairing,
    GradeReadings,
    Masking,
    ReferenceDate,
    ResultsDue,
    ScoreRules,
    Tie,
)


class Protocol(Declared):
    """What the protocol and the analysis plan say (docs/study-definition.md).

    Attributes:
        visits: the planned visits; their windows do not overlap.
        blocks: named lists of analytes, for `required` of visits.
        unscheduled_labels: how labs mark a draw that belongs to no visit.
        tie: which of two equally near days counts.
        reference_date: which date is day 1.
        baseline: which specimen day is the baseline.
        results_due: when a result is late or missing.
        scores: variants of formulas.
        ctcae: version of the grades.
        ctcae_readings: which of two readings of its text is meant.
        same_lab: analytes whose change is given only if one lab measured both values.
        lab_ranking: labs in the order in which analysis prefers their results; `centers` are in such an order, too.
        clinical_items: how far clinical items may be from a specimen day.
        masking: what is not shown to whom.
    """

    visits: Annotated[tuple[PlannedVisit, ...], Field(max_length=200)] = ()
    blocks: dict[Identifier, Annotated[tuple[TestCode, ...], Field(min_length=1)]] = Field(
        default_factory=dict
    )
    unscheduled_labels: tuple[VisitName, ...] = ()
    tie: Tie = Tie.EARLIER
    reference_date: ReferenceDate | None = None
    baseline: BaselineRule | None = None
    results_due: ResultsDue | None = None
    scores: ScoreRules = ScoreRules()
    ctcae: Literal["5.0", "6.0"] | None = None
    ctcae_readings: GradeReadings = GradeReadings()
    same_lab: tuple[TestCode, ...] = ()
    lab_ranking: tuple[Identifier, ...] = ()
    clinical_items: ClinicalPairing | None = None
    masking: Masking | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "Protocol":
        checks = (_windows, _overlaps, _repeated, _labels, _names)
        if faults := tuple(fault for check in checks for fault in check(self)):
            raise Contradictions(faults)
        return self

    def required(self, visit: PlannedVisit) -> tuple[str, ...]:
        """Return the codes of the analytes that a visit requires, each once, in the order of the definition."""
        named = (self.blocks.get(one, (one,)) for one in visit.required)
        return tuple(dict.fromkeys(code for codes in named for code in codes))

    def visit_in_window(self, day: int) -> PlannedVisit | None:
        """Return the visit in whose window a study day lies."""
        return next((visit for visit in self.visits if visit.holds(day)), None)

    def nominal_visit(self, label: str) -> PlannedVisit | None:
        """Return the visit that a lab's label names; None if the definition does not have the label."""
        key = label_key(label)
        return next((visit for visit in self.visits if key in visit.all_labels()), None)

    def is_unscheduled(self, label: str) -> bool:
        """Say whether a label marks a draw that belongs to no visit."""
        return label_key(label) in set(map(label_key, self.unscheduled_labels))


def _place(number: int, visit: PlannedVisit) -> str:
    return f"visits[{number}] {visit.name}"


def _windows(protocol: Protocol) -> Iterator[Fault]:
    for number, visit in enumerate(protocol.visits, 1):
        if not visit.first_day <= visit.target_day <= visit.last_day:
            found = f"{visit.first_day} to {visit.last_day}, target {visit.target_day}"
            yield Fault(
                _place(number, visit),
                found,
                "write a window from first_day to last_day with target_day in it",
            )


def _overlaps(protocol: Protocol) -> Iterator[Fault]:
    """Yield a fault for each window that begins before another one has ended: a day would belong to two visits."""
    ordered = sorted(enumerate(protocol.visits, 1), key=lambda one: (one[1].first_day, one[1].last_day))
    reached = ordered[:1]
    for number, visit in ordered[1:]:
        last = reached[0][1]
        if visit.first_day <= last.last_day:
            found = f"{visit.first_day} to {visit.last_day}, {last.name} {last.first_day} to {last.last_day}"
            yield Fault(
                _place(number, visit), found, f"write a window that does not overlap that of {last.name}"
            )
        if visit.last_day > last.last_day:
            reached = [(number, visit)]


def _repeated(protocol: Protocol) -> Iterator[Fault]:
    """Yield a fault for each number and name that an earlier visit has, and for each entry that a list has twice."""
    numbers: set[int] = set()
    for place, visit in enumerate(protocol.visits, 1):
        if visit.number in numbers:
            yield Fault(
                _place(place, visit), str(visit.number), "write another number: an earlier visit has it"
            )
        numbers.add(visit.number)
    lists = {
        "lab_ranking": protocol.lab_ranking,
        "same_lab": protocol.same_lab,
        **{f"blocks {name}": codes for name, codes in protocol.blocks.items()},
        **{f"{_place(at, one)} required": one.required for at, one in enumerate(protocol.visits, 1)},
    }
    for where, entries in lists.items():
        for one, other in pairwise(sorted(entries)):
            if one == other:
                yield Fault(where, one, "keep the entry once")


def _labels(protocol: Protocol) -> Iterator[Fault]:
    """Yield a fault for each label that means two visits, two kinds of draw, or a visit and none."""
    meanings: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for place, visit in enumerate(protocol.visits, 1):
        where = _place(place, visit)
        kinds = (
            ("", (visit.name, *visit.labels)),
            (" before", visit.pre_dose_labels),
            (" after", visit.post_dose_labels),
        )
        for kind, labels in kinds:
            for label in dict.fromkeys(map(label_key, labels)):
                meanings[label].append((where, kind))
    for label in dict.fromkeys(map(label_key, protocol.unscheduled_labels)):
        meanings[label].append(("unscheduled_labels", ""))
    for label, found in meanings.items():
        if len(found) > 1:
            yield Fault(found[-1][0], label, f"use the label once: {found[0][0]} has it, too")


def _names(protocol: Protocol) -> Iterator[Fault]:
    """Yield a fault for each required block, and each masked visit, that does not exist."""
    for place, visit in enumerate(protocol.visits, 1):
        for name in visit.required:
            if name not in protocol.blocks and not _is_code(name):
                yield Fault(
                    f"{_place(place, visit)} required",
                    name,
                    "write an analyte code, or define this block in blocks",
                )
    numbers = {visit.number for visit in protocol.visits}
    for number in protocol.masking.visits if protocol.masking else ():
        if number not in numbers:
            yield Fault("masking.visits", str(number), "write the number of a visit of the schedule")


def _is_code(name: str) -> bool:
    return name.upper() == name and "." not in name and "-" not in name
