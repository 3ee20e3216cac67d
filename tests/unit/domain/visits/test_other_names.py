"""Names of rows and specimens that tell nothing of a visit, and what they mean."""

from decimal import Decimal

import pytest

from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation
from hepaflow.domain.fold.measurement_state import Held, MeasurementState
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import PER_ROW, PER_SHEET, Places, place_text
from hepaflow.domain.model import Comparator, Observation, Raw
from hepaflow.domain.normalize.normalize import UNCONVERTED
from hepaflow.domain.visits import other_names
from hepaflow.domain.visits.other_names import alike_reports, shown_timeline, without_labels

DAY = "2024-04-01"


def report(raw: Raw, number="20", issues=(), **more):
    value = Decimal(number) if number else None
    return Observation(
        "ALT", raw, Comparator.EQ, value, UNCONVERTED, value, "U/L", "U/L", issues=issues, **more
    )


def sent(
    line, places, *, day=DAY, specimen="", raw=None, issues=(), received="2024-05-01", file="f" * 64, **more
):
    place = Measurement("CN-01", "S-1", "ALT", "", day, specimen)
    run = Run("CN-01", file, 1, received, places=places)
    return RunObservation(
        place, report(raw or Raw("alt_day7", "20", "U/L"), **more), run, line, issues, specimen, visit="Day 7"
    )


def told(*reports):
    """Return what is known of the reports, each the current one of its measurement."""
    return known({one.measurement: MeasurementState(one) for one in reports})


def known(answers):
    return shown_timeline(
        answers, alike_reports(one for state in answers.values() for one in state.observations())
    )


def lines(answers):
    return [answer.current.line for answer in answers.values()]


@pytest.mark.parametrize("places", [Places.CELL, Places.SHEET])
def test_the_number_of_a_row_does_not_depend_on_its_column_or_sheet(places):
    per = {Places.CELL: PER_ROW, Places.SHEET: PER_SHEET}[places]
    (first, _), (second, _) = told(sent(2 * per + 7, places)), told(sent(3 * per + 9, places))
    assert lines(first) == lines(second) != [2 * per + 7]
    (current,) = (answer.current for answer in first.values())
    assert place_text(current.line, current.run.places) == ""


@pytest.mark.parametrize("places", [Places.LINE, Places.SEGMENT, Places.ENTRY])
def test_a_line_that_tells_nothing_stays(places):
    answers, names = told(sent(12, places))
    (current,) = (answer.current for answer in answers.values())
    assert (current.line, current.run.places) == (12, places)
    assert names.report(current).measurement == current.measurement


def test_rows_that_look_the_same_have_numbers_of_their_own():
    one, other = sent(PER_ROW + 2, Places.CELL), sent(PER_ROW + 5, Places.CELL)
    state = MeasurementState(one, again=(other,))
    answers, names = known({one.measurement: state})
    (answer,) = answers.values()
    assert answer.current.line != answer.again[0].line
    assert {names.report(each).line for each in answer.observations()} == {PER_ROW + 2, PER_ROW + 5}


def test_numbers_of_one_file_never_meet(monkeypatch):
    monkeypatch.setattr(other_names, "_digest", lambda *_texts: "0" * 64)
    one, other = sent(PER_ROW + 2, Places.CELL), sent(PER_ROW + 5, Places.CELL, day="2024-04-02")
    answers, names = told(one, other)
    assert sorted(lines(answers)) == [1, 2]
    assert [names.report(answer.current).line for answer in answers.values()] == [PER_ROW + 2, PER_ROW + 5]


def test_a_specimen_keeps_its_id_when_more_is_sent_of_it_and_shares_it_between_its_days():
    first = sent(2, Places.LINE, specimen="S-1-D7")
    later = sent(3, Places.LINE, specimen="S-1-D7", day="2024-04-02", received="2024-05-02", file="e" * 64)
    before, _ = told(first)
    after, names = told(first, later)
    ids = {answer.current.specimen for answer in (*before.values(), *after.values())}
    assert len(ids) == 1
    assert "D7" not in str(after)
    assert {names.measurement(what).specimen for what in after} == {"S-1-D7"}


def test_two_specimens_that_look_the_same_stay_apart():
    answers, names = told(*(sent(line, Places.LINE, specimen=f"S-1-D{line}") for line in (2, 3)))
    assert len(answers) == 2
    assert sorted(names.measurement(what).specimen for what in answers) == ["S-1-D2", "S-1-D3"]


@pytest.mark.parametrize("places", [Places.CELL, Places.LINE])
def test_what_looks_the_same_keeps_its_name_when_the_other_goes_to_another_subject(places):
    both = [sent(PER_ROW + place, places, specimen=f"S-1-D{place}") for place in (2, 3)]
    alike = alike_reports(both)
    together, _ = shown_timeline({one.measurement: MeasurementState(one) for one in both}, alike)
    alone = {**shown_timeline({both[0].measurement: MeasurementState(both[0])}, alike)[0]}
    moved = both[1].measurement._replace(subject="S-2")
    elsewhere, names = shown_timeline({moved: MeasurementState(both[1])}, alike)
    before, after = ([one.current for one in found.values()] for found in (together, (alone | elsewhere)))
    assert [(one.line, one.specimen) for one in before] == [(one.line, one.specimen) for one in after]
    assert len({one.row for one in before}) == len({one.specimen for one in before}) == 2
    assert list(names.measurements.values()) == [moved]


def test_texts_of_the_lab_that_mean_nothing_to_us_are_blank():
    raw = Raw("ALT (day 7)", "20", "U/L", "see day 7", "d7")
    answers, _ = told(sent(2, Places.LINE, raw=raw))
    (current,) = (answer.current for answer in answers.values())
    assert current.observation.raw == Raw("", "20", "U/L", "", "")
    raw = Raw("ALT", "20", "U/L", "0-40", "H")
    limits = {"range_low": Decimal(0), "range_high": Decimal(40)}
    answers, _ = told(sent(2, Places.LINE, raw=raw, **limits))
    (current,) = (answer.current for answer in answers.values())
    assert current.observation.raw == Raw("", "20", "U/L", "0-40", "H")
    answers, _ = told(sent(2, Places.LINE, raw=Raw("ALT", "lost on day 7"), number=""))
    (current,) = (answer.current for answer in answers.values())
    assert current.observation.raw.value == ""


@pytest.mark.parametrize(
    ("code", "found", "left"),
    [
        (IssueCode.UNIT_SUSPECT, "mg/dL", "mg/dL"),
        (IssueCode.MOVED_SUSPECT, "S-2", "S-2"),
        (IssueCode.POSSIBLE_DUPLICATE, "2024-04-01T08:30 SERUM S-1-D7", "2024-04-01T08:30"),
        (IssueCode.CORRECTS_NOTHING, "S-1-D7", ""),
        (IssueCode.DATE_CONFLICT, "date_day7", ""),
        (IssueCode.NAME_UNKNOWN, "ALT (day 7)", ""),
    ],
)
def test_of_what_issues_found_only_what_names_no_visit_is_left(code, found, left):
    held = sent(2, Places.LINE, issues=(Issue(code, 0, "bili_day7", found),))
    answers, _ = known({held.measurement: MeasurementState(held=(Held(held, (code,)),))})
    (answer,) = answers.values()
    assert answer.held[0].found == ({code: left} if left else {})
    assert [one.column for one in answer.held[0].sent.issues] == [""]


def test_labels_and_headers_are_left_out_before_the_fold():
    blank = without_labels(sent(2, Places.LINE))
    assert (blank.visit, blank.observation.raw.analyte, blank.observation.raw.value) == ("", "", "20")
