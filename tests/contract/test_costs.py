"""What an ordinary file costs to write and a subject's timeline to read, counted on the requests themselves."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from tests.contract.registries import CENTER, DEFINITION, NOON, PROFILE, STUDY, a_decision, add

from hepaflow.aws.registry import RegistryTable
from hepaflow.aws.results import ResultsTable
from hepaflow.aws.sizes import wire_size, write_units
from hepaflow.domain.files import Delivery, DeliveryStatus
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.services import Services
from hepaflow.pipeline.query import timeline
from hepaflow.ports import Change, Version
from local.memory import MemoryFiles, MemoryIntake

PANELS = 200
# a liver panel as a Chinese hospital reports it: name, result, unit, range, flag
ROWS = """丙氨酸氨基转移酶,86.3,U/L,9-50,↑
天门冬氨酸氨基转移酶,102.5,U/L,15-40,↑
碱性磷酸酶,131,U/L,45-125,↑
γ-谷氨酰基转移酶,148.0,U/L,10-60,↑
总胆红素,171.4,μmol/L,3.4-20.5,↑
直接胆红素,98.60,μmol/L,0-6.8,↑
间接胆红素,72.8,μmol/L,1.7-10.2,↑
总蛋白,58.2,g/L,65-85,↓
白蛋白,27.4,g/L,40-55,↓
总胆汁酸,86.0,μmol/L,0-10,↑
胆碱酯酶,2210,U/L,5000-12000,↓
肌酐,71.2,μmol/L,57-97,
凝血酶原时间,21.6,s,9-13,↑
国际标准化比值,1.86,,0.8-1.2,↑
血小板计数,63,10^9/L,125-350,↓""".splitlines()


class Priced:
    """Counts requests to DynamoDB, and the write units of what they write, by table."""

    def __init__(self, client):
        self.requests, self.units = Counter(), Counter()
        client.meta.events.register("before-parameter-build.dynamodb.*", self.count)

    def count(self, params, model, **_):
        self.requests[model.name] += 1
        match model.name:
            case "PutItem":
                self.write(params["TableName"], params["Item"])
            case "BatchWriteItem":
                for table, requests in params["RequestItems"].items():
                    for request in requests:
                        self.write(table, request["PutRequest"]["Item"])
            case "TransactWriteItems":
                for request in params["TransactItems"]:
                    self.write(request["Put"]["TableName"], request["Put"]["Item"], transaction=True)
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


@pytest.fixture
def services(cloud, catalog):
    registry = RegistryTable(cloud.dynamodb, "RegistryTable")
    profile = PROFILE + 'range = "参考范围"\nflag = "提示"\nspecimen = "条码号"\n[units]\nINR = "1"\n'
    profile = profile.replace("version = 1\n", 'version = 1\ntime_zone = "Asia/Shanghai"\n')
    add(registry, Change(definition=(1, DEFINITION)))
    add(registry, Change(profile=(CENTER, 1, profile)))
    results = ResultsTable(cloud.dynamodb, "ResultsTable", pytest.fail)
    return Services(MemoryIntake(), MemoryFiles(), MemoryFiles(), results, registry, catalog, lambda: NOON)


def take_up(services, data, name="march.csv"):
    key, version = (
        f"{STUDY}/{CENTER}/{name}",
        Version("3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY", "2024-08-01T00:00:00.000Z"),
    )
    services.intake.put(key, version, data)
    return ingest(Delivery(STUDY, CENTER, key, version.version_id, version.received), services)


@pytest.mark.parametrize("subjects", [1, 20, 200])
def test_an_ordinary_file_costs_little_to_write(services, cloud, subjects):
    priced = Priced(cloud.dynamodb)
    summary = take_up(services, the_file(subjects))
    assert (summary.status, summary.counts.accepted) == (DeliveryStatus.TAKEN_UP, PANELS * len(ROWS))
    assert priced.units["ResultsTable"] == PANELS
    # issue 3: at most 0.075 write units a result, everything counted
    assert priced.units.total() / summary.counts.accepted <= 0.075


def test_a_timeline_is_three_requests(services, cloud):
    for number in range(3):
        take_up(services, the_file(1) + b"\n" * (number + 1), f"{number}.csv")
    add(services.registry, Change(decision=a_decision()))
    priced = Priced(cloud.dynamodb)
    found = timeline(services.registry, services.results, STUDY, "CN01-0001")
    assert len(found.answers) == PANELS * len(ROWS)
    assert priced.requests.total() <= 3
