"""Tells which changes of the HTTP API break programs that use it: `make api-changes`, since BASE=a commit.

docs/openapi.json is compared with itself as of that commit. What breaks fails, unless CHANGELOG.md says it word for word.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.openapi_breaks import breaking

ROOT = Path(__file__).parents[1]
DESCRIPTION, CHANGELOG = "docs/openapi.json", "CHANGELOG.md"
BEFORE = "HEAD~1"
NOTHING = f"""\
There is no {DESCRIPTION} as of {{base}}: nothing to compare the HTTP API with. A copy with its last commit alone, as
`git clone --depth 1` makes it, gets the one before by `git fetch --deepen 1`; BASE=… names another."""
ADVICE = f"""\
What to do: leave what is there as it is, and add a new optional field, parameter or route beside it. Where the break is
wanted, write its line as it stands above into {CHANGELOG}, under Unreleased, and what a program is to do instead."""


def changes(base: str, root: Path = ROOT) -> tuple[str, bool]:
    """Return what is to be said of the API since a commit, and whether that is fine."""
    old = _as_of(base, root)
    if old is None:
        return NOTHING.format(base=base), base == BEFORE
    new = json.loads((root / DESCRIPTION).read_text("utf-8"))
    broken = breaking(json.loads(old), new)
    said = (root / CHANGELOG).read_text("utf-8").partition("\n## Unreleased\n")[2].partition("\n## ")[0]
    wanted, unwanted = ([f"  {line}" for line in broken if (line in said) is told] for told in (True, False))
    if not broken:
        return f"The HTTP API since {base}: nothing breaks programs that use it.", True
    told = [f"The HTTP API since {base}: {len(broken)} changes break programs that use it."]
    if wanted:
        told += [f"{CHANGELOG} says so of", *wanted]
    if unwanted:
        told += ["Nothing is said yet of" if wanted else "They are", *unwanted, ADVICE]
    return "\n".join(told), not unwanted


def _as_of(base: str, root: Path) -> str | None:
    """Return the description as of a commit; None where there is no such commit, or it had none."""
    words = [shutil.which("git") or "git", "show", f"{base}:{DESCRIPTION}"]
    shown = subprocess.run(words, cwd=root, capture_output=True, encoding="utf-8", check=False)  # noqa: S603 the caller's own commit
    return None if shown.returncode else shown.stdout


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--base", default=BEFORE, help="the commit to compare with")
    text, is_fine = changes(options.parse_args().base)
    print(text)
    sys.exit(not is_fine)
