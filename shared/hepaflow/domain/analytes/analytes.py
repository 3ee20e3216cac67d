"""Define analytes: what they are, which units they can have, and the names that labs use."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from hepaflow.domain.analytes.units import Unit
from hepaflow.domain.model import Conversion
from hepaflow.domain.text import canonical_text


class Kind(StrEnum):
    """What the values of an analyte are."""

    QUANTITY = "quantity"
    RATIO = "ratio"
    QUALITATIVE = "qualitative"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where a dimension meets that of the canonical unit, for one analyte.

    Attributes:
        dimension: of the reported unit.
        conversion: from the dimension's first unit to the first unit of the canonical dimension.
        basis: what the center must declare first, or "".
        source: where the factor is from.
    """

    dimension: str
    conversion: Conversion
    basis: str
    source: str


@dataclass(frozen=True, slots=True, eq=False)  # one object a catalog: known by identity
class Analyte:
    """One analyte with everything that does not depend on a center.

    Attributes:
        code: CDISC test code where there is one, else ours.
        name_en: English name.
        name_zh: Chinese name.
        cdisc_testcd: the CDISC term as listed, or "".
        cdisc_test: its CDISC name, or "".
        kind: what its values are.
        specimen: what the code means when nothing else is said.
        unit: canonical unit.
        molar_mass: g/mol, where mass and amount may be exchanged.
        valence: where equivalents and amount may be.
        hard: bounds in the canonical unit, outside which a value is impossible.
        alert: bounds in the canonical unit, outside which a value is noted.
        findings: a qualitative answer may stand for the number.
        crossings: further ways between dimensions.
        source: where these facts are from.
    """

    code: str
    name_en: str
    name_zh: str
    cdisc_testcd: str
    cdisc_test: str
    kind: Kind
    specimen: str
    unit: Unit
    molar_mass: Fraction | None
    valence: int | None
    hard: tuple[Decimal | None, Decimal | None]
    alert: tuple[Decimal | None, Decimal | None]
    findings: bool
    crossings: tuple[Crossing, ...]
    source: str


def conversion(unit: Unit, analyte: Analyte, bases: frozenset[str] = frozenset()) -> Conversion | None:
    """Return the exact way from the unit to the analyte's canonical unit; None where no fact in hand allows it.

    Args:
        unit: the reported unit.
        analyte: what was measured.
        bases: what the center declared for this analyte and unit.
    """
    target = analyte.unit
    if unit.dimension == target.dimension:
        return Conversion(unit.scale / target.scale)
    meeting = (unit.dimension, target.dimension)
    if analyte.molar_mass and meeting == ("mass concentration", "substance concentration"):
        return Conversion(unit.scale / analyte.molar_mass / target.scale)
    if analyte.valence and meeting == ("equivalent concentration", "substance concentration"):
        return Conversion(unit.scale / analyte.valence / target.scale)
    return _crossed(unit, analyte, bases)


def _crossed(unit: Unit, analyte: Analyte, bases: frozenset[str]) -> Conversion | None:
    for crossing in analyte.crossings:
        if crossing.dimension == unit.dimension and (not crossing.basis or crossing.basis in bases):
            way = crossing.conversion
            if way.power:  # of the canonical unit itself, see crossings.tsv
                return way
            return Conversion(unit.scale * way.factor / analyte.unit.scale, way.offset)
    return None


@dataclass(frozen=True, slots=True)
class NameMeaning:
    """What a name can mean.

    Attributes:
        analyte: analyte code.
        when: empty: the name is enough; `unit`: only with a unit the analyte can have; `not` and UCUM units: with any but
            these; else the UCUM units.
    """

    analyte: str
    when: str


NameMeanings = Mapping[str, tuple[NameMeaning, ...]]
_DECORATION = re.compile(r"^[*★☆▲△●]+|[ \-_.]")
_PARENTHESIS = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")


def name_key(text: str) -> str:
    """Return the form in which names are compared: folded, any case, without spaces, hyphens, dots, underscores.

    Examples:
        >>> name_key("*T-Bil."), name_key("ＡＬＴ")
        ('tbil', 'alt')
    """
    return _DECORATION.sub("", canonical_text(text).casefold())


def named(text: str, names: NameMeanings, fits: Callable[[NameMeaning], bool]) -> frozenset[str] | None:
    """Return the codes of the analytes that a name means under the condition `fits`; None where the name is not known.

    An empty set means that the name is known and its unit does not settle what it means. A name with another in
    brackets, `谷丙转氨酶(ALT)`, is known where both mean the same.

    Args:
        text: the name as reported.
        names: by name key, the meanings that the name can have.
        fits: says whether a meaning that depends on the unit applies to the row.
    """
    known = names.get(name_key(text))
    if known is None:
        return _bracketed(text, names, fits)
    return frozenset(name.analyte for name in known if not name.when or fits(name))


def _bracketed(text: str, names: NameMeanings, fits: Callable[[NameMeaning], bool]) -> frozenset[str] | None:
    match = _PARENTHESIS.fullmatch(canonical_text(text))
    if match is None:
        return None
    outer, inner = (names.get(name_key(part)) for part in match.groups())
    if outer is None or inner is None:
        return None
    both = {name.analyte for name in outer} & {name.analyte for name in inner}
    if len(both) != 1:
        return None
    return frozenset(
        name.analyte for name in (*outer, *inner) if name.analyte in both and (not name.when or fits(name))
    )
