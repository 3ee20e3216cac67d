"""The preview of every center, beside what the routes show of it (tests/unit/api/test_file_changes.py)."""

import pytest
from tests.unit.pipeline.studies import CENTER, GOOD, OTHER_CENTER, SECOND, STUDY, World, profile, started

from hepaflow.pipeline.changes import rerun_choice
from hepaflow.pipeline.changes.preview import Turn
from hepaflow.pipeline.changes.rerun import RerunEffect
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.study_preview import CenterObstacle, preview_study
from hepaflow.pipeline.changes.void import ReasonMissing
from hepaflow.pipeline.runs import recipe
from hepaflow.pipeline.services import Missing

IGNORED = '[analytes]\n"ALT" = "ignore"'  # of GOOD, both results of ALT go


def previews(world: World, reason: str = "upgraded", study: str = STUDY) -> dict[str, object]:
    number = world.registry.head(study).journal_number
    wish = RequestedRerun(study, "", "ann", reason, "", number)
    return {preview.center: preview.found for preview in preview_study(wish, world.services)}


@pytest.fixture
def world():
    """Return a study of two centers, each of which sent the same file."""
    known = started()
    known.add_profile(profile(center=OTHER_CENTER))
    known.send(GOOD)
    known.send(GOOD, SECOND, center=OTHER_CENTER)
    return known


def test_preview_shows_the_difference_at_the_center_whose_profile_changed(world):
    world.add_profile(profile(2, more=IGNORED))
    found = previews(world)
    turns = [(one.measurement.analyte, one.turn) for one in found[CENTER].difference.altered]
    assert turns == [("ALT", Turn.REMOVED)] * 2
    assert found[OTHER_CENTER].effect is RerunEffect.UNCHANGED


def test_after_an_upgrade_the_preview_reads_the_files_of_every_center(world, monkeypatch):
    monkeypatch.setattr(recipe, "VERSION", "9.9.9")
    found = previews(world)
    assert [len(found[center].files) for center in (CENTER, OTHER_CENTER)] == [1, 1]


def test_preview_without_a_changed_result_stores_nothing(world, monkeypatch):
    monkeypatch.setattr(recipe, "VERSION", "9.9.9")
    before = world.snapshot()
    found = previews(world)
    assert not found[CENTER].difference.altered
    assert world.snapshot() == before


def test_preview_with_a_changed_result_stores_nothing(world):
    world.add_profile(profile(2, more=IGNORED))
    before = world.snapshot()
    previews(world)
    assert world.snapshot() == before


def test_center_without_profile_has_that_obstacle():
    assert previews(started())[OTHER_CENTER] is CenterObstacle.NO_PROFILE


def test_center_whose_rows_exceed_what_earlier_centers_left_has_that_obstacle(world, monkeypatch):
    rows = world.state(GOOD).counts[0]
    monkeypatch.setattr(rerun_choice, "MOST_ROWS", 2 * rows - 1)
    assert previews(world)[OTHER_CENTER] is CenterObstacle.TOO_MANY_ROWS


def test_centers_that_have_the_most_rows_together_are_previewed(world, monkeypatch):
    monkeypatch.setattr(rerun_choice, "MOST_ROWS", 2 * world.state(GOOD).counts[0])
    assert previews(world)[OTHER_CENTER].effect is RerunEffect.UNCHANGED


def test_preview_needs_a_reason(world):
    with pytest.raises(ReasonMissing):
        previews(world, reason=" ")


def test_preview_needs_a_defined_study(world):
    with pytest.raises(Missing):
        previews(world, study="NONE")
