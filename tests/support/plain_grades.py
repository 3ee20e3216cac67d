"""Grade in plain floats, row by row as ctcae.tsv has them; shares nothing with `domain.grades`."""

import csv
from math import isclose
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).parents[1] / "unit" / "domain" / "grades" / "ctcae.tsv"
with _FILE.open(encoding="utf-8") as file:
    _ROWS: Final = list(csv.DictReader(file, delimiter="\t"))
_SHORT: Final = {
    "BILI": "TBIL", "CREAT": "CREA", "FIBRINO": "FIB", "GLUC": "GLU", "PLAT": "PLT", "TRIG": "TG", "LIPASET": "LIPASE",
}  # fmt: skip


def plain_grades(world: dict[str, Any]) -> set[int]:
    """The grade of a world in which everything is known; two if the text has two readings."""
    rows = [
        row
        for row in _ROWS
        if (row["ctcae_version"], row["analyte_code"], row["direction"])
        == (world["version"], _SHORT.get(world["analyte"], world["analyte"]), world["direction"])
    ]
    value = world["value"] + (0.02 * (40 - world["albumin"]) if world["analyte"] == "CA" else 0)
    if world["analyte"] == "FIBRINO":
        return _fibrinogen(rows, world, value)
    grades = {_worst(rows, world, value)}
    if world["version"] == "6.0" and world["analyte"] in ("ALT", "AST"):
        above = world["base"] > world["base_upper"]
        if (
            above
            and world["base"] > 5 * world["base_upper"]
            and 2 * world["base"] < value <= 4 * world["base"]
        ):
            grades = {2, 3}
    return grades


def _worst(rows: list[dict[str, str]], world: dict[str, Any], value: float) -> int:
    met = [
        _calm(int(row["grade"]), row, world, value)
        for row in rows
        if _is_meant(row["variant"], world) and _lies(row, world, value)
    ]
    return max(met, default=0)


def _calm(grade: int, row: dict[str, str], world: dict[str, Any], value: float) -> int:
    if row["variant"] != "worst_case_symptomatic" or world["symptoms"]:
        return grade
    match world["analyte"]:
        case "LIPASET":
            return {3: 2, 4: 3}.get(grade, grade)
        case "K":
            return {2: 1}.get(grade, grade)
        case "SODIUM":
            return 2 if grade == 3 and value >= 125 else grade
        case _:
            return 1


def _is_meant(variant: str, world: dict[str, Any]) -> bool:
    meant = {
        "baseline_normal_or_low": world["base"] <= world["base_upper"],
        "baseline_above_ULN": world["base"] > world["base_upper"],
        "baseline_below_LLN": world["base"] < world["base_lower"],
        "absolute": not world["treated"],
        "on_anticoagulation": world["treated"],
        "fasting": world["fasting"],
        "random": not world["fasting"],
    }
    return meant.get(variant, True)


def _lies(row: dict[str, str], world: dict[str, Any], value: float) -> bool:
    if (
        row["variant"] == "baseline_not_below_LLN"
        and row["grade"] in "23"
        and world["base"] < world["base_lower"]
    ):
        return False
    low, high = (_number(row[end], row["bound_basis"], world) for end in ("lower_bound", "upper_bound"))
    above = low is None or (row["lower_inclusive"] == "Y" if _is(value, low) else value > low)
    below = high is None or (row["upper_inclusive"] == "Y" if _is(value, high) else value < high)
    return above and below


def _is(value: float, bound: float) -> bool:
    """Whether two floats mean one number; values just beside a bound are 100 times as far away."""
    return isclose(value, bound, rel_tol=1e-12)


def _number(text: str, basis: str, world: dict[str, Any]) -> float | None:
    if not text:
        return None
    if text in ("ULN", "LLN"):
        return world["upper"] if text == "ULN" else world["lower"]
    if basis == "ULN+offset":
        return world["upper"] + float(text)
    factors = {
        "ULN": world["upper"],
        "LLNx": world["lower"],
        "BASE": world["base"],
        "MAX(BASE,ULN)": max(world["base"], world["upper"]),
    }
    return float(text) * factors.get(basis, 1)


def _fibrinogen(rows: list[dict[str, str]], world: dict[str, Any], value: float) -> set[int]:
    by_limit, fallen = _worst(rows, world, value), 1 - value / world["base"]
    absolute = 4 if value < 0.5 else 0
    by_fall = 4 if fallen >= 0.75 else 3 if fallen >= 0.5 else 2 if fallen >= 0.25 else 1 if fallen > 0 else 0
    first = max(by_fall if world["base"] < world["base_lower"] else by_limit, absolute)
    second = max(by_limit, by_fall if value < world["lower"] else 0, absolute)
    return {first, second}
