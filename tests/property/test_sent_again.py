"""Cumulative files in any course of events: what is told once for many files is what is told of each file for itself.

One world keeps every panel of every file, and folds each. The other has the Results table, which keeps and reads once what
files repeat. Whatever happens, happens to both; every answer, receipt and effect is the same.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.support.panel_table import PackedResults
from tests.unit.pipeline.studies import CENTER, FIRST, SECOND, STUDY, World, fixed_clock, profile, started
from tests.unit.pipeline.studies import HEADER as PLAIN_HEADER

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.journal import Draft, EventKind
from hepaflow.pipeline.changes.rerun import rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.timeline import timeline, timelines
from hepaflow.ports import Change

SUBJECTS, DAYS, TESTS = ("S-1", "S-2"), ("2024-03-22 08:30", "2024-03-25 09:00", "2024-03-25"), ("ALT", "AST")
HEADER = "Subject,Collected,Test,Result,Units,Status,Specimen,Record"
COLUMNS = 'specimen = "Specimen"\nrecord = "Record"\n'
NUMBERS = ("40", "41", "40", "9999999", "12", "3")
STATUSES = ("final",) * 6 + ("corrected", "preliminary", "deleted", "not-done")
Row = tuple[str, ...]


@dataclass
class Both:
    """Two worlds with the same history.

    Attributes:
        worlds: the one with every panel of every file, and the one with the Results table.
    """

    version: int
    profile_version: int = 1
    table: PackedResults = field(default_factory=PackedResults)
    worlds: tuple[World, World] = field(init=False)
    sent: list[tuple[bytes, list[Row]]] = field(default_factory=list)
    made: int = 0

    def __post_init__(self) -> None:
        packed: Any = self.table
        whole, once = World(), World(results=packed)
        for world in (whole, once):
            started('transfer = "cumulative"', COLUMNS, world, fold_version=self.version)
        self.worlds = whole, once

    def send(self, rows: list[Row], received: int) -> None:
        """Have the center send a file; of two of one moment only the first."""
        self.made += 1
        data = "\n".join([HEADER, *map(",".join, rows), *[""] * self.made]).encode()
        for world in self.worlds:
            world.send(data, f"2025-09-01T00:00:00.{received:03}Z", name=f"{self.made}.csv")
        self.sent.append((data, rows))

    def grown(self, place: int, rows: list[Row], received: int, at: int) -> None:
        """Send all rows of an earlier file, and others among them."""
        known = list(self.sent[place % len(self.sent)][1]) if self.sent else []
        at %= len(known) + 1
        self.send([*known[:at], *rows, *known[at:]], received)

    def changed(self, place: int, row: int, to: Row, received: int) -> None:
        """Send all rows of an earlier file; one of them is another."""
        if self.sent:
            known = list(self.sent[place % len(self.sent)][1])
            known[row % len(known)] = (*known[row % len(known)][:3], *to[3:])
            self.send(known, received)

    def shrunk(self, place: int, row: int, received: int) -> None:
        if self.sent and len(known := list(self.sent[place % len(self.sent)][1])) > 1:
            del known[row % len(known)]
            self.send(known, received)

    def turned(self, place: int, received: int) -> None:
        """Send the rows of an earlier file in another order."""
        if self.sent:
            self.send(self.sent[place % len(self.sent)][1][::-1], received)

    def name(self, place: int) -> str:
        return file_id(STUDY, CENTER, self.sent[place % len(self.sent)][0])

    def again(self, place: int, received: int) -> None:
        """Send the bytes of an earlier file once more."""
        if self.sent:
            data, _ = self.sent[place % len(self.sent)]
            self.made += 1
            for world in self.worlds:
                world.send(data, f"2025-09-01T00:00:00.{received:03}Z", name=f"{self.made}.csv")

    def void(self, place: int) -> None:
        if self.sent:
            for world in self.worlds:
                void_file(world.services, "ann", STUDY, self.name(place), "why")

    def restore(self, place: int) -> None:
        if self.sent:
            for world in self.worlds:
                restore_file(world.services, "ann", STUDY, self.name(place), "why")

    def declare(self, transfer: str, changes: str, identifies: bool) -> None:  # noqa: FBT001 as it is drawn
        self.profile_version += 1
        says = (
            f'transfer = "{transfer}"\nchanges = "{changes}"\nspecimen_identifies = {str(identifies).lower()}'
        )
        for world in self.worlds:
            world.add_profile(profile(self.profile_version, file=says, more=COLUMNS))

    def reread(self, place: int) -> None:
        if not self.sent:
            return
        self.made += 1
        for world in self.worlds:
            number = world.registry.head(STUDY).journal_number
            state = world.registry.view(STUDY, [self.name(place)]).state(self.name(place))
            assert state is not None
            wish = RequestedRerun(STUDY, CENTER, "ann", f"why {self.made}", "", number)
            told = rerun(wish, [state], world.services)
            if told.confirm:
                rerun(replace(wish, confirm=told.confirm), [state], world.services)
            world.tell_effects()

    def decide(self, kind: DecisionKind, place: int, row: int) -> None:
        if self.sent:
            rows = self.sent[place % len(self.sent)][1]
            subject, day, test, *_ = rows[row % len(rows)]
            about = Measurement(CENTER, subject, test, "", day.replace(" ", "T"))
            if kind is DecisionKind.RETIRE:
                made = Decision(0, kind, about, "why")
            elif kind is DecisionKind.MOVE_SUBJECT:
                made = Decision(0, kind, about, "why", subject=SUBJECTS[1 - SUBJECTS.index(subject)])
            else:
                line = row % len(rows) + 2
                made = Decision(0, kind, about, "why", self.name(place), line, lifts=tuple(ROW_HOLDS))
            draft, change = Draft(EventKind.DECIDED, "ann", "why", {"kind": kind}), Change(decision=made)
            for world in self.worlds:
                append(world.registry, STUDY, fixed_clock, lambda _: (draft, change))

    def compare(self) -> None:
        whole, once = self.worlds
        head = whole.registry.head(STUDY).journal_number
        assert once.registry.head(STUDY) == whole.registry.head(STUDY)
        for number in range(head + 1):
            told, expected = (
                timelines(world.registry, world.results, STUDY, SUBJECTS, number) for world in (once, whole)
            )
            assert told == expected
        assert once.receipts.kept == whole.receipts.kept


places, moments = st.integers(0, 9), st.integers(0, 999)
rows = st.tuples(
    st.sampled_from([SUBJECTS[0]] * 3 + [SUBJECTS[1]]),
    st.sampled_from([*DAYS, ""]),
    st.sampled_from(TESTS),
    st.sampled_from(NUMBERS),
    st.just("U/L"),
    st.sampled_from(STATUSES),
    st.sampled_from(["", "T1", "T1", "T2"]),
    st.sampled_from(["", "", "R1", "R2"]),
)
some_rows = st.lists(rows, min_size=1, max_size=5)
few_rows = st.lists(rows, max_size=2)
operations = st.one_of(
    st.tuples(st.just("grown"), places, few_rows, moments, places),
    st.tuples(st.just("grown"), places, few_rows, moments, places),
    st.tuples(st.just("grown"), places, few_rows, moments, places),
    st.tuples(st.just("changed"), places, places, rows, moments),
    st.tuples(st.just("shrunk"), places, places, moments),
    st.tuples(st.just("turned"), places, moments),
    st.tuples(st.just("again"), places, moments),
    st.tuples(st.just("void"), places),
    st.tuples(st.just("restore"), places),
    st.tuples(
        st.just("declare"),
        st.sampled_from(["cumulative", "cumulative", "incremental"]),
        st.sampled_from(["hold", "accept"]),
        st.booleans(),
    ),
    st.tuples(st.just("reread"), places),
    st.tuples(st.just("decide"), st.sampled_from(list(DecisionKind)), places, places),
    st.tuples(st.just("decide"), st.sampled_from(list(DecisionKind)), places, places),
)
courses = st.tuples(
    st.lists(st.tuples(some_rows, moments), min_size=1, max_size=2),
    st.lists(operations, min_size=2, max_size=8),
)


@given(courses, st.sampled_from([1, 2, 2, 3]))
@tried(2)
def test_what_is_told_once_for_many_files_is_what_each_of_them_says(course, version):
    both = Both(version)
    for sent, received in course[0]:
        both.send(sent, received)
    for name, *parts in course[1]:
        getattr(both, name)(*parts)
    both.compare()


def lines_told(data: bytes, transfer: str, columns: str = "") -> list[list[int]]:
    """Return the lines of the only result, as each of two files gives it that say the same; with the Results table."""
    packed: Any = PackedResults()
    world = started(f'transfer = "{transfer}"', columns, World(results=packed))
    world.send(data, FIRST)
    world.send(data + b"\n", SECOND, name="again.csv")
    (answer,) = timeline(world.registry, world.results, STUDY, "S-1").answers.values()
    assert answer.current is not None
    told = [answer.current, *answer.again]
    return [
        sorted(one.line for one in told if one.run.file_id == sent)
        for sent in dict.fromkeys(one.run.file_id for one in told)
    ]


@pytest.mark.parametrize("transfer", ["cumulative", "incremental"])
def test_a_row_that_stands_three_times_in_three_spellings_has_three_lines(transfer):
    """Each spelling of the sex gives a panel of its own; those of the second and the third are alike except for their lines."""
    row = "S-1,2024-03-22 08:30,ALT,45,U/L,final"
    text = "\n".join([f"{PLAIN_HEADER},Sex", *(f"{row},{sex}" for sex in ("M", "male", "m"))])
    assert lines_told(text.encode(), transfer, 'sex = "Sex"\n') == [[2, 3, 4], [2, 3, 4]]


def test_the_parts_of_a_large_panel_that_are_alike_have_their_own_lines():
    text = "\n".join([PLAIN_HEADER, *["S-1,2024-03-22 08:30,ALT,45,U/L,final"] * 12_000])
    assert lines_told(text.encode(), "cumulative") == [list(range(2, 12_002))] * 2
