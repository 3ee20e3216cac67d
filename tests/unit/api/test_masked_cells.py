"""What a report of a file says of masked rows beside it, and its headers say of visits, is left out for masked roles."""

import json

import pytest
from tests.support.answer_office import open_trial
from tests.support.api_office import CENTER, HEADER, STUDY, SUBJECT, clock, empty_office, reply, request
from tests.support.visit_plans import RULES, SAME_DAY_ONE

from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.definitions import add_profile
from hepaflow.pipeline.ingest import ingest
from hepaflow.ports import Version

BY_VISIT = f"""study = "{STUDY}"
center = "{CENTER}"
version = 2
time_zone = "Asia/Shanghai"
[file]
layout = "wide"
decimal_mark = "."
[columns]
subject = "Subject"
collected_at = "Collected"
[wide]
"bili_day1" = {{analyte = "BILI", unit = "umol/L", date_column = "date_day1"}}
"bili_week2" = {{analyte = "BILI", unit = "umol/L", date_column = "date_week2"}}
"""


def asked(office, noun, query, role="data-manager"):
    answer = reply(request(f"GET /studies/{STUDY}/{noun}", query, groups=f"[{STUDY}/{role}]"), office.desk)
    assert answer.status == 200
    return answer.text


@pytest.mark.parametrize(
    ("part", "whole", "code"),
    [("BILDIR", "BILI", "direct-over-total"), ("ALB", "PROT", "albumin-over-protein")],
)
def test_no_issue_compares_a_result_with_a_masked_one(part, whole, code, catalog):
    unit = {"BILDIR": "umol/L", "ALB": "g/L"}[part]
    masking = {"roles": ["data-manager"], "analytes": [whole]}
    told = {}
    for value in ("30", "70"):
        office = open_trial(empty_office(catalog), catalog, masking=masking, reference_date=SAME_DAY_ONE)
        rows = "".join(
            f"{SUBJECT},2024-05-20 08:30,{name},{text},{unit}\n"
            for name, text in ((whole, value), (part, "40"))
        )
        file = office.send((HEADER + rows).encode(), "2024-05-22")
        lineage = {"subject": SUBJECT, "analyte": part, "file_id": file, "line": "3"}
        calls = [("results", {}), ("results", {"format": "csv"}), ("lineage", lineage)]
        calls.append((f"subjects/{SUBJECT}/results", {"history": "true"}))
        told[value] = [asked(office, *call) for call in calls]
        assert (code in asked(office, "results", {}, "monitor")) is (value == "30")
    assert code not in "".join(told["30"] + told["70"])
    assert "2024-05-20" in told["30"][0]


def test_no_header_says_which_draw_was_on_day_1(catalog):
    office = open_trial(
        empty_office(catalog),
        catalog,
        masking={"roles": ["data-manager"]},
        reference_date=RULES["reference_date"],
    )
    add_profile(office.desk.registry, office.desk.queue, catalog, clock, "dm", BY_VISIT, "columns by visit")
    file = f"Subject,date_day1,bili_day1,date_week2,bili_week2\n{SUBJECT},2024-04-10,20,2024-04-24,21\n"
    sent = office.send(file.encode(), "2024-05-22")
    for query in ({}, {"format": "csv"}):
        seen = asked(office, "results", {"analyte": "BILI", **query})
        assert "day1" not in seen
        assert "week2" not in seen
        assert "2024-04-24" in seen
        assert "bili_day1" in asked(office, "results", {"analyte": "BILI", **query}, "monitor")
    found = json.loads(asked(office, "results", {"analyte": "BILI"}, "monitor"))["results"]
    line = next(one["current"]["line"] for one in found if one["current"]["file_id"] == sent)
    lineage = {"subject": SUBJECT, "analyte": "BILI", "file_id": sent, "line": str(line)}
    assert '"analyte":"bili_day1"' in asked(office, "lineage", lineage, "monitor").replace(": ", ":")
    named = json.loads(asked(office, "results", {"analyte": "BILI"}))["results"]
    row = next(one["current"]["line"] for one in named if one["current"]["file_id"] == sent)
    assert "bili_day1" not in asked(office, "lineage", {**lineage, "line": str(row)})


def test_no_name_of_a_file_says_which_visit_it_is_of(catalog):
    masking = {"roles": ["data-manager", "center"]}
    office = open_trial(
        empty_office(catalog), catalog, masking=masking, reference_date=RULES["reference_date"]
    )
    key = f"{STUDY}/{CENTER}/week2_2024-04-10.csv"
    version = Version("v9", "2024-04-30T00:00:00.000Z")
    office.services.intake.put(key, version, f"{HEADER}{SUBJECT},2024-04-10,BILI,43,umol/L\n".encode())
    ingest(Delivery(STUDY, CENTER, key, version.version_id, version.received), office.services)
    whole = json.loads(asked(office, "files", {}, "monitor"))["deliveries"]
    seen = json.loads(asked(office, "files", {}))["deliveries"]
    assert [one["file_id"] for one in seen] == [one["file_id"] for one in whole]
    assert {(one["name"], one["name_hash"]) for one in seen} == {("", "")}
    named = next(one for one in whole if "2024-04-10" in one["name"])
    query = {"name_hash": named["name_hash"]}
    assert json.loads(asked(office, "files", query))["deliveries"] == []  # else a name could be tried out
    assert json.loads(asked(office, "files", query, "monitor"))["deliveries"] == [named]
    assert "2024-04-10" in asked(office, "files", {}, f"center-{CENTER}")  # who sent it
