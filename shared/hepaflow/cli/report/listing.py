"""Print a list: as a table for a person, or as CSV or JSON for a program."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from hepaflow.cli.report.terminal import escaped, visible
from hepaflow.writers.csv_cells import write_csv

SHORT_ID = 8  # characters of a file id in a table; commands accept them if they are unambiguous
_Row = Sequence[str]


class Form(StrEnum):
    """How a command prints its answer."""

    PERSON = "person"
    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as programs get it.

    Attributes:
        columns: names of the columns in CSV.
        rows: the cells, in the order of `columns`.
        answer: what JSON shows.
    """

    columns: _Row
    rows: Iterable[_Row]
    answer: Any  # JSON of any shape


@dataclass(frozen=True, slots=True)
class PersonTable:
    """A list as a person gets it.

    Attributes:
        headings: the headings, in the language of the person.
        rows: the cells below each heading.
        whole: headings whose cells are never broken: half a number is another number.
        title: printed above the table.
        empty: printed in place of a table without rows.
    """

    headings: _Row
    rows: Sequence[_Row]
    whole: _Row = ()
    title: str = ""
    empty: str = ""


def print_csv(listing: Listing) -> None:
    """Print a list as CSV (RFC 4180)."""
    write_csv(chain((listing.columns,), listing.rows), sys.stdout)


def print_json(answer: Any) -> None:  # JSON of any shape
    """Print an answer as JSON, without characters that steer a terminal."""
    click.echo("".join(map(escaped, json.dumps(answer, ensure_ascii=False, indent=1))))


def print_table(console: Console, shown: PersonTable) -> None:
    """Print a table, or that there is nothing to show."""
    if shown.title:
        console.print(Text(shown.title))
    if not shown.rows:
        console.print(Text(shown.empty))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in shown.headings:
        table.add_column(name, overflow="fold", no_wrap=name in shown.whole)
    for row in shown.rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console.print(table)


def print_facts(console: Console, facts: Sequence[tuple[str, str]]) -> None:
    """Print names and values side by side; a long value goes on below itself."""
    width = max(Text(name).cell_len for name, _ in facts) + 2
    for name, value in facts:
        label = Text(name)
        label.pad_right(width - label.cell_len)
        for part in Text(visible(value)).wrap(console, max(console.width - width, width), overflow="fold"):
            part.rstrip()
            console.print(label + part)
            label = Text(" " * width)
