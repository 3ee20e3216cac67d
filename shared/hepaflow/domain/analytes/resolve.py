"""Resolve which unit and which analyte a row means: one answer, or the reason why there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from hepaflow.domain.analytes.analytes import Analyte, NameMeaning, conversion, name_key, named
from hepaflow.domain.analytes.name_forms import NameForm, pairs_within, simpler_forms
from hepaflow.domain.analytes.specimen_words import tells_other_specimen, tells_someone_else
from hepaflow.domain.analytes.units import Unit, candidates, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog, RefusalCause, UnitRefusal
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Conversion

_NO_UNIT = frozenset(
    {"", "-", "--", "---", "/", "无", "无单位", "n/a", "na", "none", "nounits", "nounit", "null"}
)


@dataclass(frozen=True, slots=True)
class UnitAnswer:
    """The unit that a text means for an analyte, and the exact way to the canonical one."""

    unit: Unit
    conversion: Conversion
    repaired: bool


@lru_cache(maxsize=4096)  # a center types few units
def resolve_unit(
    text: str, analyte: Analyte, catalog: Catalog, bases: frozenset[str] = frozenset()
) -> UnitAnswer:
    """Return the one unit that the text can mean for this analyte.

    Args:
        text: the unit as reported.
        analyte: the analyte of the row.
        catalog: the units, their spellings, and the units that are refused.
        bases: the facts that the center declares for this analyte and unit; a conversion may need one.

    Raises:
        Refused: `unit-missing`, `unit-unknown`; or where the unit is known and no fact in hand leads from it to the
            canonical unit: `unit-refused` if the center can declare one, `unit-unconvertible` if there is none,
            `unit-mismatch` if the unit is not of this test.
    """
    known = candidates(text, catalog.units)
    answers = []
    for candidate in known:
        way = conversion(candidate.unit, analyte, bases)
        if way is not None:
            answers.append(UnitAnswer(candidate.unit, way, candidate.repaired))
    if len({answer.conversion for answer in answers}) == 1:
        return min(answers, key=lambda answer: answer.repaired)
    key = unit_key(text)
    if key in _NO_UNIT:
        raise Refused(IssueCode.UNIT_MISSING)
    refusal = unit_refusal(text, analyte.code, catalog)
    if refusal is not None:
        raise Refused(_CODES[refusal.cause], text)
    if not known:
        raise Refused(IssueCode.UNIT_UNKNOWN, text)
    needs_fact = len(answers) > 1 or can_have(text, analyte, catalog)
    raise Refused(IssueCode.UNIT_REFUSED if needs_fact else IssueCode.UNIT_MISMATCH, text)


_CODES = {
    RefusalCause.FACT: IssueCode.UNIT_REFUSED,
    RefusalCause.FACTOR: IssueCode.UNIT_UNCONVERTIBLE,
    RefusalCause.TEST: IssueCode.UNIT_MISMATCH,
}


def unit_refusal(text: str, analyte: str, catalog: Catalog) -> UnitRefusal | None:
    """Return why a known unit is refused for an analyte; None where the catalog gives no reason.

    Args:
        text: the unit as reported.
        analyte: the code of the analyte.
        catalog: the units, and those that are refused.
    """
    keys = [unit_key(text), *(known.unit.code for known in candidates(text, catalog.units))]
    return next((catalog.refusals[analyte, key] for key in keys if (analyte, key) in catalog.refusals), None)


def declarable_bases(text: str, analyte: Analyte, catalog: Catalog) -> tuple[str, ...]:
    """Return what a center may declare, so that a unit of an analyte can be converted.

    Args:
        text: the unit as reported.
        analyte: the analyte of the row.
        catalog: the units and their spellings.
    """
    dimensions = {candidate.unit.dimension for candidate in candidates(text, catalog.units)}
    return tuple(
        crossing.basis
        for crossing in analyte.crossings
        if crossing.basis and crossing.dimension in dimensions
    )


@lru_cache(maxsize=4096)
def no_unit(text: str) -> bool:
    """Say whether a unit cell is empty or says that there is no unit."""
    return unit_key(text) in _NO_UNIT


@lru_cache(maxsize=4096)  # and few names
def analytes_named(text: str, unit: str, catalog: Catalog) -> frozenset[str] | None:
    """Return the codes of the analytes that a name, or a lab's short code, can mean beside this unit text.

    None and an empty set mean what they mean in `analytes.named`. What labs write around a name is taken off, if the name is
    not known as it stands.

    Args:
        text: the name or short code as reported.
        unit: the unit text of the row, "" if it has none.
        catalog: the names, units and analytes.
    """

    def fits(name: NameMeaning) -> bool:
        if name.when.startswith(_BUT):
            return not _is_one_of(name.when.removeprefix(_BUT))
        if no_unit(unit):
            return False
        if name.when == "unit":
            return can_have(unit, catalog.analytes[name.analyte], catalog)
        return _is_one_of(name.when)

    def _is_one_of(codes: str) -> bool:
        return any(candidate.unit.code in codes.split(" ") for candidate in candidates(unit, catalog.units))

    return _named(text, fits, catalog)


@lru_cache(maxsize=4096)
def meanings_of(text: str, catalog: Catalog) -> frozenset[str]:
    """Return everything that a name can stand for, whatever the unit; empty for a name that is not known."""
    return _named(text, lambda _: True, catalog) or frozenset()


_BUT = "not "  # before the units of a condition
_LONGEST_NAME = 96  # characters; a longer text is a sentence
_DEEPEST = 5  # things around a name, one taken off after the other


def _named(text: str, fits: Callable[[NameMeaning], bool], catalog: Catalog) -> frozenset[str] | None:
    known = named(text, catalog.names, fits)
    if (
        known is not None
        or len(text) > _LONGEST_NAME
        or tells_other_specimen(text)
        or tells_someone_else(text)
    ):
        return known
    within = _meanings_within(text, catalog, _DEEPEST)
    return frozenset(name.analyte for name in within if not name.when or fits(name)) if within else None


def _meanings_within(text: str, catalog: Catalog, depth: int) -> tuple[NameMeaning, ...]:
    """Return what a name means apart from what stands around it; nothing where two ways to read it contradict each other."""
    known = catalog.names.get(name_key(text), ())
    if known or not depth:
        return known
    for one, other in pairs_within(text):
        both = _same(_meanings_within(one, catalog, depth - 1), _meanings_within(other, catalog, depth - 1))
        if both:
            return both
    for form in simpler_forms(text):
        meant = _meanings_within(form.name, catalog, depth - 1)
        if meant:
            return tuple(name for name in meant if _goes_with(form, catalog.analytes[name.analyte]))
    return ()


def _same(one: tuple[NameMeaning, ...], other: tuple[NameMeaning, ...]) -> tuple[NameMeaning, ...]:
    both = {name.analyte for name in one} & {name.analyte for name in other}
    return tuple(name for name in (*one, *other) if name.analyte in both) if len(both) == 1 else ()


# Hemoglobin of plasma is free hemoglobin, and prothrombin of serum is what clotting left over. Cells are counted in blood.
_SPECIMENS = {
    "SERUM": {"", "SERUM"},
    "PLASMA": {"", "SERUM", "PLASMA"},
    "BLOOD": {"", "SERUM", "PLASMA", "BLOOD"},
}


def _goes_with(form: NameForm, analyte: Analyte) -> bool:
    """Say whether the specimen and the kind of quantity beside a name are those of the analyte."""
    if form.specimen and analyte.specimen not in _SPECIMENS[form.specimen]:
        return False
    dimension = analyte.unit.dimension
    molar = {"mass concentration", "substance concentration"} if analyte.molar_mass else set[str]()
    return not form.quantities or dimension in form.quantities or not form.quantities.isdisjoint(molar)


@lru_cache(maxsize=4096)
def can_have(unit: str, analyte: Analyte, catalog: Catalog) -> bool:
    """Say whether a unit text can be one of the analyte's, given every fact that a profile could declare.

    Args:
        unit: the unit text of the row.
        analyte: the analyte.
        catalog: the units and their spellings.
    """
    declared = frozenset(crossing.basis for crossing in analyte.crossings)
    return any(conversion(candidate.unit, analyte, declared) for candidate in candidates(unit, catalog.units))
