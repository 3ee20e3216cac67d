"""How many requests to DynamoDB an answer of the API takes, counted on the requests themselves."""

import pytest
from tests.contract.registries import CENTER, NOON, STUDY
from tests.contract.test_costs import Priced, services, take_up, the_file
from tests.unit.api.conftest import reply, request

from hepaflow.domain.files import Delivery
from hepaflow.pipeline.desk.desk import Desk
from hepaflow.pipeline.ingest import ingest
from hepaflow.ports import Version
from local.memory import MemoryQueue, MemoryUploads

HERE = f"GET /studies/{STUDY}"
SUBJECT = "CN01-0001"
__all__ = ["services"]


@pytest.fixture
def ask(services, catalog, cloud):
    """Asks as a data manager; 200 panels of 20 subjects are there, and a second file with another ALT in each."""
    take_up(services, the_file(20), "first.csv")
    key, later = f"{STUDY}/{CENTER}/second.csv", Version("v2", "2024-08-02T00:00:00.000Z")
    services.intake.put(key, later, the_file(20).replace(b"86.3", b"68.3"))
    ingest(Delivery(STUDY, CENTER, key, later.version_id, later.received), services)
    desk = Desk(
        services.registry,
        services.results,
        services.receipts,
        MemoryUploads(),
        MemoryQueue(),
        catalog,
        lambda: NOON,
        services.source,
    )

    def asked(call, query=None):
        priced = Priced(cloud.dynamodb)
        told = reply(request(call, query, groups=f"[{STUDY}/data-manager]"), desk)
        assert told.status == 200, told.text
        return told.json, priced.requests

    return asked


def test_a_subjects_results_are_three_requests(ask):
    told, requests = ask(f"{HERE}/subjects/{SUBJECT}/results")
    assert (len(told["results"]), requests.total() <= 3) == (150, True), requests


def test_a_lineage_is_three_requests(ask):
    told, _ = ask(f"{HERE}/subjects/{SUBJECT}/results", {"analyte": "ALT"})
    report = told["results"][0]["current"]
    named = {"subject": SUBJECT, "analyte": "ALT", "file_id": report["file_id"], "line": str(report["line"])}
    _, requests = ask(f"{HERE}/lineage", named)
    assert requests.total() <= 3, requests


@pytest.mark.parametrize("route", ["results", "holds"])
@pytest.mark.parametrize("subjects", [1, 5, 20])
def test_a_page_about_many_subjects_takes_three_requests_more_than_subjects(ask, route, subjects):
    told, requests = ask(f"{HERE}/{route}", {"center": CENTER, "limit": str(subjects), "analyte": "ALT"})
    assert len({one["subject"] for one in told["results"]}) == subjects
    assert requests.total() <= subjects + 3, requests
