"""Write a receipt as one page for people, in English and Chinese: what happened, where, and what to do; it loads nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from string import Formatter
from xml.etree.ElementTree import Element, SubElement, tostring

from hepaflow.catalog.analyte_names import analyte_name
from hepaflow.domain.issues.found_words import chinese_found
from hepaflow.domain.issues.places import place_ranges
from hepaflow.domain.queries.queries import Query
from hepaflow.domain.receipts.receipts import (
    AcceptedNow,
    Cause,
    DeliveryReceipt,
    Effect,
    KeptContent,
    Omitted,
    Receipt,
    ResubmittedRows,
    Text,
)
from hepaflow.domain.study.files import Counts, FileStatus
from hepaflow.writers.receipt_queries import write_queries
from hepaflow.writers.receipt_words import LANGUAGES, Words, rows_in_words

_EXAMPLES = 5
_CELLS = ("what", "where", "found", "who", "todo")
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "h1{font-size:1.5rem}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;"
    "padding:.4rem .6rem;border-bottom:1px solid #ccc;overflow-wrap:anywhere}th{white-space:nowrap}"
    "td:nth-child(1){width:25%}td:nth-child(2){width:18%}td:nth-child(4){white-space:nowrap}td:nth-child(5){width:32%}"
    "p{overflow-wrap:anywhere}code,.told{font-size:.85em;color:#555}"
    ".refuse,.reject{color:#a40000}.hold{color:#7a4b00}.note{color:#004a7a}.counts b{font-size:1.3em;}"
    "nav{text-align:right}nav a{padding-left:1rem}section+section{border-top:3px solid #ccc;margin-top:2rem}"
    "@media(max-width:45rem){thead{display:none}tr{display:block;border-bottom:3px solid #ccc;padding:.5rem 0}"
    "td,td:nth-child(n){display:block;width:auto;border:0;padding:.1rem 0}td:empty{display:none}"
    "td[data-name]::before{content:attr(data-name);color:#555;font-size:.85em;padding-right:.5rem}}"
    "@media print{nav{display:none}body{font-size:11px;margin:0;max-width:none}tr{break-inside:avoid}"
    "section+section{border:0;break-before:page}}"
)


def receipt_page(receipt: Receipt | DeliveryReceipt, queries: Sequence[Query] = ()) -> bytes:
    """Return the page of a receipt: self-contained HTML in UTF-8, every text of a file escaped.

    Both languages are on it, that of the profile first.

    Args:
        receipt: the receipt.
        queries: the queries about rows of its file; a stored page has none, since it depends on the file alone.
    """
    first = receipt.language if isinstance(receipt, Receipt) else "en"
    languages = sorted(LANGUAGES.items(), key=lambda one: one[0] != first)
    page = Element("html", lang=first)
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width")
    titles = " · ".join(words["title"] for _, (_, words) in languages)
    _text(head, "title", f"{titles} · {receipt.center}")
    _text(head, "style", _STYLE)
    body = SubElement(page, "body")
    links = SubElement(body, "nav")
    for code, (language, words) in languages:
        _text(links, "a", language, href=f"#{code}", lang=code).tail = " "
        section = SubElement(body, "section", id=code, lang=code)
        _section(section, receipt, code, words)
        write_queries(section, queries, words)
    markup: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + markup


def _section(section: Element, receipt: Receipt | DeliveryReceipt, language: str, words: Words) -> None:
    _text(section, "h1", f"{words['title']} {receipt.study} {receipt.center}")
    if isinstance(receipt, Receipt):
        _of_run(section, receipt, language, words)
    else:
        _of_delivery(section, receipt, language, words)


def _of_delivery(section: Element, receipt: DeliveryReceipt, language: str, words: Words) -> None:
    """Write the latest status of a delivery that has no run: it waits, failed, or repeats an earlier one."""
    _text(section, "p", _in(language, receipt.message))
    if receipt.who:
        _text(section, "p", words["acts"].format(words[receipt.who]))
    earlier = receipt.duplicate
    if earlier and earlier.values_now:
        now = earlier.values_now
        parts = words["list"].join(words[name].format(count) for name, count in now.items() if count)
        _text(section, "p", words["now"].format(parts or 0))
    first = earlier.first_received if earlier else ""
    facts = {
        "received": receipt.received,
        "first_received": first,
        "file_id": receipt.file_id,
        "hepaflow": receipt.hepaflow,
    }
    _origin(section, facts, words)


def _of_run(section: Element, receipt: Receipt, language: str, words: Words) -> None:
    refused = receipt.outcome is FileStatus.REFUSED
    _text(section, "p", words[receipt.outcome], **({"class": "refuse"} if refused else {}))
    facts: dict[str, str | int] = {
        "received": receipt.received,
        "file_id": receipt.file_id,
        "run": receipt.run,
        "sha256": receipt.sha256,
        "hepaflow": receipt.hepaflow,
    }
    _origin(section, facts, words)
    if receipt.kept:
        _kept(section, receipt.kept, words)
    _counts(SubElement(section, "p", {"class": "counts"}), receipt.counts, words)
    if receipt.effect:
        _effect(section, receipt.effect, receipt.counts, words)
    elif receipt.effect_status:
        _text(section, "p", words[f"effect_{receipt.effect_status}"])
    if receipt.causes:
        _causes(section, receipt.causes, language, words)
        if not refused:
            _text(section, "p", words["more"], **{"class": "told"})
    else:
        _text(section, "p", words["fine"])


def _kept(section: Element, kept: KeptContent, words: Words) -> None:
    _text(section, "p", words[f"keeps_{kept.form}"])
    if kept.dropped:
        _text(section, "p", words["dropped"].format(words["list"].join(kept.dropped)))


def _effect(section: Element, effect: Effect, counts: Counts, words: Words) -> None:
    if counts.accepted:
        _text(section, "p", _split(effect.accepted_now, words))
    for rows in effect.resubmitted_rows or ():
        _text(section, "p", words["list"].join(_resubmitted(rows, words)))
    if effect.cumulative and (omitted := _omitted(effect.omitted, words)):
        _text(section, "p", omitted)


def _origin(section: Element, facts: Mapping[str, str | int], words: Words) -> None:
    parts = (words[name].format(value) for name, value in facts.items() if value)
    _text(section, "p", " · ".join(parts), **{"class": "told"})


def _counts(line: Element, counts: Counts, words: Words) -> None:
    """Write the counts as one sentence, each number in bold."""
    number = None
    for before, name, *_ in Formatter().parse(words["counts"]):
        if number is None:
            line.text = before
        else:
            number.tail = before
        if name:
            number = _text(line, "b", f"{getattr(counts, name):,}")


def _split(now: AcceptedNow | None, words: Words) -> str:
    if now is None:
        return words["not_split"]
    return (words["split"] + (words["waiting"] if now.waiting else "")).format_map(asdict(now))


def _resubmitted(rows: ResubmittedRows, words: Words) -> Iterator[str]:
    yield words["earlier"].format(rows.file_id)
    if rows.resolved:
        yield words["settles"].format(rows_in_words(rows.resolved_ranges, len(rows.resolved), words))
    for key, places in (("open", rows.for_lab), ("open_data_manager", rows.for_data_manager)):
        if places:
            yield words[key].format(rows_in_words(place_ranges(places), len(places), words))


def _omitted(omitted: Omitted | None, words: Words) -> str:
    """Return what a cumulative file leaves out, "" where that is nothing."""
    if omitted is None:
        return words["not_counted"]
    told = words["omitted"].format(results=omitted.results, of_last=omitted.in_previous_file)
    return told if omitted.results else ""


def _causes(section: Element, causes: Iterable[Cause], language: str, words: Words) -> None:
    table = SubElement(section, "table")
    top = SubElement(SubElement(table, "thead"), "tr")
    for name in _CELLS:
        _text(top, "th", words[name])
    rows = SubElement(table, "tbody")
    for cause in causes:
        row = SubElement(rows, "tr")
        what = SubElement(row, "td")
        kind = words["skipped"] if cause.skipped else words[cause.severity]
        _text(what, "b", kind, **{"class": cause.severity}).tail = f" {_in(language, cause.title)} "
        _text(what, "code", cause.code)
        texts = (
            " · ".join(_places(cause, words)),
            " · ".join(_found(cause, language, words)),
            words[cause.who],
        )
        for name, text in zip(_CELLS[1:-1], texts, strict=True):
            _text(row, "td", text, **{"data-name": words[name]})
        _text_with_code(row, "td", _in(language, cause.remedy), **{"data-name": words[_CELLS[-1]]})


def _places(cause: Cause, words: Words) -> Iterator[str]:
    if cause.lines:
        yield rows_in_words(cause.line_ranges, len(cause.lines), words)
    if cause.columns:
        yield words["columns"].format(words["list"].join(cause.columns))


def _found(cause: Cause, language: str, words: Words) -> Iterator[str]:
    chinese = language == "zh"
    for found in cause.found[:_EXAMPLES]:
        name = analyte_name(found.analyte, chinese=chinese) if found.analyte else ""
        analyte = words["of"].format(name) if name else ""
        times = f" ×{found.count:,}" if found.count > 1 else ""
        reason = f"{words['says']}{_in(language, found.reason)}" if found.reason else ""
        text = chinese_found(cause.code, found.text) if chinese else found.text
        yield f"{words['quoted'].format(text)}{analyte}{times}{reason}"
    if cause.found_more:
        yield words["others"].format(cause.found_more)


def _text_with_code(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element whose parts between backquotes are code."""
    plain, *rest = text.split("`")
    element = _text(parent, tag, plain, **attributes)
    for code, after in zip(rest[::2], rest[1::2], strict=True):
        _text(element, "code", code).tail = after


def _in(language: str, text: Text) -> str:
    return text.zh if language == "zh" else text.en


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element
