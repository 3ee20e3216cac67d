"""Writes docs/openapi.json from the routes; `make docs` runs it."""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATH = ROOT / "docs" / "openapi.json"


def openapi() -> str:
    """Return the description of the API as it is kept in the project."""
    sys.path.insert(0, str(ROOT / "functions"))
    from api.app import app
    from api.description import document

    return json.dumps(document(app), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PATH.write_text(openapi(), encoding="utf-8")
    print(f"wrote {PATH.relative_to(ROOT)}")
