"""Announcements of a study that masks something have no counts: anybody may subscribe to them."""

import pytest
from tests.support.visit_plans import RULES, SAME_DAY_ONE
from tests.unit.pipeline.studies import CENTER, GOOD, REFUSED, SECOND, STUDY, started

from hepaflow.domain.identity import file_id
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.void import change_status

NOTHING: dict = {}
WITH_ANALYTE = {"masking": {"roles": ["monitor"], "analytes": ["ALB"]}, "reference_date": SAME_DAY_ONE}
DAY_ONE = {"masking": {"roles": ["monitor"]}, "reference_date": RULES["reference_date"]}
NOBODY = {"masking": {"roles": [], "analytes": ["ALB"]}, "reference_date": RULES["reference_date"]}
REGISTER = f"subject,center,status,baseline\nS-001,{CENTER},enrolled,2024-03-10\n".encode()


def world_with(rules):
    world = started()
    world.define(version=2, protocol=Protocol.model_validate(rules) if rules else None)
    return world


def announced(world):
    news = list(world.announcements.announced)
    del world.announcements.announced[:]
    return news


@pytest.mark.parametrize(
    ("rules", "has_counts"), [(NOTHING, True), (NOBODY, True), (WITH_ANALYTE, False), (DAY_ONE, False)]
)
def test_no_outcome_has_counts_where_the_study_masks_something(rules, has_counts):
    world = world_with(rules)
    world.send(GOOD)
    world.send(REFUSED, SECOND, name="refused.csv")
    change_status(world.services, "dm", STUDY, file_id(STUDY, CENTER, GOOD), "wrong", counts=False)
    news = announced(world)
    assert [one.outcome for one in news] == ["committed", "refused", "voided"]
    assert {bool(one.counts) for one in news} == {has_counts}
    assert all(one.file_id for one in news)


@pytest.mark.parametrize(
    ("rules", "is_named"), [(NOTHING, True), (NOBODY, True), (WITH_ANALYTE, True), (DAY_ONE, False)]
)
def test_a_register_with_masked_dates_is_announced_without_the_id_of_its_file(rules, is_named):
    """The id is the hash of its bytes: who knows the rest of the file could try out the dates."""
    world = world_with(rules)
    world.send(REGISTER, name="register.csv", center=RESERVED_CENTER)
    (news,) = announced(world)
    assert (news.file_id == file_id(STUDY, RESERVED_CENTER, REGISTER)) == is_named
    assert (news.file_id in news.key, bool(news.delivery)) == (True, True)
    assert file_id(STUDY, RESERVED_CENTER, REGISTER) not in news.key or is_named


@pytest.mark.parametrize(("rules", "outcome"), [(NOTHING, "committed"), (DAY_ONE, "committed"), (WITH_ANALYTE, "to-confirm")])  # fmt: skip
def test_where_results_are_masked_a_register_waits_whether_or_not_it_alters_any(rules, outcome):
    """Else its status would say whether the results of a subject, masked ones among them, are altered."""
    world = world_with(rules)
    world.send(REGISTER, name="register.csv", center=RESERVED_CENTER)
    assert [one.outcome for one in announced(world)] == [outcome]


def test_where_results_are_masked_a_register_that_changes_nothing_does_not_wait():
    world = world_with(NOTHING)
    world.send(REGISTER, name="register.csv", center=RESERVED_CENTER)
    world.define(version=3, protocol=Protocol.model_validate(WITH_ANALYTE))
    world.send(REGISTER + b"\n", SECOND, name="again.csv", center=RESERVED_CENTER)
    assert [one.outcome for one in announced(world)] == ["committed", "committed"]
