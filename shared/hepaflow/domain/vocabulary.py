"""Define the catalog's contents in the form that the rules of the domain use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hepaflow.domain.analytes import Analyte, Names
from hepaflow.domain.text import fold
from hepaflow.domain.units import Units


@dataclass(frozen=True, slots=True)
class Loinc:
    """A LOINC code: the analyte it names and its property axis (MCnc, SCnc …)."""

    code: str
    analyte: str
    property: str
    system: str
    source: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a known unit is refused for an analyte, for the person who reads it."""

    reason_en: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Specimen:
    """What a word for a specimen means; `blood` is False for urine and every fluid."""

    specimen_type: str
    blood: bool


@dataclass(frozen=True, slots=True, eq=False)  # one object a catalog: known by identity
class Catalog:
    """What is known, one version of it.

    Attributes:
        version: content hash of the data files.
        analytes: by code.
        names: by name key.
        loinc: by LOINC code.
        units: units and spellings.
        refusals: by analyte code and unit code or unit key.
        specimens: by folded lower-case word.
        ordinals: by analyte code, then folded lower-case text, to the grade.
    """

    version: str
    analytes: Mapping[str, Analyte]
    names: Names
    loinc: Mapping[str, Loinc]
    units: Units
    refusals: Mapping[tuple[str, str], Refusal]
    specimens: Mapping[str, Specimen]
    ordinals: Mapping[str, Mapping[str, int]]


# parts of words that tell another specimen than blood; 尿素 (urea) and 尿酸 (urate) are blood analytes
_OTHER = re.compile(
    r"urin(?!g\b)|ascit|pleural|peritoneal|cerebrospinal|stool|feces|faec|fluid|csf"  # not: during, measuring
)
_OTHER_ZH = ("腹水", "胸水", "脑脊", "粪", "积液", "痰", "唾液", "引流", "胆汁检")


@lru_cache(maxsize=4096)  # names repeat
def tells_other_specimen(text: str) -> bool:
    """Say whether a name, panel or specimen text speaks of urine or a fluid.

    Examples:
        >>> [tells_other_specimen(text) for text in ("尿常规", "血尿素", "URINALYSIS", "during")]
        [True, False, True, False]
    """
    low = fold(text).casefold()
    if _OTHER.search(low):
        return True
    rest = low.replace("尿素", "").replace("尿酸", "")
    return "尿" in rest or any(part in rest for part in _OTHER_ZH)
