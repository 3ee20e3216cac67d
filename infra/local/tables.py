"""Print tables and sentences of the demo."""

from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

console: Final = Console()


def table(title: str, texts: tuple[str, ...], numbers: tuple[str, ...], rows: list[list[Any]]) -> None:
    """Print a table: columns of text, then columns of numbers."""
    shown = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in texts:
        shown.add_column(name, no_wrap=True)
    for name in numbers:
        shown.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        shown.add_row(*map(str, row))
    console.print()
    console.print(shown)


def say(text: str) -> None:
    """Print a paragraph after an empty line."""
    console.print(f"\n{text}", markup=False, highlight=False)
