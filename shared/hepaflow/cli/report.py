"""Print what became of a file: for a person at a terminal, or as JSON for a program."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from hepaflow.cli.report_words import CHINESE, ENGLISH, Words
from hepaflow.cli.terminal import escaped, visible
from hepaflow.domain.analytes.vocabulary import Catalog
from hepaflow.domain.issues.issues import Severity
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.receipts.receipt_json import kept_to_json
from hepaflow.domain.receipts.receipts import (
    AcceptedNow,
    Cause,
    DeliveryReceipt,
    Effect,
    FoundCell,
    KeptContent,
    Omitted,
    Receipt,
)
from hepaflow.domain.receipts.receipts import Text as Bilingual
from hepaflow.domain.study.files import Counts, FileStatus
from hepaflow.pipeline.reading.causes import causes
from hepaflow.pipeline.reading.outcome import Outcome

_LABEL = 10  # cells of a line that the label takes
_EXAMPLES = 5
_COLUMNS = 3
_STYLES = {
    Severity.REFUSE: "bold red",
    Severity.REJECT: "red",
    Severity.HOLD: "yellow",
    Severity.NOTE: "cyan",
}


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
    console.print(Text(words["refused"] if outcome.refused else _counts(words, outcome.counts)))
    _print_causes(console, causes(outcome, catalog), words, chinese=chinese)


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
        _print_beside(console, Text("" if number else words["kept"], "dim"), Text(text))


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
    told = {
        **({} if file is None else {"file": file}),
        "study": profile.study,
        "center": profile.center,
        "profile_version": profile.version,
        "catalog_version": catalog.version,
        "sha256": sha256,
        "kept": kept_to_json(kept),
        "refused": outcome.refused,
        **asdict(outcome.counts),
        "causes": [_cause_object(cause, chinese=chinese) for cause in causes(outcome, catalog)],
    }
    return "".join(map(escaped, json.dumps(told, ensure_ascii=False, indent=2)))


def _counts(words: Words, counts: Counts) -> str:
    numbers = {name: f"{number:,}" for name, number in asdict(counts).items()}
    return words["row" if counts.rows == 1 else "rows"].format_map(numbers)


def print_receipt(console: Console, receipt: Receipt | DeliveryReceipt, *, chinese: bool) -> None:
    """Print a receipt in the form of `print_outcome`.

    Args:
        console: the terminal to print to.
        receipt: the receipt of a run over a file, or of a delivery.
        chinese: print in Chinese instead of English.
    """
    words = CHINESE if chinese else ENGLISH
    sent = f"{receipt.study}  {receipt.center}  "
    if isinstance(receipt, DeliveryReceipt):
        console.print(Text(f"{sent}{receipt.file_id}", style="bold"), soft_wrap=True)
        console.print(Text(_in(receipt.message, chinese=chinese)))
        return
    console.print(Text(f"{sent}{receipt.file_id[:16]}", style="bold"))
    refused = receipt.outcome is FileStatus.REFUSED
    console.print(Text(words["refused"] if refused else _counts(words, receipt.counts)))
    if receipt.effect:
        for line in _changed(receipt.effect, receipt.counts, words):
            console.print(Text(line))
    elif receipt.effect_status:
        console.print(Text(words[f"effect_{receipt.effect_status}"]))
    _print_causes(console, receipt.causes, words, chinese=chinese)
    if receipt.kept:
        print_kept(console, receipt.sha256, receipt.kept, chinese=chinese)


def _changed(effect: Effect, counts: Counts, words: Words) -> Iterator[str]:
    """Yield lines on what a file changed, as far as its receipt contains it."""
    if counts.accepted:
        yield from _accepted_now(effect.accepted_now, words)
    for rows in effect.resubmitted_rows or ():
        yield words["earlier"].format(file_id=rows.file_id)
        if rows.resolved:
            yield words["settles"].format(_lines(rows.resolved_ranges, len(rows.resolved), words))
        if rows.open:
            yield words["open"].format(_lines(rows.open_ranges, len(rows.open), words))
    if effect.cumulative:
        yield from _omitted(effect.omitted, words)


def _accepted_now(now: AcceptedNow | None, words: Words) -> Iterator[str]:
    if now is None:
        yield words["not_split"]
        return
    yield words["standing"].format_map(asdict(now))
    if now.waiting:
        yield words["waiting"].format_map(asdict(now))


def _omitted(omitted: Omitted | None, words: Words) -> Iterator[str]:
    if omitted is None:
        yield words["not_counted"]
    elif omitted.results:
        yield words["omitted"].format(results=omitted.results, of_last=omitted.in_previous_file)
        yield words["stays"]


def _print_causes(console: Console, causes: Sequence[Cause], words: Words, *, chinese: bool) -> None:
    for cause in causes:
        console.print()
        _print_cause(console, cause, words, chinese=chinese)
    if not causes:
        console.print(Text(words["fine"]))


def _print_cause(console: Console, cause: Cause, words: Words, *, chinese: bool) -> None:
    kind = words["skipped"] if cause.skipped else words[cause.severity]
    found = [_example(one, words, chinese=chinese) for one in cause.found]
    _print_told(
        console,
        Text(kind, _STYLES[cause.severity]),
        Text.assemble(f"{_in(cause.title, chinese=chinese)}  ", (cause.code, "dim")),
        _details(cause, found, words),
        Text.assemble((words[cause.who], "bold"), _in(cause.remedy, chinese=chinese)),
    )


def _print_told(console: Console, label: Text, title: Text, details: Iterable[str], remedy: Text) -> None:
    _print_beside(console, label, title)
    for line in details:
        _print_beside(console, Text(), Text(line))
    _print_beside(console, Text("       →"), remedy)


def _print_beside(console: Console, label: Text, text: Text) -> None:
    """Print a label and a text beside it; wrapped lines begin below the text."""
    label.pad_right(_LABEL - label.cell_len)
    for line in text.wrap(console, max(console.width - _LABEL, _LABEL), overflow="fold"):
        whole = label + line
        whole.rstrip()
        console.print(whole)
        label = Text(" " * _LABEL)


def _details(cause: Cause, found: list[str], words: Words) -> Iterator[str]:
    places = [_lines(cause.line_ranges, len(cause.lines), words)] if cause.line_ranges else []
    if cause.columns:
        headers = _some([visible(header) for header in cause.columns], _COLUMNS, words)
        places.append(words["column" if len(cause.columns) == 1 else "columns"].format(headers))
    if places:
        yield " · ".join(places)
    if found:
        yield words["found"] + _some(found, _EXAMPLES, words, cause.found_more)


def _lines(where: str, count: int, words: Words) -> str:
    """Return line numbers with the word for them; places of a message or a resource need no word."""
    if not where[0].isdecimal():
        return words["places"].format(where)
    return words["line" if count == 1 else "lines"].format(where.replace(", ", words["and"]))


def _some(texts: list[str], most: int, words: Words, others: int = 0) -> str:
    others += max(0, len(texts) - most)
    hidden = [words["more"].format(f"{others:,}")] if others else []
    return words["and"].join([*texts[:most], *hidden])


def _example(found: FoundCell, words: Words, *, chinese: bool) -> str:
    text = f"“{visible(found.text)}”"
    if found.analyte:
        text += f" ({found.analyte})"
    if found.count > 1:
        text += f" ×{found.count:,}"
    return text + words["says"] + _in(found.reason, chinese=chinese) if found.reason else text


def _in(text: Bilingual, *, chinese: bool) -> str:
    return text.zh if chinese else text.en


def _cause_object(cause: Cause, *, chinese: bool) -> dict[str, Any]:
    return {
        "code": cause.code,
        "severity": cause.severity,
        "skipped": cause.skipped,
        "title": _in(cause.title, chinese=chinese),
        "columns": list(cause.columns),
        "lines": list(cause.lines),
        "found": [_example_object(found, chinese=chinese) for found in cause.found],
        "who": cause.who,
        "remedy": _in(cause.remedy, chinese=chinese),
    }


def _example_object(found: FoundCell, *, chinese: bool) -> dict[str, Any]:
    told = {"text": found.text, "analyte": found.analyte, "count": found.count}
    return {**told, "reason": _in(found.reason, chinese=chinese)} if found.reason else told
