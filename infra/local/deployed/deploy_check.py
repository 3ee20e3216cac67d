"""Proves that the template deploys and that what it deploys works: `sam deploy` into ministack, one file, its state.

The contract tests run in ministack too, which minds what moto does not: tokens of transactions, sizes of batches, and
keys that come twice in one.

Run it as `python -m local.deployed.deploy_check` with `infra` on the path, after `sam build` (`make deploy-check`). Nothing of it
is left afterwards.
"""

import json
import re
import sys
import tempfile
import time
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hepaflow.aws.queue import IngestQueue
from hepaflow.aws.registry.registry import RegistryTable
from hepaflow.aws.wiring import now
from hepaflow.catalog import loader
from hepaflow.domain.identity import file_id
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import FileState, FileStatus
from hepaflow.domain.study.study import StudyDefinition
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.profiles.parse import profile_from_toml
from local.deployed.deployed_api import Listener, ask, run_daily_task
from local.deployed.ministack import ROOT, Cloud, Failed, ministack, wait_until
from local.deployed.stacks import check_existing_pool, deploy_stack

if TYPE_CHECKING:
    from types_boto3_sqs import SQSClient

EXAMPLE = ROOT / "examples" / "mistakes.csv"  # rows of every fate
EXPECTED = Path(__file__).parents[1] / "expected.json"
COUNTS = ("rows", "accepted", "held", "rejected", "skipped")
NAME = "hepaflow-deploy-check"
LAYER_LIMIT = 30  # MB unzipped; Lambda allows 250 with the function, a cold start reads all of it
WITHOUT_TRAIL = {"AccessTrail": "false"}  # ministack makes none
TAKE_UP = 120  # seconds to wait at most; it takes one
ACTOR, REASON = "deploy-check", "shows that the template works"


def main() -> int:
    began = time.monotonic()
    try:
        say(f"layer: {layer_size():.1f} MB unzipped, at most {LAYER_LIMIT}")
        with tempfile.TemporaryDirectory() as folder, ministack(Path(folder)) as cloud:
            say(f"ministack answers at {cloud.url} after {time.monotonic() - began:.1f} s")
            outputs = deploy(cloud)
            say(f"deployed after {time.monotonic() - began:.1f} s")
            listener = Listener(cloud, outputs["AnnouncementsTopic"])
            state = ingest_one_file(cloud, outputs)
            say(
                f"committed after {time.monotonic() - began:.1f} s: {dict(zip(COUNTS, state.counts, strict=True))}"
            )
            check_the_rest(cloud, outputs)
            check_news(cloud, state, listener)
            check_existing_pool(cloud, NAME)
            say("a stack let go of its user pool, and the pool is used on")
        check_contracts()
    except Failed as failed:
        print(f"deploy-check: {failed}", file=sys.stderr)
        return 1
    say(f"done, and everything of it stopped, after {time.monotonic() - began:.1f} s")
    return 0


def say(text: str) -> None:
    print(f"deploy-check: {text}", flush=True)


def layer_size() -> float:
    """Return the built layer's size in MB."""
    files = (ROOT / ".aws-sam" / "build" / "SharedLayer").rglob("*")
    size = sum(file.stat().st_size for file in files if file.is_file()) / 1e6
    if not 0 < size <= LAYER_LIMIT:
        raise Failed(f"the built layer has {size:.1f} MB")
    return size


def deploy(cloud: Cloud) -> dict[str, str]:
    """Deploy the users, then what was built, with SAM itself; return the outputs of the second stack."""
    users = deploy_stack(cloud, f"{NAME}-users", ROOT / "infra" / "users.yaml", {"DomainPrefix": NAME})
    built = ROOT / ".aws-sam" / "build" / "template.yaml"
    issuer = {name: users[name] for name in ("JwtIssuer", "JwtAudience")}
    return deploy_stack(cloud, NAME, built, issuer | WITHOUT_TRAIL)


def ingest_one_file(cloud: Cloud, outputs: dict[str, str]) -> FileState:
    """Onboard a center, upload its file, and wait until the registry says that it counts."""
    data, text = EXAMPLE.read_bytes(), EXAMPLE.with_suffix(".toml").read_text("utf-8")
    profile = profile_from_toml(text)
    registry = RegistryTable(cloud.client("dynamodb"), outputs["RegistryTableName"])
    onboard(cloud, outputs, registry, profile, text)
    cloud.client("s3").put_object(
        Bucket=outputs["IntakeBucketName"], Key=f"{profile.study}/{profile.center}/{EXAMPLE.name}", Body=data
    )
    identity = file_id(profile.study, profile.center, data)

    def state() -> FileState | None:
        return registry.view(profile.study, [identity]).state(identity)

    wait_until(lambda: state() is not None, TAKE_UP, "the file has no state")
    found = state()
    expected = json.loads(EXPECTED.read_text("utf-8"))["files"][EXAMPLE.name]
    if (
        found is None
        or found.status is not FileStatus.COMMITTED
        or found.counts != tuple(expected[count] for count in COUNTS)
    ):
        raise Failed(f"the file's state is {found and astuple(found)}, not committed with {expected}")
    return found


def onboard(
    cloud: Cloud, outputs: dict[str, str], registry: RegistryTable, profile: Profile, text: str
) -> None:
    queue = IngestQueue(
        lambda: cloud.client("sqs"),
        outputs["IngestQueueUrl"],
        outputs["EffectQueueUrl"],
        outputs["IntakeBucketName"],
    )
    definition = StudyDefinition(study=profile.study, version=1, title=NAME, centers=(profile.center,))
    define_study(registry, queue, now, ACTOR, definition, REASON)
    add_profile(registry, queue, loader.load(), now, ACTOR, text, REASON)


def check_the_rest(cloud: Cloud, outputs: dict[str, str]) -> None:
    """Check what comes after the commit: the intake empties, a receipt lies there; the other functions work."""
    s3, sqs = cloud.client("s3"), cloud.client("sqs")
    intake = outputs["IntakeBucketName"]
    wait_until(
        lambda: not s3.list_object_versions(Bucket=intake).get("Versions"),
        TAKE_UP,
        "the intake is not emptied",
    )

    def receipts() -> list[str]:
        listed = s3.list_objects_v2(Bucket=outputs["ReceiptsBucketName"])["Contents"]
        return sorted(item["Key"].rpartition("/")[2] for item in listed)

    wait_until(lambda: "effect.json" in receipts(), TAKE_UP, "the effect of the file is not told")
    say(f"intake emptied; receipts: {', '.join(receipts())}")
    for dead_letters in (outputs["IngestDeadLettersUrl"], outputs["EffectDeadLettersUrl"]):
        sqs.send_message(QueueUrl=dead_letters, MessageBody=json.dumps({"Event": "s3:TestEvent"}))
        wait_until(
            partial(emptied, sqs, dead_letters), TAKE_UP, "the watch function does not take up dead letters"
        )
    say("the watch function reads dead letters")
    say(f"the daily function looks at the intake: {run_daily_task(cloud, NAME, 'intake')}")
    say(f"the api function answers: {ask(cloud, NAME, 'GET /health')}")
    described = json.loads(ask(cloud, NAME, "GET /openapi.json"))
    say(f"it describes {len(described['paths'])} paths")
    page = ask(cloud, NAME, "GET /app")
    files = re.findall(r'"(/app/[^"]+)"', page)
    size = sum(len(ask(cloud, NAME, f"GET {file}")) for file in files)
    say(f"the site function serves a page with {len(files)} files, {size} characters unpacked")
    say(f"it tells the pages {ask(cloud, NAME, 'GET /app/config.json')}")


def check_news(cloud: Cloud, state: FileState, listener: Listener) -> None:
    """Check that the file was announced, and is again by the api function once it is voided."""
    listener.wait_for("committed")
    study = profile_from_toml(EXAMPLE.with_suffix(".toml").read_text("utf-8")).study
    ask(
        cloud,
        NAME,
        f"POST /studies/{study}/files/{state.file_id}/void",
        {"reason": REASON},
        f"{study}/data-manager",
    )
    listener.wait_for("voided")
    say(f"announced: {', '.join(listener.heard)}")


def check_contracts() -> None:
    """Run the contract tests in an AWS of their own, but for those of ports in memory, and of full items.

    The tests of full items (`test_growing`) begin at the size at which moto refuses an item; ministack takes more.
    """
    with tempfile.TemporaryDirectory() as folder, ministack(Path(folder)) as cloud:
        words = [sys.executable, "-m", "pytest", "tests/contract", "--ministack", cloud.url]
        words += ["-k", "not memory and not test_growing", "-p", "no:cacheprovider"]
        told = cloud.run(words, ROOT, "contract tests failed")
    say(f"contract tests: {told.splitlines()[-1]}")


def emptied(sqs: "SQSClient", url: str) -> bool:
    return not in_queue(sqs, url)


def in_queue(sqs: "SQSClient", url: str) -> int:
    answer = sqs.get_queue_attributes(
        QueueUrl=url,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )
    return sum(int(number) for number in answer["Attributes"].values())


if __name__ == "__main__":
    sys.exit(main())
