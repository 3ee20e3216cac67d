"""Lay results out with one row for each."""

from itertools import pairwise

from tests.variants.making import ZH, Making, Rows, Span, Table

_FIELDS = ("subject", "collected_at", "analyte", "value")


def _rows(made: Making, order: list[str]) -> Rows:
    return [made.long_row(fact, order, number) for number, fact in enumerate(made.facts)]


def long(made: Making, *more: str) -> list[Table]:
    order = made.long_columns([*more, *_FIELDS])
    return [("", made.titled([made.headers(order), *_rows(made, order)]), [])]


def site(made: Making) -> list[Table]:
    made.profile["subject"] = {"separator": "-"}
    return long(made, "site")


def date_and_time(made: Making) -> list[Table]:
    return long(made, "collected_time")


def no_header(made: Making) -> list[Table]:
    order = made.long_columns(_FIELDS)
    made.profile["file"]["header_rows"] = 0
    made.profile["columns"] = {one: str(order.index(one) + 1) for one in made.profile["columns"]}
    return [("", _rows(made, order), [])]


def _printed_once(rows: Rows, places: list[int]) -> Rows:
    """Return rows in which subject and time stand only where they change."""
    kept = [row[:] for row in rows]
    for number in range(1, len(rows)):
        for place in places:
            if rows[number][place] != rows[number - 1][place]:
                break
            kept[number][place] = ""
    return kept


def fill_down(made: Making) -> list[Table]:
    order = made.long_columns(_FIELDS)
    kept = _printed_once(_rows(made, order), [order.index(one) for one in _FIELDS[:2]])
    made.profile["file"]["fill_down"] = list(_FIELDS[:2])
    return [("", made.titled([made.headers(order), *kept]), [])]


def merged(made: Making) -> list[Table]:
    order = made.long_columns(_FIELDS)
    places = [order.index(one) for one in _FIELDS[:2]]
    kept = _printed_once(_rows(made, order), places)
    titled = made.titled([made.headers(order), *kept])
    top = len(titled) - len(kept)
    return [("", titled, [span for place in places for span in _spans(kept, place, top)])]


def _spans(rows: Rows, place: int, top: int) -> list[Span]:
    starts = [*(number for number, row in enumerate(rows) if row[place] != ""), len(rows)]
    return [(top + start, place, top + end - 1, place) for start, end in pairwise(starts)]


def sheets(made: Making) -> list[Table]:
    order = made.long_columns(_FIELDS[1:])
    made.profile["columns"]["subject"] = "Id of the subject"
    made.profile["file"]["sheet_name"] = "subject"
    made.needs_pattern()
    rows = _rows(made, order)
    people = dict.fromkeys(fact.subject for fact in made.facts)
    return [
        (
            person,
            [
                made.headers(order),
                *(row for fact, row in zip(made.facts, rows, strict=True) if fact.subject == person),
            ],
            [],
        )
        for person in people
    ]


def above(made: Making) -> list[Table]:
    order = made.long_columns(_FIELDS[2:])
    labels = {one: made.label(one) for one in _FIELDS[:2]}
    made.profile["columns"] |= labels
    made.profile["file"]["above"] = list(labels)
    made.needs_pattern()
    mark = made.pick.choice((": ", ":", "：" if made.language == ZH else ": "))
    one_cell, repeated = made.pick.random() < 0.5, made.pick.random() < 0.7
    rows: Rows = []
    for specimen in made.specimens():
        first = next(iter(specimen.values()))
        told = [
            f"{labels['subject']}{mark}{first.subject}",
            f"{labels['collected_at']}{mark}{first.when.strftime(made.pattern)}",
        ]
        begins = not rows
        if rows and (repeated or made.pick.random() < 0.3):
            rows.append([])
        rows.append([" ".join(told)] if one_cell else told)
        if repeated or begins:
            rows.append(made.headers(order))
        rows += [made.long_row(fact, order) for fact in specimen.values()]
    return [("", rows, [])]
