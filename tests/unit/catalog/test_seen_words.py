"""Words that labs write, found in public code and pages: each is read right, and what only resembles one is not read."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from hepaflow.catalog.headers import header_words, is_other_time
from hepaflow.catalog.loader import load
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.resolve import analytes_named
from hepaflow.domain.analytes.specimen_words import blood_of_tube, tells_other_specimen
from hepaflow.domain.analytes.units import candidates
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.flags import parse_flag
from hepaflow.domain.values.lab_words import STATUS_WORDS
from hepaflow.domain.values.ranges import parse_range
from hepaflow.domain.values.values import parse_value

# not read: two names of one bilirubin in one bracket, and a misspelling
UNREAD = {"Bilirubin, Direct/BC (DBIL)", "Lact. Desh Hidrogenasa"}


def seen() -> list[dict[str, str]]:
    lines = (Path(__file__).parent / "seen_words.tsv").read_text("utf-8").splitlines()
    listed = [line for line in lines if not line.startswith("# ")]
    return list(csv.DictReader(listed, delimiter="\t", quoting=csv.QUOTE_NONE))


def named(word: str, unit: str) -> str:
    return "|".join(sorted(analytes_named(word, unit, load()) or ()))


def specimen(word: str) -> str:
    known = load().specimens.get(canonical_text(word).casefold())
    if known is not None:
        return known.specimen_type if known.blood else "other"
    return blood_of_tube(word) or ("other" if tells_other_specimen(word) else "")


def limits(word: str) -> str:
    low, high = parse_range(word, ".").limits.low, parse_range(word, ".").limits.high
    if low and high:
        return f"{low.number}-{high.number}"
    if low:
        return f"{'>=' if low.included else '>'}{low.number}"
    return f"{'<=' if high.included else '<'}{high.number}"


READ: dict[str, Callable[[str, str], str]] = {
    "name": named,
    "look-alike": named,
    "header": lambda word, _: header_words().get(name_key(word), ""),
    "other-time": lambda word, _: "y" if is_other_time(word) else "n",
    "status": lambda word, _: STATUS_WORDS.get(canonical_text(word).casefold(), ""),
    "specimen": lambda word, _: specimen(word),
    "flag": lambda word, _: parse_flag(word) or "",
    "value": lambda word, _: parse_value(word, ".").finding or "",
    "unit": lambda word, _: "|".join(sorted(unit.unit.code for unit in candidates(word, load().units))),
    "range": lambda word, _: limits(word),
}


@pytest.mark.parametrize("kind", READ)
def test_every_word_is_read_as_its_source_means_it(kind):
    words = [row for row in seen() if row["kind"] == kind and row["word"] not in UNREAD]
    assert {
        row["word"]: (READ[kind](row["word"], row["unit"]), row["source"])
        for row in words
        if READ[kind](row["word"], row["unit"]) != row["expected"]
    } == {}
    assert words


def test_what_is_listed_as_unread_is_not_read_as_something_else():
    assert {
        row["word"] for row in seen() if row["word"] in UNREAD and not named(row["word"], row["unit"])
    } == UNREAD


def test_there_are_enough_words_and_each_has_a_source():
    counted = [row for row in seen() if row["kind"] != "look-alike"]
    assert len(counted) >= 150
    assert len(seen()) - len(counted) >= 60
    assert all(row["source"] for row in seen())
