"""One specimen under two subjects, taken up by workers at the same time: a journal number has one answer (law 4)."""

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.support.shared_specimens import ANNA, BERT, CARL, SPECIMEN, known, waits_for
from tests.unit.pipeline.studies import CENTER, FIRST, SECOND, STUDY, THIRD, profile, started
from tests.unit.pipeline.turns import in_turns

from hepaflow.domain.fold.suspicion.sightings import sightings
from hepaflow.domain.model import Moment, Panel, Precision
from hepaflow.pipeline.changes.rerun import Overtaken
from hepaflow.pipeline.changes.rerun_choice import rerun_center
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.timeline import timeline

turns = st.lists(
    st.integers(0, 3), min_size=120, max_size=120
)  # shorter ones leave the rest to the first worker


def answers(services):
    """What is known of each subject, in the order in which it is asked for."""
    return [timeline(services.registry, services.results, STUDY, subject) for subject in "BAC"]


def asking(services):
    return [answers(services) for _ in range(4)]


def taking(delivery):
    return lambda services: ingest(delivery, services)


def holds(world, given_):
    """Say whether every answer that was given is still given for its number."""
    for one in (one for asked in given_ for one in asked):
        (subject,) = {what.subject for what in one.answers} or {None}
        if subject and timeline(world.registry, world.results, STUDY, subject, one.journal_number) != one:
            return False
    return True


@given(turns)
@tried(1.5)
def test_what_was_answered_while_two_files_came_is_answered_alike_ever_after(order):
    world = started(more=SPECIMEN)
    both = [world.arrive(data, at, name=at) for data, at in ((ANNA, FIRST), (BERT, SECOND))]
    *_, given_ = in_turns(world, [*map(taking, both), asking], order)
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))
    assert holds(world, given_)


@given(turns)
def test_so_it_is_where_a_rival_takes_up_one_of_the_files_too(order):
    """The rival finds the sightings of its own file there already."""
    world = started(more=SPECIMEN)
    anna, bert = world.arrive(ANNA, FIRST, name="a.csv"), world.arrive(BERT, SECOND, name="b.csv")
    *_, given_ = in_turns(world, [taking(anna), taking(bert), taking(bert), asking], order)
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))
    assert holds(world, given_)


@given(turns)
def test_so_it_is_where_files_are_read_again_meanwhile(order):
    """Only the newer profile says where the specimen stands."""
    world = started()
    world.send(ANNA, FIRST, name="a.csv")
    world.add_profile(profile(2, more=SPECIMEN))
    wish = RequestedRerun(STUDY, CENTER, "ann", "barcodes", "", world.registry.head(STUDY).journal_number)

    def again(services):
        try:
            rerun_center(wish, services)
        except Overtaken:
            return

    late = [world.arrive(data, at, name=at) for data, at in ((BERT, SECOND), (CARL, THIRD))]
    *_, given_ = in_turns(world, [again, *map(taking, late), asking], order)
    assert known(world, "C") in (waits_for("A"), waits_for("B"))
    assert holds(world, given_)


@dataclass
class Torn:
    """A registry whose first list of specimens is read in two pages; a rival of the reader and a second file come between."""

    port: Any
    between: Any
    pages: int = 0

    def __getattr__(self, name):
        return getattr(self.port, name)

    def specimens(self, study, center):
        self.pages += 1
        if self.pages > 1:
            yield from self.port.specimens(study, center)
            return
        self.between()
        # what the second file left stands on the page that was read before
        yield from (one for one in self.port.specimens(study, center) if one.subject == "A")


def test_what_was_read_page_by_page_is_read_once_more():
    """The reader finds all of its own file, which a rival has noted meanwhile, and nothing of the other file."""
    world = started(more=SPECIMEN)
    anna = world.arrive(ANNA, FIRST, name="a.csv")
    of_anna = sightings([Panel("A", Moment("2024-03-22", Precision.DAY), "S1")])

    def between():
        world.send(BERT, SECOND, name="b.csv")
        world.registry.note_specimens(STUDY, CENTER, of_anna)

    torn = Torn(world.registry, between)
    ingest(anna, replace(world.services, registry=torn))
    assert (known(world, "A"), known(world, "B")) == (["45"], waits_for("A"))
