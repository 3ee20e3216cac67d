"""Prepare a profile's rules for one collection date."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.units import unit_key
from hepaflow.domain.model import Comparator, Field, SpecimenKind, Status
from hepaflow.domain.profile.labs import is_valid_on, papers_of
from hepaflow.domain.profile.parts import EVERYTHING_ELSE, IGNORE, Dated, DatedUnit, DeclaredRange, WideColumn
from hepaflow.domain.profile.periods import holds_on
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.lab_words import STATUS_WORDS
from hepaflow.domain.values.statements import NOT_ASKED, NOT_DONE_UNNAMED


@dataclass(frozen=True, slots=True)
class LabRules:
    """What a lab's papers say for one collection date.

    Attributes:
        valid: whether a paper covers the date.
        ranges: analyte code to the lab's reference ranges.
    """

    valid: bool
    ranges: Mapping[str, tuple[DeclaredRange, ...]]


@dataclass(frozen=True, slots=True)
class Rules:
    """The part of a profile that one row is read by.

    Attributes:
        columns: field to header in the lab's file.
        local: name key of the lab's own name or code to analyte code, or to `ignore`.
        ignore_unknown: what the catalog does not know is not wanted.
        default_units: analyte code to the unit it has when the file names none.
        spellings: analyte code (or "" for all) to unit key to the unit meant.
        bases: (analyte code, unit key) to the facts declared for it.
        ranges: analyte code to the lab's own ranges.
        status: folded lower-case word to its meaning.
        operators: the same of operators.
        findings: the same of qualitative answers; `missing` where no result stands.
        flag_signs: what `<` and `>` in the flag column mean, or None.
        specimens: folded lower-case word to what the center means by it.
        decimal_mark: `.`, `,`, or None where the center declares none.
        time_zone: the center's, or "".
        wide: header to its analyte column, in force on this date.
        harmless: the modifier extensions that do not change results.
        lab: id of the lab that measured where the row names none, or "".
        lab_words: folded lower-case word to the id of a lab.
        labs: id to what the lab's papers say; without labs whose papers are not known.
    """

    columns: Mapping[Field, str]
    local: Mapping[str, str]
    ignore_unknown: bool
    default_units: Mapping[str, str]
    spellings: Mapping[str, Mapping[str, str]]
    bases: Mapping[tuple[str, str], frozenset[str]]
    ranges: Mapping[str, tuple[DeclaredRange, ...]]
    status: Mapping[str, Status]
    operators: Mapping[str, Comparator]
    findings: Mapping[str, str]
    flag_signs: str | None
    specimens: Mapping[str, SpecimenKind]
    decimal_mark: str | None
    time_zone: str
    wide: Mapping[str, WideColumn]
    harmless: frozenset[str]
    lab: str = ""
    lab_words: Mapping[str, str] = field(default_factory=dict)
    labs: Mapping[str, LabRules] = field(default_factory=dict)


def boundaries(profile: Profile) -> tuple[date, ...]:
    """Return the days on which something that the profile dates begins, in order."""
    days: set[date] = set()
    for dated in _dated(profile):
        if dated.from_:
            days.add(dated.from_)
        if dated.to:
            days.add(dated.to + timedelta(days=1))
    return tuple(sorted(days))


def era(day: date | None, limits: tuple[date, ...]) -> int:
    """Return which stretch between two boundaries a day lies in; -1 for a day that is not known."""
    return -1 if day is None else bisect_right(limits, day)


def rules_on(profile: Profile, day: date | None) -> Rules:
    """Return what the profile says for a collection day; a day that is not known gets what is not dated."""
    wide = _wide(profile, day)
    return Rules(
        columns=profile.columns,
        local={
            **{name_key(name): code for name, code in profile.analytes.items() if name != EVERYTHING_ELSE},
            **{name_key(header): column.analyte for header, column in wide.items()},
        },
        ignore_unknown=profile.analytes.get(EVERYTHING_ELSE) == IGNORE,
        default_units=_default_units(profile, day),
        spellings=_spellings(profile),
        bases=_bases(profile, day),
        ranges=_ranges(profile.ranges, day),
        status={**_STATUS, **_by_word(profile.status)},
        operators=_by_word(profile.operators),
        specimens=_by_word(profile.specimens),
        findings=_by_word(profile.findings),
        flag_signs=profile.file.flag_signs,
        decimal_mark=profile.file.decimal_mark,
        time_zone=profile.time_zone or "",
        wide=wide,
        harmless=frozenset(profile.fhir.harmless_modifiers),
        lab=profile.lab or "",
        lab_words=_by_word(profile.labs),
        labs=_labs(profile, day),
    )


Word = TypeVar("Word")


def _by_word(meanings: Mapping[str, Word]) -> dict[str, Word]:
    return {canonical_text(word).casefold(): meaning for word, meaning in meanings.items()}


_STATUS = {  # readers alone write these two
    **STATUS_WORDS,
    NOT_ASKED: Status.NOT_DONE,
    NOT_DONE_UNNAMED: Status.NOT_DONE,
}


def _dated(profile: Profile) -> Iterable[Dated]:
    for unit in profile.units.values():
        yield from () if isinstance(unit, str) else unit
    for column in profile.wide.values():
        yield from (column,) if isinstance(column, WideColumn) else column
    yield from profile.declare
    yield from profile.ranges
    for lab in papers_of(profile).values():
        yield from lab.papers
        yield from lab.ranges


def _default_units(profile: Profile, day: date | None) -> dict[str, str]:
    found = {}
    for analyte, unit in profile.units.items():
        choices = (DatedUnit(unit=unit),) if isinstance(unit, str) else unit
        for choice in choices:
            if holds_on(choice, day):
                found[analyte] = choice.unit
    return found


def _spellings(profile: Profile) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {"": {}}
    for raw, meant in profile.unit_spellings.items():
        if isinstance(meant, str):
            found[""][unit_key(raw)] = meant
        else:
            found[raw] = {unit_key(text): unit for text, unit in meant.items()}
    return found


def _bases(profile: Profile, day: date | None) -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], frozenset[str]] = {}
    for declared in profile.declare:
        if holds_on(declared, day):
            key = (declared.analyte, unit_key(declared.unit))
            found[key] = found.get(key, frozenset()) | {declared.basis}
    return found


def _ranges(ranges: Iterable[DeclaredRange], day: date | None) -> dict[str, tuple[DeclaredRange, ...]]:
    found: dict[str, tuple[DeclaredRange, ...]] = {}
    for declared in ranges:
        if holds_on(declared, day):
            found[declared.analyte] = (*found.get(declared.analyte, ()), declared)
    return found


def _labs(profile: Profile, day: date | None) -> dict[str, LabRules]:
    """Return what papers say; a day that is not known is valid: its rows are rejected for another reason."""
    return {
        name: LabRules(day is None or is_valid_on(lab, day), _ranges(lab.ranges, day))
        for name, lab in papers_of(profile).items()
    }


def _wide(profile: Profile, day: date | None) -> dict[str, WideColumn]:
    found = {}
    for header, column in profile.wide.items():
        for choice in (column,) if isinstance(column, WideColumn) else column:
            if holds_on(choice, day):
                found[header] = choice
    return found
