"""Visits of subjects at a journal number, and the digest that each center gets once a week."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.support.visit_plans import SAME_DAY_ONE
from tests.unit.pipeline.answers.planned_study import PROTOCOL, digests, head, redefine, visits
from tests.unit.pipeline.studies import CENTER, OTHER_CENTER, STUDY, World, definition, profile, started

from hepaflow.domain.study.register import Subject
from hepaflow.domain.visits.subject_days import visit_day
from hepaflow.pipeline.answers.course import Asker, courses
from hepaflow.pipeline.answers.visit_days import day_of_answer, visible_completeness
from hepaflow.pipeline.answers.visits import SubjectVisits, study_subjects, visits_of_subjects
from hepaflow.pipeline.journal import event_at
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.services import Missing

FILE = b"""Subject,Collected,Test,Result,Units,Status
S-001,2025-08-04 08:30,ALT,45,U/L,final
S-001,2025-08-18 23:30,ALT,50,U/L,final
"""


@pytest.fixture
def world() -> World:
    """A study whose subjects S-001 and S-002 had day 1 on 4 August 2025; S-002 has no result."""
    world = started(protocol=PROTOCOL)
    for name in ("S-001", "S-002"):
        subject = Subject(id=name, center=CENTER, status="enrolled", baseline=date(2025, 8, 4))
        put_subject(world.desk, STUDY, subject, 1, "ann", "enrolment")
    world.send(FILE, received="2025-08-20T00:00:00.000Z")
    return world


def week_2(found: SubjectVisits) -> str:
    (visit,) = (visit for visit in found.definition.protocol.visits if visit.name == "WEEK 2")
    choice = visit_day(found.days, visit, ["ALT"])
    return choice.day.day if choice.day else ", ".join(reason.code for reason in choice.reasons)


def test_a_visit_is_answered_from_timeline_register_and_definition(world):
    assert week_2(visits(world)) == "2025-08-18"
    assert week_2(visits(world, subject="S-002")) == "MISSING_ALT"


def test_an_answer_at_an_earlier_number_follows_what_was_in_force_there(world):
    before = head(world)
    later = [
        {**visit, "target_day": 5, "first_day": 2, "last_day": 8} if visit["name"] == "WEEK 2" else visit
        for visit in PROTOCOL["visits"]
    ]
    redefine(world, 2, {**PROTOCOL, "visits": later})
    moved = Subject(id="S-001", center=CENTER, status="enrolled", baseline=date(2025, 8, 14))
    put_subject(world.desk, STUDY, moved, 2, "ann", "another day 1")
    assert week_2(visits(world)) == "2025-08-18"  # day 5 of the new day 1
    assert week_2(visits(world, before)) == "2025-08-18"  # day 15 of the old one
    assert week_2(visits(world, before + 1)) == "MISSING_ALT"  # day 15 is outside of the new window
    assert week_2(visits(world, before - 1)) == "MISSING_ALT"  # the file did not count yet


def test_a_study_without_a_definition_is_missing(world):
    with pytest.raises(Missing):
        list(visits_of_subjects(world.registry, world.results, "OTHER", ["S-001"], 1))


def zones(world: World, number: int) -> dict[str, str]:
    """Return the zones of centers that have one."""
    known = visits(world, number).days.schedule.zones
    return {center: some[0].key for center, some in known.items() if len(some) == 1}


def test_the_zone_of_a_center_is_that_of_the_profile_in_force(world):
    before = head(world)
    world.add_profile(profile(2).replace("America/Chicago", "Asia/Tokyo"))
    assert zones(world, before) == {CENTER: "America/Chicago"}
    assert zones(world, head(world)) == {CENTER: "Asia/Tokyo"}


def test_subjects_without_a_result_are_there_too(world):
    assert study_subjects(world.registry, definition()) == {"S-001", "S-002"}


def test_without_an_entry_nothing_is_planned(world):
    assert visits(world, subject="S-003").cells(date(2025, 9, 5)) == ()


def test_a_center_gets_its_counts_and_those_of_a_week_before(world):
    # baseline: due on 18 August, two results of each subject; week 2: due on 4 September
    assert digests(world) == {
        CENTER: {
            "received": 2, "late": 4, "missing": 0,
            "due": 6, "due_received": 2, "due_week_before": 4, "due_received_week_before": 1,
        }
    }  # fmt: skip


@pytest.mark.parametrize(("day", "due"), [("2025-09-10", 4), ("2025-09-11", 6)])
def test_the_counts_before_are_of_the_same_day_of_the_week_before(world, day, due):
    """Week 2 is due on 4 September, which is the Thursday before 11 September."""
    assert digests(world, day)[CENTER]["due_week_before"] == due


def test_a_digest_has_a_key_of_its_day_and_the_journal_number(world):
    digests(world)
    (news,) = world.announcements.announced
    assert (news.key, news.journal_number) == (f"{STUDY}#{CENTER}#completeness#2025-09-05", head(world))
    digests(world)
    assert [again.key for again in world.announcements.announced] == [news.key]


def test_a_masked_center_gets_no_count_of_masked_visits(world):
    everything = digests(world, "2025-12-24")[CENTER]
    masking = {"roles": ["center"], "visits": [3], "analytes": ["BILI"]}
    redefine(world, 2, {**PROTOCOL, "reference_date": SAME_DAY_ONE, "masking": masking})
    shown = digests(world, "2025-12-24")[CENTER]
    assert (everything["missing"], shown["missing"]) == (6, 2)
    assert (everything["due"], shown["due"]) == (8, 4)


def test_where_day_1_may_show_the_arm_a_masked_study_has_no_digest(world):
    """Each count follows from day 1, and anybody may subscribe to digests."""
    assert digests(world, "2025-12-24")
    redefine(world, 2, {**PROTOCOL, "masking": {"roles": ["monitor"]}})
    assert digests(world, "2025-12-24") == {}


def test_a_subject_of_two_centers_on_a_day_counts_for_both(world):
    moved = Subject.model_validate({
        "id": "S-002", "center": CENTER, "status": "enrolled", "baseline": "2025-08-04",
        "transfers": [{"center": OTHER_CENTER, "from": "2025-08-18"}],
    })  # fmt: skip
    put_subject(world.desk, STUDY, moved, 2, "ann", "moved")
    found = digests(world)
    assert (found[CENTER]["late"], found[OTHER_CENTER]["late"]) == (4, 1)


@pytest.mark.parametrize("protocol", [None, {"visits": PROTOCOL["visits"]}])
def test_without_a_rule_when_results_are_due_there_is_no_digest(world, protocol):
    redefine(world, 2, protocol)
    assert digests(world) == {}


def test_a_course_is_masked_whoever_hands_over_the_registry(world):
    """Results, visits and what is left out are those of the caller's roles, also at a registry that is not masked yet."""
    masking = {"roles": ["monitor"], "analytes": ["ALT"]}
    redefine(world, 2, {**PROTOCOL, "reference_date": SAME_DAY_ONE, "masking": masking})

    def course(*roles):
        asker = Asker(roles=frozenset(roles))
        (found,) = courses(world.registry, world.results, STUDY, ["S-001"], head(world), asker)
        return len(found.timeline), found.hidden_analytes

    assert course("statistician") == (2, frozenset())
    assert course("monitor") == (0, {"ALT"})


def test_the_day_of_an_earlier_answer_is_that_of_its_last_event(world):
    """What was late then does not depend on the day on which somebody asks."""
    later = replace(world.services, clock=lambda: datetime(2031, 1, 1, tzinfo=UTC))
    event = event_at(world.registry, STUDY, head(world)).at[:10]
    assert day_of_answer(later, STUDY, head(world), str(head(world))).isoformat() == event != "2031-01-01"
    assert day_of_answer(later, STUDY, head(world), "") == date(2031, 1, 1)


def test_of_a_subject_with_entries_at_two_centers_no_cell_is_told(world):
    """Nothing is chosen among entries of several centers (ADR 0043)."""
    (course,) = courses(world.registry, world.results, STUDY, ["S-001"], head(world), Asker())
    (one,) = course.entries
    theirs = replace(one, subject=one.subject.model_copy(update={"center": OTHER_CENTER}))
    today = date(2025, 9, 5)
    assert visible_completeness(course, today)
    assert visible_completeness(replace(course, entries=(one, theirs)), today) == []
