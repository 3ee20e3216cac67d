"""Lay results out with a column for each analyte, or for each time."""

from tests.variants.facts import DE, EN, OTHER_TIMES, UNIT_WORDS, WIDE_TRAPS, ZH, Fact
from tests.variants.making import Making, Rows, Span, Table

_HEAD = ("subject", "collected_at")
_GROUPS = {EN: ("Liver panel", "Others"), ZH: ("肝功能", "其他"), DE: ("Leberwerte", "Weitere")}


def _headers(made: Making, *, with_units: bool) -> dict[str, str]:
    """Return the header of each analyte."""
    found = {}
    for code, (name, (unit, _)) in made.columns.items():
        forms = (
            f"{name} ({unit})",
            f"{name}({unit})",
            f"{name} [{unit}]",
            f"{name}, {unit}",
            f"{name}_{unit}",
        )
        found[code] = made.pick.choice(forms) if with_units and unit else name
    return found if len(set(found.values())) == len(found) else {code: code for code in found}


def _front(made: Making) -> list[str]:
    """Return the columns before those of results, and map them."""
    extras = [
        f"={word}" for word in made.pick.sample(OTHER_TIMES[made.language], made.pick.choice((0, 0, 1)))
    ]
    made.profile["file"]["layout"] = "wide"
    made.profile["columns"] = {one: made.names[one] for one in _HEAD}
    return [*_HEAD, *extras] if made.pick.random() < 0.8 else [*extras, *reversed(_HEAD)]


def _entry(made: Making, code: str) -> dict[str, str]:
    return {"analyte": code, "unit": made.columns[code][1][0] or "1"}


def _rows(made: Making, front: list[str]) -> Rows:
    return [
        [
            *made.long_row(next(iter(facts.values())), front),
            *(made.value(facts[code]) for code in made.columns),
        ]
        for facts in made.specimens()
    ]


def wide(made: Making) -> list[Table]:
    front, headers = _front(made), _headers(made, with_units=True)
    made.profile["wide"] = {headers[code]: _entry(made, code) for code in headers}
    traps = made.pick.sample(WIDE_TRAPS[made.language], 2) if made.trapped else []
    rows = [[*row, *("H" if kind == "flag" else "33" for _, kind in traps)] for row in _rows(made, front)]
    top = [*made.headers(front), *headers.values(), *(header for header, _ in traps)]
    return [("", made.titled([top, *rows]), [])]


def unit_row(made: Making) -> list[Table]:
    front, headers = _front(made), _headers(made, with_units=False)
    made.profile["wide"] = {headers[code]: _entry(made, code) for code in headers}
    units = [*("" for _ in front), *(made.columns[code][1][0] for code in headers)]
    return [("", made.titled([[*made.headers(front), *headers.values()], units, *_rows(made, front)]), [])]


def unit_columns(made: Making) -> list[Table]:
    front, headers = _front(made), _headers(made, with_units=False)
    word = UNIT_WORDS[made.language]
    made.profile["wide"] = {
        name: {**_entry(made, code), "unit_column": f"{name} {word}"} for code, name in headers.items()
    }
    top = [*made.headers(front), *(text for name in headers.values() for text in (name, f"{name} {word}"))]
    rows = [
        [
            *made.long_row(next(iter(facts.values())), front),
            *(cell for code in headers for cell in (made.value(facts[code]), facts[code].unit)),
        ]
        for facts in made.specimens()
    ]
    return [("", made.titled([top, *rows]), [])]


def two_rows(made: Making) -> list[Table]:
    front, headers = _front(made), _headers(made, with_units=True)
    cut, count = max(1, len(headers) // 2), len(headers)
    one, other = _GROUPS[made.language]
    groups = [one] * cut + [other] * (count - cut)
    shown = ["" if made.is_book and place not in (0, cut) else name for place, name in enumerate(groups)]
    made.profile["wide"] = {
        f"{groups[place]} {headers[code]}": _entry(made, code) for place, code in enumerate(headers)
    }
    made.profile["file"]["header_rows"] = 2
    rows = _rows(made, front)
    titled = made.titled([[*made.headers(front), *shown], [*("" for _ in front), *headers.values()], *rows])
    line, left = len(titled) - len(rows) - 2, len(front)
    spans: list[Span] = [(line, left, line, left + cut - 1), (line, left + cut, line, left + count - 1)]
    return [("", titled, spans if made.is_book else [])]


def visits(made: Making) -> list[Table]:
    style = made.pick.choice(("{}_v{}", "{}_V{}", "V{1} {0}", "{} V{}", "{}_visit{}", "{}_{}"))
    date = made.pick.choice(
        {
            EN: ("date", "Date", "Collected", "collection_date"),
            ZH: ("采集日期", "采样日期"),
            DE: ("Entnahme",),
        }[made.language]
    )
    with_units = made.pick.random() < 0.6
    made.kinds |= {} if with_units else {"units": "none"}
    made.profile["file"]["layout"] = "wide"
    made.profile["columns"] = {"subject": made.names["subject"], "collected_at": "Collected of a visit"}
    made.profile["wide"] = {}
    headers = [made.names["subject"]]
    for visit in (1, 2):
        day = style.format(date, visit)
        headers.append(day)
        for code in made.columns:
            unit = made.columns[code][1][0]
            header = style.format("TBIL" if code == "BILI" else code, visit) + (
                f" ({unit})" if with_units and unit else ""
            )
            headers.append(header)
            made.profile["wide"][header] = {**_entry(made, code), "date_column": day}
    people: dict[str, list] = {}
    for facts in made.specimens():
        first = next(iter(facts.values()))
        row = people.setdefault(first.subject, [first.subject])
        row += [made.date(first.when), *(made.value(facts[code]) for code in made.columns)]
    return [("", made.titled([headers, *people.values()]), [])]


def _cumulative(made: Making, facts: list[Fact], *, with_range: bool) -> Rows:
    days = list(dict.fromkeys(fact.when for fact in facts))
    by = {(fact.analyte, fact.when): fact for fact in facts}
    names = made.names
    rows: Rows = [
        [names["analyte"], names["unit"], *([names["range"]] if with_range else []), *map(made.date, days)]
    ]
    for code, (name, (unit, _)) in made.columns.items():
        rows.append(
            [name, unit, *(["1 - 400"] if with_range else []), *(made.value(by[code, day]) for day in days)]
        )
    return rows


def _map_cumulative(made: Making, subject: str) -> None:
    made.needs_pattern()
    made.profile["columns"] = {
        "subject": subject, "collected_at": "Time of the column", "analyte": made.names["analyte"], "value": "Result of the cell", "unit": made.names["unit"],
    }  # fmt: skip


def across(made: Making) -> list[Table]:
    person = made.facts[0].subject
    made.facts = [fact for fact in made.facts if fact.subject == person]
    made.profile["file"] |= {"across": ["collected_at"], "above": ["subject"]}
    _map_cumulative(made, made.label("subject"))
    line = f"{made.label('subject')}: {person}"
    return [("", [[line], *_cumulative(made, made.facts, with_range=made.pick.random() < 0.3)], [])]


def across_sheets(made: Making) -> list[Table]:
    made.profile["file"] |= {"across": ["collected_at"], "sheet_name": "subject"}
    _map_cumulative(made, "Id of the subject")
    with_range = made.pick.random() < 0.3
    return [
        (
            person,
            _cumulative(made, [fact for fact in made.facts if fact.subject == person], with_range=with_range),
            [],
        )
        for person in dict.fromkeys(fact.subject for fact in made.facts)
    ]
