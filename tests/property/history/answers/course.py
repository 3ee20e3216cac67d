"""A study and its model, side by side: whatever happens, happens to both, and every answer is compared."""

from collections import Counter
from dataclasses import replace
from datetime import date

from tests.property.history.answers.compared import SUBJECTS, Compared
from tests.property.history.answers.facts import READINGS, SENDERS, STATED, Entry, Key, Report, State
from tests.property.history.answers.plans import FIRST, PLANS, definition
from tests.property.history.answers.safety import LIMITS
from tests.support.api_office import STUDY, clock, empty_office, profile

from hepaflow.catalog.loader import Catalog
from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement
from hepaflow.domain.study.journal import Draft, EventKind
from hepaflow.domain.study.register import RESERVED_CENTER, Subject
from hepaflow.pipeline.changes.rerun import RerunEffect
from hepaflow.pipeline.changes.rerun_choice import rerun_center
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.rule_changes import redefine_study
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.register.confirm import RequestedConfirmation, confirm_register
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Change

DAYS = ("2024-02-25", "2024-03-08", "2024-03-10", "2024-03-17", "2024-03-24", "2024-04-07")
# ALT 120 is 3 times its upper limit, bilirubin 42 and ALP 250 are twice theirs
VALUES: dict[str, tuple[float, ...]] = {
    "ALT": (30, 90, 120, 130), "AST": (30, 90), "ALP": (80, 250, 260), "BILI": (15, 30, 42, 45), "ALB": (28, 31, 40),
    "CREAT": (80, 106, 150), "INR": (1.1, 1.5, 1.8), "SODIUM": (130, 133, 136),
}  # fmt: skip
UNITS = {"BILI": "umol/L", "ALB": "g/L", "INR": "1", "CREAT": "umol/L", "SODIUM": "mmol/L"}
FIRST_ENTRY = Entry(date(2024, 3, 10))


class Course(Compared):
    """A study and its model, from the definition on."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.office, self.catalog = empty_office(catalog), catalog
        self.desk, self.versions, self.lists = self.office.desk, 1, 0
        self.entries: Counter[str] = Counter()  # versions, by subject
        self.names: list[str] = []  # of files, by their number
        self.profiles = dict.fromkeys(SENDERS, (1, 0))  # version, and what it makes of names
        define_study(self.desk.registry, self.desk.queue, clock, "dm", definition(FIRST, 1), "start")
        for center in SENDERS:
            self.declare(center, 1, 0)
        state = State(FIRST, entries=dict.fromkeys(SUBJECTS, FIRST_ENTRY))
        for subject in SUBJECTS:
            self.enter(subject, FIRST_ENTRY)
        self.states = {self.head: state}
        self.look()

    def declare(self, center: str, version: int, reading: int) -> None:
        names = [f'"{name}" = "{code or "ignore"}"' for name, code in READINGS[reading].items()]
        more = "\n".join(['range = "Range"', 'status = "Status"', "[analytes]", *names])
        text = profile(center, more, version)
        add_profile(self.desk.registry, self.desk.queue, self.catalog, clock, "dm", text, "start")

    def enter(self, subject: str, entry: Entry) -> None:
        told = {
            "id": subject,
            "center": SENDERS[0],
            "baseline": entry.day_one,
            "sex": "F",
            "birth_year": 1961,
        }
        status = "discontinued" if entry.is_discontinued else "enrolled"
        known = Subject.model_validate({**told, "status": status, "consent_withdrawn": entry.withdrawn})
        self.entries[subject] += 1
        put_subject(self.desk, STUDY, known, self.entries[subject], "dm", "enrolment")

    def panel(self, sender: int, subject: int, day: int, analytes: frozenset[str], pick: int) -> None:
        """A lab sends results of a day, unless it has sent some of them."""
        place = SENDERS[sender], SUBJECTS[subject]
        keys = [(*place, one, DAYS[day]) for one in sorted(analytes)]
        rows = [(key, VALUES[key[2]][(pick + at) % len(VALUES[key[2]])]) for at, key in enumerate(keys)]
        if not any(map(self.is_taken, keys)):
            self.send([Report(key, value, "final", len(self.names)) for key, value in rows])

    def state_of_visit(self, subject: int, day: int, item: int, is_yes: bool) -> None:  # noqa: FBT001 as it is drawn
        """An EDC states something of a visit, unless it has stated it."""
        key = SENDERS[0], SUBJECTS[subject], STATED[item], DAYS[day]
        if not self.is_taken(key):
            self.send([Report(key, int(is_yes), "final", len(self.names))])

    def is_taken(self, key: Key) -> bool:
        """Whether something was sent about this, or was moved to it."""
        now = {(one[0], to, *one[2:]) for one, to in self.state.moves.items()}
        return key in now or any(one.key == key for one in self.state.reports)

    def again(self, at: int, pick: int, status: str) -> None:
        """A lab sends a result once more: corrected, deleted, or with another value that is not marked as a correction."""
        once = [one for one in self.state.reports if self.times(one.key) == 1]
        if once:
            first = once[at % len(once)]
            every = (0, 1) if first.key[2] in STATED else VALUES[first.key[2]]
            others = [value for value in every if value != first.value]
            value = first.value if status == "deleted" else others[pick % len(others)]
            self.send([Report(first.key, value, status, len(self.names))])

    def times(self, key: Key) -> int:
        return sum(one.key == key for one in self.state.reports)

    def send(self, rows: list[Report]) -> None:
        data = ("Subject,Collected,Test,Result,Units,Range,Status\n" + "".join(map(line_of, rows))).encode()
        sender = rows[0].key[0]
        self.names.append(self.office.send(data, f"2024-05-{len(self.names) + 1:02}", sender))
        state = self.state
        readings = (*state.readings, self.profiles[sender][1])
        self.happened(replace(state, reports=(*state.reports, *rows), readings=readings))

    def turn(self, at: int) -> None:
        """A data manager voids a file, or restores it."""
        if self.names:
            file = at % len(self.names)
            voids = file not in self.state.voided
            (void_file if voids else restore_file)(self.desk, "dm", STUDY, self.names[file], "why")
            self.happened(replace(self.state, voided=self.state.voided ^ {file}))

    def decide(self, at: int, kind: str) -> None:
        """A data manager decides about a result that waits."""
        waiting = [
            held.sent
            for subject in SUBJECTS
            for state in timeline(self.desk.registry, self.desk.results, STUDY, subject).answers.values()
            for held in state.held
        ]
        if waiting:
            sent = waiting[at % len(waiting)]
            about, file = sent.measurement, sent.run.file_id
            lifts = tuple(ROW_HOLDS)
            self.rule(
                Decision(0, DecisionKind(kind), about, "why", file_id=file, line=sent.line, lifts=lifts)
            )
            key = about.center, about.subject, about.analyte, about.collected_at[:10]
            place = self.names.index(file), key
            self.happened(replace(self.state, rulings=(*self.state.rulings, (place, kind))))

    def move(self, at: int) -> None:
        """A data manager gives one result to the other subject, unless that has one of its own."""
        moves = self.state.moves
        once = [
            row for row in self.state.read() if self.times(row.place[1]) == 1 and row.key[2] not in STATED
        ]
        if once:
            row = once[at % len(once)]
            sender, subject, analyte, day = row.place[1]
            to = SUBJECTS[row.key[1] == SUBJECTS[0]]
            others = {one.key for one in self.state.reports} - {row.place[1]}
            if (sender, to, analyte, day) not in {
                *others,
                *((one[0], whose, *one[2:]) for one, whose in moves.items()),
            }:
                self.desk.registry.note_subjects(STUDY, sender, [to])  # as the desk does
                about = Measurement(sender, subject, analyte, "", f"{day}T08:30")
                self.rule(Decision(0, DecisionKind.MOVE_SUBJECT, about, "why", subject=to))
                self.happened(replace(self.state, moves={**moves, row.place[1]: to}))

    def rule(self, made: Decision) -> None:
        draft = Draft(EventKind.DECIDED, "dm", "why", {"kind": made.kind})
        append(self.desk.registry, STUDY, clock, lambda _: (draft, Change(decision=made)))

    def map_anew(self, sender: int, reading: int) -> None:
        """A data manager declares what names of a center's files mean, and has the files read again."""
        center = SENDERS[sender]
        version, known = self.profiles[center]
        if known == reading:
            return
        self.profiles[center] = version + 1, reading
        self.declare(center, version + 1, reading)
        self.happened(self.state)
        wish = RequestedRerun(STUDY, center, "dm", f"why {self.head}", "", self.head)
        shown = rerun_center(wish, self.desk)
        if shown.effect is RerunEffect.TO_CONFIRM:
            rerun_center(replace(wish, confirm=shown.confirm, journal_number=self.head), self.desk)
        senders = {one.file: one.key[0] for one in self.state.reports}
        files = [
            file
            for file in range(len(self.names))
            if senders[file] == center
            and file not in self.state.voided
            and self.state.readings[file] != reading
        ]
        self.happened(*self.reread(files, reading))

    def reread(self, files: list[int], reading: int) -> list[State]:
        """The states in between: one file after the other."""
        found, readings = [], [*self.state.readings]
        for file in files:
            readings[file] = reading
            found.append(replace(self.state, readings=tuple(readings)))
        return found

    def shift(self, by: int) -> None:
        """A data manager corrects day 1 of both subjects."""
        for subject in SUBJECTS:
            known = self.state.entries[subject]
            entry = replace(known, day_one=date(2024, 3, 10 + by))
            if known != entry:
                self.enter(subject, entry)
                self.happened(self.with_entry(self.state, subject, entry))

    def listed(self, subject: int, by: int, withdrawn: int, is_discontinued: bool) -> None:  # noqa: FBT001 as it is drawn
        """The register comes as a file, with one subject; what it adds is an event, and so is the file."""
        name, known = SUBJECTS[subject], self.state.entries[SUBJECTS[subject]]
        day = date(2024, 4, 8 + withdrawn) if withdrawn else known.withdrawn
        entry = Entry(date(2024, 3, 10 + by), day, is_discontinued)
        status = "discontinued" if is_discontinued else "enrolled"
        cells = (
            name,
            SENDERS[0],
            entry.day_one.isoformat(),
            status,
            day.isoformat() if withdrawn and day else "",
        )
        self.lists += 1
        rows = f"subject,center,baseline,status,consent_withdrawn\n{','.join(cells)}\n"
        file = self.office.send(rows.encode(), f"2024-07-{self.lists:02}", RESERVED_CENTER)
        state = self.with_entry(self.state, name, entry)
        self.entries[name] += entry != known
        waits = entry != known and bool(self.state.plan.hidden_analytes)
        if waits:  # where results are masked, whether it alters any is not told
            self.happened(self.state)
            wish = RequestedConfirmation(STUDY, file, "dm", "why", "", self.head)
            shown = confirm_register(wish, self.desk)
            confirm_register(replace(wish, confirm=shown.confirm), self.desk)
        self.happened(*[self.state] * waits, *[state] * (entry != known), state)

    def with_entry(self, state: State, subject: str, entry: Entry) -> State:
        return replace(state, entries={**state.entries, subject: entry})

    def redefine(self, plan: int) -> None:
        """The study goes to another version of its definition, if it says something else."""
        if PLANS[plan] == self.state.plan:
            return
        self.versions += 1
        wanted = definition(PLANS[plan], self.versions)
        redefine_study(self.desk, "dm", wanted, "amendment", "")
        self.happened(replace(self.state, plan=PLANS[plan]))


def line_of(one: Report) -> str:
    _, subject, analyte, day = one.key
    if analyte in STATED:
        return f"{subject},{day} 08:30,{analyte},{'Yes' if one.value else 'No'},,,{one.status}\n"
    unit, limits = UNITS.get(analyte, "U/L"), "{}-{}".format(*LIMITS[analyte]) if analyte in LIMITS else ""
    return f"{subject},{day} 08:30,{analyte},{one.value},{unit},{limits},{one.status}\n"
