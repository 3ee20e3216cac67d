"""Hold what differs between the versions of the rules that decide which value counts (docs/fold.md).

A study's definition names the version. Answers as of an earlier journal number use the version that was in force there,
so a version that was released never changes: a rule that is new goes into the next version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

UsualUnits = Mapping[str, Mapping[Fraction, str]]  # by analyte and factor to its canonical unit: the code

FIRST_VERSION: Final = 1
NEWEST_VERSION: Final = 3
_ONE_REGISTER: Final = 3  # the first version with a register of the study
VersionSince = tuple[int, int]  # journal number, and the version in force from it on


@dataclass(frozen=True, slots=True)
class FoldRules:
    """One version of the rules.

    Attributes:
        version: 1, 2, 3 …
        usual_units: the units that labs may confuse, as this version knows them.
    """

    version: int
    usual_units: UsualUnits


def applies_statements(version: int) -> bool:
    """Say whether a version knows what a lab takes back or confirms, and looks for what a correction means.

    Version 1 does not see these observations, orders all versions of a measurement by their time of revision, and takes
    a repeat in another unit for another value.
    """
    return version > FIRST_VERSION


def has_one_register(version: int) -> bool:
    """Say whether the register is the study's, with one entry for each person.

    In earlier versions each center has a register of its own, and checks only what it sent itself.
    """
    return version >= _ONE_REGISTER


def version_at(history: tuple[VersionSince, ...], number: int) -> int:
    """Return the version in force at a journal number; the first where no definition named any before.

    Examples:
        >>> version_at(((7, 2),), 6), version_at(((7, 2),), 7)
        (1, 2)
    """
    return max((since for since in history if since[0] <= number), default=(0, FIRST_VERSION))[1]
