"""What an ordinary file costs to write and a subject's timeline to read, counted on the requests themselves."""

import pytest
from tests.contract.prices import PANELS, Priced, services_on, take_up, the_file
from tests.contract.registries import STUDY, a_decision, add
from tests.contract.trial import ROWS

from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Change


@pytest.fixture
def services(cloud, catalog):
    return services_on(cloud, catalog)


@pytest.mark.parametrize("subjects", [1, 20, 200])
def test_an_ordinary_file_costs_little_to_write(services, cloud, subjects):
    priced = Priced(cloud.dynamodb)
    summary = take_up(services, the_file(subjects))
    assert (summary.status, summary.counts.accepted) == (DeliveryStatus.TAKEN_UP, PANELS * len(ROWS))
    assert priced.units["ResultsTable"] == PANELS
    # issue 3: at most 0.075 write units a result, everything counted
    assert priced.units.total() / summary.counts.accepted <= 0.075


def test_a_timeline_is_three_requests(services, cloud):
    for number in range(3):
        take_up(services, the_file(1) + b"\n" * (number + 1), f"{number}.csv")
    add(services.registry, Change(decision=a_decision()))
    priced = Priced(cloud.dynamodb)
    found = timeline(services.registry, services.results, STUDY, "CN01-0001")
    assert len(found.answers) == PANELS * len(ROWS)
    assert priced.requests.total() <= 3


def test_a_subject_who_shares_specimens_takes_two_requests_more(services, cloud):
    data = the_file(1)
    take_up(services, data, "1.csv")
    take_up(services, data.replace(b"CN01-0001", b"CN01-0009"), "2.csv")
    for subject in ("CN01-0001", "CN01-0009"):
        priced = Priced(cloud.dynamodb)
        found = timeline(services.registry, services.results, STUDY, subject)
        assert all(
            held.codes == ("moved-suspect",) for answer in found.answers.values() for held in answer.held
        )
        assert sum(len(answer.held) for answer in found.answers.values()) == PANELS * len(ROWS)
        assert priced.requests.total() <= 5
