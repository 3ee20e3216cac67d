import json
from dataclasses import replace

import pytest
from tests.unit.pipeline.lab_files import workbook
from tests.unit.pipeline.studies import CENTER, GOOD, PERSONAL, STUDY, profile, started

from hepaflow.domain.identity import file_id
from hepaflow.pipeline import running
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.outcome import Counts, Outcome
from hepaflow.pipeline.running import ProfileGone, Unbalanced

DROP = 'personal_columns = "drop"'


def source(world, data):
    kept = world.source.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}")
    assert kept is not None
    return kept


def cells(world, data):
    return json.loads(source(world, data))["rows"]


# What is kept where columns that name a person are dropped


def test_of_a_file_with_dropped_columns_the_mapped_cells_are_kept_with_their_lines():
    world = started(file=DROP)
    world.send(PERSONAL)
    kept = json.loads(source(world, PERSONAL))
    assert kept["header"] == ["Subject", "Collected", "Test", "Result", "Units", "Status"]
    assert kept["header_line"] == 1
    assert kept["rows"][0] == [2, ["S-001", "2024-03-22 08:30", "ALT", "45", "U/L", "final"]]
    assert [line for line, _ in kept["rows"]] == [2, 3, 4, 5]


def test_of_dropped_columns_neither_header_nor_cell_is_kept():
    world = started(file=DROP)
    world.send(PERSONAL)
    assert b"Jane" not in source(world, PERSONAL)
    assert b"Patient" not in source(world, PERSONAL)


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


@pytest.mark.parametrize("row", [b"Jane Roe,S-001,2024-03-22,ALT,45,U/L,final,x\n", b"Jane Roe,S-001\n"])
def test_of_a_row_whose_columns_cannot_be_told_no_cell_is_kept(row):
    world = started(file=DROP)
    world.send(GOOD + row)
    assert cells(world, GOOD + row)[4] == [6, None]


def test_a_row_that_ends_in_empty_cells_is_kept():
    world = started(file=DROP)
    data = GOOD.replace(b"45,U/L,final", b"45,U/L,final,,")
    world.send(data)
    assert cells(world, data)[0][1] == ["S-001", "2024-03-22 08:30", "ALT", "45", "U/L", "final"]


def test_a_blank_row_is_kept_as_blank():
    world = started(file=DROP)
    data = GOOD.replace(b"S-002", b",,\nS-002", 1)
    world.send(data)
    assert cells(world, data)[2] == [4, [""] * 6]


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
    assert cells(world, data) == [[2, ["S-001", "2024-03-22 08:30", "45"]]]


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


# What never happens


def test_a_file_whose_rows_do_not_add_up_is_not_kept(monkeypatch):
    world = started()
    lost = Outcome(Counts(rows=2, accepted=1))
    monkeypatch.setattr(running, "read_file", lambda *_, **__: lost)
    delivery = world.arrive(GOOD)
    with pytest.raises(Unbalanced):
        ingest(delivery, world.services)
    assert (world.results.stored, world.receipts.kept, world.left_in_intake()) == ({}, {}, [delivery.key])


def test_the_words_of_these_faults_name_no_cell(monkeypatch):
    world = started()
    delivery = world.arrive(GOOD)
    services = world.services
    world.registry.profiles.clear()
    claim = replace(_claim(world), n=1)
    with pytest.raises(ProfileGone, match=r"^STUDY C-01 1$"):
        running.run(delivery, GOOD, claim, services)


def _claim(world):
    other = started()
    other.send(GOOD)
    claim = other.registry.latest_claim(STUDY, file_id(STUDY, CENTER, GOOD))
    assert claim is not None
    return claim


# A run is a pure function of bytes and claim


def test_a_run_that_is_made_twice_writes_the_same():
    world = started()
    delivery = replace(world.arrive(GOOD), file_id=file_id(STUDY, CENTER, GOOD))
    running.run(delivery, GOOD, _claim(world), world.services)
    once = world.snapshot()
    running.run(delivery, GOOD, _claim(world), world.services)
    assert world.snapshot() == once


def test_the_start_of_the_study_is_heeded():
    world = started(start="2024-06-01")
    world.send(GOOD)
    (panel,) = [stored.panel for stored in world.results.subject_panels(STUDY, "S-001")]
    assert [issue.code for issue in panel.specimen_issues] == ["date-before-study"]


def test_a_retry_reads_with_the_profile_of_the_claim():
    world = started()
    claim = _claim(world)
    world.registry.claim(STUDY, file_id(STUDY, CENTER, GOOD), claim)
    world.add_profile(profile(2, more='[analytes]\n"ALT" = "ignore"'))
    assert world.send(GOOD).counts.accepted == 3
