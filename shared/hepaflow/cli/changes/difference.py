"""Print which current results a change adds, removes or alters."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from hepaflow.cli.remote.refusals import JsonObject
from hepaflow.cli.report.listing import Listing, PersonTable, print_table
from hepaflow.cli.report.words import Words

CHANGE_COLUMNS = (
    "change", "center", "subject", "collected_at", "analyte", "before", "after", "unit", "line", "file_id",
)  # fmt: skip


def print_difference(console: Console, difference: JsonObject, words: Words) -> None:
    """Print the counts of a difference, and its first results.

    Args:
        console: the terminal to print to.
        difference: as the API returns it.
        words: the words of the language.
    """
    first = difference["measurements"]
    total = difference["added"] + difference["removed"] + difference["changed"]
    if not total:
        console.print(Text(words["no_difference"]))
        return
    console.print(Text(words["difference"].format_map(difference)))
    rows = [
        [one["subject"], one["analyte"], one["collected_at"], _value(one["before"]), _value(one["after"])]
        for one in first
    ]
    names = ("subject", "analyte", "collected", "before", "after")
    whole = [words["collected"]]
    print_table(console, PersonTable([words[name] for name in names], rows, whole))
    if total > len(first):
        console.print(Text(words["first_of"].format(len(first), total)))


def change_listing(answer: JsonObject) -> Listing:
    """Return the results that an answer's `difference` lists, if it has one."""
    found = answer.get("difference")
    return Listing(CHANGE_COLUMNS, change_rows([found] if found else []), answer)


def change_rows(differences: Iterable[JsonObject]) -> list[list[str]]:
    """Return a row for each result that differences list."""
    return [_row(one) for difference in differences for one in difference["measurements"]]


def _row(one: JsonObject) -> list[str]:
    value = one["after"] or one["before"]
    return [
        one["change"], one["center"], one["subject"], one["collected_at"], one["analyte"], _number(one["before"]),
        _number(one["after"]), value["unit"], value["place"], value["file_id"],
    ]  # fmt: skip


def _number(value: JsonObject | None) -> str:
    return "" if value is None else f"{value['operator']}{value['value'] or value['finding'] or ''}"


def _value(value: JsonObject | None) -> str:
    unit = value["unit"] if value and value["value"] else ""
    return f"{_number(value)} {unit}".strip() or "–"
