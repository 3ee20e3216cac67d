"""Replace a person's name by a mark in all stored data of a study.

An operator runs this with credentials that may read, write and delete the data (docs/operations.md):
`python -m hepaflow.aws.redaction STUDY --actor WHO --reason WHY`. The name is asked for, or read from standard input, so that
no list of commands has it.
"""

import argparse
import sys
from getpass import getpass

import boto3

from hepaflow.aws.redaction.redact import PlaceCounts, Stores, counts_of, find, remove
from hepaflow.aws.results.dictionary import dictionary
from hepaflow.aws.settings import Settings
from hepaflow.aws.wiring import now
from hepaflow.domain.screening.free_text import person_kind_in_reason
from hepaflow.domain.screening.redaction import NameFault, person_name

WRONG, LEFT, DONE = 64, 1, 0


def run_command(arguments: list[str], name: str, stores: Stores) -> int:
    """Say where a name is; with `--confirm` and the digest that was shown, remove it. Return the exit status.

    Args:
        arguments: of the command line.
        name: the name.
        stores: the stores.
    """
    asked = _parser().parse_args(arguments)
    try:
        wanted = person_name(name, frozenset(dictionary().word.values()))
    except NameFault as fault:
        return _say(f"{fault}", WRONG)
    if wanted.count(f"{asked.reason}\n{asked.actor}") or person_kind_in_reason(asked.reason):
        return _say("The reason or the actor names a person.", WRONG)
    places = list(find(stores, asked.study, wanted, bypass=asked.bypass_lock))
    shown = counts_of(places)
    _show(shown)
    if not shown.removable:
        return LEFT if shown.left else DONE
    digest = shown.confirm(wanted)
    if asked.confirm != digest:
        return _say(
            f"Nothing was changed. To remove the name, repeat the command with --confirm {digest}", LEFT
        )
    number = remove(stores, asked.study, places, asked.actor, asked.reason)
    _say(f"Removed: journal number {number}. The second search found:", DONE)
    after = counts_of(list(find(stores, asked.study, wanted)))
    _show(after)
    return LEFT if after.left or after.removable else DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m hepaflow.aws.redaction")
    parser.add_argument("study")
    parser.add_argument("--actor", required=True, help="the data manager who has decided the removal")
    parser.add_argument("--reason", required=True, help="why, without the name")
    parser.add_argument("--confirm", default="", help="the digest that the command has shown")
    parser.add_argument(
        "--bypass-lock",
        action="store_true",
        help="also delete versions that Object Lock keeps in governance mode",
    )
    return parser


def _show(found: PlaceCounts) -> None:
    for place, times in sorted(found.removable.items()):
        _say(f"{place}: {times}", DONE)
    for place, times in sorted(found.left.items()):
        _say(f"{place}: {times}, cannot be removed", DONE)
    if not (found.removable or found.left):
        _say("The name is nowhere.", DONE)


def _say(text: str, status: int) -> int:
    sys.stdout.write(f"{text}\n")
    return status


if __name__ == "__main__":
    env = Settings.from_environment()
    found = Stores(
        boto3.client("dynamodb"), boto3.client("s3"), env.results_table, env.registry_table, env.source_bucket,
        env.receipts_bucket, now,
    )  # fmt: skip
    text = getpass("Name: ") if sys.stdin.isatty() else sys.stdin.readline()
    sys.exit(run_command(sys.argv[1:], text.strip(), found))
