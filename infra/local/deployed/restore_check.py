"""Rehearse in ministack what docs/operations.md says of a restore, of tear-down and coming back, and of a rollback.

A stack takes a file, and its answers at every journal number are recorded. Its tables are restored under new names, and
it goes on with these. Then it is deleted, and a file arrives while there is no stack. A second stack is deployed over the
restored tables, the retained buckets and the retained key. Both times it must give the same answers at every journal
number. At the end it processes the file that waited.

Run it as `python -m local.deployed.restore_check` with `infra` and `shared` on the path, after `sam build`
(`make restore-check`). Nothing of it is left afterwards.
"""

import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.domain.identity import file_id
from hepaflow.pipeline.profiles.parse import profile_from_toml
from local.deployed.come_back import notify, set_back
from local.deployed.deploy_check import EXAMPLE, TAKE_UP, WITHOUT_TRAIL, ingest_one_file
from local.deployed.deployed_api import ALIAS, ask
from local.deployed.ministack import ROOT, Cloud, Failed, ministack, wait_until
from local.deployed.stacks import deploy_stack

FIRST, SECOND = "hepaflow-before", "hepaflow-after"
REASON = "shows that a restore works"
TABLES = {"ExistingResultsTable": "ResultsTableName", "ExistingRegistryTable": "RegistryTableName"}
RETAINED = {
    "ExistingIntakeBucket": "IntakeBucketName",
    "ExistingSourceBucket": "SourceBucketName",
    "ExistingReceiptsBucket": "ReceiptsBucketName",
    "ExistingDataKeyArn": "DataKeyArn",
}
PROFILE = profile_from_toml(EXAMPLE.with_suffix(".toml").read_text("utf-8"))
STUDY = f"/studies/{PROFILE.study}"
MANAGER = f"{PROFILE.study}/data-manager"
Answers = dict[int, tuple[str, ...]]


def main() -> int:
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder, ministack(Path(folder)) as cloud:
            rehearse(cloud)
    except Failed as failed:
        print(f"restore-check: {failed}", file=sys.stderr)
        return 1
    say(f"done, and everything of it stopped, after {time.monotonic() - began:.1f} s")
    return 0


def rehearse(cloud: Cloud) -> None:
    first = deploy(cloud, FIRST, {})
    state = ingest_one_file(cloud, first)
    for turn in ("void", "restore"):
        ask(cloud, FIRST, f"POST {STUDY}/files/{state.file_id}/{turn}", {"reason": REASON}, MANAGER)
    before = answers(cloud, FIRST)
    if len({told[1] for told in before.values()}) < 2:
        raise Failed("all answers are the same, so nothing could be seen by them")
    say(f"answers at the journal numbers 1 to {max(before)} are recorded")

    restored = {parameter: restore(cloud, first[output]) for parameter, output in TABLES.items()}
    until = datetime.now(UTC)  # noqa: TID251 the time that the tables are restored to
    deploy(cloud, FIRST, restored)
    publish(cloud, FIRST)
    check_tables(cloud, FIRST, restored)
    check_same(before, answers(cloud, FIRST))
    delete(cloud, FIRST)
    check_retained(cloud, first)
    data = EXAMPLE.read_bytes().replace(b",393,", b",394,")
    key = f"{PROFILE.study}/{PROFILE.center}/while-away.csv"
    cloud.client("s3").put_object(Bucket=first["IntakeBucketName"], Key=key, Body=data)

    retained = {parameter: first[output] for parameter, output in RETAINED.items()}
    second = deploy(cloud, SECOND, restored | retained)
    back, hidden = set_back(cloud.client("s3"), second["ReceiptsBucketName"], until)
    say(f"receipts: {back} set back, {hidden} hidden")
    check_same(before, answers(cloud, SECOND))
    number = notify(
        cloud.client("s3"), cloud.client("sqs"), second["IntakeBucketName"], second["IngestQueueUrl"]
    )
    say(f"the intake notifies the new stack; files that waited: {number}")
    check_waiting_file(cloud, second, data)
    check_same(before, {n: told for n, told in answers(cloud, SECOND).items() if n in before})
    roll_back(cloud, SECOND)


def deploy(cloud: Cloud, name: str, existing: dict[str, str]) -> dict[str, str]:
    """Deploy the stack over existing stores; return its outputs. No issuer is asked: the emulator has no gateway."""
    built = ROOT / ".aws-sam" / "build" / "template.yaml"
    issuer = {"JwtIssuer": "https://issuer.example.org", "JwtAudience": "hepaflow"}
    return deploy_stack(cloud, name, built, issuer | WITHOUT_TRAIL | existing)


def answers(cloud: Cloud, stack: str) -> Answers:
    """Return what the API answers as of every journal number, and the event of that number."""
    journal = json.loads(ask(cloud, stack, f"GET {STUDY}/journal", group=MANAGER))["events"]
    return {
        event["journal_number"]: (
            json.dumps(event, sort_keys=True),
            *(
                ask(cloud, stack, f"GET {STUDY}/{noun}?as_of={event['journal_number']}", group=MANAGER)
                for noun in ("results", "holds")
            ),
        )
        for event in journal
    }


def restore(cloud: Cloud, table: str) -> str:
    """Restore a table under a new name; return the name."""
    dynamodb, target = cloud.client("dynamodb"), f"{table}-restored"
    dynamodb.restore_table_to_point_in_time(
        SourceTableName=table, TargetTableName=target, UseLatestRestorableTime=True
    )
    dynamodb.get_waiter("table_exists").wait(TableName=target)
    say(f"restored: {target}")
    return target


def delete(cloud: Cloud, stack: str) -> None:
    """Delete a stack; what its template retains stays."""
    formation = cloud.client("cloudformation")
    formation.delete_stack(StackName=stack)
    formation.get_waiter("stack_delete_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})


def check_retained(cloud: Cloud, outputs: dict[str, str]) -> None:
    """Check that tables and buckets of a deleted stack are still there.

    Raises:
        Failed: something is gone.
    """
    tables = set(cloud.client("dynamodb").list_tables()["TableNames"])
    buckets = {bucket["Name"] for bucket in cloud.client("s3").list_buckets()["Buckets"]}
    wanted = {outputs[name] for name in (*TABLES.values(), *RETAINED.values()) if name != "DataKeyArn"}
    if gone := wanted - tables - buckets:
        raise Failed(f"the deleted stack did not retain {', '.join(sorted(gone))}")
    say(f"the first stack is deleted; retained: {', '.join(sorted(wanted))}")


def check_same(before: Answers, after: Answers) -> None:
    """Check that no answer changed.

    Raises:
        Failed: an answer differs, or there are answers to other journal numbers.
    """
    differ = [number for number in before.keys() | after.keys() if before.get(number) != after.get(number)]
    if differ:
        raise Failed(f"other answers at the journal numbers {sorted(differ)}")
    say(f"the same answers at the journal numbers 1 to {max(before)}")


def check_waiting_file(cloud: Cloud, outputs: dict[str, str], data: bytes) -> None:
    """Check that a file which arrived while there was no stack is processed."""
    identity = file_id(PROFILE.study, PROFILE.center, data)
    registry = RegistryTable(cloud.client("dynamodb"), outputs["RegistryTableName"])
    wait_until(
        lambda: registry.view(PROFILE.study, [identity]).state(identity) is not None,
        TAKE_UP,
        "the file that waited has no state",
    )
    say("the file that waited is processed")


def publish(cloud: Cloud, stack: str) -> None:
    """Publish the newest configuration of each function, and point its alias at it."""
    functions = cloud.client("lambda")
    made = cloud.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    names = [one["PhysicalResourceId"] for one in made if one["ResourceType"] == "AWS::Lambda::Function"]
    for name in names:
        version = functions.publish_version(FunctionName=name)["Version"]
        functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=version)


def check_tables(cloud: Cloud, stack: str, tables: dict[str, str]) -> None:
    """Check that what the alias names works on the tables.

    Raises:
        Failed: it names others.
    """
    name = physical(cloud, stack, "ApiFunction")
    made = cloud.client("lambda").get_function_configuration(FunctionName=name, Qualifier=ALIAS)
    told = made["Environment"]["Variables"]
    if {told["RESULTS_TABLE"], told["REGISTRY_TABLE"]} != set(tables.values()):
        raise Failed(f"the alias works on {told}")
    say("the first stack goes on with the restored tables")


def physical(cloud: Cloud, stack: str, resource: str) -> str:
    """Return the name that a resource of a stack has."""
    told = cloud.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=resource)
    return told["StackResourceDetail"]["PhysicalResourceId"]


def say(text: str) -> None:
    print(f"restore-check: {text}", flush=True)


def roll_back(cloud: Cloud, stack: str) -> None:
    """Publish another version of the api function, and point the alias at it and back.

    Raises:
        Failed: a call runs another version than the alias names.
    """
    functions = cloud.client("lambda")
    name = physical(cloud, stack, "ApiFunction")
    earlier = functions.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"]
    functions.update_function_configuration(FunctionName=name, Description="newer")
    newer = functions.publish_version(FunctionName=name)["Version"]
    for version in (newer, earlier):
        functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=version)
        ask(cloud, stack, "GET /health")
        ran = functions.invoke(FunctionName=name, Qualifier=ALIAS, Payload=b"{}")["ExecutedVersion"]
        if ran != version:
            raise Failed(f"the alias names version {version}, and version {ran} ran")
    say(f"the alias was pointed at version {newer}, and back at version {earlier}")


if __name__ == "__main__":
    sys.exit(main())
