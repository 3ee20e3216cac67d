"""Find the study and center that an object's key names, and the label under which the key is kept."""

from collections.abc import Callable
from dataclasses import replace

from hepaflow.domain.identity import sha256
from hepaflow.domain.profile.parts import IDENTIFIER
from hepaflow.domain.screening.file_names import folder_label, labelled_path
from hepaflow.domain.study.feeds import feed_of
from hepaflow.domain.study.files import UNKNOWN, Delivery
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.study import StudyDefinition


def address_of(key: str) -> tuple[str, str]:
    """Return study and center that an object's key names; `unknown` where it lies in no center's folder.

    A key may be any text of 1,024 bytes. What cannot be the id of a study or center is asked of no store.

    Examples:
        >>> address_of("NCT03945487/CN-01/march.csv"), address_of("march.csv")
        (('NCT03945487', 'CN-01'), ('unknown', 'unknown'))
        >>> address_of("#" * 700 + "/CN-01/march.csv")
        ('unknown', 'unknown')
    """
    study, center, name = (*key.split("/", 2), "", "")[:3]
    is_address = name and IDENTIFIER.fullmatch(study) and IDENTIFIER.fullmatch(center)
    return (study, center) if is_address else (UNKNOWN, UNKNOWN)


def address_in(key: str, definition: Callable[[str], StudyDefinition | None]) -> tuple[str, str]:
    """Return study and center that an object's key names, `unknown` if they do not exist.

    Args:
        key: the object's key.
        definition: returns the newest definition of a study.
    """
    study, center = address_of(key)
    return (study, center) if expects(definition(study), study, center) else (UNKNOWN, UNKNOWN)


def key_hash(delivery: Delivery) -> str:
    """Return the SHA-256 of the key of a delivery's object; a lab that knows its file's name can work it out."""
    return delivery.key_hash or sha256(delivery.key.encode())


def without_key(delivery: Delivery) -> Delivery:
    """Return a delivery as it is kept and shown: a harmless label and a hash in place of its key."""
    if delivery.key_hash:
        return delivery
    digest = key_hash(delivery)
    study, center, name = (*delivery.key.split("/", 2), "", "")[:3]
    if not name:
        label = labelled_path(delivery.key, digest)
    elif delivery.study == UNKNOWN:
        label = f"{folder_label(study)}/{folder_label(center)}/{labelled_path(name, digest)}"
    else:
        label = f"{study}/{center}/{labelled_path(name, digest, (study, center, delivery.feed))}"
    return replace(delivery, key=label, key_hash=digest)


def name_of(delivery: Delivery) -> str:
    """Return the part of a key, or of its label, after study and center."""
    return delivery.key.split("/", 2)[-1]


def with_feed(delivery: Delivery, definition: StudyDefinition | None) -> Delivery:
    """Return a delivery with the feed that its key names by a study's definition.

    A label names no feed, and a file in an archive came by the feed of the archive: both stay as they are.

    Args:
        delivery: the delivery.
        definition: the study's definition; None where the study has none.
    """
    if definition is None or delivery.key_hash or delivery.parent:
        return delivery
    return replace(delivery, feed=feed_of(name_of(delivery), definition.feeds_of(delivery.center)))


def expected_delivery(left: Delivery, definition: StudyDefinition) -> Delivery | None:
    """Return a delivery that was left under `unknown`, addressed to the center in whose folder it lies; None if to none."""
    study, center = address_of(left.key)
    if not left.key_hash:
        return left if expects(definition, study, center) else None
    if study != folder_label(definition.study):
        return None
    for known in (*definition.centers, RESERVED_CENTER):
        if center == folder_label(known):
            return replace(left, key=f"{definition.study}/{known}/{name_of(left)}")
    return None


def is_in_study(left: Delivery, study: str) -> bool:
    """Say whether a delivery that was left under `unknown` lies in the folder of a study."""
    return address_of(left.key)[0] == (folder_label(study) if left.key_hash else study)


def expects(definition: StudyDefinition | None, study: str, center: str) -> bool:
    """Say whether a study's definition has a center.

    Args:
        definition: the definition; None where the study has none.
        study: the study's id.
        center: the center's id, or the name that registers are sent under.
    """
    if definition is None or definition.study != study:
        return False
    return center == RESERVED_CENTER or center in definition.centers
