"""What the API says of a request that it does not serve is in the language of the caller; the sources have no text without Chinese."""

import ast
import json
import re
from http import HTTPStatus
from pathlib import Path

import pytest
from tests.support.api_office import CENTER, STUDY

from api.http.problems import Problem, phrase
from api.models.masking import MASKED_RESULTS
from api.routing import foreseen
from api.routing.chinese import TITLES, problem_in_chinese
from api.routing.language import problem_in_language
from hepaflow.domain.queries.queries import QueryState
from hepaflow.pipeline.desk.queries import WrongQueryState
from hepaflow.pipeline.jobs import IMPOSSIBLE

ROOT = Path(__file__).parents[4]
HERE = f"/studies/{STUDY}"
ZH = {"accept-language": "zh-CN,zh;q=0.9"}
HAN = re.compile("[\u4e00-\u9fff]")
SAID_BY = {"Problem": 1, "_unauthorized": 0, "UnfitUpload": 0, "TooLong": 0}  # which argument is the text


def name_of(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def text_of(node):
    """The text of a literal, its gaps filled with a number; None for everything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "1" for part in node.values)
    return None


def texts():
    """Each text that a route may answer an error with, by the file that has it."""
    found = []
    for path in (*ROOT.glob("functions/api/**/*.py"), *ROOT.glob("shared/hepaflow/pipeline/**/*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if name_of(node) in SAID_BY and len(node.args) > SAID_BY[name_of(node)]:
                found.append((place, text_of(node.args[SAID_BY[name_of(node)]])))
            elif name_of(node) == "Missing":
                said = text_of(node.args[-1])
                found.append((place, said if len(node.args) > 1 else f"There is no such {said}."))
    return [(place, said) for place, said in found if said and not HAN.search(said)]


TEXTS = texts()
OF_FAULTS = {"Invalid 1."}  # the faults of a profile or a definition, which have their own Chinese
OF_USE_CASES = [
    detail for _, detail in foreseen._PROBLEMS.values() if detail and detail not in IMPOSSIBLE.values()
]
LIMITS = (
    [
        f"The {part} of an entry may have at most 1,024 bytes; nothing was stored."
        for part in ("partition key", "sort key", "item")
    ]
    + [
        f"{what} may have at most 390,000 bytes; nothing was stored."
        for what in ("A definition", "A profile", "A lab")
    ]
    + [f"One change may have at most 90 {what}; nothing was stored." for what in ("entries", "bytes")]
)
STATES = [str(WrongQueryState(one, other)) for one in QueryState for other in QueryState]


def chinese(detail):
    return problem_in_chinese({"title": "Conflict", "status": 409, "detail": detail})["detail"]


def test_the_scan_finds_the_texts():
    said = [text for _, text in TEXTS]
    assert {"Your role does not allow this.", "There is no such receipt.", "Not found."} <= set(said)
    assert len(said) > 50


@pytest.mark.parametrize("said", sorted({text for _, text in TEXTS} - OF_FAULTS))
def test_each_text_of_a_route_has_chinese(said):
    assert HAN.search(chinese(said)), said


@pytest.mark.parametrize("said", [*OF_USE_CASES, *STATES, *LIMITS, MASKED_RESULTS])
def test_each_failure_of_a_use_case_that_a_page_can_meet_has_chinese(said):
    assert HAN.search(chinese(said)), said


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 503])
def test_each_status_has_a_title_in_chinese(status):
    assert HAN.search(TITLES[phrase(status)])


def test_a_text_without_chinese_stays_in_english_and_is_not_called_chinese():
    told = problem_in_language(Problem(409, "Something else.").event(), {"headers": ZH})
    assert json.loads(told["body"])["detail"] == "Something else."
    assert "Content-Language" not in told["headers"]


@pytest.mark.parametrize(
    ("call", "query", "status", "title", "detail"),
    [
        ("GET /nothing", None, 404, "未找到", "未找到。"),
        ("DELETE /me", None, 405, "不支持该方法", "该地址不支持此方法。"),
        (f"GET {HERE}/files/{'0' * 64}/receipt", None, 404, "未找到", "没有该文件。"),
        (f"GET {HERE}/centers/XX/profile", None, 404, "未找到", "没有该配置文件。"),
        (f"GET {HERE}/subjects", {"state": "x"}, 422, "请求无效", "未知的查询参数。"),
        (f"GET {HERE}/subjects", {"cursor": "a b"}, 422, "请求无效", "请求无效。"),
    ],
)
def test_title_and_detail_are_in_the_language_of_the_caller(call, query, status, title, detail, ask):
    english, told = ask(call, query), ask(call, query, **ZH)
    assert (english.status, told.status) == (status, status)
    assert (told.json["title"], told.json["detail"]) == (title, detail)
    assert (told.headers["Content-Language"], told.headers["Vary"]) == ("zh", "Accept-Language")
    assert not HAN.search(english.text)
    assert english.headers["Vary"] == "Accept-Language"
    assert english.json["title"] in {one.phrase for one in HTTPStatus} | {phrase(status)}
    assert told.json["type"] == english.json["type"]


def test_a_role_that_is_not_enough_is_said_in_chinese(ask):
    call = (f"GET {HERE}/centers/OTHER/profile", None, None, f"[{STUDY}/center-{CENTER}]")
    told = ask(*call, **ZH)
    assert (told.status, told.json["title"], told.json["detail"]) == (
        403,
        "无权限",
        "您的角色无权执行此操作。",
    )


def test_english_stays_as_it_was_to_the_byte():
    before = Problem(404, "Not found.", newest=3).event()
    told = problem_in_language(before, {"headers": {"accept-language": "en"}})
    assert (
        told["body"]
        == '{"type": "about:blank", "title": "Not Found", "status": 404, "detail": "Not found.", "newest": 3}'
    )


def test_an_answer_that_is_no_problem_stays_as_it_is():
    reply = {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": "{}"}
    assert problem_in_language(reply, {"headers": ZH}) is reply
