"""Find cell counts that are of urine or ascites in a Chinese file although no specimen is named."""

import re
from functools import lru_cache

from hepaflow.domain.analytes.code_systems import loinc_codes
from hepaflow.domain.analytes.units import Unit
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.model import Field, SpecimenKind
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.specimen_kind import declared_specimen
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text

# what is counted in urine sediment and in fluids of taps as well as in blood
_CELLS = frozenset({"WBC", "NEUT", "LYM", "RBC"})
_PER_MICROLITRE = "10*6/L"
_IN_CHINA = frozenset(
    {"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "Asia/Urumqi", "Asia/Kashgar", "PRC"}
)
# there counts of blood are printed per microlitre, under names in the same characters
_NOT_IN_CHINA = frozenset({"Asia/Taipei", "ROC", "Asia/Tokyo", "Japan", "Asia/Seoul", "ROK"})
_IDEOGRAPH = re.compile("[一-鿿]")
_KANA = re.compile("[぀-ヿ]")
_BLOOD_PANEL = re.compile(
    r"血常规|血细胞|血液|全血|血象|\bcbc\b|\bfbc\b|(?<!white )(?<!red )\bblood\b|ha?emogram|ha?ematology|blutbild"
)
_BLOOD_NAME = re.compile(r"全血|外周血|静脉血|末梢血|^血(?!液?细胞)|\bin blood\b")


def needs_specimen(
    row: Cells, analyte: str, unit: Unit, specimen_type: str, rules: Rules, catalog: Catalog
) -> bool:
    """Say whether a count may be of urine or ascites: Chinese labs count cells of blood in 10*9/L (and 10*12/L).

    Args:
        row: the cells.
        analyte: analyte code.
        unit: the reported unit.
        specimen_type: the specimen type as read, or "".
        rules: what the profile says.
        catalog: what is known.
    """
    if analyte not in _CELLS or unit.scale != catalog.units.by_code[_PER_MICROLITRE].scale:
        return False
    if specimen_type or declared_specimen(row, rules) is SpecimenKind.BLOOD:
        return False
    if any(code in catalog.loinc for code in loinc_codes(row.text(Field.LOINC))):
        return False  # all of them are codes of blood
    panel, name = row.text(Field.PANEL), row.text(Field.ANALYTE)
    return not _tells_blood(panel, name) and is_chinese(rules, (panel, name, row.text(Field.UNIT)))


@lru_cache(maxsize=4096)  # panels and names repeat
def _tells_blood(panel: str, name: str) -> bool:
    told = _BLOOD_PANEL.search(canonical_text(panel).casefold()) or _BLOOD_NAME.search(
        canonical_text(name).casefold()
    )
    return told is not None


def is_chinese(rules: Rules, texts: tuple[str, ...]) -> bool:
    """Say whether a row is of a Chinese lab system, by the time zone of the center, else by the characters.

    Args:
        rules: what the profile says.
        texts: names, panels and units of the row.
    """
    if rules.time_zone in _IN_CHINA or rules.time_zone in _NOT_IN_CHINA:
        return rules.time_zone in _IN_CHINA
    written = "".join((*texts, *rules.columns.values()))
    return bool(_IDEOGRAPH.search(written)) and not _KANA.search(written)
