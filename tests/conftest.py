"""What every test may ask for, and which tests a run leaves out."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from tests.support.examples import TIERS

from hepaflow.catalog.loader import Catalog, load

REAL_DATA = os.environ.get("HEPAFLOW_REAL_DATA", "")  # noqa: TID251 the one switch of the test run
HERE = Path(__file__).parent
FAST = {"unit", "property", "cases"}
REST = sorted({path.relative_to(HERE).parts[0] for path in HERE.rglob("test_*.py")} - FAST)
_left_out = pytest.StashKey[dict[str, int]]()

for tier, examples in TIERS.items():
    settings.register_profile(
        tier,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        max_examples=examples,
        # a commit that passed passes again; `make certainty` and `make night` look for new examples
        derandomize=tier in ("fast", "check"),
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--tier",
        choices=TIERS,
        default="check",
        help="fast: unit and property tests, with few examples; check: all tests; certainty (`make certainty`) and night: many examples",
    )
    parser.addoption("--tour", action="store_true", help="write docs/console.md (`make console-tour`)")
    parser.addoption("--browser", action="store_true", help="only the tests with a real browser")
    parser.addoption("--engine", action="store_true", help="only the tests under Pyodide in node")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile(config.getoption("tier"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collect no folder that the tier has no test in."""
    fast = config.getoption("tier") == "fast"
    return True if fast and collection_path.parent == HERE and collection_path.name in REST else None


def reason(item: pytest.Item, tier: str, *, browser: bool, engine: bool) -> str:
    """Say why a run leaves a test out; empty where it does not."""
    if bool(item.get_closest_marker("engine")) != engine:
        return "without Pyodide" if engine else "under Pyodide in node (`make engine-test`)"
    if bool(item.get_closest_marker("browser")) != browser:
        return "without a browser" if browser else "with a real browser (`make console-test`)"
    if item.get_closest_marker("real_data") and not REAL_DATA:
        return "on real public files: HEPAFLOW_REAL_DATA names no folder"
    if tier == "night" and not item.get_closest_marker("hypothesis"):
        return "without random examples (`make check`)"
    return "that are slow (`make check`)" if tier == "fast" and item.get_closest_marker("slow") else ""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of other tiers, and those on real files where no folder of them is named."""
    tier, browser, engine = (config.getoption(name) for name in ("tier", "browser", "engine"))
    reasons = [reason(item, tier, browser=browser, engine=engine) for item in items]
    counts = dict(Counter(why for why in reasons if why))
    config.stash[_left_out] = counts
    if hasattr(config, "workeroutput"):  # this process runs a part of the tests for another (pytest-xdist)
        config.workeroutput["left_out"] = counts
    config.hook.pytest_deselected(items=[item for item, why in zip(items, reasons, strict=True) if why])
    items[:] = [item for item, why in zip(items, reasons, strict=True) if not why]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep what a worker left out; each of them sees all tests."""
    output = getattr(node, "workeroutput", {})  # none where it broke down
    node.config.stash[_left_out] = output.get("left_out", {})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for why, count in config.stash.get(_left_out, {}).items():
        terminalreporter.write_line(f"left out: {count} tests {why}", yellow=True)
    if config.getoption("tier") == "fast":
        terminalreporter.write_line(f"left out: folders {', '.join(REST)} (`make check`)", yellow=True)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="session")
def real_data() -> Path:
    return Path(REAL_DATA)


@pytest.fixture(scope="session")
def facts(real_data: Path) -> Path:
    return real_data.parent / "facts"
