"""What cumulative transfers cost: each repeats all earlier rows and adds some; the panels are items, kept as JSON text.

Prints a line for each of the transfers: CPU of the file and of its effect, what it wrote to the Results table, and for some
of them CPU of a page of results and of a timeline, as the api function answers them. Compare ratios, not seconds.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "infra"), str(ROOT / "functions")]
# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

from tests.contract.trial import HEADER, UNITS, _called, collected, rows
from tests.support.panel_table import PackedResults
from tests.support.profiles import PANELS, profile_toml
from tests.support.studies import study_definition

from api.routing.answer import answer
from hepaflow.catalog.loader import load
from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.services import Services
from hepaflow.ports import Version
from local.memory import MemoryQueue, memory_services, tell_effects
from local.pump import Context

STUDY, CENTER = "LIVER-1", "CN-01"
HERE = f"/studies/{STUDY}"
BEGIN = datetime(2025, 1, 1, 8, tzinfo=UTC)
ROUNDS = 3


def clock() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC)


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    gc.freeze()  # what stands for the stores is elsewhere in fact, and not searched for garbage
    start = time.process_time()
    given = work()
    spent = time.process_time() - start
    gc.unfreeze()
    return spent, given


class Course:
    """A center that sends cumulative files: each has the visits before, and one more of some subjects."""

    def __init__(self, subjects: int, visits: int) -> None:
        self.table, self.queue = PackedResults(), MemoryQueue()
        self.services: Services = memory_services(load(), clock, results=self.table, queue=self.queue)
        self.people = [f"{CENTER}-{number:04}" for number in range(1, subjects + 1)]
        self.panels = [(subject, visit) for visit in range(visits) for subject in self.people]
        self.visits = visits
        services = self.services
        define_study(services.registry, self.queue, clock, "dm", study_definition(STUDY, CENTER), "start")
        text = profile_toml(STUDY, CENTER, PANELS, file='transfer = "cumulative"', more=UNITS)
        add_profile(services.registry, self.queue, services.catalog, clock, "dm", text, "start")

    def send(self, number: int) -> None:
        """Send the file of a number, and print what it cost."""
        self.panels += [(subject, self.visits + number) for subject in self.people[number % 5 :: 5]]
        lines = [HEADER]
        for subject, visit in self.panels:
            begins = f"{subject},{collected(subject, visit)},{subject}/{visit}"
            lines += [f"{begins},{row}" for row in rows(subject, visit, "")]
        received = (BEGIN + timedelta(days=number)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        key, version = f"{STUDY}/{CENTER}/{number}.csv", Version(f"v{number}", received)
        self.services.intake.put(key, version, "\n".join(lines).encode())  # type: ignore[attr-defined]
        before = len(self.table.sizes), sum(self.table.sizes), self.table.units
        delivery = Delivery(STUDY, CENTER, key, version.version_id, received)
        spent, told = cpu(lambda: ingest(delivery, self.services))
        effect, _ = cpu(lambda: tell_effects(self.services, self.queue))
        assert (told.outcome, told.counts.rejected) == ("committed", 0), told
        after = len(self.table.sizes), sum(self.table.sizes), self.table.units
        items, size, units = (now - then for now, then in zip(after, before, strict=True))
        print(
            f"{number + 1:3} {told.counts.rows:7,} {spent:8.2f} {effect:8.2f} {spent + effect:8.2f}"
            f" {items:7,} {size:10,} {units:6,} {units / told.counts.rows:8.4f}",
            end="",
            flush=True,
        )

    def asked(self, path: str, query: dict[str, str]) -> tuple[float, int]:
        """Return what an answer costs: the median of some rounds in milliseconds, and its bytes."""

        def ask() -> int:
            return len(
                answer(_called(f"{HERE}/{path}", query), Context("ApiFunction", 1769), self.services)["body"]
            )

        taken = [cpu(ask) for _ in range(ROUNDS)]
        return 1000 * median(seconds for seconds, _ in taken), taken[0][1]

    def answers(self) -> None:
        page, bytes_of_page = self.asked("results", {"limit": "50"})
        timeline, bytes_of_timeline = self.asked(f"subjects/{self.people[1]}/results", {})
        print(f" {page:8.0f} {bytes_of_page:9,} {timeline:9.1f} {bytes_of_timeline:9,}", end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subjects", type=int, default=20)
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--transfers", type=int, default=12)
    given = parser.parse_args()
    print(
        "  n    rows   ingest   effect  CPU, s   items      bytes  units a result  page,ms     bytes  timeline,ms  bytes"
    )
    course = Course(given.subjects, given.visits)
    for number in range(given.transfers):
        course.send(number)
        if number in {0, 2, 5, given.transfers - 1}:
            course.answers()
        print(flush=True)


if __name__ == "__main__":
    main()
