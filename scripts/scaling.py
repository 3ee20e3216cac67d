"""Compute how much of each limit a load takes, and write the tables of docs/scaling.md from the figures of docs/benchmarks.md.

Run it after `make bench`, which runs it too. What AWS needs for one request was not measured: it is assumed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE, FIGURES, TEMPLATE = (
    ROOT / "docs" / "scaling.md",
    ROOT / "docs" / "benchmarks.md",
    ROOT / "template.yaml",
)
ROWS = 300  # of a usual file
DYNAMODB, S3 = 0.010, 0.050  # seconds of a request, assumed
OPEN_HOURS, PEAK = 8, 3  # labs send in eight hours of a day; the busiest minutes have three times the mean
CENTERS_OF_A_STUDY = 200
COMMITTING = 4  # requests from reading the journal's head to the transaction, and trying once more
_BEGIN, _END = "<!-- begin: written by scripts/scaling.py -->", "<!-- end: written by scripts/scaling.py -->"


@dataclass(frozen=True)
class File:
    """What one usual file takes.

    Attributes:
        ingest: seconds of the worker that ingests it.
        effect: seconds of the worker that computes its effect.
        units: write units of DynamoDB.
        puts: objects written to S3.
    """

    ingest: float
    effect: float
    units: float
    puts: int


@dataclass(frozen=True)
class Load:
    """How much is sent: by so many centers, so many files a day each."""

    centers: int
    files_a_day: int

    @property
    def files(self) -> int:
        return self.centers * self.files_a_day

    @property
    def at_peak(self) -> float:
        """Files a second in the busiest minutes."""
        return self.files / (OPEN_HOURS * 3600) * PEAK

    @property
    def studies(self) -> int:
        return ceil(self.centers / CENTERS_OF_A_STUDY)


@dataclass(frozen=True)
class Limits:
    """How many workers the template allows."""

    ingest: int
    effect: int


Share = Callable[[Load, File, Limits], float]
SHARES: Mapping[str, Share] = {  # of each limit, in the busiest minutes
    "ingest workers": lambda load, file, limits: load.at_peak * file.ingest / limits.ingest,
    "effect workers": lambda load, file, limits: load.at_peak * file.effect / limits.effect,
    "workers of the account, 1,000": lambda load, file, _: load.at_peak * (file.ingest + file.effect) / 1_000,
    "a new table, 4,000 units/s": lambda load, file, _: load.at_peak * file.units / 4_000,
    "journal of a study": lambda load, _, __: load.at_peak / load.studies * COMMITTING * DYNAMODB,
    "S3, 3,500 PUTs/s of a prefix": lambda load, file, _: load.at_peak * file.puts / 3_500,
}
ADVICE: Mapping[str, tuple[str, str, str]] = {  # by limit: what it is, how it shows, what to do
    "ingest workers": (
        "workers of ingest",
        "files wait in the queue at the peak",
        "raise `FilesAtOnce`",
    ),
    "effect workers": (
        "workers of effects",
        "receipts lack their effect for longer; files count in any case",
        "raise `MaximumConcurrency` of the effect queue",
    ),
    "journal of a study": (
        "journal of one study",
        "transactions are cancelled and tried again; a commit takes longer",
        "divide the centers among studies. The journal of a study has one head, so its commits happen one after the other. More workers do not help",
    ),
    "a new table, 4,000 units/s": (
        "a table that is new",
        "DynamoDB leaves items over; they are sent again after a random wait",
        "set the table's warm throughput before the first large load. A table that has served a load keeps its capacity",
    ),
    "S3, 3,500 PUTs/s of a prefix": (
        "objects of one prefix",
        "S3 answers `SlowDown`; the client tries again",
        "none is needed below: S3 divides prefixes as they grow, and keys begin with study and center",
    ),
    "workers of the account, 1,000": (
        "workers of the account",
        "`IngestFunctionThrottlesAlarm`",
        "ask AWS for more than 1,000 concurrent executions, or use an account for each group of studies",
    ),
}
LOADS = (Load(1, 1), Load(20, 5), Load(200, 20), Load(1_000, 50), Load(5_000, 100))


def measured_file(figures: str) -> File:
    """Return what a usual file takes, by the tables of docs/benchmarks.md."""
    small, kinds = (_line(figures, first) for first in (f"{ROWS}", "CSV, repeating values"))
    cpu = ROWS / 1e6
    return File(
        _seconds(small, "ingest") + float(kinds["ingest"]) * cpu,
        _seconds(small, "effect") + float(kinds["effect"]) * cpu,
        float(small["write units a result"]) * ROWS,
        int(small["S3 PUTs"]),
    )


def _seconds(small: Mapping[str, str], half: str) -> float:
    """Return how long the requests of one half take that wait for each other."""
    waits = f"{half}: in series"
    return int(small[f"{waits}, DynamoDB"]) * DYNAMODB + int(small[f"{waits}, S3"]) * S3


def _line(figures: str, first: str) -> Mapping[str, str]:
    """Return a line of a table by its head.

    Raises:
        LookupError: no table has a line that begins like this.
    """
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in figures.splitlines()]
    heads = [one for one, rule in pairwise(lines) if set(rule[0]) == {"-"}]
    for head in heads:
        for cells in lines[lines.index(head) :]:
            if len(cells) != len(head):
                break
            if cells[0] == first:
                return dict(zip(head, cells, strict=True))
    raise LookupError(first)


def allowed(template: str) -> Limits:
    """Return the workers that the template allows: a number, or the default of a parameter."""
    found = re.findall(r"MaximumConcurrency: (?:!Ref )?(\w+)", template)[:2]
    ingest, effect = (int(one if one.isdecimal() else _default(template, one)) for one in found)
    return Limits(ingest, effect)


def _default(template: str, parameter: str) -> str:
    (told,) = re.findall(rf"^  {parameter}:\n(?:    .*\n)*?    Default: (\d+)", template, re.MULTILINE)
    return str(told)


def shares(load: Load, file: File, limits: Limits) -> dict[str, float]:
    return {name: share(load, file, limits) for name, share in SHARES.items()}


def first_to_break(load: Load, file: File, limits: Limits) -> str:
    """Return the limit of which most is taken."""
    found = shares(load, file, limits)
    return max(found, key=found.__getitem__)


def tables(file: File, limits: Limits) -> str:
    """Return the tables of the page."""
    head = ["centers × files a day", "files/s at the peak", *SHARES]
    lines = [head, ["---"] * len(head)]
    for load in LOADS:
        found = shares(load, file, limits).values()
        lines.append(
            [
                f"{load.centers:,} × {load.files_a_day}",
                _rate(load.at_peak),
                *(f"**{one:.0%}**" if one > 1 else f"{one:.1%}" for one in found),
            ]
        )
    first = sorted(_capacities(file, limits).items(), key=lambda one: one[1])
    order = [["order", "what", "files/s that it allows", "how it shows", "what to do"], ["---"] * 5]
    for place, (name, rate) in enumerate(first, 1):
        what, shows, remedy = ADVICE[name]
        order.append([f"{place}", what, _rate(rate), shows, remedy])
    return "\n".join(
        [
            f"A file of {ROWS} rows keeps a worker busy for {file.ingest:.2f} s, and one of the effect for {file.effect:.2f} s.",
            f"It takes {file.units:.0f} write units and {file.puts} PUTs.",
            f"At most {limits.ingest} workers ingest, and {limits.effect} compute effects.",
            "",
            *(f"| {' | '.join(line)} |" for line in lines),
            "",
            "In the order in which they break, if all files are of one study:",
            "",
            *(f"| {' | '.join(line)} |" for line in order),
        ]
    )


def _rate(files: float) -> str:
    return f"{files:,.0f}" if files >= 10 else f"{files:.1g}" if files < 1 else f"{files:.1f}"


def _capacities(file: File, limits: Limits) -> dict[str, float]:
    """Return how many files a second each limit allows, all of one study."""
    one = Load(1, OPEN_HOURS * 3600 // PEAK)  # a file a second at the peak
    return {name: 1 / share for name, share in shares(one, file, limits).items()}


def page() -> str:
    """Return the page with its tables made anew."""
    text = PAGE.read_text("utf-8")
    told = tables(measured_file(FIGURES.read_text("utf-8")), allowed(TEMPLATE.read_text("utf-8")))
    before, after = text.index(_BEGIN) + len(_BEGIN), text.index(_END)
    return f"{text[:before]}\n\n{told}\n\n{text[after:]}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
