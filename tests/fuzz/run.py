"""Many mutants for each reader: results or a refusal, never another exception, never too long or too much.

`python tests/fuzz --count 100000 --reader hl7v2`. A finding is a number: `--only 4711` shows the input of that
number and what becomes of it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.reading import MEGABYTES, Report, confine, fault_of, large_mutant, mutant, peak, read
from tests.fuzz.seeds import READERS

from hepaflow.catalog.loader import load

_LARGE_EVERY = 2_500  # one input of 5 MB for so many mutants
_KEPT = 20  # faults told


def work(reader: str, numbers: range, *, large: bool, told: int) -> Report:
    """Read the inputs of these numbers; the number in hand is written to the file `told`, should the process die."""
    confine()
    report = Report()
    load()
    for number in numbers:
        os.pwrite(told, f"{number:12}".encode(), 0)
        make = large_mutant if large else mutant
        data, profile = make(reader, number)
        name = f"{'large ' if large else ''}{number}"
        if fault := fault_of(data, profile, report, name):
            report.faults[name] = fault
            print(f"  {reader} {name}: {fault}", flush=True)
        if len(report.faults) >= _KEPT:
            break
    return report


def describe(reader: str, numbers: range, report: Report, *, large: bool) -> str:
    seconds, name = report.slowest
    refused, whole = report.outcomes["refused"], report.outcomes["read"]
    size = "5 MB" if large else "mutants"
    why = ", ".join(f"{code} {count:,}" for code, count in report.reasons.most_common(6))
    return (
        f"{reader:10} {size:8} {len(numbers):>8,} inputs {refused:>8,} files refused {whole:>8,} read"
        f"  slowest {seconds:6.2f} s ({name})  peak {peak()} MB  faults {len(report.faults)}"
        f"\n{'':20} refused: {why}"
    )


def in_a_process(reader: str, first: int, count: int, *, large: bool) -> bool:
    """Have a process of its own read them; say where it died."""
    command = [sys.executable, str(Path(__file__).parent), "--work", "--reader", reader]
    command += ["--first", str(first), "--count", str(count), *(["--large"] if large else [])]
    with tempfile.NamedTemporaryFile() as told:
        done = subprocess.run([*command, "--told", told.name], check=False)  # noqa: S603 our own interpreter
        if done.returncode not in {0, 1}:
            print(f"  {reader}: the process ended with {done.returncode} at {Path(told.name).read_text()}")
    return done.returncode == 0


def show(reader: str, number: int, *, large: bool) -> None:
    data, profile = (large_mutant if large else mutant)(reader, number)
    Path(f"/tmp/{reader}-{number}").write_bytes(data)  # noqa: S108 for a person to look at
    for file, outcome in read(data, profile):
        print(file.name, outcome.counts, [str(issue.code) for issue in outcome.issues][:10])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reader", choices=READERS, action="append")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--only", type=int, help="read one input, and keep it in /tmp")
    parser.add_argument("--large", action="store_true", help="inputs of 5 MB")
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--told", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    readers = asked.reader or READERS
    if asked.only is not None:
        show(readers[0], asked.only, large=asked.large)
        return 0
    if asked.work:
        numbers = range(asked.first, asked.first + asked.count)
        told = os.open(asked.told, os.O_WRONLY)
        report = work(readers[0], numbers, large=asked.large, told=told)
        print(describe(readers[0], numbers, report, large=asked.large), flush=True)
        return int(bool(report.faults) or peak() > MEGABYTES)
    sound = [
        in_a_process(reader, asked.first, count, large=large)
        for reader in readers
        for count, large in ((asked.count, False), (max(1, asked.count // _LARGE_EVERY), True))
    ]
    return 0 if all(sound) else 1
