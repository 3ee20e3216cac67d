"""A cumulative run stores what differs from the newest one of its feed: what the claim names, and what comes of it."""

from typing import Any

import pytest
from tests.support.panel_table import PackedResults
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    SECOND,
    STUDY,
    THIRD,
    World,
    profile,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.pipeline.changes.rerun import rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import void_file
from hepaflow.pipeline.timeline import timeline

CUMULATIVE = 'transfer = "cumulative"'
ROWS = [
    f"S-{subject},2024-0{month}-22 08:30,ALT,4{month},U/L,final" for month in range(1, 6) for subject in "12"
]


def file(count: int) -> bytes:
    """Return the file with so many of the rows."""
    return "\n".join([HEADER, *ROWS[:count]]).encode()


def world_of(layout: str = CUMULATIVE) -> World:
    results: Any = PackedResults()
    return started(layout, world=World(results=results))


def name(count: int) -> str:
    return file_id(STUDY, CENTER, file(count))


def base_of_claim(world: World, count: int) -> str:
    claim = world.registry.latest_claim(STUDY, name(count))
    assert claim is not None
    return claim.base


def packed(world: World) -> PackedResults:
    results: Any = world.results
    return results


def held(world: World, count: int, run: int = 1) -> tuple[int, int]:
    """Return how many panels a run holds itself, and for how many subjects it refers to others."""
    mine = f"#{CENTER}#{name(count)[:16]}#{run}#"
    found = [key for key in packed(world).sort_keys() if mine in key]
    return sum(not key.startswith("=") for key in found), sum(key.startswith("=") for key in found)


def numbers(world: World, subject: str = "S-1", as_of: int | None = None) -> list[Any]:
    answers = timeline(world.registry, world.results, STUDY, subject, as_of).answers.values()
    return [(str(one.current.observation.number), one.current.line) for one in answers if one.current]


def test_the_first_file_has_no_base_and_holds_all_its_panels():
    world = world_of()
    world.send(file(4), FIRST)
    assert (base_of_claim(world, 4), held(world, 4)) == ("", (4, 0))


def test_the_next_file_names_the_first_and_holds_what_is_new():
    world = world_of()
    world.send(file(4), FIRST)
    world.send(file(6), SECOND, name="april.csv")
    assert (base_of_claim(world, 6), held(world, 6)) == (f"{name(4)}#1", (2, 2))
    assert numbers(world) == [("41", 2), ("42", 4), ("43", 6)]


def test_a_third_file_refers_to_the_runs_that_hold_the_panels():
    world = world_of()
    for number, (count, received) in enumerate([(4, FIRST), (6, SECOND), (8, THIRD)]):
        world.send(file(count), received, name=f"{number}.csv")
    (reference,) = [
        item
        for key, item in packed(world).stored[f"{STUDY}#S-1"].items()
        if key.startswith("=") and name(8)[:16] in key
    ]
    assert (f"@{name(4)[:16]}#1" in reference, f"@{name(6)[:16]}#1" in reference) == (True, True)
    assert held(world, 8) == (2, 2)


@pytest.mark.parametrize("voided", [4, 6])
def test_what_is_voided_takes_nothing_from_a_file_that_refers_to_it(voided):
    world = world_of()
    world.send(file(4), FIRST)
    world.send(file(6), SECOND, name="april.csv")
    void_file(world.services, "ann", STUDY, name(voided), "wrong")
    counted = 6 if voided == 4 else 4
    assert numbers(world) == [(f"4{month}", 2 * month) for month in range(1, counted // 2 + 1)]


def test_a_voided_file_is_no_base():
    world = world_of()
    world.send(file(4), FIRST)
    void_file(world.services, "ann", STUDY, name(4), "wrong")
    world.send(file(6), SECOND, name="april.csv")
    assert (base_of_claim(world, 6), held(world, 6)) == ("", (6, 0))


def test_files_that_send_only_what_is_new_have_no_base():
    world = world_of('transfer = "incremental"')
    world.send(file(4), FIRST)
    world.send(file(6), SECOND, name="april.csv")
    assert (base_of_claim(world, 6), held(world, 6)) == ("", (6, 0))
    assert not [key for key in world.source.kept if key.endswith("panels.json")]


def test_the_base_is_of_the_same_feed():
    results: Any = PackedResults()
    world = World(results=results)
    world.define(feeds={CENTER: ("edc",)})
    text = profile(file=CUMULATIVE)
    world.add_profile(text)
    world.add_profile(text.replace(f'center = "{CENTER}"', f'center = "{CENTER}"\nfeed = "edc"'))
    world.send(file(4), FIRST)
    world.send(file(6), SECOND, name="edc/april.csv")
    world.send(file(8), THIRD, name="edc/may.csv")
    assert (base_of_claim(world, 6), base_of_claim(world, 8)) == ("", f"{name(6)}#1")


def test_lines_that_move_are_those_of_each_file():
    world = world_of()
    world.send(file(4), FIRST)
    later = "\n".join([HEADER, "S-1,2023-01-01 08:00,ALT,50,U/L,final", *reversed(ROWS[:4])]).encode()
    world.send(later, SECOND, name="april.csv")
    (known,) = [
        one
        for what, one in timeline(world.registry, world.results, STUDY, "S-1").answers.items()
        if what.collected_at.startswith("2024-01")
    ]
    assert (known.current.line, [one.line for one in known.again]) == (2, [6])


def test_a_run_keeps_the_base_of_its_claim_whatever_counts_by_the_time_of_a_retry():
    """The claim is made, the worker dies; another file counts before the retry. The retry stores what it would have stored."""
    worlds = [world_of(), world_of()]
    for world in worlds:
        world.send(file(4), FIRST)
    straight, disturbed = worlds
    straight.send(file(8), THIRD, name="may.csv")
    claim = straight.registry.latest_claim(STUDY, name(8))
    assert claim is not None
    disturbed.registry.claim(STUDY, name(8), claim)
    disturbed.send(file(6), SECOND, name="april.csv")
    disturbed.send(file(8), THIRD, name="may.csv")
    mine = f"#{name(8)[:16]}#1#"
    stored = [
        {key: item for items in packed(world).stored.values() for key, item in items.items() if mine in key}
        for world in worlds
    ]
    assert stored[0] == stored[1] != {}


def test_a_base_of_which_nothing_was_kept_is_stored_whole():
    """An earlier release kept no index of its panels."""
    world = world_of()
    world.send(file(4), FIRST)
    for key in [key for key in world.source.kept if key.endswith("panels.json")]:
        del world.source.kept[key]
    world.send(file(6), SECOND, name="april.csv")
    assert (held(world, 6), numbers(world)) == ((6, 0), [("41", 2), ("42", 4), ("43", 6)])


def test_a_file_that_is_read_again_refers_to_its_own_run_before():
    world = world_of()
    world.send(file(4), FIRST)
    world.add_profile(profile(2, file=f'{CUMULATIVE}\nchanges = "accept"'))
    state = world.state(file(4))
    wish = RequestedRerun(
        STUDY, CENTER, "ann", "newer profile", "", world.registry.head(STUDY).journal_number
    )
    rerun(wish, [state], world.services)
    assert (world.state(file(4)).run_number, held(world, 4, 2)) == (2, (0, 2))
    assert numbers(world) == [("41", 2), ("42", 4)]


def test_earlier_numbers_are_answered_as_before():
    world = world_of()
    world.send(file(4), FIRST)
    then = world.registry.head(STUDY).journal_number
    before = timeline(world.registry, world.results, STUDY, "S-1", then)
    world.send(file(6), SECOND, name="april.csv")
    void_file(world.services, "ann", STUDY, name(4), "wrong")
    assert timeline(world.registry, world.results, STUDY, "S-1", then) == before
