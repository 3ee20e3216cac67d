"""Write answers about safety as JSON: `api.answers.safety_models` has their schemas, and a test compares the two."""

from typing import Any

from api.answers.answer_json import AnswerWriter
from hepaflow.pipeline.answers.safety.basis import SafetyAnswer


def safety_entry(writer: AnswerWriter, told: SafetyAnswer) -> dict[str, Any]:
    """Return the answers about one analyte, score or sign.

    Args:
        writer: of the subject.
        told: the answers.
    """
    schedule, day = writer.course.days.schedule, told.day
    visit = schedule.visit_on(day) if day else None
    return {
        "subject": writer.course.subject,
        "kind": told.kind.value,
        "about": told.about,
        "name": told.name,
        "day": day,
        "study_day": schedule.study_day(day) if day else None,
        "visit": visit.number if visit else None,
        "visit_name": visit.name if visit else "",
        "answers": [{"name": name, "answer": writer.answer(one)} for name, one in told.answers.items()],
        "clinical": list(told.clinical),
        "sources": [writer.source(found) for found in told.sources],
    }
