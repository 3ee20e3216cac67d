"""Build the keys of the Registry table; numbers are padded, so that text sorts as numbers (docs/architecture.md)."""

from typing import NamedTuple

from hepaflow.domain.identity import FILE_ID_IN_KEYS
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.addresses import key_hash
from hepaflow.domain.study.files import Delivery
from hepaflow.domain.study.journal import access_journal

HEAD_PLACE = "head"
STATE = "state"
CLAIM = "claim#"
_VERSION = 6  # digits of a profile's or a definition's version, and of a run
_NUMBER = 12  # digits of a journal number


class Key(NamedTuple):
    """Partition and place of an item."""

    pk: str
    sk: str


STUDIES = "study#"  # begins the place of a study in the list of the stack
STORED_SCHEMA = Key("stack", "schema")  # of the whole stack: partitions of a study have a # in their names


def study_key(study: str) -> Key:
    """Where the stack's list has a study."""
    return Key(STORED_SCHEMA.pk, f"{STUDIES}{_name(study)}")


def deliveries_partition(study: str, center: str) -> str:
    return f"{_name(study)}#delivery#{center}"


def delivery_key(told: Delivery) -> Key:
    return Key(deliveries_partition(told.study, told.center), told.place)


def arrival_key(told: Delivery) -> Key:
    """Where the time stands with which a version of an object is recorded; the object's key is cell text, and may be long."""
    return Key(f"{_name(told.study)}#arrival#{told.center}", f"{told.version_id}#{key_hash(told)}")


def file_partition(study: str, file_id: str) -> str:
    return f"{_name(study)}#file#{file_id[:FILE_ID_IN_KEYS]}"


def state_key(study: str, file_id: str) -> Key:
    return Key(file_partition(study, file_id), STATE)


def claim_key(study: str, file_id: str, n: int) -> Key:
    """Return the key of the claim of a run.

    Args:
        study: the study's id.
        file_id: id of the file; its first 16 digits are enough.
        n: number of the run, from 1.
    """
    return Key(file_partition(study, file_id), f"{CLAIM}{n:0{_VERSION}}")


def input_of_effect_key(study: str, file_id: str, n: int) -> Key:
    """Return the key of the input of a run's effect.

    Args:
        study: the study's id.
        file_id: id of the file; its first 16 digits are enough.
        n: number of the run, from 1.
    """
    return Key(file_partition(study, file_id), f"effect-input#{n:0{_VERSION}}")


def files_partition(study: str, center: str) -> str:
    """Where a center's files are listed, by the journal number at which each became known."""
    return f"{_name(study)}#files#{center}"


def subjects_partition(study: str) -> str:
    return f"{_name(study)}#subject"


def subject_list_place(center: str, place: str = "") -> str:
    """Where a list of subjects that a center's files named stands among those of the study."""
    return f"{center}#{place}"


def specimens_partition(study: str, center: str) -> str:
    """Where it stands for which subjects a center's specimens were reported, many to an item."""
    return f"{_name(study)}#specimens#{center}"


def unmapped_partition(study: str, center: str) -> str:
    return f"{_name(study)}#unmapped#{center}"


def profiles_partition(study: str, center: str, feed: str = MAIN_FEED) -> str:
    """Return where the versions of a profile lie; the key of the feed `main` is named by the center alone.

    Args:
        study: the study's id.
        center: the center's id.
        feed: the feed.
    """
    return f"{_name(study)}#profile#{center}{'' if feed == MAIN_FEED else f'#{feed}'}"


def labs_partition(study: str) -> str:
    """Where the versions of all labs' papers are kept."""
    return f"{_name(study)}#lab"


def lab_place(lab: str, version: int) -> str:
    return f"{lab}#{padded_version(version)}"


def job_key(study: str, job_id: str) -> Key:
    return Key(f"{_name(study)}#job#{job_id}", "state")


def definitions_partition(study: str) -> str:
    return f"{_name(study)}#study"


def rules_key(study: str) -> Key:
    """Return where the versions of the fold's rules are kept, and whether the register is closed.

    One attribute for each journal number that changed it.
    """
    return Key(f"{_name(study)}#fold", "versions")


def central_labs(study: str) -> Key:
    """Return where the central labs are kept, one attribute for each journal number that changed them."""
    return Key(f"{_name(study)}#fold", "central-labs")


def register_partition(study: str, center: str) -> str:
    """Where the entries of a center's register stand; `RESERVED_CENTER` names the study's."""
    return f"{_name(study)}#register#{center}"


def has_register_key(study: str, center: str) -> Key:
    return Key(f"{_name(study)}#center#{center}", "register")


def newest_key(study: str, center: str) -> Key:
    """Where stands, one attribute a change, which cumulative file of a center is the newest."""
    return Key(f"{_name(study)}#center#{center}", "cumulative")


def deletions_key(study: str, center: str) -> Key:
    """Where it stands that a file of a center deletes results by their ids alone."""
    return Key(f"{_name(study)}#center#{center}", "deletions")


def query_key(study: str, query_id: str) -> Key:
    return Key(f"{_name(study)}#query#{query_id}", "versions")


def queries_partition(study: str) -> str:
    """Where the queries of a study are listed, by center and the journal number at which each was opened."""
    return f"{_name(study)}#queries"


def query_place(center: str, opened: int) -> str:
    return f"{center}#{padded_number(opened)}"


def masked_partition(study: str, topic: str) -> str:
    """Where the versions of a topic are kept that masked roles may not know; nothing else is kept there."""
    return f"{_name(study)}#masked#{topic}"


def masked_place(subject: str, version: int) -> str:
    return f"{subject}#{padded_version(version)}"


def dossier_key(study: str, subject: str) -> Key:
    """Where all that the journal says about a subject lies: one item, read beside the files' states."""
    return Key(f"{_name(study)}#dossier#{subject}", "all")


def journal_partition(study: str) -> str:
    return f"{_name(study)}#journal"


def head_key(study: str) -> Key:
    return Key(journal_partition(study), HEAD_PLACE)


def event_key(study: str, number: int) -> Key:
    return Key(journal_partition(study), padded_number(number))


def times_partition(study: str) -> str:
    return f"{_name(study)}#journal-time"


def user_names_partition(study: str) -> str:
    """Where display names of a study's users are kept, beside its access journal."""
    return f"{_name(access_journal(study))}#name"


def user_name_key(study: str, user: str) -> Key:
    return Key(user_names_partition(study), user)


def padded_number(number: int) -> str:
    return f"{number:0{_NUMBER}}"


def padded_version(version: int) -> str:
    return f"{version:0{_VERSION}}"


def _name(study: str) -> str:
    """Return a study's id as keys carry it; what a bucket key claims to be one may be any text."""
    return study.replace("#", "%23")
