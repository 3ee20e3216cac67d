"""Draw eDISH and mDISH: peaks of ALT or AST against peaks of bilirubin, both axes logarithmic."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from xml.etree.ElementTree import Element

from hepaflow.domain.pictures.dish import Dish, DishPoint, PeakBounds
from hepaflow.writers.pictures.legend import PageOfSubjects, draw_notes, page_notes
from hepaflow.writers.pictures.reading import number_text, reasons_text
from hepaflow.writers.pictures.shapes import BLACK, Look, draw_arrow, draw_rule, draw_shape
from hepaflow.writers.pictures.svg import (
    SMALL,
    SOFT,
    TEXT,
    WIDTH,
    Reader,
    add,
    breadth,
    entitle,
    picture,
    position,
    shortened,
    write_text,
)
from hepaflow.writers.pictures.words import Words, picture_words

_LEFT, _RIGHT, _TOP, _BOTTOM = 62, WIDTH - 18, 58, 500
_SIGNAL: Final = Look("#a40000", "diamond")
_POINT: Final = Look("#0065a3", "circle")
_MOST_LABELS: Final = 40
_LONGEST: Final = 18
_MOST_REASONS: Final = 8


def dish_svg(dish: Dish, reader: Reader, page: PageOfSubjects | None = None) -> Element:
    """Return the picture of the peaks.

    Args:
        dish: what is drawn.
        reader: who reads it.
        page: the subjects of a page, where others are on other pages.
    """
    words, kind = picture_words(chinese=reader.chinese), dish.kind.value
    drawn = [point for point in dish.points if point.is_drawn]
    signals = [point for point in drawn if _is_signal(dish, point)]
    body = Element("g")
    _draw_axes(body, dish, words)
    room = _Room()
    for point in sorted(drawn, key=lambda one: (one not in signals, one.subject)):
        _draw_point(body, dish, point, reader, room)
    bottom = _legend(body, words)
    notes = [*page_notes(page, words), words["no_case"], *_undrawn(dish, reader, words)]
    bottom = draw_notes(body, notes, bottom)
    described = words["dish_desc"].format(len(drawn), len(signals))
    root = picture(reader.key, bottom + 24, words[kind], described)
    root.set("role", "group")
    write_text(root, 12, 22, words[kind], font_size=16, font_weight="bold")
    write_text(root, _LEFT, _TOP - 12, f"↑ {words[f'{kind}_y']}", font_size=12, font_weight="bold")
    root.append(body)
    write_text(root, 12, bottom + 14, words["foot"].format(reader.journal_number), font_size=SMALL, fill=SOFT)
    return root


def _is_signal(dish: Dish, point: DishPoint) -> bool:
    """Say whether a subject certainly is in the upper right, or may be."""
    injury, jaundice = point.transaminase, point.bilirubin
    if injury is None or jaundice is None:
        return False
    is_high = injury.high is None or injury.high >= dish.transaminase_line
    return is_high and (jaundice.high is None or jaundice.high > dish.bilirubin_line)


def _draw_axes(body: Element, dish: Dish, words: Words) -> None:
    across, up = dish.transaminases, dish.bilirubin
    x3 = position(across, dish.transaminase_line, _LEFT, _RIGHT)
    y2 = position(up, dish.bilirubin_line, _BOTTOM, _TOP)
    add(body, "rect", x=x3, y=_TOP, width=_RIGHT - x3, height=y2 - _TOP, fill="#fdf0ee")
    for tick in across.ticks:
        x = position(across, tick, _LEFT, _RIGHT)
        draw_rule(body, (x, _TOP), (x, _BOTTOM + 5), "#e2e2e2")
        write_text(body, x, _BOTTOM + 18, number_text(tick), font_size=SMALL, text_anchor="middle")
    for tick in up.ticks:
        y = position(up, tick, _BOTTOM, _TOP)
        draw_rule(body, (_LEFT - 5, y), (_RIGHT, y), "#e2e2e2")
        write_text(body, _LEFT - 9, y + 4, number_text(tick), font_size=SMALL, text_anchor="end")
    draw_rule(body, (_LEFT, _TOP), (_LEFT, _BOTTOM), SOFT)
    draw_rule(body, (_LEFT, _BOTTOM), (_RIGHT, _BOTTOM), SOFT)
    draw_rule(body, (x3, _TOP), (x3, _BOTTOM), "#1a1a1a", "6 4")
    draw_rule(body, (_LEFT, y2), (_RIGHT, y2), "#1a1a1a", "6 4")
    corners = (
        ("hy", _RIGHT - 6, _TOP + 14, "end"),
        ("temple", _RIGHT - 6, _BOTTOM - 8, "end"),
        ("cholestasis", _LEFT + 6, _TOP + 14, "start"),
        ("near", _LEFT + 6, _BOTTOM - 8, "start"),
    )
    for name, place, height, anchor in corners:
        write_text(
            body,
            place,
            height,
            words[name],
            font_size=SMALL,
            text_anchor=anchor,
            fill=SOFT,
            font_style="italic",
        )
    name = f"{words[f'{dish.kind.value}_x']} →"
    write_text(body, _RIGHT, _BOTTOM + 38, name, font_size=12, font_weight="bold", text_anchor="end")


class _Room:
    """What is covered by marks and labels, in cells of a grid."""

    def __init__(self) -> None:
        self.boxes: list[tuple[Decimal, Decimal, Decimal, Decimal]] = []
        self.labels = 0

    def taken(self, box: tuple[Decimal, Decimal, Decimal, Decimal]) -> bool:
        left, top, right, bottom = box
        if left < _LEFT or right > _RIGHT or top < _TOP + 18 or bottom > _BOTTOM:
            return True
        return any(
            left < one[2] and right > one[0] and top < one[3] and bottom > one[1] for one in self.boxes
        )

    def take(self, box: tuple[Decimal, Decimal, Decimal, Decimal]) -> None:
        self.boxes.append(box)


def _draw_point(body: Element, dish: Dish, point: DishPoint, reader: Reader, room: _Room) -> None:
    injury, jaundice = point.transaminase, point.bilirubin
    if injury is None or jaundice is None:
        return
    is_signal = _is_signal(dish, point)
    look = _SIGNAL if is_signal else _POINT
    x = position(dish.transaminases, _end(injury), _LEFT, _RIGHT)
    y = position(dish.bilirubin, _end(jaundice), _BOTTOM, _TOP)
    about = _about(point, injury, jaundice, reader)
    link = add(body, "a", href=point.href, aria_label=about)
    entitle(link, about)
    is_open = _is_open(injury) or _is_open(jaundice)
    _draw_bounds(link, dish, (injury, jaundice), (x, y), look)
    draw_shape(link, x, y, look, hollow=is_open)
    room.take((x - 5, y - 5, x + 5, y + 5))
    if is_signal and room.labels < _MOST_LABELS:
        _label(link, shortened(point.subject, _LONGEST), x, y, room)


def _label(link: Element, text: str, x: Decimal, y: Decimal, room: _Room) -> None:
    """Write the subject beside its point, if there is room."""
    wide = Decimal(breadth(text, SMALL))
    places: tuple[tuple[Decimal, Decimal], ...] = (
        (x + 8, y),
        (x - 14 - wide, y),
        (x - wide / 2, y - 13),
        (x - wide / 2, y + 13),
    )
    for left, middle in places:
        box = (left, middle - 7, left + wide, middle + 7)
        if not room.taken(box):
            room.take(box)
            room.labels += 1
            write_text(link, left, middle + 4, text, font_size=SMALL)
            return


def _draw_bounds(
    link: Element, dish: Dish, spans: tuple[PeakBounds, PeakBounds], at: tuple[Decimal, Decimal], look: Look
) -> None:
    """Draw how far both peaks are known: a bar between two bounds, an arrow where there is none."""
    (injury, jaundice), (x, y) = spans, at
    if injury.low is not None and injury.high is not None and injury.low != injury.high:
        draw_rule(link, (position(dish.transaminases, injury.low, _LEFT, _RIGHT), y), (x, y), look.colour)
    if jaundice.low is not None and jaundice.high is not None and jaundice.low != jaundice.high:
        draw_rule(link, (x, position(dish.bilirubin, jaundice.low, _BOTTOM, _TOP)), (x, y), look.colour)
    for span, less, more in ((injury, (-1, 0), (1, 0)), (jaundice, (0, 1), (0, -1))):
        if span.low is None:
            draw_arrow(link, (x, y), less, look.colour)
        if span.high is None:
            draw_arrow(link, (x, y), more, look.colour)


def _end(span: PeakBounds) -> Decimal:
    return (span.high if span.high is not None else span.low) or Decimal(1)


def _is_open(span: PeakBounds) -> bool:
    return span.low is None or span.low != span.high


def _about(point: DishPoint, injury: PeakBounds, jaundice: PeakBounds, reader: Reader) -> str:
    told = [point.subject, f"ALT/AST {_span_text(injury)}", f"BILI {_span_text(jaundice)}"]
    told += reasons_text(point.reasons, chinese=reader.chinese)
    return ", ".join(told)


def _span_text(span: PeakBounds) -> str:
    low, high = (None if end is None else number_text(end) for end in (span.low, span.high))
    if low is None or high is None:
        return f"≤{high}" if low is None else f"≥{low}"
    return low if low == high else f"{low}–{high}"


def _undrawn(dish: Dish, reader: Reader, words: Words) -> Iterator[str]:
    rest = [point for point in dish.points if not point.is_drawn]
    if not rest:
        return
    yield words["undrawn"].format(len(rest))
    counts = Counter(code for point in rest for code in point.reasons)
    for code, count in counts.most_common(_MOST_REASONS):
        (why,) = reasons_text((code,), chinese=reader.chinese)
        yield f"? {why} ({count})"


def _legend(body: Element, words: Words) -> int:
    y, x = _BOTTOM + 62, 20
    entries: tuple[tuple[str, Look, bool], ...] = (
        ("exact", _POINT, False),
        ("hy", _SIGNAL, False),
        ("open", BLACK, True),
    )
    for name, look, hollow in entries:
        draw_shape(body, x, y, look, hollow=hollow)
        write_text(body, x + 14, y + 4, words[name], font_size=SMALL)
        x += breadth(words[name], SMALL) + 40
    return y + TEXT
