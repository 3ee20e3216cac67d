from datetime import UTC, datetime

import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, codes, long_profile, read, text

from hepaflow.catalog.loader import load
from hepaflow.pipeline.reading.read_file import read_file

BARCODE = (*LONG, "Barcode")


def row(subject="S-001", when="2024-03-22 08:30", analyte="ALT", value="45", specimen=""):
    unit = {"ALT": "U/L", "AST": "U/L", "BILI": "umol/L"}[analyte]
    return (subject, when, analyte, value, unit, specimen)


def at(received, when, **profile):
    return codes(read_file(text(("S-001", when, *GOOD[2:])), long_profile(**profile), load(), received))


def test_rows_of_one_specimen_are_one_panel_however_scattered():
    rows = [row(), row("S-002"), row(analyte="AST"), row("S-002", analyte="AST"), row(analyte="BILI")]
    panels = read(text(*rows, header=BARCODE), long_profile({"specimen": "Barcode"})).panels
    assert [(panel.subject, [*panel.lines]) for panel in panels] == [("S-001", [2, 4, 6]), ("S-002", [3, 5])]


def test_two_specimen_ids_are_two_panels():
    rows = [row(specimen="A"), row(analyte="AST", specimen="B"), row(analyte="BILI", specimen="A")]
    panels = read(text(*rows, header=BARCODE), long_profile({"specimen": "Barcode"})).panels
    assert [(panel.specimen, [*panel.lines]) for panel in panels] == [("A", [2, 4]), ("B", [3])]


def test_visits_are_kept_as_the_lab_writes_them():
    panels = read(text((*GOOD, " Week 4 "), header=(*LONG, "Visit")), long_profile({"visit": "Visit"})).panels
    assert [panel.visit for panel in panels] == ["Week 4"]


def test_a_visit_that_names_a_person_refuses_the_file():
    file = text((*GOOD, "call 13800138000"), header=(*LONG, "Visit"))
    outcome = read(file, long_profile({"visit": "Visit"}))
    assert [(issue.code, issue.column, issue.found) for issue in outcome.issues] == [
        ("personal-data", "Visit", "")
    ]


def test_a_visit_that_names_a_person_is_dropped_where_the_profile_says_so():
    file = text((*GOOD, "call 13800138000"), header=(*LONG, "Visit"))
    outcome = read(file, long_profile({"visit": "Visit"}, file={"personal_columns": "drop"}))
    assert [panel.visit for panel in outcome.panels] == [""]


def test_a_subject_is_never_repeated_in_an_issue():
    outcome = read(text(("canary", *GOOD[1:])), long_profile(subject={"pattern": "S-[0-9]{3}"}))
    assert codes(outcome) == [(2, "subject-pattern")]
    assert "canary" not in repr(outcome)


def test_subject_and_date_are_told_together():
    outcome = read(text(("", "", *GOOD[2:])))
    assert codes(outcome) == [(2, "subject-missing"), (2, "date-missing")]


def test_a_panel_without_reports_is_none():
    assert read(text(("S-001", "2024-03-22", "bogus", "1", "U/L"))).panels == []


@pytest.mark.parametrize(
    ("received", "when", "zone", "late"),
    [
        # Chicago is 5 hours behind UTC in summer
        ("2024-06-30T12:00+00:00", "2024-06-30 07:00", "America/Chicago", False),
        ("2024-06-30T12:00+00:00", "2024-06-30 07:01", "America/Chicago", True),
        ("2024-06-30T12:00+00:00", "2024-06-30T13:00+01:00", None, False),
        ("2024-06-30T12:00+00:00", "2024-06-30T13:01+01:00", None, True),
        # without a zone the wall time may be up to 14 hours ahead of UTC
        ("2024-06-30T12:00+00:00", "2024-07-01 02:00", None, False),
        ("2024-06-30T12:00+00:00", "2024-07-01 02:01", None, True),
        ("2024-06-30T12:00+00:00", "2024-07-01", "America/Chicago", True),
        ("2024-06-30T12:00+00:00", "2024-06-30", "America/Chicago", False),
        ("2024-06-30T12:00+00:00", "2024-06-30T08", "America/Chicago", True),
        ("2024-06-30T12:00+00:00", "2024-06", "America/Chicago", False),
        ("2024-06-30T12:00+00:00", "2024-08", "America/Chicago", True),
        ("2024-06-30T12:00+00:00", "2024", "America/Chicago", False),
        ("2024-06-30T12:00+00:00", "2034", "America/Chicago", True),
    ],
)  # fmt: skip
def test_what_cannot_have_been_collected_yet_is_held(received, when, zone, late):
    told = at(datetime.fromisoformat(received), when, time_zone=zone)
    assert ((2, "date-after-receipt") in told) is late


def test_a_time_that_a_zone_repeats_is_noted_and_read_as_the_earlier_one():
    received = datetime(2024, 11, 3, 6, 30, tzinfo=UTC)  # 01:30 stood on the clock at 06:30 and at 07:30 UTC
    assert at(received, "2024-11-03 01:30") == [(2, "date-offset-unknown")]


def test_the_day_before_the_study_begins_is_noted_and_its_first_day_is_not():
    start = datetime(2024, 3, 22, tzinfo=UTC).date()
    rows = [row(when="2024-03-21"), row(when="2024-03-22"), row(when="2024-03")]
    outcome = read(text(*rows, header=BARCODE), long_profile(), study_start=start)
    assert codes(outcome) == [(2, "date-before-study")]
    assert outcome.issues[0].analyte == "ALT"


PERSON = {"sex": "Sex", "age": "Age"}


@pytest.mark.parametrize(
    ("sex", "age", "known"),
    [
        ("男", "45岁", ("M", 45)),
        ("Female", "58.7", ("F", 58)),  # completed years
        ("F", "8月", ("F", 0)),
        ("", "", ("", None)),
        ("未知", "", ("", None)),
        ("1", "old", ("", None)),  # codes of sexes differ between systems
    ],
)
def test_sex_and_age_stay_with_the_specimen(sex, age, known):
    outcome = read(text((*GOOD, sex, age), header=(*LONG, "Sex", "Age")), long_profile(PERSON))
    assert [(panel.sex, panel.age) for panel in outcome.panels] == [known]
    assert codes(outcome) == []


def test_sex_and_age_that_differ_tell_specimens_apart():
    rows = [(*GOOD, "M", "45"), ("S-001", GOOD[1], "AST", "50", "U/L", "F", "45")]
    panels = read(text(*rows, header=(*LONG, "Sex", "Age")), long_profile(PERSON)).panels
    assert [(panel.sex, [*panel.lines]) for panel in panels] == [("M", [2]), ("F", [3])]
