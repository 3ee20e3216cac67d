"""Writes docs/study.schema.json: what editors offer and check while a study's definition is written."""

import json
from pathlib import Path

from hepaflow.domain.study.study import StudyDefinition

TARGET = Path(__file__).parent.parent / "docs" / "study.schema.json"


def schema() -> str:
    """Return the JSON Schema of a study's definition, as the file holds it."""
    described = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **StudyDefinition.model_json_schema(),
        "title": "hepaflow study definition",
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.write_text(schema(), encoding="utf-8")
    print(f"written: {TARGET}")
