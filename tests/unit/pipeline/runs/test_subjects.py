import pytest
from tests.unit.pipeline.studies import CENTER, GOOD, PERSONAL, REFUSED, SECOND, STUDY, started

from hepaflow.domain.identity import RunId, file_id
from hepaflow.pipeline.runs import subjects as run_subjects
from hepaflow.pipeline.runs.subjects import subjects_of

OTHERS = GOOD.replace(b"S-002", b"S-007").replace(b"S-001", b"S-008")


@pytest.fixture
def world():
    known = started()
    known.send(GOOD)
    known.send(OTHERS, SECOND, name="others.csv")
    return known


def whose(world, data, n=1):
    return subjects_of(RunId(STUDY, CENTER, file_id(STUDY, CENTER, data), n), world.services)


def test_the_subjects_of_a_run_are_those_with_results(world):
    assert whose(world, GOOD) == {"S-001", "S-002"}


def test_what_other_code_has_read_may_be_anybody_s_of_the_center(world, monkeypatch):
    monkeypatch.setattr(run_subjects, "VERSION", "99")
    assert whose(world, GOOD) == {"S-001", "S-002", "S-007", "S-008"}


def test_of_a_file_that_was_not_kept_all_subjects_of_the_center_are_meant(world):
    world.send(PERSONAL, name="names.csv")
    assert whose(world, PERSONAL) == {"S-001", "S-002", "S-007", "S-008"}


def test_a_refused_file_is_nobody_s(world):
    world.send(REFUSED, name="refused.csv")
    assert whose(world, REFUSED) == set()


def test_of_a_run_that_nobody_claimed_all_subjects_of_the_center_are_meant(world):
    assert whose(world, GOOD, 2) == {"S-001", "S-002", "S-007", "S-008"}
