"""Print what became of a file: for a person at a terminal, or as JSON for a program."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from hepaflow.cli.report_words import CHINESE, ENGLISH, Words
from hepaflow.cli.terminal import escaped, visible
from hepaflow.domain.issues import Severity
from hepaflow.domain.profile import Profile
from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.reading.outcome import Counts, Outcome
from hepaflow.pipeline.reading.summary import Cause, Example, causes, line_ranges

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
    """Print what became of a file: the counts, then each issue with its lines and remedy, most severe first."""
    words = CHINESE if chinese else ENGLISH
    version = words["version"].format(profile.version)
    console.print(Text(f"{profile.study}  {profile.center}  {version}", style="bold"))
    console.print(Text(words["refused"] if outcome.refused else _counts(words, outcome.counts)))
    found = causes(outcome, catalog)
    for cause in found:
        console.print()
        _print_cause(console, cause, words, chinese=chinese)
    if not found:
        console.print(Text(words["fine"]))


def print_name(console: Console, name: str) -> None:
    """Print the name of a file in an archive as a heading."""
    console.print(Text(visible(name), style="bold underline"))


def as_json(
    outcome: Outcome, profile: Profile, catalog: Catalog, *, chinese: bool, file: str | None = None
) -> str:
    """Return the same report as one JSON object; `file` is the file's name in an archive."""
    told = {
        **({} if file is None else {"file": file}),
        "study": profile.study,
        "center": profile.center,
        "profile_version": profile.version,
        "catalog_version": catalog.version,
        "refused": outcome.refused,
        **asdict(outcome.counts),
        "causes": [_cause_object(cause, chinese=chinese) for cause in causes(outcome, catalog)],
    }
    return "".join(map(escaped, json.dumps(told, ensure_ascii=False, indent=2)))


def _counts(words: Words, counts: Counts) -> str:
    numbers = {name: f"{number:,}" for name, number in asdict(counts).items()}
    return words["row" if counts.rows == 1 else "rows"].format_map(numbers)


def print_receipt(console: Console, receipt: Mapping[str, Any], *, chinese: bool) -> None:
    """Print a receipt (its JSON body) in the form of `print_outcome`."""
    words, language = (CHINESE, "zh") if chinese else (ENGLISH, "en")
    sent = f"{receipt['study']}  {receipt['center']}  "
    if "counts" not in receipt:
        console.print(Text(f"{sent}{receipt['file_id']}", style="bold"), soft_wrap=True)
        console.print(Text(receipt[f"message_{language}"]))
        return
    console.print(Text(f"{sent}{receipt['file_id'][:16]}", style="bold"))
    refused = receipt["outcome"] == "refused"
    console.print(Text(words["refused"] if refused else _counts(words, Counts(**receipt["counts"]))))
    for line in _changed(receipt, words):
        console.print(Text(line))
    for cause in receipt["causes"]:
        console.print()
        kind = words["skipped"] if cause["skipped"] else words[cause["severity"]]
        label = Text(kind, _STYLES[Severity(cause["severity"])])
        found = (
            _example(
                one["text"], one["analyte"], one["count"], one.get("reason", {}).get(language, ""), words
            )
            for one in cause["found"]
        )
        _print_told(
            console,
            label,
            Text.assemble(f"{cause['title'][language]}  ", (cause["code"], "dim")),
            _details(cause["where"], len(cause["lines"]), cause["columns"], list(found), words),
            Text.assemble((words[cause["who"]], "bold"), cause["remedy"][language]),
        )
    if not receipt["causes"]:
        console.print(Text(words["fine"]))


def _changed(receipt: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Yield lines on what a file changed, as far as its receipt contains it."""
    if "accepted_now" in receipt and receipt["counts"]["accepted"]:
        now = receipt["accepted_now"]
        yield words["standing"].format_map(now) if now else words["not_split"]
        if now and now["waiting"]:
            yield words["waiting"].format_map(now)
    for earlier in receipt.get("settles", ()):
        yield words["earlier"].format_map(earlier)
        for name, where, rows in (("settles", "where", "lines"), ("open", "open_where", "open")):
            if earlier[rows]:
                yield words[name].format(_lines(earlier[where], len(earlier[rows]), words))
    if "omitted" in receipt and receipt["omitted"] is None:
        yield words["not_counted"]
    elif "omitted" in receipt and receipt["omitted"]["results"]:
        yield words["omitted"].format_map(receipt["omitted"])
        yield words["stays"]


def _print_cause(console: Console, cause: Cause, words: Words, *, chinese: bool) -> None:
    meaning = cause.meaning
    kind = words["skipped"] if meaning.skips else words[meaning.severity]
    title = meaning.title_zh if chinese else meaning.title_en
    remedy = meaning.remedy_zh if chinese else meaning.remedy_en
    found = [
        _example(one.found, one.analyte, one.count, _reason(one, chinese=chinese), words)
        for one in cause.examples
    ]
    _print_told(
        console,
        Text(kind, _STYLES[meaning.severity]),
        Text.assemble(f"{title}  ", (cause.code, "dim")),
        _details(line_ranges(cause.lines, cause.places), len(cause.lines), cause.columns, found, words),
        Text.assemble((words[meaning.actor], "bold"), remedy),
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


def _details(where: str, lines: int, columns: Sequence[str], found: list[str], words: Words) -> Iterator[str]:
    places = [_lines(where, lines, words)] if where else []
    if columns:
        headers = _some([visible(header) for header in columns], _COLUMNS, words)
        places.append(words["column" if len(columns) == 1 else "columns"].format(headers))
    if places:
        yield " · ".join(places)
    if found:
        yield words["found"] + _some(found, _EXAMPLES, words)


def _lines(where: str, count: int, words: Words) -> str:
    """Return line numbers with the word for them; places of a message or a resource need no word."""
    if not where[0].isdecimal():
        return words["places"].format(where)
    return words["line" if count == 1 else "lines"].format(where.replace(", ", words["and"]))


def _some(texts: list[str], most: int, words: Words) -> str:
    hidden = [words["more"].format(f"{len(texts) - most:,}")] if len(texts) > most else []
    return words["and"].join([*texts[:most], *hidden])


def _example(found: str, analyte: str, count: int, reason: str, words: Words) -> str:
    text = f"“{visible(found)}”"
    if analyte:
        text += f" ({analyte})"
    if count > 1:
        text += f" ×{count:,}"
    return text + words["says"] + reason if reason else text


def _reason(example: Example, *, chinese: bool) -> str:
    if example.refusal is None:
        return ""
    return example.refusal.reason_zh if chinese else example.refusal.reason_en


def _cause_object(cause: Cause, *, chinese: bool) -> dict[str, Any]:
    meaning = cause.meaning
    return {
        "code": cause.code,
        "severity": meaning.severity,
        "skipped": meaning.skips,
        "title": meaning.title_zh if chinese else meaning.title_en,
        "columns": list(cause.columns),
        "lines": cause.shown_lines,
        "found": [_example_object(example, chinese=chinese) for example in cause.examples],
        "who": meaning.actor,
        "remedy": meaning.remedy_zh if chinese else meaning.remedy_en,
    }


def _example_object(example: Example, *, chinese: bool) -> dict[str, Any]:
    told = {"text": example.found, "analyte": example.analyte, "count": example.count}
    if example.refusal:
        told["reason"] = _reason(example, chinese=chinese)
    return told
