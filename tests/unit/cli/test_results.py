"""`hepaflow results` shows what the API answers, in the columns that every list of results has."""

import csv
import io
import json

import pytest
from tests.support.api_office import CENTER, FIRST, OTHER, STUDY, SUBJECT, clock, profile, reply, request

from hepaflow.cli.desk.measured import measured_rows
from hepaflow.domain.identity import file_id
from hepaflow.pipeline.desk.definitions import add_profile
from hepaflow.pipeline.desk.subject_results import Question, subject_results
from hepaflow.writers.result_rows import RESULT_COLUMNS, ResultStanding, result_row

RANGE_COLUMNS = 'range = "Range"\nspecimen_type = "Type"\nspecimen = "Barcode"\nvisit = "Visit"\n'
RANGE_PROFILE = profile(CENTER, RANGE_COLUMNS, version=2)
FILE = file_id(STUDY, CENTER, FIRST)
# docs/cli.md, Results
PROMISED = (
    "study center subject collected_at analyte operator value unit text status range_low range_high range_flag "
    "specimen_type specimen visit line raw_analyte raw_value raw_unit issues standing found multiple_of_uln file_id "
    "line_number omitted range_from lab"
)
RANGES = (
    "Subject,Collected,Test,Result,Units,Range,Type,Barcode,Visit\n"
    "CN01-0002,2024-05-03 09:15,ALT,90,U/L,10-40,serum,B-7,V2\n"
    "CN01-0002,2024-05-03 09:15,HBsAg,弱阳性,,,serum,B-7,V2\n"
)


def listed(ended):
    assert ended.status == 0, ended.stderr
    return list(csv.DictReader(io.StringIO(ended.stdout)))


def test_the_columns_are_those_that_the_page_promises():
    assert " ".join(RESULT_COLUMNS) == PROMISED


def test_csv_has_every_column_of_a_result(hepaflow):
    told, *_ = listed(hepaflow("results", SUBJECT, "--csv"))
    assert told == {
        "study": STUDY, "center": CENTER, "subject": SUBJECT, "collected_at": "2024-03-22T08:30+08:00", "analyte": "BILI",
        "operator": "", "value": "171.4", "unit": "umol/L", "text": "", "status": "final", "range_low": "", "range_high": "",
        "range_flag": "", "specimen_type": "", "specimen": "", "visit": "", "line": "2", "raw_analyte": "BILI",
        "raw_value": "171.4", "raw_unit": "umol/L", "issues": "", "standing": "current", "found": "",
        "multiple_of_uln": "", "file_id": FILE, "line_number": "2", "omitted": "", "range_from": "", "lab": "",
    }  # fmt: skip


@pytest.fixture
def with_ranges(office):
    """A file with reference ranges, specimens and visits, and an unmarked change of another file's value."""
    add_profile(
        office.desk.registry,
        office.desk.queue,
        office.desk.catalog,
        clock,
        "dm",
        RANGE_PROFILE,
        "more columns",
    )
    office.send(RANGES.encode(), "2024-05-04")
    office.send(RANGES.replace(",90,", ",95,").encode(), "2024-05-05")
    return office


def test_range_specimen_visit_and_multiple_of_the_upper_limit_are_columns(with_ranges, hepaflow):
    told = listed(hepaflow("results", "CN01-0002", "--csv"))
    assert [(one["standing"], one["value"], one["multiple_of_uln"], one["issues"]) for one in told] == [
        ("current", "90", "2.25", ""),
        ("held", "95", "2.375", "changed-unmarked"),
        ("current", "", "", ""),
    ]
    assert {(one["range_low"], one["range_high"], one["range_flag"]) for one in told[:2]} == {
        ("10", "40", "H")
    }
    assert {(one["specimen_type"], one["specimen"], one["visit"]) for one in told} == {("SERUM", "B-7", "V2")}
    assert (told[2]["text"], told[2]["raw_value"]) == ("POSITIVE weak", "弱阳性")


def stored_rows(office, subject):
    page = subject_results(office.desk, STUDY, subject, Question(), None)
    for measurement, state in page.answers:
        if state.current:
            issues = (*state.current.observation.issues, *state.current.issues)
            codes = [issue.code for issue in issues]
            yield result_row(
                STUDY, measurement, state.current, ResultStanding.CURRENT, codes, omitted=state.omitted
            )
        for held in state.held:
            yield result_row(STUDY, measurement, held.sent, ResultStanding.HELD, held.codes, found=held.found)


@pytest.mark.parametrize("subject", [SUBJECT, "CN01-0002"])
def test_a_row_from_the_answer_of_the_api_is_the_row_of_the_stored_result(with_ranges, hepaflow, subject):
    answer = json.loads(hepaflow("results", subject, "--json").stdout)
    rows = list(measured_rows(STUDY, answer["results"]))
    assert rows == list(stored_rows(with_ranges, subject)) != []


def test_the_check_of_a_file_writes_the_same_columns(with_ranges, hepaflow, tmp_path):
    (tmp_path / "file.csv").write_text(RANGES, "utf-8")
    (tmp_path / "profile.toml").write_text(RANGE_PROFILE, "utf-8")
    hepaflow("check", "file.csv", "--profile", "profile.toml", "--results", "out.csv", folder=tmp_path)
    checked = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_bytes().decode())))
    sent = [one for one in listed(hepaflow("results", "CN01-0002", "--csv")) if one["standing"] == "current"]
    assert [{**one, "standing": "current"} for one in checked] == sent


def test_the_api_writes_the_same_csv(with_ranges, hepaflow):
    ask = request(f"GET /studies/{STUDY}/results", {"format": "csv"})
    from_api = list(csv.DictReader(io.StringIO(reply(ask, with_ranges.desk).text)))
    assert from_api == listed(hepaflow("results", "--csv")) != []


def test_results_are_chosen_by_multiples_of_the_upper_limit(with_ranges, hepaflow):
    multiples = [
        one["multiple_of_uln"] for one in listed(hepaflow("results", "--csv", "--multiple-from", "2"))
    ]
    assert "2.25" in multiples
    ended = hepaflow("results", "--multiple-from", "3")
    assert (ended.stdout, "without a multiple of the upper limit: 3;" in ended.stderr) == (
        f"As of journal number {8}\nThere are no results.\n",
        True,
    )


@pytest.mark.parametrize("option", [("--center", CENTER), ("--flag", "H"), ("--multiple-from", "3")])
def test_what_chooses_among_all_subjects_does_not_go_with_one(hepaflow, option):
    ended = hepaflow("results", SUBJECT, *option)
    assert (ended.status, "Leave out SUBJECT." in ended.stderr) == (64, True)


def test_without_a_subject_the_current_results_of_all_subjects_are_listed(hepaflow):
    told = listed(hepaflow("results", "--csv"))
    assert [(one["center"], one["subject"], one["analyte"]) for one in told] == [
        (CENTER, SUBJECT, "BILI"),
        (OTHER, SUBJECT, "ALT"),
    ]
    assert [one["analyte"] for one in listed(hepaflow("results", "--csv", "--center", OTHER))] == ["ALT"]


def test_no_number_of_the_table_is_broken(with_ranges, hepaflow):
    told = hepaflow("results", "CN01-0002")
    assert max(map(len, told.stdout.splitlines())) <= 80
    assert "\n2024-05-03T09:15  CN-01   ALT      90 U/L         H     current" in told.stdout


def test_the_table_speaks_chinese(hepaflow):
    told = hepaflow("results", SUBJECT, "--lang", "zh").stdout
    assert [word in told for word in ("截至日志编号", "采集时间", "有效")] == [True] * 3


def test_a_list_is_printed_as_csv_or_as_json(hepaflow):
    ended = hepaflow("results", SUBJECT, "--csv", "--json")
    assert (ended.status, "Give --csv or --json, not both." in ended.stderr) == (64, True)


def test_a_list_without_results_says_so(hepaflow):
    assert "There are no results." in hepaflow("results", SUBJECT, "--analyte", "ALB").stdout


OBSERVATION = {
    "operator": "", "value": "45", "unit": "U/L", "text": "", "status": "final", "range_low": None, "range_high": None,
    "range_flag": None, "raw": {"analyte": "ALT", "value": "45", "unit": "U/L"}, "file_id": "ab" * 32, "line": 2, "place": "2",
    "specimen": "", "visit": "", "utc_offset": "", "issues": [],
}  # fmt: skip
MEASURED = {
    "center": "US-01", "subject": "S-1", "collected_at": "2024-03-22", "analyte": "ALT", "specimen_type": "", "current": OBSERVATION,
    "held": [], "omitted": "",
}  # fmt: skip


def test_a_result_that_the_newest_file_leaves_out_is_listed_with_that_file():
    held = {"codes": ["changed-unmarked"], "found": {}, "observation": {**OBSERVATION, "value": "54"}}
    rows = measured_rows(STUDY, [{**MEASURED, "held": [held], "omitted": "cd" * 32}])
    assert [(row.value, row.omitted) for row in rows] == [("45", "cd" * 32), ("54", "")]


def test_what_was_found_stands_beside_its_code():
    found = {"unit-suspect": "mg/dL", "value-impossible": "45"}
    held = {"codes": list(found), "found": found, "observation": OBSERVATION}
    (row,) = measured_rows(STUDY, [{**MEASURED, "current": None, "held": [held]}])
    assert (row.issues, row.found) == (
        "unit-suspect;value-impossible",
        "unit-suspect: mg/dL; value-impossible: 45",
    )
