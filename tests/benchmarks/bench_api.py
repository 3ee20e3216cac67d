"""What a subject's timeline costs the api function: 30 panels of 15 results, CPU milliseconds, beside boto3 and pydantic.

No two panels share a number, so that nothing is gained by remembering one; names, units and ranges repeat, as they do.

The other way is the usual one: an item a result, taken apart by boto3's deserializer and checked by a pydantic model
each. It answers with plain rows: no fold, no history, no decisions. What the client of DynamoDB takes to read its
answer is told apart, for two ways of reading it. Prints a table; compare ratios, not milliseconds.
"""

import io
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from types import ModuleType, SimpleNamespace

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "infra"), str(ROOT / "functions")]
# some dependency installs a package `tests`, which would be found in place of this folder
sys.modules["tests"] = ModuleType("tests")
sys.modules["tests"].__path__ = [str(Path(__file__).parents[1])]

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.awsrequest import AWSResponse
from pydantic import BaseModel, TypeAdapter
from tests.contract.trial import ROWS, UNITS
from tests.support.profiles import PANELS as COLUMNS
from tests.support.profiles import profile_toml
from tests.support.studies import study_definition
from urllib3 import HTTPResponse

from api.routing.answer import answer
from hepaflow.aws.results.panel_item import unpack_panel
from hepaflow.aws.results.raw_items import taking_items_as_written
from hepaflow.aws.results.table import ResultsTable
from hepaflow.aws.results.wire import item_from_wire
from hepaflow.catalog.loader import load
from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.services import Services
from hepaflow.ports import Version
from local.memory import MemoryIntake, MemoryQueue, MemoryRegistry, memory_services
from local.pump import Context

STUDY, CENTER, SUBJECT, PANELS, ROUNDS = "LIVER-1", "CN-01", "CN01-0001", 30, 25
EVENT = {
    "version": "2.0",
    "routeKey": "ANY /{proxy+}",
    "rawPath": f"/studies/{STUDY}/subjects/{SUBJECT}/results",
    "rawQueryString": "",
    "headers": {},
    "requestContext": {
        "http": {"method": "GET", "path": f"/studies/{STUDY}/subjects/{SUBJECT}/results"},
        "stage": "$default",
        "authorizer": {
            "jwt": {
                "claims": {"sub": "u", "token_use": "access", "cognito:groups": f"[{STUDY}/data-manager]"}
            }
        },
    },
    "isBase64Encoded": False,
}
PROFILE = profile_toml(STUDY, CENTER, COLUMNS, more=UNITS)


class Result(BaseModel):
    """A result as an item of its own."""

    subject: str
    collected_at: datetime
    analyte: str
    value: Decimal | None
    unit: str
    raw_value: str
    raw_unit: str
    raw_range: str
    raw_flag: str
    file_id: str
    line: int


class Kept:
    """Stands for the client of DynamoDB: keeps items as they go over the wire, and hands them out."""

    meta = SimpleNamespace(events=SimpleNamespace(register=lambda *_, **__: None))

    def __init__(self) -> None:
        self.items: list[dict[str, object]] = []

    def batch_write_item(self, RequestItems):  # noqa: N803 boto3's name
        self.items += [asked["PutRequest"]["Item"] for (asks,) in [RequestItems.values()] for asked in asks]
        return {"UnprocessedItems": {}}

    def get_paginator(self, _name):
        return self

    def paginate(self, **_asked):
        return [{"Items": self.items}]


def a_file() -> bytes:
    lines = ["受试者编号,采集时间,条码号,项目,结果,单位,参考范围,提示"]
    for panel in range(PANELS):
        day = datetime(2024, 1, 1, 8, 30, tzinfo=UTC) + timedelta(days=panel)
        lines += [f"{SUBJECT},{day:%Y-%m-%d %H:%M},S{panel},{moved(row, panel)}" for row in ROWS]
    return "\n".join(lines).encode()


def moved(row: str, panel: int) -> str:
    """Return the row with a number of its own, so many last digits higher."""
    name, number, *others = row.split(",")
    step = Decimal(1).scaleb(Decimal(number).as_tuple().exponent)
    return ",".join([name, str(Decimal(number) + panel * step), *others])


def the_desk(kept: Kept) -> Services:
    """Return a desk with the file taken up."""
    catalog, registry, queue = load(), MemoryRegistry(), MemoryQueue()
    results, intake = ResultsTable(kept, "Results", lambda _: None), MemoryIntake()
    study = study_definition(STUDY, CENTER)
    define_study(registry, queue, clock, "dm", study, "start")
    add_profile(registry, queue, catalog, clock, "dm", PROFILE, "start")
    received = "2024-06-01T00:00:00.000Z"
    intake.put(f"{STUDY}/{CENTER}/a.csv", Version("v1", received), a_file())
    ports = {"intake": intake, "results": results, "registry": registry, "queue": queue}
    services = memory_services(catalog, clock, **ports)
    ingest(Delivery(STUDY, CENTER, f"{STUDY}/{CENTER}/a.csv", "v1", received), services)
    return services


def clock() -> datetime:
    return datetime(2024, 6, 2, tzinfo=UTC)


def rows_of(told: dict[str, list[dict]]) -> list[dict[str, dict]]:
    """Return the same results as the usual way keeps them: an item each, as it goes over the wire."""
    serialize = TypeSerializer().serialize
    rows = []
    for one in told["results"]:
        report = one["current"]
        raw = {f"raw_{name}": report["raw"][name] for name in ("value", "unit", "range", "flag")}
        row = {name: one[name] for name in ("subject", "collected_at", "analyte")} | raw
        row |= {name: report[name] for name in ("unit", "file_id", "line")}
        row["value"] = None if report["value"] is None else Decimal(report["value"])
        rows.append({name: serialize(value) for name, value in row.items()})
    return rows


def usual(rows: list[dict[str, dict]]) -> bytes:
    deserialize = TypeDeserializer().deserialize
    plain = ({name: deserialize(value) for name, value in row.items()} for row in rows)
    return RESULTS.dump_json([Result.model_validate(row) for row in plain])


def a_client(items: list[dict[str, object]]):
    """Return a client of DynamoDB that is always sent these items."""
    body = json.dumps({"Items": items, "Count": len(items)}, ensure_ascii=False).encode()

    def sent(request, **_told):
        return AWSResponse(request.url, 200, {}, HTTPResponse(io.BytesIO(body), preload_content=False))

    client = boto3.client("dynamodb", "eu-central-1", aws_access_key_id="-", aws_secret_access_key="-")
    client.meta.events.register("before-send.dynamodb.Query", sent)
    return client


def queried(client) -> Callable[[], object]:
    table = ResultsTable(client, "Results", lambda _: None)
    return lambda: list(table.subject_panels(STUDY, SUBJECT))


def answered(desk: Services) -> dict:
    return answer(EVENT, Context("ApiFunction", 1769), desk)


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main() -> None:
    kept = Kept()
    desk = the_desk(kept)
    told = json.loads(answered(desk)["body"])
    rows = rows_of(told)
    assert (len(kept.items), len(rows)) == (PANELS, PANELS * len(ROWS))
    work = {
        "boto3 deserializer + pydantic, an item a result": lambda: usual(rows),
        "hepaflow: unpacking alone": lambda: [unpack_panel(item_from_wire(item)) for item in kept.items],
        "hepaflow: the whole answer of the handler": lambda: answered(desk),
        "hepaflow: a query and unpacking, items read by boto3": queried(a_client(kept.items)),
        "hepaflow: the same, items taken as written": queried(taking_items_as_written(a_client(kept.items))),
    }
    taken = [{name: cpu(way) for name, way in work.items()} for _ in range(ROUNDS)]
    print(
        f"{PANELS} panels of {len(ROWS)} results, CPU ms, median of {ROUNDS}; Python {sys.version.split()[0]}"
    )
    for name in work:
        print(f"{median(one[name] for one in taken):8.1f}  {name}")


RESULTS = TypeAdapter(list[Result])

if __name__ == "__main__":
    main()
