"""Check the analyte codes and units of a profile against the catalog, and its pattern."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.units import candidates, unit_key
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.fields import Fault, as_key
from hepaflow.domain.profile.labs import Lab
from hepaflow.domain.profile.parts import IGNORE, DatedUnit, Declaration, DeclaredRange, WideColumn
from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.profiles.messages import with_candidates
from hepaflow.pipeline.profiles.patterns import pattern_faults


class KnownCodes(Protocol):
    """What a profile may refer to."""

    def knows_analyte(self, code: str) -> bool: ...

    def knows_unit(self, text: str) -> bool: ...

    def bases(self, code: str) -> list[str]: ...

    def suggestions(self, code: str) -> list[str]: ...


def check_against(profile: Profile, catalog: KnownCodes) -> list[Fault]:
    """Return a fault for every analyte code and unit that the catalog does not know, and for a pattern that can take too long."""
    spelled = {unit_key(text) for texts in _spellings(profile) for text in texts}
    codes = [
        unknown_code(where, code, catalog)
        for where, code in _codes(profile)
        if code != IGNORE and not catalog.knows_analyte(code)
    ]
    units = [
        Fault(where, unit, "use a unit that hepaflow knows, or say in [unit_spellings] which one is meant")
        for where, unit in _units(profile)
        if unit and unit_key(unit) not in spelled and not catalog.knows_unit(unit)
    ]
    return codes + units + _bases(profile, catalog) + pattern_faults(profile)


def lab_faults(lab: Lab, catalog: KnownCodes) -> list[Fault]:
    """Return a fault for every analyte code and unit of a lab's ranges that the catalog does not know."""
    places = [(f"[[ranges]][{number}]", limits) for number, limits in enumerate(lab.ranges, 1)]
    codes = [
        unknown_code(f"{where}.analyte", limits.analyte, catalog)
        for where, limits in places
        if not catalog.knows_analyte(limits.analyte)
    ]
    units = [
        Fault(f"{where}.unit", limits.unit, "use a unit that hepaflow knows")
        for where, limits in places
        if not catalog.knows_unit(limits.unit)
    ]
    return codes + units


def unknown_code(where: str, code: str, catalog: KnownCodes) -> Fault:
    """Return a fault for an analyte code that the catalog does not know.

    Args:
        where: the key.
        code: the code.
        catalog: knows the codes that may be meant.
    """
    remedy = with_candidates("use the code of an analyte that hepaflow knows", catalog.suggestions(code))
    return Fault(where, code, remedy)


def _bases(profile: Profile, catalog: KnownCodes) -> list[Fault]:
    """Return a fault for every declared basis that no conversion of its analyte asks for."""
    faults = []
    for place, fact in enumerate(profile.declare, start=1):
        known = catalog.bases(fact.analyte)
        if catalog.knows_analyte(fact.analyte) and fact.basis not in known:
            remedy = (
                f"use one of {', '.join(known)}"
                if known
                else "leave it out: no conversion of this analyte needs one"
            )
            faults.append(Fault(f"[[declare]][{place}].basis", fact.basis, remedy))
    return faults


def _spellings(profile: Profile) -> Iterator[Iterable[str]]:
    yield profile.unit_spellings
    yield from (spelling for spelling in profile.unit_spellings.values() if not isinstance(spelling, str))


def _codes(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield every analyte code that a profile refers to, each with its key."""
    for name, code in profile.analytes.items():
        yield f"[analytes] {as_key(name)}", code
    for where, column in _wide(profile):
        yield f"{where}.analyte", column.analyte
    for code in profile.units:
        yield f"[units] {as_key(code)}", code
    for text, spelling in profile.unit_spellings.items():
        if not isinstance(spelling, str):
            yield f"[unit_spellings.{as_key(text)}]", text
    for where, entry in _entries(profile):
        yield f"{where}.analyte", entry.analyte


def _units(profile: Profile) -> Iterator[tuple[str, str]]:
    """Yield every unit that a profile refers to, each with its key."""
    for where, column in _wide(profile):
        yield f"{where}.unit", column.unit or ""
    for code, unit in profile.units.items():
        for entry, text in _texts(unit):
            yield f"[units] {as_key(code)}{entry}", text
    for raw, spelling in profile.unit_spellings.items():
        if isinstance(spelling, str):
            yield f"[unit_spellings] {as_key(raw)}", spelling
        else:
            yield from ((f"[unit_spellings.{as_key(raw)}] {as_key(k)}", unit) for k, unit in spelling.items())
    for where, fact in _entries(profile):
        yield f"{where}.unit", fact.unit


def _texts(unit: str | tuple[DatedUnit, ...]) -> list[tuple[str, str]]:
    if isinstance(unit, str):
        return [("", unit)]
    return [(f"[{number}].unit", entry.unit) for number, entry in enumerate(unit, 1)]


def _wide(profile: Profile) -> Iterator[tuple[str, WideColumn]]:
    for header, column in profile.wide.items():
        if isinstance(column, tuple):
            yield from ((f"[wide] {as_key(header)}[{number}]", one) for number, one in enumerate(column, 1))
        else:
            yield f"[wide] {as_key(header)}", column


def _entries(profile: Profile) -> Iterator[tuple[str, Declaration | DeclaredRange]]:
    yield from ((f"[[declare]][{number}]", fact) for number, fact in enumerate(profile.declare, 1))
    yield from ((f"[[ranges]][{number}]", limits) for number, limits in enumerate(profile.ranges, 1))


@dataclass(frozen=True, slots=True)
class CatalogReferences:
    """Answers for `configure.check_against`."""

    catalog: Catalog

    def knows_analyte(self, code: str) -> bool:
        return code in self.catalog.analytes

    def knows_unit(self, text: str) -> bool:
        return bool(candidates(text, self.catalog.units))

    def bases(self, code: str) -> list[str]:
        """Return what may be declared for an analyte."""
        known = self.catalog.analytes.get(code)
        return sorted({crossing.basis for crossing in known.crossings if crossing.basis}) if known else []

    def suggestions(self, code: str) -> list[str]:
        """Return the analyte codes that a mistaken one may mean: by a name it is, then by likeness."""
        named = [name.analyte for name in self.catalog.names.get(name_key(code), ())]
        return list(dict.fromkeys((*named, *get_close_matches(code.upper(), self.catalog.analytes))))
