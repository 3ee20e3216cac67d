"""The real thing and the model, side by side: whatever happens, happens to both."""

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.property.history.files import SUBJECTS, TIMES, Entry, LabFile, Line, Place, SubjectList
from tests.property.history.model import Model, Reading
from tests.property.history.wording import altered, center_of, fates, measurement, name_of, subject, turns
from tests.support.plain_effect import assert_effects_are_plain
from tests.unit.pipeline.studies import CENTER, STUDY, World, definition, fixed_clock, profile, started

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS
from hepaflow.domain.identity import file_id
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.study.files import Delivery, FileStatus
from hepaflow.domain.study.journal import Draft, EventKind, first_fault
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.pipeline.changes.rerun import RerunEffect, RerunOutcome
from hepaflow.pipeline.changes.rerun_choice import rerun_center, rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.rule_changes import RulesChangeResults, redefine_study
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.desk.queries import (
    NextVersion,
    RowOfFile,
    WrongQueryState,
    advance_query,
    open_query,
)
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.register.closing import RequestedClosing, turn_register
from hepaflow.pipeline.register.confirm import RequestedConfirmation, confirm_register
from hepaflow.pipeline.register.entries import FormerIdTaken, put_subject
from hepaflow.pipeline.register.listing import subject_entries
from hepaflow.pipeline.register.outcome import RegisterEffect
from hepaflow.pipeline.register.person.of_study import EntryUnfit
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Change

WHY = "looked into it"
PERSON = 'sex = "Sex"\nage = "Age"\nspecimen = "Specimen"\n'
# what a profile makes of the files' U/L: nothing else, 60 times as much (1 µkat/L is 60 U/L), or no result at all
UNITS = {
    1: "",
    60: '[unit_spellings.ALT]\n"U/L" = "ukat/L"',
    0: '[analytes]\n"ALT" = "ignore"',
}


def other_value(line: Line) -> int:
    """A lab's other value of a result; results of two times have no value in common."""
    return 10 * line.time + ((line.value or 0) % 10) % 3 + 1


class History:
    """A study and its model, from the first file on."""

    def __init__(
        self,
        *,
        accepts: bool,
        cumulative: bool,
        world: World | None = None,
        version: int = 1,
        is_central: bool = False,
        protocol: dict[str, Any] | None = None,
    ) -> None:
        self.changes = 'changes = "accept"' if accepts else ""
        self.model = Model(accepts, Reading(1, cumulative), version, is_central=is_central)
        self.rules = {"fold_version": version, **({"protocol": protocol} if protocol else {})}
        rules = {**self.rules, "central_labs": (CENTER,) if is_central else ()}
        self.world: World = started(self.layout(cumulative=cumulative), PERSON, world, **rules)
        self.wishes = self.compared = 0
        self.listed: dict[
            SubjectList, int
        ] = {}  # by list, the version of the definition under which it was read
        self.deliveries: list[tuple[LabFile | SubjectList, int, Delivery]] = []

    def layout(self, *, cumulative: bool) -> str:
        return f'transfer = "{"cumulative" if cumulative else "incremental"}"\n{self.changes}'

    def upload(self, sent: LabFile | SubjectList, received: int) -> None:
        if received in [known for _, known, _ in self.deliveries]:
            return  # files of the same millisecond are another test's matter
        place = {"name": f"{len(self.deliveries)}.csv", "center": center_of(sent)}
        told = self.world.arrive(sent.data, f"2025-09-01T00:00:00.{received:03}Z", **place)
        self.deliveries.append((sent, received, told))

    def process(self, place: int) -> None:
        if self.deliveries:
            sent, received, told = self.deliveries[place % len(self.deliveries)]
            if isinstance(sent, SubjectList):
                defined = self.model.reading.defined
                if self.listed.setdefault(sent, defined) < defined:
                    return  # its refused rows would be read again, which is another test's matter
            ingest(told, self.world.services)
            if isinstance(sent, SubjectList):
                self.confirm_list(sent, received)
            self.model.process(sent, received)

    def confirm_list(self, sent: SubjectList, received: int) -> None:
        """A list that alters results waits, for as long as nobody confirms what it alters."""
        if sent in self.model.lists:
            return
        supposed = deepcopy(self.model)
        supposed.process(sent, received)
        expected = turns(self.model.values(), supposed.values())
        waits = self.world.state(sent.data, RESERVED_CENTER).status is FileStatus.TO_CONFIRM
        assert waits is bool(expected)
        if waits:
            self.model.written()  # that it waits
            self.compare()
            name, number = file_id(STUDY, RESERVED_CENTER, sent.data), len(self.model.states) - 1
            wish = RequestedConfirmation(STUDY, name, "ann", WHY, "", number)
            shown = confirm_register(wish, self.world.services)
            assert altered(shown) == expected
            self.compare()
            assert confirm_register(replace(wish, confirm=shown.confirm), self.world.services).confirm == ""
            self.model.written()  # that it was confirmed; then come its rows

    def close(self, closed: bool) -> None:  # noqa: FBT001 as it is drawn
        """A data manager closes the register, or opens it again, and confirms what that alters."""
        if self.model.register.closed is closed:
            return
        supposed = deepcopy(self.model)
        supposed.close(closed=closed)
        expected = turns(self.model.values(), supposed.values())
        wish = RequestedClosing(STUDY, closed, "ann", WHY)
        told = turn_register(wish, self.world.desk)
        assert altered(told) == expected
        if expected:
            self.compare()
            told = turn_register(replace(wish, confirm=told.confirm), self.world.desk)
            assert altered(told) == expected
        assert told.effect is RegisterEffect.DONE
        self.model.close(closed=closed)

    def label(self, is_central: bool) -> None:  # noqa: FBT001 as it is drawn
        """A data manager makes the center a central lab, or takes that back, and confirms what that alters."""
        if self.model.register.is_central is is_central:
            return
        supposed = deepcopy(self.model)
        supposed.label(is_central=is_central)
        expected = turns(self.model.values(), supposed.values())
        labs = (CENTER,) if is_central else ()
        wanted = definition(self.model.reading.defined + 1, central_labs=labs, **self.rules)
        confirm = ""
        if expected:
            with pytest.raises(RulesChangeResults) as shown:
                redefine_study(self.world.services, "ann", wanted, WHY, "")
            assert altered(shown.value) == expected
            self.compare()
            confirm = shown.value.confirm
        redefine_study(self.world.services, "ann", wanted, WHY, confirm)
        self.model.label(is_central=is_central)

    def send(self, sent: LabFile | SubjectList, received: int) -> None:
        self.upload(sent, received)
        self.process(-1)

    def again(self, place: int, received: int) -> None:
        if self.deliveries:
            self.send(self.deliveries[place % len(self.deliveries)][0], received)

    def resend(self, place: int, received: int) -> None:
        if self.model.files:
            self.send(self.file(place), received)

    def correct(self, place: int, received: int, status: str) -> None:
        """The lab sends a file again with other values, marked as corrected or not."""
        if self.model.files:
            lines = self.file(place).lines
            corrected = (replace(line, value=other_value(line), status=status) for line in lines)
            self.send(LabFile(tuple(corrected)), received)

    def file(self, place: int) -> LabFile:
        return list(self.model.files)[place % len(self.model.files)]

    def void(self, place: int) -> None:
        if self.model.files:
            void_file(self.world.services, "ann", STUDY, name_of(self.file(place)), WHY)
            self.model.turn(self.file(place), counts=False)

    def restore(self, place: int) -> None:
        if self.model.files:
            restore_file(self.world.services, "ann", STUDY, name_of(self.file(place)), WHY)
            self.model.turn(self.file(place), counts=True)

    def declare(self, reading: Reading) -> None:
        version = self.model.reading.version + 1
        layout, more = self.layout(cumulative=reading.cumulative), PERSON + UNITS[reading.factor]
        self.world.add_profile(profile(version, file=layout, more=more))
        self.model.declare(
            replace(self.model.reading, factor=reading.factor, cumulative=reading.cumulative, version=version)
        )

    def rerun(self, place: int) -> None:
        if self.model.files:
            name = name_of(self.file(place))
            self.wish([self.file(place)], lambda wish: rerun_file(wish, name, self.world.services))

    def rerun_all(self) -> None:
        self.wish(list(self.model.files), lambda wish: rerun_center(wish, self.world.services))

    def wish(self, files: list[LabFile], attempt: Callable[[RequestedRerun], RerunOutcome]) -> None:
        """Ask for files to be read again, look at what that alters, confirm it, and ask once more."""
        known = self.model.files
        affected = [one for one in files if known[one].counts and known[one].reading != self.model.reading]
        supposed = deepcopy(self.model)
        supposed.reread(affected)
        expected = turns(self.model.values(), supposed.values())
        self.wishes += 1  # the same wish once more would be acknowledged, which is another test's matter
        told = attempt(self.wanted(""))
        assert altered(told) == expected
        assert (told.effect is RerunEffect.TO_CONFIRM) is bool(expected)
        if expected:
            self.compare()
            told = attempt(self.wanted(told.confirm))
            assert altered(told) == expected
        assert told.effect is (RerunEffect.DONE if affected else RerunEffect.UNCHANGED)
        self.model.reread(affected)
        self.wishes += 1
        assert attempt(self.wanted("")).effect is RerunEffect.UNCHANGED

    def wanted(self, confirm: str) -> RequestedRerun:
        number = self.world.registry.head(STUDY).journal_number
        return RequestedRerun(STUDY, CENTER, "ann", f"{WHY} {self.wishes} times", confirm, number)

    def decide(self, kind: DecisionKind, place: int, line: int) -> None:
        if self.model.files:
            sent = self.file(place)
            at = line % len(sent.lines)
            about = measurement(sent.lines[at].place)
            self.write(Decision(0, kind, about, WHY, name_of(sent), at + 2, lifts=tuple(ROW_HOLDS)))
            self.model.decide(kind, (sent, at))

    def retire(self, place: Place) -> None:
        self.write(Decision(0, DecisionKind.RETIRE, measurement(place), WHY))
        self.model.decide(DecisionKind.RETIRE, place)

    def move(self, place: Place, to: str) -> None:
        self.world.registry.note_subjects(STUDY, CENTER, [to])  # as the desk does
        self.write(Decision(0, DecisionKind.MOVE_SUBJECT, measurement(place), WHY, subject=to))
        self.model.move(place, to)

    def ask(self, place: int, line: int) -> None:
        """A data manager asks about a row of a file."""
        if self.model.files:
            sent = self.file(place)
            row = RowOfFile(name_of(sent), line % len(sent.lines) + 2)
            asked = QueryVersion(QueryState.OPEN, WHY, "2025-09-30")
            self.model.ask(open_query(self.world.services, STUDY, "ann", row, asked).id)

    def advance(self, place: int, state: str) -> None:
        """A center answers a query, or a data manager closes or reopens it, where that is possible."""
        if self.model.queries:
            name = list(self.model.queries)[place % len(self.model.queries)]
            version = self.world.registry.queries(STUDY, [name])[name].version + 1
            due = "2025-09-30" if state == "reopened" else ""
            wish = NextVersion(name, version, QueryState(state), WHY, due)
            try:
                advance_query(self.world.services, STUDY, "ann", wish, None)
            except WrongQueryState:
                assert not self.model.advance(name, state)
            else:
                assert self.model.advance(name, state)

    def write(self, decision: Decision) -> None:
        draft, change = (
            Draft(EventKind.DECIDED, "ann", WHY, {"kind": decision.kind}),
            Change(decision=decision),
        )
        append(self.world.registry, STUDY, fixed_clock, lambda _head: (draft, change))

    def enter(self, entry: Entry, at: int) -> None:
        """A data manager says something of a subject, in the millisecond `at`."""
        register = self.model.register
        version, _ = register.entries().get(register.key(entry.center, entry.subject), (0, None))
        now = datetime(2025, 9, 1, microsecond=at * 1000, tzinfo=UTC)
        desk = replace(self.world.desk, clock=lambda: now)
        with suppress(FormerIdTaken, EntryUnfit):  # then no event is written, as the comparison will tell
            put_subject(desk, STUDY, subject(entry), version + 1, "ann", WHY)
        self.model.enter(entry, at)

    def compare(self, since: int | None = None) -> None:
        """Every number of the journal since one, or since the last comparison, gives the answer of the model."""
        head = len(self.model.states) - 1
        assert self.world.registry.head(STUDY).journal_number == head
        for number in range(self.compared if since is None else since, head + 1):
            self.compare_at(number)
        self.compared = head

    def compare_at(self, number: int) -> None:
        world, expected = self.world, self.model.states[number]
        files = {name_of(sent): sent for sent in self.model.files}
        answers: dict[Place, Any] = {}
        entries: dict[tuple[str, str], Any] = {}
        for one in SUBJECTS:
            known = timeline(world.registry, world.results, STUDY, one, number)
            assert known.journal_number == number
            for found, answer in known.answers.items():
                omitted = files[answer.omitted] if answer.omitted else None
                answers[found.subject, TIMES.index(found.collected_at)] = fates(answer, files), omitted
            with suppress(Missing):  # nobody ever spoke of the subject
                for entry in subject_entries(world.desk, STUDY, one, str(number), None)[1]:
                    entries[entry.subject.center, one] = entry.version, entry.subject
        assert answers == {place: (one.fates, one.omitted) for place, one in expected.answers.items()}
        known = self.world.registry.queries(STUDY, list(self.model.queries)).values()
        queries = {one.id: then.state for one in known if (then := one.as_of(number)) is not None}
        assert queries == expected.queries
        said = expected.entries.values()
        assert entries == {(entry.center, entry.subject): (at, subject(entry)) for at, entry in said}

    def finish(self) -> None:
        """Whatever came since, every number of the journal gives the answer that it gave when it was the last one.

        And each run changed what it plainly did.
        """
        self.compare(since=0)
        for one in SUBJECTS:
            now = timeline(self.world.registry, self.world.results, STUDY, one)
            assert timeline(self.world.registry, self.world.results, STUDY, one, now.journal_number) == now
        assert first_fault(self.world.registry.events(STUDY)) is None
        assert_effects_are_plain(STUDY, CENTER, list(SUBJECTS), self.world.services)
