"""An LB dataset says the same in every exchange format, and is held to what LB is."""

import gzip
import json
import zlib
from datetime import UTC, datetime

import pytest
from tests.support.profiles import made_profile
from tests.unit.readers.cdisc.cdisc_files import (
    LB,
    ROW,
    about,
    dataset_json,
    dataset_ndjson,
    lb_transport,
    member,
    refusal,
    transport,
)

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field, Status
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.readers.cdisc.lb import read_cdisc
from hepaflow.readers.sheet import Limits

FORMS = {
    "xpt": lb_transport,
    "json": dataset_json,
    "ndjson": dataset_ndjson,
    "dsjc zlib": lambda *rows, **more: zlib.compress(dataset_ndjson(*rows, **more)),
    "dsjc gzip": lambda *rows, **more: gzip.compress(dataset_ndjson(*rows, **more), mtime=0),
}
every_form = pytest.mark.parametrize("written", FORMS.values(), ids=FORMS)
# a gzip archive is opened before its content is looked at
SENT = {name: written for name, written in FORMS.items() if name != "dsjc gzip"}
every_sent_form = pytest.mark.parametrize("written", SENT.values(), ids=SENT)
MORE = (*LB, "LBSTAT", "LBREASND")
DONE = (*ROW, "", "")
NOT_DONE = ("S-001", "AST", "", "", "2024-03-22T08:30", "NOT DONE", "SAMPLE LOST")


def profile(**tables):
    return made_profile(**{"time_zone": "UTC", "file": {"format": "cdisc"}, **tables})


def read(data, catalog, **tables):
    return read_file(data, profile(**tables), catalog, datetime(2025, 9, 1, tzinfo=UTC))


@every_form
def test_each_observation_is_a_row_with_its_number(written):
    second = ("S-002", "AST", "0.80", "ukat/L", "2024-03")
    sheet = read_cdisc(written(ROW, second), FileLayout())
    assert (sheet.header, sheet.header_line, sheet.places) == (LB, 0, Places.LINE)
    assert list(sheet.rows) == [(1, list(ROW)), (2, list(second))]


@every_form
def test_the_variables_of_lb_say_what_they_hold(written):
    variables = (
        "USUBJID", "LBDTC", "LBTESTCD", "LBTEST", "LBLOINC", "LBCAT", "LBORRES", "LBORRESU", "LBORNRLO", "LBORNRHI",
        "LBNRIND", "LBREFID", "LBSPEC", "LBSPCCND", "LBMETHOD", "VISIT", "LBSTAT", "LBSTRESN", "LBSTRESU", "LBDY",
    )  # fmt: skip
    sheet = read_cdisc(written([f"x{name}" for name in variables], variables=variables), FileLayout())
    assert sheet.columns == {
        Field.SUBJECT: "USUBJID", Field.COLLECTED_AT: "LBDTC", Field.CODE: "LBTESTCD", Field.ANALYTE: "LBTEST",
        Field.LOINC: "LBLOINC", Field.PANEL: "LBCAT", Field.VALUE: "LBORRES", Field.UNIT: "LBORRESU",
        Field.RANGE_LOW: "LBORNRLO", Field.RANGE_HIGH: "LBORNRHI", Field.FLAG: "LBNRIND", Field.SPECIMEN: "LBREFID",
        Field.SPECIMEN_TYPE: "LBSPEC", Field.CONDITION: "LBSPCCND", Field.METHOD: "LBMETHOD", Field.VISIT: "VISIT",
        Field.STATUS: "LBSTAT", Field.STANDARD_VALUE: "LBSTRESN", Field.STANDARD_UNIT: "LBSTRESU",
    }  # fmt: skip


@every_form
def test_variables_in_small_letters_are_the_same_variables(written):
    sheet = read_cdisc(written(ROW, variables=[name.lower() for name in LB]), FileLayout())
    assert sheet.columns[Field.SUBJECT] == "usubjid"


@every_sent_form
def test_a_test_not_done_is_kept_with_the_reason_that_the_lab_gives(written, catalog):
    outcome = read(written(DONE, NOT_DONE, variables=MORE), catalog)
    told = [(issue.line, issue.code, issue.found) for issue in outcome.issues]
    assert told == [(2, IssueCode.STATED_NOT_DONE, "SAMPLE LOST")]
    assert (outcome.counts.accepted, outcome.counts.skipped) == (2, 0)
    (kept,) = (one for panel in outcome.panels for one in panel.observations if one.analyte == "AST")
    assert (kept.status, kept.number, kept.raw.value) == (Status.NOT_DONE, None, "SAMPLE LOST")


@every_sent_form
def test_a_test_not_done_without_a_day_is_skipped(written, catalog):
    undated = (*NOT_DONE[:4], "", *NOT_DONE[5:])
    outcome = read(written(DONE, undated, variables=MORE), catalog)
    assert [(issue.line, issue.code) for issue in outcome.issues] == [(2, IssueCode.VALUE_NOT_DONE)]
    assert (outcome.counts.accepted, outcome.counts.skipped) == (1, 1)


@every_sent_form
def test_a_standard_result_contradicts_not_done_and_nothing_is_stated(written, catalog):
    cells = (*NOT_DONE, 45, "U/L")
    outcome = read(written((*DONE, 45, "U/L"), cells, variables=(*MORE, "LBSTRESN", "LBSTRESU")), catalog)
    assert [issue.code for issue in outcome.issues if issue.line == 2] == [IssueCode.VALUE_NOT_DONE]


def test_a_reason_that_names_a_person_refuses_the_file(catalog):
    outcome = read(dataset_json((*NOT_DONE[:-1], "患者张三，电话13812345678"), variables=MORE), catalog)
    assert [(issue.code, issue.line) for issue in outcome.issues] == [(IssueCode.PERSONAL_DATA, 1)]


@every_sent_form
def test_a_test_not_done_needs_no_reason(written, catalog):
    outcome = read(written(DONE[:-1], NOT_DONE[:-1], variables=MORE[:-1]), catalog)
    assert [(issue.line, issue.code, issue.column) for issue in outcome.issues] == [
        (2, IssueCode.STATED_NOT_DONE, "LBSTAT")
    ]


@pytest.mark.parametrize(("specimen", "note"), [("", "stated-not-done"), ("R1", "taken-back")])
def test_a_specimen_that_is_not_usable_is_why_a_test_was_not_done(specimen, note, catalog):
    names = (*MORE, "LBSPCUFL", "LBREFID")
    usable = read(dataset_json((*NOT_DONE, "N", specimen), variables=names), catalog)
    assert [issue.code for issue in usable.issues] == [note]
    result = read(dataset_json((*DONE, "N", specimen), variables=names), catalog)
    assert [issue.code for issue in result.issues] == ["specimen-rejected"]


@every_form
def test_a_reason_beside_a_result_stays_where_it_is(written):
    cells = (*ROW, "NOT DONE", "LATE")
    assert [row for _, row in read_cdisc(written(cells, variables=MORE), FileLayout()).rows] == [
        [*ROW, "not-asked", "LATE"]
    ]


@every_sent_form
def test_a_completion_status_that_cdisc_does_not_know_is_passed_on(written, catalog):
    outcome = read(written((*ROW, "DONE", ""), variables=MORE), catalog)
    assert [issue.code for issue in outcome.issues] == [IssueCode.STATUS_UNKNOWN]


@every_sent_form
def test_a_variable_that_is_needed_and_not_there_refuses_the_file(written, catalog):
    outcome = read(written(ROW[1:], variables=LB[1:]), catalog)
    assert outcome.refused
    assert [(issue.code, issue.found) for issue in outcome.issues] == [
        (IssueCode.FILE_COLUMNS_MISSING, "USUBJID")
    ]


@every_sent_form
def test_a_profile_may_name_another_variable(written, catalog):
    outcome = read(written(ROW, variables=("SUBJID", *LB[1:])), catalog, columns={"subject": "SUBJID"})
    assert [panel.subject for panel in outcome.panels] == ["S-001"]


@pytest.mark.parametrize("name", ["LBCH", "lb"])
def test_a_part_of_lb_is_lb(name):
    written = (transport(member(name, LB, [ROW])), dataset_json(name=name))
    assert [len(list(read_cdisc(data, FileLayout()).rows)) for data in written] == [1, 1]


@pytest.mark.parametrize("name", ["VS", "SUPPLB", "LABS1"])
def test_another_dataset_is_refused_by_name(name):
    written = (transport(member(name, LB, [ROW])), dataset_json(name=name), dataset_ndjson(name=name))
    told = [(issue.code, issue.found) for issue in map(refusal, written)]
    assert told == [(IssueCode.FILE_FORMAT, f"the dataset {name}")] * 3


@pytest.mark.parametrize(
    "data",
    [
        lb_transport()[:-80],
        json.dumps({**about(), "rows": []}).encode(),
        json.dumps(about()).encode(),
        json.dumps(about()).encode() + b"\n",
        zlib.compress(json.dumps(about()).encode()),
    ],
)
def test_a_dataset_without_observations_is_refused(data):
    assert refusal(data).code is IssueCode.FILE_NO_ROWS


@every_form
def test_more_than_a_file_may_hold_is_refused(written):
    data = written(ROW, ROW)
    for limits in (Limits(bytes=10), Limits(rows=1), Limits(columns=4), Limits(cell_characters=15)):
        assert refusal(data, limits).code is IssueCode.FILE_TOO_LARGE
    assert len(list(read_cdisc(data, FileLayout(), Limits(10_000, 2, 5, 16)).rows)) == 2


@every_form
def test_numbers_have_the_decimal_mark_of_the_center(written):
    variables = (*LB, "LBSTRESN")
    row = (*ROW, 0.5)
    more = {
        "columns": [
            {"name": name, "dataType": "float" if name == "LBSTRESN" else "string"} for name in variables
        ]
    }
    data = written(row, variables=variables, **({} if written is lb_transport else more))
    assert [cells for _, cells in read_cdisc(data, FileLayout(decimal_mark=",")).rows] == [[*ROW, "0,5"]]
