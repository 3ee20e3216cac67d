"""Every case answers as its expected.csv says."""

import csv
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest
from tests.cases.answers import Got, answer

HERE = Path(__file__).parent
KEY = " (key)"
STORED = ("subject", "collected_at", "analyte")  # an empty cell says nothing
ASKED = ("range_low", "range_high", "flag", "condition")  # columns of the cases that are about them
UNSAID = frozenset({"row-blank", "row-header"})  # rows of a table that are left out wherever they are
Expected = dict[str, str]


def names() -> list[str]:
    """Return each case, and once more with its key where one describes it."""
    folders = sorted(folder for folder in HERE.glob("*/*") if (folder / "expected.csv").exists())
    plain = [folder.relative_to(HERE).as_posix() for folder in folders]
    return plain + [name + KEY for name in plain if (HERE / name / "expected_with_key.csv").exists()]


def rows_of(name: str) -> tuple[list[Expected], list[Got]]:
    """Return the expected rows of a case, and those that hepaflow gives."""
    folder, ending = HERE / name.removesuffix(KEY), "_with_key" if name.endswith(KEY) else ""
    profile = folder / f"profile{ending}.toml"
    assert profile.exists(), "no profile key describes this file yet"
    (file,) = (path for path in folder.iterdir() if not path.name.startswith(("profile", "expected")))
    with (folder / f"expected{ending}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines)), answer(file, profile.read_text(encoding="utf-8"))


def fits(expected: Expected, got: Got) -> bool:
    """Say whether a row is the expected one with a right outcome."""
    outcomes = set(expected["outcome"].split("|"))
    if got.outcome not in outcomes and not (got.outcome == "noted" and "accepted" in outcomes):
        return False
    if not got.cells:  # what a row that gives no result was taken for does not matter
        return True
    waits = got.outcome == "held" and outcomes != {
        "held"
    }  # held for a wrong reading of its value is right, too
    return all(expected[column] in {"", got.cells[column]} for column in STORED) and (
        waits or all(same(expected[column], got.cells[column]) for column in told_by(expected))
    )


def told_by(expected: Expected) -> list[str]:
    """Return the columns of the value that an expected row says something about."""
    value = ("operator", "value", "unit") if expected["value"] else ()
    return [*value, *(column for column in ASKED if column in expected)]


def same(expected: str, got: str) -> bool:
    try:
        return Decimal(expected) == Decimal(got)
    except InvalidOperation:
        return expected == got


def matched(expected: list[Expected], got: list[Got]) -> bool:
    """Say whether each row fits an expected one, and each expected one a row (augmenting paths)."""
    row_of: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for index, wanted in enumerate(expected):
            if index not in tried and fits(wanted, got[row]):
                tried.add(index)
                if index not in row_of or place(row_of[index], tried):
                    row_of[index] = row
                    return True
        return False

    return len(expected) == len(got) and all(place(row, set()) for row in range(len(got)))


def answers(expected: list[Expected], got: list[Got]) -> bool:
    """Say whether the rows are the expected ones, with or without the ones that a table leaves out anyway."""
    said = [row for row in got if row.outcome != "skipped" or not UNSAID.issuperset(row.codes)]
    return any(matched(expected, once(expected, rows)) for rows in (got, said))


def once(expected: list[Expected], got: list[Got]) -> list[Got]:
    """Return the rows that the expected ones speak of: a wide row once where they name no analyte of it."""
    if all(wanted["analyte"] for wanted in expected):
        return got
    whole = {row.line: row for row in got if not row.cells}
    return [row for row in got if row.cells or whole[row.line] is row]


@pytest.mark.parametrize("name", names())
def test_case_is_answered_as_expected(name):
    expected, got = rows_of(name)
    if [row.outcome for row in got] == ["refused"]:
        got *= len(expected)
    assert answers(expected, got), "\n".join(map(str, [*expected, *got]))


def test_every_case_has_a_source():
    with (HERE / "sources.tsv").open(encoding="utf-8") as lines:
        sources = {row["case"] for row in csv.DictReader(lines, delimiter="\t") if row["source"]}
    assert sources == {name for name in names() if not name.endswith(KEY)}
