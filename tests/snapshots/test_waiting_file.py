"""A file that waited when an earlier version wrote is processed by this one."""

from pathlib import Path

import pytest
from tests.snapshots.answers import take_up_what_waits
from tests.snapshots.stored import put_into, read

from hepaflow.aws import wiring
from local.stack import running

RECORDED = sorted(Path(__file__).parent.glob("*/history.stored.json.gz"))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.parent.name)
def test_file_that_waited_is_processed_once_its_center_has_a_profile(path):
    with running() as stack:
        put_into(stack, read(path), ["IntakeBucket"])
        wiring.forget()
        assert take_up_what_waits(stack) == [(4, 3, 0, 1, 0)]  # rows, accepted, held, rejected, skipped
    wiring.forget()
