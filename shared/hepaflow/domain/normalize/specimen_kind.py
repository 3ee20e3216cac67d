"""Find out from which specimen a result is: blood, or what the row names instead."""

from hepaflow.domain.analytes.code_systems import loinc_codes
from hepaflow.domain.analytes.resolve import analytes_named
from hepaflow.domain.analytes.specimen_words import (
    NOT_IN_FILE,
    blood_of_tube,
    is_of_tubes,
    tells_other_panel,
    tells_other_specimen,
    tells_someone_else,
    tells_tapped_site,
)
from hepaflow.domain.analytes.vocabulary import Catalog, SpecimenMeaning
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field, SpecimenKind
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.lab_words import is_word_of_labs

_BLOOD = frozenset({SpecimenKind.SERUM, SpecimenKind.PLASMA, SpecimenKind.BLOOD})


def specimen_type(row: Cells, rules: Rules, catalog: Catalog) -> str:
    """Return the specimen type as the catalog words it, "" where the file does not say.

    Args:
        row: the cells of the row; an unknown word is noted in it (`specimen-unknown`).
        rules: what the profile declares on the row's date.
        catalog: the words for specimens.
    """
    text = row.text(Field.SPECIMEN_TYPE)
    is_given = any(map(str.isalnum, text))  # a dash says nothing
    declared = declared_specimen(row, rules)
    if declared is not None:
        return declared.upper() if declared in _BLOOD else ""
    known = _known(text, catalog)
    is_unknown = known is None and is_given and not tells_other_specimen(text)
    if is_unknown and not (text == NOT_IN_FILE and _has_blood_code(row, catalog)):
        is_shown = text == NOT_IN_FILE or is_of_tubes(text) or is_word_of_labs(text)
        row.say_word(IssueCode.SPECIMEN_UNKNOWN, Field.SPECIMEN_TYPE, text if is_shown else "")
    return known.specimen_type if known is not None and known.blood else ""


def _has_blood_code(row: Cells, catalog: Catalog) -> bool:
    """Say whether the row has LOINC codes, and all of them are of blood."""
    codes = loinc_codes(row.text(Field.LOINC))
    return bool(codes) and all(code in catalog.loinc for code in codes)


def doubt_whose(row: Cells) -> None:
    """Note a panel or a body site of cord blood, a donor or a control material (`subject-uncertain`)."""
    for field in (Field.PANEL, Field.BODY_SITE):
        if tells_someone_else(row.text(field)):
            row.say(IssueCode.SUBJECT_UNCERTAIN, field)


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
        for field, tells in ((Field.PANEL, tells_other_panel), (Field.BODY_SITE, tells_tapped_site)):
            if tells(row.text(field)):
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
    known = catalog.specimens.get(_key(text))
    if known is None and (kind := blood_of_tube(text)):
        return SpecimenMeaning(kind, blood=True)
    return known


def _key(text: str) -> str:
    return canonical_text(text).casefold()
