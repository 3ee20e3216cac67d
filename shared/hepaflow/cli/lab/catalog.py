"""Show the known analytes, units and issue codes with their sources (`hepaflow catalog`)."""

from collections.abc import Iterable, Sequence

import click
from rich.console import Console
from rich.table import Table

from hepaflow.catalog.loader import load, rows
from hepaflow.domain.issues.meanings import MEANINGS

_Line = Sequence[str]


@click.group(short_help="List known analytes, units and issue codes.")
def catalog() -> None:
    """List the known analytes, units and issue codes.

    The output is a table at a terminal, else tab-separated text.
    """


@catalog.command(short_help="List analytes with unit, bounds and LOINC codes.")
def analytes() -> None:
    """List analytes with canonical unit, bounds, LOINC codes and source."""
    known = load()
    loinc: dict[str, list[str]] = {}
    for code in known.loinc.values():
        loinc.setdefault(code.analyte, []).append(code.code)
    header = ("code", "English", "中文", "unit", "hard bounds", "alert bounds", "LOINC", "source")
    lines = (
        (
            row["code"], row["name_en"], row["name_zh"], row["unit"], f"{row['hard_low']}..{row['hard_high']}",
            f"{row['alert_low']}..{row['alert_high']}", " ".join(loinc.get(row["code"], ())), row["source"],
        )
        for row in rows("analytes")
    )  # fmt: skip
    _show(header, lines)


@catalog.command(short_help="List units with exact scale and source.")
def units() -> None:
    """List units with exact scale and source, and conversions between dimensions."""
    header = ("unit", "dimension", "scale", "CDISC", "source")
    lines = [
        (row["unit"], row["dimension"], row["scale"], row["cdisc"], row["source"]) for row in rows("units")
    ]
    for row in rows("crossings"):
        unit = load().analytes[row["analyte"]].unit
        needs = f", if [[declare]] basis = {row['basis']!r}" if row["basis"] else ""
        lines.append(
            (
                "",
                f"{row['dimension']} → {unit.dimension}, {row['analyte']}{needs}",
                row["factor"],
                "",
                row["source"],
            )
        )
    _show(header, lines)


@catalog.command(short_help="List issue codes: meaning, who acts, what to do.")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of messages."
)
def issues(lang: str) -> None:
    """List issue codes: what each means, who acts, what to do."""
    header = ("code", "severity", "title", "who", "remedy")
    lines = (
        (
            code, meaning.severity, meaning.title_zh if lang == "zh" else meaning.title_en, meaning.actor,
            meaning.remedy_zh if lang == "zh" else meaning.remedy_en,
        )
        for code, meaning in MEANINGS.items()
    )  # fmt: skip
    _show(header, lines)


def _show(header: _Line, lines: Iterable[_Line]) -> None:
    console = Console()
    if not console.is_terminal:
        for line in (header, *lines):
            click.echo("\t".join(line))
        return
    table = Table(*header)
    for line in lines:
        table.add_row(*line)
    console.print(table)
