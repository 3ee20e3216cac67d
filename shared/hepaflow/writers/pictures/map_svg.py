"""Draw the map of completeness: a sign for each visit of a row. Each state has a shape of its own."""

from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from hepaflow.catalog.analyte_names import analyte_name
from hepaflow.domain.pictures.completeness_map import BY_ATTENTION, CompletenessMap, MapCell, MapRow
from hepaflow.domain.visits.completeness import CellState
from hepaflow.writers.pictures.legend import PageOfSubjects, draw_notes, in_lines, page_notes
from hepaflow.writers.pictures.reading import date_text, reasons_text
from hepaflow.writers.pictures.shapes import draw_rule, draw_state
from hepaflow.writers.pictures.svg import (
    SMALL,
    SOFT,
    WIDTH,
    Reader,
    add,
    entitle,
    picture,
    shortened,
    write_text,
)
from hepaflow.writers.pictures.words import Words, picture_words

_LEFT, _HEIGHT, _TOP = 130, 20, 128
_NARROW, _WIDE = 18, 60
_LONGEST_NAME, _LONGEST_ROW = 15, 17
_COUNTED: Final = 34  # from this width on a cell has its number


def map_svg(shown: CompletenessMap, reader: Reader, page: PageOfSubjects | None = None) -> Element:
    """Return the picture of a map.

    Args:
        shown: what is drawn.
        reader: who reads it.
        page: the subjects of a page, where others are on other pages.
    """
    words = picture_words(chinese=reader.chinese)
    step = max(_NARROW, min(_WIDE, (WIDTH - _LEFT - 50) // max(len(shown.columns), 1)))
    width = max(WIDTH, _LEFT + step * len(shown.columns) + 50)
    title = words["map_of"].format(shown.subject) if shown.subject else words["map"]
    today = date_text(shown.today, chinese=reader.chinese)
    body = Element("g")
    places = {
        column.visit: Decimal(_LEFT + step * index) + Decimal(step) / 2
        for index, column in enumerate(shown.columns)
    }
    for column in shown.columns:
        x = places[column.visit]
        turned = f"rotate(-55 {x:.1f} {_TOP - 16})"
        name = write_text(
            body, x, _TOP - 16, shortened(column.name, _LONGEST_NAME), font_size=SMALL, transform=turned
        )
        entitle(name, column.name)
    for index, row in enumerate(shown.rows):
        _draw_row(body, row, places, (_TOP + _HEIGHT * index, step), reader, words)
    bottom = _legend(body, shown, _TOP + _HEIGHT * len(shown.rows) + 10, width, words)
    why = reasons_text(shown.why_none, chinese=reader.chinese)
    notes = [] if shown.rows else [words["why"].join([words["nothing"].rstrip("."), *why])]
    notes = [*page_notes(page, words), *notes, words["today"].format(today)]
    bottom = draw_notes(body, notes, bottom, width)
    described = words["map_desc"].format(len(shown.rows), len(shown.columns), today)
    root = picture(reader.key, bottom + 24, title, described, width)
    root.set("role", "group")
    write_text(root, 12, 22, shortened(title, 60), font_size=16, font_weight="bold")
    root.append(body)
    write_text(root, 12, bottom + 14, words["foot"].format(reader.journal_number), font_size=SMALL, fill=SOFT)
    return root


def _draw_row(
    body: Element, row: MapRow, places: dict[int, Decimal], at: tuple[int, int], reader: Reader, words: Words
) -> None:
    y, step = at
    is_subject = bool(row.href)
    name = row.name if is_subject else analyte_name(row.name, chinese=reader.chinese)
    parent = add(body, "a", href=row.href) if is_subject else body
    text = write_text(
        parent, _LEFT - 10, y + 4, shortened(name, _LONGEST_ROW), font_size=SMALL, text_anchor="end"
    )
    entitle(text, name)
    draw_rule(body, (_LEFT, y + 10), (max(places.values(), default=_LEFT) + step // 2, y + 10), "#ececec")
    for cell in row.cells:
        _draw_cell(body, cell, (places[cell.visit], y), step, words)


def _draw_cell(body: Element, cell: MapCell, at: tuple[Decimal, int], step: int, words: Words) -> None:
    x, y = at
    is_several = len(cell.counts) > 1
    has_number = is_several and step >= _COUNTED
    sign = draw_state(body, x - 8 if has_number else x, y, cell.state, is_open=cell.is_open)
    entitle(sign, _about(cell, words))
    if has_number:
        write_text(body, x + 1, y + 4, str(cell.counts[0].count), font_size=SMALL)


def _about(cell: MapCell, words: Words) -> str:
    whole = sum(one.count for one in cell.counts)
    told = [words["of"].format(one.count, whole, words[one.state]) for one in cell.counts]
    if whole == 1:
        told = [words[cell.state]]
    return words["list"].join([*told, *([words["is_open"]] if cell.is_open else [])])


def _legend(body: Element, shown: CompletenessMap, top: int, width: int, words: Words) -> int:
    counts = {one.state: one.count for one in shown.counts}
    entries = [(state, False, f"{words[state]} {counts.get(state, 0):,}") for state in BY_ATTENTION]
    entries.append((CellState.RECEIVED, True, words["is_open_row"]))
    places = list(in_lines([text for _, _, text in entries], top + 8, width))
    for (state, is_open, text), (x, y) in zip(entries, places, strict=True):
        draw_state(body, x, y, state, is_open=is_open)
        write_text(body, x + 14, y + 4, text, font_size=SMALL)
    return places[-1][1] + 14
