"""What pages of results cost on 10,000 panels in ministack: requests to DynamoDB, bytes and seconds of each page.

250 subjects of three centers, 40 visits each, a panel of 15 results at each visit, in files of 200 panels, taken up as
files are. Each page is checked as it is counted: its requests, its size, that it scans nothing; each walk, that its
pages tell every result once, also while files are sent between them.

Run it as `make bench-pages`; ministack ends with it.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / folder) for folder in ("infra", "functions")]
# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

from tests.contract.template_tables import tables
from tests.contract.trial import Page, Result, Trial, clock, shown

from hepaflow.catalog.loader import load
from local.deployed.ministack import ministack

CENTERS, VISITS = {"CN-01": 90, "DE-02": 60, "US-03": 100}, 40
ALT = "丙氨酸氨基转移酶"
READS = {"GetItem", "Query", "BatchGetItem"}
LARGEST = 5_000_000  # bytes of a page
HEAD = (
    f"{'pages of':<46}{'pages':>6}{'subjects':>10}{'requests':>10}{'beyond':>8}{'MB':>6}{'s':>7}{'s/page':>8}"
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ministack(Path(folder)) as cloud:
        dynamodb = cloud.client("dynamodb")
        for name, shape in tables().items():
            dynamodb.create_table(TableName=name, **shape)
        begin = time.perf_counter()
        trial = Trial(dynamodb, load(), CENTERS, VISITS)
        trial.fill()
        panels = len(trial.results()) // 15
        print(
            f"{panels} panels, {len(trial.named)} subjects, {trial.files} files, {time.perf_counter() - begin:.0f} s",
            flush=True,
        )
        about_one_subject(trial)
        print(HEAD)
        every = str(trial.ask("results", {"limit": "1"}).number)
        about_many(trial, every)
        while_files_come(trial, every)


def about_one_subject(trial: Trial) -> None:
    """Ask for a timeline and a lineage, now, as of a number and as of a time."""
    moments = {"now": "", "as of a number": "7", "as of a time": far()}
    for name, moment in moments.items():
        timeline = trial.ask("subjects/CN-01-0001/results", {"as_of": moment})
        report = timeline.results[0]["current"]
        named = {
            "file_id": report["file_id"],
            "line": str(report["line"]),
            "analyte": timeline.results[0]["analyte"],
        }
        lineage = trial.ask("lineage", {"subject": "CN-01-0001", "as_of": moment, **named})
        for page in (timeline, lineage):
            check(page.requests.total() <= 3 and set(page.requests) <= READS, f"{name}: {page.requests}")
        print(f"{name}: timeline {timeline.requests.total()} requests, lineage {lineage.requests.total()}")


def about_many(trial: Trial, every: str) -> None:
    """Walk over all pages of several questions."""
    asked: list[tuple[str, str, dict[str, str], list[Result] | None]] = [
        ("results", "everything", {}, trial.results()),
        ("results", "a center", {"center": "DE-02"}, trial.results("DE-02")),
        ("results", "one analyte", {"analyte": "ALT"}, trial.results(analyte=ALT)),
        ("results", "one analyte of a center", {"analyte": "ALT", "center": "DE-02"}, trial.results("DE-02", ALT)),
        ("results", "four weeks", {"from": "2024-01-08", "to": "2024-02-04"}, within(trial, "2024-01-08", "2024-02-04")),
        ("results", "everything as of its number", {"as_of": every}, trial.results()),
        ("results", "everything as of a time", {"as_of": far()}, trial.results()),
        ("holds", "holds", {}, []),
    ]  # fmt: skip
    for route, name, query, expected in asked:
        told(walked(trial, route, query), name, expected)


def while_files_come(trial: Trial, every: str) -> None:
    """Walk once more while a center sends a file after each fifth page: new subjects, and other values of known ones."""

    def send(pages: int) -> None:
        if pages % 5:
            return
        center = sorted(CENTERS)[pages % len(CENTERS)]
        new = [(f"{center}-{0 if pages % 2 else 9000 + pages:04}", visit) for visit in range(3)]
        known = [(subject, pages % VISITS) for subject in trial.enrolled(center)[::5]]
        trial.send(center, [*new, *known], changed=f"{100 + pages}.5")

    pages, seconds = walked(trial, "results", {}, send)
    check({str(page.number) for page in pages} == {every}, "pages of two numbers")
    told((pages, seconds), "everything, a file after each fifth page", trial.results())
    told(walked(trial, "holds", {}), "holds, after these files", None)
    told(walked(trial, "results", {"as_of": every}), "everything as of before these files", trial.results())


def walked(
    trial: Trial, route: str, query: Mapping[str, str], between: Callable[[int], None] = lambda _: None
) -> tuple[list[Page], float]:
    """Return all pages, and the seconds that they took, without those between them."""
    aside = 0.0

    def timed(pages: int) -> None:
        nonlocal aside
        begin = time.perf_counter()
        between(pages)
        aside += time.perf_counter() - begin

    begin = time.perf_counter()
    pages = trial.walk(route, query, timed)
    return pages, time.perf_counter() - begin - aside


def told(walk: tuple[list[Page], float], name: str, expected: list[Result] | None) -> None:
    """Check a walk, and print its line."""
    pages, seconds = walk
    if expected is not None:
        check(Counter(shown(pages)) == Counter(expected), f"{name}: not every result once")
    counts = [page.subjects for page in pages]
    requests = [page.requests.total() for page in pages]
    beyond = [taken - count for taken, count in zip(requests, counts, strict=True)]
    size = max(page.size for page in pages)
    check(max(beyond) <= 3, f"{name}: requests beyond subjects {beyond}")
    check(size <= LARGEST, f"{name}: {size} bytes")
    check({operation for page in pages for operation in page.requests} <= READS, f"{name}: another operation")
    spread = f"{min(counts)}-{max(counts)}"
    print(
        f"{name:<46}{len(pages):>6}{spread:>10}{max(requests):>10}{max(beyond):>8}"
        f"{size / 1e6:>6.2f}{seconds:>7.1f}{seconds / len(pages):>8.2f}",
        flush=True,
    )


def within(trial: Trial, first: str, last: str) -> list[Result]:
    return [one for one in trial.results() if first <= one[2][:10] <= last]


def far() -> str:
    """Return a time after everything."""
    return (clock() + timedelta(days=1)).isoformat()


def check(holds: bool, otherwise: str) -> None:  # noqa: FBT001 what is to hold
    if not holds:
        raise SystemExit(f"bench-pages: {otherwise}")


if __name__ == "__main__":
    main()
