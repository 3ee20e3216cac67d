"""Writes docs/openapi.json from the routes, and the examples in it from a session; `make docs` runs it."""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATH = ROOT / "docs" / "openapi.json"
EXAMPLES = ROOT / "functions" / "api" / "http" / "examples.json"
sys.path[:0] = [str(ROOT / folder) for folder in ("functions", "infra", ".")]


def openapi() -> str:
    """Return the description of the API as it is kept in the project."""
    from api.http.description import document
    from api.routing.routes import whole_app

    return _written(document(whole_app()))


def examples() -> str:
    """Return what a session with the API gives, as it is kept beside the routes."""
    from scripts.api_examples import api_examples

    return _written(api_examples())


def _written(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for path, content in ((EXAMPLES, examples), (PATH, openapi)):
        path.write_text(content(), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
