"""A file with the mistakes that lab people make, each made to a published number where one will do."""

import csv
from io import StringIO

from scripts.published import TESTS, flag, visits

HEADER = (
    "Subject ID", "Collected", "Accession", "Test", "Specimen", "Result", "Units", "Reference Range", "Flag", "Comment",
)  # fmt: skip
_NAMES = {
    "BILI": "Total Bilirubin", "CHOL": "Cholesterol", "ALB": "Albumin", "ALP": "ALP", "AST": "AST", "PLAT": "Platelets",
    "PT": "Prothrombin time",
}  # fmt: skip
Row = list[str]


def mistakes() -> bytes:
    """Return the file; examples/README.md says what is wrong in which line."""
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *_first_part(), HEADER, *_second_part()])
    return text.getvalue().encode()


def _first_part() -> list[Row]:
    return [
        *_sound(301, 1),
        _row(302, 1, "BILI", Units="mg/hl"),
        _row(302, 1, "ALB", Result=_with_comma(302, 1, "ALB")),
        _row(302, 1, "ALP", **{"Subject ID": ""}),
        _row(302, 1, "AST", Collected="03/04/2024"),
        _row(302, 1, "PT", Collected=""),
        _row(302, 1, "PLAT", Units=""),
        _row(302, 2, "BILI", Result="<0.2"),
        _row(302, 2, "PLAT", Comment="slightly hemolyzed"),
        _row(302, 2, "ALP", Result="1O35"),
        _row(302, 2, "AST", Comment="rerun,\nsame value"),
        _row(302, 2, "AST", Comment="rerun,\nsame value"),
        _row(303, 1, "BILI"),
        _row(303, 1, "BILI", Result="2.8"),
        _row(303, 1, "ALB", Test="Sodium", Specimen="Urine", Result="64", Units="mmol/L", **_NO_RANGE),
        _row(303, 1, "ALB", Test="Prealbumin", Result="18", Units="mg/dL", **_NO_RANGE),
        _row(303, 1, "ALP", Result="71700"),
        _row(303, 1, "AST", Units="U/mL"),
        _row(303, 1, "PT", Collected="2034-02-11 08:20"),
        _row(303, 1, "PLAT", Result="not done", **_NO_RANGE),
        _row(303, 1, "CHOL", Result="pending", **_NO_RANGE),
    ]


def _second_part() -> list[Row]:
    return [
        [""] * len(HEADER),
        _row(303, 2, "BILI", Result="mg/dL", Units="1.2"),
        _row(303, 2, "ALB", Test="Hepatocyte index"),
        _row(303, 2, "ALP", **{"Subject ID": "US2-303"}),
        _row(303, 2, "AST", Units="u/l"),
        _row(303, 2, "PLAT", **{"Reference Range": "450-150"}),
        _row(303, 2, "PT", Flag="L"),
        [*_row(304, 1, "BILI"), "see", "letter"],
        _row(304, 1, "ALB", Result="#DIV/0!"),
        _row(304, 1, "ALP", Result="3-May"),
        _row(304, 1, "AST", Result="9999"),
        _row(304, 1, "PLAT", Result=""),
        _row(304, 1, "PT", Test="Ammonia", Result="80", Units="ug/dL", **_NO_RANGE),
        _row(304, 1, "PT"),
        ["Total", *[""] * 4, "35", *[""] * 4],
    ]


_NO_RANGE = {"Reference Range": "", "Flag": ""}


def _sound(subject: int, number: int) -> list[Row]:
    return [_row(subject, number, test.code) for test, _ in visits()[subject][number - 1].results]


def _row(subject: int, number: int, code: str, **changed: str) -> Row:
    """Return the row of a published number, with some cells changed."""
    visit = visits()[subject][number - 1]
    test = next(test for test in TESTS if test.code == code)
    value = visit.values.get(code)
    cells = {
        "Subject ID": f"US02-{subject:04}",
        "Collected": f"{visit.collected_at:%Y-%m-%d %H:%M}",
        "Accession": f"M{subject:03}{visit.day:04}",
        "Test": _NAMES[code],
        "Specimen": {"PLAT": "Whole blood", "PT": "Plasma"}.get(code, "Serum"),
        "Result": "" if value is None else str(value),
        "Units": {"PLAT": "K/uL", "PT": "sec"}.get(code, test.unit),
        "Reference Range": f"{test.low}-{test.high}" if test.low else f"<{test.high}",
        "Flag": "" if value is None else flag(test, value),
        "Comment": "",
    }
    return [{**cells, **changed}[name] for name in HEADER]


def _with_comma(subject: int, number: int, code: str) -> str:
    return str(visits()[subject][number - 1].values[code]).replace(".", ",")
