"""A trial whose results fill many pages, and walks over these pages that count what each of them takes."""

import base64
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from tests.support.profiles import PANELS, profile_toml
from tests.support.studies import study_definition

from api.http.cursors import next_cursor
from api.routing.answer import answer
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.results.table import ResultsTable
from hepaflow.domain.study.files import Delivery, DeliveryStatus
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.services import Services
from hepaflow.ports import Version
from local.memory import MemoryQueue, memory_services
from local.pump import Context

STUDY = "LIVER-1"
HERE = f"/studies/{STUDY}"
BEGIN = datetime(2024, 1, 1, 8, tzinfo=UTC)
HEADER = "受试者编号,采集时间,条码号,项目,结果,单位,参考范围,提示"
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
UNITS = '[units]\nINR = "1"'
Panel = tuple[str, int]  # subject and visit
Result = tuple[
    str, str, str, str, str
]  # center, subject, collection time, name and number as they stand in the file


@dataclass(frozen=True, slots=True)
class Page:
    """What one call was answered with, and the requests to DynamoDB that it took, by operation."""

    number: int
    results: list[dict[str, Any]]
    after: str
    size: int
    requests: Counter[str]
    subjects: int = 1  # that it goes through


@dataclass(slots=True)
class Trial:
    """Centers with so many subjects each; every subject has so many visits, and a panel of 15 results at each."""

    dynamodb: Any
    catalog: Any
    subjects: Mapping[str, int]
    visits: int
    in_file: int = 200  # panels
    registry: RegistryTable = field(init=False)
    services: Services = field(init=False)
    desk: Services = field(init=False)
    asked: Counter[str] = field(default_factory=Counter)
    named: set[tuple[str, str]] = field(default_factory=set)
    files: int = 0

    def __post_init__(self) -> None:
        queue = MemoryQueue()
        self.registry = RegistryTable(self.dynamodb, "RegistryTable")
        results = ResultsTable(self.dynamodb, "ResultsTable", self.registry.pause)
        self.services = memory_services(
            self.catalog, clock, results=results, registry=self.registry, queue=queue
        )
        self.desk = self.services
        centers = tuple(self.subjects)
        define_study(self.registry, queue, clock, "dm", study_definition(STUDY, *centers), "start")
        for center in centers:
            text = profile_toml(STUDY, center, PANELS, more=UNITS)
            add_profile(self.registry, queue, self.catalog, clock, "dm", text, "start")
        self.dynamodb.meta.events.register("before-parameter-build.dynamodb.*", self._count)

    def _count(self, model: Any, **_: Any) -> None:
        self.asked[model.name] += 1

    def everybody(self, center: str = "") -> list[tuple[str, str]]:
        """Return center and id of each subject that files named so far, in the order in which pages tell of them."""
        return sorted(one for one in self.named if center in {"", one[0]})

    def enrolled(self, center: str) -> list[str]:
        return [f"{center}-{number:04}" for number in range(1, self.subjects[center] + 1)]

    def panels(self, center: str) -> Iterator[Panel]:
        """Yield subject and visit, in the order in which a lab would send them."""
        return ((subject, visit) for visit in range(self.visits) for subject in self.enrolled(center))

    def fill(self) -> None:
        """Have every center send all its files."""
        for center in self.subjects:
            panels = list(self.panels(center))
            for start in range(0, len(panels), self.in_file):
                self.send(center, panels[start : start + self.in_file])

    def send(self, center: str, panels: Iterable[Panel], changed: str = "") -> None:
        """Have a center send the panels of subjects at visits; `changed` replaces each number of ALT."""
        lines = [HEADER]
        for subject, visit in panels:
            self.named.add((center, subject))
            begins = f"{subject},{collected(subject, visit)},{subject}/{visit}"
            lines += [f"{begins},{row}" for row in rows(subject, visit, changed)]
        self.files += 1
        received = (BEGIN + timedelta(days=900, minutes=self.files)).isoformat(timespec="milliseconds")
        version = Version(f"v{self.files}", received.replace("+00:00", "Z"))
        key = f"{STUDY}/{center}/{self.files}.csv"
        self.services.intake.put(key, version, "\n".join(lines).encode())
        told = ingest(Delivery(STUDY, center, key, version.version_id, version.received), self.services)
        assert (told.status, told.counts.rejected) == (DeliveryStatus.TAKEN_UP, 0)

    def results(self, center: str = "", analyte: str = "") -> list[Result]:
        """Return every result that was sent by `fill`."""
        return [
            (at, subject, collected(subject, visit).replace(" ", "T"), name, number)
            for at in self.subjects
            for subject in self.enrolled(at)
            for visit in range(self.visits)
            for name, number, *_ in (row.split(",") for row in rows(subject, visit))
            if analyte in {"", name} and center in {"", at}
        ]

    def ask(self, path: str, query: Mapping[str, str]) -> Page:
        self.asked.clear()
        told = answer(_called(f"{HERE}/{path}", query), Context("ApiFunction", 1769), self.desk)
        assert told["statusCode"] == 200, told["body"]
        body = json.loads(told["body"])
        size = len(told["body"].encode())
        return Page(body["journal_number"], body["results"], body["next"] or "", size, Counter(self.asked))

    def walk(
        self, path: str, query: Mapping[str, str], between: Callable[[int], None] = lambda _: None
    ) -> list[Page]:
        """Return every page; `between` is called after each with the number of pages so far."""
        pages: list[Page] = []
        after = ""
        while not pages or after:
            if pages:
                between(len(pages))
            page = self.ask(path, {**query, "cursor": after})
            pages.append(replace(page, subjects=self._between(after, page.after, query.get("center", ""))))
            after = page.after
        return pages

    def _between(self, after: str, end: str, center: str) -> int:
        """Return how many subjects a page goes through, those without results included."""
        listed = self.everybody(center)
        begin, whole = _place(after) if after else (("", ""), True)
        last, _ = _place(end) if end else (("~", ""), True)
        return sum(one <= last and (one > begin or (one == begin and not whole)) for one in listed)


def _place(after: str) -> tuple[tuple[str, str], bool]:
    """Return the subject with whom a page ended, and whether it was told of whole."""
    position = base64.urlsafe_b64decode(after + "==")[9:].decode()  # behind a digest
    _, told, center, subject = position.split("~", 3)
    return (center, subject), told == "999999999"


def cursor(path: str, query: Mapping[str, str], position: str) -> str:
    """Return the cursor that an answer to a question would give at a position."""
    router: Any = SimpleNamespace(current_event=APIGatewayProxyEventV2(_called(f"{HERE}/{path}", query)))
    return next_cursor(router, position) or ""


def _called(path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """Return a data manager's request as API Gateway hands it over."""
    claims = {"sub": "u", "token_use": "access", "cognito:groups": f"[{STUDY}/data-manager]"}
    return {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": urlencode(query),
        "queryStringParameters": dict(query),
        "headers": {},
        "requestContext": {
            "http": {"method": "GET", "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims}},
        },
        "isBase64Encoded": False,
    }


def clock() -> datetime:
    return BEGIN + timedelta(days=1000)


def collected(subject: str, visit: int) -> str:
    """Return when a subject was at the center: every week, each at a minute of its own."""
    return f"{BEGIN + timedelta(days=7 * visit, minutes=int(subject[-4:])):%Y-%m-%d %H:%M}"


def rows(subject: str, visit: int, changed: str = "") -> Iterator[str]:
    """Yield the rows of a panel; the last digits of its numbers are its own."""
    for row in ROWS:
        name, number, *others = row.split(",")
        step = Decimal(1).scaleb(int(Decimal(number).as_tuple().exponent))
        moved = str(Decimal(number) + (3 * visit + int(subject[-4:])) % 50 * step)
        yield ",".join([name, changed if changed and name == "丙氨酸氨基转移酶" else moved, *others])


def shown(pages: list[Page]) -> list[Result]:
    """Return the results that pages tell, as they were sent."""
    return [
        (one["center"], one["subject"], one["collected_at"], report["raw"]["analyte"], report["raw"]["value"])
        for page in pages
        for one in page.results
        for report in [one["current"]]
    ]
