"""The rows to be fixed are the same whether they were kept while the file was read, or the file is parsed again."""

import io
from pathlib import Path

import pytest
from tests.fuzz.reading import mutant
from tests.support.copies import parts, reading_of

from hepaflow.domain.issues.issues import Actor
from hepaflow.domain.issues.who_acts import issues_for
from hepaflow.pipeline.profiles.parse import profile_from_toml
from hepaflow.pipeline.reading.open_file import adjusted, as_sent, content_of, open_content
from hepaflow.writers.rejected import write_rejected

CASES = sorted((Path(__file__).parents[1] / "cases").rglob("*.toml"))


def listed(sheet, issues, profile):
    out = io.BytesIO()
    write_rejected(sheet, issues, profile, out, file_id="ab" * 32)
    return out.getvalue()


def compared(data, profile):
    """Return how many lists were written of kept rows; each is the list that is written of the file parsed again."""
    outcome, written = reading_of(data, profile).outcome, 0
    for who in (Actor.LAB, Actor.DATA_MANAGER):
        issues = issues_for(who, outcome.issues, profile.wide)
        if outcome.refused or not issues:
            continue
        kept = outcome.at_fault.of(outcome.sheet, {issue.line for issue in issues})
        if kept is not None:
            content = content_of(data)
            again, read_by = open_content(content, profile)
            of_kept = listed(kept, issues, as_sent(content, adjusted(kept, profile)))
            assert of_kept == listed(again, issues, as_sent(content, read_by))
            written += 1
    return written


def test_rows_to_fix_of_the_cases_are_the_same():
    written = 0
    for declared in CASES:
        (file,) = (
            one for one in declared.parent.iterdir() if not one.name.startswith(("profile", "expected"))
        )
        profile = profile_from_toml(declared.read_text("utf-8"))
        written += sum(compared(data, profile) for data in parts(file))
    assert written > 40


@pytest.mark.parametrize("reader", ["delimited", "json", "hl7v2", "fhir", "cdisc"])
def test_rows_to_fix_of_damaged_files_are_the_same(reader):
    assert sum(compared(*mutant(reader, number)) for number in range(240)) > 5
