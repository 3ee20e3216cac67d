"""Other people's modules are the ones that the list names, each with its licence."""

import hashlib
import re

from site_build.build import WEB

VENDOR = WEB / "vendor"
LINES = re.findall(
    r"^\| `([\w.-]+)` \|.*\| (.*) \| `([0-9a-f]{64})` \|$",
    (VENDOR / "README.md").read_text("utf-8"),
    re.MULTILINE,
)


def test_every_file_has_the_hash_of_the_list_and_the_list_names_every_file():
    listed = {name: mark for name, _, mark in LINES}
    assert listed == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")
    }


def test_every_licence_of_the_list_is_there():
    named = {path for _, licences, _ in LINES for path in re.findall(r"\((licences/[\w.-]+)\)", licences)}
    assert named == {f"licences/{path.name}" for path in (VENDOR / "licences").iterdir()}
