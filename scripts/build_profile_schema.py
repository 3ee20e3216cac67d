"""Writes docs/profile.schema.json: what editors offer and check while a profile is written."""

import json
from pathlib import Path

from hepaflow.domain.profile.profile import Profile

TARGET = Path(__file__).parent.parent / "docs" / "profile.schema.json"


def schema() -> str:
    """Return the JSON Schema of a profile, as the file holds it."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Profile.model_json_schema(),
        "title": "hepaflow center profile",
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema(), encoding="utf-8")
    print(f"written: {TARGET}")
