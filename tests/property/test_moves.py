"""Results on their way between subjects: however they are moved, each stands under one subject at every number."""

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.support.moving import LINES, ROWS, SUBJECTS, Office, lines, moves, renames, subjects
from tests.unit.pipeline.studies import STUDY

from hepaflow.pipeline.timeline import timeline


@given(st.lists(st.one_of(moves, moves, renames), max_size=8))
@tried(1.5)
def test_a_result_stands_under_one_subject_at_every_number(course):
    office = Office()
    for subject in SUBJECTS:
        office.rename(subject, set())
    for name, *parts in course:
        getattr(office, name)(*parts)
    for number, expected in office.past.items():
        assert office.found(number) == sorted(expected.items())


def values(office, number=None):
    return {
        subject: {
            place: (answer.current, answer.held, answer.superseded, answer.again)
            for place, answer in timeline(
                office.desk.registry, office.desk.results, STUDY, subject, number
            ).answers.items()
        }
        for subject in SUBJECTS
    }


@given(st.lists(st.tuples(lines, subjects), max_size=5))
def test_moving_everything_back_gives_the_first_answer(course):
    office = Office()
    first, number = values(office), office.number
    for line, to in course:
        office.move(line, to)
    for line in LINES:
        office.move(line, ROWS[line - 2][0])
    assert values(office) == first == values(office, number)
