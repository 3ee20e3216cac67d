import csv
from io import StringIO

from tests.unit.pipeline.lab_files import GOOD, LONG, long_profile, read, text

from hepaflow.writers.result_rows import RESULT_COLUMNS
from hepaflow.writers.tables import ISSUE_COLUMNS, write_issues, write_results

# docs/cli.md
PROMISED = "study,center,subject,collected_at,analyte,operator,value,unit,text,status,range_low,range_high,range_flag,specimen_type,specimen,visit,line,raw_analyte,raw_value,raw_unit,issues,standing,found,multiple_of_uln,file_id,line_number,omitted,range_from,lab"  # fmt: skip


def results(outcome, profile):
    out = StringIO(newline="")
    write_results(outcome.panels, profile, out)
    return list(csv.DictReader(StringIO(out.getvalue(), newline="")))


def issues(outcome, **language):
    out = StringIO(newline="")
    write_issues(outcome.issues, out, **language)
    return list(csv.DictReader(StringIO(out.getvalue(), newline="")))


def test_the_columns_are_those_that_the_design_promises():
    assert ",".join(RESULT_COLUMNS) == PROMISED
    assert ",".join(ISSUE_COLUMNS) == "line,column,severity,code,analyte,found,remedy"


def test_every_column_of_a_result_says_what_it_is_called():
    columns = {
        "range": "Range",
        "specimen_type": "Type",
        "specimen": "Barcode",
        "visit": "Visit",
        "status": "Status",
    }
    profile = long_profile(columns, lab="BJ-CENTRAL")
    row = (
        "S-001",
        "2024-03-22 08:30",
        "Total bilirubin",
        "<0.20",
        "mg/dL",
        "0.3-1.0",
        "serum",
        "B1",
        "V2",
        "final",
    )
    (told,) = results(read(text(row, header=(*LONG, *columns.values())), profile), profile)
    assert told == {
        "study": "STUDY",
        "center": "C-01",
        "subject": "S-001",
        "collected_at": "2024-03-22T08:30-05:00",
        "analyte": "BILI",
        "operator": "<",
        "value": "3.42072",  # 0.2 x 10,000 / 584.673
        "unit": "umol/L",
        "text": "",
        "status": "final",
        "range_low": "5.13107",
        "range_high": "17.1036",
        "range_flag": "L",
        "specimen_type": "SERUM",
        "specimen": "B1",
        "visit": "V2",
        "line": "2",
        "raw_analyte": "Total bilirubin",
        "raw_value": "<0.20",
        "raw_unit": "mg/dL",
        "issues": "",
        "standing": "accepted",
        "found": "",
        "multiple_of_uln": "0.2",  # 0.20 / 1.0
        "file_id": "",
        "line_number": "2",
        "omitted": "",
        "range_from": "row",
        "lab": "BJ-CENTRAL",
    }


def test_a_finding_is_the_text_and_has_no_value():
    profile = long_profile()
    (told,) = results(read(text(("S-001", "2024-03-22", "HBsAg", "弱阳性", ""))), profile)
    assert (told["value"], told["text"]) == ("", "POSITIVE weak")


def test_results_stand_in_line_order_with_all_their_codes():
    profile = long_profile()
    rows = [GOOD, ("S-002", *GOOD[1:]), (*GOOD[:3], "9999", "U/L"), GOOD]
    told = results(read(text(*rows)), profile)
    assert [(one["line"], one["issues"]) for one in told] == [
        ("2", ""),
        ("3", ""),
        ("4", "value-sentinel"),
        ("5", "duplicate"),
    ]


def test_nothing_that_a_spreadsheet_would_run_stands_first_in_a_cell():
    profile = long_profile({"specimen": "Barcode", "visit": "Visit"}, analytes={"@SUM": "ALT"})
    row = (*GOOD[:2], "@SUM", "45", "U/L", "@cmd", "@now")
    (told,) = results(read(text(row, header=(*LONG, "Barcode", "Visit")), profile), profile)
    assert (told["raw_analyte"], told["specimen"], told["visit"]) == ("'@SUM", "'@cmd", "'@now")


def test_cells_with_any_line_break_come_back_whole():
    profile = long_profile()
    data = text((*GOOD[:2], '"A\rL\nT"', "45", "U/L"))
    (told,) = results(read(data), profile)
    assert told["raw_analyte"] == "A\rL\nT"


def test_an_issue_says_where_what_and_what_to_do():
    (told,) = issues(read(text((*GOOD[:4], "U/hl"))))
    assert told.pop("remedy").startswith("Map this text to a unit in `[unit_spellings]`")
    assert told == {
        "line": "2",
        "column": "Units",
        "severity": "reject",
        "code": "unit-unknown",
        "analyte": "ALT",
        "found": "U/hl",
    }


def test_an_issue_of_the_whole_file_has_no_line_and_remedies_speak_chinese():
    (told,) = issues(read(b""), chinese=True)
    assert (told["line"], told["severity"]) == ("", "refuse")
    assert told["remedy"].startswith("请重新导出文件")


def test_a_formula_that_an_issue_found_is_not_run():
    (told,) = issues(read(text((*GOOD[:3], "=A1", "U/L"))))
    assert told["found"] == "'=A1"
