"""Define visits of a study, and change its definition."""

from typing import Any

from tests.unit.pipeline.studies import World, definition, fixed_clock

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
