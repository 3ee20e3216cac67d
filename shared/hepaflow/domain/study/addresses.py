"""Find the study and center that an object's key names."""

from collections.abc import Callable

from hepaflow.domain.profile.parts import IDENTIFIER
from hepaflow.domain.study.files import UNKNOWN
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
    return (study, center) if _expects(definition(study), study, center) else (UNKNOWN, UNKNOWN)


def _expects(definition: StudyDefinition | None, study: str, center: str) -> bool:
    if definition is None or definition.study != study:
        return False
    return center == RESERVED_CENTER or center in definition.centers
