import pytest
from tests.unit.pipeline.lab_files import RECEIVED

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.open_file import profile_for_format
from hepaflow.pipeline.reading.rows import RowLoop, no_progress
from hepaflow.pipeline.reading.specimens import FileSpecimens
from hepaflow.readers.sheet import Sheet

OWN = {Field.SUBJECT: "USUBJID", Field.COLLECTED_AT: "LBDTC", Field.CODE: "LBTESTCD", Field.VALUE: "LBORRES"}


def sheet(*asides):
    return Sheet(tuple(OWN.values()), 0, iter([]), OWN, Places.SEGMENT, list(asides))


def profile(**parts):
    return Profile(study="S", center="C", version=1, **parts)


def test_what_a_format_says_of_its_cells_needs_no_columns():
    assert profile_for_format(sheet(), profile(file=FileLayout(format="hl7v2"))).columns == OWN


def test_a_profile_may_choose_other_columns_of_a_dataset():
    own = profile(file=FileLayout(format="cdisc"), columns={"subject": "SUBJID"})
    assert profile_for_format(sheet(), own).columns == {**OWN, Field.SUBJECT: "SUBJID"}


def test_columns_of_a_table_do_not_count_for_messages():
    columns = {"subject": "Subject", "collected_at": "Taken", "analyte": "Test", "value": "Result"}
    assert profile_for_format(sheet(), profile(columns=columns)).columns == OWN


def test_messages_have_one_result_a_row_also_where_tables_of_the_center_are_wide():
    columns = {"subject": "Subject", "collected_at": "Taken"}
    wide = profile(file=FileLayout(layout="wide"), columns=columns, wide={"ALT": {"analyte": "ALT"}})
    assert (profile_for_format(sheet(), wide).file.layout, profile_for_format(sheet(), wide).wide) == (
        "long",
        {},
    )


@pytest.mark.parametrize(
    ("code", "rows", "notes"),
    [(IssueCode.ROW_BLANK, 1, 0), (IssueCode.ROW_WIDTH, 1, 0), (IssueCode.UNIT_REPAIRED, 0, 1)],
)
def test_what_a_reader_sets_aside_is_a_row_unless_it_is_a_note(code, rows, notes):
    own = profile_for_format(sheet(), profile(file=FileLayout(format="hl7v2")))
    places = {field: place for place, field in enumerate(OWN)}
    loop = RowLoop(sheet(Issue(code, 100_001)), own, FileSpecimens(own, RECEIVED, None), places)
    loop.run(load(), no_progress)
    assert (loop.rows, len(loop.without), len(loop.notes)) == (rows, rows, notes)
