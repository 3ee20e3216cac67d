"""Take what the demo shows of the trial from the stack's answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hepaflow.cli.remote.client import Client
from hepaflow.domain.study.subject_path import segment_of
from local.trial.compare import Compared, Json, counts
from local.trial.course import Person, planned_visits
from local.trial.truth import CENTER, SHOWN, SHOWN_SCORES, SUBJECT


def answered(client: Client, people: Sequence[Person], compared: Sequence[Compared]) -> dict[str, Any]:
    """Return the stack's answers in the form of `local.trial.truth`."""
    told = {
        (one.told["visit_name"], one.told["score"]): one.told for one in compared if one.person.id == SUBJECT
    }
    return {
        "scores": counts(compared),
        "course": [
            _course_row(visit.name, [told[visit.name, score] for score in SHOWN_SCORES])
            for visit in planned_visits()
        ],
        "completeness": _completeness(client, people),
    }


def saved_pictures(client: Client, folder: Path) -> list[Path]:
    """Save the picture and the report of the subject that the demo shows, as the API gives them; return both files."""
    path = f"/subjects/{segment_of(SUBJECT)}"
    texts = {
        f"{SUBJECT}.svg": client.text(f"{path}/liver-panel", {}, "image/svg+xml"),
        f"{SUBJECT}.html": client.text(f"{path}/report", {}, "text/html"),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in texts]


def _course_row(visit: str, scores: Sequence[Json]) -> list[str]:
    """Return visit, day, the reported numbers and the scores, and why they are open."""
    *_, last = scores
    sources = {one["about"]: one["sources"] for one in last["inputs"]} if last["day"] else {}
    reported = [
        " or ".join(source["raw"].split()[0] for source in sorted(sources.get(analyte, ()), key=_line))
        for analyte in SHOWN
    ]
    codes = {reason["code"] for score in scores for reason in score["answer"]["reasons"]}
    texts = [_text(score["answer"]) for score in scores]
    return [visit, last["day"] or "", *reported, *texts, " ".join(sorted(codes))]


def _line(source: Json) -> str:
    return str(source["raw"])


def _text(answer: Json) -> str:
    if answer["truth"] == "interval":
        return f"{answer['low']} to {answer['high']}"
    return answer["value"] or "?"


def _completeness(client: Client, people: Iterable[Person]) -> dict[str, dict[str, int]]:
    """Return by visit how many results of one center are in which state."""
    found: dict[str, Counter[str]] = {visit.name: Counter() for visit in planned_visits()}
    for person in people:
        if person.center == CENTER:
            path = f"/subjects/{segment_of(person.id)}/completeness"
            for cell in client.call("GET", path, params={})["completeness"]:
                found[cell["visit_name"]][cell["state"]] += 1
    return {visit: dict(sorted(states.items())) for visit, states in found.items()}
