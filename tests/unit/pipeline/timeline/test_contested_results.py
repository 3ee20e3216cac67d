"""A result that waits for another subject is uncertainty for the one who had it first, until somebody decides whose it is."""

import pytest
from tests.support.shared_specimens import ANNA, BERT, CARL, DAY, SPECIMEN, told
from tests.unit.pipeline.studies import CENTER, FIRST, SECOND, STUDY, THIRD, started

from hepaflow.domain.answers.from_fold import specimen_days
from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.timeline import timeline

FOURTH = "2025-09-04T00:00:00.000Z"


@pytest.fixture
def world():
    return started(more=SPECIMEN)


def send(world, *files):
    moments = (FIRST, SECOND, THIRD, FOURTH)
    return [
        world.send(data, received, name=f"{received}.csv").file_id
        for data, received in zip(files, moments, strict=False)
    ]


def ruling(world, kind, subject, file_id, to=""):
    decide(world.desk, STUDY, "ann", Ruling(kind, subject, (file_id, 2, "ALT"), "asked the lab", to))


def alt(world, subject, as_of=None):
    """Return how many values are possible, whether there may be none, and whose results that depends on."""
    answers = timeline(world.registry, world.results, STUDY, subject, as_of).answers
    for day in specimen_days(answers):
        found = day.input_of("ALT")
        whose = {(reason.code, reason.measurement.subject) for reason in found.reasons}
        return len(found.candidates), found.may_be_absent, whose
    return None


def test_the_result_is_uncertain_for_both(world):
    send(world, ANNA, BERT)
    assert alt(world, "A") == (1, True, {("HELD_ALT", "B")})
    assert alt(world, "B") == (1, True, {("HELD_ALT", "B")})


def test_it_counts_as_before_and_is_certain_at_an_earlier_number(world):
    send(world, ANNA)
    number = world.registry.head(STUDY).journal_number
    send(world, ANNA, BERT)
    assert alt(world, "A", number) == (1, False, set())
    (state,) = timeline(world.registry, world.results, STUDY, "A").answers.values()
    assert state.current.observation.number == 45


def test_of_three_subjects_the_first_names_both_others(world):
    send(world, ANNA, BERT, CARL)
    assert alt(world, "A") == (1, True, {("HELD_ALT", "B"), ("HELD_ALT", "C")})


def test_another_result_of_the_subject_stays_certain(world):
    send(world, ANNA, told(("B", "S2", 45)))
    assert alt(world, "A") == (1, False, set())


@pytest.mark.parametrize("kind", [DecisionKind.ACCEPT, DecisionKind.RELEASE, DecisionKind.SET_ASIDE])
def test_a_decision_about_the_result_that_waits_ends_the_doubt(world, kind):
    _, second = send(world, ANNA, BERT)
    ruling(world, kind, "B", second)
    assert alt(world, "A") == (1, False, set())


def test_it_is_the_second_subjects_alone_once_the_first_ones_is_retired(world):
    send(world, ANNA, BERT)
    about = Measurement(CENTER, "A", "ALT", "", DAY)
    decide(world.desk, STUDY, "ann", Ruling(DecisionKind.RETIRE, "A", about, "asked the lab"))
    assert alt(world, "B") == (1, False, set())


def test_where_one_file_names_two_subjects_both_wait(world):
    send(world, told(("A", "S1", 45), ("B", "S1", 45)))
    assert alt(world, "A") == (1, True, {("HELD_ALT", "A")})
    assert alt(world, "B") == (1, True, {("HELD_ALT", "B")})
