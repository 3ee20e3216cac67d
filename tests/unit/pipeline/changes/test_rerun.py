from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    PERSONAL,
    REFUSED,
    SECOND,
    STUDY,
    World,
    profile,
    started,
)
from tests.unit.pipeline.turns import in_turns

from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.study.files import FileStatus
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.changes.preview import Turn
from hepaflow.pipeline.changes.rerun import Overtaken, RerunEffect, RerunOutcome, rerun
from hepaflow.pipeline.changes.rerun_reading import Obstacle, RequestedRerun
from hepaflow.pipeline.changes.void import ReasonMissing, restore_file, void_file
from hepaflow.pipeline.desk.queries import RowOfFile, open_query
from hepaflow.pipeline.runs import recipe
from hepaflow.pipeline.timeline import timeline

IGNORED = '[analytes]\n"ALT" = "ignore"'  # S-001 keeps its bilirubin, S-002 nothing
LATER = f"{HEADER}\nS-003,2024-03-25 08:30,ALT,70,U/L,final\n".encode()
DROP = 'personal_columns = "drop"'


def wish(world: World, confirm: str = "", reason: str = "new profile", actor: str = "ann") -> RequestedRerun:
    return RequestedRerun(STUDY, CENTER, actor, reason, confirm, world.registry.head(STUDY).journal_number)


def again(world: World, *files: bytes, **more: str) -> RerunOutcome:
    return rerun(wish(world, **more), [world.state(data) for data in files], world.services)


def confirmed(world: World, *files: bytes) -> RerunOutcome:
    return again(world, *files, confirm=again(world, *files).confirm)


def turns(given: RerunOutcome) -> list[tuple[str, str, Turn]]:
    return [(one.measurement.subject, one.measurement.analyte, one.turn) for one in given.difference.altered]


def values(world: World, subject: str = "S-001", as_of: int | None = None) -> list[tuple[str, str]]:
    known = timeline(world.registry, world.results, STUDY, subject, as_of)
    return [
        (place.analyte, str(answer.current.observation.value) if answer.current else "")
        for place, answer in known.answers.items()
    ]


def changed(more: str = IGNORED, data: bytes = GOOD, file: str = "") -> World:
    """Return a study whose file was read under version 1 of the profile, and that has version 2 by now."""
    world = started()
    world.send(data)
    world.add_profile(profile(2, more=more, file=file))
    return world


# Nothing to do


def test_an_unchanged_recipe_answers_unchanged():
    world = started()
    world.send(GOOD)
    before = world.snapshot()
    assert again(world, GOOD) == RerunOutcome(RerunEffect.UNCHANGED)
    assert world.snapshot() == before


@pytest.mark.parametrize("reason", ["", " "])
def test_nothing_is_read_again_without_a_reason(reason):
    with pytest.raises(ReasonMissing):
        again(changed(), GOOD, reason=reason)


# What would be altered is shown first


def test_what_would_be_altered_is_shown():
    assert turns(again(changed(), GOOD)) == [
        ("S-001", "ALT", Turn.REMOVED),
        ("S-002", "ALT", Turn.REMOVED),
    ]


def test_what_is_only_shown_is_not_written():
    world = changed()
    before = world.snapshot()
    assert again(world, GOOD).effect is RerunEffect.TO_CONFIRM
    assert world.snapshot() == before


def test_the_same_question_shows_the_same_difference():
    world = changed()
    assert again(world, GOOD) == again(world, GOOD)


def test_a_confirmation_of_something_else_has_no_effect():
    world = changed()
    other = again(world, GOOD).confirm
    world.add_profile(profile(3, more='[analytes]\n"BILI" = "ignore"'))
    assert again(world, GOOD, confirm=other).effect is RerunEffect.TO_CONFIRM
    assert values(world) == [("ALT", "45"), ("BILI", "17.1036")]


def test_a_value_in_another_unit_is_different():
    world = changed('[unit_spellings.BILI]\n"mg/dL" = "umol/L"')
    (one,) = again(world, GOOD).difference.altered
    assert (one.measurement.analyte, one.turn) == ("BILI", Turn.DIFFERENT)
    assert (str(one.before.observation.value), str(one.after.observation.value)) == ("17.1036", "1")


def test_a_row_that_can_be_read_now_is_added():
    data = GOOD.replace(b"2024-03-22 08:40,ALT,50", b"2024-03-22 08:40,Leberwert,50")
    world = changed('[analytes]\n"Leberwert" = "ALT"', data)
    assert turns(again(world, data)) == [("S-002", "ALT", Turn.ADDED)]


# What is confirmed takes effect


def test_what_is_confirmed_takes_effect():
    world = changed()
    assert confirmed(world, GOOD).effect is RerunEffect.DONE
    assert values(world) == [("BILI", "17.1036")]


def test_before_the_re_run_the_file_shows_what_it_showed():
    world = changed()
    number = world.registry.head(STUDY).journal_number
    confirmed(world, GOOD)
    assert values(world, as_of=number) == [("ALT", "45"), ("BILI", "17.1036")]


def test_a_re_run_is_a_run_of_its_own_with_a_receipt():
    world = changed()
    assert confirmed(world, GOOD).files == ((world.state(GOOD).file_id, 2),)
    assert [visible.run_number for visible in world.state(GOOD).history] == [1, 2]
    folder = f"{STUDY}/{CENTER}/{world.state(GOOD).file_id}"
    assert {f"{folder}/{n}/receipt.json" for n in (1, 2)} <= set(world.receipts.kept)


def test_the_state_tells_of_the_new_run():
    world = changed()
    confirmed(world, GOOD)
    state = world.state(GOOD)
    assert (state.run_number, state.counts, state.status) == (2, (4, 1, 0, 0, 3), FileStatus.COMMITTED)


def test_who_read_again_what_and_why_is_in_the_journal():
    world = changed()
    confirmed(world, GOOD)
    draft = list(world.registry.events(STUDY))[-1].draft
    assert (draft.kind, draft.actor, draft.reason) == (EventKind.FILE_RERUN, "ann", "new profile")
    assert draft.details == {"file_id": world.state(GOOD).file_id, "center": CENTER, "n": 2}


def test_no_subject_is_named_in_the_journal():
    world = changed()
    confirmed(world, GOOD)
    assert "S-00" not in repr(world.registry.journals)


def test_what_alters_nothing_needs_no_confirmation(monkeypatch):
    world = started()
    world.send(GOOD)
    monkeypatch.setattr(recipe, "VERSION", "99")
    given = again(world, GOOD)
    assert (given.effect, turns(given), world.state(GOOD).run_number) == (RerunEffect.DONE, [], 2)


def test_once_it_has_taken_effect_the_recipe_is_unchanged():
    world = changed()
    confirmed(world, GOOD)
    assert again(world, GOOD).effect is RerunEffect.UNCHANGED


def test_the_receipt_of_the_earliest_delivery_still_counts():
    world = changed()
    world.send(GOOD, "2025-08-31T00:00:00.000Z", name="early.csv")
    confirmed(world, GOOD)
    assert world.state(GOOD).visible().received == "2025-08-31T00:00:00.000Z"


def test_the_profile_that_read_the_run_says_how_changes_count():
    world = changed(file='changes = "accept"\nspecimen_identifies = true')
    confirmed(world, GOOD)
    visible = world.state(GOOD).visible()
    assert (visible.accept_changes, visible.specimen_identifies) == (True, True)


def test_new_subjects_are_listed():
    data = GOOD.replace(b"S-002", b"LAB-002")
    world = changed('[subject]\nstrip = "LAB-"', data)
    confirmed(world, data)
    assert "002" in world.registry.subjects(STUDY, CENTER)


# Several files at once


def test_files_that_state_the_same_value_are_looked_at_together():
    same = GOOD + b"S-009,2024-03-22,ALT,1,U/L,final\n"
    world = started()
    world.send(GOOD, FIRST)
    world.send(same, SECOND, name="same.csv")
    world.add_profile(profile(2, more='[unit_spellings.BILI]\n"mg/dL" = "umol/L"'))
    assert turns(again(world, GOOD, same)) == [("S-001", "BILI", Turn.DIFFERENT)]


def test_one_confirmation_is_for_all_files():
    world = started()
    world.send(GOOD, FIRST)
    world.send(LATER, SECOND, name="later.csv")
    world.add_profile(profile(2, more=IGNORED))
    given = confirmed(world, GOOD, LATER)
    assert (given.effect, len(given.files), values(world, "S-003")) == (RerunEffect.DONE, 2, [])


def test_only_files_under_another_recipe_are_read_again():
    world = changed()
    world.send(LATER, SECOND, name="later.csv")
    assert [name for name, _ in again(world, GOOD, LATER).files] == [world.state(GOOD).file_id]


# What is left as it is


def obstacles(given: RerunOutcome) -> list[Obstacle]:
    return [left.obstacle for left in given.left]


def test_a_voided_file_is_left_as_it_is():
    world = changed()
    void_file(world.services, "ann", STUDY, world.state(GOOD).file_id, "mixed up")
    given = again(world, GOOD)
    assert (given.effect, obstacles(given)) == (RerunEffect.UNCHANGED, [Obstacle.VOIDED])


def test_a_file_of_which_nothing_was_kept_is_left_as_it_is():
    assert obstacles(again(changed(data=PERSONAL), PERSONAL)) == [Obstacle.NO_COPY]


def test_a_file_that_the_newest_profile_refuses_keeps_counting():
    wanting = profile(2).replace('unit = "Units"', 'unit = "Einheit"')
    world = started()
    world.send(GOOD)
    world.add_profile(wanting)
    (left,) = again(world, GOOD).left
    assert (left.obstacle, left.refusal) == (Obstacle.REFUSED, "file-columns-missing")
    assert values(world) == [("ALT", "45"), ("BILI", "17.1036")]


def test_a_copy_that_has_not_the_cells_is_left_as_it_is():
    world = started(file=DROP)
    world.send(PERSONAL)
    world.add_profile(profile(2, file=f"{DROP}\nheader_row = 1"))
    assert obstacles(again(world, PERSONAL)) == [Obstacle.READ_OTHERWISE]


def test_what_was_dropped_stays_dropped_when_a_copy_is_read_again():
    world = started(file=DROP)
    world.send(PERSONAL)
    world.add_profile(profile(2, more=IGNORED))
    confirmed(world, PERSONAL)
    assert values(world) == [("BILI", "17.1036")]
    assert "Jane" not in repr(world.snapshot())


# Refused files


def test_a_refused_file_may_be_read_under_another_profile():
    data = GOOD.replace(b"Units", b"Einheit", 1)
    world = started()
    world.send(data)
    world.add_profile(profile(2).replace('unit = "Units"', 'unit = "Einheit"'))
    given = confirmed(world, data)
    assert [turn for *_, turn in turns(given)] == [Turn.ADDED] * 3
    assert (world.state(data).status, world.state(data).refusal) == (FileStatus.COMMITTED, "")


def test_a_file_that_is_refused_again_has_a_new_receipt():
    world = changed(data=REFUSED)
    assert again(world, REFUSED).effect is RerunEffect.DONE
    state = world.state(REFUSED)
    assert (state.status, state.run_number, state.visible()) == (FileStatus.REFUSED, 2, None)


# Others work at the same time


def test_nobody_makes_a_run_count_that_was_only_claimed():
    world = changed()
    asked = wish(world, confirm=again(world, GOOD).confirm)
    claim = world.registry.latest_claim(STUDY, world.state(GOOD).file_id)
    newest = recipe.wanted_recipe(STUDY, CENTER, "main", world.services)
    world.registry.claim(STUDY, world.state(GOOD).file_id, replace(claim, run_number=2, recipe=newest))
    world.send(GOOD, SECOND, name="again.csv")
    assert world.state(GOOD).run_number == 1
    assert rerun(asked, [world.state(GOOD)], world.services).effect is RerunEffect.DONE


def test_a_claim_under_another_recipe_is_passed_over():
    world = changed()
    claim = world.registry.latest_claim(STUDY, world.state(GOOD).file_id)
    world.registry.claim(STUDY, world.state(GOOD).file_id, replace(claim, run_number=2))
    assert confirmed(world, GOOD).files == ((world.state(GOOD).file_id, 3),)


def test_another_file_of_the_center_in_between_ends_it():
    world = changed()
    asked, state = wish(world, confirm=again(world, GOOD).confirm), world.state(GOOD)
    world.send(LATER, SECOND, name="later.csv")
    with pytest.raises(Overtaken):
        rerun(asked, [state], world.services)
    assert world.state(GOOD) == state


def test_an_event_of_another_center_is_no_matter():
    world = started()
    world.add_profile(profile(center="C-02"))
    world.send(GOOD)
    world.add_profile(profile(2, more=IGNORED))
    asked = wish(world, confirm=again(world, GOOD).confirm)
    world.send(LATER, SECOND, center="C-02")
    assert rerun(asked, [world.state(GOOD)], world.services).effect is RerunEffect.DONE


def test_a_query_to_the_center_in_between_is_no_matter():
    world = changed()
    asked = wish(world, confirm=again(world, GOOD).confirm)
    question = QueryVersion(QueryState.OPEN, "Right?", "2025-09-30")
    open_query(world.services, STUDY, "ann", RowOfFile(world.state(GOOD).file_id, 2), question)
    assert rerun(asked, [world.state(GOOD)], world.services).effect is RerunEffect.DONE


@pytest.mark.parametrize("order", [(0, 1) * 30, (0, 0, 1) * 30, (1,) * 9 + (0,) * 9 + (1, 0) * 30])
def test_of_two_data_managers_at_once_one_is_told_so(order):
    world = changed()
    confirm, state = again(world, GOOD).confirm, world.state(GOOD)

    def attempt(actor):
        def work(services):
            try:
                return rerun(wish(world, confirm, actor=actor), [state], services).effect
            except Overtaken:
                return None

        return work

    given = in_turns(world, [attempt("ann"), attempt("bob")], order)
    assert sorted(map(str, given)) == ["None", "done"]
    assert [event.draft.kind for event in world.registry.events(STUDY)].count(EventKind.FILE_RERUN) == 1


def test_restored_after_a_re_run_the_newest_run_counts():
    world = changed()
    confirmed(world, GOOD)
    name = world.state(GOOD).file_id
    void_file(world.services, "ann", STUDY, name, "mixed up")
    restore_file(world.services, "ann", STUDY, name, "was right")
    assert world.state(GOOD).visible().run_number == 2


def test_the_same_wish_once_more_gives_the_same_answer():
    world = changed()
    asked = wish(world, confirm=again(world, GOOD).confirm)
    first = rerun(asked, [world.state(GOOD)], world.services)
    before = world.snapshot()
    assert rerun(asked, [world.state(GOOD)], world.services) == first
    assert world.snapshot() == before


def test_a_rival_with_another_recipe_who_claims_the_run_first_ends_it():
    world = changed()
    asked = wish(world, confirm=again(world, GOOD).confirm)
    state, name = world.state(GOOD), world.state(GOOD).file_id
    rival = replace(world.registry.latest_claim(STUDY, name), run_number=2)

    class Rivalled:
        def __getattr__(self, method):
            if method == "claim":
                world.registry.claim(STUDY, name, rival)
            return getattr(world.registry, method)

    world.seen_as = lambda port, at: Rivalled() if at == "registry" else port
    with pytest.raises(Overtaken):
        rerun(asked, [state], world.services)
    assert world.state(GOOD) == state


def test_a_file_whose_claim_was_lost_is_our_fault():
    world = changed()
    world.registry.claims.clear()
    with pytest.raises(LookupError):
        again(world, GOOD)


@pytest.mark.parametrize("order", [(0, 1) * 40, (0, 0, 1) * 40, (1, 0, 0, 0, 1) * 20])
def test_the_same_wish_twice_at_once_is_one_re_run(order):
    world = changed()
    asked = wish(world, confirm=again(world, GOOD).confirm)
    state = world.state(GOOD)
    given = in_turns(world, [lambda services: rerun(asked, [state], services).effect] * 2, order)
    assert given == [RerunEffect.DONE, RerunEffect.DONE]
    assert [event.draft.kind for event in world.registry.events(STUDY)].count(EventKind.FILE_RERUN) == 1
