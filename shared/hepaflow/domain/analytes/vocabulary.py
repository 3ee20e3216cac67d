"""Define the catalog's contents in the form that the rules of the domain use."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hepaflow.domain.analytes.analytes import Analyte, NameMeanings
from hepaflow.domain.analytes.units import Units


@dataclass(frozen=True, slots=True)
class Loinc:
    """A LOINC code: the analyte it names and its property axis (MCnc, SCnc …)."""

    code: str
    analyte: str
    property: str
    system: str
    source: str


class RefusalCause(StrEnum):
    """What keeps a known unit from being converted."""

    FACT = "fact"  # the lab can say what is missing, and a profile can declare it
    FACTOR = "factor"  # no factor leads to the canonical unit
    TEST = "test"  # the unit is of another test than the name


@dataclass(frozen=True, slots=True)
class UnitRefusal:
    """Why a known unit is refused for an analyte, for the person who reads it."""

    cause: RefusalCause
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
