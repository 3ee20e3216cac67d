"""A copy without the columns that are not kept reads like the file itself: for every example and every case."""

from pathlib import Path

import pytest
from tests.support.copies import EXAMPLES, answered, copied, parts, reading_of

from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import KeptForm
from hepaflow.pipeline.profiles.parse import profile_from_toml

ROOT = Path(__file__).parents[2]
CASES = [
    (path, profile)
    for folder in sorted((ROOT / "tests/cases").glob("*/*"))
    for profile in sorted(folder.glob("profile*.toml"))
    for path in sorted(folder.iterdir())
    if not path.name.startswith(("profile", "expected"))
]
FILES = [
    pytest.param(*pair, id=f"{pair[0].parent.name}-{pair[0].name}-{pair[1].stem}")
    for pair in EXAMPLES + CASES
]
KEEP = ["laboratory", "mapped"]


def declared(profile: Path, keep: str) -> Profile:
    known = profile_from_toml(profile.read_text("utf-8"))
    return known.model_copy(update={"file": known.file.model_copy(update={"keep": keep})})


@pytest.mark.parametrize("keep", KEEP)
@pytest.mark.parametrize(("path", "profile"), FILES)
def test_copy_reads_like_the_file(path, profile, keep):
    read_by = declared(profile, keep)
    for data in parts(path):
        if reading_of(data, read_by).kept.form is KeptForm.ROWS:
            assert answered(copied(data, read_by), read_by) == answered(data, read_by)


def test_nearly_every_file_is_kept_as_rows():
    forms = [
        reading_of(data, declared(profile, "laboratory")).kept.form
        for path, profile in EXAMPLES + CASES
        for data in parts(path)
    ]
    assert len(EXAMPLES) >= 5
    assert len(forms) > 140
    assert forms.count(KeptForm.ROWS) > 0.9 * len(forms)
    assert KeptForm.ORIGINAL not in forms
