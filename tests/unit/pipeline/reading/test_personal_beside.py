"""What names a person beside the table: title rows, names of sheets, properties of the document."""

import io

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from tests.unit.pipeline.lab_files import GOOD, LONG, long_profile, read, text, workbook
from tests.unit.pipeline.studies import CENTER, STUDY, started
from tests.unit.pipeline.studies import GOOD as LAB_FILE
from tests.unit.readers.workbook.packages import saved, with_part

from hepaflow.domain.identity import file_id
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.workbook.workbook import read_workbook

ID_NUMBER = "11010519491231002X"  # the example of GB 11643-1999
MOBILE = "13800138000"


def told(data, **file):
    return [
        (issue.code, issue.line, issue.column, issue.found)
        for issue in read(data, long_profile(file=file)).issues
    ]


def under(title):
    return f"{title}\n".encode() + text(GOOD)


NAMING = [
    "姓名：张三",
    "姓名: 张三 性别: 男",
    "姓名,张三",
    "Patient name: Zhang San",
    "report@lab.example.org",
    ID_NUMBER,
    MOBILE,
]


@pytest.mark.parametrize("title", NAMING)
def test_a_title_that_names_a_person_refuses_the_file_and_is_not_repeated(title):
    assert told(under(title), header_row=2) == [("personal-data", 1, "", "")]


@pytest.mark.parametrize("title", NAMING)
def test_where_columns_are_dropped_a_title_is_left_behind(title):
    outcome = read(under(title), long_profile(file={"header_row": 2, "personal_columns": "drop"}))
    assert (outcome.refused, outcome.counts.accepted) == (False, 1)


@pytest.mark.parametrize(
    "title", ["Central Lab", "检验结果导出 2024-03-22 08:30:00", "Lab name: North", "科室：肝病科", "姓名："]
)
def test_a_title_that_names_nobody_is_nothing(title):
    assert told(under(title), header_row=2) == []


def described(**properties):
    book = load_workbook(io.BytesIO(workbook(LONG, GOOD)))
    for name, value in properties.items():
        setattr(book.properties, name, value)
    return saved(book)


@pytest.mark.parametrize("name", ["creator", "lastModifiedBy", "title", "description", "keywords", "subject"])
def test_a_property_that_shows_a_person_refuses_the_file(name):
    assert told(described(**{name: f"LIS {MOBILE}"})) == [("personal-data", 0, "", "")]


def test_a_sheet_whose_name_shows_a_person_refuses_the_file():
    assert told(workbook(LONG, GOOD, title=f"张三{MOBILE}")) == [("personal-data", 0, "", "")]


@pytest.mark.parametrize("properties", [{"creator": "Zhang San"}, {"lastModifiedBy": "张三"}])
def test_an_author_refuses_nothing(properties):
    assert told(described(**properties)) == []


def holds_more(data):
    return read_workbook(data, FileLayout()).holds_more


@pytest.mark.parametrize("properties", [{"creator": "Zhang San"}, {"lastModifiedBy": "张三"}])
def test_a_workbook_with_an_author_holds_more_than_its_rows(properties):
    assert holds_more(described(**properties))


@pytest.mark.parametrize("properties", [{}, {"creator": ""}, {"creator": "Apache POI", "title": "Results"}])
def test_a_workbook_of_a_program_does_not(properties):
    assert not holds_more(described(**properties))


@pytest.mark.parametrize("xml", [b"", b"<a>", b"no xml"])
def test_properties_that_cannot_be_read_may_name_somebody_and_refuse_nothing(xml):
    data = with_part(workbook(LONG, GOOD), "docProps/core.xml", xml)
    assert told(data) == []
    assert holds_more(data)


def test_another_sheet_or_a_comment_is_more_than_the_rows():
    book = Workbook()
    book.active.append(["a"])
    book.active.append(["1"])
    book.active["A2"].comment = Comment("see Zhang San", "nobody")
    commented = saved(book)
    book = Workbook()
    book.active.append(["a"])
    book.active.append(["1"])
    book.create_sheet("patients")
    assert holds_more(commented)
    assert holds_more(saved(book))


@pytest.mark.parametrize(("creator", "original"), [("openpyxl", True), ("Zhang San", False)])
def test_of_a_workbook_with_an_author_the_rows_are_kept_and_not_the_original(creator, original):
    world = started(file='keep = "original"')
    rows = [line.split(",") for line in LAB_FILE.decode().splitlines()]
    book = load_workbook(io.BytesIO(workbook(*rows)))
    book.properties.creator = creator
    data = saved(book)
    world.send(data)
    kept = world.source.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}")
    assert (kept == data) is original
    assert b"Zhang" not in kept
