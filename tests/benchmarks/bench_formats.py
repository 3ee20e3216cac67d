"""What reading costs in each format, to results, issues and panels, beside the fastest exact reader of it alone.

Both read the same file in one process, pair by pair; CPU seconds, the median of the pairs. Run it twice and compare
ratios, not seconds.
"""

import gc
import platform
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from formats import by_fhir_resources, by_hand, by_json, by_pyreadstat, by_python_hl7, calamine
from long_file import bench_profile
from other_files import (
    dataset_json,
    json_records,
    lab_messages,
    lab_observations,
    messages,
    observations,
    transport,
    workbook,
)

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

RECEIVED = datetime(2030, 1, 1, tzinfo=UTC)
PAIRS = 5


@dataclass(frozen=True)
class Bench:
    """A format beside another reader of it.

    Attributes:
        times: the other one takes so many times as long; otherwise it is asked how many times as long we take.
    """

    name: str
    beside: str
    rows: int
    make: Callable[[int], bytes]
    alone: Callable[[bytes], object]
    profile: str
    budget: str
    times: bool = False


def own(form: str) -> str:
    return bench_profile(form, {})


_WORKBOOK = bench_profile("workbook")
_JSON = bench_profile("json")
BENCHES = (
    Bench("XLSX", "python-calamine", 200_000, workbook, calamine, _WORKBOOK, "at most 2"),
    Bench("XPT", "struct by hand", 200_000, transport, by_hand, own("cdisc"), "none"),
    Bench("XPT", "pyreadstat", 200_000, transport, by_pyreadstat, own("cdisc"), "none"),
    Bench("Dataset-JSON", "json, text", 200_000, dataset_json, by_json, own("cdisc"), "none"),
    Bench("JSON", "json, text", 200_000, json_records, by_json, _JSON, "none"),
    Bench("HL7 v2", "python-hl7", 30_000, messages, by_python_hl7, own("hl7v2"), "at least 6", times=True),
    Bench("HL7 v2, a lab", "python-hl7", 30_000, lab_messages, by_python_hl7, own("hl7v2"), "at least 6", times=True),
    Bench("FHIR", "fhir.resources", 30_000, observations, by_fhir_resources, own("fhir"), "at least 10", times=True),
    Bench("FHIR, a server", "fhir.resources", 30_000, lab_observations, by_fhir_resources, own("fhir"), "at least 10", times=True),
)  # fmt: skip


def cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(bench: Bench) -> None:
    data, profile, catalog = bench.make(bench.rows), profile_from_toml(bench.profile), load()
    outcome = read_file(data, profile, catalog, RECEIVED)
    assert outcome.counts.accepted > 0.95 * bench.rows, (bench.name, outcome.counts, outcome.issues[:3])
    taken = []
    for _ in range(PAIRS):
        alone = cpu(lambda: bench.alone(data))
        ours = cpu(lambda: read_file(data, profile, catalog, RECEIVED))
        taken.append((alone / ours if bench.times else ours / alone, alone, ours))
    ratio, alone, ours = sorted(taken)[PAIRS // 2]
    print(
        f"{bench.name:14} {bench.beside:16} {bench.rows:>8,} {len(data) / 1e6:7.1f} {alone:8.2f} {ours:9.2f}"
        f" {ratio:6.2f}x {min(taken)[0]:6.2f}-{max(taken)[0]:.2f}  {bench.budget}",
        flush=True,
    )


def main() -> None:
    libraries = ("python-calamine", "pyreadstat", "hl7", "fhir.resources", "pydantic", "msgspec")
    print(f"CPU seconds, median of {PAIRS} pairs; Python {platform.python_version()}, {platform.machine()}")
    print(", ".join(f"{name} {version(name)}" for name in libraries))
    print(
        f"{'format':14} {'beside':16} {'rows':>8} {'MB':>7} {'alone':>8} {'hepaflow':>9} {'ratio':>7} range  budget"
    )
    for bench in BENCHES:
        measure(bench)


if __name__ == "__main__":
    main()
