"""Convert journal events and decisions to items of text, and back."""

import json
from typing import Any

from hepaflow.aws.registry.table import Record
from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.journal import Draft, Event, EventKind, Head


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
    kind, details = EventKind(record["kind"]), json.loads(record["details"])
    draft = Draft(kind, record["actor"], record["reason"], details)
    return Event(int(place), record["at"], draft, record["previous"], record["hash"])


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
    """Return a decision, without its number."""
    kind, measurement = DecisionKind(known["kind"]), Measurement(*known["measurement"])
    lifts = tuple(IssueCode(code) for code in known["lifts"])
    return Decision(
        0, kind, measurement, known["reason"], known["file_id"], known["line"], known["subject"], lifts
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
