"""A process of the functions looks for garbage rarely."""

import subprocess
import sys

CHECK = """
import gc
before = gc.get_threshold()[0]
from hepaflow.aws.garbage import collect_rarely
collect_rarely()
frozen = gc.get_freeze_count()
made = [[] for _ in range(1_000)]
collect_rarely()
print(before < gc.get_threshold()[0], frozen > 0, gc.get_freeze_count() == frozen)
"""


def test_what_is_there_is_left_alone_once():
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.split() == ["True", "True", "True"]
