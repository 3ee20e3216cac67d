"""List the licences of all packages that are deployed, and refuse one that is not on the list of allowed licences."""

import re
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import metadata
from pathlib import Path
from typing import Final

LAYER: Final = Path(__file__).parents[1] / "shared" / "requirements.txt"
# all of them let a program with another licence contain the package, without a duty to publish that program
ALLOWED: Final = frozenset(
    {"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSD", "ISC", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0"}
)
_NAMES: Final = {
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def packages(requirements: str) -> list[str]:
    """Return the packages that a requirements file names."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", requirements, re.MULTILINE)


def licence_of(told: Mapping[str, str], classifiers: Iterable[str]) -> str:
    """Return the licence of a package as SPDX names it where that is known.

    Args:
        told: its metadata.
        classifiers: of these.
    """
    classified = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::")]
    for name in (told.get("License-Expression"), *classified, told.get("License")):
        if name and name != "OSI Approved":
            return _NAMES.get(name, name.splitlines()[0])
    return "unknown"


def is_allowed(licence: str) -> bool:
    """Return whether every part of an expression is allowed; one part is enough where there is a choice."""
    parts = [part.strip(" ()") for part in re.split(r"\bAND\b", licence)]
    return all(ALLOWED & {one.strip(" ()") for one in re.split(r"\bOR\b", part)} for part in parts)


def main() -> None:
    refused = 0
    for package in packages(LAYER.read_text("utf-8")):
        about = metadata(package)
        told = {name: about[name] for name in ("License-Expression", "License") if name in about}
        licence = licence_of(told, about.get_all("Classifier") or [])
        allowed = is_allowed(licence)
        refused += not allowed
        print(f"{package:30} {about['Version']:12} {licence}{'' if allowed else '   NOT ALLOWED'}")
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main()
