"""Record a data manager's decision: one event of the journal, which the fold honours from its number on."""

from dataclasses import dataclass, replace

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import FOUND_BY_FOLD, Measurement, RowKey, RunObservation, row_holds
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.normalize.subjects import is_subject_id
from hepaflow.domain.study.agreement import Specimen
from hepaflow.domain.study.journal import Draft, EventKind, Head
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.profiles.patterns import check_patterns
from hepaflow.pipeline.register_rules import register_rules_now
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import SubjectTimeline, timeline
from hepaflow.ports import Change, Registry

_LIFTING = (DecisionKind.ACCEPT, DecisionKind.RELEASE)


class NothingToDecide(Exception):
    """The report or measurement stands as wanted, and no decision brought it there."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is to be decided.

    Attributes:
        kind: what is wished.
        subject: under whom the measurement stands.
        about: a report by file, line and analyte; for `retire` the measurement.
        reason: the data manager's words.
        to: for `move-subject`: to whom the measurement belongs that the report was sent about.
    """

    kind: DecisionKind
    subject: str
    about: RowKey | Measurement
    reason: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """What a ruling is about.

    Attributes:
        ruling: the ruling, about the report or measurement as it was sent.
        measurement: the measurement as it was sent.
        answer: what is known of it.
        lifts: the holds that can be lifted.
        stands: whether the wish is fulfilled already.
    """

    ruling: Ruling
    measurement: Measurement
    answer: MeasurementState
    lifts: tuple[IssueCode, ...]
    stands: bool


def decide(services: Services, study: str, actor: str, ruling: Ruling) -> int:
    """Write a decision to the journal; return its number, also where an earlier attempt wrote it.

    Args:
        services: the ports.
        study: the study's id.
        actor: who decides.
        ruling: the decision.

    Raises:
        Missing: no such report or measurement among the subject's visible ones; no such subject to move it to.
        NothingToDecide: the report or measurement already has this state, and no decision caused it.
    """
    settled: list[int] = []

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        present = _moved_already(services, study, ruling)
        found = present or _found(_timeline(services, study, ruling.subject), ruling)
        if present or found.stands:
            settled.extend(found.answer.decisions[-1:])
            return None
        if ruling.kind is DecisionKind.MOVE_SUBJECT:
            _prepare_receiver(services.registry, study, found.measurement.center, ruling.to)
        return _drawn(actor, found.ruling, found.measurement, found.lifts)

    event = append(services.registry, study, services.clock, draw_up)
    if event is not None:
        return event.journal_number
    if not settled:
        raise NothingToDecide
    return settled[-1]


def drawn_decision(actor: str, ruling: Ruling, sent: RunObservation) -> tuple[Draft, Change]:
    """Return the event of a decision about an observation, and what it changes, without a look at what counts.

    Args:
        actor: who decides.
        ruling: the decision.
        sent: the observation that it names.
    """
    lifts = row_holds(sent) if ruling.kind in _LIFTING else ()
    return _drawn(actor, ruling, sent.measurement, lifts)


def _drawn(
    actor: str, ruling: Ruling, measurement: Measurement, lifts: tuple[IssueCode, ...]
) -> tuple[Draft, Change]:
    if ruling.kind is not DecisionKind.MOVE_SUBJECT and not isinstance(ruling.about, Measurement):
        measurement = measurement._replace(
            analyte=ruling.about[2]
        )  # a cancelled order stands beside each of its results
    decision = Decision(0, ruling.kind, measurement, ruling.reason, *_row(ruling), ruling.to, lifts)
    draft = Draft(EventKind.DECIDED, actor, ruling.reason, _details(ruling, measurement))
    return draft, Change(decision=decision)


def _timeline(services: Services, study: str, subject: str) -> SubjectTimeline:
    return timeline(services.registry, services.results, study, subject)


def _moved_already(services: Services, study: str, ruling: Ruling) -> _Found | None:
    """Return what a move is about where it stands under the other subject already."""
    if ruling.kind is not DecisionKind.MOVE_SUBJECT:
        return None
    try:
        return _found(_timeline(services, study, ruling.to), ruling)
    except Missing:
        return None


def _prepare_receiver(registry: Registry, study: str, center: str, subject: str) -> None:
    """Have the subject to whom something is moved listed before it is.

    Raises:
        Missing: the center's register does not know the subject, it is a former id, or no id of the study.
        PatternRefused: the study's pattern of subject ids can take too long.
    """
    view, definition = registry.view(study, [], [subject], [center]), registry.definition(study)
    check_patterns(definition)
    pattern = definition.subject_pattern if definition else None
    dossier = view.dossiers[subject]
    unknown = register_rules_now(view).doubts(dossier, Specimen("", ""), center)
    if unknown or dossier.owner(center) or not is_subject_id(subject, pattern):
        raise Missing("subject")
    registry.note_subjects(study, center, [subject])


def _found(known: SubjectTimeline, ruling: Ruling) -> _Found:
    """Return what a ruling is about, as it was sent: a masked caller has other names for rows and specimens."""
    if isinstance(ruling.about, Measurement):
        answer = known.answers.get(ruling.about)
        if answer is None:
            raise Missing("measurement")
        meant = known.originals.measurement(ruling.about)
        return _Found(replace(ruling, about=meant), meant, answer, (), _stands(ruling, answer))
    for answer in known.answers.values():
        for shown in answer.observations():
            if shown.row == ruling.about:
                sent = known.originals.report(shown)
                lifts = row_holds(sent) if ruling.kind in _LIFTING else ()
                about = replace(ruling, about=sent.row)
                return _Found(about, sent.measurement, answer, lifts, _stands(ruling, answer))
    raise Missing("report")


def _stands(ruling: Ruling, answer: MeasurementState) -> bool:
    """Say whether the wish is fulfilled already."""
    match ruling.kind:
        case DecisionKind.RETIRE:
            return answer.retired
        case DecisionKind.ACCEPT:
            return answer.current is not None and answer.current.row == ruling.about
        case DecisionKind.SET_ASIDE:
            return _is_aside(ruling, answer)
        case DecisionKind.MOVE_SUBJECT:
            return ruling.subject == ruling.to
        case _:
            return not _is_aside(ruling, answer) and not any(
                held.sent.row == ruling.about and FOUND_BY_FOLD.isdisjoint(held.codes) for held in answer.held
            )


def _is_aside(ruling: Ruling, answer: MeasurementState) -> bool:
    return any(sent.row == ruling.about for sent in answer.aside)


def _row(ruling: Ruling) -> tuple[str, int]:
    return ("", 0) if isinstance(ruling.about, Measurement) else ruling.about[:2]


def _details(ruling: Ruling, measurement: Measurement) -> dict[str, str | int]:
    """Return what the journal says of it; whom it concerns is kept with the decision."""
    details: dict[str, str | int] = {
        "kind": ruling.kind,
        "center": measurement.center,
        "analyte": measurement.analyte,
    }
    if isinstance(ruling.about, Measurement):
        return {**details, "collected_at": measurement.collected_at}
    file_id, line, _ = ruling.about
    return {**details, "file_id": file_id, "line": line}
