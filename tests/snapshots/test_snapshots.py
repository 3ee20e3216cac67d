"""What an earlier version stored gives the answers that it gave then, for every journal number.

The folders beside this file were written by the commit that each is named after (`make snapshot`). Where a test here
fails, this version reads stored data differently: that is never mended in the recorded files.
"""

from pathlib import Path

import pytest
from tests.snapshots.answers import answers
from tests.snapshots.stored import put_into, read

from hepaflow.aws import wiring
from local.stack import running

RECORDED = sorted(Path(__file__).parent.glob("*/*.stored.json.gz"))


def named(path):
    return f"{path.parent.name}-{path.name.partition('.')[0]}"


@pytest.fixture(scope="module", params=RECORDED, ids=named)
def compared(request):
    """What a version answered, and what this one answers from the same data."""
    told = read(request.param.with_name(request.param.name.replace("stored", "answers")))
    study = told.pop("study")
    with running() as stack:
        put_into(stack, read(request.param))
        wiring.forget()
        yield told, answers(study)
    wiring.forget()


def test_every_journal_number_gives_the_same_results(compared):
    then, now = compared
    assert difference(then["results"], now["results"]) == ([], [])


def test_every_journal_number_gives_the_same_files(compared):
    then, now = compared
    assert difference(then["files"], now["files"]) == ([], [])


def test_every_receipt_says_the_same(compared):
    then, now = compared
    assert difference(then["receipts"], now["receipts"]) == ([], [])


def test_journal_is_as_long_and_unbroken(compared):
    then, now = compared
    assert (now["head"], now["fault"]) == (then["head"], None)


def difference(then, now):
    """Return the first rows that only one of the two has, for a failure that can be read."""
    before, after = ({tuple(row) for row in rows} for rows in (then, now))
    return sorted(before - after)[:5], sorted(after - before)[:5]
