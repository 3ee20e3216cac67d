"""Check that a unit is of the kind of quantity that the LOINC code names."""

from hepaflow.domain.issues import IssueCode
from hepaflow.domain.units import Unit
from hepaflow.domain.vocabulary import Loinc

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

    A mass beside a code of an amount is what labs do who keep the code when they change the unit: the unit
    tells (`loinc-property`, a note). A logarithm under a code of the number itself, copies, and percent by IFCC change what the
    number means: which one is meant, the file does not say (`unit-conflict`). Arbitrary units become a mass by a declared standard only, and a code of a
    mass says that another was meant: nobody can tell which (`unit-refused`).
    """
    if loinc is not None and loinc.analyte == analyte and _is_other_scale(loinc, unit):
        return IssueCode.UNIT_CONFLICT
    kind = _KINDS.get(unit.dimension)
    if loinc is None or loinc.analyte != analyte or kind in {None, loinc.property}:
        return None
    if loinc.property not in _KINDS.values():
        return None
    return IssueCode.UNIT_REFUSED if _ACTIVITY in {kind, loinc.property} else IssueCode.LOINC_PROPERTY


def _is_other_scale(loinc: Loinc, unit: Unit) -> bool:
    is_logarithm = unit.dimension.startswith("log10")
    if is_logarithm or loinc.property == _LOGARITHM:
        return is_logarithm != (loinc.property == _LOGARITHM)
    if loinc.property == _COUNT:  # of copies; a count of cells has another dimension
        return unit.dimension == "activity concentration"
    return loinc.property == _BY_IFCC and unit.code == "%"
