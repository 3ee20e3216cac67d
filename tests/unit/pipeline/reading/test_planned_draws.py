"""A draw may be expected on a day to come. Whatever was measured may not."""

from datetime import UTC, datetime

import pytest

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file

RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)
COLUMNS = {"subject": "Subject", "collected_at": "Date", "analyte": "Item", "value": "Value", "unit": "Unit"}


def outcome(*rows):
    columns = "\n".join(f'{field} = "{header}"' for field, header in COLUMNS.items())
    text = (
        'study = "S"\ncenter = "US-01"\nversion = 1\ntime_zone = "UTC"\n[file]\nformat = "delimited"\ndecimal_mark = "."\n'
        f'[columns]\n{columns}\n[subject]\npattern = "S-[0-9]+"\n'
    )
    data = "\n".join(["Subject,Date,Item,Value,Unit", *rows, ""]).encode()
    return read_file(data, profile_from_toml(text), load(), RECEIVED)


def codes(found):
    return [(issue.line, issue.code.value) for issue in found.issues]


def test_an_expected_draw_is_accepted_on_a_day_to_come():
    found = outcome("S-1,2026-03-02,Draw expected,Yes,")
    assert (found.counts.accepted, codes(found)) == (1, [])


@pytest.mark.parametrize(
    "row", ["S-1,2026-03-02,Sample collected,No,", "S-1,2026-03-02,Withdrawn from visits,Yes,"]
)
def test_what_has_happened_is_not_of_a_day_to_come(row):
    found = outcome(row)
    assert (found.counts.held, codes(found)) == (1, [(2, "date-after-receipt")])


def test_a_result_beside_an_expected_draw_is_held_as_before():
    found = outcome("S-1,2026-03-02,Draw expected,Yes,", "S-1,2026-03-02,ALT,45,U/L")
    assert (found.counts.accepted, found.counts.held) == (1, 1)
    assert codes(found) == [(3, "date-after-receipt")]
    assert codes(outcome("S-1,2026-03-02,ALT,45,U/L", "S-1,2026-03-02,Draw expected,Yes,")) == [
        (2, "date-after-receipt")
    ]
