"""What each route answers; requests as API Gateway hands them over, ports in memory."""

import csv
import gzip
import io
import json
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from openpyxl import load_workbook
from tests.support.api_office import (
    CENTER,
    CHANGED,
    FIRST,
    HEADER,
    OTHER,
    STUDY,
    SUBJECT,
    close_register,
    profile,
    put_confirmed,
)
from tests.unit.pipeline.lab_files import workbook

from api.routing.routes import whole_app
from hepaflow.domain.identity import sha256
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.addresses import without_key
from hepaflow.domain.study.files import Delivery, DeliveryStatus
from hepaflow.ports import StoredFile

HERE = f"/studies/{STUDY}"
RESULTS = f"GET {HERE}/subjects/{SUBJECT}/results"
NEXT = {
    "study": STUDY,
    "version": 2,
    "title": "Liver",
    "centers": [CENTER, OTHER, "DE-01"],
    "central_labs": [OTHER],
}
WHY = {"reason": "test"}


def bilirubin(told):
    return next(result for result in told.json["results"] if result["analyte"] == "BILI")


def test_the_service_says_its_version(ask):
    assert ask("GET /health", groups="").json["status"] == "ok"


def test_the_api_describes_itself(ask):
    told = ask("GET /openapi.json").json
    assert told["openapi"].startswith("3.1")
    assert told["security"] == [{"AccessToken": []}]
    assert f"{HERE}/definition".replace(STUDY, "{study}") in told["paths"]


@pytest.mark.parametrize("noun", ["analytes", "issues"])
def test_the_catalog_lists_what_is_known(ask, noun):
    assert len(ask(f"GET /catalog/{noun}").json) > 50


def test_the_catalog_tells_where_a_unit_s_scale_comes_from(ask):
    assert all(unit["source"] for unit in ask("GET /catalog/units").json["units"])


def test_every_issue_code_is_in_the_catalog(ask):
    assert {issue["code"] for issue in ask("GET /catalog/issues").json} == set(IssueCode)


def test_a_definition_is_the_newest_version(ask):
    ask(f"PUT {HERE}/definition", WHY, NEXT)
    assert ask(f"GET {HERE}/definition").json["centers"] == [CENTER, OTHER, "DE-01"]


def test_a_version_that_exists_is_refused_and_the_newest_named(ask):
    told = ask(f"PUT {HERE}/definition", WHY, {**NEXT, "version": 1})
    assert (told.status, told.json["newest"]) == (409, 1)


def test_another_study_s_definition_is_refused(ask):
    assert ask(f"PUT {HERE}/definition", WHY, {**NEXT, "study": "X"}).status == 422


def test_a_definition_needs_a_reason(ask):
    told = ask(f"PUT {HERE}/definition", None, NEXT)
    assert told.json["errors"] == [{"at": "query.reason", "what": "it is required"}]


def test_a_profile_comes_back_as_it_was_written(ask):
    told = ask(f"GET {HERE}/centers/{CENTER}/profile")
    assert (told.kind, told.text) == ("application/toml; charset=utf-8", profile(CENTER))


def test_a_new_profile_version_takes_the_place_of_the_last(ask):
    text = profile(CENTER).replace("version = 1", "# 新版本\nversion = 2")
    assert ask(f"PUT {HERE}/centers/{CENTER}/profile", WHY, text).json["version"] == 2
    assert ask(f"GET {HERE}/centers/{CENTER}/profile").text == text
    assert "version = 1" in ask(f"GET {HERE}/centers/{CENTER}/profile", {"version": "1"}).text


def test_a_profile_version_that_exists_is_refused_and_the_newest_named(ask):
    text = profile(CENTER).replace("Asia/Shanghai", "UTC")
    told = ask(f"PUT {HERE}/centers/{CENTER}/profile", WHY, text)
    assert (told.status, told.json["newest"]) == (409, 1)


def test_a_text_that_is_no_profile_is_told_its_faults(ask):
    told = ask(f"PUT {HERE}/centers/{CENTER}/profile", WHY, "study = ")
    assert told.status == 422
    assert told.json["errors"]


def test_a_profile_of_another_center_is_refused(ask):
    assert ask(f"PUT {HERE}/centers/{OTHER}/profile", WHY, profile(CENTER)).status == 422


def test_a_file_that_waited_is_taken_up_when_its_profile_comes(ask, office):
    ask(f"PUT {HERE}/definition", WHY, NEXT)
    office.send(FIRST, "2024-04-09", "DE-01")
    ask(f"PUT {HERE}/centers/DE-01/profile", WHY, profile("DE-01"))
    assert [delivery.center for delivery in office.desk.queue.sent] == ["DE-01"]


def test_an_upload_is_bound_to_key_size_and_checksum(ask):
    digest = sha256(FIRST)
    form = ask(
        f"POST {HERE}/centers/{CENTER}/uploads", None, {"name": "三月.csv", "size": 7, "sha256": digest}
    )
    assert form.json["fields"] == {"key": f"{STUDY}/{CENTER}/三月.csv", "size": "7", "sha256": digest}
    assert form.json["seconds"] <= 900


@pytest.mark.parametrize("name", ["a/b.csv", "../x", "a\n", "${filename}", " ", "é" * 200, ""])
def test_a_name_that_would_leave_the_center_s_folder_is_refused(ask, name):
    body = {"name": name, "size": 7, "sha256": "0" * 64}
    assert ask(f"POST {HERE}/centers/{CENTER}/uploads", None, body).status == 422


def test_a_file_over_the_limit_is_refused_before_it_is_sent(ask):
    body = {"name": "a.csv", "size": 200_000_001, "sha256": "0" * 64}
    assert ask(f"POST {HERE}/centers/{CENTER}/uploads", None, body).status == 422


@pytest.mark.parametrize("place", [f"{HERE}/centers/XX", "/studies/LIVER-2/centers/CN-01"])
def test_nothing_is_sent_to_a_study_or_center_that_there_is_not(ask, place):
    body = {"name": "a.csv", "size": 7, "sha256": "0" * 64}
    groups = "[LIVER-1/data-manager LIVER-2/data-manager]"
    assert ask(f"POST {place}/uploads", None, body, groups).status == 404


def test_what_failed_on_our_side_is_sent_again_on_request(ask, office):
    failed = Delivery(
        STUDY, CENTER, f"{STUDY}/{CENTER}/zhang.csv", "v9", "2024-05-02T00:00:00.000Z", DeliveryStatus.FAILED
    )
    office.desk.registry.record(failed)
    assert ask(f"POST {HERE}/centers/{CENTER}/redrive").json == {"sent": 1}
    assert office.desk.queue.sent == [without_key(failed)]


def test_a_receipt_that_was_lost_is_missing(ask, office):
    path = f"GET {HERE}/files/{the_file(ask)}/receipt"
    office.services.receipts.kept.clear()
    assert ask(path).status == 404


def test_a_measurement_that_there_is_not_cannot_be_retired(ask):
    about = {"subject": SUBJECT, "analyte": "BILI", "center": CENTER, "collected_at": "2020-01-01"}
    assert ask(f"POST {HERE}/decisions", None, {**about, "kind": "retire", "reason": "r"}).status == 404


@pytest.mark.parametrize("path", [f"subjects/{SUBJECT}/results", "results", "holds"])
def test_an_analyte_that_nobody_knows_is_refused_with_the_nearest(ask, path):
    told = ask(f"GET {HERE}/{path}", {"analyte": "TBIL"})
    (error,) = told.json["errors"]
    assert (told.status, error["at"]) == (422, "query.analyte")
    assert error["what"].startswith("no analyte has this code; nearest: BILI")


@pytest.mark.parametrize("path", ["subjects/NOBODY", "subjects/NOBODY/results"])
def test_a_subject_that_nobody_ever_named_is_missing(ask, path):
    told = ask(f"GET {HERE}/{path}")
    assert (told.status, told.json["detail"]) == (404, "There is no such subject.")


@pytest.mark.parametrize("path", [f"subjects/{SUBJECT}", f"subjects/{SUBJECT}/results"])
def test_a_center_is_not_told_that_others_have_a_subject(ask, path):
    assert ask(f"GET {HERE}/{path}", groups=f"[{STUDY}/center-C-9]").status == 404


@pytest.mark.parametrize("path", [f"subjects/{SUBJECT}", f"subjects/{SUBJECT}/results", "results", "holds"])
def test_a_journal_number_still_to_come_is_refused(ask, path):
    told = ask(f"GET {HERE}/{path}", {"as_of": "99"})
    assert (told.status, told.json["detail"]) == (422, "The journal has no such number yet.")


def test_a_center_s_files_are_listed_in_order_page_by_page(ask, office):
    office.send(CHANGED, "2024-04-10")
    first = ask(f"GET {HERE}/files", {"center": CENTER, "limit": "1"}).json
    second = ask(f"GET {HERE}/files", {"center": CENTER, "limit": "1", "cursor": first["next"]}).json
    listed = [file["received"][:10] for file in first["deliveries"] + second["deliveries"]]
    assert listed == ["2024-04-03", "2024-04-10"]
    assert second["next"] is None


def test_a_file_tells_its_counts_and_recipe(ask, office):
    told = ask(f"GET {HERE}/files/{the_file(ask)}").json
    assert (told["counts"]["rows"], told["counts"]["accepted"], told["counts"]["rejected"]) == (2, 1, 1)
    assert (told["sha256"], told["recipe"]["profile_version"]) == (sha256(FIRST), 1)


def the_file(ask):
    return ask(f"GET {HERE}/files", {"center": CENTER}).json["deliveries"][0]["file_id"]


def test_issues_are_json(ask):
    (issue,) = ask(f"GET {HERE}/files/{the_file(ask)}/issues").json["issues"]
    assert (issue["line"], issue["code"], issue["found"]) == ("3", "unit-unknown", "furlong")


@pytest.mark.parametrize(("query", "headers"), [({"format": "csv"}, {}), (None, {"accept": "text/csv"})])
def test_issues_are_csv_where_that_is_asked_for(ask, query, headers):
    told = ask(f"GET {HERE}/files/{the_file(ask)}/issues", query, **headers)
    assert told.kind == "text/csv; charset=utf-8"
    assert [issue["code"] for issue in csv.DictReader(io.StringIO(told.text))] == ["unit-unknown"]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_more_issues_than_a_page_holds_come_page_by_page(ask, office, form):
    rows = "".join(f"CN01-0001,2024-04-02,ALT,1{number},furlong\n" for number in range(5))
    path = f"GET {HERE}/files/{office.send((HEADER + rows).encode(), '2024-04-11')}/issues"
    first = ask(path, {"limit": "3", "format": form})
    following = dict(parse_qsl(first.headers["Link"].split(">")[0].removeprefix("<?")))
    last = ask(path, following)
    assert "Link" not in last.headers
    lines = [issue["line"] for told in (first, last) for issue in listed(told)]
    assert lines == ["2", "3", "4", "5", "6"]


def listed(told):
    return list(csv.DictReader(io.StringIO(told.text))) if "csv" in told.kind else told.json["issues"]


def test_the_description_says_that_a_profile_is_toml(ask):
    put = ask("GET /openapi.json").json["paths"]["/studies/{study}/centers/{center}/profile"]["put"]
    assert set(put["requestBody"]["content"]) == {"application/toml"}


def test_a_receipt_is_the_one_that_was_kept(ask):
    told = ask(f"GET {HERE}/files/{the_file(ask)}/receipt")
    assert (told.json["outcome"], told.json["counts"]["rows"]) == ("committed", 2)


def test_a_receipt_says_what_the_file_changed(ask):
    told = ask(f"GET {HERE}/files/{the_file(ask)}/receipt").json
    assert told["accepted_now"] == {"new": 1, "changed": 0, "unchanged": 0, "waiting": 0}


def test_a_receipt_is_told_also_before_it_is_known_what_the_file_changed(ask, office):
    del office.desk.receipts.kept[f"{STUDY}/{CENTER}/{the_file(ask)}/1/effect.json"]
    told = ask(f"GET {HERE}/files/{the_file(ask)}/receipt").json
    assert ("accepted_now" in told, told["outcome"]) == (False, "committed")


@pytest.mark.parametrize(
    ("query", "headers"), [({"format": "html"}, {}), (None, {"accept": "text/html,application/xhtml+xml"})]
)
def test_a_receipt_is_a_page_where_that_is_asked_for(ask, query, headers):
    told = ask(f"GET {HERE}/files/{the_file(ask)}/receipt", query, **headers)
    assert (told.kind, told.text[:15]) == ("text/html; charset=utf-8", "<!doctype html>")


def test_the_page_of_a_receipt_may_load_nothing(ask):
    told = ask(f"GET {HERE}/files/{the_file(ask)}/receipt", {"format": "html"})
    assert told.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_receipt_comes_packed_to_whoever_can_unpack_it(ask):
    path = f"GET {HERE}/files/{the_file(ask)}/receipt"
    packed = ask(path, **{"accept-encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.body)) == ask(path).json


def test_rejected_rows_can_be_fetched_as_the_file_that_they_are_kept_in(ask, office):
    name = the_file(ask)
    told = ask(f"GET {HERE}/files/{name}/rejected", {"for": "data-manager"})
    kept, kind = office.desk.receipts.kept[f"{STUDY}/{CENTER}/{name}/1/data-manager.csv"]
    assert (told.body, told.kind) == (kept, kind)
    assert told.headers["Content-Disposition"] == 'attachment; filename="data-manager.csv"'


def test_list_without_rejected_rows_is_an_empty_table_under_the_headers_of_the_lab(ask):
    told = ask(f"GET {HERE}/files/{the_file(ask)}/rejected")
    assert (told.status, told.kind) == (200, "text/csv; charset=utf-8")
    assert told.headers["Content-Disposition"] == 'attachment; filename="rejected.csv"'
    header = "Subject,Collected,Test,Result,Units,hepaflow_file,hepaflow_line,hepaflow_issues,hepaflow_remedy"
    assert told.body.decode("utf-8-sig") == f"{header}\r\n"


@pytest.mark.parametrize("noun", ["", "/receipt", "/issues", "/rejected"])
def test_a_file_is_named_by_the_beginning_of_its_id(ask, noun):
    name = the_file(ask)
    assert ask(f"GET {HERE}/files/{name[:8]}{noun}").body == ask(f"GET {HERE}/files/{name}{noun}").body


def test_too_few_digits_or_unknown_ones_name_no_file(ask):
    name = the_file(ask)
    unknown = "0" * 8 if name[:8] != "0" * 8 else "1" * 8
    assert ask(f"GET {HERE}/files/{name[:7]}").status == 404
    assert ask(f"GET {HERE}/files/{unknown}").status == 404


def test_a_file_is_voided_by_the_beginning_of_its_id(ask):
    name = the_file(ask)
    told = ask(f"POST {HERE}/files/{name[:16]}/void", body={"reason": "sent twice"})
    assert (told.status, ask(f"GET {HERE}/files/{name}").json["visible"]) == (200, False)


def test_rejected_rows_of_a_workbook_are_a_workbook(ask, office):
    data = workbook(*(line.split(",") for line in FIRST.decode().splitlines()))
    told = ask(f"GET {HERE}/files/{office.send(data, '2024-04-11')}/rejected", {"for": "data-manager"})
    rows = load_workbook(io.BytesIO(told.body)).active
    assert [rows["A2"].value, rows["D2"].value, rows["G2"].value] == ["CN01-0001", "12", "3"]


def test_of_a_refused_file_there_are_no_rejected_rows(ask, office):
    assert ask(f"GET {HERE}/files/{office.send(b'', '2024-04-11')}/rejected").status == 404


def test_rejected_rows_that_no_answer_holds_are_not_cut(ask, office):
    """A response of a function may have 6 MB (Lambda quotas): nothing is better than a part of it."""
    name = the_file(ask)
    office.desk.receipts.put(
        StoredFile(f"{STUDY}/{CENTER}/{name}/1/rejected.csv", b"x" * 5_000_000, "text/csv")
    )
    assert ask(f"GET {HERE}/files/{name}/rejected").status == 413
    packed = ask(f"GET {HERE}/files/{name}/rejected", **{"accept-encoding": "gzip"})
    assert (packed.status, len(gzip.decompress(packed.body))) == (200, 5_000_000)


def test_a_refused_file_has_its_receipt(ask, office):
    told = ask(f"GET {HERE}/files/{office.send(b'', '2024-04-11')}/receipt")
    assert told.json["outcome"] == "refused"


SUBJECTS = f"{HERE}/subjects"
AT = f"{SUBJECTS}/{SUBJECT}"
STATED = {"center": CENTER, "version": 1, "status": "enrolled", "sex": "F", "birth_year": 1970}


def test_subjects_are_those_that_the_files_named(ask):
    told = ask(f"GET {SUBJECTS}", {"center": CENTER}).json
    assert told == {
        "subjects": [{"center": CENTER, "subject": SUBJECT, "href": AT, "entry": None, "results": None}],
        "masked": [],
        "next": None,
    }


def test_subjects_come_in_pages(ask):
    put_confirmed(ask, f"PUT {SUBJECTS}/CN01-0002", WHY, STATED)
    first = ask(f"GET {SUBJECTS}", {"center": CENTER, "limit": "1"}).json
    second = ask(f"GET {SUBJECTS}", {"center": CENTER, "cursor": first["next"]}).json
    assert [one["subject"] for one in (*first["subjects"], *second["subjects"])] == [SUBJECT, "CN01-0002"]
    assert second["subjects"][0]["entry"]["birth_year"] == 1970


def test_a_registered_subject_comes_back(ask):
    number = put_confirmed(ask, f"PUT {SUBJECTS}/{SUBJECT}", WHY, STATED).json["journal_number"]
    of = {"subject": SUBJECT, "href": AT}
    none = {"baseline": None, "former_ids": [], "former_ids_at": [], "transfers": [], "rescreen_of": ""}
    none |= {"consent": None, "consent_withdrawn": None, "death": "", "scope": "study"}
    stated = {**STATED, **of, "journal_number": number, **none}
    assert ask(f"GET {AT}").json == {
        "journal_number": number,
        **of,
        "masked": [],
        "entries": [stated],
        "rescreened_as": [],
    }
    assert ask(f"GET {SUBJECTS}/{SUBJECT}", {"as_of": str(number - 1)}).json["entries"] == []


def test_a_version_of_an_entry_that_is_not_the_next_is_refused_and_the_newest_named(ask):
    put_confirmed(ask, f"PUT {SUBJECTS}/{SUBJECT}", WHY, STATED)
    told = ask(f"PUT {SUBJECTS}/{SUBJECT}", WHY, {**STATED, "sex": "M"})
    assert (told.status, told.json["newest"]) == (409, 1)


def test_the_same_entry_again_is_acknowledged_with_its_number(ask):
    told = [ask(f"PUT {SUBJECTS}/{SUBJECT}", WHY, STATED).json for _ in range(2)]
    assert told[0] == told[1]


def test_a_former_id_that_is_not_free_is_refused(ask):
    put_confirmed(ask, f"PUT {SUBJECTS}/{SUBJECT}", WHY, {**STATED, "former_ids": ["SCR-1"]})
    assert ask(f"PUT {SUBJECTS}/CN01-0002", WHY, {**STATED, "former_ids": ["SCR-1"]}).status == 409


@pytest.mark.parametrize(
    ("fault", "at"),
    [({"birth_year": 70}, "body.birth_year"), ({"sex": "X"}, "body.sex"), ({"name": "Jane"}, "body.name")],
)
def test_what_the_register_cannot_say_is_refused(ask, fault, at):
    told = ask(f"PUT {SUBJECTS}/{SUBJECT}", WHY, {**STATED, **fault})
    assert told.status == 422
    assert [one["at"] for one in told.json["errors"]] == [at]
    assert "Jane" not in told.text


def test_the_journal_does_not_say_whom_the_register_knows(ask):
    number = put_confirmed(ask, f"PUT {SUBJECTS}/{SUBJECT}", WHY, STATED).json["journal_number"]
    (event,) = ask(f"GET {HERE}/journal", {"after": str(number - 1)}).json["events"]
    assert event["details"] == {"center": CENTER, "version": 1}


def test_results_of_a_subject_that_a_closed_register_does_not_know_are_held(ask, office):
    close_register(office.desk)
    assert [held["codes"] for held in bilirubin(ask(RESULTS))["held"]] == [["subject-unknown"]]


def test_a_moved_result_stands_under_the_other_subject(ask):
    body = {"subject": SUBJECT, "to": "CN01-0002", "analyte": "BILI", "file_id": the_file(ask), "line": 2}
    told = ask(f"POST {HERE}/decisions", None, {**body, "kind": "move-subject", "reason": "mislabelled"})
    assert (told.status, [one["analyte"] for one in ask(RESULTS).json["results"]]) == (200, ["ALT"])
    assert bilirubin(ask(f"GET {SUBJECTS}/CN01-0002/results"))["decisions"] == [told.json["journal_number"]]


def test_a_result_leads_back_to_file_line_and_raw_text(ask):
    current = bilirubin(ask(RESULTS))["current"]
    assert (current["value"], current["unit"], current["raw"]["value"]) == ("171.4", "umol/L", "171.4")
    assert (current["file_id"], current["line"]) == (the_file(ask), 2)


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ({"analyte": "ALT"}, ["2024-05-01"]),
        ({"from": "2024-04"}, ["2024-05-01"]),
        ({"to": "2024-03-22"}, ["2024-03-22T08:30"]),
        ({"from": "2024-03", "to": "2024-05"}, ["2024-03-22T08:30", "2024-05-01"]),
        ({"from": "2025"}, []),
    ],
)
def test_results_are_those_that_were_asked_for(ask, query, days):
    assert [result["collected_at"] for result in ask(RESULTS, query).json["results"]] == days


OPENAPI = Path(__file__).parents[3] / "docs" / "openapi.json"
ROUTES_WITH_A_PERIOD = [
    f"GET {path}"
    for path, operations in json.loads(OPENAPI.read_text("utf-8"))["paths"].items()
    if any(one["name"] == "from" for one in operations.get("get", {}).get("parameters", ()))
]


@pytest.mark.parametrize("bound", ["from", "to"])
@pytest.mark.parametrize(
    "time", ["2024-13-01", "2024-13", "2025-02-29", "0000", "2024-03-22T24", "2024-03-22T08:60"]
)
@pytest.mark.parametrize("route", ROUTES_WITH_A_PERIOD)
def test_a_day_or_time_that_does_not_exist_is_refused(ask, route, time, bound):
    named = route.replace("{study}", STUDY).replace("{subject}", SUBJECT)
    told = ask(named, {bound: time})
    assert (told.status, [one["at"] for one in told.json["errors"]]) == (422, [f"query.{bound}"])


@pytest.mark.parametrize("time", ["2024", "2024-02-29", "2024-03-22T23", "2024-03-22T23:59:59"])
def test_a_day_or_time_that_exists_is_accepted_at_any_precision(ask, time):
    assert ask(RESULTS, {"from": time, "to": time}).status == 200


def test_an_earlier_number_gives_the_earlier_answer_and_names_it(ask, office):
    number = ask(RESULTS).json["journal_number"]
    before = ask(RESULTS, {"as_of": str(number)}).text
    office.send(CHANGED, "2024-04-10")
    assert ask(RESULTS, {"as_of": str(number)}).text == before
    assert bilirubin(ask(RESULTS))["held"]


def test_a_time_is_resolved_to_the_number_it_means(ask, office):
    at = ask(f"GET {HERE}/journal").json["events"][2]["at"]
    assert ask(RESULTS, {"as_of": at}).json["journal_number"] == 3


@pytest.mark.parametrize("as_of", ["yesterday", "2024-06-01T00:00:00", "-1"])
def test_an_unclear_time_is_refused(ask, as_of):
    assert ask(RESULTS, {"as_of": as_of}).status == 422


def correction(office, kind="accept"):
    changed = office.send(CHANGED, "2024-04-10")
    report = {"subject": SUBJECT, "analyte": "BILI", "file_id": changed, "line": 2}
    return {**report, "kind": kind, "reason": "the lab confirms"}


def test_a_held_correction_becomes_current_when_accepted(ask, office):
    told = ask(f"POST {HERE}/decisions", None, correction(office))
    after = bilirubin(ask(RESULTS, {"history": "true"}))
    assert (told.status, after["decisions"]) == (200, [told.json["journal_number"]])
    assert (after["current"]["value"], after["held"]) == ("37.6279", [])
    assert [report["value"] for report in after["history"]["superseded"]] == ["171.4"]


def test_the_same_decision_again_is_acknowledged_with_its_number(ask, office):
    body = correction(office)
    numbers = [ask(f"POST {HERE}/decisions", None, body).json["journal_number"] for _ in range(2)]
    assert numbers[0] == numbers[1]


def test_a_report_that_is_set_aside_does_not_wait_any_more(ask, office):
    ask(f"POST {HERE}/decisions", None, correction(office, "set-aside"))
    after = bilirubin(ask(RESULTS, {"history": "true"}))
    assert (after["current"]["value"], after["held"]) == ("171.4", [])
    assert [report["value"] for report in after["history"]["set_aside"]] == ["37.6279"]


def test_a_retired_measurement_has_no_current_value(ask):
    found = bilirubin(ask(RESULTS))
    about = {name: found[name] for name in ("subject", "analyte", "center", "collected_at", "specimen_type")}
    ask(f"POST {HERE}/decisions", None, {**about, "kind": "retire", "reason": "wrong patient"})
    assert (bilirubin(ask(RESULTS))["current"], bilirubin(ask(RESULTS))["retired"]) == (None, True)


def test_nothing_is_decided_about_a_report_that_stands_as_wanted(ask, office):
    body = {**correction(office), "file_id": the_file(ask)}
    assert ask(f"POST {HERE}/decisions", None, body).status == 409


def test_nothing_is_decided_about_a_report_that_there_is_not(ask, office):
    assert ask(f"POST {HERE}/decisions", None, {**correction(office), "line": 99}).status == 404


def test_a_decision_is_in_the_journal_with_who_and_why_and_without_whom(ask, office):
    number = ask(f"POST {HERE}/decisions", None, correction(office)).json["journal_number"]
    (event,) = ask(f"GET {HERE}/journal", {"after": str(number - 1)}).json["events"]
    assert (event["kind"], event["actor"], event["reason"]) == ("decided", "u-1", "the lab confirms")
    assert SUBJECT not in json.dumps(event)


def test_the_journal_comes_in_pages(ask):
    page = ask(f"GET {HERE}/journal", {"after": "1", "limit": "2"}).json
    assert [event["journal_number"] for event in page["events"]] == [2, 3]
    assert page["head"] == 5


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("GET /nowhere", 404),
        ("DELETE /health", 405),
        (f"GET {HERE}/lineage", 422),
        (f"GET {HERE}/files/{'0' * 64}", 404),
        (f"POST {HERE}/decisions", 422),
        (f"GET {HERE}/centers/XX/profile", 404),
        (f"GET {HERE}/journal?", 404),
    ],
)
def test_every_error_is_a_problem_document(ask, call, status):
    told = ask(call)
    assert (told.status, told.kind) == (status, "application/problem+json")
    assert told.json["status"] == status


def test_a_method_that_is_not_possible_is_told_which_are(ask):
    assert ask(f"POST {HERE}/definition").headers["Allow"] == "GET, PUT"


@pytest.mark.parametrize("body", ["{", "[]", '"x"', "null", "1"])
def test_a_body_that_is_not_as_described_is_a_problem(ask, body):
    assert ask(f"POST {HERE}/decisions", None, body).status == 422


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/toml", "text/plain; charset=utf-8"])
def test_a_body_of_another_media_type_is_refused(ask, kind):
    told = ask(f"POST {HERE}/decisions", None, "{}", **{"content-type": kind})
    assert (told.status, told.headers["Accept"]) == (415, "application/json")


def test_the_description_names_the_problem_document_and_no_other(ask):
    described = ask("GET /openapi.json").json
    named = {
        answer["$ref"].rpartition("/")[2]
        for path in described["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if not status.startswith("2")
    }
    schemas = {
        described["components"]["responses"][name]["content"]["application/problem+json"]["schema"]["$ref"]
        for name in named
    }
    assert schemas == {"#/components/schemas/ProblemDocument"}


def test_no_answer_repeats_a_cell_in_an_error(ask):
    told = ask(f"POST {HERE}/decisions", None, {"kind": "accept", "subject": 7, "analyte": "CANARY" * 60})
    assert "CANARY" not in told.text


def test_routes_have_one_name_each():
    names = [route.operation_id for route in whole_app()._dynamic_routes]
    assert len(set(names)) == len(names)
