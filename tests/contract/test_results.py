"""One contract for every place that keeps panels."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from hepaflow.aws.backoff import ATTEMPTS
from hepaflow.aws.results.raw_items import taking_items_as_written
from hepaflow.aws.results.sending import Unwritten
from hepaflow.aws.results.table import ResultsTable
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Comparator, Conversion, Moment, Observation, Panel, Precision, Raw
from hepaflow.ports.limits import WRITTEN_AT_ONCE
from local.memory import MemoryResults

RUN = RunId("NCT03945487", "CN-01", "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8", 1)


def a_panel(subject="CN01-0001", day="2024-03-22", line=2, specimen="A#1"):
    report = Observation(
        "ALT", Raw("谷丙转氨酶", "35", "U/L"), Comparator.EQ, None, Conversion(), None, "U/L", method="速率法"
    )
    return Panel(subject, Moment(day, Precision.DAY), specimen, lines=[line], observations=[report])


@pytest.fixture(params=["memory", "dynamodb"])
def results(request):
    if request.param == "memory":
        return MemoryResults()
    cloud = request.getfixturevalue("cloud")
    return ResultsTable(taking_items_as_written(cloud.dynamodb), cloud.names["ResultsTable"], never)


def never(attempt):
    pytest.fail("nothing was throttled")


def panels_of(results, subject="CN01-0001"):
    """Return each panel as each of its runs gave it."""
    return [
        stored.of([given]).panel
        for stored in results.subject_panels("NCT03945487", subject)
        for given in stored.given()
    ]


def test_what_is_written_comes_back(results):
    results.write(RUN, [a_panel()])
    assert panels_of(results) == [a_panel()]


@pytest.mark.parametrize(
    "other", ["CN01-0001#2024-03-22", "CN01-0001#", "#CN01-0001", "CN01-0001/1", "CN01-0001%23"]
)
def test_subject_with_separators_reads_its_own_panels_only(results, other):
    results.write(RUN, [a_panel(), a_panel(subject=other, line=3)])
    assert (panels_of(results), panels_of(results, other)) == ([a_panel()], [a_panel(subject=other, line=3)])


def test_specimens_with_separators_are_kept_apart(results):
    panels = [a_panel(specimen="A"), a_panel(specimen="A#2"), a_panel(specimen="A#2#2", line=3)]
    results.write(RUN, panels)
    assert sorted(panel.specimen for panel in panels_of(results)) == ["A", "A#2", "A#2#2"]


def test_a_panel_tells_its_run(results):
    results.write(RUN, [a_panel()])
    assert [stored.run for stored in results.subject_panels("NCT03945487", "CN01-0001")] == [
        replace(RUN, file_id="94fc896bd8200aa4")
    ]


def test_writing_twice_is_writing_once(results):
    results.write(RUN, [a_panel(), a_panel(line=3)])
    results.write(RUN, [a_panel(), a_panel(line=3)])
    assert panels_of(results) == [a_panel(), a_panel(line=3)]


def test_another_run_stands_beside_the_first(results):
    results.write(RUN, [a_panel()])
    results.write(replace(RUN, run_number=2), [a_panel()])
    assert panels_of(results) == [a_panel(), a_panel()]


def test_panels_come_in_order_of_collection(results):
    days = ["2024-03-22", "2023-11-02", "2024-01-10"]
    results.write(RUN, [a_panel(day=day, line=line) for line, day in enumerate(days, start=2)])
    assert [panel.collected_at.wall for panel in panels_of(results)] == sorted(days)


def test_a_subject_sees_only_its_own_panels(results):
    results.write(RUN, [a_panel("CN01-0001"), a_panel("CN01-00011", line=3)])
    assert panels_of(results) == [a_panel("CN01-0001")]


def test_more_panels_than_one_batch_holds_are_all_kept(results):
    results.write(RUN, (a_panel(line=line) for line in range(2, 2 + 3 * WRITTEN_AT_ONCE + 1)))
    assert len(panels_of(results)) == 3 * WRITTEN_AT_ONCE + 1


class Throttled:
    """A DynamoDB client that takes one item of each request; it looks at the items, and raises no events."""

    meta = SimpleNamespace(events=SimpleNamespace(register=lambda *_, **__: None))

    def __init__(self):
        self.sizes = []

    def batch_write_item(self, RequestItems):  # noqa: N803 boto3's name
        ((table, requests),) = RequestItems.items()
        self.sizes.append(len(requests))
        return {"UnprocessedItems": {table: requests[1:]} if requests[1:] else {}}


def test_what_dynamodb_leaves_is_sent_again_after_a_wait():
    client, waits = Throttled(), []
    ResultsTable(client, "results", waits.append).write(RUN, [a_panel(line=line) for line in (2, 3, 4)])
    assert client.sizes == [3, 2, 1]
    assert waits == [1, 2]


def test_a_table_that_takes_too_little_fails_the_file():
    table = ResultsTable(Throttled(), "results", [].append)
    with pytest.raises(Unwritten):
        table.write(RUN, [a_panel(line=line) for line in range(2, ATTEMPTS + 3)])


def test_two_panels_with_one_key_are_a_fault_of_ours():
    table = ResultsTable(Throttled(), "results", never)
    with pytest.raises(ValueError, match="same key"):
        table.write(RUN, [a_panel(), a_panel()])
