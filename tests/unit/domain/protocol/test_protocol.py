"""A protocol says what is planned, and refuses what contradicts itself."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from hepaflow.domain.protocol.planned_visits import label_key
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.protocol.study_days import date_of, days_after_day_one, study_day

DAY_ONE = date(2025, 3, 10)


def visit(number: int, first: int, target: int, last: int, **more):
    name = more.pop("name", f"VISIT {number}")
    return {
        "number": number,
        "name": name,
        "first_day": first,
        "target_day": target,
        "last_day": last,
        **more,
    }


def protocol(**keys) -> Protocol:
    return Protocol.model_validate(keys)


def faults(**keys) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        protocol(**keys)
    return [
        (fault.where, fault.found)
        for error in caught.value.errors()
        for fault in error["ctx"]["error"].faults
    ]


@pytest.mark.parametrize(
    ("day", "number"),
    [("2025-03-10", 1), ("2025-03-11", 2), ("2025-03-09", -1), ("2025-02-10", -28), ("2026-03-10", 366), ("2024-02-29", -375)],
)  # fmt: skip
def test_a_study_day_is_counted_as_cdisc_counts_it(day, number):
    assert study_day(date.fromisoformat(day), DAY_ONE) == number
    assert date_of(number, DAY_ONE) == date.fromisoformat(day)


def test_no_date_has_the_study_day_0():
    days = [study_day(DAY_ONE + timedelta(days=shift), DAY_ONE) for shift in range(-400, 400)]
    assert days == [day for day in range(-400, 401) if day != 0]


def test_the_distance_of_two_study_days_is_that_of_their_dates():
    for one in (-28, -1, 1, 15):
        for other in (-3, 1, 2, 57):
            between = abs((date_of(one, DAY_ONE) - date_of(other, DAY_ONE)).days)
            assert abs(days_after_day_one(one) - days_after_day_one(other)) == between


def test_a_protocol_may_say_nothing():
    silent = protocol()
    assert (silent.visits, silent.reference_date, silent.baseline, silent.ctcae) == ((), None, None, None)
    assert (silent.tie, silent.scores.ascites_controlled) == ("earlier", None)


def test_a_visit_requires_the_analytes_of_its_blocks_once_each():
    plan = protocol(
        blocks={"liver": ["ALT", "AST"], "more": ["AST", "BILI"]},
        visits=[visit(1, 1, 1, 1, required=["INR", "liver", "more", "ALT"])],
    )
    assert plan.required(plan.visits[0]) == ("INR", "ALT", "AST", "BILI")


def test_a_day_belongs_to_the_visit_whose_window_holds_it():
    plan = protocol(visits=[visit(1, -28, -14, -4), visit(2, -3, 1, 1), visit(3, 12, 15, 18)])
    found = {day: plan.visit_in_window(day) for day in (-29, -28, -4, -3, 1, 2, 12, 18, 19)}
    assert {day: one.number if one else None for day, one in found.items()} == {
        -29: None, -28: 1, -4: 1, -3: 2, 1: 2, 2: None, 12: 3, 18: 3, 19: None,
    }  # fmt: skip


def test_a_label_names_its_visit_however_it_is_spelled():
    plan = protocol(
        visits=[
            visit(
                2,
                -3,
                1,
                1,
                name="WEEK 0",
                labels=["V2"],
                pre_dose_labels=["给药前"],
                post_dose_labels=["POST"],
            )
        ],
        unscheduled_labels=["Unscheduled visit"],
    )
    spelled = ("week 0", " WEEK  0", "ＷＥＥＫ　０", "v2", "给药前", "post")
    assert {one.number for text in spelled if (one := plan.nominal_visit(text))} == {2}
    assert plan.nominal_visit("WEEK 00") is None
    assert (plan.is_unscheduled("UNSCHEDULED  VISIT"), plan.is_unscheduled("week 0")) == (True, False)
    assert label_key("") == ""


def test_windows_do_not_overlap_whatever_their_order():
    three = [visit(3, 10, 15, 20), visit(1, -28, -14, -3), visit(2, -3, 1, 10)]
    assert faults(visits=three) == [
        ("visits[3] VISIT 2", "-3 to 10, VISIT 1 -28 to -3"),
        ("visits[1] VISIT 3", "10 to 20, VISIT 2 -3 to 10"),
    ]


def test_a_window_inside_another_hides_none_of_its_overlaps():
    inside = [visit(1, 1, 50, 100), visit(2, 10, 15, 20), visit(3, 30, 35, 40)]
    assert [where for where, _ in faults(visits=inside)] == ["visits[2] VISIT 2", "visits[3] VISIT 3"]


@pytest.mark.parametrize(
    ("keys", "where"),
    [
        ({"visits": [visit(1, 5, 1, 9)]}, "visits[1] VISIT 1"),
        ({"visits": [visit(1, 9, 8, 5)]}, "visits[1] VISIT 1"),
        ({"visits": [visit(1, 1, 1, 1), visit(1, 2, 2, 2, name="B")]}, "visits[2] B"),
        (
            {"visits": [visit(1, 1, 1, 1, labels=["X"]), visit(2, 2, 2, 2, labels=["ｘ"])]},
            "visits[2] VISIT 2",
        ),
        ({"visits": [visit(1, 1, 1, 1), visit(2, 2, 2, 2, labels=["visit 1"])]}, "visits[2] VISIT 2"),
        ({"visits": [visit(1, 1, 1, 1, pre_dose_labels=["X"], post_dose_labels=["X"])]}, "visits[1] VISIT 1"),
        (
            {"visits": [visit(1, 1, 1, 1, labels=["UNS"])], "unscheduled_labels": ["uns"]},
            "unscheduled_labels",
        ),
        ({"visits": [visit(1, 1, 1, 1, required=["liver"])]}, "visits[1] VISIT 1 required"),
        ({"visits": [visit(1, 1, 1, 1, required=["ALT", "ALT"])]}, "visits[1] VISIT 1 required"),
        ({"blocks": {"liver": ["ALT", "ALT"]}}, "blocks liver"),
        ({"same_lab": ["ALT", "ALT"]}, "same_lab"),
        ({"lab_ranking": ["A", "A"]}, "lab_ranking"),
        ({"masking": {"roles": ["monitor"], "visits": [4]}}, "masking.visits"),
        ({"baseline": {"first_day": -3, "last_day": 2, "day_one": "count"}}, "last_day"),
        ({"baseline": {"first_day": -3, "last_day": -4, "day_one": "count"}}, "first_day"),
        ({"results_due": {"late_after": 8, "missing_after": 7}}, "missing_after"),
    ],
    ids=str,
)
def test_what_contradicts_itself_is_named(keys, where):
    assert [place for place, _ in faults(**keys)] == [where]


@pytest.mark.parametrize(
    "wrong",
    [
        {"visits": [visit(1, 0, 1, 1)]},
        {"visits": [visit(1, 1, 0, 1)]},
        {"visits": [visit(1, "1", 1, 1)]},
        {"blocks": {"liver": []}},
        {"blocks": {"liver": ["alt"]}},
        {"ctcae": "4.03"},
        {"reference_date": {"treated": "first-infusion", "control": "first-infusion", "words": "none"}},
        {"reference_date": {"treated": "first-infusion", "words": "what of controls?"}},
        {"baseline": {"first_day": -3}},
        {"masking": {"roles": ["sponsor"]}},
        {"tie": "nearest"},
    ],
    ids=str,
)
def test_what_a_protocol_may_not_say(wrong):
    with pytest.raises(ValidationError):
        protocol(**wrong)


def test_the_control_arm_has_a_day_one_of_its_own():
    rule = {"treated": "first-infusion", "control": "randomization", "words": "as the protocol says"}
    told = protocol(reference_date=rule).reference_date
    assert told is not None
    assert (told.date, told.control) == ("baseline", "randomization")


def test_a_label_may_stand_twice_in_one_list():
    assert protocol(visits=[visit(1, 1, 1, 1, labels=["V1", "v1", "visit 1"])]).visits[0].number == 1
