"""Files with a name wherever one can stand go through the whole stack: everything that it says is searched (law 7)."""

import io
import json
import sys
from collections.abc import Iterator
from urllib.parse import unquote_plus

import boto3
import pytest
import requests
from tests.support.announced import listening, read
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition

from api import app as api_function
from hepaflow.aws import wiring
from hepaflow.aws.wiring import services
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline.changes.void import change_status
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from ingest import app as ingest_function
from local.pump import pump
from local.serve import serving
from watch import app as watch_function

NAME, SUBJECT = "张三canary", "canary-001"
UNMARKED = "Zhangsancanary"  # in place of an id, where 张三 would refuse the file
STUDY, CENTER, WITHOUT_PROFILE = "LIVER-1", "CN-01", "CN-02"
PROFILE = profile_toml(
    STUDY,
    CENTER,
    ENGLISH | {"status": "Status", "visit": "Visit", "comment": "Comment"},
    more="[subject]\npattern = 'canary-[0-9]+'",
)
HEADER = f"Subject,Collected,Test,Result,Units,Status,Visit,Comment,Remark,{NAME}\n"
SOUND = f"{SUBJECT},2024-03-22 08:30,ALT,45,U/L,,{NAME},{NAME},{NAME},{NAME}\n"
ODD = (  # held, skipped, rejected for its value, status, subject, width
    f"{SUBJECT},2034-03-22,ALT,45,U/L,,{NAME},{NAME},{NAME},{NAME}\n"
    f"{SUBJECT},2024-03-22,ALP,pending,U/L,,{NAME},{NAME},{NAME},{NAME}\n"
    f"{SUBJECT},2024-03-22,AST,4O,U/L,,{NAME},{NAME},{NAME},{NAME}\n"
    f"{SUBJECT},2024-03-22,GGT,45,U/L,{NAME},{NAME},{NAME},{NAME},{NAME}\n"
    f"{UNMARKED},2024-03-22,ALT,45,U/L,,{NAME},{NAME},{NAME},{NAME}\n"
    f"{SUBJECT},2024-03-22,ALT,45,U/L,,{NAME},{NAME},{NAME},{NAME},{NAME}\n"
)
FILES = {  # name: folder and text; how each ends is what the name says
    "accepted": (CENTER, HEADER + SOUND),
    "mixed": (CENTER, HEADER + SOUND.replace("ALT,45", "ALB,30").replace("U/L", "g/L") + ODD),
    "duplicate": (CENTER, HEADER + SOUND),
    "refused": (CENTER, HEADER.replace("Result", NAME) + SOUND),
    "unreadable": (CENTER, HEADER + SOUND + f'"{NAME}'),
    "personal-header": (CENTER, HEADER.replace("Remark", f"姓名：{NAME}") + SOUND),
    "personal-cell": (CENTER, HEADER + SOUND.replace("45", f"{NAME}@example.org")),
    "waiting": (WITHOUT_PROFILE, HEADER + SOUND),
    "unknown": (f"CN-99 {NAME}", HEADER + SOUND),
}
DYING = HEADER + SOUND.replace("08:30", "09:30")


@pytest.fixture
def said(stack, heard, capfd):
    """What the stack said by the time that every file has come to its end."""
    written = io.StringIO()
    modules = (ingest_function, watch_function, api_function)
    handlers = [module.logger.registered_handler for module in modules]
    streams = [handler.setStream(written) for handler in handlers]
    listener = listening(stack)
    onboard()
    for name, (folder, text) in FILES.items():
        upload(stack, f"{STUDY}/{folder}/{name} {NAME} {SUBJECT}.csv", text)
        pump(stack)
    upload(stack, f"{NAME}.csv", HEADER)
    turn()
    die(stack)
    heard.logs = written.getvalue()
    heard.metrics = capfd.readouterr().out
    heard.announced = read(listener)
    yield heard
    for handler, stream in zip(handlers, streams, strict=True):
        handler.setStream(stream or sys.stdout)


def onboard():
    definition = study_definition(STUDY, CENTER, WITHOUT_PROFILE)
    define_study(wiring.registry(), wiring.queue(), wiring.now, "ann", definition, "start")
    add_profile(wiring.registry(), wiring.queue(), wiring.catalog(), wiring.now, "ann", PROFILE, "start")


def turn():
    """Void a file, and restore it."""
    sound = file_id(STUDY, CENTER, FILES["accepted"][1].encode())
    for counts in (False, True):
        change_status(services(), "ann", STUDY, sound, "why not", counts=counts)


def upload(stack, key, text):
    boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=key, Body=text.encode())


def die(stack):
    """Have a file fail until it is a dead letter: its panels cannot be kept for a while."""
    dynamodb, table = boto3.client("dynamodb"), stack.refs["ResultsTable"]
    kept = dynamodb.scan(TableName=table)["Items"]
    shape = dynamodb.describe_table(TableName=table)["Table"]
    dynamodb.delete_table(TableName=table)
    upload(stack, f"{STUDY}/{CENTER}/dying {NAME}.csv", DYING)
    pump(stack)
    wanted = {name: shape[name] for name in ("AttributeDefinitions", "KeySchema")}
    dynamodb.create_table(TableName=table, BillingMode="PAY_PER_REQUEST", **wanted)
    for item in kept:
        dynamodb.put_item(TableName=table, Item=item)


def shows(*texts) -> bool:
    """Say whether a canary is in a text, be it escaped or quoted."""
    told = "".join(texts)
    plain = told + unquote_plus(told) + told.encode().decode("unicode_escape", "ignore")
    return any(bird in plain.casefold() for bird in ("canary", "张三", "\\u5f20"))


def receipts(stack) -> Iterator[tuple[str, str]]:
    """Yield every version of every receipt: what was said once can be read for ever."""
    s3, bucket = boto3.client("s3"), stack.refs["ReceiptsBucket"]
    for listed in s3.list_object_versions(Bucket=bucket)["Versions"]:
        which = {"Key": listed["Key"], "VersionId": listed["VersionId"]}
        yield listed["Key"], s3.get_object(Bucket=bucket, **which)["Body"].read().decode("utf-8-sig")


def test_every_file_came_to_the_end_that_its_name_says(said):
    registry = wiring.registry()
    ends = [known.status for known in registry.deliveries(STUDY, CENTER)]
    assert sorted(ends) == sorted(
        [DeliveryStatus.TAKEN_UP] * 6 + [DeliveryStatus.DUPLICATE, DeliveryStatus.FAILED]
    )
    assert [known.status for known in registry.deliveries(STUDY, WITHOUT_PROFILE)] == ["awaiting-profile"]
    assert [known.status for known in registry.deliveries("unknown", "unknown")] == ["unknown"] * 2
    refusals = sorted(state.refusal for state in registry.files(STUDY, CENTER) if state.refusal)
    assert refusals == ["file-columns-missing", "file-quotes", "personal-data", "personal-data"]


def test_no_log_and_no_metric_repeats_a_canary(said):
    for line in ("delivery ingested", "message failed", "dead letter read"):
        assert line in said.logs
    assert '"DeliveriesFailed":[1.0]' in said.metrics
    assert not shows(said.logs, said.metrics)


def test_a_message_names_the_object_and_nothing_else_of_a_file(said):
    told = [json.loads(body) for body in said.messages]
    objects = [record["s3"]["object"] for body in told for record in body.get("Records", ())]
    dying = [stored for stored in objects if "dying" in unquote_plus(stored["key"])]
    assert len(dying) == 15  # 14 times, and dead
    for stored in objects:
        stored["key"] = ""
    assert not shows(json.dumps(told, ensure_ascii=False))


def test_no_announcement_repeats_a_canary(said):
    outcomes = [json.loads(json.loads(body)["Message"])["outcome"] for body in said.announced]
    assert set(outcomes) == {"committed", "refused", "awaiting-profile", "failed", "voided", "restored"}
    assert not shows(*said.announced)


TO_FIX = {"rejected.csv", "data-manager.csv"}


def test_no_receipt_repeats_a_canary_but_rows_to_be_mended(stack, said):
    found = list(receipts(stack))
    assert len(found) > len(FILES)
    assert not shows(*(key for key, _ in found))
    assert {key.rpartition("/")[2] for key, text in found if shows(text)} <= TO_FIX


def test_rows_to_be_mended_come_back_without_the_columns_that_are_not_mapped(stack, said):
    texts = [text for key, text in receipts(stack) if key.rpartition("/")[2] in TO_FIX and shows(text)]
    headers = {text.splitlines()[0] for text in texts}
    assert sorted(len(text.splitlines()) - 1 for text in texts) == [1, 4]  # for the data manager, for the lab
    assert [header for header in headers if "Remark" in header or shows(header)] == []


def test_no_event_of_the_journal_repeats_a_canary(said):
    events = list(wiring.registry().events(STUDY))
    assert len(events) == 2 + 6 + 2
    assert not shows(repr(events))


def test_of_files_that_may_name_somebody_no_copy_is_kept(stack, said):
    listed = boto3.client("s3").list_objects_v2(Bucket=stack.refs["SourceBucket"]).get("Contents", [])
    names = {known["Key"].rpartition("/")[2] for known in listed}
    refused = {state.file_id for state in wiring.registry().files(STUDY, CENTER) if state.refusal}
    kept_though_refused = {
        state.refusal for state in wiring.registry().files(STUDY, CENTER) if state.file_id in names & refused
    }
    assert kept_though_refused <= {"file-columns-missing"}


def test_only_answers_about_a_subject_name_the_subject_and_none_names_a_person(stack, said):
    with serving(stack, pumping=False) as served:
        token = served.user("ann@example.org", f"{STUDY}/data-manager").token

        def ask(path, **query):
            address = f"{served.address}/studies/{STUDY}{path}"
            answer = requests.get(address, query, headers={"Authorization": f"Bearer {token}"}, timeout=20)
            return answer.status_code, answer.text

        files = [state.file_id for state in wiring.registry().files(STUDY, CENTER)]
        answers = [ask("/journal"), ask("/definition"), *(ask("/files", center=c) for c in (CENTER, "CN-02"))]
        nouns = ("", "/issues", "/receipt", "/receipt?format=html")
        answers += [ask(f"/files/{file}{noun}") for file in files for noun in nouns]
        about = [ask(f"/subjects/{SUBJECT}/results", history="true"), ask("/subjects", center=CENTER)]
    assert {status for status, _ in (*answers, *about)} == {200}
    assert not shows(*(text for _, text in answers))
    assert all(SUBJECT in text for _, text in about)
    # the profile maps the column of visits, and a mapped visit is shown as the lab wrote it
    assert any(f'"visit":"{NAME}"' in text for _, text in about)
    without = (text.replace(SUBJECT, "").replace(f'"visit":"{NAME}"', "") for _, text in about)
    assert not shows(*without)


def test_no_item_of_the_registry_repeats_a_name(stack, said):
    """Names of files and folders, of columns and cells; `shows` looks for subjects, too, which are stored."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=stack.refs["RegistryTable"])
    items = [item for page in pages for item in page["Items"]]
    named = [(item["pk"], item["sk"]) for item in items if "张三" in plain(item)]
    assert len(items) > len(FILES)
    assert named == []


def plain(item) -> str:
    """Return the texts of an item, those in bytes included."""
    values = (value for typed in item.values() for value in typed.values())
    return " ".join(
        value.decode("utf-8", "ignore") if isinstance(value, bytes) else str(value) for value in values
    )
