"""A file closes the queries that it settles: corrected rows, changed values, ended holds (docs/adr/0045)."""

from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.identity import file_id
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.pipeline.changes.rerun import rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import void_file
from hepaflow.pipeline.desk.queries import NextVersion, RowOfFile, advance_query, open_query
from hepaflow.pipeline.ingest import ingest
from hepaflow.readers.sheet import FILE_COLUMN, LINE_COLUMN

FILE = file_id(STUDY, CENTER, GOOD)
ASKED = QueryVersion(QueryState.OPEN, "Is this right?", "2025-09-30")
ALT = Measurement(CENTER, "S-001", "ALT", "", "2024-03-22T08:30")


def lines(*rows):
    return "\n".join((HEADER, *rows, "")).encode()


CORRECTED = lines("S-001,2024-03-22 08:30,ALT,46,U/L,corrected")
SAME = lines("S-001,2024-03-22 08:30,ALT,45,U/L,corrected")
UNMARKED = lines("S-001,2024-03-22 08:30,ALT,47,U/L,final")
DELETED = lines("S-001,2024-03-22 08:30,ALT,,,deleted")
ELSEWHERE = lines("S-001,2024-03-23 08:30,ALT,46,U/L,final", "S-001,2024-03-22 08:30,BILI,2,mg/dL,corrected")


def mended(value="51", row="5"):
    return f"{HEADER},{FILE_COLUMN},{LINE_COLUMN}\nS-002,2024-03-22 08:40,ALT,{value},U/L,corrected,{FILE},{row}\n".encode()


@pytest.fixture
def world():
    world = started(more='[status]\ndeleted = "deleted"\n')
    world.send(GOOD, FIRST, name="first.csv")
    return world


def opened(world, about, question=ASKED):
    return open_query(world.services, STUDY, "ann", about, question).id


def query(world, name):
    return world.registry.queries(STUDY, [name])[name]


def state(world, name):
    return query(world, name).state


@pytest.mark.parametrize("data", [CORRECTED, DELETED])
def test_a_file_that_changes_what_holds_closes_the_query_about_it_and_is_named(world, data):
    name = opened(world, ALT)
    world.send(data, SECOND)
    last = query(world, name).versions[-1]
    assert (last.state, last.text, last.file_id) == ("closed", "", file_id(STUDY, CENTER, data))
    event = world.registry.journals[STUDY][-1]
    assert (event.draft.kind, event.draft.actor, event.draft.details["query"]) == (
        "query-closed",
        "ingest",
        name,
    )


@pytest.mark.parametrize("data", [SAME, UNMARKED, ELSEWHERE])
def test_a_file_that_leaves_the_value_or_holds_a_new_one_closes_nothing(world, data):
    name = opened(world, ALT)
    world.send(data, SECOND)
    assert state(world, name) == "open"


def test_a_file_that_ends_a_hold_closes_the_query_about_it(world):
    world.send(UNMARKED, SECOND)
    name = opened(world, ALT)
    world.send(lines("S-001,2024-03-22 08:30,ALT,47,U/L,corrected"), THIRD)
    assert state(world, name) == "closed"


def test_a_file_that_ends_a_hold_and_leaves_the_value_closes_the_query(world):
    world.send(UNMARKED, SECOND)
    name = opened(world, ALT)
    world.send(SAME, THIRD)
    assert state(world, name) == "closed"


def test_a_row_of_several_measurements_waits_while_one_of_them_is_held():
    world = started()
    columns = '[columns]\nsubject = "Subject"\ncollected_at = "Collected"\nstatus = "Status"\n'
    wide = "".join(f'[wide.{name}]\nanalyte = "{name}"\nunit = "U/L"\n' for name in ("ALT", "AST"))
    world.add_profile(profile(2, file='layout = "wide"').partition("[columns]")[0] + columns + wide)
    row = "Subject,Collected,ALT,AST,Status\nS-001,2024-03-22 08:30,{},{},{}\n"
    first, second, third = (
        row.format(*cells).encode() for cells in ((45, 50, "final"), (46, 51, "final"), (46, "", "corrected"))
    )
    world.send(first, FIRST)
    name = opened(world, RowOfFile(file_id(STUDY, CENTER, first), 2, "S-001"))
    world.send(second, SECOND)
    world.send(third, THIRD)
    assert state(world, name) == "open"
    world.send(row.format("", 51, "corrected").encode(), "2025-09-04T00:00:00.000Z")
    assert state(world, name) == "closed"


def test_a_file_that_leaves_one_hold_of_two_closes_nothing(world):
    both = "S-001,2024-03-22 08:30,ALT,{},U/L,final"
    world.send(lines(both.format(47), both.format(48)), SECOND)
    name = opened(world, ALT)
    world.send(lines(both.format(49)), THIRD)
    assert state(world, name) == "open"


def test_a_row_with_its_subject_is_settled_as_its_measurements_are(world):
    row = opened(world, RowOfFile(FILE, 2, "S-001"))
    other = opened(world, RowOfFile(FILE, 4, "S-002"))
    world.send(CORRECTED, SECOND)
    assert (state(world, row), state(world, other)) == ("closed", "open")


def test_a_rejected_row_that_is_sent_again_and_accepted_closes_its_query(world):
    name, other = opened(world, RowOfFile(FILE, 5)), opened(world, RowOfFile(FILE, 2))
    world.send(mended(), SECOND)
    assert (state(world, name), state(world, other)) == ("closed", "open")


def test_a_rejected_row_that_is_rejected_again_closes_nothing(world):
    name = opened(world, RowOfFile(FILE, 5))
    world.send(mended("many"), SECOND)
    assert state(world, name) == "open"


def test_a_query_that_is_answered_or_reopened_is_closed_too_and_a_closed_one_stays(world):
    names = [opened(world, ALT, replace(ASKED, text=text)) for text in ("a", "b", "c")]
    for name, states in zip(names, (["answered"], ["answered", "reopened"], ["closed"]), strict=True):
        for version, wanted in enumerate(states, start=2):
            due = "2025-09-30" if wanted == "reopened" else ""
            wish = NextVersion(name, version, QueryState(wanted), "x", due)
            advance_query(world.services, STUDY, "ann", wish, None)
    world.send(CORRECTED, SECOND)
    assert [query(world, name).version for name in names] == [3, 4, 2]
    assert {state(world, name) for name in names} == {"closed"}


def test_a_file_that_counted_before_the_question_does_not_answer_it(world):
    ingest(world.arrive(CORRECTED, SECOND, name="second.csv"), world.services)
    name = opened(world, ALT)
    world.tell_effects()
    assert state(world, name) == "open"


def test_a_file_of_another_center_closes_nothing(world):
    world.add_profile(profile(center=OTHER_CENTER))
    name = opened(world, ALT)
    world.send(CORRECTED, SECOND, center=OTHER_CENTER)
    assert state(world, name) == "open"


def test_a_void_closes_nothing(world):
    name = opened(world, ALT)
    void_file(world.services, "ann", STUDY, FILE, "mixed up")
    world.tell_effects()
    assert state(world, name) == "open"


def test_a_re_run_closes_nothing(world):
    name = opened(world, ALT)
    world.add_profile(profile(2, more='[unit_spellings.ALT]\n"U/L" = "ukat/L"'))
    why = RequestedRerun(STUDY, CENTER, "ann", "unit", "", world.registry.head(STUDY).journal_number)
    shown = rerun(why, [world.state(GOOD)], world.services)
    rerun(replace(why, confirm=shown.confirm), [world.state(GOOD)], world.services)
    assert len(world.queue.effects) == 1
    world.tell_effects()
    assert state(world, name) == "open"


def test_a_query_that_a_file_has_closed_was_open_before_it(world):
    name = opened(world, ALT)
    number = world.registry.head(STUDY).journal_number
    world.send(CORRECTED, SECOND)
    before, committed = (query(world, name).as_of(number + more) for more in (0, 1))
    assert (before.state, committed.state, state(world, name)) == ("open", "open", "closed")


def test_receipt_and_effect_of_a_run_do_not_depend_on_queries(world):
    plain = started(more='[status]\ndeleted = "deleted"\n')
    plain.send(GOOD, FIRST, name="first.csv")
    plain.send(CORRECTED, SECOND)
    opened(world, RowOfFile(FILE, 2))
    world.send(CORRECTED, SECOND)

    def kept(at):
        return {key: stored for key, stored in at.receipts.kept.items() if "effect" not in key}

    assert kept(world) == kept(plain)
