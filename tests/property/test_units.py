"""Whatever a lab types for a unit or a name: an answer, and every conversion is exact."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.analytes.analytes import conversion
from hepaflow.domain.analytes.resolve import analytes_named, resolve_unit
from hepaflow.domain.analytes.units import candidates, unit_key
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Bound, Comparator, Flag, Range
from hepaflow.domain.values.flags import flag_against
from hepaflow.domain.values.numbers import converted

CATALOG = load()
BASES = frozenset(way.basis for analyte in CATALOG.analytes.values() for way in analyte.crossings)
LINEAR = [
    way
    for analyte in CATALOG.analytes.values()
    for unit in CATALOG.units.by_code.values()
    if (way := conversion(unit, analyte, BASES)) and not way.offset and not way.power
]
PIECES = st.sampled_from(
    [*"umgkKLldMIU/%()^*·.-e013469μµ⁹×个万", "10^9", "log", "FEU", "{", "}", "[IU]", "mol", "克", " "]
)
TEXTS = st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=10).map("".join))
ANALYTES = st.sampled_from(sorted(CATALOG.analytes))
LIMITS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(1, 10**9), st.integers(0, 6)
)

REFUSED = {
    IssueCode.UNIT_MISSING,
    IssueCode.UNIT_UNKNOWN,
    IssueCode.UNIT_REFUSED,
    IssueCode.UNIT_UNCONVERTIBLE,
    IssueCode.UNIT_MISMATCH,
}


@given(st.sampled_from(LINEAR), LIMITS, st.integers(1, 20))
def test_a_multiple_of_a_limit_is_that_multiple_in_every_unit(way, limit, times):
    assert converted(limit * times, way) == times * converted(limit, way)


@given(LIMITS, LIMITS)
def test_a_value_on_its_limit_is_normal_and_one_beyond_is_not(limit, more):
    printed = Range(high=Bound(limit))
    assert flag_against(Comparator.EQ, limit, printed) is Flag.NORMAL
    assert flag_against(Comparator.EQ, limit + more, printed) is Flag.HIGH


@given(TEXTS)
def test_any_text_is_some_units_or_none(text):
    assert all(candidate.unit.code in CATALOG.units.by_code for candidate in candidates(text, CATALOG.units))


@given(TEXTS, ANALYTES)
def test_any_text_is_one_unit_of_an_analyte_or_refused_with_a_unit_code(text, code):
    try:
        said = resolve_unit(text, CATALOG.analytes[code], CATALOG)
    except Refused as refusal:
        said = refusal.issue.code
    assert said in REFUSED or said.conversion


@given(TEXTS, TEXTS)
def test_any_text_is_some_analytes_or_none(name, unit):
    assert (analytes_named(name, unit, CATALOG) or frozenset()) <= set(CATALOG.analytes)


@given(TEXTS)
def test_the_key_of_a_key_means_the_same(text):
    key = unit_key(text)
    assert {known.unit for known in candidates(key, CATALOG.units)} >= {
        known.unit for known in candidates(unit_key(key), CATALOG.units)
    }


@given(
    st.sampled_from(
        [row["spelling"] for row in rows("spellings") if row["role"] == "whole" and row["spelling"]]
    ),
    st.data(),
)
def test_spaces_around_a_unit_change_nothing(spelling, data):
    around = data.draw(st.sampled_from([" {}", "{} ", "\u3000{}", "\t{}\n"]))
    means = {known.unit for known in candidates(spelling, CATALOG.units)}
    assert {known.unit for known in candidates(around.format(spelling), CATALOG.units)} == means


@given(st.sampled_from(sorted(code for code in CATALOG.units.by_code if code != code.upper())))
def test_capitals_change_nothing_but_mega_and_milli(code):
    """`MG/DL` is mg/dL; `MU/L` could be either, so it has no meaning at all."""
    shouted = {known.unit.code for known in candidates(code.upper(), CATALOG.units)}
    spoken = {known.unit.code for known in candidates(unit_key(code), CATALOG.units)}
    assert shouted == (set() if code.upper().startswith(("MU/", "M[IU]/")) else spoken)


def test_linear_conversions_are_most_of_all():
    assert len(LINEAR) > 700
