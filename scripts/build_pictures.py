"""Writes docs/pictures/: pictures of made subjects, to be looked at before they are kept."""

from pathlib import Path

from scripts.made_pictures import COURSE, made_dish, made_map, made_panel, observations, plan

from hepaflow.writers.pictures.dish_svg import dish_svg
from hepaflow.writers.pictures.map_svg import map_svg
from hepaflow.writers.pictures.panel_svg import panel_svg
from hepaflow.writers.pictures.svg import Reader, markup

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
_NUMBER = 42  # of the journal


def saved_pictures() -> dict[str, str]:
    """Return the pictures by the name of their file."""
    english, chinese = (
        Reader(chinese=False, journal_number=_NUMBER),
        Reader(chinese=True, journal_number=_NUMBER),
    )
    panel = made_panel(observations(COURSE), plan())
    return {
        "panel.svg": markup(panel_svg(panel, english)),
        "panel-zh.svg": markup(panel_svg(panel, chinese)),
        "edish.svg": markup(dish_svg(made_dish(), english)),
        "completeness.svg": markup(map_svg(made_map(), english)),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in saved_pictures().items():
        (FOLDER / name).write_text(text + "\n", "utf-8")
