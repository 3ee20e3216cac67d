"""Tasks that go together run side by side; the fault of one is told once all have ended."""

from threading import Barrier

import pytest

from hepaflow.aws.together import side_by_side
from hepaflow.pipeline.services import one_by_one


def test_tasks_run_side_by_side():
    meeting = Barrier(3)
    side_by_side(*[lambda: meeting.wait(timeout=5)] * 3)  # each waits for the two others


def test_the_fault_of_a_task_is_raised_after_the_others_have_ended():
    done = []

    def fail():
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 nothing else raises it
        side_by_side(fail, lambda: done.append(1), lambda: done.append(2))
    assert sorted(done) == [1, 2]


def test_without_threads_tasks_are_done_in_turn():
    done = []
    one_by_one(lambda: done.append(1), lambda: done.append(2))
    assert done == [1, 2]
