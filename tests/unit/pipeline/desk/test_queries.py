"""Two who ask or answer at the same time, at every order of their calls; what else a query does is held over the API."""

import pytest
from tests.unit.pipeline.studies import CENTER, GOOD, STUDY, started
from tests.unit.pipeline.turns import in_turns

from hepaflow.domain.identity import file_id
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.desk.queries import NextVersion, RowOfFile, advance_query, open_query

ORDERS = [(0, 1) * 30, (0, 0, 1) * 30, (1,) * 3 + (0,) * 3 + (1, 0) * 30, (0,) * 30]
ROW = RowOfFile(file_id(STUDY, CENTER, GOOD), 5)
ASKED = QueryVersion(QueryState.OPEN, "Right?", "2025-09-30")


@pytest.fixture
def world():
    world = started()
    world.send(GOOD)
    return world


def asking(services):
    return open_query(services, STUDY, "ann", ROW, ASKED).id


def answering(query, text):
    def work(services):
        wish = NextVersion(query, 2, QueryState.ANSWERED, text)
        try:
            return advance_query(services, STUDY, "lab", wish, {CENTER}).versions[1].text
        except VersionTaken as taken:
            return taken.newest

    return work


def kinds(world):
    return [event.draft.kind for event in world.registry.journals[STUDY]]


@pytest.mark.parametrize("order", ORDERS)
def test_the_same_question_twice_at_once_is_one_query(world, order):
    first, second = in_turns(world, [asking, asking], order)
    assert first == second
    assert kinds(world).count("query-opened") == 1


@pytest.mark.parametrize("order", ORDERS)
def test_of_two_answers_at_once_one_is_recorded_and_the_other_learns_of_it(world, order):
    query = asking(world.services)
    given = in_turns(world, [answering(query, "yes"), answering(query, "no")], order)
    kept = world.registry.queries(STUDY, [query])[query].versions[1].text
    assert sorted(map(str, given)) == sorted(["2", kept])
    assert kinds(world).count("query-answered") == 1


@pytest.mark.parametrize("order", ORDERS)
def test_the_same_answer_twice_at_once_is_recorded_once(world, order):
    query = asking(world.services)
    assert in_turns(world, [answering(query, "yes")] * 2, order) == ["yes", "yes"]
    assert kinds(world).count("query-answered") == 1
