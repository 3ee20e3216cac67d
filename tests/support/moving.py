"""Move results between subjects and rename subjects, beside a plain model of where each result is."""

from hypothesis import strategies as st
from tests.unit.pipeline.studies import CENTER, HEADER, STUDY, started

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.desk.checks import Missing
from hepaflow.pipeline.desk.decide import NothingToDecide, Ruling, decide
from hepaflow.pipeline.register.entries import FormerIdTaken, put_subject
from hepaflow.pipeline.timeline import timeline

SUBJECTS = ("S-1", "S-2", "S-3")
ROWS = [(subject, day) for subject in SUBJECTS for day in (22, 23)]
SENT = "\n".join((HEADER, *(f"{subject},2024-03-{day},ALT,{place},U/L,final" for place, (subject, day) in enumerate(ROWS, 1))))  # fmt: skip
LINES = range(2, len(ROWS) + 2)


class Office:
    """One file of two results for each of three subjects, and a plain model of where each stands."""

    def __init__(self, sent=SENT, more=""):
        self.world = started(more=more)
        self.file_id = self.world.send(sent.encode()).file_id
        world = self.world
        self.desk = world.desk
        self.moved = {line: ROWS[line - 2][0] for line in LINES}  # by decision
        self.owners = {}  # by former id
        self.past = {self.number: self.model()}

    @property
    def number(self):
        return self.desk.registry.head(STUDY).journal_number

    def model(self):
        return {line: self.owners.get(subject, subject) for line, subject in self.moved.items()}

    def move(self, line, to):
        ruling = Ruling(
            DecisionKind.MOVE_SUBJECT, self.model()[line], (self.file_id, line, "ALT"), "drawn", to
        )
        try:
            decide(self.desk, STUDY, "ann", ruling)
        except (Missing, NothingToDecide):
            assert to in self.owners or to == self.model()[line]
            return
        if self.number not in self.past:
            self.moved[line] = to
        self.past[self.number] = self.model()

    def rename(self, subject, formers):
        """Give all subjects an entry, so that all are known; then one of them former ids."""
        entry = self.desk.registry.view(STUDY, [], [subject]).dossiers[subject].entry(CENTER)
        told = Subject(id=subject, center=CENTER, status="enrolled", former_ids=sorted(formers - {subject}))
        try:
            put_subject(self.desk, STUDY, told, entry.version + 1 if entry else 1, "ann", "drawn")
        except FormerIdTaken:
            return
        if self.number not in self.past:
            kept = {former: owner for former, owner in self.owners.items() if owner != subject}
            self.owners = kept | dict.fromkeys(told.former_ids, subject)
        self.past[self.number] = self.model()

    def found(self, number):
        """Return under whom each line is found; a line that is found twice is listed twice."""
        found = []
        for subject in SUBJECTS:
            known = timeline(self.desk.registry, self.desk.results, STUDY, subject, number)
            for place, answer in known.answers.items():
                found += [(sent.line, place.subject) for sent in answer.observations()]
        return sorted(found)


lines, subjects = st.sampled_from(LINES), st.sampled_from(SUBJECTS)
moves = st.tuples(st.just("move"), lines, subjects)
renames = st.tuples(st.just("rename"), subjects, st.sets(subjects, max_size=2))
