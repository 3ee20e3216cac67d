"""Define the columns of pictures in CSV: one row for each mark, made of the picture's JSON."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

_Json = Mapping[str, Any]
PANEL_MARK_COLUMNS: Final = (
    *("subject", "about", "unit", "day", "study_day", "low", "high", "is_held", "is_joined"),
    *("center", "reported", "reasons", "href"),
)
DISH_COLUMNS: Final = (
    *("subject", "transaminase_low", "transaminase_high", "bilirubin_low", "bilirubin_high"),
    *("reasons", "href"),
)
MAP_COLUMNS: Final = ("subject", "visit", "visit_name", "state", "counts", "is_open", "href")


def panel_mark_rows(picture: _Json) -> Iterator[list[str]]:
    """Yield the rows of a liver panel. A gap has neither `low` nor `high`."""
    for chart in picture["charts"]:
        for series in chart["series"]:
            for mark in sorted([*series["marks"], *series["gaps"]], key=lambda one: str(one["day"])):
                told = {
                    **mark,
                    "subject": picture["subject"],
                    "about": series["about"],
                    "unit": chart["unit"],
                }
                told["reasons"] = ";".join(mark["reasons"])
                yield [_cell(told.get(name)) for name in PANEL_MARK_COLUMNS]


def dish_rows(picture: _Json) -> Iterator[list[str]]:
    """Yield the rows of eDISH or mDISH."""
    for point in picture["points"]:
        peaks = [point[peak] or {} for peak in ("transaminase", "bilirubin")]
        ends = [_cell(peak.get(end)) for peak in peaks for end in ("low", "high")]
        yield [point["subject"], *ends, ";".join(point["reasons"]), point["href"]]


def map_mark_rows(picture: _Json) -> Iterator[list[str]]:
    """Yield the rows of a map of completeness of subjects."""
    names = {column["visit"]: column["name"] for column in picture["columns"]}
    for row in picture["rows"]:
        for cell in row["cells"]:
            counts = ";".join(f"{one['state']}={one['count']}" for one in cell["counts"])
            told = (row["name"], cell["visit"], names[cell["visit"]], cell["state"], counts, cell["is_open"])
            yield [*map(_cell, told), row["href"]]


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
