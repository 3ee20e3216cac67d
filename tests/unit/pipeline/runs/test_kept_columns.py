"""No name is kept of a column that nobody knows, wherever it is; and a copy is read only by who reads what it has."""

import io
import json
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from tests.support.copies import answered, copied, reading_of
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import GOOD, LONG, RECEIVED, long_profile, text, wide_profile, workbook
from tests.unit.pipeline.studies import CENTER, HEADER, STUDY, profile, started

from hepaflow.catalog.loader import load
from hepaflow.domain.identity import file_id
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import KeptContent, KeptForm
from hepaflow.pipeline.changes.rerun import RerunEffect, rerun
from hepaflow.pipeline.changes.rerun_reading import Obstacle, RequestedRerun
from hepaflow.pipeline.profiles.parse import ProfileFault, profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.pipeline.timeline import timeline
from hepaflow.readers.copied import Copied, ReadOtherwise

NAME = "张三canary"
KNOWN = text((*GOOD, "H", "10-40", NAME), header=(*LONG, "Flag", "Reference range", "Remark"))


def kept(data: bytes, declared: Profile):
    return json.loads(copied(data, declared).data)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def run_again(world, data):
    """Read a file again under the newest profile, and confirm what that changes."""
    number = world.registry.head(STUDY).journal_number
    wish = RequestedRerun(STUDY, CENTER, "ann", "new profile", "", number)
    shown = rerun(wish, [world.state(data)], world.services)
    if shown.effect is not RerunEffect.TO_CONFIRM:
        return shown
    return rerun(replace(wish, confirm=shown.confirm), [world.state(data)], world.services)


def values(world):
    known = timeline(world.registry, world.results, STUDY, "S-001", None)
    return [(place.analyte, str(answer.current.observation.value)) for place, answer in known.answers.items()]


# Where a name can stand


@pytest.mark.parametrize(
    "data",
    [
        text((*GOOD, NAME), header=(*LONG, "Remark")),
        text((*GOOD, "x"), header=(*LONG, NAME)),
        text(GOOD, (NAME,), (NAME, *GOOD, "x")),
        text(GOOD, (f"审核者：{NAME}",)),
        text(GOOD, ("审核者：", NAME, "", "", "")),
        text((*GOOD, ""), ("", "", "", "", "", NAME), header=(*LONG, "Remark")),
    ],
)
def test_name_is_not_kept(data):
    assert NAME.encode() not in copied(data, long_profile()).data


@pytest.mark.parametrize("header", ["Accession number", "条码号"])
def test_a_person_in_an_id_that_the_profile_does_not_map_is_not_kept(header):
    """A bar code that looks like a telephone number is not kept either; other ids are."""
    rows = [(*GOOD, "Mrs. Jane Doe 123-45-6789"), (*GOOD, "S-2024-00123")]
    copy = copied(text(*rows, header=(*LONG, header)), long_profile()).data
    assert (b"Jane" in copy, b"S-2024-00123" in copy) == (False, True)


def test_name_in_a_title_row_is_not_kept():
    data = f"{NAME}\n".encode() + text(GOOD)
    assert NAME.encode() not in copied(data, long_profile(file={"header_row": 2})).data


def test_name_of_a_sheet_and_a_hidden_column_are_not_kept():
    book = load_workbook(io.BytesIO(workbook((*LONG, "Remark"), (*GOOD, NAME))))
    book.active.title = NAME
    book.active.column_dimensions["F"].hidden = True
    assert NAME.encode() not in copied(saved(book), long_profile()).data


def test_name_in_a_further_header_is_neither_kept_nor_repeated():
    data = text(
        GOOD, ("Subject", "Collected", "Test", "Result", NAME), ("S-002", "2024-03-22", "ALT", "4", "x")
    )
    assert NAME.encode() not in copied(data, long_profile()).data
    assert NAME not in repr(answered(data, long_profile())[0].issues)


def test_number_of_a_person_is_not_kept_under_a_header_that_nobody_knows():
    data = text((*GOOD, "13912345678"), header=(*LONG, "Remark"))
    assert b"13912345678" not in copied(data, long_profile()).data


# What is kept


def test_columns_that_the_catalog_knows_are_kept():
    assert kept(KNOWN, long_profile())["header"] == [*LONG, "Flag", "Reference range", ""]


def test_under_the_strict_rule_mapped_columns_alone_are_kept():
    declared = long_profile(file={"keep": "mapped"})
    assert kept(KNOWN, declared)["header"] == [*LONG, "", "", ""]


def test_column_that_the_profile_lists_is_kept():
    declared = long_profile(file={"keep_columns": ["remark"]})
    assert kept(KNOWN.replace(b"Remark", b"remark"), declared)["header"][-1] == "remark"


@pytest.mark.parametrize("header", ["审核者", "Patient name", "Ward"])
def test_column_that_names_a_person_cannot_be_listed(header):
    with pytest.raises(ProfileFault, match=r"keep_columns\[1\]"):
        profile_from_toml(profile(file=f'keep_columns = ["{header}"]'))


@pytest.mark.parametrize(
    "lines", ['keep = "original"\npersonal_columns = "drop"', 'keep = "mapped"\nkeep_columns = ["Remark"]']
)
def test_keys_that_contradict_each_other_are_refused(lines):
    with pytest.raises(ProfileFault, match="keep"):
        profile_from_toml(profile(file=lines))


def test_receipt_names_a_dropped_column_by_its_header_if_it_consists_of_known_words():
    data = text((*GOOD, "x", "y", ""), header=(*LONG, "审核者", NAME, "Remark 张"))
    assert reading_of(data, long_profile()).kept == KeptContent(KeptForm.ROWS, ("审核者", "7", "8"))


def test_receipt_has_the_checksum_and_says_what_is_kept():
    world = started()
    data = KNOWN.replace(b",Units", b",Units,Status", 1).replace(b"U/L", b"U/L,final", 1)
    name = world.send(data).file_id
    folder = f"{STUDY}/{CENTER}/{name}/1"
    receipt = json.loads(world.receipts.get(f"{folder}/receipt.json"))
    assert receipt["kept"] == {"form": "rows", "dropped_columns": ["Remark"]}
    page = world.receipts.get(f"{folder}/receipt.html").decode()
    assert receipt["sha256"] in page
    assert "Keep the original" in page


# A re-run from a copy


FLAGGED = f"{HEADER},Flag,Remark\nS-001,2024-03-22,ALT,45,U/L,final,H,{NAME}\n".encode()


def test_a_kept_column_is_read_by_a_newer_profile():
    world = started()
    world.send(FLAGGED)
    world.add_profile(profile(2).replace('unit = "Units"', 'unit = "Units"\nflag = "Flag"'))
    assert run_again(world, FLAGGED).effect is RerunEffect.DONE
    (panel,) = [
        stored.panel for stored in world.results.subject_panels(STUDY, "S-001") if stored.run.run_number == 2
    ]
    assert panel.observations[0].raw.flag == "H"


def test_a_dropped_column_is_the_reason_why_a_file_is_left_as_it_is():
    world = started()
    world.send(FLAGGED)
    world.add_profile(profile(2).replace('unit = "Units"', 'unit = "Units"\ncomment = "Remark"'))
    assert [left.obstacle for left in run_again(world, FLAGGED).left] == [Obstacle.READ_OTHERWISE]
    assert values(world) == [("ALT", "45")]


def test_receipt_of_a_re_run_names_the_same_dropped_columns():
    world = started()
    name = world.send(FLAGGED).file_id
    world.add_profile(profile(2, more='[analytes]\n"ALT" = "ignore"'))
    run_again(world, FLAGGED)
    receipts = [json.loads(world.receipts.get(f"{STUDY}/{CENTER}/{name}/{n}/receipt.json")) for n in (1, 2)]
    assert receipts[0]["kept"] == receipts[1]["kept"] == {"form": "rows", "dropped_columns": ["Remark"]}


def refused_by(copy: Copied, declared: Profile) -> bool:
    try:
        read_file(copy, declared, load(), RECEIVED)
    except ReadOtherwise:
        return True
    return False


def test_another_value_column_is_not_read_without_the_operators_that_may_belong_to_it():
    data = text((*GOOD, "<2", "2"), header=(*LONG, "X1", "LBORRES"))
    other = long_profile(columns={"value": "LBORRES"})
    assert refused_by(copied(data, long_profile()), other)
    assert not refused_by(
        copied(text((*GOOD, "word", "2"), header=(*LONG, "X1", "LBORRES")), long_profile()), other
    )


def test_other_columns_are_not_read_where_the_headers_decided_which_rows_belong_to_the_table():
    data = text(
        (*GOOD, "H"), ("Collected", "Subject", "Test", "Result", "Units", "x"), header=(*LONG, "Flag")
    )
    assert refused_by(copied(data, long_profile()), long_profile({"flag": "Flag"}))
    assert not refused_by(
        copied(text((*GOOD, "H"), header=(*LONG, "Flag")), long_profile()), long_profile({"flag": "Flag"})
    )


def test_other_columns_are_not_read_where_the_headers_decided_which_sheets_are_read():
    book = load_workbook(io.BytesIO(workbook((*LONG, "Flag"), (*GOOD, "H"))))
    copy = copied(saved(book), long_profile())
    book.create_sheet("Second").append(["x"])
    assert not refused_by(copy, long_profile({"flag": "Flag"}))
    assert refused_by(copied(saved(book), long_profile()), long_profile({"flag": "Flag"}))


def test_records_are_not_read_with_another_decimal_mark_than_they_were_written_with():
    data = json.dumps([dict(zip(LONG, (*GOOD[:3], 1.234, "U/L"), strict=True))]).encode()
    copy = copied(data, long_profile(file={"decimal_mark": "."}))
    assert refused_by(copy, long_profile(file={"decimal_mark": ","}))


MESSAGE = (
    b"MSH|^~\\&|||||20240322||ORU^R01|1|P|2.5\rPID|1||77^^^HOSP~S-001^^^TRIAL||Roe^Jane\rOBR|1\r"
    b"OBX|1|NM|ALT||45|U/L|||||F|||20240322083000\r"
)


def test_ids_of_a_message_are_not_chosen_again_by_another_profile():
    copy = copied(MESSAGE, made_profile(file={"format": "hl7v2"}, subject={"authority": "TRIAL"}))
    assert b"Roe" not in copy.data
    other = made_profile(file={"format": "hl7v2"}, subject={"authority": "HOSP"})
    assert refused_by(copy, other)


def test_resubmitted_rows_are_known_from_a_copy():
    world = started()
    earlier = world.send(FLAGGED).file_id
    row = f"S-002,2024-03-22,ALT,45,U/L,final,{earlier},2,{NAME}\n"
    data = f"{HEADER},hepaflow_file,hepaflow_line,hepaflow_issues\n{row}".encode()
    world.send(data, name="again.csv")
    held = world.source.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}")
    assert json.loads(held)["rows"][0][1][-3:] == [earlier, "2", "·"]


# An older copy


OLD = {
    "header": ["", *LONG],
    "header_line": 1,
    "rows": [[2, ["", *GOOD]], [3, ["·"]], [4, ["Total", "", "", "", "", ""]]],
    "columns": {},
    "places": "line",
    "asides": [],
    "file": {"format": "delimited", "encoding": "utf-8", "delimiter": ",", "header_row": None},
}


def test_older_copy_is_read():
    outcome = read_file(Copied(json.dumps(OLD).encode()), long_profile(), load(), RECEIVED)
    assert (outcome.counts.accepted, [(issue.line, issue.code) for issue in outcome.issues]) == (
        1, [(3, "row-width"), (4, "row-total")],
    )  # fmt: skip


# A refused file


def test_rows_of_a_refused_file_are_kept_without_the_columns_that_nobody_knows():
    data = FLAGGED.replace(b"Units", b"Einheit")
    world = started()
    world.send(data)
    assert NAME.encode() not in world.source.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}")
    world.add_profile(profile(2).replace('unit = "Units"', 'unit = "Einheit"'))
    run_again(world, data)
    assert values(world) == [("ALT", "45")]


@pytest.mark.parametrize(
    "data",
    [
        b"Report of March\n" + FLAGGED,  # the header is not where it should be
        FLAGGED.replace(b"Units", b"Einheit")
        + b"Remark,Collected,Subject,Result,Einheit,Status,Test,x\nA,B,C,D,E,F,G,H\n",
    ],
)
def test_nothing_is_kept_of_a_refused_file_whose_columns_cannot_be_told(data):
    world = started()
    world.send(data)
    assert world.state(data).refusal
    assert world.source.kept == {}


# A wide file


def test_of_a_wide_file_other_analytes_and_their_units_are_kept():
    header = ("Subject", "Collected", "ALT", "BILI", "AST", "AST unit", "Remark")
    data = text(("S-001", "2024-03-22", "45", "1", "30", "U/L", NAME), header=header)
    assert kept(data, wide_profile())["header"] == [*header[:-1], ""]
