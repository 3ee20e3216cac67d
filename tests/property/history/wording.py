"""Between the real thing and the model: what one says in the words of the other."""

from typing import Any

from tests.property.history.files import TIMES, Entry, LabFile, Place, Row, SubjectList
from tests.unit.pipeline.studies import CENTER, STUDY

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.register import RESERVED_CENTER, Subject
from hepaflow.domain.values.numbers import converted
from hepaflow.pipeline.changes.rerun import RerunOutcome
from hepaflow.pipeline.changes.rule_changes import RulesChangeResults
from hepaflow.pipeline.register.outcome import RegisterOutcome

Values = dict[Place, tuple[Any, str]]


def turns(before: Values, after: Values) -> dict[Place, tuple[Any, Any]]:
    """Return what differs, by measurement."""
    pairs = {place: (before.get(place), after.get(place)) for place in {**before, **after}}
    return {place: pair for place, pair in pairs.items() if pair[0] != pair[1]}


def altered(told: RerunOutcome | RegisterOutcome | RulesChangeResults) -> dict[Place, tuple[Any, Any]]:
    def shown(sent: Any) -> Any:
        return sent and (
            converted(sent.observation.number, sent.observation.conversion),
            sent.observation.status,
        )

    return {
        (one.measurement.subject, TIMES.index(one.measurement.collected_at)): (
            shown(one.before),
            shown(one.after),
        )
        for one in told.difference.altered
    }


def center_of(sent: LabFile | SubjectList) -> str:
    return CENTER if isinstance(sent, LabFile) else RESERVED_CENTER


def name_of(sent: LabFile) -> str:
    return file_id(STUDY, CENTER, sent.data)


def measurement(place: Place) -> Measurement:
    return Measurement(CENTER, place[0], "ALT", "", TIMES[place[1]])


def subject(entry: Entry) -> Subject:
    return Subject.model_validate(
        {
            "id": entry.subject,
            "center": entry.center,
            "transfers": [{"center": center, "from": since} for center, since in entry.transfers],
            "sex": entry.sex,
            "birth_year": entry.born,
            "consent_withdrawn": entry.withdrawn or None,
            "death": entry.death,
            "rescreen_of": entry.rescreen,
            "baseline": entry.baseline or None,
            "status": entry.status,
            "former_ids": () if entry.formers_at else entry.formers,
            "former_ids_at": [
                {"center": entry.formers_at, "id": one} for one in entry.formers if entry.formers_at
            ],
        }
    )


def fates(answer: MeasurementState, files: dict[str, LabFile]) -> dict[Row, str]:
    """Return what the answer says in the words of the model."""
    parts: list[tuple[str, Any]] = [
        ("said before", (*answer.superseded, *answer.again)),
        ("aside", answer.aside),
        ("withdrawn", answer.withdrawn),
        ("current", (answer.current,) if answer.current else ()),
        *(("+".join(held.codes), (held.sent,)) for held in answer.held),
    ]
    said = {(files[sent.run.file_id], sent.line - 2): name for name, reports in parts for sent in reports}
    assert len(said) == sum(len(reports) for _, reports in parts)
    for (sent, at), name in said.items():
        if name == "current":
            assert answer.current is not None
            assert answer.current.observation.number == sent.lines[at].value
    return said
