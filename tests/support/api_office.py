"""Build the files of a study with two centers, and requests as API Gateway hands them over."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.support.profiles import profile_toml
from tests.support.studies import study_definition

from api.routing.answer import answer
from hepaflow.catalog.loader import Catalog
from hepaflow.domain.identity import file_id
from hepaflow.domain.masked.masked import StudyArms
from hepaflow.domain.queries.queries import QueryAbout, QueryState, QueryVersion, query_id
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.domain.study.user_names import KeptName
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.desk.queries import RowOfFile, open_query
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.masked.arms import RequestedArm, declare_arms, record_arm
from hepaflow.pipeline.register.closing import RequestedClosing, turn_register
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.services import Services
from hepaflow.ports import LabVersion, Version
from local.memory import memory_services, tell_effects
from local.pump import Context

STUDY, CENTER, OTHER, SUBJECT = "LIVER-1", "CN-01", "US-01", "CN01-0001"
LAB = "LAB-1"
USER, NAME = "u-2", "王 Wei"  # a user whose name is kept
HEADER = "Subject,Collected,Test,Result,Units\n"
FIRST = (
    f"{HEADER}CN01-0001,2024-03-22 08:30,BILI,171.4,umol/L\nCN01-0001,2024-04-02,ALT,12,furlong\n".encode()
)
CHANGED = f"{HEADER}CN01-0001,2024-03-22 08:30,BILI,2.2,mg/dL\n".encode()
THEIRS = f"{HEADER}CN01-0001,2024-05-01,ALT,40,U/L\n".encode()

JOB = Job(STUDY, JobKind.RERUNS, "dm", 5, {"center": CENTER, "reason": "test", "confirm": ""})
QUESTION = "Which unit is meant?"
ASKED = {CENTER: (FIRST, 3), OTHER: (THEIRS, 2)}  # by center, the row that a query is about


def query_of(center: str) -> str:
    """Return the id of the query about a row of a center's file."""
    data, line = ASKED[center]
    return query_id(STUDY, center, QueryAbout(file_id(STUDY, center, data), line, str(line)), QUESTION)


def ask_centers(desk: Services) -> None:
    """Ask each center about a row of its file."""
    for center, (data, line) in ASKED.items():
        row = RowOfFile(file_id(STUDY, center, data), line)
        open_query(desk, STUDY, "dm", row, QueryVersion(QueryState.OPEN, QUESTION, "2024-06-30"))


def randomize(desk: Services, arm: str = "A") -> None:
    """Register the subject, declare two arms, and record that the subject is in one of them."""
    subject = Subject(id=SUBJECT, center=CENTER, status=SubjectStatus.ENROLLED)
    put_subject(desk, STUDY, subject, 1, "dm", "enrolment")
    arms = StudyArms(arms={"A": "active", "B": "placebo"})
    declare_arms(desk, STUDY, "us", 1, arms, "protocol")
    record_arm(desk, STUDY, "us", RequestedArm(SUBJECT, 1, arm), "randomization list")


def profile(center: str, more: str = "", version: int = 1) -> str:
    """Return the text of a profile of a center; `more` are its tables after `[columns]`."""
    return profile_toml(STUDY, center, version=version, more=more)


def lab_toml(version: int = 1, more: str = "", lab: str = LAB) -> str:
    """Return the text of a lab's papers; `more` are its tables after the first paper."""
    paper = (
        '[[papers]]\nname = "Central Lab"\naccreditation = "ISO 15189"\nfrom = 2024-01-01\nto = 2024-12-31\n'
    )
    return f'study = "{STUDY}"\nlab = "{lab}"\nversion = {version}\n{paper}{more}'


def the_key(data: bytes, center: str) -> str:
    """Return where what is kept of a file lies."""
    return f"{STUDY}/{center}/{file_id(STUDY, center, data)}"


def clock():
    return datetime(2024, 6, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    kind: str
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True, slots=True)
class Office:
    """The desk, and how files reach it."""

    desk: Services
    services: Services

    def send(self, data: bytes, day: str, center: str = CENTER) -> str:
        key, received = f"{STUDY}/{center}/{day}.csv", f"{day}T00:00:00.000Z"
        self.services.intake.put(key, Version("v1", received), data)
        ingest(Delivery(STUDY, center, key, "v1", received), self.services)
        tell_effects(self.services, self.services.queue)
        return file_id(STUDY, center, data)


def empty_office(catalog: Catalog) -> Office:
    """Return a desk without a study."""
    services = memory_services(catalog, clock)
    return Office(services, services)


def furnish(office: Office, catalog: Catalog) -> None:
    """Define the study with its centers, and send what each of them sent."""
    desk = office.desk
    study = study_definition(STUDY, CENTER, OTHER, central_labs=(OTHER,))
    define_study(desk.registry, desk.queue, clock, "dm", study, "start")
    for center in study.centers:
        add_profile(desk.registry, desk.queue, catalog, clock, "dm", profile(center), "start")
    desk.registry.ask(JOB)
    desk.registry.labs[STUDY, LAB, 1] = LabVersion(LAB, 1, 1, lab_toml())
    desk.registry.keep_name(STUDY, USER, None, KeptName(NAME, 1, 1, "2024-04-01T00:00:00.000Z"))
    office.send(FIRST, "2024-04-03")
    office.send(THEIRS, "2024-05-02", OTHER)


def request(
    call: str,
    query: dict[str, str] | None = None,
    body: object = None,
    groups: str = f"[{STUDY}/data-manager]",
    **headers: str,
) -> dict[str, Any]:
    method, _, path = call.partition(" ")
    kind = (
        "application/toml"
        if method == "PUT" and (path.endswith("/profile") or "/labs/" in path)
        else "application/json"
    )
    claims = {"sub": "u-1", "token_use": "access", "cognito:groups": groups}
    told = {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "headers": {"content-type": kind, **headers},
        "requestContext": {
            "http": {"method": method, "path": path},
            "stage": "$default",
            "authorizer": {"jwt": {"claims": claims, "scopes": None}},
        },
        "isBase64Encoded": False,
    }
    if query:
        told["queryStringParameters"] = query
    if body is not None:
        told["body"] = body if isinstance(body, str) else json.dumps(body)
    return told


def reply(event: dict[str, Any], desk: Services) -> Reply:
    told = answer(event, Context("ApiFunction", 1769), desk)
    body = base64.b64decode(told["body"]) if told["isBase64Encoded"] else told["body"].encode()
    return Reply(told["statusCode"], told["headers"]["Content-Type"], body, told["headers"])


def put_confirmed(ask: Callable[..., Reply], call: str, query: dict[str, str], body: object) -> Reply:
    """Ask for a change of the register, and confirm what it alters."""
    shown = ask(call, query, body)
    return ask(call, {**query, "confirm": shown.json["confirm"]}, body)


def close_register(desk: Services) -> None:
    """Close the register of the study, whatever that holds."""
    wish = RequestedClosing(STUDY, True, "dm", "complete")  # noqa: FBT003 as a job asks for it
    turn_register(replace(wish, confirm=turn_register(wish, desk).confirm), desk)
