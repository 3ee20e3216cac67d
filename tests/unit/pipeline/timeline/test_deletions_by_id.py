"""FHIR deletions by id alone: the result of that id, in another file of the center, waits."""

import json
from typing import Any

import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, OTHER_CENTER, SECOND, STUDY, World
from tests.unit.readers.fhir.fhir_resources import bundle, ndjson, observation

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.study.fold_rules import FIRST_VERSION
from hepaflow.pipeline.changes.rerun import RerunEffect
from hepaflow.pipeline.changes.rerun_choice import rerun_center
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.trial import try_profile
from hepaflow.pipeline.changes.void import change_status
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.desk.study_results import Inquiry, study_results
from hepaflow.pipeline.desk.subject_results import Question
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.timeline import timeline

VALUE = ndjson(observation(id="o1"))
OTHER_VALUE = ndjson(observation(id="o2", effectiveDateTime="2024-03-25T08:30:00+08:00"))
WAITS = ["45 record-deleted"]


def deleted(*ids: str) -> bytes:
    entries = [{"request": {"method": "DELETE", "url": f"Observation/{one}"}} for one in ids]
    return json.dumps({"resourceType": "Bundle", "type": "history", "entry": entries}).encode()


DELETED = deleted("o1")


def profile(version: int = 1, center: str = CENTER, zone: str = "Asia/Shanghai") -> str:
    about = f'study = "{STUDY}"\ncenter = "{center}"\nversion = {version}\ntime_zone = "{zone}"\n'
    return f'{about}[file]\nformat = "fhir"\ndecimal_mark = "."\n'


def begun(**study: Any) -> World:
    world = World()
    world.define(**study)
    world.add_profile(profile())
    return world


@pytest.fixture
def world() -> World:
    return begun()


def states(world: World, number: int | None = None, subject: str = "S-001") -> list[str]:
    """Return the current values of a subject, and what is held for what."""
    answers = timeline(world.registry, world.results, STUDY, subject, number).answers.values()
    current = [str(one.current.observation.number) for one in answers if one.current]
    return current + [
        f"{held.sent.observation.number} {held.codes[0]}" for one in answers for held in one.held
    ]


@pytest.mark.parametrize(
    "value", [VALUE, bundle(observation(id="o1")), json.dumps(observation(id="o1")).encode()]
)
def test_result_of_any_form_of_file_waits(world, value):
    world.send(value, FIRST, name="a.json")
    world.send(DELETED, SECOND, name="b.json")
    assert states(world) == WAITS


@pytest.mark.parametrize("first", [VALUE, DELETED], ids=["value first", "deletion first"])
@pytest.mark.parametrize("received", [(FIRST, SECOND), (SECOND, FIRST)])
def test_result_that_another_file_deletes_by_its_id_waits(world, first, received):
    world.send(first, received[0], name="a.json")
    world.send(DELETED if first is VALUE else VALUE, received[1], name="b.json")
    assert states(world) == WAITS


def test_deletion_is_rejected_visibly(world):
    world.send(VALUE, FIRST, name="a.json")
    assert not world.send(DELETED, SECOND, name="b.json").is_refused
    assert world.state(DELETED).counts == (1, 0, 0, 1, 0)


def test_earlier_journal_number_answers_as_before(world):
    world.send(VALUE, FIRST, name="a.json")
    before = timeline(world.registry, world.results, STUDY, "S-001")
    world.send(DELETED, SECOND, name="b.json")
    assert timeline(world.registry, world.results, STUDY, "S-001", before.journal_number) == before


def test_voided_deletion_does_nothing_until_it_is_restored(world):
    world.send(VALUE, FIRST, name="a.json")
    file_id = world.send(DELETED, SECOND, name="b.json").file_id
    voided = change_status(world.services, "ann", STUDY, file_id, "sent by mistake", counts=False)
    assert states(world) == ["45"]
    restored = change_status(world.services, "ann", STUDY, file_id, "it was right", counts=True)
    assert states(world) == WAITS
    assert states(world, voided.journal_number) == ["45"]
    assert [[one.turn for one in turned.difference.altered] for turned in (voided, restored)] == [
        ["added"],
        ["removed"],
    ]


def test_deletion_in_an_archive_of_ids_holds_each(world):
    world.send(VALUE + OTHER_VALUE, FIRST, name="a.json")
    world.send(deleted("o1", "o3", "o2"), SECOND, name="b.json")
    assert states(world) == WAITS * 2


def test_result_of_another_id_counts(world):
    world.send(OTHER_VALUE, FIRST, name="a.json")
    world.send(DELETED, SECOND, name="b.json")
    assert states(world) == ["45"]


def test_result_of_another_center_counts(world):
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(VALUE, FIRST, name="a.json", center=OTHER_CENTER)
    world.send(DELETED, SECOND, name="b.json")
    assert states(world) == ["45"]


def test_result_without_an_id_counts(world):
    world.send(ndjson(observation()), FIRST, name="a.json")
    world.send(DELETED, SECOND, name="b.json")
    assert states(world) == ["45"]


def test_first_version_of_the_rules_does_not_know_such_deletions():
    world = begun(fold_version=FIRST_VERSION)
    world.send(VALUE, FIRST, name="a.json")
    world.send(DELETED, SECOND, name="b.json")
    assert states(world) == ["45"]


def test_release_lets_the_result_count(world):
    file_id = world.send(VALUE, FIRST, name="a.json").file_id
    world.send(DELETED, SECOND, name="b.json")
    row = (file_id, 1000, "ALT")
    decide(world.desk, STUDY, "ann", Ruling(DecisionKind.RELEASE, "S-001", row, "asked the lab", ""))
    assert states(world) == ["45"]


def test_what_waits_is_on_the_list_and_the_deletions_are_no_subject(world):
    world.send(VALUE, FIRST, name="a.json")
    world.send(DELETED, SECOND, name="b.json")
    page = study_results(world.desk, STUDY, Inquiry(Question(), held=True), None, 10)
    assert [what.subject for what, _ in page.answers] == ["S-001"]
    assert list(world.registry.candidates(STUDY)) == [(CENTER, "S-001")]


def test_lab_is_told_that_the_row_of_a_deleted_result_waits(world):
    world.send(DELETED, FIRST, name="a.json")
    file_id = world.send(VALUE, SECOND, name="b.json").file_id
    effect = json.loads(world.receipts.get(f"{STUDY}/{CENTER}/{file_id}/1/effect.json"))
    assert effect["accepted_now"] == {"new": 0, "changed": 0, "unchanged": 0, "waiting": 1}


# re-runs


def again(world: World, confirm: str = ""):
    number = world.registry.head(STUDY).journal_number
    return rerun_center(RequestedRerun(STUDY, CENTER, "ann", "deletions", confirm, number), world.services)


def test_rerun_of_a_deletion_that_an_earlier_release_read_is_shown_before_it_holds(world):
    """An earlier release stored no panel of the deletion, and noted nothing."""
    world.send(VALUE, FIRST, name="a.json")
    world.send(DELETED, SECOND, name="b.json")
    world.registry.deleting.clear()
    del world.results.stored[STUDY, f"[deleted] {CENTER}"]
    assert states(world) == ["45"]
    world.add_profile(profile(2, zone="Asia/Taipei"))
    asked = again(world)
    assert [(one.measurement.subject, one.turn) for one in asked.difference.altered] == [("S-001", "removed")]
    assert again(world, asked.confirm).effect is RerunEffect.DONE
    assert states(world) == WAITS


def test_rerun_leaves_what_is_deleted_held(world):
    world.send(VALUE, FIRST, name="a.json")
    world.send(DELETED, SECOND, name="b.json")
    world.add_profile(profile(2, zone="Asia/Taipei"))
    asked = again(world)
    assert asked.difference.altered == ()
    again(world, asked.confirm)
    assert states(world) == WAITS


def test_draft_of_a_profile_shows_what_a_deletion_would_hold(world):
    world.send(VALUE, FIRST, name="a.json")
    file_id = world.send(DELETED, SECOND, name="b.json").file_id
    world.registry.deleting.clear()
    number = world.registry.head(STUDY).journal_number
    draft = profile_from_toml(profile(2, zone="Asia/Taipei"))
    tried = try_profile(draft, file_id, number, world.services)
    assert [(one.measurement.subject, one.turn) for one in tried.difference.altered] == [("S-001", "removed")]
