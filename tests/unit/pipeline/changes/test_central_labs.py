"""Central labs send results of all subjects: their list takes effect once its difference is confirmed, and for later numbers."""

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    HEADER,
    OTHER_CENTER,
    STUDY,
    definition,
    profile,
    started,
)

from hepaflow.domain.study.register import Registered, Subject
from hepaflow.pipeline.changes.rule_changes import (
    OtherRules,
    RulesChangeResults,
    add_definition,
    redefine_study,
)
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.timeline import timeline

SUBJECT = "S-001"
LABS = {"central_labs": (OTHER_CENTER,)}


def begun(**more):
    """A study whose subject is enrolled at a center, and has a result that another center sent."""
    world = started(**more)
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(f"{HEADER}\n{SUBJECT},2024-03-22,ALT,45,U/L,final\n".encode(), center=OTHER_CENTER)
    subject = Subject.model_validate({"id": SUBJECT, "center": CENTER, "status": "enrolled"})
    put_subject(world.desk, STUDY, subject, 1, "ann", "enrolment")
    return world


def held(world, number=None):
    answers = timeline(world.registry, world.results, STUDY, SUBJECT, number).answers.values()
    return [list(one.codes) for answer in answers for one in answer.held]


def redefine(world, version, confirm="", **more):
    return redefine_study(world.services, "ann", definition(version, **more), "labs", confirm).journal_number


def test_a_result_of_another_center_is_held_until_that_is_a_central_lab():
    world = begun()
    before = world.registry.head(STUDY).journal_number
    with pytest.raises(RulesChangeResults) as shown:
        redefine(world, 2, **LABS)
    assert [len(shown.value.difference.altered), held(world)] == [1, [["subject-elsewhere"]]]
    number = redefine(world, 2, shown.value.confirm, **LABS)
    assert [held(world, before), held(world, number), held(world)] == [[["subject-elsewhere"]], [], []]


def test_a_lab_that_is_no_central_lab_any_more_is_confirmed_too():
    world = begun(**LABS)
    assert held(world) == []
    with pytest.raises(OtherRules):
        add_definition(world.services, "ann", definition(2), "labs")
    with pytest.raises(RulesChangeResults) as shown:
        redefine(world, 2)
    redefine(world, 2, shown.value.confirm)
    assert held(world) == [["subject-elsewhere"]]


def test_a_confirmation_is_of_these_labs():
    world = begun()
    with pytest.raises(RulesChangeResults) as shown:
        redefine(world, 2, **LABS)
    with pytest.raises(RulesChangeResults):
        redefine(world, 2, shown.value.confirm, central_labs=(OTHER_CENTER, CENTER))


def test_earlier_versions_of_the_rules_do_not_ask_who_sent_a_result():
    world = begun(fold_version=2)
    assert held(world) == []
    add_definition(world.services, "ann", definition(2, **LABS), "labs")  # changes nothing: no job
    assert world.registry.definition(STUDY).central_labs == (OTHER_CENTER,)


def test_with_version_3_the_labs_named_before_count():
    world = begun(fold_version=2, **LABS)
    redefine(world, 2, fold_version=3, **LABS)
    assert held(world) == []


def test_an_entry_is_of_its_center_where_the_rules_are_older():
    world = begun(fold_version=2)
    (known,) = world.registry.register(STUDY, CENTER)
    assert isinstance(known, Registered)
    assert not known.of_study
