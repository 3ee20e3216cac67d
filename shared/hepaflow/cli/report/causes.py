"""Print the causes of a file's issues: what happened, where, what was found, who acts, what to do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from hepaflow.catalog.analyte_names import analyte_name
from hepaflow.cli.report.terminal import visible
from hepaflow.cli.report.words import Words
from hepaflow.domain.issues.found_words import chinese_found
from hepaflow.domain.issues.issues import Severity
from hepaflow.domain.receipts.receipts import Cause, FoundCell
from hepaflow.domain.study.files import Counts
from hepaflow.pipeline.checking.outcome_json import in_language

_LABEL = 10  # cells of a line that the label takes
_EXAMPLES = 5
_COLUMNS = 3
_STYLES = {
    Severity.REFUSE: "bold red",
    Severity.REJECT: "red",
    Severity.HOLD: "yellow",
    Severity.NOTE: "cyan",
}


def counts_line(words: Words, counts: Counts) -> str:
    """Return the line that accounts for every row."""
    numbers = {name: f"{number:,}" for name, number in asdict(counts).items()}
    return words["row" if counts.rows == 1 else "rows"].format_map(numbers)


def print_causes(console: Console, causes: Sequence[Cause], words: Words, *, chinese: bool) -> None:
    """Print causes one after another, or that there is nothing to do.

    Args:
        console: the terminal to print to.
        causes: the causes, most severe first.
        words: the words of the language.
        chinese: print in Chinese instead of English.
    """
    for cause in causes:
        console.print()
        _print_cause(console, cause, words, chinese=chinese)
    if not causes:
        console.print(Text(words["fine"]))


def _print_cause(console: Console, cause: Cause, words: Words, *, chinese: bool) -> None:
    kind = words["skipped"] if cause.skipped else words[cause.severity]
    found = [_example(cause.code, one, words, chinese=chinese) for one in cause.found]
    _print_told(
        console,
        Text(kind, _STYLES[cause.severity]),
        Text.assemble(f"{in_language(cause.title, chinese=chinese)}  ", (cause.code, "dim")),
        _details(cause, found, words),
        Text.assemble((words[cause.who], "bold"), in_language(cause.remedy, chinese=chinese)),
    )


def _print_told(console: Console, label: Text, title: Text, details: Iterable[str], remedy: Text) -> None:
    print_beside(console, label, title)
    for line in details:
        print_beside(console, Text(), Text(line))
    print_beside(console, Text("       →"), remedy)


def print_beside(console: Console, label: Text, text: Text) -> None:
    """Print a label and a text beside it; wrapped lines begin below the text.

    Args:
        console: the terminal to print to.
        label: printed before the first line.
        text: wrapped to the width of the terminal.
    """
    label.pad_right(_LABEL - label.cell_len)
    for line in text.wrap(console, max(console.width - _LABEL, _LABEL), overflow="fold"):
        whole = label + line
        whole.rstrip()
        console.print(whole)
        label = Text(" " * _LABEL)


def _details(cause: Cause, found: list[str], words: Words) -> Iterator[str]:
    places = [lines_in_words(cause.line_ranges, len(cause.lines), words)] if cause.line_ranges else []
    if cause.columns:
        headers = _some([visible(header) for header in cause.columns], _COLUMNS, words)
        places.append(words["column" if len(cause.columns) == 1 else "columns"].format(headers))
    if places:
        yield " · ".join(places)
    if found:
        yield words["found"] + _some(found, _EXAMPLES, words, cause.found_more)


def lines_in_words(where: str, count: int, words: Words) -> str:
    """Return line numbers with the word for them; places of a message or a resource need no word.

    Args:
        where: the lines, abbreviated to ranges.
        count: how many lines there are.
        words: the words of the language.
    """
    if not where[0].isdecimal():
        return words["places"].format(where)
    return words["line" if count == 1 else "lines"].format(where.replace(", ", words["and"]))


def _some(texts: list[str], most: int, words: Words, others: int = 0) -> str:
    others += max(0, len(texts) - most)
    hidden = [words["more"].format(f"{others:,}")] if others else []
    return words["and"].join([*texts[:most], *hidden])


def _example(code: str, found: FoundCell, words: Words, *, chinese: bool) -> str:
    shown = chinese_found(code, found.text) if chinese else found.text
    text = f"“{visible(shown)}”"
    if found.analyte:
        text += words["of"].format(analyte_name(found.analyte, chinese=chinese))
    if found.count > 1:
        text += f" ×{found.count:,}"
    return text + words["says"] + in_language(found.reason, chinese=chinese) if found.reason else text
