"""Definitions that an earlier version of hepaflow wrote have no journal number; they are in force at every number."""

from tests.contract.registries import DEFINITION, STUDY

from hepaflow.aws.registry.registry import RegistryTable


def test_a_definition_without_a_number_is_in_force_at_every_number(cloud):
    table = cloud.names["RegistryTable"]
    for version in (1, 2):
        text = DEFINITION.replace('"version": 1', f'"version": {version}')
        item = {"pk": f"{STUDY}#study", "sk": f"{version:08}", "json": text}
        cloud.dynamodb.put_item(TableName=table, Item={name: {"S": told} for name, told in item.items()})
    registry = RegistryTable(cloud.dynamodb, table)
    found = [registry.definition_at(STUDY, number) for number in (0, 7)]
    assert [definition and definition.version for definition in found] == [2, 2]
