"""Rows of a copy: the same bytes whether they stand in memory or on the disk, and little memory however many they are."""

import gc
import json
import tracemalloc
from pathlib import Path

import pytest

from hepaflow.readers.row_file import RowFile

REST = b'"header": ["a", "b"]}'


def filled(count):
    rows = RowFile()
    for line in range(2, count + 2):
        rows.add(line, [f"S-{line:07}", "µmol/L"])
    return rows


# 30 rows stay in memory, 200,000 rows (8 MB) do not
@pytest.mark.parametrize("count", [0, 1, 30, 200_000])
def test_a_copy_is_one_json_text_with_a_row_on_each_line(count):
    rows = filled(count)
    with rows.whole(REST) as copy:
        text = copy.read()
    wanted = [
        json.dumps([line, [f"S-{line:07}", "µmol/L"]], ensure_ascii=False) for line in range(2, count + 2)
    ]
    lines = ",\n".join(line.replace(", ", ",") for line in wanted) + ("\n" if count else "")
    assert text.decode() == '{"rows": [\n' + lines + "],\n" + REST.decode()
    assert len(json.loads(text)["rows"]) == count


@pytest.mark.parametrize("count", [3, 200_000])
def test_what_follows_the_rows_can_be_written_anew(count):
    rows, others = filled(count), filled(count)
    longer = rows.whole(b'"header": ["a", "b"], "dropped": []}').read()
    assert rows.whole(REST).read() == others.whole(REST).read() != longer


def test_a_row_that_repeats_the_header_has_no_cells():
    rows = RowFile()
    rows.add(2, None)
    assert rows.whole(REST).read().splitlines()[1] == b"[2,null]"


def test_many_rows_are_not_in_memory():
    filled(1).whole(REST)  # what is imported at first use
    tracemalloc.start()
    try:
        rows = filled(400_000)  # 13 MB
        copy = rows.whole(REST)
        while copy.read(1 << 20):
            pass
        assert tracemalloc.get_traced_memory()[1] < 7 << 20
    finally:
        tracemalloc.stop()


def open_files():
    return [link for one in Path("/proc/self/fd").iterdir() if "deleted" in (link := target(one))]


def target(one):
    try:
        return str(one.readlink())
    except FileNotFoundError:  # the folder itself, which was open while it was listed
        return ""


def test_rows_on_the_disk_are_gone_with_whoever_has_them():
    before = open_files()
    rows = filled(200_000)
    rows.whole(REST)
    assert len(open_files()) == len(before) + 1
    del rows
    gc.collect()
    assert open_files() == before
