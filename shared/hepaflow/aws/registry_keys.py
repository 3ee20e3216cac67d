"""Keys of the Registry table (docs/architecture.md, Stores); numbers are padded, so that text order is their order."""

from typing import NamedTuple

from hepaflow.domain.files import Delivery
from hepaflow.domain.identity import FILE_ID_IN_KEYS

HEAD = "head"
STATE = "state"
CLAIM = "claim#"
_VERSION = 6  # digits of a profile's or a definition's version, and of a run
_NUMBER = 12  # digits of a journal number


class Key(NamedTuple):
    """Partition and place of an item."""

    pk: str
    sk: str


def deliveries(study: str, center: str) -> str:
    return f"{_name(study)}#delivery#{center}"


def delivery(told: Delivery) -> Key:
    return Key(deliveries(told.study, told.center), f"{told.received}#{told.version_id}")


def file(study: str, file_id: str) -> str:
    return f"{_name(study)}#file#{file_id[:FILE_ID_IN_KEYS]}"


def state(study: str, file_id: str) -> Key:
    return Key(file(study, file_id), STATE)


def claim(study: str, file_id: str, n: int) -> Key:
    return Key(file(study, file_id), f"{CLAIM}{n:0{_VERSION}}")


def files(study: str, center: str) -> str:
    """Where a center's files are listed, by the journal number at which each became known."""
    return f"{_name(study)}#files#{center}"


def subjects(study: str, center: str) -> str:
    return f"{_name(study)}#subject#{center}"


def profiles(study: str, center: str) -> str:
    return f"{_name(study)}#profile#{center}"


def definitions(study: str) -> str:
    return f"{_name(study)}#study"


def decisions(study: str, subject: str) -> Key:
    """Where all decisions on a subject lie: one item, so that one request reads them beside the files' states."""
    return Key(f"{_name(study)}#decision#{subject}", "all")


def journal(study: str) -> str:
    return f"{_name(study)}#journal"


def head(study: str) -> Key:
    return Key(journal(study), HEAD)


def event(study: str, number: int) -> Key:
    return Key(journal(study), numbered(number))


def times(study: str) -> str:
    return f"{_name(study)}#journal-time"


def numbered(number: int) -> str:
    return f"{number:0{_NUMBER}}"


def versioned(version: int) -> str:
    return f"{version:0{_VERSION}}"


def _name(study: str) -> str:
    """Return a study's id as keys carry it; what a bucket key claims to be one may be any text."""
    return study.replace("#", "%23")
