"""Read which pages the sources of the web pages list."""

import re
from pathlib import Path

_LIST = Path(__file__).parents[2] / "web" / "shell" / "pages.js"


def listed_pages() -> set[str]:
    """Return the names of all pages."""
    return set(re.findall(r'^    name: "([a-z-]+)"', _LIST.read_text("utf-8"), re.MULTILINE))
