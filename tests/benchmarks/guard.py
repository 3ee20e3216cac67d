"""Hold ratios of CPU time, so that no change loses a factor unseen (`make guard`).

Everything runs in one process, in turn, and the least time of several rounds counts: other work on the machine lengthens
single rounds, and the clock of a processor drifts for both sides of a ratio. A ratio beyond its limit is measured again.
The limits lie well above what was measured (docs/benchmarks.md). Whoever goes beyond one finds the reason, or says in
docs/benchmarks.md why it is worth it, and sets the limit anew.
"""

import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from formats import by_python_hl7
from long_file import PROFILE, bench_profile, long_csv
from other_files import messages
from road.cases import CUMULATIVE, cumulative
from road.usual import dict_reader
from road.way import begun, measured, sent
from stub.running import Stub, running_stub

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

ROUNDS, TRIES = 2, 3
RECEIVED = datetime(2030, 1, 1, tzinfo=UTC)
FEW, MANY, OF_MESSAGES, SUBJECTS = 6_000, 24_000, 3_000, 40
OFTEN = 10  # times that a short piece of work is done

USUAL, LATER, DISTINCT, HL7 = (
    long_csv(FEW, subjects=SUBJECTS),
    long_csv(FEW, subjects=SUBJECTS, begin=FEW // 15),
    long_csv(FEW, subjects=SUBJECTS, distinct=True),
    messages(OF_MESSAGES),
)
LONG, HISTORY = long_csv(MANY, subjects=SUBJECTS * MANY // FEW), cumulative(FEW, 4)
Times = dict[str, float]  # CPU microseconds a row


@dataclass(frozen=True)
class Ratio:
    """Two pieces of work of which one may take at most so many times as long as the other."""

    work: str
    beside: str
    most: float

    def of(self, times: Times) -> float:
        return times[self.work] / times[self.beside]


RATIOS = (
    Ratio("reading", "csv.DictReader", 16),
    Ratio("ingest", "csv.DictReader", 46),
    Ratio("effect", "csv.DictReader", 25),
    Ratio("all values differ: ingest", "ingest", 2.3),
    Ratio("later visits: ingest", "ingest", 1.7),
    Ratio("later visits: effect", "effect", 2.5),
    Ratio("four times as many rows: ingest", "ingest", 1),
    Ratio("four times as many rows: effect", "effect", 1.6),
    Ratio("cumulative, the last of four: effect", "effect", 3.3),
    Ratio("HL7 v2: reading", "HL7 v2: python-hl7", 0.8),
)


def one_round(stub: Stub) -> Times:
    """Return what each piece of work takes for a row."""
    times: Times = {}

    def note(name: str, cpu: float, rows: int) -> None:
        times[name] = cpu / rows * 1e6

    def read(name: str, rows: int, work: Callable[[], object], often: int = 1) -> None:
        note(name, measured(stub, lambda: [work() for _ in range(often)] and 0).cpu, rows * often)

    def whole(name: str, rows: int, *files: bytes, profile: str = PROFILE) -> None:
        services = begun(stub, profile)
        last = [sent(stub, services, f"{place}.csv", data) for place, data in enumerate(files)][-1]
        note(f"{name}ingest", last.ingest.cpu, rows)
        note(f"{name}effect", last.effect.cpu, rows)

    read("csv.DictReader", FEW, lambda: dict_reader(USUAL), OFTEN)
    read("reading", FEW, lambda: _read(USUAL, PROFILE))
    whole("", FEW, USUAL)
    whole("all values differ: ", FEW, DISTINCT)
    whole("later visits: ", FEW, USUAL, LATER)
    whole("four times as many rows: ", MANY, LONG)
    whole("cumulative, the last of four: ", FEW, *HISTORY, profile=CUMULATIVE)
    read("HL7 v2: python-hl7", OF_MESSAGES, lambda: by_python_hl7(HL7))
    read("HL7 v2: reading", OF_MESSAGES, lambda: _read(HL7, bench_profile("hl7v2", {})))
    return times


def _read(data: bytes, profile: str) -> object:
    return read_file(data, profile_from_toml(profile), load(), RECEIVED)


def main() -> int:
    logging.disable()
    best: Times = {}
    with running_stub() as stub:
        for _ in range(TRIES):
            for _ in range(ROUNDS):  # the first one imports
                best = {name: min(cpu, best.get(name, cpu)) for name, cpu in one_round(stub).items()}
            beyond = [one for one in RATIOS if one.of(best) > one.most]
            if not beyond:
                break
    for one in RATIOS:
        sign = "BEYOND" if one in beyond else ""
        print(f"{one.of(best):7.2f}  at most {one.most:5.2f}  {one.work} / {one.beside}  {sign}".rstrip())
    print(f"load: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
    print(f"{len(RATIOS) - len(beyond)} ratios within their limits, {len(beyond)} beyond")
    return len(beyond) > 0


if __name__ == "__main__":
    sys.exit(main())
