"""Draw the shapes of marks. Each series and each state has a shape of its own, so that none is known by its colour alone."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple
from xml.etree.ElementTree import Element

from hepaflow.domain.visits.completeness import CellState
from hepaflow.writers.pictures.svg import FAINT, INK, SOFT, Length, add, px

_PATHS: Final = {
    "circle": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "square": "M-3.6-3.6h7.2v7.2h-7.2z",
    "diamond": "M0-5l5 5l-5 5l-5-5z",
    "triangle": "M0-4.8l4.8 8.4h-9.6z",
    "wedge": "M0 4.8l4.8-8.4h-9.6z",
}


class Look(NamedTuple):
    """How a series is drawn.

    Attributes:
        colour: dark enough to be read as text on white.
        shape: of its marks.
        dash: of its line; "" for a whole one.
    """

    colour: str
    shape: str
    dash: str = ""


LOOKS: Final = {
    "ALT": Look("#0065a3", "circle"),
    "AST": Look("#b34700", "square", "7 3"),
    "ALP": Look("#00694a", "diamond", "2 3"),
    "GGT": Look("#8c3573", "triangle", "9 3 2 3"),
    "BILI": Look("#5f4b00", "wedge", "4 2"),
}
BLACK: Final = Look(INK, "circle")


def draw_shape(parent: Element, x: Length, y: Length, look: Look, *, hollow: bool) -> Element:
    """Draw a mark; a hollow one waits for a decision.

    Args:
        parent: where it is added.
        x: its place from the left.
        y: its place from above.
        look: of its series.
        hollow: not filled.
    """
    return add(
        parent,
        "path",
        d=_PATHS[look.shape],
        transform=f"translate({px(x)} {px(y)})",
        fill="#fff" if hollow else look.colour,
        stroke=look.colour,
        stroke_width=Decimal("1.6"),
    )


def draw_arrow(parent: Element, start: tuple[Length, Length], way: tuple[int, int], colour: str) -> None:
    """Draw an arrow: the number lies somewhere in that direction.

    Args:
        parent: where it is added.
        start: where it begins, from the left and from above.
        way: one step, such as (0, -1) upwards.
        colour: of the line.
    """
    (x, y), (right, down) = start, way
    tip_x, tip_y = x + 17 * right, y + 17 * down
    back = [(tip_x - 5 * right + side * down * 4, tip_y - 5 * down + side * right * 4) for side in (1, -1)]
    head = " ".join(f"{px(one)} {px(other)}" for one, other in (back[0], (tip_x, tip_y), back[1]))
    path = f"M{px(x)} {px(y)}L{px(tip_x)} {px(tip_y)}M{head}"
    add(parent, "path", d=path, fill="none", stroke=colour, stroke_width=Decimal("1.6"))


def draw_line(parent: Element, points: Sequence[tuple[Length, Length]], look: Look) -> None:
    """Draw the line of a series.

    Args:
        parent: where it is added.
        points: through which it goes, each from the left and from above.
        look: of the series.
    """
    told = " ".join(f"{px(x)},{px(y)}" for x, y in points)
    more = {"stroke_dasharray": look.dash} if look.dash else {}
    add(parent, "polyline", points=told, fill="none", stroke=look.colour, stroke_width=Decimal("1.6"), **more)


def draw_rule(
    parent: Element,
    start: tuple[Length, Length],
    end: tuple[Length, Length],
    colour: str = FAINT,
    dash: str = "",
) -> None:
    """Draw a thin straight line.

    Args:
        parent: where it is added.
        start: one end, from the left and from above.
        end: the other end.
        colour: of the line.
        dash: "" for a whole line.
    """
    more = {"stroke_dasharray": dash} if dash else {}
    add(parent, "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=colour, **more)


_STATES: Final = {  # path, fill, stroke, width of the stroke
    CellState.RECEIVED: ("M-5-5h10v10h-10z", "#2a7a5a", "#2a7a5a", "1"),
    CellState.EXPECTED: ("M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z", "none", "#0065a3", "1.6"),
    CellState.LATE: ("M0-5.5l6 10.5h-12z", "#e08a00", "#7a4b00", "1"),
    CellState.MISSING: ("M-5-5l10 10M5-5l-10 10", "none", "#a40000", "2.6"),
    CellState.NOT_DONE: ("M-5-5h10v10h-10zM-5 5l10-10", "none", "#5a5a5a", "1.4"),
    CellState.NOT_APPLICABLE: ("M-5 0h10", "none", SOFT, "1.6"),
    CellState.NOT_DUE: ("M-1.2 0a1.2 1.2 0 1 0 2.4 0a1.2 1.2 0 1 0-2.4 0z", "#8a8a8a", "none", "0"),
}
_OPEN: Final = ("M-5-5h10v10h-10z", "#fff", "#2a7a5a", "1.8")


def draw_state(parent: Element, x: Length, y: Length, state: CellState, *, is_open: bool = False) -> Element:
    """Draw the state of a cell of completeness.

    Args:
        parent: where it is added.
        x: its place from the left.
        y: its place from above.
        state: the state.
        is_open: what was received waits for a decision: the square is hollow.
    """
    path, fill, stroke, width = _OPEN if is_open and state is CellState.RECEIVED else _STATES[state]
    place = f"translate({px(x)} {px(y)})"
    return add(parent, "path", d=path, transform=place, fill=fill, stroke=stroke, stroke_width=width)
