"""Measures the web pages, `make bench-site`: the first page, the function `site`, and checking files in the browser.

Bytes are the same on every machine. Seconds of CPU in node hardly depend on other work; milliseconds in the page do: use a quiet machine.
"""

import base64
import json
import runpy
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_definition, put_profile
from local.serve import Served, serving
from local.stack import running

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "build" / "engine"
CONSOLE = runpy.run_path(str(ROOT / "tests" / "support" / "console.py"))
ROUNDS = 11  # of what takes less than a second
STARTS = 3  # of the engine
ENTRIES = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((one) => [new URL(one.name).pathname, one.encodedBodySize])"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
TIMED = "from time import process_time\nbegin = process_time()\nimport {}\nprint(process_time() - begin)"
READY = "Files are checked on this computer. They do not leave it until you send them."
LONG = 300_000  # milliseconds
EXAMPLE = ROOT / "examples" / "us-long.csv"
STUDY, CENTER = "NCT03945487", "US-01"


def main() -> None:
    quiet = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
    with running(quiet) as stack, serving(stack) as served, CONSOLE["chromium"]() as browser:
        first_page(browser, served.address)
        ratios = [cpu_of("website.app") / cpu_of("boto3") for _ in range(ROUNDS)]
        told("loading the function, of `import boto3`", ratios, "")
        engine_bytes()
        engine_in_node()
        engine_in_the_page(browser, served)


def first_page(browser: Any, address: str) -> None:
    """Print requests, bytes and first paint of the first page."""
    paints = []
    for _ in range(ROUNDS):
        with CONSOLE["visitor"](browser, address) as one:
            one.open("/app")
            paints.append(one.page.evaluate(PAINT))
            entries = one.page.evaluate(ENTRIES)
    for path, size in entries:
        print(f"{size:>10,} bytes  {path}")
    print(f"{len(entries)} requests, {sum(size for _, size in entries):,} bytes packed")
    told("first paint, empty cache", paints, " ms")


def cpu_of(module: str) -> float:
    """Return the CPU, in seconds, of loading a module in a fresh process."""
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'functions')!r})\n{TIMED.format(module)}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def engine_bytes() -> None:
    """Print what the pages load to check files, as the function `site` sends it."""
    folder = ROOT / "build" / "local-site"
    listed = json.loads((folder / "files.json").read_text("utf-8"))["files"]
    sent = {name: (folder / name).stat().st_size for name in listed if name.startswith("engine-")}
    plain = sum(path.stat().st_size for path in ENGINE.iterdir())
    print(f"engine: {len(sent)} files, {plain:,} bytes, {sum(sent.values()):,} packed")


def engine_in_node() -> None:
    """Print the seconds of CPU of each step in node."""
    files = [("600 rows", rows(1)), ("600 rows again", rows(1)), ("50,000 rows", rows(80))]
    asked = {
        "profile": EXAMPLE.with_suffix(".toml").read_text("utf-8"),
        "definition": json.dumps({"study": STUDY, "version": 1, "title": "A trial", "centers": [CENTER]}),
        "files": [{"name": name, "bytes": base64.b64encode(data).decode()} for name, data in files],
    }
    command = [shutil.which("node") or "node", str(Path(__file__).with_name("bench_engine.mjs")), str(ENGINE)]
    runs = [
        json.loads(
            subprocess.run(
                command, input=json.dumps(asked), capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(STARTS)
    ]
    for step in runs[0]:
        told(f"node, CPU: {step}", [run[step] for run in runs], " s")


def engine_in_the_page(browser: Any, served: Served) -> None:
    """Print the seconds of the start and of files in the page, cold and warm."""
    manager = Client(served.address, served.user("m@example.org", f"{STUDY}/data-manager").token, STUDY)
    put_definition(manager, "A trial", "2019-07-01", [CENTER])
    put_profile(manager, CENTER, EXAMPLE.with_suffix(".toml").read_text("utf-8"))
    served.user("lab@example.org", f"{STUDY}/center-{CENTER}")
    cold, warm, small, large = [], [], [], []
    for _ in range(STARTS):
        with CONSOLE["visitor"](browser, served.address) as one:
            cold.append(start(one))
            small.append(checked(one, "small.csv", rows(1)))
            large.append(checked(one, "large.csv", rows(80)))
            warm.append(start(one))
    told("page: start, cold cache", cold, " s")
    told("page: start, warm cache", warm, " s")
    told("page: file of 600 rows", small, " s")
    told("page: file of 50,000 rows", large, " s")


def start(one: Any) -> float:
    """Return the seconds from the start of the worker to the sentence that files are checked here."""
    begun: list[float] = []
    one.page.once("worker", lambda _: begun.append(perf_counter()))
    one.sign_in("lab@example.org", f"/app/studies/{STUDY}/send")
    one.page.get_by_text(READY).wait_for(timeout=LONG)
    return perf_counter() - begun[0]


def checked(one: Any, name: str, data: bytes) -> float:
    """Return the seconds from the choice of a file to its verdict."""
    begun = perf_counter()
    one.page.set_input_files("input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": data})
    card = one.page.get_by_role("region", name=name)
    card.get_by_role("button", name="Save the results as they would be stored").wait_for(timeout=LONG)
    return perf_counter() - begun


def rows(times: int) -> bytes:
    """Return the example with its rows so many times."""
    header, _, body = EXAMPLE.read_bytes().partition(b"\n")
    return header + b"\n" + body * times


def told(what: str, figures: list[float], unit: str) -> None:
    """Print the smallest of some figures and their median."""
    print(
        f"{what}: {min(figures):.3g}{unit}, median {median(figures):.3g}{unit} of {len(figures)}", flush=True
    )


if __name__ == "__main__":
    main()
