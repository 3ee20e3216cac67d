"""What is kept of a file, made as ingest makes it."""

import io
from datetime import UTC, datetime
from pathlib import Path

from hepaflow.catalog.loader import load
from hepaflow.domain.identity import RunId, file_id, sha256
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.files import Claim, Recipe
from hepaflow.pipeline.reading.open_file import as_sent, content_of, open_content
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.reading.read_file import read_file
from hepaflow.pipeline.runs.file_run import FileRun
from hepaflow.pipeline.runs.run import Reading, read_and_copy
from hepaflow.pipeline.runs.source_copy import stored_source
from hepaflow.readers.archive import is_archive, unpacked
from hepaflow.readers.copied import Copied
from hepaflow.writers.rejected import write_rejected
from hepaflow.writers.tables import write_issues, write_results

RECEIVED = datetime(2025, 9, 1, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
EXAMPLES = [
    (path, path.with_suffix(".toml"))
    for path in sorted((ROOT / "examples").iterdir())
    if path.suffix != ".toml" and path.with_suffix(".toml").exists()
]


def parts(path: Path) -> list[bytes]:
    """Return the files inside an archive, or the file itself."""
    data = path.read_bytes()
    return [member.data for member in unpacked(data)] if is_archive(data) else [data]


def reading_of(data: bytes, profile: Profile) -> Reading:
    """Return what one pass of ingest over a file gives, with what is to be kept of it."""
    run = RunId(profile.study, profile.center, file_id(profile.study, profile.center, data), 1)
    recipe = Recipe(profile.version, load().version, "0", 0)
    claim = Claim(1, profile.center, sha256(data), RECEIVED.isoformat(), "v1", recipe)
    return read_and_copy(FileRun(run, claim, content_of(data), profile, None), load())


def copied(data: bytes, profile: Profile) -> Copied:
    """Return the copy that is kept of a file in place of the file."""
    stored = stored_source("key", data, reading_of(data, profile))
    assert stored is not None
    assert stored.data != data
    return Copied(stored.data)


def answered(data: bytes | Copied, profile: Profile) -> tuple[Outcome, dict[str, bytes]]:
    """Return what a file, or its copy, is read as, and the files that hepaflow writes of it."""
    outcome = read_file(data, profile, load(), RECEIVED)
    results, issues, rejected = io.StringIO(newline=""), io.StringIO(newline=""), io.BytesIO()
    write_results(outcome.panels, profile, results, places=outcome.places)
    write_issues(outcome.issues, issues, places=outcome.places)
    if not outcome.refused:
        content = content_of(data)
        sheet, read_by = open_content(content, profile)
        write_rejected(sheet, outcome.issues, as_sent(content, read_by), rejected, file_id="ab" * 32)
    written = {"results": results.getvalue().encode(), "issues": issues.getvalue().encode()}
    return outcome, {**written, "rejected": rejected.getvalue()}
