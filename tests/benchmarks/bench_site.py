"""Measures the web pages: requests and bytes of the first page, first paint in a fresh window, and the start of the function `site`.

It needs the environment of `make console-test`: `PYTHONPATH=shared:infra:functions .venv/bin/python tests/benchmarks/bench_site.py`
"""

import runpy
import subprocess
import sys
from pathlib import Path
from statistics import median

from local.serve import serving
from local.stack import running

ROOT = Path(__file__).parents[2]
CONSOLE = runpy.run_path(str(ROOT / "tests" / "support" / "console.py"))
ROUNDS = 11
ENTRIES = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map((one) => [new URL(one.name).pathname, one.encodedBodySize])"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"
TIMED = "from time import process_time\nbegin = process_time()\nimport {}\nprint(process_time() - begin)"


def main() -> None:
    quiet = {"POWERTOOLS_METRICS_DISABLED": "true", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}
    paints = []
    with running(quiet) as stack, serving(stack) as served, CONSOLE["chromium"]() as browser:
        for _ in range(ROUNDS):
            with CONSOLE["visitor"](browser, served.address) as one:
                one.open("/app")
                paints.append(one.page.evaluate(PAINT))
                entries = one.page.evaluate(ENTRIES)
    for path, size in entries:
        print(f"{size:>8,} bytes  {path}")
    print(f"{len(entries)} requests, {sum(size for _, size in entries):,} bytes packed")
    print(f"first paint: {min(paints):.0f} ms, median {median(paints):.0f} ms of {ROUNDS} fresh windows")
    ratios = [cpu_of("website.app") / cpu_of("boto3") for _ in range(ROUNDS)]
    print(f"loading the function: {min(ratios):.2f} of `import boto3`, median {median(ratios):.2f}")


def cpu_of(module: str) -> float:
    """Return the CPU, in seconds, of loading a module in a fresh process."""
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'functions')!r})\n{TIMED.format(module)}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


if __name__ == "__main__":
    main()
