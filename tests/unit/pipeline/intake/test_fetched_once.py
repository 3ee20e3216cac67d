"""What one file costs: its profile and definition are read once, its bytes sniffed once, and mostly parsed once."""

from collections import Counter

import pytest
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import GOOD, HEADER, PERSONAL, REFUSED, SECOND, started
from tests.unit.readers.hl7v2.hl7_messages import obx, result

from hepaflow.readers import formats
from hepaflow.readers.sheet import FILE_COLUMN, LINE_COLUMN

CLEAN = f"{HEADER}\nS-001,2024-03-22 08:30,ALT,45,U/L,final\n".encode()
# two values of one measurement: that they stand against each other is seen once all rows are read
CONFLICT = CLEAN + b"S-001,2024-03-22 08:30,ALT,46,U/L,final\n"
DROP = 'personal_columns = "drop"'


class Counting:
    """A port that counts the calls of its methods."""

    def __init__(self, port, calls):
        self._port, self._calls = port, calls

    def __getattr__(self, name):
        self._calls[name] += 1
        return getattr(self._port, name)


@pytest.fixture
def calls():
    return Counter()


@pytest.fixture
def counted(calls, monkeypatch):
    """Have sniffs and parses counted, and the calls of a world's registry."""

    def count(name):
        called = getattr(formats, name)

        def counting(*parts):
            calls[name] += 1
            return called(*parts)

        monkeypatch.setattr(formats, name, counting)

    count("file_format")
    count("_read")

    def seen(world):
        calls.clear()
        world.seen_as = lambda port, name: Counting(port, calls) if name == "registry" else port
        return world

    return seen


@pytest.mark.parametrize("method", ["profile", "definition", "file_format"])
@pytest.mark.parametrize("data", [CLEAN, GOOD, REFUSED])
def test_profile_definition_and_format_are_read_once(counted, calls, method, data):
    """Another function works out the effect. It asks what the study masks, before the file is announced."""
    counted(started()).send(data)
    assert calls[method] == (2 if method == "definition" and data != REFUSED else 1)


@pytest.mark.parametrize(("data", "times"), [(CLEAN, 1), (GOOD, 1), (CONFLICT, 2), (REFUSED, 2)])
def test_file_is_parsed_again_only_for_rows_that_others_doubt_or_for_names(counted, calls, data, times):
    counted(started()).send(data)
    assert calls["_read"] == times


def test_messages_are_parsed_once_where_results_are_set_aside(counted, calls):
    world = counted(started())
    summary = world.send(result(obx(), obx(f5="1,23")))
    assert (summary.counts.accepted, summary.counts.rejected) == (1, 1)
    assert calls["_read"] == 1


def test_file_with_dropped_columns_is_parsed_once(counted, calls):
    counted(started(file=DROP)).send(PERSONAL)  # a row to fix, and a copy of the rows
    assert calls["_read"] == 1


def test_workbook_is_parsed_once(counted, calls):
    counted(started()).send(workbook(*(line.split(",") for line in GOOD.decode().splitlines())))
    assert calls["_read"] == 1


def test_resubmitted_rows_are_parsed_once(counted, calls):
    world = started()
    earlier = world.send(GOOD).file_id
    again = f"{HEADER},{FILE_COLUMN},{LINE_COLUMN}\nS-002,2024-03-22,ALT,many,U/L,final,{earlier},5\n"
    counted(world).send(again.encode(), SECOND)
    assert calls["_read"] == 1


def test_the_same_bytes_again_are_parsed_once(counted, calls):
    world = started()
    world.send(GOOD)
    counted(world).send(GOOD, SECOND, name="again.csv")
    assert calls["_read"] == 1
