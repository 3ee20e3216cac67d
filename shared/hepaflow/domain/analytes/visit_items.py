"""Name the items of an EDC that are about visits. They are no results: they have no specimen, and may be of a day to come."""

from typing import Final

DRAW_EXPECTED: Final = "DRAWEXP"
DRAW_DONE: Final = "DRAWDONE"
WITHDRAWAL: Final = "WITHDRWN"
VISIT_ITEMS: Final = frozenset({DRAW_EXPECTED, DRAW_DONE, WITHDRAWAL})
