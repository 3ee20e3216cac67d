"""A register that comes through the intake, as lab files do."""

import gzip
import json

import pytest
from tests.unit.pipeline.lab_files import long_profile, workbook
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    World,
    definition,
    fixed_clock,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.void import NothingCounts, void_file
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.register.entries import RequestedEntry, write_entry
from hepaflow.pipeline.register.receipts.meanings import ROW_MEANINGS
from hepaflow.pipeline.register.rows import RowFault
from hepaflow.readers.copied import Copied, read_copied

HEADER = "subject,center,sex,birth_year,status"
LIST = f"{HEADER}\nS-001,{CENTER},F,1970,enrolled\nS-002,{CENTER},M,1950,enrolled\n".encode()
MIXED = LIST + f"S-003,C-99,,,enrolled\nS-004,{CENTER},,,randomised\nS-005,{CENTER},1,,enrolled\n".encode()


def send(world, data, received=FIRST, **place):
    return world.send(data, received, center=RESERVED_CENTER, name="list.csv", **place)


def kept(world, data, name, run=1):
    place = f"{STUDY}/{RESERVED_CENTER}/{file_id(STUDY, RESERVED_CENTER, data)}/{run}/{name}"
    return world.receipts.get(place).decode()


def receipt(world, data, run=1):
    return json.loads(kept(world, data, "receipt.json", run))


def source(world, data):
    return world.source.get(f"{STUDY}/{RESERVED_CENTER}/{file_id(STUDY, RESERVED_CENTER, data)}")


def known(world, center=CENTER):
    return [entry.subject.id for entry in world.registry.register(STUDY, center)]


def test_a_register_in_the_intake_is_taken_up_and_leaves_it():
    world = started()
    summary = send(world, LIST)
    assert (summary.status, summary.counts.accepted) == (DeliveryStatus.TAKEN_UP, 2)
    assert (known(world), world.left_in_intake()) == (["S-001", "S-002"], [])


def test_its_receipt_says_what_became_of_the_rows():
    world = started()
    send(world, LIST)
    send(world, LIST.replace(b"1950", b"1951"), SECOND)
    told = receipt(world, LIST.replace(b"1950", b"1951"))
    assert told["counts"] == {"rows": 2, "accepted": 2, "held": 0, "rejected": 0, "skipped": 0}
    assert told["accepted_now"] == {"new": 0, "changed": 1, "unchanged": 1, "waiting": 0}


def test_its_receipt_says_why_rows_were_refused_where_and_by_which_column():
    world = started()
    send(world, MIXED)
    causes = receipt(world, MIXED)["causes"]
    assert [(cause["code"], cause["columns"], cause["lines"], cause["who"]) for cause in causes] == [
        ("cell-unreadable", ["sex"], ["6"], "data manager"),
        ("cell-unreadable", ["status"], ["5"], "data manager"),
        ("center-unknown", ["center"], ["4"], "data manager"),
    ]


def test_its_issues_stand_in_order_of_lines_and_repeat_no_cell():
    world = started()
    send(world, MIXED)
    told = kept(world, MIXED, "issues.csv")
    assert [row.split(",")[:2] for row in told.splitlines()[1:]] == [
        ["4", "center"],
        ["5", "status"],
        ["6", "sex"],
    ]
    assert "randomised" not in told + kept(world, MIXED, "receipt.json")


def test_its_receipt_is_a_page_too():
    world = started()
    send(world, MIXED)
    assert "cell-unreadable" in kept(world, MIXED, "receipt.html")


@pytest.mark.parametrize("fault", RowFault)
def test_every_fault_is_told_in_both_languages(fault):
    meaning = ROW_MEANINGS[fault]
    assert meaning.remedy_en.isascii()
    assert not meaning.remedy_zh.isascii()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LIST.replace(b"sex", "姓名".encode()), "personal-data"),
        (LIST.replace(b"center", b"site"), "file-columns-missing"),
        (LIST.replace(b"sex", b"status"), "file-columns-repeated"),
        (b"", "file-empty"),
        (f"{HEADER}\n".encode(), "file-no-rows"),
        (gzip.compress(LIST, mtime=0), "archive-nested"),
    ],
)
def test_a_register_that_cannot_be_read_is_refused_whole_and_not_kept(data, code):
    world = started()
    assert send(world, data).status is DeliveryStatus.TAKEN_UP
    told = receipt(world, data)
    assert (told["outcome"], [cause["code"] for cause in told["causes"]]) == ("refused", [code])
    assert (known(world), source(world, data)) == ([], None)
    assert world.state(data, RESERVED_CENTER).status is FileStatus.REFUSED


def test_what_names_a_person_beside_the_table_refuses_it():
    world = started()
    data = workbook(*(line.split(",") for line in LIST.decode().splitlines()), title="jane@example.org")
    send(world, data)
    assert [cause["code"] for cause in receipt(world, data)["causes"]] == ["personal-data"]


def test_a_workbook_is_taken_up_and_kept_too():
    world = started()
    data = workbook(*(line.split(",") for line in LIST.decode().splitlines()))
    send(world, data)
    assert (known(world), source(world, data)) == (["S-001", "S-002"], data)


def test_the_original_is_kept_where_it_has_no_other_column():
    world = started()
    send(world, LIST)
    assert source(world, LIST) == LIST


def test_of_other_columns_nothing_is_kept():
    world = started()
    data = f"{HEADER},remark\nS-001,{CENTER},F,1970,enrolled,Jane Roe\n\nshort\n".encode()
    send(world, data)
    copy = source(world, data)
    assert b"Jane" not in copy
    assert next(cells for _, cells in read_copied(Copied(copy), long_profile()).rows) == [
        "S-001", CENTER, "F", "1970", "enrolled",
    ]  # fmt: skip


def test_the_same_bytes_again_are_acknowledged():
    world = started()
    send(world, LIST)
    head = world.registry.head(STUDY)
    assert send(world, LIST, SECOND).status is DeliveryStatus.DUPLICATE
    assert (world.registry.head(STUDY), world.left_in_intake()) == (head, [])


def test_rows_that_were_refused_come_in_once_their_center_is_defined():
    world = started()
    send(world, MIXED)
    more = definition(2).model_copy(update={"centers": (CENTER, OTHER_CENTER, "C-99")})
    define_study(world.registry, world.queue, fixed_clock, "ann", more, "one center more")
    send(world, MIXED, SECOND)
    assert receipt(world, MIXED, run=2)["accepted_now"] == {
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "waiting": 0,
    }
    assert known(world, "C-99") == ["S-003"]
    assert world.state(MIXED, RESERVED_CENTER).run_number == 2


def test_what_was_said_since_the_first_receipt_is_not_undone_by_sending_it_again():
    world = started()
    send(world, MIXED)
    subject = next(iter(world.registry.register(STUDY, CENTER))).subject
    changed = subject.model_copy(update={"birth_year": 1971})
    write_entry(world.registry, fixed_clock, STUDY, RequestedEntry(changed, 2, SECOND, "ann", "mistyped"))
    world.define(version=2)
    send(world, MIXED, THIRD)
    assert next(iter(world.registry.register(STUDY, CENTER))).subject.birth_year == 1971


def test_the_journal_leads_from_an_entry_to_its_file():
    world = started()
    send(world, LIST)
    entries = [event.draft for event in world.registry.events(STUDY) if "version" in event.draft.details]
    assert entries[-1].reason == f"file {file_id(STUDY, RESERVED_CENTER, LIST)}"


def test_a_subject_that_is_not_spelled_as_the_study_spells_them_is_refused():
    world = started(subject_pattern="S-[0-9]{3}")
    data = f"{HEADER}\nJane Roe,{CENTER},F,1970,enrolled\n".encode()
    send(world, data)
    assert receipt(world, data)["causes"][0]["columns"] == ["subject"]
    assert known(world) == []


def test_a_register_before_its_study_waits_for_it():
    world = World()
    told = world.arrive(LIST, center=RESERVED_CENTER)
    assert ingest(told, world.services).status is DeliveryStatus.UNKNOWN
    world.define()
    (sent,) = world.queue.sent
    assert ingest(sent, world.services).status is DeliveryStatus.TAKEN_UP
    assert known(world) == ["S-001", "S-002"]


def test_what_came_of_a_register_is_announced():
    world = started()
    send(world, LIST)
    (news,) = world.announcements.announced
    assert (news.center, news.counts["accepted"]) == (RESERVED_CENTER, 2)


def test_a_register_cannot_be_voided():
    world = started()
    send(world, LIST)
    with pytest.raises(NothingCounts):
        void_file(world.services, "ann", STUDY, file_id(STUDY, RESERVED_CENTER, LIST), "why not")


def test_a_file_under_a_center_of_another_name_is_no_register():
    world = started()
    assert world.send(LIST, center=OTHER_CENTER).status is DeliveryStatus.AWAITING_PROFILE
