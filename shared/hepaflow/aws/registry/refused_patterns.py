"""List the newest profiles and definitions whose pattern of subject ids can take too long.

An operator runs this before an upgrade from a version that did not check patterns (docs/operations.md):
`python -m hepaflow.aws.registry.refused_patterns TABLE`.
"""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3

from hepaflow.aws.registry.table import record_from_wire
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.profiles.patterns import definition_faults, pattern_faults

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient


def refused_patterns(client: "DynamoDBClient", table: str) -> Iterator[str]:
    """Yield a line for each newest profile or definition that has such a pattern: whose, where, and which part.

    Args:
        client: a DynamoDB client.
        table: name of the Registry table.
    """
    newest = dict[str, tuple[str, dict[str, str]]]()
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="attribute_exists(toml) OR attribute_exists(#json)",
        ExpressionAttributeNames={"#json": "json"},
        ConsistentRead=True,
    )
    for page in pages:
        for wire in page["Items"]:
            key, record = record_from_wire(wire)
            if key.sk > newest.get(key.pk, ("", {}))[0]:
                newest[key.pk] = (key.sk, record)
    for partition, (version, record) in sorted(newest.items()):
        if "toml" in record:
            faults = pattern_faults(profile_from_toml(record["toml"]))
        else:
            faults = definition_faults(StudyDefinition.model_validate_json(record["json"]))
        yield from (f"{partition} version {int(version)}: {fault}" for fault in faults)


if __name__ == "__main__":
    for line in refused_patterns(boto3.client("dynamodb"), sys.argv[1]):
        sys.stdout.write(f"{line}\n")
