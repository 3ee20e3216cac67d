"""Specimens that files report now for one subject, now for another: against a plain model, at every journal number."""

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.support.moving import ROWS, Office, moves, renames
from tests.support.moving import SUBJECTS as MOVING
from tests.unit.pipeline.studies import CENTER, SECOND, STUDY, started

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.pipeline.changes.void import NoSuchFile, restore_file, void_file
from hepaflow.pipeline.desk.decide import NothingToDecide, Ruling, decide
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.timeline import timeline, timelines

SUBJECTS = "ABC"
DAYS = {"S1": "2024-03-22", "S2": "2024-03-23"}
HEADER = "Subject,Barcode,Collected,Test,Result,Units,Status"


class Course:
    """A study to which things happen, and which results count by then."""

    def __init__(self, files):
        self.world = started(more='specimen = "Barcode"')
        self.files = files
        self.names = {}
        self.visible = set()
        self.retired = set()
        self.past = {}
        self.remember()

    @property
    def number(self):
        return self.world.registry.head(STUDY).journal_number

    def remember(self):
        self.past.setdefault(self.number, self.model())

    def process(self, place):
        place %= len(self.files)
        known = len(self.names)
        self.names.setdefault(place, self.world.send(text(self.files[place], place), at(place), name=f"{place}.csv").file_id)  # fmt: skip
        if len(self.names) > known:
            self.visible.add(place)
        self.remember()

    def turn(self, place, *, counts):
        place %= len(self.files)
        turn = restore_file if counts else void_file
        try:
            turn(self.world.services, "ann", STUDY, self.names.get(place, "0" * 64), "drawn")
        except NoSuchFile:
            return
        (self.visible.add if counts else self.visible.discard)(place)
        self.remember()

    def void(self, place):
        self.turn(place, counts=False)

    def restore(self, place):
        self.turn(place, counts=True)

    def retire(self, subject, specimen):
        about = Measurement(CENTER, subject, "ALT", "", DAYS[specimen])
        try:
            decide(self.world.desk, STUDY, "ann", Ruling(DecisionKind.RETIRE, subject, about, "drawn"))
        except (Missing, NothingToDecide):
            return
        self.retired.add((subject, specimen))
        self.remember()

    def model(self):
        """What a subject was first told of a specimen counts, unless another was told the same no later."""
        told = {}
        for place in sorted(self.visible):
            for subject, specimen, value in self.files[place]:
                told.setdefault((subject, specimen), (value, place))
        told = {key: one for key, one in told.items() if key not in self.retired}
        found = {}
        for (subject, specimen), (value, place) in told.items():
            before = [
                (since, other)
                for (other, its), (said, since) in told.items()
                if (its, said) == (specimen, value) and since <= place and other != subject
            ]
            found[subject, specimen] = min(before)[1] if before else value
        return found

    def found(self, number=None):
        found = {}
        for subject in SUBJECTS:
            known = timeline(self.world.registry, self.world.results, STUDY, subject, number)
            for place, answer in known.answers.items():
                (specimen,) = (name for name, day in DAYS.items() if day == place.collected_at)
                if answer.current:
                    found[subject, specimen] = int(answer.current.observation.number)
                for held in answer.held:
                    if "moved-suspect" in held.codes:
                        found[subject, specimen] = held.found["moved-suspect"]
        return found


def at(place):
    return f"2025-09-01T00:00:00.{place:03}Z"


def text(rows, place):
    lines = (
        f"{subject},{specimen},{DAYS[specimen]},ALT,{value},U/L,final" for subject, specimen, value in rows
    )
    return "\n".join((HEADER, *lines, "," * place)).encode()  # a file of the same rows is another file


rows = st.lists(
    st.tuples(st.sampled_from(SUBJECTS), st.sampled_from(sorted(DAYS)), st.sampled_from([1, 1, 2])),
    min_size=1,
    max_size=3,
    unique_by=lambda row: row[:2],
)
files = st.lists(rows, min_size=2, max_size=4)
places = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("process"), places),
    st.tuples(st.just("process"), places),
    st.tuples(st.just("void"), places),
    st.tuples(st.just("restore"), places),
    st.tuples(st.just("retire"), st.sampled_from(SUBJECTS), st.sampled_from(sorted(DAYS))),
)


@given(files, st.lists(steps, min_size=3, max_size=9))
@tried(2)
def test_a_result_counts_for_who_had_it_first_at_every_number(sent, course):
    study = Course(sent)
    for name, *parts in course:
        getattr(study, name)(*parts)
    assert {number: study.found(number) for number in study.past} == study.past


@given(files, st.data())
def test_the_order_of_processing_makes_no_difference(sent, data):
    answers = []
    for order in (range(len(sent)), data.draw(st.permutations(range(len(sent))))):
        study = Course(sent)
        for place in order:
            study.process(place)
        ports = study.world.registry, study.world.results
        alone = {one: timeline(*ports, STUDY, one).answers for one in SUBJECTS}
        together = timelines(*ports, STUDY, SUBJECTS, study.number)
        assert {one: known.answers for one, known in together.items()} == alone
        answers.append(alone)
    assert answers[0] == answers[1]


BARCODED = "\n".join((HEADER, *(f"{subject},T{day},2024-03-{day},ALT,45,U/L,final" for subject, day in ROWS)))
OTHER = "\n".join((HEADER, "S-2,T22,2024-03-22,ALT,45,U/L,final", "S-3,T23,2024-03-23,ALT,45,U/L,final"))


@given(st.sampled_from(["2025-08-31T00:00:00.000Z", SECOND]), st.lists(st.one_of(moves, renames), max_size=6))
@tried(1.5)
def test_whoever_is_asked_for_all_that_matters_is_read(received, course):
    """However results are moved between ids: asked for alone, a subject is answered as if everything had been read."""
    office = Office(BARCODED, 'specimen = "Barcode"')
    office.world.send(OTHER.encode(), received, name="b.csv")
    for subject in MOVING:
        office.rename(subject, set())
    for name, *parts in course:
        getattr(office, name)(*parts)
    ports = office.world.registry, office.world.results
    for number in range(office.number + 1):
        together = timelines(*ports, STUDY, MOVING, number)
        for subject in MOVING:
            assert timeline(*ports, STUDY, subject, number).answers == together[subject].answers
