"""Print what reading a file gave: for a person at a terminal, or as JSON for a program."""

import json

from rich.console import Console
from rich.text import Text

from hepaflow.cli.report.causes import counts_line, print_beside, print_causes
from hepaflow.cli.report.terminal import escaped, visible
from hepaflow.cli.report.words import CHINESE, ENGLISH
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipts import KeptContent
from hepaflow.pipeline.checking.outcome_json import outcome_to_json
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.outcome import Outcome


def print_outcome(
    console: Console, outcome: Outcome, profile: Profile, catalog: Catalog, *, chinese: bool
) -> None:
    """Print the outcome of a file: the counts, then each issue with its lines and remedy, most severe first.

    Args:
        console: the terminal to print to.
        outcome: what reading the file gave.
        profile: the profile that read the file; its study, center and version are printed.
        catalog: the catalog that read the file.
        chinese: print in Chinese instead of English.
    """
    words = CHINESE if chinese else ENGLISH
    version = words["version"].format(profile.version)
    console.print(Text(f"{profile.study}  {profile.center}  {version}", style="bold"))
    console.print(Text(words["refused"] if outcome.refused else counts_line(words, outcome.counts)))
    print_causes(console, causes(outcome, catalog), words, chinese=chinese)


def print_kept(console: Console, sha256: str, kept: KeptContent, *, chinese: bool) -> None:
    """Print by what the original of a file is identified, and what the server keeps of it.

    Args:
        console: the terminal to print to.
        sha256: SHA-256 of the file.
        kept: what is kept of it.
        chinese: print in Chinese instead of English.
    """
    words = CHINESE if chinese else ENGLISH
    told = [words["sha256"].format(sha256), words[f"keeps_{kept.form}"]]
    if kept.dropped:
        told.append(words["dropped"].format(words["and"].join(map(visible, kept.dropped))))
    console.print()
    for number, text in enumerate(told):
        print_beside(console, Text("" if number else words["kept"], "dim"), Text(text))


def print_name(console: Console, name: str) -> None:
    """Print the name of a file in an archive as a heading."""
    console.print(Text(visible(name), style="bold underline"))


def as_json(  # noqa: PLR0913 each part comes from another place
    outcome: Outcome,
    profile: Profile,
    catalog: Catalog,
    *,
    sha256: str,
    kept: KeptContent,
    chinese: bool,
    file: str | None = None,
) -> str:
    """Return the report of `print_outcome` as one JSON object.

    Args:
        outcome: what reading the file gave.
        profile: the profile that read the file.
        catalog: the catalog that read the file.
        sha256: SHA-256 of the file.
        kept: what the server keeps of it.
        chinese: write titles, remedies and reasons in Chinese instead of English.
        file: name of the file in an archive; None leaves the name out.
    """
    told = outcome_to_json(outcome, profile, catalog, sha256=sha256, kept=kept, chinese=chinese, file=file)
    return "".join(map(escaped, json.dumps(told, ensure_ascii=False, indent=2)))
