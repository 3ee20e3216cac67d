"""Panels that a run gives again are stored as references, and read as if they were stored whole."""

import json
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.liver_panels import CHINESE, panel
from tests.support.panel_table import PackedResults

from hepaflow.aws.redaction.objects import found_in_bucket
from hepaflow.aws.results.panel_item import LONGEST_PACKED, unpack_panel
from hepaflow.aws.results.repeated.panel_index import unpacked_index
from hepaflow.aws.results.repeated.references import (
    NewerReference,
    Place,
    reference_items,
    reference_to,
    unpacked_references,
)
from hepaflow.aws.results.repeated.stored import PanelsGone
from hepaflow.aws.results.wire import item_from_wire
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Moment, Precision
from hepaflow.domain.screening.redaction import PersonName

RUN = RunId("S", "C-01", "a" * 64, 1)
LATER = replace(RUN, file_id="b" * 64)
LAST = replace(RUN, file_id="c" * 64)


def visit(number, lines=None, **more):
    """Return the panel of a visit, three results."""
    known = panel(CHINESE[:3])
    known.collected_at = Moment(f"2024-03-{number:02}T08:30", Precision.MINUTE, "+08:00")
    known.lines = lines or list(range(10 * number, 10 * number + 3))
    for name, value in more.items():
        setattr(known, name, value)
    return known


def told(results, subject="CN01-0001"):
    """Return every panel of every run, as if each were stored whole."""
    return {
        (given.run.file_id[:1], given.run.run_number, repr(stored.of([given]).panel))
        for stored in results.subject_panels("S", subject)
        for given in stored.given()
    }


def expected(*runs):
    return {(run.file_id[:1], run.run_number, repr(one)) for run, panels in runs for one in panels}


def items(results, run):
    mine = f"#{run.file_id[:16]}#{run.run_number}#"
    return {key: item for kept in results.stored.values() for key, item in kept.items() if mine in key}


panels = st.lists(
    st.builds(
        lambda number, first, step, subject, note: visit(
            number,
            [first, first + step, first + 2 * step],
            subject=subject,
            visit=note,
        ),
        st.integers(1, 9),
        st.integers(2, 60),
        st.integers(0, 3),
        st.sampled_from(["CN01-0001", "CN01-0002"]),
        st.sampled_from(["", "", "V1"]),
    ),
    max_size=8,
    unique_by=lambda one: (one.subject, one.collected_at.wall, one.lines[0]),
)


@given(st.lists(panels, min_size=2, max_size=4), st.data())
def test_what_is_written_as_differences_is_read_like_what_is_written_whole(files, data):
    results, held, runs = PackedResults(), [b""], []
    for number, given_panels in enumerate(files):
        run = replace(RUN, file_id=f"{number}" * 64)
        held.append(results.write_cumulative(run, given_panels, data.draw(st.sampled_from(held))))
        runs.append((run, given_panels))
    for subject in ("CN01-0001", "CN01-0002"):
        of_subject = [(run, [one for one in found if one.subject == subject]) for run, found in runs]
        assert told(results, subject) == expected(*of_subject)


@given(st.lists(panels, min_size=2, max_size=3))
def test_writing_twice_is_writing_once(files):
    results, held = PackedResults(), b""
    for number, given_panels in enumerate(files):
        run = replace(RUN, file_id=f"{number}" * 64)
        base, held = held, results.write_cumulative(run, given_panels, held)
        before = json.dumps(results.stored)
        assert results.write_cumulative(run, list(given_panels), base) == held
        assert json.dumps(results.stored) == before


def test_panels_that_follow_one_another_at_lines_moved_alike_take_one_line():
    results = PackedResults()
    held = results.write_cumulative(RUN, [visit(day) for day in range(1, 10)], b"")
    moved = [visit(day, [line + 7 for line in visit(day).lines]) for day in range(1, 10)]
    results.write_cumulative(LATER, moved, held)
    ((key, item),) = items(results, LATER).items()
    assert key == f"=#C-01#{'b' * 16}#1##0"
    assert json.loads(item)["p"]["S"] == f"R1\n@{'a' * 16}#1\t9\n0-8\t+7"


def test_a_reference_names_the_run_that_holds_the_panel():
    results = PackedResults()
    held = results.write_cumulative(RUN, [visit(1)], b"")
    held = results.write_cumulative(LATER, [visit(1), visit(2)], held)
    results.write_cumulative(LAST, [visit(1), visit(2)], held)
    ((_, item),) = items(results, LAST).items()
    assert json.loads(item)["p"]["S"] == f"R1\n@{'a' * 16}#1\t1\n0\t+0\n@{'b' * 16}#1\t1\n0\t+0"


def test_what_a_later_word_list_packs_otherwise_is_stored_whole():
    """A panel that reads the same, packed in other bytes, has another digest: it costs room, and nothing else."""
    results = PackedResults()
    held = results.write_cumulative(RUN, [visit(1)], b"")
    index = json.loads(held)
    index["subjects"]["CN01-0001"][1][0][2] = "0" * 32
    results.write_cumulative(LATER, [visit(1)], json.dumps(index).encode())
    assert (told(results), len(items(results, LATER))) == (
        expected((RUN, [visit(1)]), (LATER, [visit(1)])),
        1,
    )


def test_the_same_cells_with_another_canonical_number_are_stored_whole():
    """An earlier release may have worked out another number from them."""
    other = visit(1)
    other.observations[0] = other.observations[0]._replace(value=other.observations[0].value + 1)
    results = PackedResults()
    held = results.write_cumulative(RUN, [other], b"")
    results.write_cumulative(LATER, [visit(1)], held)
    assert told(results) == expected((RUN, [other]), (LATER, [visit(1)]))


def test_a_panel_that_several_items_hold_is_held_by_each_run():
    large = visit(1)
    large.observations = [
        one._replace(raw=one.raw._replace(value=f"{number}" * 40))
        for number in range(100, 1_100)
        for one in large.observations[:1]
    ]
    large.lines = list(range(2, 1_002))
    results = PackedResults()
    held = results.write_cumulative(RUN, [large, visit(2)], b"")
    results.write_cumulative(LATER, [large, visit(2)], held)
    assert len(items(results, RUN)) > 2
    assert len(items(results, LATER)) == len(items(results, RUN))
    assert ("b", 1, repr(visit(2))) in told(results)


def test_references_that_one_item_cannot_hold_take_several():
    many = [
        reference_to(Place("a" * 16 + "#1", 20_000, place, "2-4"), [place, place + 2, place + 9])
        for place in range(20_000)
    ]
    found = list(reference_items(LATER, "CN01-0001", many))
    assert [item["sk"].rpartition("#")[2] for item in found] == [str(part) for part in range(len(found))]
    assert len(found) > 1
    assert max(len(item["p"]) for item in found) <= LONGEST_PACKED + 100
    assert {one for item in found for one in unpacked_references(item["p"])} == set(many)


def test_a_missing_panel_is_no_other_panel():
    """If an item was removed, the places of the others are not what they were."""
    results = PackedResults()
    held = results.write_cumulative(RUN, [visit(1), visit(2)], b"")
    results.write_cumulative(LATER, [visit(1), visit(2)], held)
    del results.stored["S#CN01-0001"][min(items(results, RUN))]
    with pytest.raises(PanelsGone):
        list(results.subject_panels("S", "CN01-0001"))


class _TwoPages(PackedResults):
    """The items of a subject in two pages; something is done between them, once."""

    def __init__(self, between):
        super().__init__()
        self.between = between

    def _table(self):
        table = super()._table()
        client = table._client
        whole = client._query

        def paged(**asked):
            (page,) = whole(**asked)
            first = page["Items"][:1]
            yield {"Items": first}
            between, self.between = self.between, None
            if between:
                between(self)
            (page,) = whole(**asked)
            yield {"Items": [item for item in page["Items"] if item["sk"]["S"] > first[0]["sk"]["S"]]}

        client.get_paginator = lambda _: SimpleNamespace(paginate=paged)
        return table


def test_runs_that_are_written_between_two_pages_of_a_subject_are_read_whole():
    def written(results):
        held = results.write_cumulative(RUN, [visit(1)], b"")
        results.write_cumulative(LATER, [visit(1)], held)

    results = _TwoPages(written)
    results.write(LAST, [visit(5)])
    assert told(results) == expected((LAST, [visit(5)]), (RUN, [visit(1)]), (LATER, [visit(1)]))


def test_a_panel_is_given_once_where_a_name_was_removed_from_the_base_between_two_attempts():
    results, given = PackedResults(), [visit(1, [12, 13, 14]), visit(2), visit(3)]
    held = results.write_cumulative(RUN, [visit(1), visit(2)], b"")
    results.write_cumulative(LATER, given, held)  # the first attempt refers to two panels
    results.write_cumulative(
        LATER, given, held.replace(b"CN01-0001", b"\xe2\x96\x88")
    )  # the second stores all
    assert told(results) == expected((RUN, [visit(1), visit(2)]), (LATER, given))
    runs = [one.run for stored in results.subject_panels("S", "CN01-0001") for one in stored.given()]
    assert len(runs) == 5


def test_what_is_redacted_is_redacted_for_whoever_refers_to_it():
    results = PackedResults()
    named = visit(1, visit="V1 Jane Roe")
    held = results.write_cumulative(RUN, [named], b"")
    results.write_cumulative(LATER, [named], held)
    kept = results.stored["S#CN01-0001"]
    (key,) = items(results, RUN)
    kept[key] = kept[key].replace("Jane Roe", "█")
    assert {said for _, _, said in told(results)} == {repr(visit(1, visit="V1 █"))}


class _Bucket:
    """Stands for the client of S3: one object."""

    def __init__(self, data):
        self.data = data

    def get_paginator(self, _operation):
        version = {"Key": "S/C-01/panels.json", "VersionId": "1", "IsLatest": True}
        return SimpleNamespace(paginate=lambda **_: [{"Versions": [version]}])

    def get_object(self, **_):
        return {"Body": BytesIO(self.data), "ContentType": "application/json"}

    def head_object(self, **_):
        return {"VersionId": "1"}

    def put_object(self, Body, **_):  # noqa: N803 as the client names it
        self.data = Body

    def delete_object(self, **_):
        pass


@pytest.mark.parametrize(("name", "times"), [("Abe", 0), ("Bea", 1)])
def test_a_name_that_stands_in_the_id_of_a_file_by_chance_leaves_the_panels_to_be_found(name, times):
    results, run = PackedResults(), replace(RUN, file_id="12abe4" + "0" * 58)
    named = visit(2, subject="Bea 1")
    bucket = _Bucket(results.write_cumulative(run, [visit(1), named], b""))
    found = list(found_in_bucket(bucket, "source", "S", PersonName(name), originals=True))
    for one in found:
        one.remove()
    results.write_cumulative(LATER, [visit(1), named], bucket.data)
    assert sum(one.times for one in found) == times
    assert name.encode() not in bucket.data
    assert told(results) == expected((run, [visit(1)]), (LATER, [visit(1)]))
    assert told(results, "Bea 1") == expected((run, [named]), (LATER, [named]))


@pytest.mark.parametrize(
    "rest",
    ['{"S-1":["Abe"]}}', '{"S-1":"x"},"by":"Abe"}', '{"S-1":[[["12abe4#1",1]],["Abe Roe"]]}}', '{"Abe"'],
)
def test_what_begins_like_an_index_and_is_none_is_searched_whole(rest):
    bucket = _Bucket(('{"subjects":' + rest).encode())
    found = found_in_bucket(bucket, "source", "S", PersonName("Abe"), originals=False)
    assert sum(one.times for one in found) >= 1


def test_a_version_that_knows_no_references_stops_there():
    results = PackedResults()
    held = results.write_cumulative(RUN, [visit(1)], b"")
    results.write_cumulative(LATER, [visit(1)], held)
    ((_, item),) = items(results, LATER).items()
    with pytest.raises(KeyError):
        unpack_panel(item_from_wire(json.loads(item)))


def test_references_of_a_newer_form_are_not_guessed():
    with pytest.raises(NewerReference):
        list(unpacked_references("R2\n@a#1\t1\n0\t+0"))


def test_no_index_is_an_empty_one():
    assert unpacked_index(b"").places == {}
