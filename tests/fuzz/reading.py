"""One input read as the pipeline reads it, in a process that may not take more than it is allowed."""

import contextlib
import resource
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from tests.fuzz.large import LARGE, enlarged
from tests.fuzz.mutants import mutated
from tests.fuzz.seeds import Seed, seeds

from hepaflow.catalog.loader import load
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.intake.archives import LabFile, read_all
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS = 10  # of CPU, for 5 MB of input: what else the machine does is not the reader's fault
MEGABYTES = 512
_ADDRESSES = 1 << 30  # of the process: what it asks for beyond fails at once


class Stuck(BaseException):
    """An input takes so long that nothing else would end it."""


@dataclass
class Report:
    """What became of many inputs.

    Attributes:
        outcomes: how many files were refused, and how many became rows; an archive may hold many.
        reasons: why files were refused.
        slowest: seconds of CPU, and the input.
        faults: what must never be, by the number of the input.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    faults: dict[str, str] = field(default_factory=dict)


def mutant(reader: str, number: int) -> tuple[bytes, Profile]:
    """Return the mutant of that number; it is always the same for the same seeds."""
    chance = Random(f"{reader}:{number}")  # noqa: S311 no secret
    seed, other = _two(seeds(reader), chance)
    return mutated(seed.data, other.data, chance, seed.changes), seed.profile


def large_mutant(reader: str, number: int) -> tuple[bytes, Profile]:
    """Return an input of 5 MB that repeats a mutant: the next one that is read, for a refusal costs little."""
    for small in range(1_000 * number, 1_000 * number + 50):
        data, profile = mutant(reader, small)
        if any(not outcome.refused for _, outcome in read(data, profile)):
            break
    return enlarged(reader, data, number), profile


def _two(among: tuple[Seed, ...], chance: Random) -> tuple[Seed, Seed]:
    return chance.choice(among), chance.choice(among)


def read(data: bytes, profile: Profile) -> list[tuple[LabFile, Outcome]]:
    return read_all("file", data, lambda content: read_file(content, profile, load(), RECEIVED))


def fault_of(data: bytes, profile: Profile, report: Report, name: str) -> str:
    """Read one input; "" where it ends in results or in a refusal whose rows add up."""
    start = time.process_time()
    try:
        with _deadline(6 * SECONDS):
            files = read(data, profile)
    except BaseException as problem:  # noqa: BLE001 whatever it is, also what C code raises
        return f"{type(problem).__name__}: {problem}"
    taken = time.process_time() - start
    report.slowest = max(report.slowest, (taken, name))
    for _, outcome in files:
        report.outcomes["refused" if outcome.refused else "read"] += 1
        report.reasons.update(issue.code.value for issue in outcome.issues if outcome.refused)
        if fault := _unsound(outcome):
            return fault
    too_long = taken > SECONDS * max(1, len(data) / LARGE)
    return f"took {taken:.1f} s for {len(data):,} bytes" if too_long else ""


def _unsound(outcome: Outcome) -> str:
    counts = outcome.counts
    if not counts.balanced():
        return f"does not add up: {counts}"
    reports = sum(len(panel.observations) for panel in outcome.panels)
    if reports != counts.accepted + counts.held:
        return f"{reports} reports: {counts}"
    if outcome.refused and (counts.rows or outcome.panels):
        return f"refused with rows: {counts}"
    return ""


def confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))


def peak() -> int:
    """Return the most memory that this process ever took, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextlib.contextmanager
def _deadline(seconds: int) -> Iterator[None]:
    def give_up(*_: Any) -> None:
        raise Stuck(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
