"""What one item cannot hold (DynamoDB, service quotas: 400 KB) goes on in further items, and every reader sees all of it."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError
from tests.contract.registries import CENTER, FILE, NOON, STUDY, a_decision, a_draft, a_state, add, seen

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.growing import by_number
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.registry.subjects.items import unpacked_dossier
from hepaflow.aws.results.item_size import wire_size
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.study.journal import following
from hepaflow.domain.study.register import FormerId, Registered, Subject
from hepaflow.ports import Change
from hepaflow.ports.newer import NewerData

SUBJECT = "CN01-0001"
REASON = "复" * 500  # the longest reason of a decision, 1,500 bytes
FULL = 404_995  # bytes of an item to which moto adds nothing of six bytes or more; DynamoDB has 409,600


@pytest.fixture
def table(cloud):
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"], lambda _: None)


def a_long_decision(line, number=0):
    return replace(a_decision(number, line), reason=REASON)


def fill(cloud, key, size=FULL):
    """Add text to an item until it has so many bytes, as a dossier of an earlier version may have."""
    wire = cloud.dynamodb.get_item(TableName="RegistryTable", Key=on_wire(key)).get("Item", on_wire(key))
    number, left = 900_000_000_000, size - wire_size(wire)
    while left:
        length = left if left <= 30_000 else min(30_000, left - 100)
        shell = json.dumps({"former": [CENTER, ""]}, separators=(",", ":"))
        wire[str(number)] = {"S": shell.replace('""', '"' + "x" * (length - 12 - len(shell)) + '"')}
        number, left = number + 1, left - length
    assert wire_size(wire) == size
    cloud.dynamodb.put_item(TableName="RegistryTable", Item=wire)


def on_wire(key):
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def items(cloud, partition):
    """Return sort keys and sizes of a partition's items, as the table has them."""
    found = cloud.dynamodb.scan(TableName="RegistryTable")["Items"]
    return {item["sk"]["S"]: wire_size(item) for item in found if item["pk"]["S"] == partition}


def decided(registry, lines):
    for line in lines:
        assert add(registry, Change(decision=a_long_decision(line)))[1]


def test_decisions_beyond_one_item_are_all_there_in_order(cloud, table):
    fill(cloud, keys.dossier_key(STUDY, SUBJECT), FULL - 5_000)
    decided(table, range(2, 82))
    (dossier,) = table.view(STUDY, [], [SUBJECT]).dossiers.values()
    assert dossier.decisions == tuple(a_long_decision(line, line - 1) for line in range(2, 82))
    sizes = items(cloud, keys.dossier_key(STUDY, SUBJECT).pk)
    assert sorted(sizes) == ["all", "all#000001", "all#000002"]
    assert max(sizes["all#000001"], sizes["all#000002"]) <= 100_000


def test_dossier_that_an_earlier_version_filled_goes_on(cloud, table):
    key = keys.dossier_key(STUDY, SUBJECT)
    decided(table, [2])
    fill(cloud, key)
    before = table.view(STUDY, [], [SUBJECT]).dossiers[SUBJECT]
    decided(table, [3])
    after = table.view(STUDY, [], [SUBJECT]).dossiers[SUBJECT]
    assert after == replace(before, decisions=(a_long_decision(2, 1), a_long_decision(3, 2)))
    assert set(items(cloud, key.pk)) == {"all", "all#000001"}


def test_earlier_version_never_reads_a_dossier_without_its_further_items(cloud, table):
    """What an earlier version does with an attribute that is no number: `int` fails, and so does this version's reader."""
    key = keys.dossier_key(STUDY, SUBJECT)
    fill(cloud, key)
    decided(table, [2])
    first = table._table.get(key)
    strange = [name for name in first if not name.isdecimal()]
    assert strange == ["further"]
    with pytest.raises(ValueError, match="further"):
        int(strange[0])
    with pytest.raises(NewerData):
        unpacked_dossier(first)
    with pytest.raises(NewerData):
        by_number(first)


def test_entry_is_kept_with_full_dossiers_of_all_its_former_ids(cloud, table):
    formers = tuple(f"SCR-{number}" for number in range(8))
    for one in (SUBJECT, *formers):
        fill(cloud, keys.dossier_key(STUDY, one))
    told = Subject(id=SUBJECT, center=CENTER, status="enrolled", former_ids=formers)
    entry = Registered(told, 1, "2024-03-23T12:00:00.000Z")
    assert add(table, Change(entry=entry))[1]
    dossiers = table.view(STUDY, [], [SUBJECT, *formers]).dossiers
    assert dossiers[SUBJECT].entries == (replace(entry, journal_number=1),)
    assert all(FormerId(1, CENTER, SUBJECT) in dossiers[former].belonging for former in formers)


def test_links_of_a_full_dossier_go_on(cloud, table):
    key = keys.dossier_key(STUDY, SUBJECT)
    fill(cloud, key, FULL - 15_000)
    others = {f"CN01-{number:059}" for number in range(250)}
    table.link(STUDY, SUBJECT, others)
    table.link(STUDY, SUBJECT, others | {"DE-1"})
    assert table.view(STUDY, [], [SUBJECT]).dossiers[SUBJECT].links == others | {"DE-1"}
    assert set(items(cloud, key.pk)) >= {"all", "all#000001"}


def test_newest_cumulative_files_beyond_one_item_are_all_there(cloud, table):
    key = keys.newest_key(STUDY, CENTER)
    long = {f"{number:012}": {"S": f"{'2' * 40_000} {FILE}"} for number in range(100, 110)}
    cloud.dynamodb.put_item(TableName="RegistryTable", Item={**on_wire(key), **long})
    state, was = a_state(), None
    for number in range(2, 52):
        assert add(table, Change(state=state, was=was, newest=(Newest(0, FILE, "2024-03-24"),)))[1]
        state, was = seen(state, number), state
    told = table.view(STUDY, [], (), [CENTER]).newest[CENTER]
    assert [one.journal_number for one in told] == [*range(1, 51), *range(100, 110)]
    assert {one.received for one in told[:50]} == {"2024-03-24"}
    assert set(items(cloud, key.pk)) == {"cumulative", "cumulative#000001"}


def test_versions_of_the_fold_beyond_one_item_are_all_there(cloud, table):
    key = keys.rules_key(STUDY)
    long = {f"{number:012}": {"S": "1".rjust(4_070, "0")} for number in range(100, 199)}
    cloud.dynamodb.put_item(TableName="RegistryTable", Item={**on_wire(key), **long})
    for version in range(1, 81):
        assert add(table, Change(definition=(version, "{}"), fold_version=1))[1]
    assert [number for number, _ in table.view(STUDY, []).fold_versions] == [*range(1, 81), *range(100, 199)]
    assert set(items(cloud, key.pk)) == {"versions", "versions#000001"}


def test_decision_on_a_subject_without_further_items_is_one_request(cloud, table):
    decided(table, [2])
    asked = counted(cloud)
    decided(table, [3])
    table.view(STUDY, [], [SUBJECT])
    assert asked == {"GetItem": 1, "TransactWriteItems": 1, "BatchGetItem": 1}


def test_subject_with_further_items_is_read_by_two_requests(cloud, table):
    fill(cloud, keys.dossier_key(STUDY, SUBJECT))
    decided(table, [2])
    asked = counted(cloud)
    assert len(table.view(STUDY, [], [SUBJECT]).dossiers[SUBJECT].decisions) == 1
    assert asked == {"BatchGetItem": 2}
    asked.clear()
    decided(table, [3])
    assert asked == {"GetItem": 1, "TransactWriteItems": 2, "Query": 1}


def counted(cloud):
    asked = Counter()
    cloud.dynamodb.meta.events.register(
        "before-parameter-build.dynamodb.*", lambda model, **_: asked.update([model.name])
    )
    return asked


class Rival:
    """Passes everything on; before a chosen request it lets another writer go first, once."""

    def __init__(self, client, name, other):
        self._client, self._name, self._other = client, name, other

    def __getattr__(self, name):
        passed = getattr(self._client, name)
        if name != self._name or self._other is None:
            return passed

        def call(*named, **request):
            other, self._other = self._other, None
            other()
            return passed(*named, **request)

        return call


def test_two_decisions_at_the_moment_when_the_item_is_full(cloud, table):
    """The rival writes between the look at the full item and the write of the further one."""
    fill(cloud, keys.dossier_key(STUDY, SUBJECT))
    slow = RegistryTable(
        Rival(cloud.dynamodb, "get_paginator", lambda: decided(table, [7])), "RegistryTable", lambda _: None
    )
    event = following(slow.head(STUDY), a_draft(line=2), NOON)
    assert not slow.append(STUDY, event, Change(decision=a_long_decision(2)))
    decided(slow, [2])
    assert table.view(STUDY, [], [SUBJECT]).dossiers[SUBJECT].decisions == (
        a_long_decision(7, 1),
        a_long_decision(2, 2),
    )


@pytest.mark.parametrize("moment", ["update_item", "get_paginator", "transact_write_items"])
def test_links_that_come_while_a_decision_fills_the_item_are_all_kept(cloud, table, moment):
    fill(cloud, keys.dossier_key(STUDY, SUBJECT))
    slow = RegistryTable(
        Rival(cloud.dynamodb, moment, lambda: decided(table, [7])), "RegistryTable", lambda _: None
    )
    slow.link(STUDY, SUBJECT, ["DE-1", "DE-2"])
    (dossier,) = table.view(STUDY, [], [SUBJECT]).dossiers.values()
    assert (dossier.links, dossier.decisions) == ({"DE-1", "DE-2"}, (a_long_decision(7, 1),))


def test_move_between_two_subjects_with_full_dossiers_is_kept_with_both(cloud, table):
    for one in (SUBJECT, "CN01-0002"):
        fill(cloud, keys.dossier_key(STUDY, one))
    move = replace(a_long_decision(2), kind=DecisionKind.MOVE_SUBJECT, subject="CN01-0002")
    assert add(table, Change(decision=move))[1]
    for dossier in table.view(STUDY, [], [SUBJECT, "CN01-0002"]).dossiers.values():
        assert dossier.decisions == (replace(move, journal_number=1),)


def test_other_fault_of_a_link_is_raised(cloud):
    gone = RegistryTable(cloud.dynamodb, "NoSuchTable", lambda _: None)
    with pytest.raises(ClientError, match="ResourceNotFound"):
        gone.link(STUDY, SUBJECT, ["DE-1"])
