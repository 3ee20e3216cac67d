"""Convert journal events, decisions and definitions to items of text, and back."""

import json
from typing import Any

from hepaflow.aws.registry.table import Record
from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION
from hepaflow.domain.study.journal import Draft, Event, EventKind, Head
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.ports.newer import NewerData


def packed_head(head: Head) -> Record:
    return {"number": str(head.journal_number), "at": head.at, "hash": head.hash}


def unpacked_head(record: Record | None) -> Head:
    return Head(int(record["number"]), record["at"], record["hash"]) if record else Head()


def packed_event(event: Event) -> Record:
    draft = event.draft
    return {
        "at": event.at,
        "kind": draft.kind,
        "actor": draft.actor,
        "reason": draft.reason,
        "details": _json(dict(draft.details)),
        "previous": event.previous,
        "hash": event.hash,
    }


def unpacked_event(place: str, record: Record) -> Event:
    """Return an event of the journal.

    Raises:
        NewerData: it is of a kind that a newer version has introduced. To leave it out would change what counts.
    """
    if record["kind"] not in set(EventKind):
        raise NewerData("The journal has an event of a newer kind.")
    kind, details = EventKind(record["kind"]), json.loads(record["details"])
    draft = Draft(kind, record["actor"], record["reason"], details)
    return Event(int(place), record["at"], draft, record["previous"], record["hash"])


def unpacked_definition(text: str) -> StudyDefinition:
    """Return a study's definition.

    Raises:
        NewerData: it names rules of the fold, or has keys, that this version does not know.
    """
    told = json.loads(text)
    known = told.keys() <= StudyDefinition.model_fields.keys()
    if not known or not (told.get("protocol") or {}).keys() <= Protocol.model_fields.keys():
        raise NewerData("The study's definition has newer keys.")
    if (told.get("fold_version") or FIRST_VERSION) > NEWEST_VERSION:
        raise NewerData("The study's definition names newer rules of the fold.")
    return StudyDefinition.model_validate_json(text)


def packed_decision(decision: Decision) -> str:
    """Everything but the number, which is the name of the attribute."""
    return _json(
        {
            "kind": decision.kind,
            "measurement": decision.measurement,
            "reason": decision.reason,
            "file_id": decision.file_id,
            "line": decision.line,
            "subject": decision.subject,
            "lifts": decision.lifts,
        }
    )


def unpacked_decision(known: dict[str, Any]) -> Decision:
    """Return a decision, without its number.

    Raises:
        NewerData: it is of a kind, or lifts an issue, that a newer version has introduced.
    """
    if known["kind"] not in set(DecisionKind) or not set(known["lifts"]) <= set(IssueCode):
        raise NewerData("A dossier has a decision of a newer kind.")
    kind, measurement = DecisionKind(known["kind"]), Measurement(*known["measurement"])
    lifts = tuple(IssueCode(code) for code in known["lifts"])
    return Decision(
        0, kind, measurement, known["reason"], known["file_id"], known["line"], known["subject"], lifts
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
