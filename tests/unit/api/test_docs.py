"""The document names every route, and no other."""

import re
from pathlib import Path

from api.routing.routes import whole_access

ACCESS = whole_access()
TEXT = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")


def test_every_route_is_documented_and_no_other():
    documented = re.findall(r"^\| `([A-Z]+ /[^?`]*)", TEXT, re.MULTILINE)
    assert sorted(documented) == sorted(ACCESS)
