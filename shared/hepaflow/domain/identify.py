"""Identify the analyte of a row: by profile entry, then LOINC, then code, then name (docs/profiles.md)."""

from hepaflow.domain.analytes import Analyte, name_key
from hepaflow.domain.cells import Cells
from hepaflow.domain.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.profile import IGNORE
from hepaflow.domain.resolve import analytes_named, can_have
from hepaflow.domain.rules import Rules
from hepaflow.domain.text import fold
from hepaflow.domain.value_tokens import is_missing
from hepaflow.domain.vocabulary import Catalog, tells_other_specimen

_NAMING = (Field.LOINC, Field.CODE, Field.ANALYTE)


def identify(row: Cells, rules: Rules, catalog: Catalog) -> Analyte | None:
    """Return the analyte; None after noting why it is not known, or after skipping it as not wanted.

    Two cells that name two analytes are `code-conflict`, and so is a LOINC code that the catalog does not know
    beside a name and a unit that it does. Held under the first of the order above that can have the row's unit.
    """
    if row.is_damaged(*_NAMING):
        return None  # not even skipped: what it names is not known
    declared = [rules.local[name_key(row.text(field))] for field in _NAMING if _is_local(row, field, rules)]
    if IGNORE in declared:
        row.skip(IssueCode.ANALYTE_NOT_WANTED, _shown(row))
        return None
    answers = [*declared, *_by_loinc(row, rules, catalog), *_by_name(row, rules, catalog)]
    fitting = [code for code in answers if can_have(row.text(Field.UNIT), catalog.analytes[code], catalog)]
    unheard = _is_unheard_loinc(row, rules, catalog)
    reason = _why_not(row, rules, catalog, fitting if unheard else answers)
    if reason is not None:
        field = Field.LOINC if reason is IssueCode.LOINC_UNKNOWN else _shown(row)
        ignored = rules.ignore_unknown and reason not in _NEVER_IGNORED
        row.skip(IssueCode.ANALYTE_NOT_WANTED, field) if ignored else row.say(reason, field)
        return None
    if unheard or len(set(answers)) > 1:
        row.say(IssueCode.CODE_CONFLICT, _shown(row))
    row.analyte = next(iter(fitting), answers[0])
    return catalog.analytes[row.analyte]


def specimen_type(row: Cells, catalog: Catalog) -> str:
    """Return the specimen type as the catalog words it, "" where the file does not say."""
    text = row.text(Field.SPECIMEN_TYPE)
    known = catalog.specimens.get(fold(text).casefold())
    if known is None and text and not tells_other_specimen(text):
        row.say(IssueCode.SPECIMEN_UNKNOWN, Field.SPECIMEN_TYPE)
    return known.specimen_type if known is not None and known.blood else ""


_NEVER_IGNORED = frozenset({IssueCode.ANALYTE_MISSING, IssueCode.ANALYTE_AMBIGUOUS})


def _is_local(row: Cells, field: Field, rules: Rules) -> bool:
    return bool(row.text(field)) and name_key(row.text(field)) in rules.local


def _shown(row: Cells) -> Field:
    """The cell that a person knows the row by: its name, else its code."""
    return next((field for field in reversed(_NAMING) if row.text(field)), Field.ANALYTE)


def _by_loinc(row: Cells, rules: Rules, catalog: Catalog) -> list[str]:
    known = catalog.loinc.get(_loinc(row))
    return [] if known is None or _is_local(row, Field.LOINC, rules) else [known.analyte]


def _loinc(row: Cells) -> str:
    """The LOINC cell; a dash or `N/A` there names nothing."""
    text = row.text(Field.LOINC)
    return "" if is_missing(fold(text)) else text


def _is_unheard_loinc(row: Cells, rules: Rules, catalog: Catalog) -> bool:
    loinc = _loinc(row)
    return bool(loinc) and loinc not in catalog.loinc and not _is_local(row, Field.LOINC, rules)


def _by_name(row: Cells, rules: Rules, catalog: Catalog) -> list[str]:
    answers = []
    for field in (Field.CODE, Field.ANALYTE):
        if not _is_local(row, field, rules):
            meant = analytes_named(row.text(field), row.text(Field.UNIT), catalog)
            answers += list(meant) if meant is not None and len(meant) == 1 else []
    return answers


def _why_not(row: Cells, rules: Rules, catalog: Catalog, answers: list[str]) -> IssueCode | None:
    """Return why no analyte may be taken from this row, or None where one may."""
    if _is_other_specimen(row, catalog, answers):
        return IssueCode.SPECIMEN_OTHER
    if _is_unheard_loinc(row, rules, catalog) and (rules.ignore_unknown or not answers):
        return IssueCode.LOINC_UNKNOWN  # it may name another specimen: the name beside it must not win
    if answers:
        return None
    if not any(row.text(field) for field in _NAMING):
        return IssueCode.ANALYTE_MISSING
    return IssueCode.ANALYTE_UNKNOWN if _unheard_of(row, catalog) else IssueCode.ANALYTE_AMBIGUOUS


def _unheard_of(row: Cells, catalog: Catalog) -> bool:
    texts = [row.text(field) for field in (Field.CODE, Field.ANALYTE)]
    return all(analytes_named(text, row.text(Field.UNIT), catalog) is None for text in texts if text)


def _is_other_specimen(row: Cells, catalog: Catalog, answers: list[str]) -> bool:
    """Whether specimen type, panel, or a name that the catalog does not know speaks of urine or a fluid.

    The name of a grade may: a center's own words for ascites speak of no specimen.
    """
    kind = row.text(Field.SPECIMEN_TYPE)
    known = catalog.specimens.get(fold(kind).casefold())
    if (known is not None and not known.blood) or (known is None and tells_other_specimen(kind)):
        return True
    is_grade = bool(answers) and not catalog.analytes[answers[0]].specimen
    names = () if is_grade else (row.text(Field.CODE), row.text(Field.ANALYTE))
    unheard = [name for name in names if analytes_named(name, row.text(Field.UNIT), catalog) is None]
    return any(tells_other_specimen(text) for text in (row.text(Field.PANEL), *unheard))
