"""A subject with 2,000 decisions: the numbers of docs/operations.md, at the exact limits of DynamoDB."""

from dataclasses import replace

import pytest
from tests.contract.registries import STUDY, a_decision, add
from tests.support.exact_limits import ITEM, ExactTable

from hepaflow.aws.registry.growing import Growth, write
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.registry.table import Table
from hepaflow.aws.results.item_size import wire_size
from hepaflow.ports import Change

SUBJECT = "CN01-0001"


def decided(registry, lines):
    for line in lines:
        decision = replace(a_decision(line=line), reason="复" * 500)  # the longest reason, 1,500 bytes
        assert add(registry, Change(decision=decision))[1]


@pytest.mark.slow
def test_two_thousand_decisions_with_the_longest_reasons_are_33_items_and_two_requests():
    table = ExactTable()
    registry = RegistryTable(table, "table", lambda _: None)
    decided(registry, range(1, 2_000))
    table.asked.clear()
    decided(registry, [2_000])
    assert table.asked == {"GetItem": 1, "TransactWriteItems": 2, "Query": 1}
    table.asked.clear()
    (dossier,) = registry.view(STUDY, [], [SUBJECT]).dossiers.values()
    assert table.asked == {"BatchGetItem": 2}
    assert [made.journal_number for made in dossier.decisions] == list(range(1, 2_001))
    assert [made.line for made in dossier.decisions] == list(range(1, 2_001))
    sizes = {place[1]: wire_size(item) for place, item in table.items.items() if "#dossier#" in place[0]}
    assert (len(sizes), round(sum(sizes.values()) / 1e6, 2)) == (33, 3.52)
    assert max(size for place, size in sizes.items() if place != "all") <= 100_000


@pytest.mark.parametrize("each", [34, 200, 1_500, 50_000])
def test_item_that_is_full_to_the_last_byte_goes_on(each):
    """An earlier version may have filled it; nothing but a further item has room, and no attribute is lost."""
    table, key = ExactTable(), Key("p", "all")
    record, left, number = {}, ITEM - len("pkpskall"), 0
    while left:
        length = left if left < 2 * each else each
        record[f"{number:012}"] = "x" * (length - 12)
        number, left = number + 1, left - length
    table.items[key] = {name: {"S": text} for name, text in {**key._asdict(), **record}.items()}
    assert wire_size(table.items[key]) == 409_600
    assert write(Table(table, "table", lambda _: None), [Growth(key, {"900000000000": "y" * 1_500})], "name")
    first, further = table.items[key], table.items["p", "all#000001"]
    assert first.pop("further") == {"S": "000001"}
    parts = [
        {name: value["S"] for name, value in part.items() if name.isdecimal()} for part in (first, further)
    ]
    assert not set(parts[0]) & set(parts[1])
    assert {**parts[0], **parts[1]} == {**record, "900000000000": "y" * 1_500}
