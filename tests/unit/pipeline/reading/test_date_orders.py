"""Which dates are held where other dates of the column show that day and month are the other way round."""

import datetime as dt
import json

import pytest
from tests.unit.pipeline.lab_files import LONG, codes, long_profile, read, text, workbook

from hepaflow.catalog.loader import load
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.outcome import Outcome

ALT = ("ALT", "45", "U/L")
OTHER = "date-other-order"
US = ("%m/%d/%Y",)


def dated(*cells: str, dates: tuple[str, ...] = US, **file: object) -> Outcome:
    rows = [(f"S-{at:03}", cell, *ALT) for at, cell in enumerate(cells, 1)]
    return read(text(*rows), long_profile(file={"dates": dates, **file}))


def held(outcome: Outcome) -> list[int]:
    return [line for line, code in codes(outcome) if code == OTHER]


def test_one_date_with_the_day_first_holds_those_that_may_have_it_first():
    assert codes(dated("02/03/2025", "23/02/2025", "04/04/2025", "2025-03-02")) == [
        (2, OTHER),
        (3, "date-unreadable"),
    ]


def test_the_receipt_names_the_row_that_shows_the_order():
    (cause,) = [cause for cause in causes(dated("02/03/2025", "23/02/2025"), load()) if cause.code == OTHER]
    (found,) = cause.found
    assert (found.text, found.reason.en, found.reason.zh) == (
        "02/03/2025",
        "row 3 has 23/02/2025",
        "第 3 行为 23/02/2025",
    )
    assert (cause.lines, cause.who, cause.severity) == (("2",), "data manager", "hold")


@pytest.mark.parametrize(
    ("pattern", "doubtful", "proof"),
    [
        ("%m/%d/%Y", "02/03/2025", "23/02/2025"),
        ("%d/%m/%Y", "02/03/2025", "02/23/2025"),
        ("%m-%d-%Y", "2-3-2025", "23-2-2025"),
        ("%d.%m.%Y", "02.03.2025", "02.23.2025"),
        ("%m %d %Y", "02 03 2025", "23 02 2025"),
        ("%d. %m. %Y", "2. 3. 2025", "2. 23. 2025"),
        ("%d%m%Y", "02032025", "02232025"),
        ("%m/%d/%y", "02/03/25", "23/02/25"),
        ("%y/%m/%d", "02/03/04", "02/23/04"),
        ("%m/%d/%Y %H:%M", "02/03/2025 08:30", "23/02/2025 08:30"),
        ("%H:%M %m/%d/%Y", "08:30 02/03/2025", "08:30 23/02/2025"),
        ("%m/%d/%Y %I:%M %p", "02/03/2025 8:30 PM", "23/02/2025 8:30 PM"),
        ("%m/%d/%Y", "02/03/2025", "23/02/2025 08:30"),  # the profile reads no time
        ("%m/%d/%Y", "02/03/2025", "23.02.2025"),
        ("%m/%d/%Y", "０2/03/2025", "23/02/2025"),
    ],
)
def test_each_way_to_write_dates(pattern, doubtful, proof):
    for cells in ((doubtful, proof), (proof, doubtful)):
        assert len(held(dated(*cells, dates=(pattern,)))) == 1


def test_dates_of_other_calendars():
    assert held(dated("02/03/2568", "23/02/2568", calendar="buddhist")) == [2]


@pytest.mark.parametrize("proof", ["13/13/2025", "31/02/2025", "23/02/2095", "yesterday", "23/02/1625", ""])
def test_a_date_that_is_wrong_in_every_order_shows_nothing(proof):
    assert held(dated("02/03/2025", proof)) == []


@pytest.mark.parametrize(
    "cells",
    [
        ("02/03/2025", "02/23/2025", "23/02/2025"),
        ("02/03/2025", "23/02/2025", "02/23/2025 08:30"),  # not read for its time, and in the profile's order
        ("02/03/2025", "02/23/2025"),
        ("02/02/2025", "23/02/2025"),  # the same day in both orders
        ("2025-02-03", "02/23/2025", "23/02/2025"),
    ],
)
def test_nothing_is_held_where_dates_show_the_order_of_the_profile(cells):
    assert held(dated(*cells)) == []


def test_two_dates_in_the_other_order_are_no_typing_error():
    assert held(dated("02/03/2025", "02/23/2025", "23/02/2025", "24/02/2025")) == [2]


def test_few_typing_errors_among_many_right_dates():
    right = [f"{month:02}/{day}/2025" for month in (1, 2) for day in range(13, 23)]
    assert held(dated("02/03/2025", *right, "23/02/2025", "24/02/2025")) == []
    assert held(dated("02/03/2025", *right, "23/02/2025", "24/02/2025", "25/02/2025")) == [2]


def test_one_wrong_day_of_many_patients_is_one_typing_error():
    assert held(dated("02/03/2025", "02/23/2025", *["23/02/2025"] * 50)) == []


def test_each_mark_has_its_own_order():
    both = ("%d/%m/%Y", "%m-%d-%Y")
    assert held(dated("02/03/2025", "02-03-2025", "02/23/2025", dates=both)) == [2]
    assert held(dated("02/03/2025", "02-03-2025", "23/02/2025", "02-23-2025", dates=both)) == []


def test_text_cells_of_a_workbook():
    rows = [
        ("S-001", "02/03/2025", *ALT),
        ("S-002", dt.date(2025, 3, 22), *ALT),
        ("S-003", "23/02/2025", *ALT),
    ]
    assert held(read(workbook(LONG, *rows), long_profile(file={"dates": US}))) == [2]


def test_json_records():
    rows = [
        dict(zip(LONG, (f"S-{at}", cell, *ALT), strict=True))
        for at, cell in enumerate(("02/03/2025", "23/02/2025"))
    ]
    profile = long_profile(file={"dates": US, "format": "json"})
    assert len(held(read(json.dumps(rows).encode(), profile))) == 1


def test_revision_times_have_an_order_of_their_own():
    rows = [
        ("S-001", "2025-02-03", *ALT, "02/03/2025"),
        ("S-002", "2025-02-03", *ALT, "23/02/2025"),
        ("S-003", "2025-02-03", *ALT, "2025-02-03"),
    ]
    profile = long_profile({"revised_at": "Revised"}, file={"dates": US})
    outcome = read(text(*rows, header=(*LONG, "Revised")), profile)
    assert codes(outcome) == [(2, OTHER), (3, "revised-unreadable")]
    assert outcome.issues[0].column == "Revised"
    (cause,) = [cause for cause in causes(outcome, load()) if cause.code == OTHER]
    assert cause.found[0].reason.en == "row 3 has 23/02/2025"


def test_a_total_with_a_date_is_named_without_a_row():
    outcome = read(
        text(("S-001", "02/03/2025", *ALT), ("Total", "23/02/2025", "", "", "")),
        long_profile(file={"dates": US}),
    )
    (cause,) = [cause for cause in causes(outcome, load()) if cause.code == OTHER]
    assert cause.found[0].reason.en == "the file also has 23/02/2025"


def test_dates_of_a_spreadsheet_beside_texts_that_the_profile_does_not_read_are_held():
    assert codes(dated("2024-04-03", "22/03/2024", dates=())) == [
        (2, "date-half-swapped"),
        (3, "date-unreadable"),
    ]
    assert codes(dated("2024-04-03", "22/03/2024", "05/03/2024", dates=())) == [
        (3, "date-unreadable"),
        (4, "date-ambiguous"),
    ]
    assert codes(dated("2024-04-03", "13/13/2024", dates=())) == [(3, "date-impossible")]
