"""Find out from which specimen a result is: blood, or what the row names instead."""

import re

from hepaflow.domain.analytes.resolve import analytes_named
from hepaflow.domain.analytes.vocabulary import Catalog, SpecimenMeaning, tells_other_specimen
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field, SpecimenKind
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.lab_words import is_word_of_labs

_BLOOD = frozenset({SpecimenKind.SERUM, SpecimenKind.PLASMA, SpecimenKind.BLOOD})
# words of tubes and specimens: a text of nothing else names no person, and may be shown
_TUBE_WORDS = re.compile(
    r"serum|plasma|blood|blut|sang(?:ue|re|uin)?|vollblut|suero|siero|soro|kapillar|capillary|capillaire|venous|venös"
    r"|arterial|edta|heparin|lithium|citrate?|zitrat|fluoride?|oxalate?|sodium|natrium|potassium|kalium|clotted|separator"
    r"|tube|röhrchen|specimen|sample|probe|whole|red|gold|green|blue|lavender|purple|yellow|grey|gray|top|gel|sst|pst"
    r"|血|清|浆|漿|全|静脉|動脈|动脉|外周|末梢|指尖|抗凝|促凝|标本|標本|样本|肝素|锂|钠|枸橼酸|柠檬酸|管|红|黄|紫|绿|蓝|k[23]|[\s().,/+-]"
)


def specimen_type(row: Cells, rules: Rules, catalog: Catalog) -> str:
    """Return the specimen type as the catalog words it, "" where the file does not say.

    Args:
        row: the cells of the row; an unknown word is noted in it (`specimen-unknown`).
        rules: what the profile declares on the row's date.
        catalog: the words for specimens.
    """
    text = row.text(Field.SPECIMEN_TYPE)
    declared = declared_specimen(row, rules)
    if declared is not None:
        return declared.upper() if declared in _BLOOD else ""
    known = _known(text, catalog)
    if known is None and text and not tells_other_specimen(text):
        row.say_word(
            IssueCode.SPECIMEN_UNKNOWN,
            Field.SPECIMEN_TYPE,
            text if _is_of_tubes(text) or is_word_of_labs(text) else "",
        )
    return known.specimen_type if known is not None and known.blood else ""


def declared_specimen(row: Cells, rules: Rules) -> SpecimenKind | None:
    """Return what the profile says about the word for the specimen, or about rows without one."""
    return rules.specimens.get(_key(row.text(Field.SPECIMEN_TYPE)))


def other_specimen_field(row: Cells, rules: Rules, catalog: Catalog, *, is_grade: bool) -> Field | None:
    """Return the cell that speaks of urine or a fluid; None where the result is of blood.

    Panel and body site decide nothing where the row's own specimen is blood: a panel for the gradient of albumin
    contains the albumin of serum. The name of a grade is not checked: a center's own words for ascites name a finding,
    not a specimen.

    Args:
        row: the cells of the row.
        rules: what the profile declares on the row's date.
        catalog: the words for specimens, and the names of analytes.
        is_grade: whether the row's analyte is a grade, which has no specimen.
    """
    kind = _is_blood(row, rules, catalog)
    if kind is False:
        return Field.SPECIMEN_TYPE
    if kind is None:
        for field in (Field.PANEL, Field.BODY_SITE):
            if tells_other_specimen(row.text(field)):
                return field
    for field in () if is_grade else (Field.CODE, Field.ANALYTE):
        text = row.text(field)
        if tells_other_specimen(text) and analytes_named(text, row.text(Field.UNIT), catalog) is None:
            return field
    return None


def _is_blood(row: Cells, rules: Rules, catalog: Catalog) -> bool | None:
    """Say whether the row's own specimen is blood; None where it is not given or not known."""
    text = row.text(Field.SPECIMEN_TYPE)
    declared = declared_specimen(row, rules)
    if declared is not None:
        return declared in _BLOOD if text or declared not in _BLOOD else None
    known = _known(text, catalog)
    if known is not None:
        return known.blood
    return False if tells_other_specimen(text) else None


def _known(text: str, catalog: Catalog) -> SpecimenMeaning | None:
    return catalog.specimens.get(_key(text))


def _key(text: str) -> str:
    return canonical_text(text).casefold()


def _is_of_tubes(text: str) -> bool:
    return not _TUBE_WORDS.sub("", _key(text))
