"""Many writers of one journal, answers that get lost, and items that DynamoDB leaves out."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError
from tests.contract.registries import FILE, NOON, STUDY, a_draft, a_state, add

from hepaflow.aws.backoff import ATTEMPTS
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.registry.table import Unread
from hepaflow.domain.study.journal import first_fault, following
from hepaflow.pipeline.journal import append
from hepaflow.ports import Change

WRITERS, EACH, MANY = 8, 4, 40


class Client:
    """Passes calls on to a DynamoDB client; a test says what else happens."""

    def __init__(self, client):
        self._client = client

    def __getattr__(self, name):
        return getattr(self._client, name)


class OneByOne(Client):
    """One call at a time: moto's transactions, unlike DynamoDB's, are not isolated from other threads."""

    def __init__(self, client):
        super().__init__(client)
        self._lock = threading.Lock()

    def get_item(self, **call):
        with self._lock:
            return self._client.get_item(**call)

    def transact_write_items(self, **call):
        with self._lock:
            return self._client.transact_write_items(**call)


class Deaf(Client):
    """Hears no answer to the first transaction, which takes effect all the same."""

    def __init__(self, client):
        super().__init__(client)
        self._lost = False

    def transact_write_items(self, **call):
        answer = self._client.transact_write_items(**call)
        if not self._lost:
            self._lost = True
            raise ConnectionClosedError(endpoint_url="https://dynamodb")
        return answer


def add_state(registry):
    """Commit the file, as the pipeline does: only where it has no state yet."""

    def draw_up(head):
        if registry.view(STUDY, [FILE]).state(FILE) is not None:
            return None
        return a_draft(), Change(state=a_state(number=head.journal_number + 1))

    return append(registry, STUDY, lambda: NOON, draw_up)


def test_rivals_leave_one_journal_without_gaps(cloud):
    client = OneByOne(cloud.dynamodb)

    def write(writer):
        registry = RegistryTable(client, "RegistryTable")
        for turn in range(EACH):
            drawn = (a_draft(writer=writer, turn=turn), Change())
            append(registry, STUDY, lambda: NOON, lambda _, drawn=drawn: drawn)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    events = list(RegistryTable(cloud.dynamodb, "RegistryTable").events(STUDY))
    assert first_fault(events) is None
    assert len(events) == WRITERS * EACH
    told = {(event.draft.details["writer"], event.draft.details["turn"]) for event in events}
    assert told == {(writer, turn) for writer in range(WRITERS) for turn in range(EACH)}


def test_many_writers_at_once_all_get_through(cloud):
    client = OneByOne(cloud.dynamodb)
    start = threading.Barrier(MANY)

    def write(writer):
        start.wait()
        drawn = (a_draft(writer=writer), Change())
        return append(
            RegistryTable(client, "RegistryTable"), STUDY, lambda: NOON, lambda _: drawn
        ).journal_number

    with ThreadPoolExecutor(MANY) as pool:
        numbers = list(pool.map(write, range(MANY)))
    assert sorted(numbers) == list(range(1, MANY + 1))


def test_a_file_that_rivals_commit_is_committed_once(cloud):
    client = OneByOne(cloud.dynamodb)
    lock = threading.Lock()

    class Viewed(RegistryTable):
        def view(self, study, file_ids, subjects=(), centers=()):
            with lock:
                return super().view(study, file_ids, subjects, centers)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _: add_state(Viewed(client, "RegistryTable")), range(WRITERS)))
    registry = RegistryTable(cloud.dynamodb, "RegistryTable")
    assert len(list(registry.events(STUDY))) == 1
    assert registry.view(STUDY, [FILE]).state(FILE) == a_state()


def test_an_event_whose_answer_was_lost_is_not_written_again_by_the_next_attempt(cloud):
    registry = RegistryTable(Deaf(cloud.dynamodb), "RegistryTable")
    with pytest.raises(ConnectionClosedError):
        add_state(registry)
    assert add_state(registry) is None
    assert [event.journal_number for event in registry.events(STUDY)] == [1]


def test_an_event_whose_answer_was_lost_is_our_own_success(cloud):
    """The same call again, as the AWS client repeats it; moto, unlike DynamoDB, does not know its token."""
    registry = RegistryTable(Deaf(cloud.dynamodb), "RegistryTable")
    event, change = following(registry.head(STUDY), a_draft(), NOON), Change(state=a_state())
    with pytest.raises(ConnectionClosedError):
        registry.append(STUDY, event, change)
    assert registry.append(STUDY, event, change) is True
    assert list(registry.events(STUDY)) == [event]


class Noting(Client):
    """Notes by which tokens DynamoDB is to know a transaction again, in the whole account."""

    def __init__(self, client):
        super().__init__(client)
        self.tokens = []

    def transact_write_items(self, **call):
        self.tokens.append(call["ClientRequestToken"])
        return self._client.transact_write_items(**call)


def test_the_same_event_in_two_studies_is_two_transactions(cloud):
    client = Noting(cloud.dynamodb)
    for study in (STUDY, "OTHER"):
        add(RegistryTable(client, "RegistryTable"), study=study)
    assert len(set(client.tokens)) == 2


class Cancelling(Client):
    """Cancels transactions for reasons of its own."""

    def __init__(self, client, *codes):
        super().__init__(client)
        self._codes = codes

    def transact_write_items(self, **_call):
        reasons = [{"Code": code} for code in self._codes]
        told = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
        raise ClientError(told, "TransactWriteItems")


# DynamoDB API reference, TransactWriteItems: cancellation codes
@pytest.mark.parametrize("code", ["ConditionalCheckFailed", "TransactionConflict"])
def test_an_event_that_a_rival_prevented_is_not_written(cloud, code):
    registry = RegistryTable(Cancelling(cloud.dynamodb, "None", code, "None"), "RegistryTable")
    assert registry.append(STUDY, following(registry.head(STUDY), a_draft(), NOON), Change()) is False


@pytest.mark.parametrize(
    "code",
    [
        "ThrottlingError",
        "ProvisionedThroughputExceeded",
        "ValidationError",
        "ItemCollectionSizeLimitExceeded",
    ],
)
def test_what_is_no_rival_is_not_taken_for_one(cloud, code):
    registry = RegistryTable(Cancelling(cloud.dynamodb, "ConditionalCheckFailed", code), "RegistryTable")
    event = following(registry.head(STUDY), a_draft(), NOON)
    with pytest.raises(ClientError):
        registry.append(STUDY, event, Change())


class Sparing(Client):
    """Gives one item of each request."""

    def batch_get_item(self, RequestItems):  # noqa: N803 boto3's name
        ((table, request),) = RequestItems.items()
        first, rest = request["Keys"][:1], request["Keys"][1:]
        answer = self._client.batch_get_item(RequestItems={table: {**request, "Keys": first}})
        return {**answer, "UnprocessedKeys": {table: {**request, "Keys": rest}} if rest else {}}


def test_what_dynamodb_leaves_out_is_asked_for_again_after_a_wait(cloud):
    add_state(RegistryTable(cloud.dynamodb, "RegistryTable"))
    waits = []
    view = RegistryTable(Sparing(cloud.dynamodb), "RegistryTable", waits.append).view(STUDY, ["0" * 64, FILE])
    assert (view.head.journal_number, view.state(FILE)) == (1, a_state())
    assert waits == [1, 2, 3, 4]  # head, versions of the fold, central labs, two states: one key a call


def test_a_table_that_gives_too_little_fails_the_read(cloud):
    registry = RegistryTable(Sparing(cloud.dynamodb), "RegistryTable", [].append)
    with pytest.raises(Unread):
        registry.view(STUDY, [f"{number:016}" for number in range(ATTEMPTS + 1)])


class Busy(Client):
    """Has a transaction write the item that is to be updated, for so many calls."""

    def __init__(self, client, calls):
        super().__init__(client)
        self._left = calls

    def update_item(self, **call):
        self._left -= 1
        if self._left >= 0:
            raise ClientError({"Error": {"Code": "TransactionConflictException"}}, "UpdateItem")
        return self._client.update_item(**call)


def test_a_link_that_meets_a_transaction_is_written_after_a_wait(cloud):
    waits = []
    RegistryTable(Busy(cloud.dynamodb, 2), "RegistryTable", waits.append).link(STUDY, "S-1", {"S-2"})
    view = RegistryTable(cloud.dynamodb, "RegistryTable").view(STUDY, [], ["S-1"])
    assert (view.dossiers["S-1"].links, waits) == ({"S-2"}, [1, 2])


def test_an_item_that_stays_busy_fails_the_write(cloud):
    registry = RegistryTable(Busy(cloud.dynamodb, ATTEMPTS), "RegistryTable", [].append)
    with pytest.raises(ClientError):
        registry.link(STUDY, "S-1", {"S-2"})
