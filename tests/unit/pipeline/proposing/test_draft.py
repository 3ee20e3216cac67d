"""A draft is right where it says so, asks where it cannot know, and never decides between two readings."""

import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.unit.pipeline.lab_files import text, workbook
from tests.unit.readers.workbook.packages import two_sheets

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.proposing.date_order import PATTERNS, date_order, looks_like_date
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.headers.analyte_headers import analyte_column
from hepaflow.pipeline.proposing.toml import as_toml
from hepaflow.pipeline.reading.read_file import read_file

EXAMPLES = Path(__file__).parents[4] / "examples"
CASES = Path(__file__).parents[3] / "cases"
RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)
# what the person who knows the lab writes where the draft says TODO
FINISHED = {
    "us-long.csv": {},
    "cn-wide.csv": {},
    "central-lab.csv": {'# "F" = "TODO"': '"F" = "final"'},
    "de-workbook.xlsx": {},
}


def draft(data):
    return as_toml(propose(data, load()))


def told(profile, data):
    """Return what was read: who, when, what, how much, of each line."""
    outcome = read_file(data, profile, load(), RECEIVED)
    return outcome.counts, [
        (panel.subject, panel.collected_at.wall, line, report.analyte, report.value)
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    ]


@pytest.mark.parametrize("name", FINISHED)
def test_a_finished_draft_reads_a_file_as_its_own_profile_does(name):
    data = (EXAMPLES / name).read_bytes()
    lines = draft(data)
    for todo, answer in FINISHED[name].items():
        assert todo in lines
        lines = lines.replace(todo, answer)
    own = profile_from_toml((EXAMPLES / name).with_suffix(".toml").read_text(encoding="utf-8"))
    assert told(profile_from_toml(lines), data) == told(own, data)


@pytest.mark.parametrize(
    "name", sorted(path.name for path in EXAMPLES.glob("*") if path.suffix in {".csv", ".xlsx"})
)
def test_a_draft_is_toml_whatever_stands_in_the_file(name):
    assert tomllib.loads(draft((EXAMPLES / name).read_bytes()))["version"] == 1


@pytest.mark.parametrize("name", ["10-propose-collection-not-order-date", "12-propose-table-far-below"])
def test_a_draft_names_the_columns_that_a_person_names(name):
    folder = CASES / "corpora" / name
    (file,) = folder.glob("input.*")
    wanted = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))["columns"]
    assert tomllib.loads(draft(file.read_bytes()))["columns"] == wanted


# what the person who knows the lab writes where the draft of a case says TODO
LAYOUTS = {
    "06-merged-subject-cells": {},
    "07-blank-same-as-above": {},
    "08-unit-row-under-header": {},
    "10-transposed-dates-in-columns": {},
    "21e-sheet-per-subject": {},
    "22-cover-sheet-first": {},
    "23-date-and-time-columns": {},
    "23c-time-column-first": {},
    "26-two-row-merged-header": {
        f'# {code} = "TODO"': f'{code} = "{unit}"'
        for code, unit in {"ALT": "U/L", "BILI": "umol/L", "ALB": "g/L", "PT": "s"}.items()
    },
    "28-subject-line-above-block": {},
    "33-site-and-number-columns": {f"# {key} = ": f"{key} = " for key in ("subject", "site", "separator")},
    "61-visit-in-header": {
        f'# {code} = "TODO"': f'{code} = "{unit}"' for code, unit in {"ALT": "U/L", "BILI": "mg/dL"}.items()
    },
    "81-fixed-columns-no-header": {f"# {key} = ": f"{key} = " for key in ("subject", "collected_at")},
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_finished_draft_reads_a_layout_as_the_profile_of_the_case_does(name):
    folder = CASES / "files" / name
    (file,) = folder.glob("input.*")
    lines = draft(file.read_bytes())
    for todo, answer in LAYOUTS[name].items():
        assert todo in lines
        lines = lines.replace(todo, answer)
    own = next(path for path in sorted(folder.glob("profile*.toml"), reverse=True))
    found, wanted = (
        told(profile_from_toml(text), file.read_bytes()) for text in (lines, own.read_text(encoding="utf-8"))
    )
    assert found == wanted
    assert wanted[0].accepted


@pytest.mark.parametrize("name", sorted(folder.name for folder in CASES.glob("files/60-*")))
def test_a_draft_of_a_wide_table_names_the_analytes_that_a_person_names(name):
    folder = CASES / "files" / name
    (file,) = folder.glob("input.*")
    wanted = tomllib.loads((folder / "profile.toml").read_text(encoding="utf-8"))
    found = tomllib.loads(draft(file.read_bytes()))
    assert found["columns"] == wanted["columns"]
    assert {header: column["analyte"] for header, column in found["wide"].items()} == {
        header: column["analyte"] for header, column in wanted["wide"].items()
    }


@pytest.mark.parametrize(
    ("header", "analyte", "unit"),
    [
        ("总胆红素(TBIL,μmol/L)", "BILI", "μmol/L"),
        ("Total bilirubin (mg/dL)", "BILI", "mg/dL"),
        ("TBIL_μmol/L", "BILI", "μmol/L"),
        ("总胆红素\nTBIL\nμmol/L", "BILI", "μmol/L"),
        ("Bilirubin, direct, mg/dL", "BILDIR", "mg/dL"),
        ("WBC (10^9 /L)", "WBC", "10^9 /L"),
        ("WBC (x 10^9 / L)", "WBC", "x 10^9 / L"),
        ("Neutrophils (10^9/L)", "NEUT", "10^9/L"),
    ],
)
def test_a_header_is_parted_into_name_and_unit(header, analyte, unit):
    column = analyte_column(header, load())
    assert (column.analyte, column.unit) == (analyte, unit)


@pytest.mark.parametrize(
    "header",
    [
        "Albumin, urine (mg/L)", "Albumin (urine) mg/L", "尿白蛋白(mg/L)", "Glucose (CSF, mg/dL)", "ALT ULN", "ALT (U/L) ULN",
        "ALT ref low (U/L)", "ALT/AST", "Creatinine clearance (mL/min)", "Delta ALT (U/L)", "ALT change, U/L",
    ],
)  # fmt: skip
def test_a_header_of_something_else_names_no_analyte(header):
    assert analyte_column(header, load()) is None


@pytest.mark.parametrize(
    ("encoding", "header", "name"),
    [
        ("cp932", "被験者番号,採取日時,検査項目,結果,単位", "総ビリルビン"),
        ("gb18030", "受试者编号,采集时间,项目名称,结果,单位", "总胆红素"),
        ("big5", "受試者編號,採檢時間,檢驗項目,結果,單位", "總膽紅素"),
    ],
)
def test_the_encoding_is_that_in_which_most_words_are_known(encoding, header, name):
    data = f"{header}\r\nS-001,2024-03-22 08:30,{name},1.2,mg/dL\r\n".encode(encoding)
    assert tomllib.loads(draft(data))["file"]["encoding"] == encoding


# --- dates


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("hour", [8, 20])
def test_every_pattern_is_found_in_what_it_writes(pattern, hour):
    written = datetime(2024, 3, 22, hour, 30, 15, tzinfo=UTC).strftime(pattern)
    found = date_order([written])
    assert pattern in {*found.patterns, *(rival for rivals in found.doubtful for rival in rivals)} or (
        found.patterns
        and datetime.strptime(written, pattern) == datetime.strptime(written, found.patterns[0])  # noqa: DTZ007
    )
    assert looks_like_date(written)


def test_numbers_are_no_dates_and_few_patterns_are_tried(monkeypatch):
    tried = []
    monkeypatch.setattr(
        "hepaflow.pipeline.proposing.date_order.by_pattern", lambda *given: tried.append(given)
    )
    assert not any(map(looks_like_date, ("0.37", "45", "ALT", "<5", "1.2-3.4", "U/L")))
    assert not tried
    assert not looks_like_date("22/33/2024 08:30")
    assert len(tried) <= 5


def test_iso_dates_need_no_pattern():
    assert date_order(["2024-03-22 08:30", "20240322"]).patterns == ()


@pytest.mark.parametrize(
    ("cells", "pattern"),
    [
        (["22/03/2024", "01/02/2024"], "%d/%m/%Y"),
        (["03/22/2024 08:30", "01/02/2024 09:00"], "%m/%d/%Y %H:%M"),
        (["2024年3月22日"], "%Y年%m月%d日"),
    ],
)
def test_a_day_above_twelve_tells_the_order(cells, pattern):
    assert date_order(cells).patterns == (pattern,)


def test_where_two_orders_fit_neither_is_chosen():
    found = date_order(["03/04/2024", "05/06/2024"])
    assert (found.patterns, set(found.doubtful[0])) == ((), {"%d/%m/%Y", "%m/%d/%Y"})


def test_dates_that_nothing_reads_are_counted():
    found = date_order(["22/03/2024", "about noon", ""])
    assert (found.read, found.texts) == (1, 2)


def test_a_doubtful_order_stands_in_the_draft_as_a_comment():
    data = text(("S-1", "03/04/2024", "ALT", "45", "U/L"), ("S-1", "05/06/2024", "ALT", "45", "U/L"))
    lines = draft(data)
    assert "dates" not in tomllib.loads(lines)["file"]
    assert '"%d/%m/%Y" or "%m/%d/%Y": both read all of them' in lines


# --- columns


def test_columns_without_known_headers_are_told_by_their_cells():
    data = text(("7", "2024-03-22", "ALT", "4.5", "U/L"), header=("A", "B", "C", "D", "E"))
    lines = draft(data)
    assert tomllib.loads(lines)["columns"] == {"analyte": "C", "unit": "E", "value": "D"}
    assert '# collected_at = "B"  # TODO by its cells alone' in lines  # of which event, no cell tells


def test_where_several_columns_may_be_the_results_a_person_decides():
    rows = (("S-1", "2024-03-22", "ALT", "4.5", "0.5"), ("S-1", "2024-03-22", "AST", "5.5", "1.5"))
    lines = draft(text(*rows, header=("Subject", "Collected", "Test", "D", "E")))
    assert "value" not in tomllib.loads(lines)["columns"]
    assert "which are the results?" in lines


def test_a_column_that_is_missing_is_asked_for():
    data = text(("S-1", "2024-03-22", "ALT", "45", "U/L"), header=("A", "B", "C", "D", "E"))
    assert '# subject = "TODO"' in draft(data)


def test_a_header_that_names_a_person_is_pointed_out_and_never_mapped():
    data = text(
        ("S-1", "2024-03-22", "ALT", "45", "Mr A"), header=("Subject", "Collected", "Test", "Result", "Name")
    )
    lines = draft(data)
    assert ("Name" not in tomllib.loads(lines)["columns"].values(), "hepaflow prepare" in lines) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("header", "analyte", "unit"),
    [
        ("ALT (U/L)", "ALT", "U/L"),
        ("总胆红素(μmol/L)", "BILI", "μmol/L"),
        ("白蛋白", "ALB", None),
        ("ALB, g/L", "ALB", "g/L"),
    ],
)
def test_a_header_names_analyte_and_unit(header, analyte, unit):
    column = analyte_column(header, load())
    assert (column.analyte, column.unit) == (analyte, unit)


@pytest.mark.parametrize("header", ["Subject", "Visit (day)", "ALT (furlong)"])
def test_other_headers_name_none(header):
    assert analyte_column(header, load()) is None


def test_header_words_mean_fields():
    assert {Field(row["field"]) for row in rows("headers")} >= {
        Field.SUBJECT,
        Field.COLLECTED_AT,
        Field.VALUE,
    }


# --- what only the lab can say


def test_an_unknown_name_is_listed_with_what_is_near():
    line = next(
        line
        for line in draft(text(("S-1", "2024-03-22", "Bilirubinum totalum", "45", "U/L"))).splitlines()
        if "Bilirubinum" in line
    )
    assert (line.startswith('# "Bilirubinum totalum" = "TODO"  # 1 rows; nearest: '), "BILI" in line) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("analyte", "unit", "expected"),
    [
        ("TBIL", "mg/hl", '[unit_spellings]\n# "mg/hl" = "TODO"  # 1 rows of BILI'),
        ("TBIL", "", '[units]\n# BILI = "TODO"  # 1 rows of BILI'),
        ("Ammonia", "ug/dL", '# AMMONIA in "ug/dL" (1 rows) needs a fact'),
        ("HBV DNA", "copies/mL", '# HBDNA in "copies/mL" (1 rows) cannot be converted'),
        ("ALT", "g/L", '# ALT in "g/L" (1 rows) is not a unit of this test'),
    ],
)
def test_a_unit_that_cannot_be_used_is_listed_where_the_answer_belongs(analyte, unit, expected):
    assert expected in draft(text(("S-1", "2024-03-22", analyte, "45", unit)))


def test_ids_of_two_shapes_give_no_pattern():
    data = text(("S-1", "2024-03-22", "ALT", "45", "U/L"), ("X22", "2024-03-22", "ALT", "45", "U/L"))
    assert "subject" not in tomllib.loads(draft(data))


def test_marks_of_two_kinds_are_for_the_lab_to_explain():
    data = text(("S-1", "2024-03-22", "ALT", "4.5", "U/L"), ("S-1", "2024-03-23", "ALT", '"4,5"', "U/L"))
    assert "1 values have a point and 1 a comma: ask the lab" in draft(data)


# --- formats


def test_a_header_below_titles_is_found_in_a_workbook():
    data = workbook(
        ("Hospital",), ("",), ("Subject", "Collected", "Test", "Result"), ("S-1", "2024-03-22", "ALT", "45")
    )
    assert tomllib.loads(draft(data))["file"]["header_row"] == 3


TABLE = (("Subject", "Collected", "Test", "Result"), ("S-1", "2024-03-22", "ALT", "45"))


@pytest.mark.parametrize(
    ("sheets", "named"),
    [
        (((("Exported by", "Lab"), ("Version", "1")), TABLE), "B"),
        (((), TABLE), "B"),
        ((TABLE, (("Code", "Meaning"), ("ALT", "x"))), None),
        ((TABLE, TABLE), None),
    ],
    ids=["cover", "empty", "legend behind", "two of results"],
)
def test_sheet_is_named_where_the_first_has_no_results(sheets, named):
    assert tomllib.loads(draft(two_sheets(*sheets)))["file"].get("sheet") == named


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("gb18030", ","), ("utf-8", "\t"), ("utf-16", ";"), ("big5", "|")]
)
def test_encoding_and_delimiter_are_told(encoding, delimiter):
    lines = [
        ("受试者编号", "采集时间", "項目", "結果", "單位"),
        ("S-1", "2024-03-22", "丙氨酸氨基转移酶", "45", "U/L"),
    ]
    if encoding == "big5":
        lines[1] = ("S-1", "2024-03-22", "AST", "45", "U/L")
        lines[0] = ("Subject", "Collected", "Test", "Result", "單位")
    else:
        lines[0] = ("受试者编号", "采集时间", "项目", "结果", "单位")
    data = "\n".join(delimiter.join(line) for line in lines).encode(encoding)
    profile = profile_from_toml(draft(data))
    assert told(profile, data)[0].accepted == 1


def test_what_nothing_reads_is_refused():
    with pytest.raises(Refused) as caught:
        propose(b"%PDF-1.7", load())
    assert caught.value.issue.code is IssueCode.FILE_FORMAT


@pytest.mark.parametrize(
    ("header", "day", "clock"),
    [
        (
            ("Subject", "Collection Time", "Collection Date", "Test", "Result", "Units"),
            "Collection Date",
            "Collection Time",
        ),
        (("Subject", "采集时间", "采集日期", "Test", "Result", "Units"), "采集日期", "采集时间"),
    ],
)
def test_column_of_clocks_is_never_the_date(header, day, clock):
    found = propose(
        text(("S-001", "08:30", "2024-03-22", "ALT", "45", "U/L"), header=header), load()
    ).columns.fields
    assert (found[Field.COLLECTED_AT].value, found[Field.COLLECTED_TIME].value) == (day, clock)


def test_column_of_operators_is_proposed():
    header = ("Subject", "Collected", "Test", "Modifier", "Result", "Units")
    found = propose(
        text(("S-001", "2024-03-22", "AFP", "<", "2", "ng/mL"), header=header), load()
    ).columns.fields
    assert found[Field.OPERATOR].value == "Modifier"


def test_long_ids_are_told_in_no_time():
    started = time.process_time()
    ids = [f"7d1f0c52-{place:04}-4b6e-9a11-{'0d3f5c6e7a' * 20}" for place in range(50)]
    draft(text(*((one, "2024-03-22", "ALT", "45", "U/L") for one in ids)))
    assert time.process_time() - started < 5


@pytest.mark.slow
def test_a_thousand_unknown_names_take_seconds():
    started = time.process_time()
    draft(
        text(
            *(("S-1", "2024-03-22", f"Something else {place} of many", "45", "U/L") for place in range(1000))
        )
    )
    assert time.process_time() - started < 10


# --- what a draft may repeat


NAMES = ("张三", "李四canary", "Zhang San", "王五")


@pytest.mark.parametrize(
    "header", [("Subject", "Collected", "Test", "Result", "Units", NAMES[1]), NAMES + NAMES[:2], ()]
)
def test_no_draft_repeats_a_cell_of_a_column_that_is_not_known(header):
    """Without a header the row of a patient is taken for it."""
    row = (NAMES[0], "2024-03-22", "ALT", "4.5", "U/L", NAMES[2])
    more = [(NAMES[3], "2024-03-23", "AST", "4.5", "U/L", NAMES[2])] * 3
    lines = draft(text(*(more if header else [row, *more]), header=header or row))
    assert [name for name in NAMES if name in lines] == []
    assert "2024-03-22" not in lines
    tomllib.loads(lines)


def test_no_draft_repeats_what_a_status_or_an_analyte_says_of_a_person():
    rows_of = [(f"CN01-{n:04}", "2024-03-22", name, "4.5", "U/L", status) for n, (name, status) in enumerate(
        [("ALT", "张三已阅"), ("患者：张三", "已签发"), ("Neues", "vidiert")]
    )]  # fmt: skip
    lines = draft(text(*rows_of, header=("Subject", "Collected", "Test", "Result", "Units", "Status")))
    assert "张三" not in lines
    assert [word for word in ("已签发", "vidiert", "Neues", "CN01-[0-9]{4}") if word not in lines] == []


@pytest.mark.parametrize("subject", ["ZhangSan", "张三1", "zhangsan01", "Zhang 01"])
def test_no_draft_makes_a_pattern_of_a_name(subject):
    lines = draft(text((subject, "2024-03-22", "ALT", "4.5", "U/L")))
    assert subject[:5] not in lines
    assert "[subject]" not in lines


@pytest.mark.parametrize(
    "unit", ["张三", "Zhang San", "Smith", "张三/L", "Smith/L", "姓名：张三", "某某医院", "13912345678"]
)
def test_no_draft_repeats_what_stands_as_a_unit_and_may_be_a_name(unit):
    lines = draft(
        text(("S-001", "2024-03-22", "ALT", "45", unit), ("S-002", "2024-03-22", "ALT", "45", "U/L"))
    )
    assert unit not in lines
    assert "ALT: U/L 1, … 1" in lines
    tomllib.loads(lines)


def test_a_draft_repeats_a_unit_that_is_nearly_known():
    lines = draft(
        text(("S-001", "2024-03-22", "ALT", "45", "U/hl"), ("S-002", "2024-03-22", "ALT", "45", "xU/L"))
    )
    assert [unit for unit in ("U/hl", "xU/L") if f'# "{unit}" = "TODO"' not in lines] == []


@pytest.mark.parametrize(
    "header", ["检验日期", "签收时间", "送检时间", "报告打印时间", "Received On", "Order date", "Befunddatum"]
)
def test_the_day_of_another_event_is_never_the_collection(header):
    rows = (("S-1", "2024-03-22", "ALT", "45", "U/L"), ("S-2", "2024-03-23", "ALT", "46", "U/L"))
    lines = draft(text(*rows, header=("Subject", header, "Test", "Result", "Units")))
    assert "collected_at = " + f'"{header}"' not in lines
