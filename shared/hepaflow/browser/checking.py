"""Check files for the page that sends them, as the server would read them now."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from io import StringIO
from typing import Any, Final

from hepaflow.catalog.loader import Catalog, load
from hepaflow.domain.identity import file_id, sha256
from hepaflow.domain.issues.issues import Actor
from hepaflow.pipeline.checking.declared import DeclaredNow, declared_now, read_declared
from hepaflow.pipeline.checking.file_names import names_show_a_person
from hepaflow.pipeline.checking.outcome_json import outcome_to_json
from hepaflow.pipeline.checking.rows_to_fix import RowsToFix, find_rows_to_fix
from hepaflow.pipeline.intake.archives import LabFile, read_all
from hepaflow.pipeline.reading.open_file import content_of
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.pipeline.runs.copies.kept_form import kept_of
from hepaflow.writers.tables import write_issues, write_results

Told = Callable[[int, int], None]
SHOWN_ROWS: Final = 200  # rows to be fixed that a page shows; the file with them has all
_PACKED: Final = b"PK\x03\x04"  # a workbook, whose lines cannot be counted
_ACTORS: Final = (Actor.LAB, Actor.DATA_MANAGER)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that was checked, or the files in an archive.

    Attributes:
        name: the name of the file or archive.
        declared: what it was read with.
        catalog: the known analytes and units.
        files: each file with what reading it gave.
    """

    name: str
    declared: DeclaredNow
    catalog: Catalog
    files: list[tuple[LabFile, Outcome]]


def check_file(name: str, data: bytes, asked: str, told: Told) -> Checked | None:
    """Check a file; return None if the server would let it wait for another version of the profile.

    Args:
        name: its name.
        data: its bytes.
        asked: JSON object with `profile` (TOML), `definition` (JSON), `labs` (a list of TOML) and `received` (a time with a zone).
        told: called with the lines read so far and the lines of the file, now and then; 0 lines: they cannot be counted.
    """
    said = json.loads(asked)
    declared = declared_now(said["profile"], said["definition"], said["labs"])
    if declared is None:
        return None
    catalog, received = load(), datetime.fromisoformat(said["received"])

    def read(one: bytes) -> Outcome:
        lines = 0 if one.startswith(_PACKED) else one.count(b"\n")
        return read_declared(one, declared, catalog, received, progress=lambda line: told(line, lines))

    return Checked(name, declared, catalog, read_all(name, data, read))


def verdict(checked: Checked, *, chinese: bool) -> str:
    """Return what the server would say, as JSON."""
    profile = checked.declared.profile
    return json.dumps(
        {
            "name_shows_a_person": names_show_a_person(
                checked.name, (file.name for file, _ in checked.files)
            ),
            "labs_without_papers": checked.declared.labs_without_papers,
            "profile_version": profile.version,
            "feed": profile.feed,
            "files": [_told(checked, number, chinese=chinese) for number in range(len(checked.files))],
        }
    )


def fix_file(checked: Checked, number: int, who: str, *, chinese: bool) -> bytes:
    """Return the rows of one file that somebody acts on, in the lab's own layout.

    Args:
        checked: what was checked.
        number: which of its files, from 0; it is not refused.
        who: `lab` or `data-manager`.
        chinese: the language of the remedies.
    """
    found = _rows(checked, number, Actor(who))
    assert found is not None  # noqa: S101 the page offers none of a refused file
    return found.written(chinese=chinese)


def results_csv(checked: Checked, number: int) -> bytes:
    """Return the accepted and held results of one file, as `hepaflow check --results` writes them."""
    file, outcome = checked.files[number]
    profile, out = checked.declared.profile, StringIO(newline="")
    name = file_id(profile.study, profile.center, file.data)
    write_results(outcome.panels, profile, out, file_id=name, places=outcome.places)
    return out.getvalue().encode()


def issues_csv(checked: Checked, number: int, *, chinese: bool) -> bytes:
    """Return all issues of one file, as `hepaflow check --issues` writes them.

    Args:
        checked: what was checked.
        number: which of its files, from 0.
        chinese: the language of the remedies.
    """
    _, outcome = checked.files[number]
    out = StringIO(newline="")
    write_issues(outcome.issues, out, places=outcome.places, chinese=chinese)
    return out.getvalue().encode()


def _told(checked: Checked, number: int, *, chinese: bool) -> dict[str, Any]:
    file, outcome = checked.files[number]
    profile = checked.declared.profile
    report = outcome_to_json(
        outcome,
        profile,
        checked.catalog,
        sha256=sha256(file.data),
        kept=kept_of(content_of(file.data), profile, outcome),
        chinese=chinese,
        file=file.name,
    )
    to_fix = {who: _rows_told(_rows(checked, number, who), chinese=chinese) for who in _ACTORS}
    return {**report, "file_id": file_id(profile.study, profile.center, file.data), "to_fix": to_fix}


def _rows(checked: Checked, number: int, who: Actor) -> RowsToFix | None:
    file, outcome = checked.files[number]
    return find_rows_to_fix(file.data, outcome, checked.declared.profile, who)


def _rows_told(found: RowsToFix | None, *, chinese: bool) -> dict[str, Any]:
    if found is None or not found.issues:
        return {"count": 0, "ending": "", "header": [], "whole_header": [], "rows": []}
    return {"count": found.count, "ending": found.ending, **asdict(found.marked(SHOWN_ROWS, chinese=chinese))}
