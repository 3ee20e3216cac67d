import pytest
from tests.unit.pipeline.studies import CENTER, GOOD, STUDY, profile, started

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Counts
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.reading.open_file import content_of
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs import run
from hepaflow.pipeline.runs.file_run import ProfileGone, file_run
from hepaflow.pipeline.runs.run import Unbalanced

FILE = file_id(STUDY, CENTER, GOOD)

# What never happens


def test_a_file_whose_rows_do_not_add_up_is_not_kept(monkeypatch):
    world = started()
    lost = Outcome(Counts(rows=2, accepted=1))
    monkeypatch.setattr(run, "read_opened", lambda *_, **__: lost)
    delivery = world.arrive(GOOD)
    with pytest.raises(Unbalanced):
        ingest(delivery, world.services)
    assert (world.results.stored, world.receipts.kept, world.left_in_intake()) == ({}, {}, [delivery.key])


def test_the_words_of_these_faults_name_no_cell(monkeypatch):
    world = started()
    world.registry.profiles.clear()
    with pytest.raises(ProfileGone, match=r"^STUDY C-01 main 1$"):
        _run(world)


def _run(world):
    file = file_run(STUDY, FILE, _claim(), content_of(GOOD), world.services)
    run.keep_run(file, run.read_and_copy(file, world.services.catalog), world.services)


def _claim():
    other = started()
    other.send(GOOD)
    claim = other.registry.latest_claim(STUDY, FILE)
    assert claim is not None
    return claim


# A run is a pure function of bytes and claim


def test_a_run_that_is_made_twice_writes_the_same():
    world = started()
    _run(world)
    once = world.snapshot()
    _run(world)
    assert world.snapshot() == once


def test_the_start_of_the_study_is_heeded():
    world = started(start="2024-06-01")
    world.send(GOOD)
    (panel,) = [stored.panel for stored in world.results.subject_panels(STUDY, "S-001")]
    assert [issue.code for issue in panel.specimen_issues] == ["date-before-study"]


def test_a_retry_reads_with_the_profile_of_the_claim():
    world = started()
    claim = _claim()
    world.registry.claim(STUDY, FILE, claim)
    world.add_profile(profile(2, more='[analytes]\n"ALT" = "ignore"'))
    assert world.send(GOOD).counts.accepted == 3
