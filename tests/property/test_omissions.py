"""Cumulative files of one center in any order, voided, restored, read as incremental: what is omitted, at every number."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.support.examples import tried
from tests.unit.pipeline.studies import CENTER, HEADER, STUDY, World, profile, started

from hepaflow.domain.identity import file_id
from hepaflow.pipeline.changes.rerun import rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.timeline import timelines

PLACES = ("S-1 ALT", "S-1 AST", "S-2 ALT")  # subject and analyte
SUBJECTS = ("S-1", "S-2")
Content = frozenset[str]
TRANSFERS = {True: 'transfer = "cumulative"', False: 'transfer = "incremental"'}


def text(content: Content, number: int) -> bytes:
    rows = (
        f"{subject},2024-03-22,{analyte},40,U/L,final" for subject, analyte in map(str.split, sorted(content))
    )
    return "\n".join((HEADER, *rows, "\n" * number)).encode()  # blank lines tell the same content apart


class Center:
    """What a center sent, and what of it counts: the model beside the real thing."""

    def __init__(self, sent: list[tuple[Content, int]]) -> None:
        self.world: World = started(file=TRANSFERS[True])
        self.version, self.transfer = 1, True
        self.sent = [
            (text(content, number), content, f"2025-09-01T00:00:00.{received:03}Z")
            for number, (content, received) in enumerate(sent)
        ]
        self.deliveries = [
            self.world.arrive(data, received, name=f"{number}.csv")
            for number, (data, _, received) in enumerate(self.sent)
        ]
        self.counts: dict[int, bool] = {}  # by file: it is not voided
        self.read: dict[int, bool] = {}  # by file: it was read as cumulative
        self.told: list[dict[str, str]] = [{}, {}, {}]  # before the study, its definition, its profile

    def name(self, place: int) -> str:
        return file_id(STUDY, CENTER, self.sent[place][0])

    def process(self, place: int) -> None:
        place %= len(self.sent)
        ingest(self.deliveries[place], self.world.services)
        self.world.tell_effects()
        if place not in self.counts:
            self.counts[place], self.read[place] = True, self.transfer
            self.told.append(self.omitted())

    def turn(self, place: int) -> None:
        if self.counts:
            place = list(self.counts)[place % len(self.counts)]
            turn = void_file if self.counts[place] else restore_file
            turn(self.world.services, "ann", STUDY, self.name(place), "looked into it")
            self.counts[place] = not self.counts[place]
            self.told.append(self.omitted())

    def declare(self, _place: int) -> None:
        self.version, self.transfer = self.version + 1, not self.transfer
        self.world.add_profile(profile(self.version, file=TRANSFERS[self.transfer]))
        self.told.append(self.omitted())

    def reread(self, place: int) -> None:
        """The file is read again by the newest profile; where that is the one that read it, nothing happens."""
        if not self.counts:
            return
        place = list(self.counts)[place % len(self.counts)]
        registry = self.world.registry
        before = registry.head(STUDY).journal_number
        state = next(known for known in registry.files(STUDY, CENTER) if known.file_id == self.name(place))
        wish = RequestedRerun(STUDY, CENTER, "ann", f"try {before}", "", before)
        rerun(wish, [state], self.world.services)
        if registry.head(STUDY).journal_number > before:
            self.read[place] = self.transfer
            self.told.append(self.omitted())

    def omitted(self) -> dict[str, str]:
        """Return by measurement which file omits it, in plain words of the rule."""
        counted = [place for place, counts in self.counts.items() if counts]
        cumulative = [place for place in counted if self.read[place]]
        if not cumulative:
            return {}
        newest = max(cumulative, key=lambda place: (self.sent[place][2], self.name(place)))
        carried = {known for place in cumulative for known in self.sent[place][1]}
        return dict.fromkeys(carried - self.sent[newest][1], self.name(newest))

    def found(self, number: int) -> dict[str, str]:
        world = self.world
        known = timelines(world.registry, world.results, STUDY, SUBJECTS, number)
        return {
            f"{place.subject} {place.analyte}": answer.omitted
            for told in known.values()
            for place, answer in told.answers.items()
            if answer.omitted
        }


contents = st.frozensets(st.sampled_from(PLACES), min_size=1)
files = st.lists(st.tuples(contents, st.integers(0, 5)), min_size=2, max_size=5)
acts = st.tuples(
    st.sampled_from(["process", "process", "process", "turn", "turn", "declare", "reread", "reread"]),
    st.integers(0, 9),
)


@given(files, st.lists(acts, min_size=2, max_size=10))
@tried(1.5)
def test_at_every_number_that_is_omitted_which_the_newest_cumulative_file_leaves_out(
    sent: list[Any], course: list[Any]
):
    center = Center(sent)
    for act, place in course:
        getattr(center, act)(place)
    assert [center.found(number) for number in range(len(center.told))] == center.told


@given(files, st.randoms())
@tried(0.5)
def test_in_which_order_they_are_processed_does_not_matter(sent: list[Any], random: Any):
    straight, mixed = Center(sent), Center(sent)
    order = list(range(len(sent)))
    for place in order:
        straight.process(place)
    random.shuffle(order)
    for place in order:
        mixed.process(place)
    assert mixed.found(99) == straight.found(99) == straight.omitted()


@given(files, st.lists(acts, min_size=2, max_size=10))
@tried(0.5)
def test_the_receipt_of_each_file_counts_what_it_omitted_once_it_counted(sent: list[Any], course: list[Any]):
    center = Center(sent)
    for act, place in course:
        getattr(center, act)(place)
    for place in center.counts:
        name = center.name(place)
        effect = json.loads(center.world.receipts.get(f"{STUDY}/{CENTER}/{name}/1/effect.json") or "{}")
        counted = effect.get("omitted", {"results": 0})["results"]
        assert counted == list(center.told[effect["journal_number"]].values()).count(name)
