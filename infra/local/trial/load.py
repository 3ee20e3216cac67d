"""Load the generated trial over the HTTP API: definition, profiles, register, the files of each center and their corrections."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hepaflow.cli.remote.client import Client
from hepaflow.cli.remote.definitions import put_profile
from hepaflow.cli.remote.deliveries import await_processed, upload_file
from local.trial.course import Person, definition
from local.trial.files import Deliveries, edc_file, first_lines, lab_file, later_lines, names, register_file

PROFILES: Final = Path(__file__).with_name("profiles")
_EDC: Final = "edc"
_REGISTER: Final = "register"
_PAUSE: Final = 0.2  # seconds between two looks at a file


def load_trial(client: Client, people: Sequence[Person]) -> Deliveries:
    """Send everything, and return the deliveries by center: what the lab sends first, the statements, what the lab sends later."""
    client.call("PUT", "/definition", params={"reason": "demonstration"}, json=definition())
    for center, _ in names():
        put_profile(client, center, _profile(center))
        put_profile(client, center, _profile(f"{center}-{_EDC}"), feed=_EDC)
    upload_file(client, _REGISTER, "register.csv", register_file(people))
    await_processed(client, _REGISTER, 1, _pause)
    for center, ending in names():
        own = [person for person in people if person.center == center]
        upload_file(client, center, f"results.{ending}", lab_file(center, first_lines(own)))
        upload_file(client, center, "statements.csv", edc_file(center, own), feed=_EDC)
    for center, _ in names():
        await_processed(client, center, 2, _pause)
    for center, ending in names():
        own = [person for person in people if person.center == center]
        upload_file(client, center, f"later.{ending}", lab_file(center, later_lines(own)))
    return {center: await_processed(client, center, 3, _pause) for center, _ in names()}


def _profile(name: str) -> str:
    return (PROFILES / name.lower()).with_suffix(".toml").read_text("utf-8")


def _pause() -> None:
    time.sleep(_PAUSE)
