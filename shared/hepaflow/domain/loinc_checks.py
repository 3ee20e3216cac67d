"""Check that a unit is of the kind of quantity that the LOINC code names."""

from hepaflow.domain.issues import IssueCode
from hepaflow.domain.units import Unit
from hepaflow.domain.vocabulary import Loinc

# LOINC property axis to dimensions of units (LOINC Users' Guide, appendix B): those that labs mix up
_MASS, _SUBSTANCE, _ACTIVITY = "MCnc", "SCnc", "ACnc"
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
    tells (`loinc-property`, a note). Arbitrary units become a mass by a declared standard only, and a code of a
    mass says that another was meant: nobody can tell which (`unit-refused`).
    """
    kind = _KINDS.get(unit.dimension)
    if loinc is None or loinc.analyte != analyte or kind in {None, loinc.property}:
        return None
    if loinc.property not in _KINDS.values():
        return None
    return IssueCode.UNIT_REFUSED if _ACTIVITY in {kind, loinc.property} else IssueCode.LOINC_PROPERTY
