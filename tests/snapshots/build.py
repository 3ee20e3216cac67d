"""`make snapshot NAME=…`: keeps what this version stores, and what it answers, for every later version to be compared with.

Two studies: the demonstration (examples/, over HTTP), and a random history with cumulative files, a register, former
ids, moves, decisions, voids and re-runs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
from tests.property.history.study import History
from tests.snapshots.answers import answers
from tests.snapshots.course import SEED, Course
from tests.snapshots.stored import stored_in, write
from tests.unit.pipeline import studies

from hepaflow.aws import wiring
from hepaflow.cli.remote.client import Client
from local import demo
from local.pump import pump
from local.serve import serving
from local.stack import Stack, running

FOLDER = Path(__file__).parent


def main(name: str) -> None:
    folder = FOLDER / name
    folder.mkdir()
    for kind, (study, made) in MADE.items():
        with made() as stack:
            write(folder / f"{kind}.stored.json.gz", stored_in(stack))
            write(folder / f"{kind}.answers.json.gz", {"study": study, **answers(study)})


@contextmanager
def demonstration() -> Iterator[Stack]:
    """Yield a stack that has taken up the files of the demonstration and its decision."""
    files = [demo.example(path.name) for path in sorted(demo.EXAMPLES.iterdir()) if is_lab_file(path)]
    with running(demo.QUIET) as stack:
        with serving(stack) as served:
            manager = served.user("data-manager@example.org", f"{demo.STUDY}/data-manager")
            client = Client(served.address, manager.token, demo.STUDY)
            demo.onboard(client, files)
            demo.send(client, files)
            demo.correct(client, next(file for file in files if file.name == demo.WITH_A_CHANGE))
        yield stack


def is_lab_file(path: Path) -> bool:
    return path.suffix not in (".toml", ".md")


@contextmanager
def history() -> Iterator[Stack]:
    """Yield a stack that has gone through a random history; a model of it agrees at every journal number.

    At the end a file of another center waits for its profile.
    """
    with running(demo.QUIET) as stack:
        wiring.forget()
        world = studies.World(
            source=wiring.services().source,
            receipts=wiring.receipts(),
            results=wiring.results(),
            registry=wiring.registry(),
        )
        went = History(accepts=False, cumulative=True, world=world)
        for name, *parts in Course(SEED).steps():
            getattr(went, name)(*parts)
            went.compare()
        went.finish()
        waiting = f"{studies.STUDY}/{studies.OTHER_CENTER}/waits.csv"
        boto3.client("s3").put_object(Bucket=stack.refs["IntakeBucket"], Key=waiting, Body=studies.GOOD)
        pump(stack)
        yield stack


MADE = {"demo": (demo.STUDY, demonstration), "history": (studies.STUDY, history)}
