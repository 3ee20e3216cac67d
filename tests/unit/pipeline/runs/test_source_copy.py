"""What is kept of a file for later runs; and that it reads like the file itself."""

import json

import pytest
from tests.support.copies import copied
from tests.unit.pipeline.lab_files import RECEIVED, long_profile, wide_profile, workbook
from tests.unit.pipeline.studies import CENTER, FIRST, GOOD, PERSONAL, SECOND, STUDY, profile, started

from hepaflow.catalog.loader import load
from hepaflow.domain.identity import file_id
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.pipeline.runs.source_copy import SourceGone, source_of
from hepaflow.readers.copied import Copied, ReadOtherwise

DROP = 'personal_columns = "drop"'
ORIGINAL = 'keep = "original"'


def source(world, data):
    kept = world.source.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}")
    assert kept is not None
    return kept


def cells(world, data):
    """Return lines and cells of what is kept."""
    return json.loads(source(world, data))["rows"]


# What is kept where columns that name a person are dropped


def test_of_a_file_with_dropped_columns_the_mapped_cells_are_kept_with_their_lines():
    world = started(file=DROP)
    world.send(PERSONAL)
    kept = json.loads(source(world, PERSONAL))
    assert kept["header"] == ["Subject", "Collected", "Test", "Result", "Units", "Status", ""]
    assert kept["header_line"] == 1
    assert kept["rows"][0][1] == ["S-001", "2024-03-22 08:30", "ALT", "45", "U/L", "final", "·"]
    assert [line for line, _ in kept["rows"]] == [2, 3, 4, 5]


def test_of_dropped_columns_neither_header_nor_cell_is_kept():
    world = started(file=DROP)
    world.send(PERSONAL)
    assert b"Jane" not in source(world, PERSONAL)
    assert "Patient name" not in json.loads(source(world, PERSONAL))["header"]


def test_a_column_that_nobody_mapped_is_dropped_too():
    world = started(file=DROP)
    data = GOOD.replace(b"Status", b"Status,Ward", 1).replace(b"final\n", b"final,Zoster\n")
    world.send(data)
    assert b"Zoster" not in source(world, data)


def test_a_mapped_cell_that_shows_a_person_is_kept_empty():
    world = started(file=DROP)
    data = GOOD.replace(b"fifty", b"call 13812345678")
    world.send(data)
    assert b"13812345678" not in source(world, data)
    assert cells(world, data)[3][1][3] == ""


def test_the_digits_of_a_subject_are_no_telephone_number():
    world = started(file=DROP)
    data = GOOD.replace(b"S-001", b"13812345678")
    world.send(data)
    assert cells(world, data)[0][1][0] == "13812345678"


@pytest.mark.parametrize("row", [b"Jane Roe,S-001,2024-03-22,ALT,x,U/L,final,x\n", b"Jane Roe,S-001\n"])
def test_of_a_row_whose_columns_cannot_be_told_no_cell_is_kept(row):
    world = started(file=DROP)
    world.send(GOOD + row)
    assert cells(world, GOOD + row)[4] == [6, ["·"] * (row.count(b",") + 1)]


def test_a_row_that_ends_in_empty_cells_is_kept():
    world = started(file=DROP)
    data = GOOD.replace(b"45,U/L,final", b"45,U/L,final,,")
    world.send(data)
    assert cells(world, data)[0][1] == ["S-001", "2024-03-22 08:30", "ALT", "45", "U/L", "final", "", ""]


def test_a_blank_row_is_kept_as_blank():
    world = started(file=DROP)
    data = GOOD.replace(b"S-002", b",,\nS-002", 1)
    world.send(data)
    assert cells(world, data)[2] == [4, [""] * 3]


def test_of_a_wide_file_the_analyte_columns_are_kept_however_their_headers_are_written():
    wide = profile(
        file=f'layout = "wide"\n{DROP}', more='[wide]\n"ALT (U/L)" = {analyte = "ALT", unit = "U/L"}'
    )
    lines = ("analyte =", "value =", "unit =", "status =")
    text = "\n".join(line for line in wide.splitlines() if not line.startswith(lines))
    world = started()
    world.add_profile(text.replace("version = 1", "version = 2"))
    data = "Subject,Collected,ALT （U/L）,Patient name\nS-001,2024-03-22 08:30,45,Jane\n".encode()
    assert world.send(data).counts.accepted == 1
    assert cells(world, data) == [[2, ["S-001", "2024-03-22 08:30", "45", "·"]]]


def test_of_a_workbook_the_mapped_cells_are_kept():
    world = started(file=DROP)
    rows = [line.split(",") for line in PERSONAL.decode().splitlines()]
    data = workbook(*rows)
    world.send(data)
    assert cells(world, data)[0][1][0] == "S-001"
    assert b"Jane" not in source(world, data)


@pytest.mark.parametrize("data", [PERSONAL.replace(b"Units", b"Einheit"), b"\xff\xfe\xfd" + PERSONAL])
def test_of_a_refused_file_that_may_name_somebody_nothing_is_kept(data):
    world = started(file=DROP)
    world.send(data)
    assert world.state(data).refusal
    assert world.source.kept == {}


def test_column_about_a_ward_is_not_kept():
    world = started()
    data = GOOD.replace(b"Status", b"Status,Ward", 1).replace(b"final\n", b"final,Zoster\n")
    world.send(data)
    assert b"Zoster" not in source(world, data)
    assert json.loads(source(world, data))["rows"][0][1][:3] == ["S-001", "2024-03-22 08:30", "ALT"]


# A copy reads like the file itself


def read_both(data: bytes, declared: Profile):
    return [read_file(one, declared, load(), RECEIVED) for one in (data, copied(data, declared))]


HEAD = "No,Subject,Collected,Patient name,Test,Result,Units\n"
ROWS = {
    "a result": "1,S-001,2024-03-22 08:30,Jane,ALT,45,U/L\n",
    "an unknown analyte": "1,S-001,2024-03-22 08:30,Jane,Kryptonite,45,U/L\n",
    "no subject": "1,,2024-03-22 08:30,Jane,ALT,45,U/L\n",
    "a blank row": ",,,,,,\n1,S-001,2024-03-22 08:30,Jane,ALT,45,U/L\n",
    "an empty line": "\n1,S-001,2024-03-22 08:30,Jane,ALT,45,U/L\n",
    "only a name": ",,,Jane,,,\n",
    "a total in a column that is not kept": "Total,,,,,,3\n",
    "a total with no other cell": "合计 3条\n",
    "a total in a kept column": ",Total,,,,3,\n",
    "a total behind another word": "x,Total,,,,3,\n",
    "a total that is a subject": "Total,S-001,2024-03-22 08:30,Jane,ALT,45,U/L\n",
    "the header again": HEAD,
    "the header but for one cell": HEAD.replace("No", "Nr"),
    "a narrow row": "1,S-001,2024-03-22\n",
    "a wide row": "1,S-001,2024-03-22 08:30,Jane,ALT,45,U/L,x\n",
    "empty cells too many": "1,S-001,2024-03-22 08:30,Jane,ALT,45,U/L,,\n",
    "a telephone number for a value": "1,S-001,2024-03-22 08:30,Jane,ALT,call 13812345678,U/L\n",
    "eleven digits for a value": "1,S-001,2024-03-22 08:30,Jane,HBV DNA,18400000000,IU/mL\n",
    "a telephone number for a subject": "1,13812345678,2024-03-22 08:30,Jane,ALT,45,U/L\n",
    "two lines in one cell": '"1\n2",S-001,2024-03-22 08:30,Jane,ALT,45,U/L\n1,,,,,,\n',
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_copy_gives_what_the_original_gives(row):
    declared = long_profile(file={"personal_columns": "drop"})
    good = "9,S-009,2024-03-22 08:30,Joe,BILI,1,mg/dL\n"
    original, copy = read_both((HEAD + row + good).encode(), declared)
    assert copy == original


def test_a_copy_of_a_workbook_gives_what_the_workbook_gives():
    rows = [line.split(",") for line in PERSONAL.decode().splitlines()]
    declared = long_profile(file={"personal_columns": "drop"})
    original, copy = read_both(
        workbook(("Results of March",), (), *rows),
        declared.model_copy(update={"file": declared.file.model_copy(update={"header_row": 3})}),
    )
    assert (copy, copy.counts.accepted) == (original, 3)


def test_a_copy_of_a_wide_file_gives_what_the_file_gives():
    declared = wide_profile(file={"personal_columns": "drop"})
    data = b"Name,Subject,Collected,ALT,BILI\nJane,S-001,2024-03-22 08:30,45,\nJane,,,,\nJane,,,,3\n,,,,\nx,S-1\n"
    original, copy = read_both(data, declared)
    assert copy == original


# Which of the two is kept, and for how long


def claim_of(world, data):
    claim = world.registry.latest_claim(STUDY, file_id(STUDY, CENTER, data))
    assert claim is not None
    return claim


def kept(world, data):
    return source_of(STUDY, file_id(STUDY, CENTER, data), claim_of(world, data), world.services)


def test_an_original_is_told_by_its_checksum():
    world = started(file=ORIGINAL)
    world.send(GOOD)
    assert kept(world, GOOD) == GOOD


def test_what_has_another_checksum_is_a_copy():
    world = started(file=DROP)
    world.send(PERSONAL)
    assert isinstance(kept(world, PERSONAL), Copied)


def test_an_original_that_looks_like_a_copy_is_none():
    world = started(file=DROP)
    world.send(PERSONAL)
    forged = source(world, PERSONAL)
    other = started(file=ORIGINAL)
    other.send(forged)
    assert kept(other, forged) == forged


def test_of_a_file_that_named_somebody_there_is_no_source():
    world = started()
    world.send(PERSONAL)
    with pytest.raises(SourceGone):
        kept(world, PERSONAL)


@pytest.mark.parametrize(("first", "then"), [("refuse", "drop"), ("drop", "refuse")])
def test_what_is_kept_stays_whatever_a_later_profile_allows(first, then):
    data = PERSONAL if first == "drop" else GOOD
    world = started(file=f'personal_columns = "{first}"')
    world.send(data, FIRST)
    before = dict(world.source.kept)
    world.add_profile(profile(2, file=f'personal_columns = "{then}"'))
    world.send(data, SECOND, name="again.csv")
    assert world.source.kept == before


def test_rows_are_put_before_an_original_that_an_earlier_run_kept():
    refused = b"Subject,Collected\nS-001,2024-03-22\n"
    world = started(file=ORIGINAL)
    world.send(refused, FIRST)
    assert source(world, refused) == refused
    world.add_profile(profile(2))
    world.send(refused, SECOND, name="again.csv")
    assert json.loads(source(world, refused))["header"] == ["Subject", "Collected"]


def test_original_that_the_profile_keeps_is_stored_once():
    refused = b"Subject,Collected\nS-001,2024-03-22\n"
    world = started(file=ORIGINAL)
    world.send(refused, FIRST)
    world.add_profile(profile(2, file=ORIGINAL))
    world.send(refused, SECOND, name="again.csv")
    ((_, versions),) = world.source.stored.items()
    assert len(versions) == 1


@pytest.mark.parametrize(
    "changed", [{"encoding": "gb18030"}, {"delimiter": ";"}, {"header_row": 2}, {"format": "workbook"}]
)
def test_a_copy_is_not_read_by_who_would_have_read_other_cells(changed):
    declared = long_profile(file={"personal_columns": "drop"})
    copy = copied(PERSONAL, declared)
    with pytest.raises(ReadOtherwise):
        read_file(copy, long_profile(file={"personal_columns": "drop", **changed}), load(), RECEIVED)


@pytest.mark.parametrize("changed", [{"decimal_mark": ","}, {"format": "delimited"}, {"dates": ["%d.%m.%Y"]}])
def test_a_copy_of_text_is_read_by_who_reads_its_cells_otherwise(changed):
    copy = copied(PERSONAL, long_profile(file={"personal_columns": "drop"}))
    assert read_file(copy, long_profile(file=changed), load(), RECEIVED).counts.rows == 4


def test_a_copy_of_a_workbook_keeps_the_decimal_mark_that_its_numbers_were_written_with():
    rows = [line.split(",") for line in PERSONAL.decode().splitlines()]
    copy = copied(workbook(*rows), long_profile(file={"personal_columns": "drop"}))
    with pytest.raises(ReadOtherwise):
        read_file(copy, long_profile(file={"decimal_mark": ","}), load(), RECEIVED)


def test_a_profile_that_reads_a_dropped_column_cannot_read_a_copy():
    copy = copied(PERSONAL, long_profile(file={"personal_columns": "drop"}))
    with pytest.raises(ReadOtherwise):
        read_file(copy, long_profile({"visit": "Ward"}), load(), RECEIVED)


@pytest.mark.parametrize(("barcode", "is_read"), [("王伟-0012", False), ("B-0012", True)])
def test_a_mark_in_place_of_an_id_that_showed_a_person_is_read_as_no_id(barcode, is_read):
    """Else all specimens with such an id would be one. The file itself is refused under that profile."""
    data = GOOD.replace(b"Status", b"Status,Barcode", 1).replace(b"final\n", f"final,{barcode}\n".encode())
    copy, newer = copied(data, long_profile()), long_profile({"specimen": "Barcode"})
    assert (barcode.encode() in copy.data) is is_read
    if is_read:
        assert read_file(copy, newer, load(), RECEIVED).counts.rows == 4
        return
    with pytest.raises(ReadOtherwise):
        read_file(copy, newer, load(), RECEIVED)
    assert read_file(copy, long_profile(), load(), RECEIVED).counts.rows == 4


def test_a_column_that_the_file_never_had_is_missing_from_a_copy_that_lacks_none():
    copy = copied(GOOD, long_profile())
    outcome = read_file(copy, long_profile({"visit": "Ward"}), load(), RECEIVED)
    assert [issue.code.value for issue in outcome.issues] == ["file-columns-missing"]
