"""What the whole road costs: a file from its delivery to its effect, beside what a user would write in its place.

`ingest()` runs with clients of boto3 that send to a stub of S3 and DynamoDB in a process of its own. All ways run in turn in
one process, round by round; CPU seconds are those of this process. Compare ratios, not seconds. `--write` puts the tables
into docs/benchmarks.md.
"""

import argparse
import logging
import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import long_file  # noqa: F401 finds the package `tests` first
from road.cases import cases
from road.pages import Table, machine, written
from road.tables import beside_usual, growth, kinds, small_files, workbooks
from stub.running import running_stub

_KINDS, _MESSAGES = 60_000, 30_000  # rows of the files of all kinds; other readers of messages take long
COMPARED = ("fhir.resources.observation", "hl7", "pandas", "pyreadstat", "python_calamine")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--rows", type=int, nargs="+", default=[20_000, 200_000], help="rows of the CSV files"
    )
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[100_000, 1_000_000], help="rows for the growth"
    )
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    asked = parser.parse_args()
    logging.disable()
    for library in COMPARED:
        import_module(library)  # importing one is no part of its time
    tables, begin = [], time.monotonic()

    def show(table: Table) -> None:
        tables.append(str(table))
        print(f"{table}\n({time.monotonic() - begin:,.0f} s so far)\n", flush=True)

    where = machine(f"{datetime.now(UTC):%Y-%m-%d}", asked.rounds)  # noqa: TID251 the day of the measurement
    print(where)
    with running_stub() as stub:
        for rows in asked.rows:
            show(beside_usual(stub, rows, asked.rounds))
        largest = max(asked.rows)
        show(kinds(stub, cases(min(largest, _KINDS), min(largest, _MESSAGES)), asked.rounds))
        show(small_files(stub))
        if asked.sizes:
            show(growth(stub, asked.sizes))
            show(workbooks(stub, largest))
    if asked.write:
        written("\n".join([where, *tables]))


if __name__ == "__main__":
    main()
