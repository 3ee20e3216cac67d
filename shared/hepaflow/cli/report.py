"""An outcome for a person at a terminal, and for a program."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.text import Text

from hepaflow.domain.issues import Actor, Severity
from hepaflow.domain.profile import Profile
from hepaflow.domain.vocabulary import Catalog
from hepaflow.pipeline.outcome import Counts, Outcome
from hepaflow.pipeline.summary import Cause, Example, causes, line_ranges

_LABEL = 10  # cells of a line that the label takes
_EXAMPLES = 5
_COLUMNS = 3
_STYLES = {
    Severity.REFUSE: "bold red",
    Severity.REJECT: "red",
    Severity.HOLD: "yellow",
    Severity.NOTE: "cyan",
}
_Words = Mapping[str, str]
_ENGLISH: _Words = {
    Severity.REFUSE: "REFUSED", Severity.REJECT: "REJECTED", Severity.HOLD: "HELD", Severity.NOTE: "NOTED",
    "skipped": "SKIPPED", "line": "line {}", "lines": "lines {}", "column": "column {}", "columns": "columns {}",
    "found": "found: ", "and": ", ", "more": "{} more", "says": ": ", Actor.LAB: "lab: ",
    Actor.DATA_MANAGER: "data manager: ", Actor.NOBODY: "", "version": "profile version {}",
    "refused": "The file is refused; nothing of it is kept.", "fine": "Nothing to do: every row is accepted.",
    "row": "{rows} row = {accepted} accepted + {held} held + {rejected} rejected + {skipped} skipped",
    "rows": "{rows} rows = {accepted} accepted + {held} held + {rejected} rejected + {skipped} skipped",
}  # fmt: skip
_CHINESE: _Words = {
    Severity.REFUSE: "拒收", Severity.REJECT: "退回", Severity.HOLD: "待定", Severity.NOTE: "提示",
    "skipped": "跳过", "line": "第 {} 行", "lines": "第 {} 行", "column": "列 {}", "columns": "列 {}",
    "found": "内容：", "and": "、", "more": "另有 {} 种", "says": "：", Actor.LAB: "实验室：",
    Actor.DATA_MANAGER: "数据管理员：", Actor.NOBODY: "", "version": "配置版本 {}",
    "refused": "整个文件被拒收，未保留任何内容。", "fine": "无需处理：所有行均已接受。",
    "row": "共 {rows} 行 = 接受 {accepted} + 待定 {held} + 退回 {rejected} + 跳过 {skipped}",
    "rows": "共 {rows} 行 = 接受 {accepted} + 待定 {held} + 退回 {rejected} + 跳过 {skipped}",
}  # fmt: skip


def print_outcome(
    console: Console, outcome: Outcome, profile: Profile, catalog: Catalog, *, chinese: bool
) -> None:
    """Print what became of a file: the counts, then one cause after the other with lines and remedy."""
    words = _CHINESE if chinese else _ENGLISH
    version = words["version"].format(profile.version)
    console.print(Text(f"{profile.study}  {profile.center}  {version}", style="bold"))
    console.print(Text(words["refused"] if outcome.refused else _counts(words, outcome.counts)))
    found = causes(outcome, catalog)
    for cause in found:
        console.print()
        _print_cause(console, cause, words, chinese=chinese)
    if not found:
        console.print(Text(words["fine"]))


def as_json(outcome: Outcome, profile: Profile, catalog: Catalog, *, chinese: bool) -> str:
    """Return the same as one JSON object."""
    told = {
        "study": profile.study,
        "center": profile.center,
        "profile_version": profile.version,
        "catalog_version": catalog.version,
        "refused": outcome.refused,
        **asdict(outcome.counts),
        "causes": [_cause_object(cause, chinese=chinese) for cause in causes(outcome, catalog)],
    }
    return "".join(map(_escaped, json.dumps(told, ensure_ascii=False, indent=2)))


def _counts(words: _Words, counts: Counts) -> str:
    numbers = {name: f"{number:,}" for name, number in asdict(counts).items()}
    return words["row" if counts.rows == 1 else "rows"].format_map(numbers)


def _print_cause(console: Console, cause: Cause, words: _Words, *, chinese: bool) -> None:
    meaning = cause.meaning
    kind = words["skipped"] if meaning.skips else words[meaning.severity]
    title = meaning.title_zh if chinese else meaning.title_en
    _print_beside(
        console, Text(kind, _STYLES[meaning.severity]), Text.assemble(f"{title}  ", (cause.code, "dim"))
    )
    for line in _details(cause, words, chinese=chinese):
        _print_beside(console, Text(), Text(line))
    remedy = meaning.remedy_zh if chinese else meaning.remedy_en
    _print_beside(console, Text("       →"), Text.assemble((words[meaning.actor], "bold"), remedy))


def _print_beside(console: Console, label: Text, text: Text) -> None:
    """Print a text beside its label; what does not fit goes on below the beginning of the text."""
    label.pad_right(_LABEL - label.cell_len)
    for line in text.wrap(console, max(console.width - _LABEL, _LABEL), overflow="fold"):
        whole = label + line
        whole.rstrip()
        console.print(whole)
        label = Text(" " * _LABEL)


def _details(cause: Cause, words: _Words, *, chinese: bool) -> Iterator[str]:
    places = []
    if cause.lines:
        places.append(words["line" if len(cause.lines) == 1 else "lines"].format(line_ranges(cause.lines)))
    if cause.columns:
        headers = _some([_visible(header) for header in cause.columns], _COLUMNS, words)
        places.append(words["column" if len(cause.columns) == 1 else "columns"].format(headers))
    if places:
        yield " · ".join(places)
    explained = [_example(example, words, chinese=chinese) for example in cause.examples]
    if explained:
        yield words["found"] + _some(explained, _EXAMPLES, words)


def _some(texts: list[str], most: int, words: _Words) -> str:
    hidden = [words["more"].format(f"{len(texts) - most:,}")] if len(texts) > most else []
    return words["and"].join([*texts[:most], *hidden])


def _example(example: Example, words: _Words, *, chinese: bool) -> str:
    text = f"“{_visible(example.found)}”"
    if example.analyte:
        text += f" ({example.analyte})"
    if example.count > 1:
        text += f" ×{example.count:,}"
    if example.refusal:
        text += words["says"] + (example.refusal.reason_zh if chinese else example.refusal.reason_en)
    return text


_STEERS = ("Cc", "Cf", "Cs", "Zl", "Zp")  # control, format and half characters, line and paragraph separators


def _visible(text: str) -> str:
    """Cell text in one line, without the characters that would steer a terminal."""
    return "".join("�" if unicodedata.category(mark) in _STEERS else mark for mark in text)


def _escaped(mark: str) -> str:
    """A character of JSON text, written out if it would steer a terminal; only strings hold such."""
    return json.dumps(mark)[1:-1] if mark != "\n" and unicodedata.category(mark) in _STEERS else mark


def _cause_object(cause: Cause, *, chinese: bool) -> dict[str, Any]:
    meaning = cause.meaning
    return {
        "code": cause.code,
        "severity": meaning.severity,
        "skipped": meaning.skips,
        "title": meaning.title_zh if chinese else meaning.title_en,
        "columns": list(cause.columns),
        "lines": list(cause.lines),
        "found": [_example_object(example, chinese=chinese) for example in cause.examples],
        "who": meaning.actor,
        "remedy": meaning.remedy_zh if chinese else meaning.remedy_en,
    }


def _example_object(example: Example, *, chinese: bool) -> dict[str, Any]:
    told = {"text": example.found, "analyte": example.analyte, "count": example.count}
    if example.refusal:
        told["reason"] = example.refusal.reason_zh if chinese else example.refusal.reason_en
    return told
