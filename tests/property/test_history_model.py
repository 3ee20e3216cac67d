"""Random histories of a study against a plain model: what counts now, what became of every report, every `as_of`.

The model is a list of what is visible and the rules of docs/architecture.md, The fold said one report at a time. It keeps the answer for
each number of the journal as it was when that number was the last; it never looks at panels, states or the fold.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.pipeline.studies import CENTER, HEADER, STUDY, World, fixed_clock, profile, started

from hepaflow.domain.decisions import Decision, DecisionKind
from hepaflow.domain.files import Delivery
from hepaflow.domain.identity import file_id
from hepaflow.domain.journal import Draft, EventKind, first_fault
from hepaflow.domain.measurement import Measurement
from hepaflow.domain.numbers import converted
from hepaflow.domain.timeline import Answer
from hepaflow.pipeline.chronicle import append
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.query import timeline
from hepaflow.pipeline.reruns.choice import rerun_center, rerun_file
from hepaflow.pipeline.reruns.rerun import Effect, Rerun
from hepaflow.pipeline.reruns.voiding import restore_file, void_file
from hepaflow.pipeline.reruns.wishes import Wish
from hepaflow.ports import Change

SUBJECT = "S-001"
TIMES = ("2024-03-22T08:30", "2024-03-23T08:30")
RANK = {"preliminary": 1, "final": 2, "corrected": 3}
IMPOSSIBLE = 9999999  # U/L of ALT: held by its row
# what a profile makes of the files' U/L: nothing else, 60 times as much (1 µkat/L is 60 U/L), or no result at all
READINGS = {
    "plain": ("", 1),
    "scaled": ('[unit_spellings.ALT]\n"U/L" = "ukat/L"', 60),
    "ignored": ('[analytes]\n"ALT" = "ignore"', 0),
}
Content = tuple[tuple[int, int, str], ...]  # of a file: time, value, status of each row
Row = tuple[Content, int]  # a report: its file, its place there
Expected = dict[int, dict[Row, str]]  # by time: what becomes of each report


@dataclass(frozen=True)
class Told:
    """A visible report of the model."""

    row: Row
    rank: int
    received: int
    value: int
    doubtful: bool = False
    accepted: bool = False


@dataclass
class Sent:
    """A file of the model: since when it is known, whether it counts, and which profile read it."""

    received: int
    version: int
    counts: bool = True


@dataclass
class Model:
    """What is visible and what was decided, and the answer for every journal number so far."""

    accepts: bool
    files: dict[Content, Sent] = field(default_factory=dict)
    decisions: list[tuple[DecisionKind, Row | int]] = field(default_factory=list)
    answers: list[Expected] = field(default_factory=lambda: [{}, {}, {}])  # study and profile came first
    factors: list[int] = field(default_factory=lambda: [1])  # of the profile's versions

    def process(self, content: Content, received: int) -> None:
        known = self.files.get(content)
        if known is None:
            self.files[content] = Sent(received, len(self.factors))
        elif received < known.received:
            known.received = received
        else:
            return
        self.written()

    def turn(self, content: Content, *, counts: bool) -> None:
        known = self.files.get(content)
        if known is not None and known.counts is not counts:
            known.counts = counts
            self.written()

    def declare(self, factor: int) -> None:
        self.factors.append(factor)
        self.written()

    def reread(self, contents: list[Content]) -> None:
        """Every one of these files is read by the newest profile; each is an event."""
        for content in contents:
            self.files[content].version = len(self.factors)
            self.written()

    def values(self) -> dict[int, tuple[int, str]]:
        """Return the current value of each time, with its status."""
        found = {}
        for time in range(2):
            for (content, place), fate in self.answer(time).items():
                if fate == "current":
                    _, value, status = content[place]
                    found[time] = (value * self.factor(content), status)
        return found

    def factor(self, content: Content) -> int:
        return self.factors[self.files[content].version - 1]

    def decide(self, kind: DecisionKind, about: Row | int) -> None:
        self.decisions.append((kind, about))
        self.written()

    def written(self) -> None:
        """The journal is one event longer."""
        self.answers.append({time: found for time in range(2) if (found := self.answer(time))})

    def answer(self, time: int) -> dict[Row, str]:
        told = [
            Told((content, place), RANK[status], sent.received, value * factor, value == IMPOSSIBLE)
            for content, sent in self.files.items()
            if sent.counts and (factor := self.factor(content))
            for place, (of, value, status) in enumerate(content)
            if of == time
        ]
        accepted: list[Row] = []
        aside: set[Row] = set()
        lifted: set[Row] = set()
        retired = False
        rows = {one.row for one in told}
        for kind, about in self.decisions:
            if kind is DecisionKind.RETIRE and about == time:
                accepted, retired = [], True
            elif isinstance(about, tuple) and about in rows:
                if kind is not DecisionKind.RELEASE:
                    accepted = [row for row in accepted if row != about]
                if kind is DecisionKind.SET_ASIDE:
                    aside, lifted = aside | {about}, lifted - {about}
                else:
                    aside, lifted = aside - {about}, lifted | {about}
                if kind is DecisionKind.ACCEPT:
                    accepted, retired = [*accepted, about], False
        counting = [
            replace(one, doubtful=one.doubtful and one.row not in lifted, accepted=one.row in accepted[-1:])
            for one in told
            if one.row not in aside
        ]
        fates = dict.fromkeys(aside, "aside")
        if retired:
            return fates | dict.fromkeys((one.row for one in counting), "withdrawn")
        return fates | self.fates(counting)

    def fates(self, told: list[Told]) -> dict[Row, str]:
        """Say the rules of docs/architecture.md, The fold one report at a time."""
        sound = [one for one in told if not one.doubtful]
        told = [
            replace(one, rank=max(other.rank for other in sound if other.received <= one.received))
            if one.accepted
            else one
            for one in told
        ]
        said: list[list[Told]] = []  # the values that were current in turn
        allowed = {one.row for one in told if one.accepted}
        fates = {one.row: "value-impossible" for one in told if one.doubtful}
        for one in sorted(told, key=lambda one: (one.rank, one.received)):
            if one.doubtful:
                continue
            if said and said[-1][0].value == one.value:
                said[-1].append(one)
            elif not said or one.accepted or one.rank > said[-1][-1].rank:
                said.append([one])
            elif one.value in [values[0].value for values in said]:
                fates[one.row] = "reverts-correction"
            elif self.accepts:
                allowed.add(one.row)
                said.append([one])
            else:
                fates[one.row] = "changed-unmarked"
        if said:
            self.settle(told, said, allowed, fates)
        return fates

    def settle(
        self, told: list[Told], said: list[list[Told]], allowed: set[Row], fates: dict[Row, str]
    ) -> None:
        """Say which held reports later ones have settled, and which values came back after their correction."""
        counted = [one for values in said for one in values]

        def settled(one: Told) -> bool:
            return any(
                (
                    other.rank > one.rank
                    or (
                        other.rank == one.rank
                        and (other.row in allowed or (self.accepts and other.received > one.received))
                    )
                )
                and (other.received >= one.received or one.rank == 1 < other.rank)
                for other in counted
                if other.row != one.row
            )

        fates.update({one.row: "said before" for one in told if one.row in fates and settled(one)})
        current = said[-1]
        for place, values in enumerate(said):
            later = [one.received for others in said[place + 1 :] for one in others]
            known_before = bool(later) and min(one.received for one in values) < max(later)
            returns = known_before and values[0].value != current[0].value
            fates.update(
                {
                    one.row: "reverts-correction" if returns and not settled(one) else "said before"
                    for one in values
                }
            )
        first = max(current, key=lambda one: (one.accepted, one.rank))
        fates[first.row] = "current"


class History:
    """The real thing and the model, side by side."""

    def __init__(self, *, accepts: bool) -> None:
        self.file = 'changes = "accept"' if accepts else ""
        self.world = started(file=self.file)
        self.model = Model(accepts)
        self.wishes = 0
        self.deliveries: list[tuple[Content, int, Delivery]] = []

    def upload(self, content: Content, received: int) -> None:
        if received in [known for _, known, _ in self.deliveries]:
            return  # files of the same millisecond are another test's matter
        name = f"{len(self.deliveries)}.csv"
        told = self.world.arrive(text(content), f"2025-09-01T00:00:00.{received:03}Z", name=name)
        self.deliveries.append((content, received, told))

    def process(self, place: int) -> None:
        if self.deliveries:
            content, received, told = self.deliveries[place % len(self.deliveries)]
            ingest(told, self.world.services)
            self.model.process(content, received)

    def send(self, content: Content, received: int) -> None:
        self.upload(content, received)
        self.process(-1)

    def again(self, place: int, received: int) -> None:
        if self.deliveries:
            self.send(self.deliveries[place % len(self.deliveries)][0], received)

    def correct(self, place: int, received: int, status: str) -> None:
        """The lab sends a file again with other values, marked as corrected or not."""
        if self.deliveries:
            content = self.deliveries[place % len(self.deliveries)][0]
            self.send(tuple((time, value % 3 + 1, status) for time, value, _ in content), received)

    def turn(self, place: int, *, counts: bool) -> None:
        if self.model.files:
            content = list(self.model.files)[place % len(self.model.files)]
            turn = restore_file if counts else void_file
            turn(self.world.registry, fixed_clock, "ann", STUDY, name_of(content), "looked into it")
            self.model.turn(content, counts=counts)

    def declare(self, reading: str) -> None:
        more, factor = READINGS[reading]
        self.world.add_profile(profile(len(self.model.factors) + 1, file=self.file, more=more))
        self.model.declare(factor)

    def rerun(self, place: int) -> None:
        if self.model.files:
            content = list(self.model.files)[place % len(self.model.files)]
            name = name_of(content)
            self.wish([content], lambda wish: rerun_file(wish, name, self.world.services))

    def rerun_all(self) -> None:
        self.wish(list(self.model.files), lambda wish: rerun_center(wish, self.world.services))

    def wish(self, contents: list[Content], attempt: Callable[[Wish], Rerun]) -> None:
        """Ask for files to be read again, look at what that alters, confirm it, and ask once more."""
        known = self.model.files
        affected = [
            one for one in contents if known[one].counts and known[one].version < len(self.model.factors)
        ]
        before = self.model.values()
        supposed = deepcopy(self.model)
        supposed.reread(affected)
        expected = turns(before, supposed.values())
        self.wishes += 1  # the same wish once more would be acknowledged, which is another test's matter
        told = attempt(self.wanted(""))
        assert altered(told) == expected
        if told.effect is Effect.TO_CONFIRM:
            self.compare()
            told = attempt(self.wanted(told.confirm))
            assert altered(told) == expected
        assert told.effect is (Effect.DONE if affected else Effect.UNCHANGED)
        self.model.reread(affected)
        self.wishes += 1
        assert attempt(self.wanted("")).effect is Effect.UNCHANGED

    def wanted(self, confirm: str) -> Wish:
        number = self.world.registry.head(STUDY).number
        return Wish(STUDY, CENTER, "ann", f"looked into it {self.wishes} times", confirm, number)

    def decide(self, kind: DecisionKind, place: int, line: int) -> None:
        if kind is DecisionKind.RETIRE:
            decision = Decision(0, kind, measurement(line % 2), "looked into it")
            about: Row | int = line % 2
        elif self.model.files:
            content = list(self.model.files)[place % len(self.model.files)]
            at = line % len(content)
            decision = Decision(
                0, kind, measurement(content[at][0]), "looked into it", name_of(content), at + 2
            )
            about = content, at
        else:
            return
        draft = Draft(EventKind.DECIDED, "ann", "looked into it", {"kind": kind})
        change = Change(decision=decision)
        append(self.world.registry, STUDY, fixed_clock, lambda _head: (draft, change))
        self.model.decide(kind, about)

    def compare(self) -> None:
        """Every number of the journal gives the answer that it gave when it was the last one."""
        files = {name_of(content): content for content in self.model.files}
        registry, results = self.world.registry, self.world.results
        now = timeline(registry, results, STUDY, SUBJECT)
        assert now.number == len(self.model.answers) - 1
        for number, expected in enumerate(self.model.answers):
            known = timeline(registry, results, STUDY, SUBJECT, number)
            found = {TIMES.index(place.collected_at): answer for place, answer in known.answers.items()}
            assert {time: fates(answer, files) for time, answer in found.items()} == expected
            assert known.number == number
        assert timeline(registry, results, STUDY, SUBJECT, now.number) == now
        assert first_fault(registry.events(STUDY)) is None


Values = dict[int, tuple[Any, str]]


def turns(before: Values, after: Values) -> dict[int, tuple[Any, Any]]:
    """Return what differs, by time."""
    pairs = {time: (before.get(time), after.get(time)) for time in {**before, **after}}
    return {time: pair for time, pair in pairs.items() if pair[0] != pair[1]}


def altered(told: Rerun) -> dict[int, tuple[Any, Any]]:
    def shown(sent: Any) -> Any:
        return sent and (converted(sent.report.number, sent.report.conversion), sent.report.status)

    return {
        TIMES.index(one.measurement.collected_at): (shown(one.before), shown(one.after))
        for one in told.difference.altered
    }


def text(content: Content) -> bytes:
    rows = (f"{SUBJECT},{TIMES[time]},ALT,{value},U/L,{status}\n" for time, value, status in content)
    return f"{HEADER}\n{''.join(rows)}".encode()


def name_of(content: Content) -> str:
    return file_id(STUDY, CENTER, text(content))


def measurement(time: int) -> Measurement:
    return Measurement(CENTER, SUBJECT, "ALT", "", TIMES[time])


def fates(answer: Answer, files: dict[str, Content]) -> dict[Row, str]:
    """Return what the answer says in the words of the model."""
    parts: list[tuple[str, Any]] = [
        ("said before", (*answer.superseded, *answer.again)),
        ("aside", answer.aside),
        ("withdrawn", answer.withdrawn),
        ("current", (answer.current,) if answer.current else ()),
        *((held.codes[0].value, (held.sent,)) for held in answer.held),
    ]
    said = {(files[sent.run.file_id], sent.line - 2): name for name, reports in parts for sent in reports}
    assert len(said) == sum(len(reports) for _, reports in parts)
    for (content, place), name in said.items():
        if name == "current":
            assert answer.current is not None
            assert answer.current.report.number == content[place][1]
    return said


statuses = st.sampled_from(["preliminary", "final", "final", "corrected"])
results = st.sampled_from([1, 1, 2, 2, 3, IMPOSSIBLE])
contents = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 1]), results, statuses),
    min_size=1,
    max_size=2,
    unique_by=lambda row: row[0],
).map(tuple)
places, moments = st.integers(0, 20), st.integers(0, 99)
kinds = st.sampled_from(
    [DecisionKind.ACCEPT, DecisionKind.SET_ASIDE, DecisionKind.RELEASE, DecisionKind.RETIRE]
)
operations = st.one_of(
    st.tuples(st.just("upload"), contents, moments),
    st.tuples(st.just("process"), places),
    st.tuples(st.just("again"), places, moments),
    st.tuples(st.just("correct"), places, moments, statuses),
    st.tuples(st.just("void"), places),
    st.tuples(st.just("restore"), places),
    st.tuples(st.just("declare"), st.sampled_from(sorted(READINGS))),
    st.tuples(st.just("rerun"), places),
    st.tuples(st.just("rerun_all")),
    st.tuples(st.just("decide"), kinds, places, places),
    st.tuples(st.just("decide"), kinds, places, places),
)


def perform(history: History, operation: tuple[Any, ...]) -> None:
    match operation:
        case "void", place:
            history.turn(place, counts=False)
        case "restore", place:
            history.turn(place, counts=True)
        case name, *parts:
            getattr(history, name)(*parts)


sends = st.tuples(st.just("send"), contents, moments)
courses = st.tuples(
    st.lists(sends, min_size=2, max_size=3), st.lists(operations, min_size=3, max_size=12)
).map(lambda parts: [*parts[0], *parts[1]])


@given(courses, st.booleans())
@settings(max_examples=500)
def test_every_journal_number_gives_one_answer_forever_and_it_is_that_of_the_model(course, accepts):
    history = History(accepts=accepts)
    for operation in course:
        perform(history, operation)
        history.compare()


@given(st.lists(st.tuples(contents, moments), min_size=1, max_size=5), st.booleans(), st.randoms())
@settings(max_examples=50)
def test_in_the_end_the_order_of_processing_does_not_matter(files, accepts, random):
    straight, mixed = History(accepts=accepts), History(accepts=accepts)
    for history in (straight, mixed):
        for content, received in files:
            history.upload(content, received)
    for place in range(len(straight.deliveries)):
        straight.process(place)
    order = [*range(len(mixed.deliveries)), *random.choices(range(len(mixed.deliveries)), k=3)]
    random.shuffle(order)
    for place in order:
        mixed.process(place)
    assert current(mixed.world) == current(straight.world)


def current(world: World) -> dict[Measurement, Any]:
    known = timeline(world.registry, world.results, STUDY, SUBJECT)
    return known.answers
