"""One contract for what every registry keeps of queries."""

import pytest
from tests.contract.registries import CENTER, FILE, NOON, STUDY, a_draft, add

from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.queries.queries import ListedQuery, Query, QueryAbout, QueryState, QueryVersion
from hepaflow.domain.study.journal import EventKind, Head, following
from hepaflow.ports import Change
from hepaflow.ports.newer import NewerData
from local.memory import MemoryRegistry

OTHER = "CN-02"
ABOUT = QueryAbout(FILE, 3, "3", "CN01-0001", "ALT", "SERUM", "2024-03-22T08:30", "#1")
ASKED = QueryVersion(QueryState.OPEN, "单位是什么？", "2024-06-30")
ANSWERED = QueryVersion(QueryState.ANSWERED, "U/L")
CLOSED = QueryVersion(QueryState.CLOSED, "", file_id=FILE)


@pytest.fixture(params=["memory", "dynamodb"])
def registry(request):
    return MemoryRegistry() if request.param == "memory" else request.getfixturevalue("table")


@pytest.fixture
def table(cloud):
    return RegistryTable(cloud.dynamodb, cloud.names["RegistryTable"], lambda _: pytest.fail("throttled"))


def a_query(name="1", center=CENTER):
    return Query(name * 64, center, ABOUT, (ASKED,))


def write(registry, query):
    """Write the last version of a query; return it as it stands in the journal, and whether it was written."""
    draft = a_draft(EventKind.QUERY_OPENED, query=query.id)
    event, done = add(registry, Change(query=query), draft)
    return query.written(event.journal_number, event.at), done


def known(registry, *names):
    return registry.queries(STUDY, names)


def test_a_query_is_kept_with_all_its_versions(registry):
    query, _ = write(registry, a_query())
    for version in (ANSWERED, CLOSED):
        query, done = write(registry, query.followed_by(version))
        assert done
    assert known(registry, query.id, "9" * 64) == {query.id: query}
    assert [one.journal_number for one in query.versions] == [1, 2, 3]


def test_of_two_second_versions_one_is_written(registry):
    query, _ = write(registry, a_query())
    answered, _ = write(registry, query.followed_by(ANSWERED))
    head = registry.head(STUDY)
    _, done = write(registry, query.followed_by(CLOSED))
    assert (done, registry.head(STUDY)) == (False, head)
    assert known(registry, query.id) == {query.id: answered}


def test_a_query_is_opened_once(registry):
    query, _ = write(registry, a_query())
    _, done = write(registry, a_query())
    assert not done
    assert known(registry, query.id) == {query.id: query}


def test_a_query_is_written_with_its_event_or_not_at_all(registry):
    add(registry)
    late = following(Head(), a_draft(EventKind.QUERY_OPENED), NOON)
    assert not registry.append(STUDY, late, Change(query=a_query()))
    assert known(registry, "1" * 64) == {}
    assert list(registry.listed_queries(STUDY)) == []


def test_queries_are_listed_by_center_and_opening_with_their_present_states(registry):
    first, _ = write(registry, a_query("2"))
    second, _ = write(registry, a_query("1"))
    theirs, _ = write(registry, a_query("3", OTHER))
    write(registry, first.followed_by(ANSWERED))
    listed = [
        ListedQuery(CENTER, 1, first.id, QueryState.ANSWERED, FILE[:16]),
        ListedQuery(CENTER, 2, second.id, QueryState.OPEN, FILE[:16]),
        ListedQuery(OTHER, 3, theirs.id, QueryState.OPEN, FILE[:16]),
    ]
    assert list(registry.listed_queries(STUDY)) == listed
    assert list(registry.listed_queries(STUDY, CENTER)) == listed[:2]
    assert list(registry.listed_queries(STUDY, CENTER, 1)) == listed[1:2]
    assert list(registry.listed_queries("OTHER-STUDY")) == []


def test_a_query_of_a_newer_state_is_refused(table, cloud):
    query, _ = write(table, a_query())
    key = {"pk": {"S": f"{STUDY}#query#{query.id}"}, "sk": {"S": "versions"}}
    item = cloud.dynamodb.get_item(TableName=table._table.name, Key=key)["Item"]
    item["versions"]["S"] = item["versions"]["S"].replace('"open"', '"escalated"')
    cloud.dynamodb.put_item(TableName=table._table.name, Item=item)
    with pytest.raises(NewerData):
        known(table, query.id)
