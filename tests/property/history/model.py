"""A plain model of a study: what was sent, said and decided, and what follows from it for every number of the journal.

It keeps the answer for each number as it was when that number was the last; it never looks at panels, states or the fold.
"""

from dataclasses import dataclass, field, replace
from functools import partial

from tests.property.history.files import IMPOSSIBLE, TIMES, Entry, LabFile, Line, Place, Row, SubjectList
from tests.property.history.register import Register
from tests.property.history.rules import RANK, Ruled, Told, fates
from tests.property.history.rules_2 import fates_2
from tests.property.history.said import Key, Said
from tests.unit.pipeline.studies import CENTER

from hepaflow.domain.fold.decisions import DecisionKind

# CDISC ODM 2.0, QueryState: from which states each of these may come
BEFORE = {
    "answered": {"open", "reopened"},
    "closed": {"open", "reopened", "answered"},
    "reopened": {"answered", "closed"},
}


@dataclass(frozen=True)
class Reading:
    """What a version of the profile makes of a file: of its U/L so many, or nothing at all; and whether it is cumulative.

    A run names the version of the study's definition, too.
    """

    factor: int
    cumulative: bool
    version: int = 1
    defined: int = 1


@dataclass
class Sent:
    """A file of the model: since when it is known, whether it counts, and which profile read it."""

    received: int
    reading: Reading
    counts: bool = True


@dataclass(frozen=True)
class Answer:
    """What is known of one measurement: the fate of each report, and the cumulative file that omits it."""

    fates: dict[Row, str]
    omitted: LabFile | None = None


@dataclass(frozen=True)
class State:
    """All that is known at one number of the journal."""

    answers: dict[Place, Answer] = field(default_factory=dict)
    entries: dict[tuple[str, str], tuple[int, Entry]] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    factors: dict[LabFile, int] = field(default_factory=dict)
    is_central: bool = False


@dataclass
class Model:
    """What is visible and what was decided, and the state at every journal number so far."""

    accepts: bool
    reading: Reading
    version: int = 1
    files: dict[LabFile, Sent] = field(default_factory=dict)
    lists: list[SubjectList] = field(default_factory=list)
    is_central: bool = False
    register: Register = field(init=False)
    decisions: list[tuple[DecisionKind, Row | Place]] = field(default_factory=list)
    moves: dict[Place, str] = field(default_factory=dict)
    queries: dict[str, str] = field(default_factory=dict)
    states: list[State] = field(default_factory=lambda: [State(), State(), State()])  # study, profile

    def __post_init__(self) -> None:
        self.register = Register(self.version, self.is_central)

    def process(self, sent: LabFile | SubjectList, received: int) -> None:
        if isinstance(sent, SubjectList):
            self.take(sent, received)
        elif sent not in self.files:
            self.files[sent] = Sent(received, self.reading)
            self.written()
        elif received < self.files[sent].received:
            self.files[sent].received = received
            self.written()

    def take(self, sent: SubjectList, received: int) -> None:
        """A list is read once: each row that says something new is an event, and so is the list."""
        if sent not in self.lists:
            self.lists.append(sent)
            for _ in self.register.take_all(sent, received):
                self.written()
            self.written()

    def enter(self, entry: Entry, at: int) -> None:
        if self.register.enter(entry, at):
            self.written()

    def close(self, *, closed: bool) -> None:
        """The register is closed, or opened again; as it is, nothing happens."""
        if self.register.closed is not closed:
            self.register.closed = closed
            self.written()

    def label(self, *, is_central: bool) -> None:
        """The center becomes a central lab, or is none any more."""
        self.register.is_central = is_central
        self.reading = replace(self.reading, defined=self.reading.defined + 1)
        self.written()

    def turn(self, sent: LabFile, *, counts: bool) -> None:
        if self.files[sent].counts is not counts:
            self.files[sent].counts = counts
            self.written()

    def declare(self, reading: Reading) -> None:
        self.reading = reading
        self.written()

    def reread(self, files: list[LabFile]) -> None:
        """Every one of these files is read by the newest profile; each is an event."""
        for sent in files:
            self.files[sent].reading = self.reading
            self.written()

    def decide(self, kind: DecisionKind, about: Row | Place) -> None:
        self.decisions.append((kind, about))
        self.written()

    def move(self, place: Place, to: str) -> None:
        self.moves[place] = to
        self.written()

    def ask(self, query: str) -> None:
        """Ask a question, unless it was asked before; it changes no answer about results."""
        if query not in self.queries:
            self.queries[query] = "open"
            self.written()

    def advance(self, query: str, state: str) -> bool:
        """Answer, close or reopen a query where that is possible; say whether it is."""
        if self.queries[query] not in BEFORE[state]:
            return False
        self.queries[query] = state
        self.written()
        return True

    def written(self) -> None:
        """The journal is one event longer."""
        factors = {sent: known.reading.factor for sent, known in self.files.items()}
        state = State(
            self.answers(), self.register.entries(), dict(self.queries), factors, self.register.is_central
        )
        self.states.append(state)

    def values(self) -> dict[Place, tuple[int, str]]:
        """Return the current value of each measurement, with its status."""
        return {
            place: ((line.value or 0) * self.files[sent].reading.factor, line.status)
            for place, answer in self.answers().items()
            for (sent, at), fate in answer.fates.items()
            if fate == "current" and (line := sent.lines[at])
        }

    def answers(self) -> dict[Place, Answer]:
        return self.answers_1() if self.version == 1 else self.answers_2()

    def answers_2(self) -> dict[Place, Answer]:
        said: dict[str, list[Said]] = {}
        for sent, known in self.files.items():
            if known.counts and known.reading.factor:
                for at, line in enumerate(sent.lines):
                    said.setdefault(self.stands(line)[0], []).append(self.said(sent, at, known))
        found: dict[Place, Answer] = {}
        for subject, course in said.items():
            ruled = partial(self.ruled_2, subject)
            for (_, _, when), told in fates_2(course, ruled).items():
                found[subject, TIMES.index(when)] = self.answered(dict(told))
        return found

    def said(self, sent: LabFile, at: int, known: Sent) -> Said:
        line = sent.lines[at]
        takes_back = line.value is None and line.status != "deleted"
        is_wrong = line.value is not None and line.value >= IMPOSSIBLE
        return Said(
            row=(sent, at),
            key=("ALT", "", TIMES[line.time]),
            status=line.status,
            value=None if line.value is None else line.value * known.reading.factor,
            says="takes back" if takes_back else "nothing" if line.value is None else "value",
            received=known.received,
            file=sent,
            line=at,
            specimen=line.specimen,
            accepts=self.accepts,
            cumulative=known.reading.cumulative,
            doubts=("value-impossible",) * is_wrong + self.doubts(line),
        )

    def ruled_2(self, subject: str, keys: set[Key], rows: set[Row]) -> Ruled:
        places = {(subject, TIMES.index(when)) for _, _, when in keys}
        return self.ruled(places, rows)

    def answers_1(self) -> dict[Place, Answer]:
        told: dict[Place, list[Told]] = {}
        for sent, known in self.files.items():
            if known.counts and known.reading.factor:
                for at, line in enumerate(sent.lines):
                    number = line.value or 0
                    doubts = ("value-impossible",) * (number >= IMPOSSIBLE) + self.doubts(line)
                    value = number * known.reading.factor
                    one = Told((sent, at), RANK[line.status], known.received, value, doubts)
                    told.setdefault(self.stands(line), []).append(one)
        return {place: self.answer(place, reports) for place, reports in told.items()}

    def stands(self, line: Line) -> Place:
        """Return what a line is about by now: a move names it as it was sent, a former id belongs to its subject."""
        return self.owned((self.moves.get(line.place, line.subject), line.time))

    def owned(self, place: Place) -> Place:
        return self.register.owner(CENTER, place[0]), place[1]

    def doubts(self, line: Line) -> tuple[str, ...]:
        """Return what the register has against a line; what it says of the person is said of another, once it was moved."""
        moved = self.moves.get(line.place, line.subject) != line.subject
        return tuple(self.register.doubt(CENTER, self.stands(line)[0], line, moved=moved))

    def answer(self, place: Place, told: list[Told]) -> Answer:
        return self.answered(self.decided(place, told))

    def answered(self, found: dict[Row, str]) -> Answer:
        is_current = "current" in found.values()
        return Answer(found, self.omitting({row[0] for row in found}) if is_current else None)

    def decided(self, place: Place, told: list[Told]) -> dict[Row, str]:
        """Say again what was decided about these reports, in order, and fold what is left."""
        ruled = self.ruled({place}, {one.row for one in told})
        found = dict.fromkeys(ruled.aside, "aside")
        counting = ruled.left(told)
        if ruled.retired:
            return found | dict.fromkeys((one.row for one in counting), "withdrawn")
        return found | fates(counting, accepts=self.accepts)

    def ruled(self, places: set[Place], rows: set[Row]) -> Ruled:
        ruled = Ruled()
        for kind, about in self.decisions:
            if kind is DecisionKind.RETIRE and self.owned(about) in places:
                ruled.retire()
            elif about in rows:
                ruled.hear(kind, about)
        return ruled

    def omitting(self, carriers: set[LabFile]) -> LabFile | None:
        """Return the newest cumulative file, where it does not carry what another of them did."""
        cumulative = [sent for sent, known in self.files.items() if known.counts and known.reading.cumulative]
        if not any(sent in carriers for sent in cumulative):
            return None
        newest = max(cumulative, key=lambda sent: self.files[sent].received)
        return None if newest in carriers else newest
