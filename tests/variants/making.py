"""Make a file in one of many forms from a seed, with the profile that a person who knows the lab would write."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from tests.variants.facts import (
    ANALYTES,
    DE,
    EN,
    HEADERS,
    OTHER_TIMES,
    OTHERS,
    PATTERNS,
    SUBJECTS,
    TITLES,
    TRAPS,
    ZH,
    ZONES,
    Fact,
)

LAYOUTS = {
    "long": 20, "wide": 14, "wide-unit-row": 5, "wide-unit-column": 5, "two-rows": 6, "visits": 7, "across": 7, "across-sheets": 4,
    "fill-down": 6, "merged": 4, "sheets": 4, "above": 6, "no-header": 4, "site": 5, "date-and-time": 5,
}  # fmt: skip
_WORKBOOKS = frozenset({"across-sheets", "merged", "sheets"})
_PATTERN_NEEDED = frozenset({"sheets", "across-sheets", "above", "across"})
_INSTRUMENTS = {
    "Instrument": "AU5800",
    "仪器": "AU5800",
    "Gerät": "AU5800",
    "Lab": "Central",
    "Labor": "Zentral",
}
Cell = str | int | float | datetime | None
Rows = list[list[Cell]]
Span = tuple[int, int, int, int]  # top, left, bottom, right, from 0
Table = tuple[str, Rows, list[Span]]  # name of the sheet, rows, merged cells


@dataclass(frozen=True)
class Variant:
    """A file and the truth about it."""

    seed: int
    kinds: dict[str, str]
    data: bytes
    profile: dict
    facts: list[Fact]


class Making:
    """What was chosen for one file.

    Attributes:
        pick: chooses, from the seed.
        columns: name and unit of each analyte.
        names: the header of each field.
        profile: the profile, as far as it is written.
        facts: the results.
        kinds: what was chosen, for a person.
    """

    def __init__(self, seed: int, *, trapped: bool = False) -> None:
        self.trapped = trapped
        self.pick = Random(seed)  # noqa: S311 a seed gives the same file again
        self.layout = self.pick.choices(list(LAYOUTS), list(LAYOUTS.values()))[0]
        self.language = self.pick.choices([EN, ZH, DE], [9, 8, 3])[0]
        self.is_book = self.layout in _WORKBOOKS or self.pick.random() < 0.35
        self.comma = self.language == DE and not self.is_book
        self.pattern = self.pick.choice(PATTERNS[self.language])
        self.real_dates = self.is_book and self.pick.random() < 0.5
        if self.real_dates:
            self.pattern = self.pick.choice(("%Y-%m-%d %H:%M", "%Y-%m-%d"))
        if self.layout == "date-and-time":
            self.pattern = self.pattern.split(" ")[0].split("T")[0]
        self.has_time = "%H" in self.pattern or "%I" in self.pattern or self.layout == "date-and-time"
        self.names = {one: self.pick.choice(words[self.language]) for one, words in HEADERS.items()}
        times = HEADERS["collected_time"][self.language]
        self.names["collected_time"] = next(name for name in times if name != self.names["collected_at"])
        self.profile: dict = {"study": "S1", "center": "C1", "version": 1, "time_zone": ZONES[self.language], "file": {}, "columns": {}}  # fmt: skip
        self.columns: dict[str, tuple[str, tuple[str, float]]] = {}
        self.facts = self._facts()
        self.kinds = {
            "layout": self.layout,
            "language": ("en", "zh", "de")[self.language],
            "dates": self.pattern,
        }
        self.numeric = self.is_book and self.pick.random() < 0.7
        if not self.numeric:
            self.profile["file"]["decimal_mark"] = "," if self.comma else "."
        if not self.pattern.startswith(("%Y-%m-%d", "%Y%m%d")):
            self.profile["file"]["dates"] = [self.pattern]

    def _facts(self) -> list[Fact]:
        pick = self.pick
        shape = pick.choice(
            [shape for shape in SUBJECTS if shape[0] != "{" or self.layout not in _PATTERN_NEEDED]
        )
        for code in pick.sample(list(ANALYTES), pick.randint(3, 7)):
            *names, units, _ = ANALYTES[code]
            self.columns[code] = pick.choice(names[self.language]), pick.choice(units)
        people = [
            (f"{site:02}", f"{number:03}") for site in (1, 2) for number in range(1, pick.randint(2, 3) + 1)
        ]
        if self.layout != "site":
            people = [(site, shape.format(place * 3 + 1)) for place, (site, _) in enumerate(people)]
        first = datetime(  # noqa: DTZ001 wall time
            2024, pick.randint(1, 6), pick.randint(14, 20), pick.randint(7, 11), pick.choice((0, 5, 30, 45))
        )
        whens = [(place, first + timedelta(days=3 * place + 31 * visit, minutes=7 * place)) for place in range(len(people)) for visit in (0, 1)]  # fmt: skip
        return [
            self._fact(people[place], when if self.has_time else when.replace(hour=0, minute=0), code)
            for place, when in whens
            for code in self.columns
        ]

    def _fact(self, who: tuple[str, str], when: datetime, code: str) -> Fact:
        site, number = who
        name, (unit, factor) = self.columns[code]
        value = ANALYTES[code][-1] * factor * self.pick.uniform(0.7, 1.4)
        subject = f"{site}-{number}" if self.layout == "site" else number
        return Fact(
            subject, site, number, when, code, name, unit, f"{value:.2f}" if value < 10 else f"{value:.1f}"
        )

    # --- cells

    def date(self, when: datetime) -> Cell:
        return when if self.real_dates else when.strftime(self.pattern)

    def value(self, fact: Fact) -> Cell:
        if self.numeric:
            return float(fact.value)
        return fact.value.replace(".", ",") if self.comma else fact.value

    def headers(self, fields: Sequence[str]) -> list[str]:
        """Return the header of each field; a text that begins with = is a header itself."""
        return [self.names.get(one, one.removeprefix("=")) for one in fields]

    def long_columns(self, fields: Sequence[str]) -> list[str]:
        """Return fields in an order of their own, with columns that nobody reads, and map them."""
        pick, language = self.pick, self.language
        fields = [*fields, "unit", *(extra for extra in ("range", "flag", "specimen") if pick.random() < 0.3)]
        extras = pick.sample(OTHER_TIMES[language], pick.choice((0, 0, 1, 2)))
        if pick.random() < 0.3:
            extras.append(pick.choice(OTHERS[language]))
        if self.trapped:
            known = {*self.names.values(), *extras}
            extras += pick.sample([header for header, _ in TRAPS[language] if header not in known], 2)
        order = [*fields, *(f"={header}" for header in extras)]
        if pick.random() < 0.6:
            pick.shuffle(order)
        self.profile["columns"] |= {
            one: self.names[one] for one in fields if one not in ("range", "flag", "specimen")
        }
        return order

    def long_row(self, fact: Fact, order: Sequence[str], number: int = 0) -> list[Cell]:
        later = fact.when + timedelta(hours=5, days=1)
        cells: dict[str, Cell] = {
            "subject": fact.number, "collected_at": self.date(fact.when), "analyte": fact.name, "value": self.value(fact), "unit": fact.unit,
            "range": "1 - 400", "flag": "", "specimen": f"B{10000 + number // 5}", "site": fact.site, "collected_time": fact.when.strftime("%H:%M"),
        }  # fmt: skip
        times = OTHER_TIMES[self.language]
        traps = {f"={header}": self.trap(kind, fact) for header, kind in TRAPS[self.language]}
        cells |= traps if self.trapped else {}
        return [
            cells[one]
            if one in cells
            else self.date(later)
            if one[1:] in times
            else _INSTRUMENTS.get(one[1:], "")
            for one in order
        ]

    def trap(self, kind: str, fact: Fact) -> Cell:
        """Return a cell of a column that a draft must not read."""
        if kind == "other date":
            return self.date(fact.when - timedelta(days=9))
        if kind == "other value":
            return self.value(replace(fact, value=f"{float(fact.value) * 1.5:.1f}"))
        return f"R{int(fact.number[-2:]) + 40:03}" if kind == "other id" else "LIVER-1"

    def titled(self, rows: Rows) -> Rows:
        """Return rows below some lines of title, or none."""
        count = self.pick.choice((0, 0, 0, 1, 2))
        titles: Rows = [[self.pick.choice(TITLES[self.language])] for _ in range(count)]
        if count and self.pick.random() < 0.5:
            titles.append([])
        if titles:
            self.profile["file"]["header_row"] = len(titles) + 1
            self.kinds["titles"] = str(count)
        return [*titles, *rows]

    def specimens(self) -> list[dict[str, Fact]]:
        """Return the results of each specimen, by analyte."""
        found: dict[tuple[str, datetime], dict[str, Fact]] = {}
        for fact in self.facts:
            found.setdefault((fact.subject, fact.when), {})[fact.analyte] = fact
        return list(found.values())

    def needs_pattern(self) -> None:
        one = self.facts[0].subject
        self.profile["subject"] = {
            "pattern": re.sub(r"[0-9]+$", lambda found: f"[0-9]{{{len(found[0])}}}", one)
        }

    def label(self, field: str) -> str:
        return HEADERS[field][self.language][0]


Layout = Callable[[Making], list[Table]]
__all__ = ["ZH", "Cell", "Layout", "Making", "Rows", "Span", "Table", "Variant"]
