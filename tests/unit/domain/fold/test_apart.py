"""What keeps a panel from standing apart, one cause at a time."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.apart.panels import Apart, panels_apart
from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.domain.fold.later.runs import Resending, later_runs
from hepaflow.domain.fold.measurement import Run
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Comparator, Conversion, Moment, Observation, Panel, Precision, Raw, Status

USUAL = fold_rules(3).usual_units
RUN = Run("C-1", "file", 1, "2024-06-01", places=Places.ENTRY)


def report(analyte: str = "ALT", value: int = 40, **more: Any) -> Observation:
    number = Decimal(value)
    return Observation(analyte, Raw(), Comparator.EQ, number, Conversion(), number, "U/L", **more)


def panel(wall: str, *reports: Observation, offset: str = "", specimen: str = "") -> ToldPanel:
    found = Panel("S-1", Moment(wall, Precision.MINUTE, offset), specimen)
    found.observations += reports or [report(), report("AST")]
    found.lines += range(2, 2 + len(found.observations))
    return ToldPanel(found, RUN, found.lines)


def apart(*told: ToldPanel) -> Apart:
    return panels_apart([list(told)], set(), USUAL)


FIRST, SECOND = panel("2024-03-01T08:00"), panel("2024-03-08T08:00")


def test_panels_of_two_days_stand_apart_with_all_that_they_say():
    found = apart(FIRST, SECOND)
    assert found.includes(FIRST)
    assert found.includes(SECOND)
    assert found.folded(FIRST) == []
    assert not found.watched


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (panel("2024-03-01T08:00"), panel("2024-03-01T09:00")),
        (panel("2024-03-01T08:00"), panel("2024-03-01")),
        (
            panel("2024-03-09T23:30", offset="-06:00"),
            panel("2024-03-10T00:30", offset="-05:00"),
        ),
        (
            panel("2024-03-01T08:00", specimen="T-1"),
            panel("2024-03-08T08:00", report("AST", status=Status.CORRECTED), specimen="T-1"),
        ),
    ],
    ids=["one day", "one date without a time", "one instant", "one specimen that a correction names"],
)
def test_two_panels_that_may_meet_do_not_stand_apart(one: ToldPanel, other: ToldPanel):
    found = apart(one, other)
    assert not found.includes(one)
    assert not found.includes(other)


def test_panels_of_one_day_of_two_centers_stand_apart():
    other = panel("2024-03-01T09:00")._replace(run=replace(RUN, center="C-2"))
    assert apart(FIRST, other).includes(other)


def test_what_repeats_an_analyte_or_is_held_as_a_whole_does_not_stand_apart():
    twice = panel("2024-03-01", report(), report())
    held = panel("2024-03-08")
    held.panel.specimen_issues = (Issue(IssueCode.VALUE_IMPOSSIBLE),)
    found = apart(twice, held)
    assert not found.includes(twice)
    assert not found.includes(held)


def test_reports_that_something_holds_are_folded_and_the_others_are_not():
    impossible = (Issue(IssueCode.VALUE_IMPOSSIBLE),)
    one = panel("2024-03-01", report(issues=impossible), report("AST"), report("BILI"))
    one.panel.row_issues = {2: impossible}
    assert sorted(apart(one).folded(one)) == [0, 2]


@pytest.mark.parametrize(
    "said",
    [report(status=Status.CORRECTED), report(status=Status.PRELIMINARY), report(status=Status.DELETED), report(record="r1")],
)  # fmt: skip
def test_what_may_mean_another_report_is_folded_with_all_of_its_analyte(said: Observation):
    other = panel("2024-03-08", report(record=said.record), report("AST"))
    found = apart(panel("2024-03-01", said), other)
    assert found.watched == {"ALT"}
    assert found.folded(other) == [0]


def test_a_cancelled_order_may_mean_everything():
    cancelled = report("AST", status=Status.NOT_DONE, issues=(Issue(IssueCode.ORDER_CANCELLED),))
    assert not apart(FIRST, panel("2024-03-08", cancelled)).panels


def test_a_value_that_fits_in_another_unit_is_folded_with_the_others():
    days = [panel(f"2024-03-0{day}", report("BILI", 15 + day), report("AST")) for day in range(1, 5)]
    odd = panel("2024-03-09", report("BILI", 1), report("AST"))  # mg/dL: 17.1 µmol/L
    assert apart(*days, odd).watched == {"BILI"}
    assert not apart(*days).watched


def test_what_is_no_longer_suspected_may_have_been_before():
    days = [panel(f"2024-03-0{day}", report("BILI", 15 + day)) for day in range(1, 5)]
    low = [panel(f"2024-04-0{day}", report("BILI", 1)) for day in range(1, 5)]
    assert panels_apart([[*days, *low], [*days, low[0]]], set(), USUAL).watched == {"BILI"}
    assert not panels_apart([[*days, *low]], set(), USUAL).watched


def test_what_somebody_decided_about_or_runs_tell_in_two_ways_does_not_stand_apart():
    assert not panels_apart([[FIRST, SECOND]], {id(FIRST.panel)}, USUAL).includes(FIRST)
    as_other = FIRST._replace(run=replace(RUN, file_id="other", received="2024-07-01"))
    assert not apart(FIRST, as_other).includes(FIRST)


def test_a_panel_that_a_later_run_gives_again_has_the_rows_of_both_files():
    told = panel("2024-03-01T08:00")
    again = replace(RUN, file_id="bb" * 32)
    later = later_runs([Resending(again, [7, 8])])
    assert dict(told._replace(later=later).rows()) == {RUN.file_id: [2, 3], again.file_id: [7, 8]}
