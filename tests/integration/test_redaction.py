"""A name that is found later is removed from tables and buckets; what counts stays (ADR 0037)."""

import re
from datetime import UTC, datetime

import boto3
import pytest
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition

from hepaflow.aws import wiring
from hepaflow.aws.redaction.__main__ import DONE, LEFT, WRONG, run_command
from hepaflow.aws.redaction.objects import found_in_bucket
from hepaflow.aws.redaction.redact import Stores
from hepaflow.aws.wiring import services
from hepaflow.domain.identity import file_id
from hepaflow.domain.masked.masked import MaskedTopic, StudyArms
from hepaflow.domain.queries.queries import QueryState, QueryVersion
from hepaflow.domain.screening.redaction import MARK, PersonName
from hepaflow.pipeline.changes.void import change_status
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.desk.queries import RowOfFile, open_query
from hepaflow.pipeline.desk.subject_results import Question, subject_results
from hepaflow.pipeline.journal import journal_fault
from hepaflow.pipeline.masked.arms import declare_arms
from hepaflow.pipeline.masked.record import broken_seal
from local.pump import pump

STUDY, CENTER, SUBJECT, NAME = "LIVER-1", "CN-01", "S-001", "魏无羡"
MORE = {"visit": "Visit", "comment": "Comment", "flag": "Flag"}
FILE = (
    "Subject,Collected,Test,Result,Units,Visit,Comment,Flag\n"
    f"{SUBJECT},2024-03-22 08:30,ALT,45,U/L,V1 {NAME},ask {NAME},{NAME}\n"
    f"{SUBJECT},2024-03-22 08:30,AST,4O,U/L,V1,ask 魏 无羡,\n"
    f"{SUBJECT},2024-03-22 08:30,GGT,60,U/L,V1,,\n"
)
ASKED = [STUDY, "--actor", "ann", "--reason", "found in a listing"]


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def stores(stack):
    wiring.forget()
    definition = study_definition(STUDY, CENTER)
    define_study(wiring.registry(), wiring.queue(), wiring.now, "ann", definition, "start")
    profile = profile_toml(STUDY, CENTER, ENGLISH | MORE, more="[subject]\npattern = 'S-[0-9]+'")
    add_profile(wiring.registry(), wiring.queue(), wiring.catalog(), wiring.now, "ann", profile, "start")
    put(stack, "IntakeBucket", f"{STUDY}/{CENTER}/one.csv", FILE.encode())
    pump(stack)
    sent = file_id(STUDY, CENTER, FILE.encode())
    for counts in (False, True):  # a reason that an earlier version accepted
        change_status(services(), "ann", STUDY, sent, f"not of {NAME}", counts=counts)
    asked = QueryVersion(QueryState.OPEN, f"Is that {NAME}?", "2099-12-31")
    open_query(services(), STUDY, "ann", RowOfFile(sent, 3), asked)
    arms = StudyArms(arms={"A": "active", "B": "placebo"})
    declare_arms(services(), STUDY, "us", 1, arms, f"told by {NAME}")
    tables = (stack.refs["ResultsTable"], stack.refs["RegistryTable"])
    buckets = (stack.refs["SourceBucket"], stack.refs["ReceiptsBucket"])
    yield Stores(boto3.client("dynamodb"), boto3.client("s3"), *tables, *buckets, wiring.now)
    wiring.forget()


def put(stack, bucket, key, data):
    boto3.client("s3").put_object(Bucket=stack.refs[bucket], Key=key, Body=data)


def digest(capsys, stores):
    assert run_command(ASKED, NAME, stores) == LEFT
    return re.search("--confirm ([0-9a-f]+)", capsys.readouterr().out)[1]


def stored(stores):
    """Return all that is stored, as text."""
    told = []
    for table in (stores.results, stores.registry):
        told += [
            str(item)
            for page in stores.dynamodb.get_paginator("scan").paginate(TableName=table)
            for item in page["Items"]
        ]
    for bucket in (stores.source, stores.receipts):
        for listed in stores.s3.list_object_versions(Bucket=bucket).get("Versions", []):
            which = {"Bucket": bucket, "Key": listed["Key"], "VersionId": listed["VersionId"]}
            told.append(stores.s3.get_object(**which)["Body"].read().decode("utf-8-sig"))
    return "\n".join(told)


def answers():
    """Return what counts at each journal number, without texts of the file."""
    return [values(number) for number in range(wiring.registry().head(STUDY).journal_number + 1)]


def values(number):
    found = subject_results(services(), STUDY, SUBJECT, Question(as_of=str(number)))
    return re.sub(r"raw=Raw\([^)]*\)|visit='[^']*'", "", repr(found)).replace(NAME, MARK)


def test_preview_changes_nothing_and_never_prints_the_name(stores, capsys):
    before = stored(stores)
    assert run_command(ASKED, NAME, stores) == LEFT
    said = capsys.readouterr().out
    assert NAME not in said
    counts = dict(line.split(": ") for line in said.splitlines() if not line.startswith("Nothing"))
    assert counts == {
        "journal": "3",
        "query": "1",
        "masked": "1",
        "panel": "2",
        "rejected.csv": "1",
        "kept-file": "4",
    }
    assert stored(stores) == before


def test_name_is_removed_from_every_version_and_nothing_that_counts_changes(stores, capsys):
    before, head = answers(), wiring.registry().head(STUDY).journal_number
    assert NAME in stored(stores)
    assert run_command([*ASKED, "--confirm", digest(capsys, stores)], NAME, stores) == DONE
    assert "nowhere" in capsys.readouterr().out
    everything = "".join(stored(stores).split())
    assert NAME not in everything
    assert MARK in everything
    assert [values(number) for number in range(head + 1)] == before


def test_removal_is_an_event_with_counts_and_the_journal_holds(stores, capsys):
    run_command([*ASKED, "--confirm", digest(capsys, stores)], NAME, stores)
    registry = wiring.registry()
    *events, last = registry.events(STUDY)
    counts = {name: value for name, value in last.draft.details.items() if isinstance(value, int)}
    assert (last.draft.kind, last.draft.actor, last.draft.reason) == ("name-redacted", "ann", ASKED[-1])
    assert counts == {"journal": 3, "query": 1, "masked": 1, "panel": 2, "rejected.csv": 1, "kept-file": 4}
    assert [event.draft.reason for event in events if MARK in event.draft.reason] == [
        *[f"not of {MARK}"] * 2,
        f"Is that {MARK}?",
    ]
    (query,) = registry.queries(STUDY, [one.id for one in registry.listed_queries(STUDY)]).values()
    assert [one.text for one in query.versions] == [f"Is that {MARK}?"]
    (arms,) = registry.masked_versions(STUDY, MaskedTopic.ARMS)
    assert (arms.reason, arms.holds) == (f"told by {MARK}", False)
    assert (journal_fault(registry, STUDY), broken_seal(registry, STUDY)) == (None, None)


def test_reason_that_is_changed_without_an_event_is_found(stores, capsys):
    run_command([*ASKED, "--confirm", digest(capsys, stores)], NAME, stores)
    changed = next(event for event in wiring.registry().events(STUDY) if MARK in event.draft.reason)
    key = {"pk": {"S": f"{STUDY}#journal"}, "sk": {"S": f"{changed.journal_number:012}"}}
    stores.dynamodb.update_item(
        TableName=stores.registry, Key=key, UpdateExpression="SET reason = :r", ExpressionAttributeValues={":r": {"S": "x"}}
    )  # fmt: skip
    assert journal_fault(wiring.registry(), STUDY) == changed.journal_number


def test_another_name_needs_another_digest(stores, capsys):
    confirm = digest(capsys, stores)
    before = stored(stores)
    assert run_command([*ASKED, "--confirm", confirm], "蓝忘机", stores) == DONE
    assert run_command([*ASKED, "--confirm", "0" * 16], NAME, stores) == LEFT
    assert stored(stores) == before


def test_original_that_has_the_name_is_deleted(stack, stores, capsys):
    put(stack, "SourceBucket", f"{STUDY}/{CENTER}/{'a' * 64}", f"Test,Remark\nALT,{NAME}\n".encode("gb18030"))
    assert run_command([*ASKED, "--confirm", digest(capsys, stores)], NAME, stores) == DONE
    listed = stores.s3.list_object_versions(Bucket=stores.source)["Versions"]
    assert not [version for version in listed if version["Key"].endswith("a" * 64)]


@pytest.mark.parametrize("name", ["李", "ALT", "45", "a|bcd", "12345"])
def test_what_is_no_name_is_not_removed(stores, name):
    before = stored(stores)
    assert run_command(ASKED, name, stores) == WRONG
    assert run_command([STUDY, "--actor", "ann", "--reason", f"of {NAME}"], NAME, stores) == WRONG
    assert stored(stores) == before


def test_a_subject_that_is_called_so_is_said_to_stay(stack, stores, capsys):
    stores.dynamodb.put_item(
        TableName=stores.registry, Item={"pk": {"S": f"{STUDY}#dossier#{NAME}"}, "sk": {"S": "all"}}
    )
    assert run_command([*ASKED, "--confirm", digest(capsys, stores)], NAME, stores) == LEFT
    assert "dossier-key: 1, cannot be removed" in capsys.readouterr().out


@pytest.mark.parametrize("after", [False, True])
def test_removal_that_is_killed_at_a_write_and_repeated_ends_without_the_name(stores, capsys, after):
    """Killed before its second write, and then again, each removes nothing more; killed after it, each removes a part.

    The writes are three reasons, a query, a reason of arms, a panel, and two objects, each of which is written and then deleted as it was.
    """
    before, head = answers(), wiring.registry().head(STUDY).journal_number
    kills = 0
    while kills < (20 if after else 3) and killed(stores, digest(capsys, stores), after=after):
        kills += 1
        capsys.readouterr()
        if run_command(ASKED, NAME, stores) == DONE:
            break
    assert kills == (10 if after else 3)
    if not after:
        assert run_command([*ASKED, "--confirm", digest(capsys, stores)], NAME, stores) == DONE
    assert NAME not in "".join(stored(stores).split())
    assert [values(number) for number in range(head + 1)] == before
    assert journal_fault(wiring.registry(), STUDY) is None


def killed(stores, confirm, *, after):
    """Kill a removal at its second write, the first after the event; say whether it came so far."""
    calls = []

    def kill(model, **_):
        if re.match("Put|Update|Delete|Transact", model.name):
            calls.append(model.name)
            if len(calls) == 2:
                raise Killed

    moment = "after-call" if after else "before-call"
    clients = {"dynamodb": stores.dynamodb, "s3": stores.s3}
    for service, client in clients.items():
        client.meta.events.register(f"{moment}.{service}", kill, unique_id="kill")
    try:
        run_command([*ASKED, "--confirm", confirm], NAME, stores)
    except Killed:
        return True
    finally:
        for service, client in clients.items():
            client.meta.events.unregister(f"{moment}.{service}", unique_id="kill")
    return False


def test_version_that_is_locked_stays_unless_the_lock_is_bypassed(stores):
    client, bucket, key = stores.s3, "locked", f"{STUDY}/{CENTER}/{'b' * 64}"
    where = {"LocationConstraint": client.meta.region_name}
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True)
    until = datetime(2099, 1, 1, tzinfo=UTC)
    lock = {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}
    client.put_object(Bucket=bucket, Key=key, Body=f"Test\n{NAME}\n".encode(), **lock)
    for bypass, left in ((False, 1), (True, 0)):
        for place in found_in_bucket(client, bucket, STUDY, PersonName(NAME), originals=True, bypass=bypass):
            place.remove()
        assert len(client.list_object_versions(Bucket=bucket).get("Versions", [])) == left
