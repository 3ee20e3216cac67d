"""The map of completeness draws the state that most needs attention, and counts all of them."""

from datetime import date

from scripts.made_pictures import COURSE, made_cells, made_map, observations, plan

from hepaflow.domain.pictures.completeness_map import map_of_subject
from hepaflow.domain.visits.completeness import CellState


def states(row):
    return [cell.state.value for cell in row.cells]


def test_a_row_has_a_cell_for_each_visit_in_the_order_of_the_days():
    shown = made_map()
    assert [column.name for column in shown.columns][:3] == ["BASELINE", "WEEK 2", "WEEK 4"]
    assert {len(row.cells) for row in shown.rows} == {len(shown.columns)}
    assert [row.name for row in shown.rows] == [
        "CN01-0001",
        "CN01-0002",
        "CN01-0003",
        "US01-0001",
        "US01-0002",
    ]


def test_of_several_states_the_one_that_needs_attention_is_drawn():
    """The lab did not do bilirubin of week 4, albumin is there."""
    (cell,) = [
        one for row in made_map().rows if row.name == "US01-0001" for one in row.cells if one.visit == 4
    ]
    assert (cell.state, cell.is_open) == (CellState.NOT_DONE, False)  # a statement explains it, nothing waits
    assert [(one.state.value, one.count) for one in cell.counts] == [("not-done", 1), ("received", 1)]


def test_all_seven_states_are_counted_once_for_each_analyte():
    shown = made_map()
    assert {one.state for one in shown.counts} == set(CellState)
    assert sum(one.count for one in shown.counts) == 5 * 8 * 2  # subjects, visits, analytes
    assert states(shown.rows[2]) == ["received", "received", "missing", *["not-applicable"] * 5]


def test_what_waits_for_a_decision_is_open():
    (row, *_) = made_map().rows
    assert [cell.is_open for cell in row.cells] == [False, False, False, True, False, False, False, False]


def test_the_map_of_one_subject_has_a_row_for_each_analyte():
    cells = made_cells(observations(COURSE))
    shown = map_of_subject("CN01-0001", plan().visits, cells, date(2024, 6, 20))
    assert [(row.name, row.href) for row in shown.rows] == [("ALB", ""), ("BILI", "")]
    assert {len(cell.counts) for row in shown.rows for cell in row.cells} == {1}
    assert (shown.subject, shown.today) == ("CN01-0001", "2024-06-20")


def test_a_visit_that_does_not_require_an_analyte_has_no_cell_of_it():
    cells = [cell for cell in made_cells(observations(COURSE)) if (cell.visit, cell.analyte) != (3, "ALB")]
    shown = map_of_subject("CN01-0001", plan().visits, cells, date(2024, 6, 20))
    assert [len(row.cells) for row in shown.rows] == [7, 8]
