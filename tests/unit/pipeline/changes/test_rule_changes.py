"""Another version of the fold's rules takes effect once its difference over all centers is confirmed, and for later numbers only."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    World,
    definition,
    profile,
    started,
)

from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.domain.study.register import Subject, SubjectStatus
from hepaflow.pipeline.changes.register_conflicts import RegisterConflict
from hepaflow.pipeline.changes.rule_changes import (
    OtherRules,
    RulesChangeResults,
    add_definition,
    redefine_study,
    redefined_to_json,
    rules_difference,
)
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.jobs import ask, found_job, work_off
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.timeline import timeline

SUBJECT = "S-001"


def table(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


ORIGINAL = table(f"{SUBJECT},2024-03-22 08:30,ALT,45,U/L,final")
CORRECTION = table(f"{SUBJECT},2024-03-22 08:30:00,ALT,54,U/L,corrected")


@pytest.fixture
def world() -> World:
    """A study at version 1, in which a correction stands beside what it corrects, at two centers."""
    world = started(fold_version=1)
    world.add_profile(profile(center=OTHER_CENTER))
    for center in ("", OTHER_CENTER):
        place = {"center": center} if center else {}
        world.send(ORIGINAL, FIRST, **place)
        world.send(CORRECTION, SECOND, **place)
    return world


def current(world: World, number: int | None = None) -> list[str]:
    known = timeline(world.registry, world.results, STUDY, SUBJECT, number)
    return [str(answer.current.observation.number) for answer in known.answers.values() if answer.current]


def redefine(world: World, confirm: str = "", version: int = 2, **more: object) -> None:
    redefine_study(world.services, "ann", definition(version, **more), "new rules", confirm)


def shown(world: World) -> RulesChangeResults:
    with pytest.raises(RulesChangeResults) as found:
        redefine(world, fold_version=2)
    return found.value


def test_unconfirmed_version_changes_nothing(world):
    before = world.snapshot()
    shown(world)
    assert world.snapshot() == before


def test_difference_is_that_of_all_centers(world):
    assert {one.measurement.center for one in shown(world).difference.altered} == {CENTER, OTHER_CENTER}


def test_confirmed_version_takes_effect(world):
    redefine(world, shown(world).confirm, fold_version=2)
    assert current(world) == ["54", "54"]


def test_another_confirmation_changes_nothing(world):
    with pytest.raises(RulesChangeResults):
        redefine(world, "0" * 64, fold_version=2)


def test_earlier_number_answers_as_before(world):
    number = world.registry.head(STUDY).journal_number
    before = current(world, number)
    redefine(world, shown(world).confirm, fold_version=2)
    assert current(world, number) == before


def test_the_way_back_is_confirmed_too(world):
    redefine(world, shown(world).confirm, fold_version=2)
    with pytest.raises(RulesChangeResults):
        redefine(world, version=3, fold_version=1)


def test_version_that_changes_no_result_needs_no_confirmation():
    world = started(fold_version=1)
    world.send(ORIGINAL, FIRST)
    redefine(world, fold_version=2)
    assert world.registry.definition(STUDY).fold_version == 2


def test_definition_that_names_no_version_needs_no_confirmation(world):
    redefine(world)
    assert world.registry.definition(STUDY).fold_version == 1


# As a job: so many subjects as a study has take longer than a request may


def worked_off(world: World, confirm: str = "") -> tuple[str, dict[str, Any]]:
    asked = {
        "definition": definition(2, fold_version=2).model_dump_json(), "reason": "new rules", "confirm": confirm
    }  # fmt: skip
    number = world.registry.head(STUDY).journal_number
    job = ask(world.services, Job(STUDY, JobKind.DEFINITION, "ann", number, asked))
    done = work_off(job.call, world.services)
    return done.status, found_job(world.services, STUDY, job.id)[1] or {}


def test_definition_with_other_rules_is_not_added_by_the_request(world):
    before = world.snapshot()
    with pytest.raises(OtherRules):
        add_definition(world.services, "ann", definition(2, fold_version=2), "new rules")
    assert world.snapshot() == before


def test_definition_with_the_same_rules_is_added_by_the_request(world):
    add_definition(world.services, "ann", definition(2, fold_version=1), "title")
    assert world.registry.definition(STUDY).version == 2


def test_definition_out_of_turn_is_refused_by_the_request(world):
    with pytest.raises(VersionTaken):
        add_definition(world.services, "ann", definition(3, fold_version=2), "new rules")


def test_job_shows_the_difference_and_what_confirms_it(world):
    status, answer = worked_off(world)
    assert (status, answer["effect"], answer["number"]) == ("done", "to-confirm", None)
    assert {one["center"] for one in answer["difference"]["first"]} == {CENTER, OTHER_CENTER}
    assert sorted(current(world)) == ["45", "45", "54", "54"]
    assert answer["confirm"] == shown(world).confirm


def test_confirmed_job_adds_the_definition(world):
    _, first = worked_off(world)
    _, answer = worked_off(world, first["confirm"])
    assert (answer["effect"], answer["number"]) == ("done", world.registry.head(STUDY).journal_number)
    assert current(world) == ["54", "54"]


def test_job_whose_version_was_taken_says_so(world):
    redefine(world)
    status, answer = worked_off(world)
    assert (status, answer) == ("failed", {})


def test_panels_are_read_once_for_both_versions(world):
    calls = Counter()

    class Counted:
        def subject_panels(self, study, subject):
            calls[subject] += 1
            return world.results.subject_panels(study, subject)

    services = replace(world.services, results=Counted())
    rules_difference(services, STUDY, 2, frozenset(), world.registry.head(STUDY).journal_number)
    assert calls == {SUBJECT: 1}


# Entries of several centers, of which the study's register needs one


def registered_twice(**more: object) -> World:
    """Return a study at version 2, in which two centers have an entry of one subject, and one of another."""
    world = started(fold_version=2)
    for center, facts in ((CENTER, {"sex": "F"}), (OTHER_CENTER, {"sex": "F", **more})):
        subject = Subject.model_validate({"id": SUBJECT, "center": center, "status": "enrolled", **facts})
        put_subject(world.desk, STUDY, subject, 1, "ann", "enrolment")
    alone = Subject(id="S-002", center=CENTER, status=SubjectStatus.ENROLLED)
    put_subject(world.desk, STUDY, alone, 1, "ann", "enrolment")
    return world


def test_subjects_under_several_centers_are_named_before_the_study_gets_one_register():
    world = registered_twice(birth_year=1970)
    with pytest.raises(RulesChangeResults) as found:
        redefine(world, fold_version=3)
    assert not found.value.difference.altered
    assert found.value.conflicts == (RegisterConflict(SUBJECT, (CENTER, OTHER_CENTER), ("birth_year",)),)
    assert world.registry.definition(STUDY).fold_version == 2
    redefine(world, found.value.confirm, fold_version=3)
    assert world.registry.definition(STUDY).fold_version == 3


def test_other_conflicts_need_another_confirmation():
    world = registered_twice(birth_year=1970)
    with pytest.raises(RulesChangeResults) as found:
        redefine(world, fold_version=3)
    agreeing = Subject(id=SUBJECT, center=OTHER_CENTER, status=SubjectStatus.ENROLLED, sex="F")
    put_subject(world.desk, STUDY, agreeing, 2, "ann", "same year")
    with pytest.raises(RulesChangeResults) as again:
        redefine(world, found.value.confirm, fold_version=3)
    assert again.value.conflicts == (RegisterConflict(SUBJECT, (CENTER, OTHER_CENTER), ()),)


def test_entry_in_error_is_no_conflict():
    world = registered_twice()
    wrong = Subject(id=SUBJECT, center=OTHER_CENTER, status=SubjectStatus.ENTERED_IN_ERROR)
    put_subject(world.desk, STUDY, wrong, 2, "ann", "not here")
    redefine(world, fold_version=3)
    assert world.registry.definition(STUDY).fold_version == 3


def test_conflicts_are_kept_with_the_answer_of_the_job():
    world = registered_twice(birth_year=1970)
    asked = {"definition": definition(2, fold_version=3).model_dump_json(), "reason": "new", "confirm": ""}
    told = redefined_to_json(world.services, "ann", asked)
    assert (told["effect"], told["further_conflicts"]) == ("to-confirm", 0)
    assert told["conflicts"] == [
        {"subject": SUBJECT, "centers": [CENTER, OTHER_CENTER], "facts": ["birth_year"]}
    ]
    done = redefined_to_json(world.services, "ann", {**asked, "confirm": told["confirm"]})
    assert (done["effect"], done["conflicts"]) == ("done", [])
