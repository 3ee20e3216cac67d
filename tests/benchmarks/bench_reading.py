"""What reading costs: a long CSV to results, issues and panels, beside `csv.DictReader` over the same file.

Prints a table; run it twice and compare ratios, not seconds.
"""

import argparse
import csv
import gc
import io
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from long_file import PROFILE, long_csv

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)
PAIRS = 5


def cpu(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def text(data: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="")


def drain(rows: object) -> None:
    for _ in rows:  # type: ignore[attr-defined]
        pass


def measure(rows: int, *, distinct: bool) -> None:
    data, profile, catalog = long_csv(rows, distinct=distinct), profile_from_toml(PROFILE), load()
    taken = []
    for _ in range(PAIRS):
        dicts = cpu(lambda: drain(csv.DictReader(text(data))))
        lists = cpu(lambda: drain(csv.reader(text(data))))
        ours = cpu(lambda: read_file(data, profile, catalog, RECEIVED))
        taken.append((ours / dicts, lists, dicts, ours))
    ratio, lists, dicts, ours = sorted(taken)[PAIRS // 2]
    kind = "distinct" if distinct else "usual"
    print(
        f"{kind:9} {rows:>9,} {len(data) / 1e6:8.1f} {lists:8.2f} {dicts:11.2f} {ours:9.2f} {ratio:7.2f}x"
        f" {min(taken)[0]:.2f}-{max(taken)[0]:.2f}"
    )


def peak(rows: int) -> str:
    """Return the peak memory of a process that reads one file of so many rows."""
    done = subprocess.run(
        [sys.executable, __file__, "--peak", str(rows)], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        data = long_csv(asked.peak)
        read_file(data, profile_from_toml(PROFILE), load(), RECEIVED)
        print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        return
    print(f"CPU seconds, median of {PAIRS} pairs; Python {sys.version.split()[0]}")
    print(
        f"{'values':9} {'rows':>9} {'MB':>8} {'reader':>8} {'DictReader':>11} {'hepaflow':>9} {'ratio':>8} range"
    )
    for rows in (20_000, 200_000):
        measure(rows, distinct=False)
    measure(20_000, distinct=True)
    print(f"peak memory, 200,000 rows: {peak(200_000)}")


if __name__ == "__main__":
    main()
