"""Large answers come packed to callers that accept it; nothing is handed over that Lambda would refuse."""

import base64
import gzip
import json
import random

import pytest

from api.http.served import accepts_gzip
from api.routing.packing import packed

LIMIT = 6 * 2**20  # bytes of a function's answer (Lambda quotas)
TEXT = json.dumps([{"value": str(number), "unit": "µmol/L"} for number in range(2_000)], ensure_ascii=False)


def reply(body, **headers):
    return {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json", **headers},
        "body": body,
        "isBase64Encoded": False,
    }


def asked(accepted):
    return {"headers": {"accept-encoding": accepted}}


def test_a_large_answer_is_packed_for_a_caller_that_accepts_it():
    told = packed(reply(TEXT, Link="<?cursor=1>"), asked("gzip, deflate, br"))
    assert gzip.decompress(base64.b64decode(told["body"])).decode() == TEXT
    assert told["isBase64Encoded"]
    assert told["headers"] == {
        "Content-Type": "application/json",
        "Link": "<?cursor=1>",
        "Content-Encoding": "gzip",
        "Vary": "Accept-Encoding",
    }


def test_the_same_answer_is_the_same_bytes_each_time():
    assert packed(reply(TEXT), asked("gzip")) == packed(reply(TEXT), asked("gzip"))


def test_a_large_answer_is_plain_for_others_and_says_that_it_depends_on_the_header():
    told = packed(reply(TEXT), {"headers": {}})
    assert (told["body"], told["isBase64Encoded"]) == (TEXT, False)
    assert told["headers"]["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("body", ["", "{}", "x" * 1_000])
def test_a_small_answer_is_plain(body):
    assert packed(reply(body), asked("gzip")) == reply(body)


def test_what_is_encoded_already_stays_as_it_is():
    there = {**reply("eA==" * 1_000), "isBase64Encoded": True}
    assert packed(there, asked("gzip")) == there


def test_a_packed_answer_may_be_longer_than_a_plain_one():
    body = "x" * (LIMIT + 1)
    assert packed(reply(body), asked("gzip"))["statusCode"] == 200
    assert packed(reply(body), asked("identity"))["statusCode"] == 413


def test_an_answer_that_is_too_large_when_packed_is_answered_with_the_limit():
    body = random.Random(1).randbytes(2 * LIMIT).decode("latin-1")  # noqa: S311 cannot be made smaller
    told = packed(reply(body), asked("gzip"))
    assert (told["statusCode"], "6 MB" in told["body"]) == (413, True)


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        # RFC 9110, section 12.5.3
        ("gzip", True),
        ("compress, gzip", True),
        ("", False),
        ("*", True),
        ("compress;q=0.5, gzip;q=1.0", True),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", True),
        ("*;q=0", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0", False),
        ("gzip;q=0.001", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("br", False),
        ("br, *", True),
        ("gzip;q=0, *", False),
        ("identity", False),
    ],
)
def test_gzip_is_used_as_the_header_allows(header, accepted):
    assert accepts_gzip(header) == accepted


@pytest.mark.parametrize(("language", "said"), [("zh", "答复超过"), ("en", "The response exceeds")])
def test_an_answer_that_is_too_large_is_refused_in_the_language_of_the_caller(language, said):
    told = packed(reply("x" * LIMIT), {"headers": {"accept-language": language}})
    assert (told["statusCode"], json.loads(told["body"])["detail"].startswith(said)) == (413, True)


def test_a_packed_answer_depends_on_all_that_it_depended_on_before():
    told = packed(reply(TEXT, Vary="Accept-Language"), asked("gzip"))
    assert told["headers"]["Vary"] == "Accept-Language, Accept-Encoding"
