"""The protocol in a study's definition over HTTP: kept, refused with its faults, absent where nobody wrote one."""

import json

import pytest
from tests.support.api_office import STUDY
from tests.support.visit_plans import RULES, SAME_DAY_ONE

HERE = f"/studies/{STUDY}"
WHY = {"reason": "protocol"}
VISIT = {
    "number": 1,
    "name": "SCREENING",
    "target_day": -14,
    "first_day": -28,
    "last_day": -4,
    "required": ["ALT"],
}


def with_protocol(ask, protocol):
    known = ask(f"GET {HERE}/definition").json
    return {**known, "version": known["version"] + 1, "protocol": protocol}


def test_a_protocol_is_kept_as_it_was_sent(ask):
    sent = with_protocol(ask, {"visits": [VISIT], "tie": "later"})
    assert ask(f"PUT {HERE}/definition", WHY, sent).status == 200
    kept = ask(f"GET {HERE}/definition").json["protocol"]
    assert (kept["tie"], kept["visits"][0] | VISIT) == ("later", kept["visits"][0])


def test_every_fault_of_a_protocol_has_its_place(ask):
    later = {**VISIT, "number": 2, "name": "BASELINE", "target_day": 1, "last_day": 1}
    answer = ask(f"PUT {HERE}/definition", WHY, with_protocol(ask, {"visits": [VISIT, later, later]}))
    assert answer.status == 422
    assert [(fault["at"], fault["found"]) for fault in answer.json["errors"]] == [
        ("body.protocol.visits[2] BASELINE", "-28 to 1, SCREENING -28 to -4"),
        ("body.protocol.visits[3] BASELINE", "-28 to 1, BASELINE -28 to 1"),
        ("body.protocol.visits[3] BASELINE", "2"),
        ("body.protocol.visits[3] BASELINE", "baseline"),
    ]


def test_analytes_that_the_catalog_does_not_know_are_refused(ask):
    protocol = {
        "blocks": {"liver": ["BILIT"], "ALT": ["AST"]},
        "visits": [{**VISIT, "required": ["liver", "ALTT"]}],
        "same_lab": ["CHE"],
        "masking": {"roles": ["monitor"], "analytes": ["IL6"]},
    }
    answer = ask(f"PUT {HERE}/definition", WHY, with_protocol(ask, protocol))
    assert answer.status == 422
    assert {(fault["at"], fault["found"]) for fault in answer.json["errors"]} == {
        ("protocol.blocks.liver", "BILIT"),
        ("protocol.visits[1].required", "ALTT"),
        ("protocol.same_lab", "CHE"),
        ("protocol.masking.analytes", "IL6"),
        ("protocol.blocks", "ALT"),
    }


@pytest.mark.parametrize(
    ("roles", "hidden", "status"),
    [
        (["data-manager", "statistician", "monitor"], {"analytes": ["ALB"]}, 422),
        (["monitor", "center", "statistician", "data-manager"], {"visits": [1]}, 422),
        (["data-manager", "statistician", "monitor"], {}, 200),
        (["data-manager", "statistician", "monitor"], {"reference_date": RULES["reference_date"]}, 422),
        (["data-manager", "monitor"], {"reference_date": RULES["reference_date"]}, 200),
        (["data-manager", "statistician", "center"], {"analytes": ["ALB"]}, 200),
        (["statistician", "monitor", "center"], {"analytes": ["ALB"]}, 200),
    ],
)
def test_masking_leaves_somebody_to_decide_and_to_change_the_definition(ask, roles, hidden, status):
    masked = {key: value for key, value in hidden.items() if key != "reference_date"}
    rule = hidden.get("reference_date", SAME_DAY_ONE)
    protocol = {"visits": [VISIT], "reference_date": rule, "masking": {"roles": roles, **masked}}
    answer = ask(f"PUT {HERE}/definition", WHY, with_protocol(ask, protocol))
    assert answer.status == status
    if status == 422:
        assert [(fault["at"], fault["found"]) for fault in answer.json["errors"]] == [
            ("protocol.masking.roles", ", ".join(roles))
        ]


@pytest.mark.parametrize("rule", [RULES["reference_date"], None])
def test_visits_are_masked_only_where_day_1_is_the_same_event_in_both_arms(ask, rule):
    protocol = {
        "visits": [VISIT],
        "reference_date": rule,
        "masking": {"roles": ["monitor"], "visits": [1]},
    }
    answer = ask(f"PUT {HERE}/definition", WHY, with_protocol(ask, protocol))
    assert [(fault["at"], fault["found"]) for fault in answer.json["errors"]] == [
        ("protocol.masking.visits", "1")
    ]


def test_a_definition_without_a_protocol_is_stored_as_before(office, ask):
    known = ask(f"GET {HERE}/definition").json
    assert known.pop("protocol") is None
    assert ask(f"PUT {HERE}/definition", WHY, {**known, "version": known["version"] + 1}).status == 200
    text = office.desk.registry.definitions[STUDY][known["version"] + 1]
    assert "protocol" not in json.loads(text)


def test_a_key_that_stands_twice_is_refused_and_nothing_is_stored(ask):
    known = ask(f"GET {HERE}/definition").json
    text = json.dumps(with_protocol(ask, {"visits": [VISIT]}))
    twice = text.replace('"first_day": -28', '"first_day": -21, "first_day": -28')
    assert twice != text
    answer = ask(f"PUT {HERE}/definition", WHY, twice)
    assert answer.status == 422
    assert answer.json["errors"] == [
        {"at": "protocol.visits[1].first_day", "what": "keep the key once", "found": ""}
    ]
    chinese = ask(f"PUT {HERE}/definition", WHY, twice, **{"accept-language": "zh"})
    assert chinese.json["errors"][0]["what"] == "同一个键只保留一次"
    assert ask(f"GET {HERE}/definition").json == known


def test_true_is_no_version(ask):
    answer = ask(f"PUT {HERE}/definition", WHY, {**with_protocol(ask, None), "version": True})
    assert (answer.status, [fault["at"] for fault in answer.json["errors"]]) == (422, ["body.version"])
