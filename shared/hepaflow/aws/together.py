"""Run requests to AWS that do not depend on each other side by side."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hepaflow.pipeline.services import Task


def side_by_side(*tasks: Task) -> tuple[Any, ...]:
    """Run each task in a thread of its own; return what each gave, or raise what one of them raised, once all have ended.

    Clients of boto3 may be shared by threads (boto3 guide, Clients).
    """
    with ThreadPoolExecutor(len(tasks)) as workers:
        started = [workers.submit(task) for task in tasks]
    return tuple(one.result() for one in started)
