"""Measure the tables of `make bench`: beside what a user would write, kinds of files, growth, small files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from statistics import median

from long_file import PROFILE, bench_profile, long_csv
from other_files import workbook
from road import usual
from road.cases import REPEATING, Case
from road.pages import Table, ranged
from road.peak import peaks
from road.prices import usd_a_million
from road.way import CENTER, STUDY, Taken, Whole, begun, ingested, measured, sent
from scripts.scaling import DYNAMODB, S3
from stub.running import Stub, delivered, running_stub

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file
from local.memory import tell_effects

RECEIVED = datetime(2030, 1, 1, tzinfo=UTC)
SUBJECTS, EARLIER = 1_000, 10
# times as few rows where each takes as long as any other; but so many at least
_FEWER = {
    usual.item_a_panel: (4, 20_000),
    usual.item_a_result: (4, 20_000),
    usual.by_pandas: (4, 20_000),
    usual.row_by_row: (40, 1_500),
}
_ALONE, _OURS = "`csv.DictReader` alone", "hepaflow"
_STORED = ("requests", "write units a result", "read units a result", "USD a million results")
_USUAL = {
    "csv, pydantic, pint once a unit, `batch_writer`, an item a panel": usual.item_a_panel,
    "the same, an item a result": usual.item_a_result,
    "pandas, `apply`, `batch_writer`, an item a result": usual.by_pandas,
    "csv, pydantic, pint for each value, `put_item`": usual.row_by_row,
}


def beside_usual(stub: Stub, rows: int, rounds: int) -> Table:
    """Compare the whole road of one CSV with what a user would write."""
    sizes = {name: _fewer(rows, way) for name, way in _USUAL.items()}
    files = {size: long_csv(size) for size in {rows, *sizes.values()}}
    taken: dict[str, list[Taken]] = {}
    for _ in range(rounds):
        found = {
            _ALONE: measured(stub, lambda: usual.dict_reader(files[rows])),
            _OURS: sent(stub, begun(stub, PROFILE), "a.csv", files[rows]).taken,
        }
        for name, way in _USUAL.items():
            found[name] = _stored(stub, way, files[sizes[name]])
        for name, one in found.items():
            taken.setdefault(name, []).append(_a_million(one, sizes.get(name, rows)))
    lines = []
    for name, times in taken.items():
        cpu, wall = median(one.cpu for one in times), median(one.wall for one in times)
        ratios = ranged([one.cpu / ours.cpu for one, ours in zip(times, taken[_OURS], strict=True)])
        stored = [""] * len(_STORED) if name == _ALONE else _what_it_stored(times, sizes.get(name, rows))
        measured_rows = f"{sizes.get(name, rows):,}"
        lines.append([name, measured_rows, f"{cpu:.1f}", f"{1e6 / wall:,.0f}", *stored, ratios])
    head = ["way", "rows", "CPU, s a million rows", "rows/s", *_STORED, "CPU, times hepaflow's"]
    return Table(f"A CSV of {rows:,} rows, from its delivery to its effect", head, lines)


def _fewer(rows: int, way: Callable[[bytes, object], int]) -> int:
    """Return how many rows of the same shape a way is measured with."""
    part, least = _FEWER[way]
    return min(rows, max(rows // part, least))


def _stored(stub: Stub, way: Callable[[bytes, object], int], data: bytes) -> Taken:
    stub.wipe()
    table = stub.resource().Table("ResultsTable")
    return measured(stub, lambda: way(data, table))


def _a_million(taken: Taken, rows: int) -> Taken:
    """Return the times of a million rows, if all rows take as long."""
    return replace(taken, cpu=taken.cpu / rows * 1e6, wall=taken.wall / rows * 1e6)


def _what_it_stored(times: Sequence[Taken], rows: int) -> list[str]:
    """Return requests, units and price of the last of some repetitions, with the median of their times."""
    last = replace(times[-1], cpu=median(one.cpu for one in times) * rows / 1e6)
    units = (f"{last.units[kind] / last.results:.4f}" for kind in ("write", "read"))
    return [f"{last.requests.total():,}", *units, f"{usd_a_million(last):.3f}"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one round gave of a case; `other` are the CPU seconds that it is compared with."""

    whole: Whole
    reading: float
    other: float


def kinds(stub: Stub, every: Sequence[Case], rounds: int) -> Table:
    """Take each kind of file the whole road, beside what it is compared with."""
    seen: dict[str, list[_Seen]] = {}
    for _ in range(rounds):
        for case in every:
            usual_file = seen[REPEATING][-1].whole.taken.cpu if case.compared == REPEATING else None
            seen.setdefault(case.name, []).append(_seen(stub, case, usual_file))
    head = ["file", "rows", "CPU, s a million rows: reading alone", "ingest", "effect", "whole", *_STORED, "compared with", "whole, times that"]  # fmt: skip
    return Table("Kinds of files", head, [_line(case, seen[case.name]) for case in every])


def _seen(stub: Stub, case: Case, other: float | None) -> _Seen:
    services = begun(stub, case.profile)
    files = [sent(stub, services, f"{place}.dat", data) for place, data in enumerate(case.files)]
    reading = measured(stub, lambda: _read(case.files[-1], case.profile)).cpu
    if case.beside is not None:
        beside = case.beside
        other = measured(stub, lambda: beside(case.files[-1]) or 0).cpu
    if other is None:  # the first file, as if it had as many rows
        other = files[0].taken.cpu * len(case.files[-1]) / len(case.files[0])
    return _Seen(files[-1], reading, other)


def _read(data: bytes, profile: str) -> int:
    return read_file(data, profile_from_toml(profile), load(), RECEIVED).counts.accepted


def _line(case: Case, rounds: Sequence[_Seen]) -> list[str]:
    times = [_a_million(one.whole.taken, case.rows) for one in rounds]
    cpu = (
        [one.reading for one in rounds],
        [one.whole.ingest.cpu for one in rounds],
        [one.whole.effect.cpu for one in rounds],
        [one.whole.taken.cpu for one in rounds],
    )
    shown = (f"{median(seconds) / case.rows * 1e6:.1f}" for seconds in cpu)
    ratios = ranged([one.whole.taken.cpu / one.other for one in rounds])
    return [case.name, f"{case.rows:,}", *shown, *_what_it_stored(times, case.rows), case.compared, ratios]


def growth(stub: Stub, sizes: Sequence[int]) -> Table:
    """Take files of several sizes the whole road: CPU a row, and the peak memory of a new process for each half of it."""
    lines = []
    for rows in sizes:
        data = long_csv(rows, subjects=SUBJECTS)
        whole = sent(stub, begun(stub, PROFILE), "a.csv", data)
        alone, after = (_peaks(stub, data, PROFILE, rows, earlier) for earlier in (0, EARLIER))
        cpu = (f"{half.cpu / rows * 1e6:.1f}" for half in (whole.ingest, whole.effect))
        lines.append([f"CSV, {rows:,} rows", *cpu, *alone, *after])
    return Table(
        "Growth and peak memory",
        [
            "file",
            "ingest, µs a row",
            "effect, µs a row",
            "ingest, MB",
            "effect, MB",
            f"ingest after {EARLIER} files of the same subjects, MB",
            "effect after them, MB",
        ],
        lines,
    )


def workbooks(stub: Stub, rows: int) -> Table:
    """Return the peak memory of a large workbook."""
    data, profile = workbook(rows), bench_profile("workbook")
    taking_in, effect = _peaks(stub, data, profile, rows, 0)
    return Table("A large workbook", ["rows", "MB", "ingest, MB", "effect, MB"], [[f"{rows:,}", f"{len(data) / 1e6:.0f}", taking_in, effect]])  # fmt: skip


def _peaks(stub: Stub, data: bytes, profile: str, rows: int, earlier: int) -> list[str]:
    """Return the peak memory of both halves, after earlier files of the same subjects with a tenth of the rows."""
    services, few = begun(stub, profile), rows // 10
    for place in range(earlier):
        begin = (rows + place * few) // 15
        sent(stub, services, f"{place}.csv", long_csv(few, begin=begin, subjects=SUBJECTS))
    return [f"{peak:,}" for peak in peaks(stub, delivered(stub, STUDY, CENTER, "peak.dat", data))]


def small_files(stub: Stub) -> Table:
    """Count what files of some sizes ask AWS for, the second file of the same center, and what of it waits for each other."""
    lines = []
    with running_stub(delay=5 * DYNAMODB, s3_delay=5 * S3) as slow:  # a thread starts within one request
        in_series = {rows: _in_series(slow, rows) for rows in (15, 300, 6_000)}
    for rows in (15, 300, 6_000):
        services = begun(stub, PROFILE)
        first, second = long_csv(rows), long_csv(rows, begin=rows // 15)
        sent(stub, services, "a.csv", first)
        whole = sent(stub, services, "b.csv", second)
        taken = whole.taken
        lines.append(
            [
                f"{rows:,}",
                *(f"{count}" for half in (whole.ingest, whole.effect) for count in _requests(half)),
                *(f"{count}" for count in in_series[rows]),
                f"{taken.requests['S3 PUT']}",
                f"{taken.units['write'] / taken.results:.4f}",
                f"{taken.units['read'] / taken.results:.4f}",
                f"{usd_a_million(taken):.3f}",
            ]
        )
    head = [
        "rows",
        "ingest: requests",
        "ingest: requests to S3",
        "effect: requests",
        "effect: requests to S3",
        "ingest: in series, DynamoDB",
        "ingest: in series, S3",
        "effect: in series, DynamoDB",
        "effect: in series, S3",
        "S3 PUTs",
        *_STORED[1:],
    ]
    return Table("Small files: the second of its center", head, lines)


def _in_series(slow: Stub, rows: int) -> Sequence[int]:
    """Return how many requests to DynamoDB and to S3 wait for each other, of the ingest and of the effect."""
    services = begun(slow, PROFILE)
    sent(slow, services, "a.csv", long_csv(rows))
    delivery = delivered(slow, STUDY, CENTER, "b.csv", long_csv(rows, begin=rows // 15))
    counted = []
    for work in (lambda: ingested(delivery, services), lambda: tell_effects(services, services.queue)):
        slow.reset()
        work()
        counted.append(slow.stats()["in_series"])
    return [half[service] for half in counted for service in ("DynamoDB", "S3")]


def _requests(taken: Taken) -> tuple[int, int]:
    """Return the number of requests, and of those to S3."""
    return taken.requests.total(), sum(
        count for name, count in taken.requests.items() if name.startswith("S3 ")
    )
