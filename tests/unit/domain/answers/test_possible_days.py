"""A partial date may mean each of its days; what has no report or no date has no day."""

from tests.support.day_reports import reported

from hepaflow.domain.answers.possible_days import PossibleDays, possible_days
from hepaflow.domain.answers.reasons import ReasonKind
from hepaflow.domain.fold.measurement_state import MeasurementState


def days_of(at):
    return possible_days(MeasurementState(current=reported("ALB", "30", at)))


def test_a_date_of_a_day_means_that_day():
    assert days_of("2024-03-22T08:30") == PossibleDays(("2024-03-22",))


def test_a_month_means_each_of_its_days():
    found = days_of("2024-02")
    assert (found.days[0], found.days[-1], len(found.days)) == ("2024-02-01", "2024-02-29", 29)
    assert found.doubt is ReasonKind.PARTIAL_DATE


def test_a_measurement_without_a_report_or_a_date_has_no_day():
    assert possible_days(MeasurementState()) == PossibleDays(())
    assert days_of("") == PossibleDays(())
