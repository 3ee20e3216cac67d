import pytest

from hepaflow.domain.measurement import Measurement
from hepaflow.pipeline.subject_results import Question, _asked


@pytest.mark.parametrize(
    ("wall", "first", "last", "expected"),
    [
        ("2024-03-22T08:30", "2024-03-22", "2024-03-22", True),  # a day includes all of it
        ("2024-03-22T08:30", "2024-03-22T09", "", False),
        ("2024-03-22T08:30", "", "2024-03-22T08:30", True),
        ("2024-03-22T08:30", "", "2024-03-21", False),
        ("2024-03", "2024-03-15", "", True),  # it may be later in March
        ("2024-03", "2024-04-01", "", False),
        ("2024", "2024-05", "2024-06", True),
    ],
)
def test_bounds_are_compared_as_far_as_both_are_given(wall, first, last, expected):
    measurement = Measurement("C", "S-001", "ALT", "", wall)
    assert _asked(measurement, Question(first=first, last=last)) is expected
