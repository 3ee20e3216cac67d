"""How many requests to DynamoDB an answer about one subject takes, counted on the requests themselves."""

import pytest
from tests.contract.prices import Priced, services_on, take_up, the_file
from tests.contract.registries import CENTER, STUDY
from tests.support.api_office import reply, request
from tests.support.clouds import a_cloud, an_aws

from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.ingest import ingest
from hepaflow.ports import Version
from local.stack import REGION

HERE = f"GET /studies/{STUDY}"
SUBJECT = "CN01-0001"
MOMENTS = ["", "4", "2024-08-03T00:00:00Z"]  # now, a journal number, a time


@pytest.fixture(scope="module")
def client(request):
    with pytest.MonkeyPatch.context() as patch, an_aws(request.config) as made:
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        yield made


@pytest.fixture(scope="module")
def ask(client, shapes, catalog):
    """Asks as a data manager; 200 panels of 20 subjects are there, and a second file with another ALT in each."""
    cloud = a_cloud(client, shapes)
    services = services_on(cloud, catalog)
    take_up(services, the_file(20), "first.csv")
    key, later = f"{STUDY}/{CENTER}/second.csv", Version("v2", "2024-08-02T00:00:00.000Z")
    services.intake.put(key, later, the_file(20).replace(b"86.3", b"68.3"))
    ingest(Delivery(STUDY, CENTER, key, later.version_id, later.received), services)
    desk = services

    def asked(call, query=None):
        priced = Priced(cloud.dynamodb)
        told = reply(request(call, query, groups=f"[{STUDY}/data-manager]"), desk)
        assert told.status == 200, told.text
        return told.json, priced.requests

    return asked


@pytest.mark.parametrize("as_of", MOMENTS)
def test_a_subjects_results_are_four_requests(ask, as_of):
    told, requests = ask(f"{HERE}/subjects/{SUBJECT}/results", {"as_of": as_of})
    assert (len(told["results"]), requests.total() <= 4) == (150, True), requests


@pytest.mark.parametrize("as_of", MOMENTS)
def test_a_lineage_is_four_requests(ask, as_of):
    told, _ = ask(f"{HERE}/subjects/{SUBJECT}/results", {"analyte": "ALT"})
    report = told["results"][0]["current"]
    named = {"subject": SUBJECT, "analyte": "ALT", "file_id": report["file_id"], "line": str(report["line"])}
    _, requests = ask(f"{HERE}/lineage", {**named, "as_of": as_of})
    assert requests.total() <= 4, requests
