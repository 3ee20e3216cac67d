"""Draw pictures of a subject or of the study (`hepaflow plot`)."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import click
from pydantic import TypeAdapter

from hepaflow.cli.answers.of_subject import AS_OF
from hepaflow.cli.remote.options import EXIT
from hepaflow.cli.remote.session import Session, over_api
from hepaflow.cli.report.listing import Listing
from hepaflow.domain.pictures.completeness_map import CompletenessMap, joined_map
from hepaflow.domain.pictures.dish import Dish, DishKind, DishPoint, dish
from hepaflow.domain.pictures.marks import LiverPanel
from hepaflow.domain.study.subject_path import segment_of
from hepaflow.writers.pictures.dish_svg import dish_svg
from hepaflow.writers.pictures.map_svg import map_svg
from hepaflow.writers.pictures.mark_rows import (
    DISH_COLUMNS,
    MAP_COLUMNS,
    PANEL_MARK_COLUMNS,
    dish_rows,
    map_mark_rows,
    panel_mark_rows,
)
from hepaflow.writers.pictures.panel_svg import panel_svg
from hepaflow.writers.pictures.svg import Reader, markup

_Json = dict[str, Any]
_OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the picture to this file."
)
_CENTER = click.option("--center", help="Only subjects of this center.")
_MARKS = {"format": "json"}


@click.group(short_help="Draw pictures of a subject or of the study.")
def plot() -> None:
    """Draw a picture as SVG. --csv and --json print its marks instead."""


@plot.command("panel", short_help="Draw the liver panel of a subject over time.", epilog=EXIT)
@click.argument("subject")
@click.option("--report", is_flag=True, help="Write the whole report of the subject, one HTML page.")
@AS_OF
@_OUT
@over_api
def plot_panel_command(
    session: Session, *, subject: str, report: bool, as_of: str | None, out: Path | None
) -> None:
    """Draw the liver panel of SUBJECT over time, or write the report of SUBJECT."""
    path = f"/subjects/{segment_of(subject)}"
    asked = {"as_of": as_of} if as_of else {}
    if report:
        language = {"lang": "zh" if session.chinese else "en"}
        _write(session.client.text(f"{path}/report", {**asked, **language}, "text/html"), out)
        return
    answer = session.client.call("GET", f"{path}/liver-panel", params={**asked, **_MARKS})
    picture = TypeAdapter(LiverPanel).validate_python(answer["picture"])
    rows = panel_mark_rows(answer["picture"])
    _show(session, Listing(PANEL_MARK_COLUMNS, rows, answer), out, lambda reader: panel_svg(picture, reader))


@plot.command("edish", short_help="Draw peaks by upper limits (eDISH).", epilog=EXIT)
@_CENTER
@AS_OF
@_OUT
@over_api
def plot_edish_command(session: Session, *, center: str | None, as_of: str | None, out: Path | None) -> None:
    """Draw for each subject the peak of ALT or AST against that of bilirubin, as multiples of the upper limits."""
    _dish(session, DishKind.LIMIT, {"center": center, "as_of": as_of}, out)


@plot.command("mdish", short_help="Draw peaks by baselines (mDISH).", epilog=EXIT)
@_CENTER
@AS_OF
@_OUT
@over_api
def plot_mdish_command(session: Session, *, center: str | None, as_of: str | None, out: Path | None) -> None:
    """Draw for each subject the peak of ALT or AST against that of bilirubin, as multiples of the baseline."""
    _dish(session, DishKind.BASELINE, {"center": center, "as_of": as_of}, out)


@plot.command("completeness", short_help="Draw the map of completeness.", epilog=EXIT)
@_CENTER
@AS_OF
@_OUT
@over_api
def plot_completeness_command(
    session: Session, *, center: str | None, as_of: str | None, out: Path | None
) -> None:
    """Draw for each subject and visit whether the planned results are there, late or missing."""
    pages = _pages(session, "/completeness-map", {"center": center, "as_of": as_of})
    pictures = [TypeAdapter(CompletenessMap).validate_python(page["picture"]) for page in pages]
    filled = next((one for one in pictures if one.columns), pictures[0])
    rows = tuple(row for one in pictures for row in one.rows)
    picture = replace(joined_map("", filled.today, filled.columns, rows), why_none=filled.why_none)
    answer = _joined(pages, TypeAdapter(CompletenessMap).dump_python(picture, mode="json"))
    listing = Listing(MAP_COLUMNS, map_mark_rows(answer["picture"]), answer)
    _show(session, listing, out, lambda reader: map_svg(picture, reader))


def _dish(session: Session, kind: DishKind, asked: dict[str, str | None], out: Path | None) -> None:
    pages = _pages(session, f"/{kind.value}", asked)
    points = TypeAdapter(list[DishPoint])
    picture = dish(
        kind, [point for page in pages for point in points.validate_python(page["picture"]["points"])]
    )
    answer = _joined(pages, TypeAdapter(Dish).dump_python(picture, mode="json"))
    listing = Listing(DISH_COLUMNS, dish_rows(answer["picture"]), answer)
    _show(session, listing, out, lambda reader: dish_svg(picture, reader))


def _pages(session: Session, path: str, asked: dict[str, str | None]) -> list[_Json]:
    wanted = {key: value for key, value in asked.items() if value is not None}
    return list(session.client.pages(path, {**wanted, **_MARKS}))


def _joined(pages: list[_Json], picture: _Json) -> _Json:
    """Return the answer of all pages as if it were one."""
    return {**pages[-1], "picture": picture}


def _show(session: Session, listing: Listing, out: Path | None, draw: Callable[[Reader], Element]) -> None:
    reader = Reader(session.chinese, listing.answer["journal_number"])
    session.show(listing, lambda _console: _write(markup(draw(reader)), out))


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text)
    else:
        out.write_text(text, "utf-8")
        click.echo(str(out), err=True)
