import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_demo_gives_the_published_answers():
    paths = [str(ROOT / part) for part in ("infra", "functions", "shared")]
    start = (
        f"import sys, runpy; sys.path[:0] = {paths!r}; runpy.run_module('local.demo', run_name='__main__')"
    )
    done = subprocess.run(  # noqa: S603 our own words only
        [sys.executable, "-W", "error", "-c", start], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
