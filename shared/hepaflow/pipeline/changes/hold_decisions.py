"""Decide about many holds of one cause at once: the difference first, then one event of the journal for each (ADR 0046)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import FOUND_BY_FOLD, ROW_HOLDS, Measurement
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.journal import Draft, Event, EventKind, Head
from hepaflow.pipeline.changes.preview import Difference, between, difference_to_json
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.changes.rerun_reading import may_alter
from hepaflow.pipeline.changes.supposed_decisions import supposed_decisions
from hepaflow.pipeline.desk.decide import Ruling, drawn_decision
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Standpoint, sliced_answers
from hepaflow.ports import Change

MOST_DECISIONS: Final = 1_000  # of one request: about a minute of a function that has fifteen
# two values that exclude each other, and a value that cannot be: each needs somebody who looks at it
ONE_BY_ONE: Final = frozenset({IssueCode.CONFLICT, IssueCode.VALUE_IMPOSSIBLE})
_KINDS: Final = (DecisionKind.ACCEPT, DecisionKind.RELEASE, DecisionKind.SET_ASIDE)


class NotTogether(ValueError):
    """Holds for this issue are decided one by one, or not by this decision; nothing was changed."""


class TooManyHolds(Exception):
    """More holds than one request decides about."""


@dataclass(frozen=True, slots=True)
class RequestedDecisions:
    """A request to decide about all holds of one cause.

    Attributes:
        study: the study's id.
        center: whose holds.
        actor: who decides.
        kind: what is decided: `accept`, `release` or `set-aside`.
        code: the only issue for which the observations are held.
        reason: why.
        confirm: the digest of the difference that may take effect, or "".
        journal_number: where the journal ended when it was wanted.
        analyte: only of this analyte; "" for all.
        file_id: only of this file; "" for all.
    """

    study: str
    center: str
    actor: str
    kind: DecisionKind
    code: IssueCode
    reason: str
    confirm: str
    journal_number: int
    analyte: str = ""
    file_id: str = ""


class DecisionsEffect(StrEnum):
    """What came of a request."""

    UNCHANGED = "unchanged"  # nothing is held for this cause
    TO_CONFIRM = "to-confirm"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ManyDecisions:
    """What deciding about many holds changed, or would change.

    Attributes:
        effect: what came of it.
        difference: how current results differ.
        confirm: the digest that confirms exactly these decisions and this difference; "" where nothing is to be confirmed.
        decisions: how many observations are decided about.
        left: how many are held for the issue and are to be decided one by one: they are held for another issue, too, or
            another observation of their measurement is held, or the decision would choose between two values.
    """

    effect: DecisionsEffect
    difference: Difference
    confirm: str
    decisions: int
    left: int


def check_together(kind: DecisionKind, code: IssueCode) -> None:
    """Check that holds for an issue may be decided together.

    Raises:
        NotTogether: they may not.
    """
    lifts = code in ROW_HOLDS or (code in FOUND_BY_FOLD and kind is not DecisionKind.RELEASE)
    if kind not in _KINDS or code in ONE_BY_ONE or not lifts:
        raise NotTogether


def decide_holds(wish: RequestedDecisions, services: Services) -> ManyDecisions:
    """Decide about all holds of one cause, once the difference is confirmed.

    What is decided is what was held at the journal number of the request. The same request repeated, also after an
    interruption, ends in the same state, with one event for each observation.

    Args:
        wish: the request; its `confirm` names the difference that may take effect.
        services: the ports.

    Raises:
        NotTogether: holds for the issue are decided one by one.
        TooManyHolds: there are more than one request decides about.
        Overtaken: the center's data changed after the request; some holds may be decided about already.
    """
    check_together(wish.kind, wish.code)
    rulings, left = _without_conflicts(wish, *_plan(wish, services), services)
    decisions = [_decision(ruling, held) for ruling, held in rulings]
    altered = _difference(wish, decisions, services)
    digest = altered.digest(*(repr((wish.kind, wish.code, one.names)) for one in decisions))
    if not decisions:
        return ManyDecisions(DecisionsEffect.UNCHANGED, altered, "", 0, left)
    if wish.confirm != digest:
        return ManyDecisions(DecisionsEffect.TO_CONFIRM, altered, digest, len(decisions), left)
    _write(wish, rulings, services)
    return ManyDecisions(DecisionsEffect.DONE, altered, "", len(decisions), left)


def decided_to_json(given: ManyDecisions) -> dict[str, Any]:
    """Return the answer as it is given and kept."""
    return {
        "effect": given.effect.value,
        "difference": difference_to_json(given.difference),
        "confirm": given.confirm,
        "decisions": given.decisions,
        "left": given.left,
    }


_Planned = tuple[Ruling, Held]
_Row = tuple[str | int, ...]


def _plan(wish: RequestedDecisions, services: Services) -> tuple[list[_Planned], int]:
    """Return what is decided about, in order, and how many holds are left.

    Raises:
        TooManyHolds: there are more than one request decides about.
    """
    subjects = {subject for _, subject in services.registry.candidates(wish.study, wish.center)}
    at = Standpoint(services.registry, services.results, wish.journal_number)
    planned: list[_Planned] = []
    left = 0
    for (answers,) in sliced_answers(wish.study, subjects, [at]):
        for place, answer in answers.items():
            held = list(_meant(wish, place, answer))
            alone = len(held) == len(answer.held) == 1 and held[0].codes == (wish.code,)
            if alone and not _chooses(wish, answer):
                planned.append((_ruling(wish, place, held[0]), held[0]))
            else:
                left += len(held)
        if len(planned) > MOST_DECISIONS:
            raise TooManyHolds
    return sorted(planned, key=lambda one: (one[0].subject, str(one[0].about))), left


def _chooses(wish: RequestedDecisions, answer: MeasurementState) -> bool:
    """Say whether a held row would replace the current result, whatever the fold says of the two."""
    return wish.kind is DecisionKind.ACCEPT and wish.code in ROW_HOLDS and answer.current is not None


def _without_conflicts(
    wish: RequestedDecisions, planned: list[_Planned], left: int, services: Services
) -> tuple[list[_Planned], int]:
    """Return a plan without the rows that would be in conflict once they are released."""
    if wish.kind is not DecisionKind.RELEASE:
        return planned, left
    supposed = _supposed(wish, [_decision(*one) for one in planned], services)
    conflicts = {
        held.sent.row
        for (answers,) in sliced_answers(wish.study, {ruling.subject for ruling, _ in planned}, [supposed])
        for answer in answers.values()
        for held in answer.held
        if IssueCode.CONFLICT in held.codes
    }
    kept = [one for one in planned if one[1].sent.row not in conflicts]
    return kept, left + len(planned) - len(kept)


def _meant(wish: RequestedDecisions, place: Measurement, answer: MeasurementState) -> Iterator[Held]:
    """Yield the held observations of a measurement that a request means, also those for other issues as well."""
    if place.center == wish.center and wish.analyte in {"", place.analyte}:
        for held in answer.held:
            if wish.code in held.codes and wish.file_id in {"", held.sent.run.file_id}:
                yield held


def _ruling(wish: RequestedDecisions, place: Measurement, held: Held) -> Ruling:
    return Ruling(wish.kind, place.subject, held.sent.row, wish.reason)


def _decision(ruling: Ruling, held: Held) -> Decision:
    """Return the decision as it would be written."""
    change = drawn_decision("", ruling, held.sent)[1]
    if change.decision is None:
        raise LookupError(ruling.kind)
    return change.decision


def _difference(wish: RequestedDecisions, decisions: Sequence[Decision], services: Services) -> Difference:
    subjects = {subject for decision in decisions for subject in decision.concerns}
    before = Standpoint(services.registry, services.results, wish.journal_number)
    return between(wish.study, before, _supposed(wish, decisions, services), subjects)


def _supposed(wish: RequestedDecisions, decisions: Sequence[Decision], services: Services) -> Standpoint:
    supposed = supposed_decisions(services.registry, decisions, wish.journal_number)
    return Standpoint(supposed, services.results, wish.journal_number)


def _write(wish: RequestedDecisions, rulings: Sequence[_Planned], services: Services) -> None:
    """Write each decision that an earlier attempt has not written."""
    drawn = [drawn_decision(wish.actor, ruling, held.sent) for ruling, held in rulings]
    planned = {_row(draft) for draft, _ in drawn}
    done: set[_Row] = set()
    seen = [wish.journal_number]
    for draft, change in drawn:

        def draw_up(
            _head: Head, draft: Draft = draft, change: Change = change
        ) -> tuple[Draft, Change] | None:
            for event in services.registry.events(wish.study, seen[0]):
                seen[0] = event.journal_number
                row = _row(event.draft)
                if row in planned and _is_ours(event, wish):
                    done.add(row)
                elif may_alter(event, wish.center):
                    raise Overtaken
            return None if _row(draft) in done else (draft, change)

        append(services.registry, wish.study, services.clock, draw_up)


def _is_ours(event: Event, wish: RequestedDecisions) -> bool:
    """Say whether an earlier attempt at the same request has written an event; our own last one is among them."""
    draft = event.draft
    told = draft.kind, draft.actor, draft.reason, draft.details.get("kind"), draft.details.get("center")
    return told == (EventKind.DECIDED, wish.actor, wish.reason, wish.kind, wish.center)


def _row(draft: Draft) -> _Row:
    return tuple(draft.details.get(name, "") for name in ("file_id", "line", "analyte"))
