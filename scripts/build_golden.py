"""Writes tests/golden/: what hepaflow makes of the example files, to be looked at before it is kept."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from hepaflow.catalog.loader import load
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.writers.tables import write_issues, write_results

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "golden"
FILES = (
    "us-long.csv", "cn-wide.csv", "de-workbook.xlsx", "central-lab.csv", "us-oru.hl7", "uk-observations.ndjson", "mistakes.csv",
)  # fmt: skip
RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)  # fixed, because it decides which dates lie in the future


def golden(name: str) -> dict[str, bytes]:
    """Return the outputs for an example by the name of their file."""
    path = ROOT / "examples" / name
    profile = profile_from_toml(path.with_suffix(".toml").read_text("utf-8"))
    outcome = read_file(path.read_bytes(), profile, load(), RECEIVED)
    results, issues = StringIO(newline=""), StringIO(newline="")
    write_results(outcome.panels, profile, results, places=outcome.places)
    write_issues(outcome.issues, issues, places=outcome.places)
    return {
        f"{path.stem}.results.csv": results.getvalue().encode(),
        f"{path.stem}.issues.csv": issues.getvalue().encode(),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file in FILES:
        for output, content in golden(file).items():
            (FOLDER / output).write_bytes(content)
            print(f"written: {FOLDER / output}")
