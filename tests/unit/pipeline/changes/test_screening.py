"""Files that were stored whole are replaced by the rows that are kept now; nothing else changes."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.support.screened import NAMED, keep_whole, key_of, screened, stored_before
from tests.unit.pipeline.studies import (
    CENTER,
    GOOD,
    OTHER_CENTER,
    PERSONAL,
    REFUSED,
    STUDY,
    World,
    profile,
    started,
)

from hepaflow.domain.identity import file_id, sha256
from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.domain.study.journal import EventKind
from hepaflow.pipeline.changes import screening
from hepaflow.pipeline.changes.rerun_choice import rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.jobs import ask, work_off
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import StoredFile

LATER = datetime(2031, 1, 1, tzinfo=UTC)
NONE = {"reduced": 0, "replaced": 0, "removed": 0, "older_versions": 0, "locked": 0, "left": 0}


def confirmed(world: World, center: str = ""):
    return screened(world, screened(world, center=center)["confirm"], center)


def counts(answer, center: str = CENTER):
    (found,) = [told for told in answer["centers"] if told["center"] == center]
    return {kind: number for kind, number in found.items() if number and kind != "center"}


def events(world: World):
    return [
        event.draft for event in world.registry.events(STUDY) if event.draft.kind is EventKind.COPIES_SCREENED
    ]


def everything_but_copies(world: World):
    """Return what is kept, without copies, jobs and the journal."""
    kept = world.snapshot()
    receipts = {key: kept["receipts"][key] for key in kept["receipts"] if "/jobs/" not in key}
    return {**kept, "receipts": receipts, "source": None, "journals": None}


def test_preview_counts_the_files_of_every_center_and_changes_nothing():
    world = stored_before(started(), NAMED)
    world.add_profile(profile(center=OTHER_CENTER))
    world.send(GOOD, center=OTHER_CENTER)
    before = everything_but_copies(world), dict(world.source.stored)
    answer = screened(world)
    assert (everything_but_copies(world), dict(world.source.stored)) == before
    assert answer["effect"] == "to-confirm"
    assert answer["centers"] == [
        {"center": CENTER, **NONE, "replaced": 1},
        {"center": OTHER_CENTER, **NONE, "reduced": 1},
    ]


def test_confirmed_original_is_replaced_by_what_is_kept_of_a_file_sent_now():
    world = stored_before(started(), NAMED)
    assert counts(confirmed(world)) == {"replaced": 1}
    today = started()
    today.send(NAMED)
    assert world.source.get(key_of(NAMED)) == today.source.get(key_of(NAMED))
    assert len(world.source.versions(key_of(NAMED))) == 1
    assert not [data for data, _ in world.source.stored[key_of(NAMED)].values() if b"Zhang" in data]


def test_nothing_but_copies_and_journal_changes():
    world = stored_before(started(), NAMED)
    before = everything_but_copies(world)
    confirmed(world)
    assert everything_but_copies(world) == before


def test_answers_at_every_earlier_journal_number_stay_as_they_were():
    world = stored_before(started(), NAMED)
    last = world.registry.head(STUDY).journal_number

    def answers():
        return [
            repr(timeline(world.registry, world.results, STUDY, "S-001", as_of=number).answers)
            for number in range(1, last + 1)
        ]

    before = answers()
    confirmed(world)
    assert answers() == before


def test_event_names_the_files_and_what_became_of_them():
    world = stored_before(started(), NAMED, REFUSED)
    confirmed(world)
    (draft,) = events(world)
    assert (draft.actor, draft.reason) == ("ann", "names")
    told = dict(draft.details)
    assert told.pop("plan")
    assert told == {
        "center": CENTER,
        "part": 0,
        "replaced": 2,
        "removed": 0,
        "older_versions": 0,
        "file_ids": " ".join(sorted(file_id(STUDY, CENTER, data) for data in (NAMED, REFUSED))),
    }


def test_what_was_screened_is_reduced_afterwards():
    world = stored_before(started(), NAMED)
    confirmed(world)
    again = screened(world)
    assert (again["effect"], again["confirm"], counts(again)) == ("unchanged", "", {"reduced": 1})


def test_confirmation_sent_again_gives_the_same_answer_and_no_further_event():
    world = stored_before(started(), NAMED)
    confirm = screened(world)["confirm"]
    first = screened(world, confirm)
    kept = dict(world.source.kept)
    assert screened(world, confirm) == first
    assert (world.source.kept, len(events(world))) == (kept, 1)


def test_confirmation_that_no_preview_gave_is_answered_by_a_preview():
    world = stored_before(started(), NAMED)
    answer = screened(world, "0" * 64)
    assert answer["effect"] == "to-confirm"
    assert world.source.get(key_of(NAMED)) == NAMED


def test_confirmation_of_all_centers_does_not_hold_for_one():
    world = stored_before(started(), NAMED)
    answer = screened(world, screened(world)["confirm"], CENTER)
    assert (answer["effect"], world.source.get(key_of(NAMED))) == ("to-confirm", NAMED)


def test_other_centers_are_left_alone_if_one_is_named():
    world = stored_before(started(), NAMED)
    world.add_profile(profile(center=OTHER_CENTER))
    stored_before(world, NAMED, center=OTHER_CENTER)
    answer = confirmed(world, OTHER_CENTER)
    assert [told["center"] for told in answer["centers"]] == [OTHER_CENTER]
    assert world.source.get(key_of(NAMED)) == NAMED
    assert world.source.get(key_of(NAMED, OTHER_CENTER)) != NAMED


# Which columns are kept


def reread(world: World, data: bytes) -> None:
    """Have a file read again under the newest profile, whatever that changes."""
    number = world.registry.head(STUDY).journal_number
    wish = RequestedRerun(STUDY, CENTER, "ann", "why not", "", number)
    name = file_id(STUDY, CENTER, data)
    rerun_file(replace(wish, confirm=rerun_file(wish, name, world.services).confirm), name, world.services)


def test_columns_that_another_run_mapped_are_kept():
    world = started()
    visit = '"Channel"'
    world.add_profile(profile(2).replace("[columns]", f"[columns]\nvisit = {visit}"))
    stored_before(world, NAMED)
    world.add_profile(profile(3))
    reread(world, NAMED)
    assert world.state(NAMED).run_number == 2
    confirmed(world)
    assert b"Zhang Wei" in world.source.get(key_of(NAMED))


@pytest.mark.parametrize("listed", [True, False])
def test_columns_that_the_newest_profile_lists_are_kept(listed):
    world = stored_before(started(), NAMED)
    world.add_profile(profile(2, file='keep_columns = ["Channel"]' if listed else ""))
    confirmed(world)
    assert (b"Zhang Wei" in world.source.get(key_of(NAMED))) is listed


def test_original_stays_if_the_profile_of_its_run_keeps_originals():
    world = stored_before(started(file='keep = "original"'), NAMED)
    assert counts(screened(world)) == {"reduced": 1}


def test_newest_profile_that_keeps_originals_says_nothing_of_a_file_read_before():
    world = stored_before(started(), NAMED)
    world.add_profile(profile(2, file='keep = "original"'))
    assert counts(screened(world)) == {"replaced": 1}


def test_copy_is_no_original():
    world = started(file='personal_columns = "drop"')
    world.send(PERSONAL)
    assert counts(screened(world)) == {"reduced": 1}


# Refused files


def test_refused_file_that_shows_a_name_is_removed_with_all_its_versions():
    named = REFUSED + b"S-002,call 13812345678\n"
    world = stored_before(started(), named)
    keep_whole(world, named)
    world.source.put(StoredFile(key_of(named), named, "text/csv"))
    assert counts(screened(world)) == {"removed": 1}
    assert counts(confirmed(world)) == {"removed": 1}
    assert (world.source.get(key_of(named)), world.source.versions(key_of(named))) == (None, [])
    assert events(world)[0].details["removed"] == 1


def test_refused_file_without_names_is_replaced_by_its_rows():
    world = stored_before(started(), REFUSED)
    confirmed(world)
    assert json.loads(world.source.get(key_of(REFUSED)))["header"] == ["Subject", "Collected"]


# What stays


def test_file_that_counts_and_would_be_refused_now_stays_with_its_issue_code():
    world = stored_before(started(), GOOD)
    name = file_id(STUDY, CENTER, GOOD)
    claims = world.registry.claims[STUDY, name]
    keep_whole(world, PERSONAL)
    world.source.put(StoredFile(key_of(GOOD), PERSONAL, "text/csv"))
    claims[1] = replace(
        claims[1], sha256=sha256(PERSONAL)
    )  # as if the screening of that time had let it pass
    answer = screened(world)
    assert counts(answer) == {"left": 2}
    assert answer["staying"][0] | answer["staying"][1]
    assert {"center": CENTER, "file_id": name, "obstacle": "personal-data", "until": ""} in answer["staying"]


def test_object_that_somebody_deleted_stays():
    world = stored_before(started(), NAMED)
    del world.source.kept[key_of(NAMED)]
    assert screened(world)["staying"][0]["obstacle"] == "deleted"


def test_file_without_a_claim_stays():
    world = stored_before(started(), NAMED)
    world.source.put(StoredFile(f"{STUDY}/{CENTER}/{'a' * 64}", b"a,b\n", "text/csv"))
    answer = screened(world)
    assert [(told["file_id"], told["obstacle"]) for told in answer["staying"]] == [("a" * 64, "no-claim")]


def test_file_whose_pattern_takes_too_long_stays():
    world = stored_before(started(), NAMED)
    slow = profile().replace("[columns]", "[subject]\npattern = '([A-Z0-9]+-?)+'\n[columns]")
    world.registry.profiles[STUDY, CENTER, "main"][1] = slow
    assert screened(world)["staying"][0]["obstacle"] == "subject-pattern"


def test_copy_that_would_read_otherwise_does_not_replace_the_original(monkeypatch):
    world = stored_before(started(), NAMED)
    monkeypatch.setattr("hepaflow.pipeline.runs.copies.rows_as_read.mask", lambda _cell: "<5")
    monkeypatch.setattr("hepaflow.pipeline.runs.copies.excess.stored_source", lambda key, *_: other(key))

    def other(key):
        today = started()
        today.send(GOOD.replace(b"45", b"46"))
        return StoredFile(key, today.source.get(key_of(GOOD.replace(b"45", b"46"))), "application/json")

    assert screened(world)["staying"][0]["obstacle"] == "read-otherwise"
    assert world.source.get(key_of(NAMED)) == NAMED


def test_copy_that_the_profile_cannot_read_does_not_replace_the_original(monkeypatch):
    world = stored_before(started(), NAMED)
    other = started(file='encoding = "gb18030"')
    other.send(NAMED)
    copy = StoredFile(key_of(NAMED), other.source.get(key_of(NAMED)), "application/json")
    monkeypatch.setattr("hepaflow.pipeline.runs.copies.excess.stored_source", lambda *_: copy)
    assert screened(world)["staying"][0]["obstacle"] == "read-otherwise"


def test_file_that_changed_after_the_preview_stays_and_is_said():
    world = stored_before(started(), NAMED)
    confirm = screened(world)["confirm"]
    world.add_profile(profile(2, file='keep_columns = ["Channel"]'))
    answer = screened(world, confirm)
    assert (answer["effect"], counts(answer)) == ("done", {"left": 1})
    assert answer["staying"][0]["obstacle"] == "changed"
    assert (world.source.get(key_of(NAMED)), events(world)) == (NAMED, [])


# Locked versions


def test_locked_original_stays_behind_the_copy_and_is_said_with_its_date():
    world = stored_before(started(), NAMED)
    (version,) = world.source.versions(key_of(NAMED))
    world.source.locks[version] = LATER
    expected = {"replaced": 1, "locked": 1}
    assert (counts(screened(world)), counts(answer := confirmed(world))) == (expected, expected)
    assert world.source.get(key_of(NAMED)) != NAMED
    assert version in world.source.versions(key_of(NAMED))
    assert answer["staying"] == [
        {
            "center": CENTER,
            "file_id": file_id(STUDY, CENTER, NAMED),
            "obstacle": "locked",
            "until": "2031-01-01T00:00:00+00:00",
        }
    ]


def test_locked_original_alone_is_nothing_to_confirm():
    world = stored_before(started(), NAMED)
    (version,) = world.source.versions(key_of(NAMED))
    world.source.locks[version] = LATER
    confirmed(world)
    again = screened(world)
    assert (again["effect"], counts(again)) == ("unchanged", {"locked": 1})


def test_original_behind_a_copy_is_removed_once_its_lock_has_ended():
    world = stored_before(started(), NAMED)
    (version,) = world.source.versions(key_of(NAMED))
    world.source.locks[version] = LATER
    confirmed(world)
    world.source.locks[version] = datetime(2025, 9, 5, tzinfo=UTC)  # the clock's time
    assert counts(screened(world)) == {"older_versions": 1}
    assert counts(confirmed(world)) == {"older_versions": 1}
    assert version not in world.source.versions(key_of(NAMED))
    assert b"Zhang" not in world.source.get(key_of(NAMED))


def test_refused_file_under_a_lock_is_not_removed():
    named = REFUSED + b"S-002,call 13812345678\n"
    world = stored_before(started(), named)
    keep_whole(world, named)
    (version,) = world.source.versions(key_of(named))
    world.source.locks[version] = LATER
    answer = screened(world)
    assert (answer["effect"], counts(answer)) == ("unchanged", {"locked": 1})


def test_what_is_locked_is_said_again_when_others_are_confirmed():
    named = REFUSED + b"S-002,call 13812345678\n"
    world = stored_before(started(), NAMED, named)
    (version,) = world.source.versions(key_of(named))
    world.source.locks[version] = LATER
    shown = screened(world)
    done = screened(world, shown["confirm"])
    assert counts(shown) == counts(done) == {"replaced": 1, "locked": 1}
    assert shown["staying"] == done["staying"]


# Parts


def test_in_parts_of_one_file_the_answer_and_the_copies_are_the_same(monkeypatch):
    files = [NAMED, REFUSED, NAMED + NAMED.splitlines()[1] + b"\n"]
    whole, parts = stored_before(started(), *files), stored_before(started(), *files)
    known = screened(whole)
    done = screened(whole, known["confirm"])
    monkeypatch.setattr(screening, "FILES_IN_A_PART", 1)
    assert screened(parts) == known
    assert screened(parts, known["confirm"]) == done
    assert parts.source.kept == whole.source.kept
    assert [draft.details["part"] for draft in events(parts)] == [0, 1, 2]


def test_part_ends_after_its_rows(monkeypatch):
    monkeypatch.setattr(screening, "ROWS_IN_A_PART", 5)
    world = stored_before(started(), NAMED, NAMED + NAMED.splitlines()[1] + b"\n", NAMED + b"\n")
    confirmed(world)
    assert [draft.details["part"] for draft in events(world)] == [0, 2]
    assert b"Zhang" not in b"".join(data for data, _ in world.source.kept.values())


def test_other_objects_of_a_center_are_left_alone():
    world = stored_before(started(), NAMED)
    world.source.put(StoredFile(f"{key_of(NAMED)}/1/effect-input.json", b'{"subjects": ["S-001"]}', "text"))
    others = {key: kept for key, kept in world.source.kept.items() if key != key_of(NAMED)}
    assert others
    confirmed(world)
    assert {key: kept for key, kept in world.source.kept.items() if key != key_of(NAMED)} == others


def test_screening_needs_a_reason():
    world = stored_before(started(), NAMED)
    job = ask(
        world.services, Job(STUDY, JobKind.SCREENING, "ann", 1, {"center": "", "reason": " ", "confirm": ""})
    )
    assert work_off(job.call, world.services).detail == "A reason is required."


def test_study_without_definition_has_no_screening():
    world = World()
    job = ask(
        world.services, Job(STUDY, JobKind.SCREENING, "ann", 0, {"center": "", "reason": "x", "confirm": ""})
    )
    assert work_off(job.call, world.services).detail == "There is no such study."
