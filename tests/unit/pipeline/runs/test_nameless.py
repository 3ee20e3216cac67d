"""Of a refused file the original is kept only where it is known to name nobody."""

import pytest
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import CENTER, GOOD, PERSONAL, SECOND, STUDY, profile, started

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import DeliveryStatus, FileStatus

PHONE = b"13912345678"  # ITU-T E.164, China: mobile numbers have 11 digits and begin with 13 to 19
MAIL = b"jane.roe@example.org"
COLUMN_MISSING = b"Subject,Collected\nS-001,2024-03-22\n"
REFUSED_AND_NAMING = {
    "below-a-title": b"Laboratory report\n"
    + PERSONAL,  # the header that names a person is not where it should be
    "in-a-cell-not-mapped": b"Subject,Remark\nS-001," + MAIL + b"\n",
    "in-the-last-row": b"Subject,Collected\n" + b"S-001,2024-03-22\n" * 3 + b"S-001," + PHONE + b"\n",
    "in-the-header": b"Subject,Remark " + MAIL + b"\nS-001,x\n",
    "beyond-the-header": b"Subject,Collected\nS-001,2024-03-22," + MAIL + b"\n",
}
REFUSED_UNREAD = {
    "other-encoding": GOOD.replace(b"final", "bestätigt".encode("latin-1")),
    "open-quotes": GOOD + b'"S-003,2024-03-22,ALT,4',
    "no-text": GOOD + b"\0",
    "password": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600),
    "document": b"%PDF-1.7 Jane Roe",
    "page": b"<html>Jane Roe</html>",
}


def kept(world, data):
    return world.source.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}")


@pytest.mark.parametrize(
    "data", [COLUMN_MISSING, GOOD.replace(b"Status", b"Test")], ids=["missing", "repeated"]
)
def test_a_refused_file_that_was_read_to_its_end_and_names_nobody_is_kept(data):
    world = started(file='keep = "original"')
    world.send(data)
    assert world.state(data).status is FileStatus.REFUSED
    assert kept(world, data) == data


@pytest.mark.parametrize("data", REFUSED_AND_NAMING.values(), ids=REFUSED_AND_NAMING)
def test_a_refused_file_that_names_somebody_anywhere_is_not_kept(data):
    world = started()
    world.send(data)
    assert world.state(data).status is FileStatus.REFUSED
    assert world.source.kept == {}


@pytest.mark.parametrize("data", REFUSED_UNREAD.values(), ids=REFUSED_UNREAD)
def test_a_refused_file_that_could_not_be_read_to_its_end_is_not_kept(data):
    world = started()
    world.send(data)
    assert world.state(data).status is FileStatus.REFUSED
    assert world.source.kept == {}


@pytest.mark.parametrize("data", REFUSED_UNREAD.values(), ids=REFUSED_UNREAD)
def test_file_that_could_not_be_read_to_its_end_is_not_kept_by_a_profile_that_keeps_originals(data):
    world = started(file='keep = "original"')
    world.send(data)
    assert world.state(data).status is FileStatus.REFUSED
    assert world.source.kept == {}


@pytest.mark.parametrize("shown", ["Visited by Dr. Zhang, 13912345678", "姓名：张三"])
def test_refused_workbook_whose_title_names_somebody_is_not_kept(shown):
    world = started(file='format = "workbook"\nheader_row = 2\npersonal_columns = "refuse"')
    data = workbook((shown,), ("Subject", "Collected"), ("S-001", "2024-03-22"))
    world.send(data)
    assert world.state(data).status is FileStatus.REFUSED
    assert world.source.kept == {}


def test_a_refused_workbook_that_names_somebody_is_not_kept():
    world = started(file='format = "workbook"')
    data = workbook(("Subject", "Name"), ("S-001", MAIL.decode()))
    world.send(data)
    assert world.source.kept == {}


def test_what_was_refused_and_not_kept_still_leaves_the_intake():
    world = started()
    world.send(REFUSED_UNREAD["document"])
    assert world.left_in_intake() == []


def test_what_was_not_kept_is_read_when_it_is_sent_again_under_another_profile():
    world = started()
    data = GOOD.replace(b"final", "bestätigt".encode("latin-1"))
    world.send(data)
    world.add_profile(profile(2, file='encoding = "latin-1"', more='[status]\n"bestätigt" = "final"'))
    assert world.send(data, SECOND, name="again.csv").status is DeliveryStatus.TAKEN_UP
    assert world.state(data).status is FileStatus.COMMITTED
    assert kept(world, data) is not None
