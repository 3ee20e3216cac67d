"""A table that takes few units a second gets all panels of a file, and no more is in flight than there are connections."""

from collections import Counter

import pytest
from tests.benchmarks.stub.running import running_stub

from hepaflow.aws.backoff import wait
from hepaflow.aws.results.sending import CONNECTIONS, Sender, Unwritten
from hepaflow.aws.results.table import ResultsTable
from hepaflow.domain.identity import RunId
from hepaflow.domain.model import Comparator, Conversion, Moment, Observation, Panel, Precision, Raw
from hepaflow.ports.limits import WRITTEN_AT_ONCE

RUN = RunId("LIVER-1", "CN-01", "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8", 1)
SUBJECTS, PANELS, RATE = 4, 1_500, 500


def panels():
    """The panels of a file that is sorted by subject."""
    for place in range(PANELS):
        report = Observation("ALT", Raw("ALT", "35", "U/L"), Comparator.EQ, None, Conversion(), None, "U/L")
        yield Panel(
            f"S-{place * SUBJECTS // PANELS}",
            Moment("2024-03-22", Precision.DAY),
            str(place),
            lines=[place + 2],
            observations=[report],
        )


def test_all_panels_are_taken_in_the_end():
    """500 units a second, 125 for a subject: 1,500 panels are more than it takes at once, and none is given up."""
    with running_stub(rate=RATE) as stub:
        table = ResultsTable(stub.client("dynamodb"), "ResultsTable", wait)
        table.write(RUN, panels())
        counted = stub.stats()
        assert counted["units"] == {"ResultsTable write": PANELS}
        assert counted["requests"]["BatchWriteItem"] > PANELS / WRITTEN_AT_ONCE  # some were sent again
        kept = Counter(
            stored.panel.subject
            for subject in range(SUBJECTS)
            for stored in table.subject_panels(RUN.study, f"S-{subject}")
        )
        assert kept == {f"S-{subject}": PANELS // SUBJECTS for subject in range(SUBJECTS)}


class Down:
    """A DynamoDB client that takes nothing; it counts how many batches wait at once."""

    def __init__(self):
        self.asked = 0

    def batch_write_item(self, RequestItems):  # noqa: N803 boto3's name
        self.asked += 1
        ((table, requests),) = RequestItems.items()
        return {"UnprocessedItems": {table: list(requests)}}


def test_batches_are_made_no_faster_than_they_are_taken():
    made = []

    def batches():
        for number in range(1_000):
            made.append(number)
            yield [{"pk": "S#1", "sk": str(number), "v": {}, "p": ""}]

    client = Down()
    with pytest.raises(Unwritten):
        Sender(client, "ResultsTable", lambda _: None).send(batches())
    assert len(made) <= 2 * CONNECTIONS + 1
