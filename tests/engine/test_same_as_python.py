"""Files are read under Pyodide exactly as under this Python (`make engine-test`)."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from scripts.build_golden import FILES as GOLDEN_FILES
from scripts.build_golden import FOLDER as GOLDEN
from tests.support.engine_files import NAMES, WORKBOOK, asked_for, content_of_example

from hepaflow.browser.checking import Checked, check_file, fix_file, issues_csv, results_csv, verdict

HERE = Path(__file__).parent
ENGINE = HERE.parents[1] / "build" / "engine"
pytestmark = pytest.mark.engine
CASES = [(name, chinese) for name in (*NAMES, WORKBOOK) for chinese in (False, True)]


@pytest.fixture(scope="module")
def told():
    asked = [
        {
            "name": name,
            "bytes": base64.b64encode(content_of_example(name)).decode(),
            "asked": asked_for(name),
            "chinese": chinese,
        }
        for name, chinese in CASES
    ]
    ended = subprocess.run(  # noqa: S603 our own program
        [shutil.which("node"), HERE / "run.mjs", ENGINE],
        input=json.dumps(asked),
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
        timeout=300,
    )
    return json.loads(ended.stdout)


@pytest.fixture(scope="module")
def by_case(told):
    return dict(zip(CASES, told["told"], strict=True))


def here(name: str) -> Checked:
    checked = check_file(name, content_of_example(name), json.dumps(asked_for(name)), lambda *_: None)
    assert checked is not None
    return checked


def test_python_is_the_one_that_the_lock_names(told):
    lock = json.loads((HERE.parents[1] / "web" / "engine" / "pyodide.json").read_text("utf-8"))
    assert told["python"].startswith(f"{lock['python']}.")


@pytest.mark.parametrize(("name", "chinese"), CASES)
def test_the_verdict_is_the_same(by_case, name, chinese):
    assert json.loads(by_case[name, chinese]["verdict"]) == json.loads(verdict(here(name), chinese=chinese))


@pytest.mark.parametrize(("name", "chinese"), CASES)
def test_results_issues_and_rows_to_fix_are_the_same_bytes(by_case, name, chinese):
    told, checked = by_case[name, chinese], here(name)
    assert base64.b64decode(told["results"]) == results_csv(checked, 0)
    assert base64.b64decode(told["issues"]) == issues_csv(checked, 0, chinese=chinese)
    fix = fix_file(checked, 0, "lab", chinese=chinese)
    if fix.startswith(b"PK"):  # a workbook tells when it was written, if at all, in its parts
        assert len(base64.b64decode(told["fix"])) == len(fix)
    else:
        assert base64.b64decode(told["fix"]) == fix


@pytest.mark.parametrize("name", GOLDEN_FILES)
def test_results_and_issues_are_the_golden_ones(by_case, name):
    told, stem = by_case[name, False], Path(name).stem
    (file,) = json.loads(told["verdict"])["files"]
    results = base64.b64decode(told["results"]).replace(file["file_id"].encode(), b"")
    assert results == (GOLDEN / f"{stem}.results.csv").read_bytes()
    assert base64.b64decode(told["issues"]) == (GOLDEN / f"{stem}.issues.csv").read_bytes()


def test_the_workbook_has_the_mistakes_of_the_text():
    """The comparison above compares mistakes: without them it would say little."""
    codes = {issue.code for _, outcome in here(WORKBOOK).files for issue in outcome.issues}
    assert {"conflict", "date-missing", "subject-pattern", "unit-unknown", "value-unreadable"} <= codes
