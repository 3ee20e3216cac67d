"""Identify the analyte of a row: by profile entry, then LOINC, then code, then name (docs/profiles.md)."""

from hepaflow.domain.analytes.analytes import Analyte, name_key
from hepaflow.domain.analytes.code_systems import loinc_codes
from hepaflow.domain.analytes.resolve import analytes_named, can_have, meanings_of
from hepaflow.domain.analytes.units import Unit
from hepaflow.domain.analytes.vocabulary import Catalog, Loinc
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field, SpecimenKind
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.normalize.name_doubts import name_doubts
from hepaflow.domain.normalize.specimen_kind import declared_specimen, other_specimen_field
from hepaflow.domain.profile.on_date import Rules
from hepaflow.domain.profile.parts import IGNORE
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.value_tokens import is_missing

_NAMING = (Field.LOINC, Field.CODE, Field.ANALYTE)


def identify(row: Cells, rules: Rules, catalog: Catalog) -> Analyte | None:
    """Return the analyte; None after noting why it is not known, or after skipping it as not wanted.

    Two cells that name two analytes are `code-conflict`, and so is a LOINC code that the catalog does not know
    beside a name and a unit that it does. Held under the first of the order above that can have the row's unit.

    Args:
        row: the cells of the row; issues are noted in it, and the analyte that was found.
        rules: what the profile declares on the row's date.
        catalog: the analytes, names and LOINC codes.
    """
    if row.is_damaged(*_NAMING):
        return None  # not even skipped: what it names is not known
    declared = _declared(row, rules)
    if IGNORE in declared:
        row.skip(IssueCode.ANALYTE_NOT_WANTED, _shown(row))
        return None
    if declared_specimen(row, rules) is SpecimenKind.IGNORE:
        row.skip(IssueCode.ANALYTE_NOT_WANTED, Field.SPECIMEN_TYPE)
        return None
    by_loinc = _by_loinc(row, rules, catalog)
    by_name = _by_name(row, rules, catalog, frozenset(by_loinc))
    answers = [*declared, *by_loinc, *by_name]
    fitting = [code for code in answers if can_have(row.text(Field.UNIT), catalog.analytes[code], catalog)]
    unheard = _is_unheard_loinc(row, rules, catalog)
    reason, field = _why_not(row, rules, catalog, fitting if unheard else answers)
    if reason is not None:
        ignored = rules.ignore_unknown and reason not in _NEVER_IGNORED
        row.skip(IssueCode.ANALYTE_NOT_WANTED, field) if ignored else row.say(reason, field)
        return None
    if unheard or len(set(answers)) > 1:
        row.say(IssueCode.CODE_CONFLICT, _shown(row))
    else:
        for code, field in name_doubts(row, answers[0], rules, catalog, settled=bool(declared or by_loinc)):
            row.say(code, field)
    row.analyte = next(iter(fitting), answers[0])
    return catalog.analytes[row.analyte]


_NEVER_IGNORED = frozenset({IssueCode.ANALYTE_MISSING, IssueCode.ANALYTE_AMBIGUOUS})


def _declared(row: Cells, rules: Rules) -> list[str]:
    """Return what the profile says that the row's LOINC codes, code and name mean."""
    texts = [*_loincs(row), *(row.text(field) for field in _NAMING)]
    keys = dict.fromkeys(name_key(text) for text in texts if text)
    return [rules.local[key] for key in keys if key in rules.local]


def _is_local(text: str, rules: Rules) -> bool:
    return bool(text) and name_key(text) in rules.local


def _shown(row: Cells) -> Field:
    """The cell that a person knows the row by: its name, else its code."""
    return next((field for field in reversed(_NAMING) if row.text(field)), Field.ANALYTE)


def _loincs(row: Cells) -> tuple[str, ...]:
    """Return the codes of the LOINC cell; a dash or `N/A` there names nothing."""
    text = row.text(Field.LOINC)
    return () if is_missing(canonical_text(text)) else loinc_codes(text)


def _by_loinc(row: Cells, rules: Rules, catalog: Catalog) -> list[str]:
    codes = (code for code in _loincs(row) if not _is_local(code, rules))
    return [catalog.loinc[code].analyte for code in codes if code in catalog.loinc]


def _is_unheard_loinc(row: Cells, rules: Rules, catalog: Catalog) -> bool:
    if _is_local(row.text(Field.LOINC), rules):
        return False
    return any(code not in catalog.loinc and not _is_local(code, rules) for code in _loincs(row))


def _by_name(row: Cells, rules: Rules, catalog: Catalog, by_loinc: frozenset[str]) -> list[str]:
    """Return what code and name mean; a name with several meanings leaves the choice among them to LOINC."""
    answers = []
    for field in (Field.CODE, Field.ANALYTE):
        text = row.text(field)
        possible = meanings_of(text, catalog)
        if not _is_local(text, rules) and not (len(possible) > 1 and possible & by_loinc):
            meant = analytes_named(text, row.text(Field.UNIT), catalog)
            answers += list(meant) if meant is not None and len(meant) == 1 else []
    return answers


def _why_not(
    row: Cells, rules: Rules, catalog: Catalog, answers: list[str]
) -> tuple[IssueCode | None, Field]:
    """Return why no analyte may be taken from this row, and the cell that is the cause; None where one may."""
    is_grade = bool(answers) and not catalog.analytes[answers[0]].specimen
    cause = other_specimen_field(row, rules, catalog, is_grade=is_grade)
    if cause is not None:
        return IssueCode.SPECIMEN_OTHER, cause
    if _is_unheard_loinc(row, rules, catalog) and (rules.ignore_unknown or not answers):
        return (
            IssueCode.LOINC_UNKNOWN,
            Field.LOINC,
        )  # it may name another specimen: the name beside it must not win
    if answers:
        return None, Field.ANALYTE
    if not any(row.text(field) for field in _NAMING):
        return IssueCode.ANALYTE_MISSING, _shown(row)
    unheard = _unheard_of(row, catalog)
    return IssueCode.ANALYTE_UNKNOWN if unheard else IssueCode.ANALYTE_AMBIGUOUS, _shown(row)


def _unheard_of(row: Cells, catalog: Catalog) -> bool:
    texts = [row.text(field) for field in (Field.CODE, Field.ANALYTE)]
    return all(analytes_named(text, row.text(Field.UNIT), catalog) is None for text in texts if text)


# LOINC property axis to dimensions of units (LOINC Users' Guide, appendix B): those that labs mix up
_MASS, _SUBSTANCE, _ACTIVITY = "MCnc", "SCnc", "ACnc"

_LOGARITHM, _COUNT, _BY_IFCC = "LnCnc", "NCnc", "SFr"

_KINDS = {
    "mass concentration": _MASS,
    "FEU mass concentration": _MASS,
    "DDU mass concentration": _MASS,
    "substance concentration": _SUBSTANCE,
    "equivalent concentration": _SUBSTANCE,
    "activity concentration": _ACTIVITY,
    "arbitrary concentration": _ACTIVITY,
}


def loinc_fault(loinc: Loinc | None, analyte: str, unit: Unit) -> IssueCode | None:
    """Return what is wrong with an analyte's unit beside a LOINC code; None where nothing is, or can be said.

    Some labs change the unit and keep the code, so a mass may come with a code of an amount: the unit counts
    (`loinc-property`, a note). A logarithm under a code of the number itself, copies, and percent by IFCC change what
    the number means, and the file does not say which is meant (`unit-conflict`). Arbitrary units become a mass only
    by a declared standard. A code of a mass says that another standard was meant, and which one is unknown
    (`loinc-unit`).

    Args:
        loinc: what the catalog knows of the code; None if it does not know the code.
        analyte: the code of the row's analyte.
        unit: the reported unit.
    """
    if loinc is not None and loinc.analyte == analyte and _is_other_scale(loinc, unit):
        return IssueCode.UNIT_CONFLICT
    kind = _KINDS.get(unit.dimension)
    if loinc is None or loinc.analyte != analyte or kind in {None, loinc.property}:
        return None
    if loinc.property not in _KINDS.values():
        return None
    return IssueCode.LOINC_UNIT if _ACTIVITY in {kind, loinc.property} else IssueCode.LOINC_PROPERTY


def _is_other_scale(loinc: Loinc, unit: Unit) -> bool:
    is_logarithm = unit.dimension.startswith("log10")
    if is_logarithm or loinc.property == _LOGARITHM:
        return is_logarithm != (loinc.property == _LOGARITHM)
    if loinc.property == _COUNT:  # of copies; a count of cells has another dimension
        return unit.dimension == "activity concentration"
    return loinc.property == _BY_IFCC and unit.code == "%"
