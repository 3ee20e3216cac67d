"""Count requests to DynamoDB and write units; build a file of 200 specimens."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Lock

import pytest
from tests.contract.registries import CENTER, DEFINITION, NOON, STUDY, add
from tests.contract.trial import ROWS
from tests.support.profiles import PANELS as COLUMNS
from tests.support.profiles import profile_toml

from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.results.item_size import wire_size, write_units
from hepaflow.aws.results.table import ResultsTable
from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.ingest import ingest
from hepaflow.ports import Change, Version
from local.memory import memory_services

PANELS = 200


class Priced:
    """Counts requests to DynamoDB, and the write units of what they write, by table."""

    def __init__(self, client):
        self.requests, self.units = Counter(), Counter()
        self.counting = Lock()  # panels are sent by several threads
        client.meta.events.register("request-created.dynamodb.*", self.count)

    def count(self, request, operation_name, **_):
        with self.counting:
            self.add(json.loads(request.data), operation_name)

    def add(self, params, operation_name):
        self.requests[operation_name] += 1
        match operation_name:
            case "PutItem":
                self.write(params["TableName"], params["Item"])
            case "BatchWriteItem":
                for table, requests in params["RequestItems"].items():
                    for put in requests:
                        self.write(table, put["PutRequest"]["Item"])
            case "TransactWriteItems":
                for one in params["TransactItems"]:
                    self.write(one["Put"]["TableName"], one["Put"]["Item"], transaction=True)
            case "UpdateItem":
                raise NotImplementedError

    def write(self, table, item, *, transaction=False):
        self.units[table] += write_units(wire_size(item), transaction=transaction)


def the_file(subjects):
    """Return a file of 200 specimens, 15 results each, of so many subjects in turn."""
    lines = ["受试者编号,采集时间,条码号,项目,结果,单位,参考范围,提示"]
    for panel in range(PANELS):
        day = datetime(2024, 1, 1, 8, 30, tzinfo=UTC) + timedelta(days=panel)
        subject, specimen = f"CN01-{panel % subjects + 1:04}", f"S{1010000 + panel}"
        lines += [f"{subject},{day:%Y-%m-%d %H:%M},{specimen},{row}" for row in ROWS]
    return "\n".join(lines).encode()


def services_on(cloud, catalog):
    """Return what ingest needs, on the tables of a cloud, with a study and its center's profile."""
    registry = RegistryTable(cloud.dynamodb, "RegistryTable")
    profile = profile_toml(STUDY, CENTER, COLUMNS, more='[units]\nINR = "1"')
    add(registry, Change(definition=(1, DEFINITION)))
    add(registry, Change(profile=(CENTER, "main", 1, profile)))
    results = ResultsTable(cloud.dynamodb, "ResultsTable", pytest.fail)
    return memory_services(catalog, lambda: NOON, results=results, registry=registry)


def take_up(services, data, name="march.csv"):
    """Take up a file that came in an object of its own, whose version has an id as long as those of S3."""
    key, version = f"{STUDY}/{CENTER}/{name}", Version(f"{name:_>32}", "2024-08-01T00:00:00.000Z")
    services.intake.put(key, version, data)
    return ingest(Delivery(STUDY, CENTER, key, version.version_id, version.received), services)
