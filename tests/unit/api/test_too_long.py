"""What is larger than a store can hold, or than Python reads, is answered with its limit; nothing fails."""

import json

import pytest
from tests.support.api_office import CENTER, STUDY, profile

HERE = f"/studies/{STUDY}"
WHY = {"reason": "test"}
PROFILE = f"PUT {HERE}/centers/{CENTER}/profile"
DEFINITION = f"PUT {HERE}/definition"
DEEP = "[" * 100_000 + "]" * 100_000


def definition(ask, **more):
    return {**ask(f"GET {HERE}/definition").json, "version": 2, **more}


def test_profile_of_more_bytes_than_an_item_holds_is_answered_with_the_limit(ask):
    text = profile(CENTER, version=2) + "# 注释\n" * 40_000
    told = ask(PROFILE, WHY, text)
    assert (told.status, told.json["detail"]) == (
        413,
        "A profile may have at most 300,000 bytes; nothing was stored.",
    )


def test_definition_of_more_bytes_than_an_item_holds_is_answered_with_the_limit(ask):
    told = ask(DEFINITION, WHY, definition(ask, title="T" * 300_000))
    assert (told.status, told.json["detail"]) == (
        413,
        "A definition may have at most 300,000 bytes; nothing was stored.",
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("a = " + "[" * 5_000 + "]" * 5_000, "fewer lists"),
        ("a = " + "{a=" * 5_000 + "1" + "}" * 5_000, "fewer lists"),
        ("a = " + "9" * 10_000, "fewer digits"),
    ],
)
def test_profile_that_python_cannot_read_is_refused(ask, more, said):
    told = ask(PROFILE, WHY, more)
    assert told.status == 422
    assert said in told.json["errors"][0]["what"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (DEEP, "inside each other"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "inside each other"),
        ('{"version": ' + "9" * 10_000 + "}", "too many digits"),
    ],
)
def test_json_that_python_cannot_read_is_refused(ask, body, said):
    told = ask(DEFINITION, WHY, body)
    assert (told.status, said in told.json["detail"]) == (422, True)


@pytest.mark.parametrize("title", ["T" * 6_291_456, "错" * 2_200_000])
def test_answer_larger_than_a_function_may_give_is_answered_with_the_limit(ask, office, title):
    """6 MB, as JSON (Lambda quotas)."""
    text = office.desk.registry.definitions[STUDY][1]
    office.desk.registry.definitions[STUDY][1] = json.dumps({**json.loads(text), "title": title})
    told = ask(f"GET {HERE}/definition")
    assert (told.status, "6 MB" in told.json["detail"]) == (413, True)


def test_answer_that_a_function_may_give_is_given(ask, office):
    text = office.desk.registry.definitions[STUDY][1]
    office.desk.registry.definitions[STUDY][1] = json.dumps({**json.loads(text), "title": "T" * 6_000_000})
    assert ask(f"GET {HERE}/definition").status == 200
