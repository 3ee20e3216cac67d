"""Define the catalog's contents in the form that the rules of the domain use."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from hepaflow.domain.analytes.analytes import Analyte, NameMeanings
from hepaflow.domain.analytes.units import Units
from hepaflow.domain.text import canonical_text


@dataclass(frozen=True, slots=True)
class Loinc:
    """A LOINC code: the analyte it names and its property axis (MCnc, SCnc …)."""

    code: str
    analyte: str
    property: str
    system: str
    source: str


@dataclass(frozen=True, slots=True)
class UnitRefusal:
    """Why a known unit is refused for an analyte, for the person who reads it."""

    reason_en: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class SpecimenMeaning:
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
        loinc_elsewhere: LOINC codes of tests that are easily taken for one of these analytes.
        units: units and spellings.
        refusals: by analyte code and unit code or unit key.
        specimens: by folded lower-case word.
        ordinals: by analyte code, then folded lower-case text, to the grade.
    """

    version: str
    analytes: Mapping[str, Analyte]
    names: NameMeanings
    loinc: Mapping[str, Loinc]
    loinc_elsewhere: frozenset[str]
    units: Units
    refusals: Mapping[tuple[str, str], UnitRefusal]
    specimens: Mapping[str, SpecimenMeaning]
    ordinals: Mapping[str, Mapping[str, int]]


# parts of words for specimens other than blood and for the punctures that they are taken by, in the languages of labs
_OTHER = re.compile(
    r"(?<![pa])urin(?!g\b)|ascit|aszit|pleura|peritone|cerebrospinal|stool|feces|faec|fecal|fluid(?!s? ?(?:&|and) ?electrolyte)|(?<!g)(?<!g-)csf|lumbar punct"
    r"|effusion|\berguss|punktat|paracentes|parazentes|thoracentes|thorakozentes|dialysat|drainage|\baspirate\b"
    r"|synovial|amnio|lavage|sputum|saliva|sweat|semen\b|seminal|swab|biops|bone marrow|knochenmark|\bsaag\b"
    r"|\bharn(?!s(?:toff|[aä]ure))|stuhl|liquor|l[ií]quid[eo]s?\b|\borina|\bheces\b|\bfeci\b|\bfezes\b|\bselles\b|(?<!-)\blcr\b|髄液"
)
_OTHER_ZH = (
    *(
        "腹水",
        "胸水",
        "脑脊",
        "粪",
        "大便",
        "积液",
        "积水",
        "痰",
        "唾液",
        "引流",
        "胆汁检",
        "穿刺液",
        "腹穿",
        "胸穿",
        "腰穿",
    ),
    *(
        "腹腔穿刺",
        "胸腔穿刺",
        "腰椎穿刺",
        "透析液",
        "腹透液",
        "灌洗",
        "关节液",
        "羊水",
        "精液",
        "前列腺液",
        "分泌物",
    ),
    *(
        "渗出液",
        "漏出液",
        "浆膜腔",
        "腹腔液",
        "胸腔液",
        "骨髓",
        "胃液",
        "汗液",
        "体液常规",
        "体液检",
        "体液生化",
    ),
)
_BLOOD_ZH = re.compile(
    "尿素|尿酸|利尿|尿毒|尿苷"
)  # analytes and panels of blood with the sign for urine in their name


@lru_cache(maxsize=4096)  # names repeat
def tells_other_specimen(text: str) -> bool:
    """Say whether a name, panel, body site or specimen text speaks of urine or a fluid.

    Examples:
        >>> [
        ...     tells_other_specimen(text)
        ...     for text in ("尿常规", "血尿素", "URINALYSIS", "during", "Paracentesis")
        ... ]
        [True, False, True, False, True]
    """
    low = canonical_text(text).casefold()
    if _OTHER.search(low):
        return True
    rest = _BLOOD_ZH.sub("", low)
    return "尿" in rest or any(part in rest for part in _OTHER_ZH)
