"""Lists of AWS have pages (Query 1 MB, ListObjects 1,000 keys): they are read by paginators alone, which follow all of them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
MODULES = [path for part in ("shared", "functions") for path in sorted((ROOT / part).rglob("*.py"))]
ONE_PAGE = re.compile(r"client(?:\(\))?\.(?:query|scan|list_[a-z_0-9]+)\(")


@pytest.mark.parametrize("call", ["self._client.query(", "client().scan(", "client.list_objects_v2("])
def test_call_that_reads_one_page_is_found(call):
    assert ONE_PAGE.search(call)


def test_no_call_reads_one_page_alone():
    assert len(MODULES) > 100
    assert [str(path) for path in MODULES if ONE_PAGE.search(path.read_text("utf-8"))] == []
