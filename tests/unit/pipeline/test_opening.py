import pytest
from tests.unit.pipeline.lab_files import RECEIVED

from hepaflow.catalog.loader import load
from hepaflow.domain.issues import Issue, IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.places import Places
from hepaflow.domain.profile import FileLayout, Profile
from hepaflow.pipeline.reading.opening import read_by
from hepaflow.pipeline.reading.rows import RowLoop, no_progress
from hepaflow.pipeline.reading.specimens import Specimens
from hepaflow.readers.sheet import Sheet

OWN = {Field.SUBJECT: "USUBJID", Field.COLLECTED_AT: "LBDTC", Field.CODE: "LBTESTCD", Field.VALUE: "LBORRES"}


def sheet(*asides):
    return Sheet(tuple(OWN.values()), 0, iter([]), OWN, Places.SEGMENT, list(asides))


def profile(**parts):
    return Profile(study="S", center="C", version=1, **parts)


def test_what_a_format_says_of_its_cells_needs_no_columns():
    assert read_by(sheet(), profile(file=FileLayout(format="hl7v2"))).columns == OWN


def test_a_profile_may_choose_other_columns_of_a_dataset():
    own = profile(file=FileLayout(format="cdisc"), columns={"subject": "SUBJID"})
    assert read_by(sheet(), own).columns == {**OWN, Field.SUBJECT: "SUBJID"}


def test_columns_of_a_table_do_not_count_for_messages():
    columns = {"subject": "Subject", "collected_at": "Taken", "analyte": "Test", "value": "Result"}
    assert read_by(sheet(), profile(columns=columns)).columns == OWN


def test_messages_have_one_result_a_row_also_where_tables_of_the_center_are_wide():
    columns = {"subject": "Subject", "collected_at": "Taken"}
    wide = profile(file=FileLayout(layout="wide"), columns=columns, wide={"ALT": {"analyte": "ALT"}})
    assert (read_by(sheet(), wide).file.layout, read_by(sheet(), wide).wide) == ("long", {})


@pytest.mark.parametrize(
    ("code", "rows", "notes"),
    [(IssueCode.ROW_BLANK, 1, 0), (IssueCode.ROW_WIDTH, 1, 0), (IssueCode.UNIT_REPAIRED, 0, 1)],
)
def test_what_a_reader_sets_aside_is_a_row_unless_it_is_a_note(code, rows, notes):
    own = read_by(sheet(), profile(file=FileLayout(format="hl7v2")))
    places = {field: place for place, field in enumerate(OWN)}
    loop = RowLoop(sheet(Issue(code, 100_001)), own, Specimens(own, RECEIVED, None), places)
    loop.run(load(), no_progress)
    assert (loop.rows, len(loop.without), len(loop.notes)) == (rows, rows, notes)
