"""Pages of other origins: what API Gateway and S3 let a browser do, and whose pages they answer."""

import pytest
from werkzeug.test import Client as Direct

from hepaflow.aws import wiring
from local.cors import of_bucket
from local.gateway import gateway
from local.intake import IntakeDoor
from local.stack import running

PAGE, ANOTHER, ELSEWHERE = "https://a.example", "https://b.example", "https://c.example"
ASKING = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization"}


@pytest.fixture(scope="module")
def stack():
    quiet = {"POWERTOOLS_METRICS_DISABLED": "true"}
    with running(quiet, parameters={"PageOrigins": f"{PAGE},{ANOTHER}"}) as made:
        wiring.forget()
        yield made


@pytest.fixture
def api(stack):
    return Direct(gateway(stack, wiring.now))


@pytest.fixture
def intake(stack):
    cors = of_bucket(stack.resolve(stack.template.resources["IntakeBucket"]["Properties"]))
    return Direct(IntakeDoor(stack.refs["IntakeBucket"], wiring.now, cors))


def granted(answer):
    return {name: text for name, text in answer.headers.items() if name.startswith("Access-Control-")}


# API Gateway developer guide, "Configure CORS for HTTP APIs": the service answers preflights itself, without a token
@pytest.mark.parametrize("origin", [PAGE, ANOTHER])
def test_a_browser_is_told_what_a_named_page_may_do(api, origin):
    answer = api.options("/studies/S/journal", headers={"Origin": origin, **ASKING})
    assert answer.status_code == 204
    assert granted(answer) == {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "GET,POST,PUT,DELETE",
        "Access-Control-Allow-Headers": "authorization,content-type",
        "Access-Control-Max-Age": "600",
    }


def test_a_browser_is_told_nothing_for_another_page(api):
    answer = api.options("/studies/S/journal", headers={"Origin": ELSEWHERE, **ASKING})
    assert (answer.status_code, granted(answer)) == (204, {})


@pytest.mark.parametrize(("path", "status"), [("/health", 200), ("/studies/S/journal", 401), ("/", 404)])
def test_a_named_page_may_read_every_answer(api, path, status):
    answer = api.get(path, headers={"Origin": PAGE})
    assert (answer.status_code, granted(answer)) == (status, {"Access-Control-Allow-Origin": PAGE})


@pytest.mark.parametrize("headers", [{}, {"Origin": ELSEWHERE}])
def test_nobody_else_s_page_may(api, headers):
    assert granted(api.get("/health", headers=headers)) == {}


# S3 user guide, "Using cross-origin resource sharing": the origin of a rule may be "*"; 403 where no rule fits
@pytest.mark.parametrize("origin", [PAGE, ELSEWHERE])
def test_a_form_may_come_from_any_page(intake, origin):
    asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = intake.options("/", headers=asking)
    assert answer.status_code == 200
    assert granted(answer)["Access-Control-Allow-Origin"] == "*"
    assert granted(answer)["Access-Control-Allow-Methods"] == "POST"


def test_page_without_a_form_sends_nothing(intake):
    answer = intake.post("/", headers={"Origin": ELSEWHERE})
    assert answer.status_code == 400


def test_a_page_learns_what_became_of_its_file(intake):
    assert granted(intake.post("/", headers={"Origin": PAGE})) == {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "x-amz-version-id",
    }
