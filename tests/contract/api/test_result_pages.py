"""Every page about many subjects: what it takes, how large it is, and that all pages together tell everything once."""

from collections import Counter
from datetime import timedelta

import pytest
from tests.contract.trial import Trial, clock, cursor, shown
from tests.support.clouds import a_cloud, an_aws

ROUTES = ["results", "holds"]
READS = {"GetItem", "Query", "BatchGetItem"}
ALT = "丙氨酸氨基转移酶"
QUESTIONS = {
    "all": ("results", {}),
    "of a center": ("results", {"center": "DE-02"}),
    "one analyte": ("results", {"analyte": "ALT"}),
    "between days": ("results", {"from": "2024-01-08", "to": "2024-01-21"}),
    "as of a number": ("results", {"as_of": "8"}),
    "as of a time": ("results", {"as_of": (clock() + timedelta(days=1)).isoformat()}),
    "what waits": ("holds", {}),
    "what waited at a time": ("holds", {"as_of": (clock() + timedelta(days=1)).isoformat()}),
}


@pytest.fixture(scope="module")
def trial(request, shapes, catalog):
    """30 subjects of three centers, 150 panels, and a file that changes ALT at the second visit of two subjects."""
    with an_aws(request.config) as client:
        cloud = a_cloud(client, shapes)
        trial = Trial(cloud.dynamodb, catalog, {"CN-01": 12, "DE-02": 7, "US-03": 11}, visits=5)
        trial.fill()
        trial.send("DE-02", [("DE-02-0002", 1), ("DE-02-0007", 1)], changed="99.9")
        yield trial


@pytest.fixture(scope="module")
def filled(trial):
    """Return the journal number at which all that is there."""
    return str(trial.ask("results", {"limit": "1"}).number)


def news(trial, pages):
    """Have a center name a subject before all others and one behind, and change what an earlier file said."""
    center = sorted(trial.subjects)[pages % 3]
    new = [(f"{center}-0000", pages), (f"{center}-9999", pages)]
    trial.send(center, [*new, (f"{center}-0001", 2), (f"{center}-0007", 2)], changed=f"{trial.files}.5")


def told(pages):
    return [one for page in pages for one in page.results]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_page_takes_four_requests_more_than_subjects_whatever_is_asked(trial, name):
    route, query = QUESTIONS[name]
    pages = trial.walk(route, {**query, "limit": "4"})
    takes = [(page.requests.total(), page.subjects) for page in pages]
    assert len(pages) > 1
    assert all(requests <= subjects + 4 for requests, subjects in takes), takes


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("route", ROUTES)
def test_a_page_reads_by_key_and_scans_nothing(trial, route):
    assert {operation for page in trial.walk(route, {}) for operation in page.requests} == READS


def test_pages_tell_every_result_once(trial, filled):
    found = shown(trial.walk("results", {"limit": "4", "as_of": filled}))
    assert Counter(found) == Counter(trial.results())


def test_pages_of_one_analyte_tell_each_of_its_results_once(trial, filled):
    found = shown(trial.walk("results", {"limit": "4", "analyte": "ALT", "as_of": filled}))
    assert Counter(found) == Counter(trial.results(analyte=ALT))


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("center", ["", "DE-02"])
def test_what_is_sent_between_two_pages_moves_nothing(trial, route, center):
    query = {"limit": "4", "center": center}
    before = trial.walk(route, query)
    during = trial.walk(route, query, lambda pages: news(trial, pages) if pages < 3 else None)
    assert {page.number for page in during} == {before[0].number}
    assert told(during) == told(before)


@pytest.mark.usefixtures("filled")
def test_what_nobody_can_be_told_of_takes_four_requests(trial):
    """No subject is listed from here on, so the definition has to say whether there is such a center."""
    query = {"center": "DE-02"}
    end = cursor("results", query, "1~999999999~DE-02~~")
    page = trial.ask("results", {**query, "cursor": end})
    assert (page.results, page.requests.total() <= 4) == ([], True)
