"""What every test may ask for, and the rule for tests that read real files."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from hepaflow.catalog.loader import Catalog, load

REAL_DATA = os.environ.get("HEPAFLOW_REAL_DATA", "")  # noqa: TID251 the one switch of the test run
_deselected = pytest.StashKey[int]()

settings.register_profile("hepaflow", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hepaflow")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests on real files where no folder of them is named."""
    if REAL_DATA:
        return
    real = [item for item in items if item.get_closest_marker("real_data")]
    config.stash[_deselected] = len(real)
    if hasattr(config, "workeroutput"):  # this process runs a part of the tests for another (pytest-xdist)
        config.workeroutput["deselected"] = len(real)
    config.hook.pytest_deselected(items=real)
    items[:] = [item for item in items if item not in real]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Keep what a worker left out; each of them sees all tests."""
    told = getattr(node, "workeroutput", {})  # none where it broke down
    node.config.stash[_deselected] = told.get("deselected", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if count := config.stash.get(_deselected, 0):
        terminalreporter.write_line(
            f"{count} tests on real public files were left out: HEPAFLOW_REAL_DATA names no folder",
            yellow=True,
        )


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load()


@pytest.fixture(scope="session")
def real_data() -> Path:
    return Path(REAL_DATA)


@pytest.fixture(scope="session")
def facts(real_data: Path) -> Path:
    return real_data.parent / "facts"
