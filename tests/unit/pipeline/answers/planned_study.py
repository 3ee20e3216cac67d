"""Define visits of a study, change its definition, and ask for its visits and digests."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.unit.pipeline.studies import STUDY, World, definition, fixed_clock

from hepaflow.pipeline.answers.digests import send_digests
from hepaflow.pipeline.answers.visits import SubjectVisits, visits_of_subjects
from hepaflow.pipeline.desk.definitions import define_study

PROTOCOL: dict[str, Any] = {
    "visits": [
        {"number": 1, "name": "BASELINE", "target_day": 1, "first_day": -3, "last_day": 1, "required": ["ALT", "BILI"]},
        {"number": 2, "name": "WEEK 2", "target_day": 15, "first_day": 12, "last_day": 18, "required": ["ALT"]},
        {"number": 3, "name": "INFUSION", "target_day": 29, "first_day": 26, "last_day": 32, "required": ["ALT"]},
    ],
    "reference_date": {"treated": "first-infusion", "control": "randomization", "words": "as the protocol says"},
    "results_due": {"late_after": 14, "missing_after": 42},
}  # fmt: skip


def redefine(world: World, version: int, protocol: dict[str, Any] | None) -> None:
    following = definition(version, protocol=protocol)
    define_study(world.registry, world.queue, fixed_clock, "ann", following, "amendment")


def head(world: World) -> int:
    return world.registry.head(STUDY).journal_number


def visits(world: World, number: int | None = None, subject: str = "S-001") -> SubjectVisits:
    found = dict(visits_of_subjects(world.registry, world.results, STUDY, [subject], number or head(world)))
    return found[subject]


def digests(world: World, day: str = "2025-09-05") -> dict[str, dict[str, int]]:
    world.announcements.announced.clear()
    at = datetime.fromisoformat(day).replace(tzinfo=UTC)
    sent = send_digests(replace(world.services, clock=lambda: at))
    assert sent == len(world.announcements.announced)
    return {news.center: dict(news.counts) for news in world.announcements.announced}
