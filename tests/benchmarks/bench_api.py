"""What a subject's timeline and a page of a study's results cost the api function, CPU milliseconds, beside boto3 and pydantic.

A timeline has 30 panels of 15 results; a page of the study 3,000 results of ten subjects.

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
from itertools import product
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
SUBJECTS, PAGE = 10, 3_000  # of a page of a study
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

    def paginate(self, **asked):
        partition = asked["ExpressionAttributeValues"][":pk"]
        return [{"Items": [item for item in self.items if item["pk"] == partition]}]


def a_file(subjects: list[str], panels: int) -> bytes:
    lines = ["受试者编号,采集时间,条码号,项目,结果,单位,参考范围,提示"]
    for number, (subject, panel) in enumerate(product(subjects, range(panels))):
        day = datetime(2024, 1, 1, 8, 30, tzinfo=UTC) + timedelta(days=panel)
        lines += [f"{subject},{day:%Y-%m-%d %H:%M},S{number},{moved(row, number)}" for row in ROWS]
    return "\n".join(lines).encode()


def moved(row: str, panel: int) -> str:
    """Return the row with a number of its own, so many last digits higher."""
    name, number, *others = row.split(",")
    step = Decimal(1).scaleb(Decimal(number).as_tuple().exponent)
    return ",".join([name, str(Decimal(number) + panel * step), *others])


def the_desk(kept: Kept, data: bytes) -> Services:
    """Return a desk with a file taken up."""
    catalog, registry, queue = load(), MemoryRegistry(), MemoryQueue()
    results, intake = ResultsTable(kept, "Results", lambda _: None), MemoryIntake()
    study = study_definition(STUDY, CENTER)
    define_study(registry, queue, clock, "dm", study, "start")
    add_profile(registry, queue, catalog, clock, "dm", PROFILE, "start")
    received = "2024-06-01T00:00:00.000Z"
    intake.put(f"{STUDY}/{CENTER}/a.csv", Version("v1", received), data)
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


def answered(desk: Services, path: str = EVENT["rawPath"], accepted: str = "") -> dict:
    http = {"method": "GET", "path": path}
    event = {
        **EVENT,
        "rawPath": path,
        "headers": {"accept-encoding": accepted},
        "requestContext": {**EVENT["requestContext"], "http": http},
    }
    return answer(event, Context("ApiFunction", 1769), desk)


def cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1000


def main() -> None:
    kept = Kept()
    desk = the_desk(kept, a_file([SUBJECT], PANELS))
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

    a_page()


def a_page() -> None:
    """Print what a page of the results of a study costs, with and without packing."""
    kept = Kept()
    desk = the_desk(
        kept, a_file([f"CN01-{number:04}" for number in range(SUBJECTS)], PAGE // SUBJECTS // len(ROWS))
    )
    path = f"/studies/{STUDY}/results"
    told = answered(desk, path)
    assert len(json.loads(told["body"])["results"]) == PAGE
    work = {
        "unpacking alone": lambda: [unpack_panel(item_from_wire(item)) for item in kept.items],
        "the whole answer, plain": lambda: answered(desk, path),
        "the whole answer, packed": lambda: answered(desk, path, "gzip"),
    }
    taken = [{name: cpu(way) for name, way in work.items()} for _ in range(ROUNDS)]
    print(f"{PAGE} results of {SUBJECTS} subjects, a page of a study; µs of CPU a result, median of {ROUNDS}")
    for name in work:
        print(f"{median(one[name] for one in taken) * 1000 / PAGE:8.1f}  {name}")
    sent = len(answered(desk, path, "gzip")["body"]) * 3 // 4
    print(f"{len(told['body'].encode()):,} bytes plain, {sent:,} packed")


RESULTS = TypeAdapter(list[Result])

if __name__ == "__main__":
    main()
