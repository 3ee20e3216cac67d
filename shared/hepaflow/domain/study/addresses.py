"""Find the study and center that an object's key names."""

from collections.abc import Callable

from hepaflow.domain.study.files import UNKNOWN
from hepaflow.domain.study.register import RESERVED_CENTER
from hepaflow.domain.study.study import StudyDefinition


def address_of(key: str) -> tuple[str, str]:
    """Return study and center that an object's key names; `unknown` where it lies in no center's folder.

    Examples:
        >>> address_of("NCT03945487/CN-01/march.csv"), address_of("march.csv")
        (('NCT03945487', 'CN-01'), ('unknown', 'unknown'))
    """
    study, center, name = (*key.split("/", 2), "", "")[:3]
    return (study, center) if name else (UNKNOWN, UNKNOWN)


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
