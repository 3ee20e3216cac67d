"""Show and change the papers of labs (`hepaflow labs`)."""

import tomllib
from pathlib import Path
from urllib.parse import quote

import click
from rich.text import Text

from hepaflow.cli.changes.confirm import REASON
from hepaflow.cli.desk.words import words_of
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Form, Listing, PersonTable, print_json, print_table

LAB_COLUMNS = ("lab", "version", "journal_number", "names", "valid_to", "ranges")


@click.group(short_help="Show or change the papers of labs.")
def labs() -> None:
    """Show or change the papers of labs: names, accreditation, validity, reference ranges."""


@labs.command("list", short_help="List the labs of the study.", epilog=EXIT)
@click.option("--as-of", help="The labs at this journal number or time (with UTC offset).")
@over_api
def labs_list_command(session: Session, *, as_of: str | None) -> None:
    """List the labs with the last day of their validity."""
    answer = session.client.call("GET", "/labs", params={"as_of": as_of} if as_of else {})
    rows = [
        ["; ".join(lab["names"]) if name == "names" else str(lab[name] or "") for name in LAB_COLUMNS]
        for lab in answer["labs"]
    ]
    words = words_of(chinese=session.chinese)
    shown = PersonTable(
        headings=[words[name] for name in ("lab", "version", "name", "valid_to", "ranges")],
        rows=[[*row[:2], *row[3:]] for row in rows],
        whole=[words["valid_to"]],
        empty=words["no_labs"],
    )
    session.show(Listing(LAB_COLUMNS, rows, answer), lambda console: print_table(console, shown))


@labs.command("show", short_help="Print the papers of a lab.", epilog=EXIT)
@click.argument("lab")
@click.option("--version", type=click.IntRange(1), help="This version. Default: the newest one.")
@over_api
def labs_show_command(session: Session, *, lab: str, version: int | None) -> None:
    """Print the papers of LAB as they were written (TOML)."""
    query = {"version": str(version)} if version else {}
    text = session.client.text(f"/labs/{quote(lab, safe='')}", query, "application/toml")
    if session.form is Form.JSON:
        print_json({"lab": lab, "papers": text})
    else:
        click.echo(text, nl=not text.endswith("\n"))


@labs.command("add", short_help="Add the next version of the papers of a lab.", epilog=EXIT)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@REASON
@over_api
def labs_add_command(session: Session, *, file: Path, reason: str) -> None:
    """Add the papers in FILE (TOML) as the next version for the lab that it names."""
    lab = _lab_of(file)
    headers = {"Content-Type": "application/toml"}
    answer = session.client.call(
        "PUT",
        f"/labs/{quote(lab, safe='')}",
        params={"reason": reason},
        headers=headers,
        data=file.read_bytes(),
    )
    told = words_of(chinese=session.chinese)["lab_done"].format_map({**answer, "lab": lab})
    columns = ("lab", "version", "journal_number")
    listing = Listing(columns, [[lab, str(answer["version"]), str(answer["journal_number"])]], answer)
    session.show(listing, lambda console: console.print(Text(told)))


def _lab_of(file: Path) -> str:
    try:
        lab = tomllib.loads(file.read_text("utf-8")).get("lab")
    except ValueError as error:
        raise click.ClickException(f"{file.name} is not TOML in UTF-8: {error}") from None
    if not isinstance(lab, str):
        raise click.ClickException(
            f"{file.name} names no lab: begin it with study, lab and version (docs/labs.md)"
        )
    return lab
