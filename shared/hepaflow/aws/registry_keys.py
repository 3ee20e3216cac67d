"""Keys of the Registry table (docs/architecture.md, Stores); numbers are padded, so that text order is their order."""

import hashlib
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


STORED_SCHEMA = Key("stack", "schema")  # of the whole stack: partitions of a study have a # in their names


def deliveries(study: str, center: str) -> str:
    return f"{_name(study)}#delivery#{center}"


def delivery(told: Delivery) -> Key:
    return Key(deliveries(told.study, told.center), f"{told.received}#{told.version_id}")


def arrival(told: Delivery) -> Key:
    """Where the time stands with which a version of an object is recorded; the object's key is cell text, and may be long."""
    name = hashlib.sha256(told.key.encode()).hexdigest()
    return Key(f"{_name(told.study)}#arrival#{told.center}", f"{told.version_id}#{name}")


def file(study: str, file_id: str) -> str:
    return f"{_name(study)}#file#{file_id[:FILE_ID_IN_KEYS]}"


def state(study: str, file_id: str) -> Key:
    return Key(file(study, file_id), STATE)


def claim(study: str, file_id: str, n: int) -> Key:
    return Key(file(study, file_id), f"{CLAIM}{n:0{_VERSION}}")


def files(study: str, center: str) -> str:
    """Where a center's files are listed, by the journal number at which each became known."""
    return f"{_name(study)}#files#{center}"


def subjects(study: str) -> str:
    return f"{_name(study)}#subject"


def subjects_of(center: str, place: str = "") -> str:
    """Where a list of subjects that a center's files named stands among those of the study."""
    return f"{center}#{place}"


def specimens(study: str, center: str) -> str:
    """Where it stands for which subjects a center's specimens were reported, many to an item."""
    return f"{_name(study)}#specimens#{center}"


def unmapped(study: str, center: str) -> str:
    return f"{_name(study)}#unmapped#{center}"


def profiles(study: str, center: str) -> str:
    return f"{_name(study)}#profile#{center}"


def job(study: str, job_id: str) -> Key:
    return Key(f"{_name(study)}#job#{job_id}", "state")


def definitions(study: str) -> str:
    return f"{_name(study)}#study"


def fold_versions(study: str) -> Key:
    """Return where the versions of the fold's rules are kept, one attribute for each journal number that changed it."""
    return Key(f"{_name(study)}#fold", "versions")


def register(study: str, center: str) -> str:
    return f"{_name(study)}#register#{center}"


def has_register(study: str, center: str) -> Key:
    return Key(f"{_name(study)}#center#{center}", "register")


def newest(study: str, center: str) -> Key:
    """Where stands, one attribute a change, which cumulative file of a center is the newest."""
    return Key(f"{_name(study)}#center#{center}", "cumulative")


def dossier(study: str, subject: str) -> Key:
    """Where all that the journal says about a subject lies: one item, read beside the files' states."""
    return Key(f"{_name(study)}#dossier#{subject}", "all")


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
