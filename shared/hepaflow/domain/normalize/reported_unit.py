"""Find the unit of a row: in the file (after the value or in its own cell), else in the profile."""

from hepaflow.domain.analytes.analytes import Analyte
from hepaflow.domain.analytes.resolve import UnitAnswer, no_unit, resolve_unit
from hepaflow.domain.analytes.units import candidates, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field, ParsedValue
from hepaflow.domain.normalize.cells import Cells
from hepaflow.domain.profile.on_date import Rules

SEVERAL = "; "  # between the units of a cell that states several
_LOGARITHM = frozenset({"lg", "log", "log10"})


def reported_unit(
    row: Cells, value: ParsedValue | None, analyte: Analyte, rules: Rules, catalog: Catalog
) -> UnitAnswer | None:
    """Return the unit of the row; None where none is needed (no number), or after noting why there is none.

    A unit glued to the value that contradicts the unit cell holds the row (`unit-conflict`).

    Args:
        row: the cells of the row; faults are noted in it.
        value: the value cell, taken apart; None if it could not be read.
        analyte: the analyte of the row.
        rules: what the profile declares on the row's date.
        catalog: the units.
    """
    if value is not None and value.number is None:
        return None
    glued = value.unit if value else ""
    cell = row.text(Field.UNIT)
    if unit_key(glued) in _LOGARITHM:
        cell, glued = _logarithm_of(_first(cell, "", analyte, rules)), ""
    answer = _answer(row, _first(cell, glued, analyte, rules), analyte, rules, catalog)
    if answer is None:
        return None
    if answer.repaired:
        row.say(IssueCode.UNIT_REPAIRED, Field.UNIT)
    if glued and not no_unit(cell):
        beside = _answer(row, glued, analyte, rules, catalog)
        if beside is not None and beside.conversion != answer.conversion:
            row.say(IssueCode.UNIT_CONFLICT, Field.UNIT)
    elsewhere = (text for text in row.text(Field.UNIT_TEXT).split(SEVERAL) if not no_unit(text))
    if any(_is_other(text, answer, analyte, rules, catalog) for text in elsewhere):
        row.say(IssueCode.UNIT_CONFLICT, Field.UNIT_TEXT)
    return answer


def is_of_another_test(row: Cells, analyte: Analyte, rules: Rules, catalog: Catalog) -> bool:
    """Say whether the unit of a row without a value is that of another test, as mL/min beside creatinine.

    Args:
        row: the cells of the row.
        analyte: the analyte of the row.
        rules: what the profile declares on the row's date.
        catalog: the units.
    """
    try:
        meant_unit(row.text(Field.UNIT), analyte, rules, catalog)
    except Refused as refusal:
        return refusal.issue.code is IssueCode.UNIT_MISMATCH
    return False


def _is_other(text: str, answer: UnitAnswer, analyte: Analyte, rules: Rules, catalog: Catalog) -> bool:
    """Say whether a text is a known unit, and another one than the row has."""
    if not candidates(text, catalog.units):
        return False
    try:
        return meant_unit(text, analyte, rules, catalog).conversion != answer.conversion
    except Refused:
        return True


def _logarithm_of(unit: str) -> str:
    return unit if unit_key(unit).startswith(("lg", "log", "{log")) else f"log10 {unit}"


def _first(cell: str, glued: str, analyte: Analyte, rules: Rules) -> str:
    if not no_unit(cell):
        return cell
    return glued or rules.default_units.get(analyte.code, cell)


def meant_unit(text: str, analyte: Analyte, rules: Rules, catalog: Catalog) -> UnitAnswer:
    """Return what a unit text means to this center for an analyte.

    Args:
        text: the unit as reported.
        analyte: the analyte of the row.
        rules: what the profile declares: its spellings of units, and facts about them.
        catalog: the units.

    Raises:
        Refused: what `resolve_unit` refuses.
    """
    key = unit_key(text)
    meant = rules.spellings.get(analyte.code, {}).get(key) or rules.spellings[""].get(key) or text
    return resolve_unit(meant, analyte, catalog, rules.bases.get((analyte.code, key), frozenset()))


def _answer(row: Cells, text: str, analyte: Analyte, rules: Rules, catalog: Catalog) -> UnitAnswer | None:
    try:
        return meant_unit(text, analyte, rules, catalog)
    except Refused as refusal:
        row.say(refusal.issue.code, Field.UNIT, text)
        return None
