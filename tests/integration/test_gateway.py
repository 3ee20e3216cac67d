"""The HTTP API of template.yaml on loopback, with tokens of its own user pool, from upload to decision."""

import base64
import hashlib
import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from tests.support.profiles import CHINESE, profile_toml
from tests.support.studies import study_definition
from werkzeug.test import Client as Direct

from hepaflow.aws.wiring import now, services
from hepaflow.pipeline.desk.uploads import VALID
from local.gateway import LARGEST, LARGEST_PAYLOAD, gateway
from local.intake import IntakeDoor
from local.pump import pump
from local.serve import serving
from local.sign_in.authorizer import Unauthorized, discovered
from local.sign_in.users import asked_for
from local.stack import running

STUDY, CENTER, SUBJECT = "LIVER-1", "CN-01", "CN01-0001"
STUDIES = f"/studies/{STUDY}"
PROFILE = profile_toml(STUDY, CENTER, CHINESE)
FIRST = "受试者编号,采集时间,项目,结果,单位\nCN01-0001,2024-03-22 08:30,总胆红素,171.4,μmol/L\n"
CHANGED = FIRST.replace("171.4,μmol/L", "17.4,μmol/L")


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Client:
    """A program that calls the API."""

    address: str
    token: str = ""

    def call(self, call, query=None, body=None, kind="application/json"):
        method, _, path = call.partition(" ")
        url = self.address + quote(path) + (f"?{urlencode(query)}" if query else "")
        headers = {"Content-Type": kind} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        return sent(urllib.request.Request(url, data, headers, method=method))  # noqa: S310 loopback

    def upload(self, name, text, *, sends=None):
        data = text.encode()
        asked = {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        form = self.call(f"POST {STUDIES}/centers/{CENTER}/uploads", body=asked).json
        kind, body = multipart(form["fields"], data if sends is None else sends)
        return sent(urllib.request.Request(form["url"], body, {"Content-Type": kind}))  # noqa: S310 likewise


def sent(request):
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310 likewise
            return Reply(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Reply(error.code, dict(error.headers), error.read())


def multipart(fields, data):
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="file"; filename="f"\r\n\r\n' + data)
    body = b"".join(b"--BOUND\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return "multipart/form-data; boundary=BOUND", body + b"--BOUND--\r\n"


@pytest.fixture(scope="module")
def served():
    with running({"POWERTOOLS_METRICS_DISABLED": "true"}) as stack, serving(stack, pumping=False) as served:
        yield served


@pytest.fixture(scope="module")
def manager(served):
    """A data manager whose study and center are set up."""
    token = served.user("dm@example.org", f"{STUDY}/data-manager").token
    client = Client(served.address, token)
    study = study_definition(STUDY, CENTER).model_dump(mode="json", exclude_unset=True)
    client.call(f"PUT {STUDIES}/definition", {"reason": "start"}, study)
    path = f"PUT {STUDIES}/centers/{CENTER}/profile"
    client.call(path, {"reason": "start"}, PROFILE.encode(), "application/toml")
    return client


def test_health_needs_no_token(served):
    assert Client(served.address).call("GET /health").json["status"] == "ok"


@pytest.mark.parametrize("path", ["/app", "/app/", "/app/studies/LIVER-1/send", "/app/studies/LIVER-1/send/"])
def test_a_page_needs_no_token_also_with_a_slash_at_its_end(served, path):
    # powertools-lambda-python issue 1552: an HTTP API takes `/hello/` for the route `/hello`
    told = Client(served.address).call(f"GET {path}")
    assert (told.status, told.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/appx", "/application/app", "/studies/app/"])
def test_an_address_that_only_looks_like_a_page_needs_a_token(served, path):
    assert Client(served.address).call(f"GET {path}").status == 401


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_a_token_that_is_none_is_answered_by_the_gateway(served, token):
    told = Client(served.address, token).call("GET /catalog/units")
    assert (told.status, told.json) == (401, {"message": "Unauthorized"})


def test_a_token_that_was_changed_does_not_count(served, manager):
    head, claims, signature = manager.token.split(".")
    told = json.loads(base64.urlsafe_b64decode(claims + "=="))
    told["groups"] = ["OTHER/data-manager"]
    forged = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    assert Client(served.address, f"{head}.{forged}.{signature}").call("GET /catalog/units").status == 401


def test_a_user_without_a_group_is_answered_by_the_function(served):
    told = Client(served.address, served.user("nobody@example.org").token).call("GET /catalog/units")
    assert (told.status, told.headers["Content-Type"]) == (403, "application/problem+json")


def test_no_address_but_those_of_the_function_exists(manager):
    assert manager.call("GET /").json == {"message": "Not Found"}
    assert manager.call("GET /nowhere").json["detail"] == "Not found."


@pytest.mark.parametrize("limit", [LARGEST, LARGEST_PAYLOAD])
def test_a_request_over_a_limit_is_refused(manager, limit):
    assert manager.call(f"POST {STUDIES}/decisions", body=b" " * (limit + 1)).status == 413


def test_a_page_of_another_origin_gets_no_leave_where_none_is_named(served):
    asking = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    answer = Direct(gateway(served.stack, now)).options("/health", headers=asking)
    assert answer.status_code == 405
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control-")]


def test_a_profile_goes_in_and_comes_out_as_it_was_written(manager):
    assert manager.call(f"GET {STUDIES}/centers/{CENTER}/profile").body.decode() == PROFILE


def test_a_held_correction_is_accepted_and_the_past_stays_as_it_was(served, manager):
    path = f"{STUDIES}/subjects/{SUBJECT}/results"
    assert manager.upload("三月 +1.csv", FIRST).status == 204
    pump(served.stack)
    first = manager.call(f"GET {path}").json
    assert first["results"][0]["current"]["value"] == "171.4"
    time.sleep(1.1)  # moto tells only the second at which a file came
    assert manager.upload("三月 +2.csv", CHANGED).status == 204
    pump(served.stack)
    held = manager.call(f"GET {path}").json["results"][0]
    assert (held["current"]["value"], held["held"][0]["codes"]) == ("171.4", ["changed-unmarked"])
    report = held["held"][0]["observation"]
    about = {"file_id": report["file_id"], "line": report["line"], "analyte": "BILI", "subject": SUBJECT}
    wish = {**about, "kind": "accept", "reason": "the lab confirms"}
    number = manager.call(f"POST {STUDIES}/decisions", body=wish).json["journal_number"]
    now = manager.call(f"GET {path}").json
    assert (now["journal_number"], now["results"][0]["current"]["value"]) == (number, "17.4")
    assert manager.call(f"GET {path}", {"as_of": first["journal_number"]}).json == first
    listed = manager.call(f"GET {STUDIES}/subjects", {"center": CENTER}).json["subjects"]
    assert [one["subject"] for one in listed] == [SUBJECT]


def test_a_file_that_is_not_the_announced_one_is_not_taken(manager):
    assert manager.upload("a.csv", FIRST, sends=b"x").status == 403
    assert manager.upload("a.csv", FIRST, sends=CHANGED.replace("17.4", "17.41").encode()).status == 400


def test_a_form_is_good_for_a_quarter_of_an_hour(served):
    soon = IntakeDoor(served.stack.refs["IntakeBucket"], lambda: now() + timedelta(seconds=901))
    text = multipart(
        services().uploads.form("S/C/a.csv", 1, hashlib.sha256(b"x").hexdigest(), VALID).fields, b"x"
    )
    assert Direct(soon).post("/", data=text[1], content_type=text[0]).status_code == 403


def test_a_user_is_made_once_and_may_get_more_groups(served):
    served.user("two@example.org", f"{STUDY}/monitor")
    user = served.user("two@example.org", f"{STUDY}/statistician")
    assert Client(served.address, user.token).call(f"GET {STUDIES}/journal").status == 200


def test_a_user_is_made_from_another_process(served):
    user = asked_for(served.address, "far@example.org", [f"{STUDY}/monitor"])
    assert Client(served.address, user.token).call(f"GET {STUDIES}/journal").status == 200


def test_a_center_reads_its_receipt(served, manager):
    lab = Client(served.address, served.user("lab@example.org", f"{STUDY}/center-{CENTER}").token)
    lab.upload("四月.csv", FIRST.replace("03-22", "04-22"))
    pump(served.stack)
    newest = lab.call(f"GET {STUDIES}/files", {"center": CENTER}).json["deliveries"][-1]
    assert lab.call(f"GET {STUDIES}/files/{newest['file_id']}/receipt").json["outcome"] == "committed"
    assert lab.call(f"GET {STUDIES}/files/{newest['file_id']}/issues").json["issues"] == []
    assert lab.call(f"GET {STUDIES}/journal").status == 403


def test_no_log_line_names_a_subject(served, manager, capfd):
    manager.call(f"GET {STUDIES}/subjects/CANARY-77/results")
    manager.call(f"GET {STUDIES}/subjects/CANARY-77/results", {"as_of": "CANARY-77"})
    manager.call("GET /CANARY-77")
    told = capfd.readouterr()
    assert "CANARY" not in told.out + told.err


def fails(event, context):
    raise KeyError


def says_too_much(event, context):
    return {"statusCode": 200, "body": "x" * LARGEST_PAYLOAD}


@pytest.mark.parametrize("function", [fails, says_too_much])
def test_a_function_that_fails_is_a_fault_of_the_gateway(served, function):
    broken = gateway(served.stack, now)
    broken.functions = dict.fromkeys(broken.functions, function)
    told = Direct(broken).get("/health")
    assert (told.status_code, told.json) == (500, {"message": "Internal Server Error"})


def test_what_is_not_text_is_handed_over_as_base64(served):
    events = []
    mirror = gateway(served.stack, now)
    mirror.routes = [replace(route, authorizer=None) for route in mirror.routes]
    mirror.functions = dict.fromkeys(
        mirror.functions, lambda event, _: events.append(event) or {"statusCode": 204}
    )
    Direct(mirror).put("/a b/c?x=1&x=2&y=%20", data=b"\xff", content_type="application/toml")
    (event,) = events
    assert (event["rawPath"], event["routeKey"]) == ("/a b/c", "ANY /{proxy+}")
    assert event["rawQueryString"] == "x=1&x=2&y=%20"
    assert event["queryStringParameters"] == {"x": "1,2", "y": " "}
    assert (event["body"], event["isBase64Encoded"]) == ("/w==", True)


@pytest.mark.parametrize(
    ("sent", "handed_over"),
    [
        ("/subjects/A%2F7", "/subjects/A/7"),  # an HTTP API decodes a path, once
        ("/subjects/A%2541", "/subjects/A%41"),
        ("/subjects/A%237", "/subjects/A#7"),
        ("/subjects/A%3F7/results", "/subjects/A"),  # and cuts it at a decoded `?`
    ],
)
def test_path_is_handed_over_decoded(served, sent, handed_over):
    events = []
    mirror = gateway(served.stack, now)
    mirror.routes = [replace(route, authorizer=None) for route in mirror.routes]
    mirror.functions = dict.fromkeys(
        mirror.functions, lambda event, _: events.append(event) or {"statusCode": 204}
    )
    Direct(mirror).get(sent)
    (event,) = events
    handed = event["rawPath"], event["requestContext"]["http"]["path"], event["pathParameters"]["proxy"]
    assert handed == (handed_over, handed_over, handed_over[1:])


@pytest.fixture(scope="module")
def authorizer(served):
    return discovered(served.issuer.address, frozenset({"hepaflow"}))


def test_a_token_counts_until_it_expires(authorizer, manager):
    now = time.time()
    assert authorizer.claims(f"Bearer {manager.token}", now)["client_id"] == "hepaflow-cli"
    with pytest.raises(Unauthorized, match="expired"):
        authorizer.claims(f"Bearer {manager.token}", now + 3601)


@pytest.mark.parametrize(
    "other", [{"issuer": "https://elsewhere"}, {"audience": frozenset({"another client"})}]
)
def test_a_token_for_another_issuer_or_audience_does_not_count(authorizer, manager, other):
    with pytest.raises(Unauthorized, match=f"another {next(iter(other))}"):
        replace(authorizer, **other).claims(manager.token, time.time())


def test_no_function_answers_while_another_one_works(served):
    """Powertools keeps the metrics of all functions of a process together."""
    with ThreadPoolExecutor() as threads:
        with served.stack.turn:
            asked = threads.submit(Client(served.address).call, "GET /health")
            with pytest.raises(TimeoutError):
                asked.result(timeout=0.3)
        assert asked.result(timeout=10).status == 200
