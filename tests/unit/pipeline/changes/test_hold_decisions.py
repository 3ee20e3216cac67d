"""Many holds of one cause are decided at once: the difference first, then one event for each (docs/adr/0046)."""

from dataclasses import replace

import pytest
from tests.support.many_holds import (
    ACCEPT,
    AFTER,
    BEFORE,
    FILE,
    RELEASE,
    SET_ASIDE,
    SUBJECTS,
    held,
    results,
    wish,
)
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.identity import file_id
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.study.jobs import JobKind
from hepaflow.pipeline import jobs
from hepaflow.pipeline.changes.hold_decisions import (
    NotTogether,
    TooManyHolds,
    decide_holds,
)
from hepaflow.pipeline.changes.preview import between
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.changes.supposed_decisions import supposed_decisions
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.desk.queries import RowOfFile, open_query
from hepaflow.pipeline.standpoints import Standpoint
from hepaflow.pipeline.timeline import timeline


def shown(world, **more):
    return decide_holds(wish(world, **more), world.services)


def confirmed(world, **more):
    return decide_holds(wish(world, shown(world, **more).confirm, **more), world.services)


def values(world, as_of=None):
    return {
        (one, place.analyte): str(answer.current.observation.value)
        for one in SUBJECTS
        for place, answer in timeline(world.registry, world.results, STUDY, one, as_of).answers.items()
        if answer.current
    }


def test_the_difference_comes_first_and_changes_nothing():
    world = held()
    before = world.snapshot()
    told = shown(world)
    assert (told.effect, told.decisions, told.left) == ("to-confirm", 3, 0)
    assert [
        (
            str(one.before and one.before.observation.value),
            str(one.after and one.after.observation.value),
        )
        for one in told.difference.altered
    ] == [("40", "60"), ("41", "61"), ("42", "62")]
    assert world.snapshot() == before


def test_what_is_confirmed_takes_effect_as_one_event_for_each_observation():
    world = held()
    number = world.registry.head(STUDY).journal_number
    told = confirmed(world)
    assert (told.effect, told.decisions, told.confirm) == ("done", 3, "")
    events = world.registry.journals[STUDY][number:]
    assert [
        (one.draft.kind, one.draft.details["kind"], one.draft.details["line"], one.draft.reason)
        for one in events
    ] == [("decided", "accept", line, "the lab confirms") for line in (2, 3, 4)]
    assert values(world) == {(one, "ALT"): str(60 + n) for n, one in enumerate(SUBJECTS)}
    assert values(world, number) == {(one, "ALT"): str(40 + n) for n, one in enumerate(SUBJECTS)}


@pytest.mark.parametrize("kind", [ACCEPT, SET_ASIDE])
def test_many_decisions_come_to_what_decisions_one_by_one_come_to(kind):
    together, alone = held(), held()
    confirmed(together, kind=kind)
    for line, one in enumerate(SUBJECTS, start=2):
        ruling = Ruling(kind, one, (FILE, line, "ALT"), "the lab confirms")
        decide(alone.services, STUDY, "ann", ruling)
    assert together.snapshot() == alone.snapshot()


@pytest.mark.parametrize("kind", [ACCEPT, SET_ASIDE])
def test_the_difference_that_was_shown_is_the_one_that_is_made(kind):
    world = held()
    for earlier in (SET_ASIDE, RELEASE):  # they stand before what is supposed
        decide(world.services, STUDY, "ann", Ruling(earlier, "S-001", (FILE, 2, "ALT"), "second thoughts"))
    before = Standpoint(world.registry, world.results, world.registry.head(STUDY).journal_number)
    told = confirmed(world, kind=kind)
    after = Standpoint(world.registry, world.results, world.registry.head(STUDY).journal_number)
    assert between(STUDY, before, after, SUBJECTS) == told.difference


@pytest.mark.parametrize("confirm", ["0" * 64, ""])
def test_another_digest_confirms_nothing(confirm):
    world = held()
    before = world.snapshot()
    assert decide_holds(wish(world, confirm), world.services).effect == "to-confirm"
    assert world.snapshot() == before


def test_a_digest_is_of_one_decision_and_one_plan():
    world = held()
    digests = {shown(world, **more).confirm for more in ({}, {"kind": SET_ASIDE}, {"file_id": FILE})}
    assert len(digests) == 2  # the file has all of them
    assert shown(held(results(5, analyte="K", unit="mmol/L"))).confirm in digests


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ACCEPT, IssueCode.CONFLICT),
        (SET_ASIDE, IssueCode.CONFLICT),
        (ACCEPT, IssueCode.VALUE_IMPOSSIBLE),
        (RELEASE, IssueCode.VALUE_IMPOSSIBLE),
        (RELEASE, IssueCode.CHANGED_UNMARKED),  # releases lift holds of rows
        (ACCEPT, IssueCode.UNIT_UNKNOWN),  # holds nothing
        (DecisionKind.RETIRE, IssueCode.CHANGED_UNMARKED),
    ],
)
def test_what_is_to_be_decided_one_by_one_is_refused(kind, code):
    world = held()
    with pytest.raises(NotTogether):
        shown(world, kind=kind, code=code)


def test_a_measurement_with_two_held_values_is_left():
    world = held(results(70, subjects=("S-001",)))
    told = shown(world)
    assert (told.decisions, told.left) == (2, 2)
    assert {one.measurement.subject for one in told.difference.altered} == {"S-002", "S-003"}


def test_a_value_is_left_where_another_file_holds_one_too():
    world = held(results(70, subjects=("S-001",)))
    told = shown(world, file_id=FILE)
    assert (told.decisions, told.left) == (2, 1)


def test_a_decision_after_the_number_is_not_supposed():
    world = held()
    number = world.registry.head(STUDY).journal_number
    decide(world.services, STUDY, "bob", Ruling(SET_ASIDE, "S-001", (FILE, 2, "ALT"), "later"))
    for at, count in ((number, 0), (number + 1, 1)):
        supposed = supposed_decisions(world.registry, (), at)
        assert len(supposed.view(STUDY, [], ["S-001"]).dossiers["S-001"].decisions) == count


def test_an_observation_that_is_held_for_another_issue_too_is_left():
    world = started(fold_version=2)
    listed = f"subject,center,status\nS-009,{CENTER},enrolled\n".encode()
    world.send(listed, FIRST, name="list.csv", center="register")
    world.send(results(40), SECOND, name="1.csv")
    both = "\n".join((
        HEADER,
        "S-001,2024-03-23 08:30,ALT,9999999,U/L,final",
        "S-002,2024-03-23 08:30,ALT,50,U/L,final",
        "",
    )).encode()  # fmt: skip
    world.send(both, THIRD, name="2.csv")
    told = shown(world, code=IssueCode.SUBJECT_UNKNOWN, kind=RELEASE)
    assert (told.decisions, told.left) == (4, 1)
    confirmed(world, code=IssueCode.SUBJECT_UNKNOWN, kind=RELEASE)
    known = timeline(world.registry, world.results, STUDY, "S-001").answers.values()
    assert [one.held[0].codes for one in known if one.held] == [("value-impossible", "subject-unknown")]


def test_a_request_is_narrowed_to_an_analyte_or_a_file():
    world = held(results(4, analyte="K", unit="mmol/L"), results(5, analyte="K", unit="mmol/L"))
    assert shown(world).decisions == 6
    assert shown(world, analyte="K").decisions == 3
    assert shown(world, file_id=FILE).decisions == 3
    assert shown(world, file_id="0" * 64).effect == "unchanged"


def test_holds_of_another_center_are_another_request():
    world = held()
    world.add_profile(profile(center=OTHER_CENTER))
    for number, data in enumerate((BEFORE, AFTER)):
        world.send(data, (FIRST, SECOND)[number], name=f"{number}.csv", center=OTHER_CENTER)
    told = confirmed(world)
    assert told.decisions == 3
    assert decide_holds(replace(wish(world), center=OTHER_CENTER), world.services).decisions == 3


def test_another_file_of_the_center_in_between_ends_it():
    world = held()
    asked = wish(world, shown(world).confirm)
    world.send(results(4, analyte="K", unit="mmol/L"), THIRD, name="3.csv")
    with pytest.raises(Overtaken):
        decide_holds(asked, world.services)
    assert values(world)["S-001", "ALT"] == "40"


def test_a_query_or_another_center_in_between_is_no_matter():
    world = held()
    world.add_profile(profile(center=OTHER_CENTER))
    asked = wish(world, shown(world).confirm)
    question = QueryVersion(QueryState.OPEN, "Right?", "2025-09-30")
    open_query(world.services, STUDY, "ann", RowOfFile(FILE, 2), question)
    world.send(BEFORE, THIRD, name="3.csv", center=OTHER_CENTER)
    assert decide_holds(asked, world.services).effect == "done"


def test_the_same_decision_of_somebody_else_in_between_ends_it():
    world = held()
    asked = wish(world, shown(world).confirm)
    decide(world.services, STUDY, "bob", Ruling(ACCEPT, "S-001", (FILE, 2, "ALT"), "the lab confirms"))
    with pytest.raises(Overtaken):
        decide_holds(asked, world.services)


def test_a_decision_about_another_row_in_the_same_words_ends_it():
    world = held()
    asked = wish(world, shown(world, kind=SET_ASIDE).confirm, kind=SET_ASIDE)
    first = file_id(STUDY, CENTER, BEFORE)
    decide(world.services, STUDY, "ann", Ruling(SET_ASIDE, "S-001", (first, 2, "ALT"), "the lab confirms"))
    with pytest.raises(Overtaken):
        decide_holds(asked, world.services)


def test_once_decided_nothing_is_left_and_each_decision_can_be_taken_back():
    world = held()
    confirmed(world)
    assert shown(world).effect == "unchanged"
    decide(world.services, STUDY, "ann", Ruling(SET_ASIDE, "S-001", (FILE, 2, "ALT"), "not so"))
    assert values(world) == {("S-001", "ALT"): "40", ("S-002", "ALT"): "61", ("S-003", "ALT"): "62"}


@pytest.mark.slow
def test_more_than_a_thousand_are_refused():
    subjects = [f"S-{number:04}" for number in range(1_001)]
    world = started()
    for data, received in (
        (results(40, subjects=subjects), FIRST),
        (results(2_000, subjects=subjects), SECOND),
    ):
        world.send(data, received, name=f"{received}.csv")
    with pytest.raises(TooManyHolds):
        shown(world)


def test_every_kind_of_job_is_done_by_something():
    assert set(jobs._DOING) == set(JobKind)
