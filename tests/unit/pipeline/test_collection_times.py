"""When a specimen was collected, where a file says it in two places, in another calendar, or damaged by a spreadsheet."""

import datetime as dt
import json

import pytest
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import LONG, codes, long_profile, read, text, workbook
from tests.unit.readers.fhir.fhir_resources import OBSERVATION, SPECIMEN, bundle, observation
from tests.unit.readers.hl7v2.hl7_messages import MSH, PID, message, obr, obx, result

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.outcome import Outcome

ALT = ("ALT", "45", "U/L")


def messages(kind: str, **file: str) -> Profile:
    return made_profile(time_zone="Asia/Shanghai", file={"format": kind, **file})


def times(outcome: Outcome) -> list[str]:
    """Return when each kept result was collected, in line order."""
    found = [(line, str(panel.collected_at)) for panel in outcome.panels for line in panel.lines]
    return [time for _, time in sorted(found)]


def dated(*cells: str, **file: object) -> Outcome:
    rows = [(f"S-{at:03}", cell, *ALT) for at, cell in enumerate(cells, 1)]
    return read(text(*rows), long_profile(file=file))


# --- HL7 v2

COLLECTED = "202403200830"


def order(*observed: str, rule: dict[str, str] | None = None, name: str = "ALT^ALT^L") -> Outcome:
    results = [
        obx(f3=name if len(observed) > 1 else "ALT^ALT^L", f5=str(45 + at), f14=time)
        for at, time in enumerate(observed)
    ]
    return read(message(MSH, PID, obr(f7=COLLECTED), *results), messages("hl7v2", **(rule or {})))


@pytest.mark.parametrize(
    ("observed", "time"),
    [
        ("20240110081500", "2024-01-10T08:15:00+08:00"),  # an older result in a cumulative report
        ("20240319", "2024-03-19"),
        ("202403190830", "2024-03-19T08:30+08:00"),
    ],
)
def test_observation_a_day_before_the_collection_has_its_own_time(observed, time):
    outcome = order(observed)
    assert (codes(outcome), times(outcome)) == ([], [time])


@pytest.mark.parametrize(
    "observed", ["", "20240320", "202403200830", "202403201130", "202403200815", "202403192000", "2024"]
)
def test_observation_of_the_day_has_the_time_of_collection(observed):
    outcome = order(observed)
    assert (codes(outcome), times(outcome)) == ([], ["2024-03-20T08:30+08:00"])


def test_observation_a_day_after_the_collection_is_noted():
    outcome = order("202403251000")
    assert (codes(outcome), times(outcome)) == ([(100001, "date-observed-later")], ["2024-03-20T08:30+08:00"])


@pytest.mark.parametrize(
    ("rule", "time"), [("use", "2024-03-25T10:00+08:00"), ("ignore", "2024-03-20T08:30+08:00")]
)
def test_profile_may_decide_about_obx_14(rule, time):
    outcome = order("202403251000", rule={"obx14": rule})
    assert (codes(outcome), times(outcome)) == ([], [time])


def test_results_of_one_test_with_a_time_each_are_a_series():
    outcome = order("202403200830", "202403200930")
    assert (codes(outcome), times(outcome)) == ([], ["2024-03-20T08:30+08:00", "2024-03-20T09:30+08:00"])


def test_results_of_one_test_at_one_time_are_no_series():
    assert {code for _, code in codes(order("202403200930", "202403200930"))} == {"conflict"}


@pytest.mark.parametrize(
    ("sent", "collected", "time"),
    [
        ("20240320120000+0100", COLLECTED, "2024-03-20T08:30+01:00"),
        ("20240320120000+0100", f"{COLLECTED}-0500", "2024-03-20T08:30-05:00"),
        ("20240320120000", COLLECTED, "2024-03-20T08:30+08:00"),
        ("20240320120000+0100", "20240320", "2024-03-20"),
    ],
)
def test_offset_of_the_message_is_that_of_its_times(sent, collected, time):
    head = MSH.replace("20240322120000", sent)
    assert times(read(message(head, PID, obr(f7=collected), obx()), messages("hl7v2"))) == [time]


# --- FHIR

TIMELESS = observation(without="effectiveDateTime", id="o1")
REPORT = {
    "resourceType": "DiagnosticReport",
    "status": "final",
    "effectiveDateTime": "2024-03-22T08:30:00+08:00",
    "result": [{"reference": "Observation/o1"}],
}


def test_observation_without_a_time_has_that_of_its_report():
    outcome = read(bundle(REPORT, TIMELESS), messages("fhir"))
    assert (codes(outcome), times(outcome)) == ([], ["2024-03-22T08:30:00+08:00"])


def test_observation_of_two_reports_with_two_times_is_held():
    other = {**REPORT, "effectiveDateTime": "2024-03-23T08:30:00+08:00"}
    assert codes(read(bundle(REPORT, other, TIMELESS), messages("fhir"))) == [(3000, "date-conflict")]


@pytest.mark.parametrize(
    "resources",
    [
        (REPORT, REPORT, TIMELESS),
        (TIMELESS, REPORT),
        ({**REPORT, "effectiveDateTime": "2024-03-29"}, {**OBSERVATION, "id": "o1"}),
    ],
)
def test_reports_that_agree_or_are_not_asked_hold_nothing(resources):
    outcome = read(bundle(*resources), messages("fhir"))
    assert (codes(outcome), times(outcome)) == ([], ["2024-03-22T08:30:00+08:00"])


def test_observation_that_no_report_names_has_no_time():
    other = {**REPORT, "result": [{"reference": "Observation/o2"}]}
    assert [code for _, code in codes(read(bundle(other, TIMELESS), messages("fhir")))] == ["date-missing"]


def received(code: str, specimen: dict[str, object] | None = None) -> Outcome:
    told = {
        "extension": [
            {"url": "urn:source", "valueCoding": {"system": "http://snomed.info/sct", "code": code}}
        ]
    }
    resource = observation(_effectiveDateTime=told, specimen={"reference": "Specimen/s1"})
    return read(bundle(specimen or SPECIMEN, resource), messages("fhir"))


@pytest.mark.parametrize(
    ("code", "time"), [("281271004", "2024-03-21"), ("399445004", "2024-03-22T08:30:00+08:00")]
)
def test_time_of_receipt_does_not_go_before_the_collection(code, time):
    assert times(received(code)) == [time]


def test_time_of_receipt_counts_where_no_other_is_known():
    assert times(received("281271004", {"resourceType": "Specimen", "id": "s1"})) == [
        "2024-03-22T08:30:00+08:00"
    ]


# --- the day at the center


@pytest.mark.parametrize(
    ("time", "unit"),
    [("202406302330+0000", "umol/L"), ("202406302330+0800", "mg/dL"), ("202407010730+0800", "umol/L")],
)
def test_entries_by_date_follow_the_day_at_the_center(time, unit):
    profile = Profile.model_validate(
        {
            **messages("hl7v2").model_dump(exclude_none=True, by_alias=True),
            "units": {
                "BILI": [
                    {"unit": "mg/dL", "to": dt.date(2024, 6, 30)},
                    {"unit": "umol/L", "from": dt.date(2024, 7, 1)},
                ]
            },
        }
    )
    outcome = read(message(MSH, PID, obr(f7=time), obx(f3="TBIL^Total bilirubin^L", f5="17", f6="")), profile)
    assert outcome.panels[0].observations[0].raw_unit == unit


# --- half-swapped dates

PATTERN = {"dates": ("%d/%m/%Y",)}


def test_dates_among_texts_that_cannot_be_swapped_are_held():
    assert codes(dated("2024-04-03", "22/03/2024", "2024-05-03", "30/04/2024", **PATTERN)) == [
        (2, "date-half-swapped"),
        (4, "date-half-swapped"),
    ]


def test_date_cells_of_a_workbook_are_held_too():
    rows = [("S-001", dt.date(2024, 4, 3), *ALT), ("S-002", "22/03/2024", *ALT)]
    assert codes(read(workbook(LONG, *rows), long_profile(file=PATTERN))) == [(2, "date-half-swapped")]


@pytest.mark.parametrize(
    "cells",
    [
        ("2024-04-03", "2024-03-22", "22/03/2024"),  # a date with a day above 12
        ("2024-04-03", "22/03/2024", "05/03/2024"),  # a text with a day up to 12
        ("2024-04-03", "2024-05-03"),
        ("22/03/2024", "30/04/2024"),
        ("2024-04-03", "2024-03"),
    ],
)
def test_other_mixtures_of_dates_hold_nothing(cells):
    assert codes(dated(*cells, **PATTERN)) == []


def test_texts_that_begin_with_the_year_are_never_swapped():
    assert codes(dated("2024-04-03", "2024/3/22", dates=("%Y/%m/%d",))) == []


# --- date and time in two columns


def timed(day: str, clock: str) -> Outcome:
    data = text(("S-001", day, *ALT, clock), header=(*LONG, "Time"))
    return read(data, long_profile({"collected_time": "Time"}))


@pytest.mark.parametrize(
    ("clock", "wall"),
    [
        ("08:30", "T08:30-05:00"), ("8:30", "T08:30-05:00"), ("08:30:15", "T08:30:15-05:00"), ("8:30 PM", "T20:30-05:00"),
        ("12:05 AM", "T00:05-05:00"), ("下午 3:20", "T15:20-05:00"), ("8时30分", "T08:30-05:00"), ("", ""), ("-", ""),
    ],
)  # fmt: skip
def test_time_column_is_read(clock, wall):
    assert times(timed("2024-03-22", clock)) == [f"2024-03-22{wall}"]


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2024-03-22", "morning"),
        ("2024-03", "08:30"),
    ],
)
def test_time_that_is_none_is_rejected(day, clock):
    assert codes(timed(day, clock)) == [(2, "date-unreadable")]


@pytest.mark.parametrize("clock", ["25:00", "24:30", "13:00 PM", "08:75"])
def test_time_that_no_day_has_is_rejected(clock):
    assert codes(timed("2024-03-22", clock)) == [(2, "date-impossible")]


@pytest.mark.parametrize(
    ("day", "clock"),
    [("2024-03-22 00:00", "08:30"), ("2024-03-22 08:30", "08:30"), ("2024-03-22T08:30:00", "8:30")],
)
def test_time_that_stands_twice_is_read_once(day, clock):
    assert [time[:16] for time in times(timed(day, clock))] == ["2024-03-22T08:30"]


# --- the end of the day, and other calendars


@pytest.mark.parametrize(
    ("cell", "time"),
    [("2024-03-22 24:00", "2024-03-23T00:00-05:00"), ("2024-02-29 24:00:00", "2024-03-01T00:00:00-06:00"), ("2024/12/31 24:00", "2025-01-01T00:00-06:00")],
)  # fmt: skip
def test_hour_24_is_the_beginning_of_the_next_day(cell, time):
    assert times(dated(cell, dates=("%Y/%m/%d %H:%M",))) == [time]


# Sources: Thai government calendar (2567 = 2024); Taiwan (113 = 2024); Cabinet Office of Japan (Reiwa 1 = 2019 from 1 May); days of
# Nowruz 1399, 1400, 1403 and 1404: 2020-03-20, 2021-03-21, 2024-03-20, 2025-03-21 (Institute of Geophysics, University of Tehran)
@pytest.mark.parametrize(
    ("calendar", "cell", "day"),
    [
        ("buddhist", "22/03/2567", "2024-03-22"), ("buddhist", "2567-03-22", "2024-03-22"), ("buddhist", "29/02/2567", "2024-02-29"),
        ("buddhist", "๒๒/๐๓/๒๕๖๗", "2024-03-22"),
        ("minguo", "113/03/22", "2024-03-22"), ("minguo", "1130322", "2024-03-22"), ("minguo", "民國99年3月2日", "2010-03-02"),
        ("japanese", "令和6年3月22日", "2024-03-22"), ("japanese", "R6.3.22", "2024-03-22"), ("japanese", "平成31年4月30日", "2019-04-30"),
        ("japanese", "令和元年5月1日", "2019-05-01"),
        ("jalali", "1399/01/01", "2020-03-20"), ("jalali", "1400/01/01", "2021-03-21"), ("jalali", "1403/01/01", "2024-03-20"),
        ("jalali", "1403/12/30", "2025-03-20"), ("jalali", "1404/01/01", "2025-03-21"), ("jalali", "۱۴۰۳/۰۷/۰۱", "2024-09-22"),
    ],
)  # fmt: skip
def test_day_of_another_calendar_is_read(calendar, cell, day):
    assert times(dated(cell, calendar=calendar, dates=("%d/%m/%Y",))) == [day]


@pytest.mark.parametrize(
    ("calendar", "cell"),
    [
        ("buddhist", "2024-03-22"), ("buddhist", "29/02/2566"), ("buddhist", "22.3.67"), ("jalali", "1200/01/01"), ("minguo", "2024-03-22"), ("minguo", "113/02/30"), ("japanese", "6/3/22"),
        ("jalali", "1402/12/30"), ("jalali", "1403/13/01"), ("jalali", "2024-03-22"),
    ],
)  # fmt: skip
def test_day_that_the_calendar_does_not_have_is_rejected(calendar, cell):
    found = dated(cell, calendar=calendar, dates=("%d/%m/%Y",))
    assert [code for _, code in codes(found)] in (
        ["date-impossible"],
        ["date-unreadable"],
        ["date-ambiguous"],
    )


@pytest.mark.parametrize("cell", ["22/03/2567", "113/03/22"])
def test_year_of_another_calendar_is_never_guessed(cell):
    assert times(dated(cell, dates=("%d/%m/%Y",))) == []


def test_messages_have_no_calendar():
    with pytest.raises(ValueError, match="calendar"):
        messages("hl7v2", calendar="buddhist")


def test_message_of_one_order_stays_as_it_was():
    assert times(read(result(obx()), messages("hl7v2"))) == ["2024-03-22T08:30+08:00"]


def test_json_of_an_observation_alone_stays_as_it_was():
    assert times(read(json.dumps(OBSERVATION).encode(), messages("fhir"))) == ["2024-03-22T08:30:00+08:00"]


# --- dates that programs write where they have none

PLACEHOLDERS = [
    "1900-01-01",
    "1900-01-01 00:00",
    "1970-01-01",
    "1970-01-01T08:00",
    "1969-12-31 18:00",
]


@pytest.mark.parametrize("cell", PLACEHOLDERS)
def test_date_that_is_only_a_placeholder_is_missing(cell):
    outcome = dated(cell, "2024-03-22")
    assert (codes(outcome), times(outcome)) == ([(2, "date-missing")], ["2024-03-22"])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (message(MSH, PID, obr(f7="19000101"), obx()), "hl7v2"),
        (json.dumps(observation(effectiveDateTime="1970-01-01T00:00:00Z")).encode(), "fhir"),
    ],
)
def test_placeholder_of_a_message_is_missing_too(data, kind):
    assert [code for _, code in codes(read(data, messages(kind)))] == ["date-missing"]


@pytest.mark.parametrize("cell", ["1970-01-02", "1999-12-31", "2000-01-01"])
def test_other_early_dates_are_read(cell):
    assert times(dated(cell)) == [cell]


BESIDE = "2024-03-22T08:30:00+08:00"


@pytest.mark.parametrize(
    ("collected", "expected"),
    [
        ("2024-03-20", ["2024-03-20", "date-conflict"]),
        ("2024-03-25T08:00:00Z", [BESIDE, "date-conflict"]),
        ("2024-03-21T23:30:00-05:00", [BESIDE]),
        ("2024-03", [BESIDE]),
        ("2024-03-22", [BESIDE]),
    ],
)
def test_fhir_effective_time_days_from_the_collection_of_the_specimen_is_held(collected, expected):
    tube = {**SPECIMEN, "collection": {"collectedDateTime": collected}}
    data = bundle(tube, observation(specimen={"reference": "Specimen/s1"}))
    outcome = read(data, messages("fhir"))
    assert [*times(outcome), *(code for _, code in codes(outcome))] == expected


def test_time_of_a_workbook_before_its_date_in_every_form_of_a_cell():
    header = ("Time", "Subject", "Test", "Result", "Units", "Collected")
    cells = [dt.time(8, 30), dt.timedelta(hours=24), 0.354166666666667, "16:05", 0.5]
    rows = [
        (cell, f"S-00{number}", "ALT", 45, "U/L", dt.datetime(2024, 3, 22))  # noqa: DTZ001 a workbook has wall times
        for number, cell in enumerate(cells)
    ]
    outcome = read(workbook(header, *rows), long_profile({"collected_time": "Time"}))
    assert [panel.collected_at.wall for panel in outcome.panels] == [
        "2024-03-22T08:30",
        "2024-03-23T00:00",
        "2024-03-22T08:30",
        "2024-03-22T16:05",
    ]
    assert codes(outcome) == [(6, "date-unreadable")]
