"""Write a receipt as one page for people, in English and Chinese: what happened, where, and what to do; it loads nothing."""

from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from hepaflow.writers.receipt_words import LANGUAGES, Words, rows_in_words

Receipt = Mapping[str, Any]
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


def receipt_page(receipt: Receipt) -> bytes:
    """Return the page of a receipt (its JSON body): self-contained HTML in UTF-8, every text of a file escaped."""
    page = Element("html", lang="en")
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width")
    titles = " · ".join(words["title"] for _, words in LANGUAGES.values())
    _text(head, "title", f"{titles} · {receipt['center']}")
    _text(head, "style", _STYLE)
    body = SubElement(page, "body")
    links = SubElement(body, "nav")
    for code, (language, words) in LANGUAGES.items():
        _text(links, "a", language, href=f"#{code}", lang=code).tail = " "
        section = SubElement(body, "section", id=code, lang=code)
        _section(section, receipt, code, words)
    markup: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + markup


def _section(section: Element, receipt: Receipt, language: str, words: Words) -> None:
    _text(section, "h1", f"{words['title']} {receipt['study']} {receipt['center']}")
    if "counts" in receipt:
        _of_run(section, receipt, language, words)
    else:
        _of_delivery(section, receipt, language, words)


def _of_delivery(section: Element, receipt: Receipt, language: str, words: Words) -> None:
    """Write the latest status of a delivery that has no run: it waits, failed, or repeats an earlier one."""
    _text(section, "p", receipt[f"message_{language}"])
    if who := receipt.get("who"):
        _text(section, "p", words["acts"].format(words[who]))
    if now := receipt.get("values_now"):
        parts = words["list"].join(words[name].format(count) for name, count in now.items() if count)
        _text(section, "p", words["now"].format(parts or 0))
    _origin(section, receipt, ("received", "first_received", "file_id", "hepaflow"), words)


def _of_run(section: Element, receipt: Receipt, language: str, words: Words) -> None:
    refused = receipt["outcome"] == "refused"
    _text(section, "p", words[receipt["outcome"]], **({"class": "refuse"} if refused else {}))
    _origin(section, receipt, ("received", "file_id", "run", "hepaflow"), words)
    _counts(SubElement(section, "p", {"class": "counts"}), receipt["counts"], words)
    if "accepted_now" in receipt and receipt["counts"]["accepted"]:
        _text(section, "p", _split(receipt["accepted_now"], words))
    for earlier in receipt.get("settles", ()):
        _text(section, "p", words["list"].join(_settles(earlier, words)))
    if "omitted" in receipt and (omitted := _omitted(receipt["omitted"], words)):
        _text(section, "p", omitted)
    if receipt["causes"]:
        _causes(section, receipt["causes"], language, words)
        if not refused:
            _text(section, "p", words["more"], **{"class": "told"})
    else:
        _text(section, "p", words["fine"])


def _origin(section: Element, receipt: Receipt, names: tuple[str, ...], words: Words) -> None:
    parts = (words[name].format(receipt[name]) for name in names if receipt.get(name))
    _text(section, "p", " · ".join(parts), **{"class": "told"})


def _counts(line: Element, counts: Mapping[str, int], words: Words) -> None:
    """Write the counts as one sentence, each number in bold."""
    number = None
    for before, name, *_ in Formatter().parse(words["counts"]):
        if number is None:
            line.text = before
        else:
            number.tail = before
        if name:
            number = _text(line, "b", f"{counts[name]:,}")


def _split(now: Mapping[str, int] | None, words: Words) -> str:
    if now is None:
        return words["not_split"]
    return (words["split"] + (words["waiting"] if now["waiting"] else "")).format_map(now)


def _settles(earlier: Receipt, words: Words) -> Iterator[str]:
    yield words["earlier"].format(earlier["file_id"])
    for name, where, rows in (("settles", "where", "lines"), ("open", "open_where", "open")):
        if earlier[rows]:
            yield words[name].format(rows_in_words(earlier[where], len(earlier[rows]), words))


def _omitted(omitted: Mapping[str, int] | None, words: Words) -> str:
    """Return what a cumulative file leaves out, "" where that is nothing."""
    if omitted is None:
        return words["not_counted"]
    return words["omitted"].format_map(omitted) if omitted["results"] else ""


def _causes(section: Element, causes: list[Receipt], language: str, words: Words) -> None:
    table = SubElement(section, "table")
    top = SubElement(SubElement(table, "thead"), "tr")
    for name in _CELLS:
        _text(top, "th", words[name])
    rows = SubElement(table, "tbody")
    for cause in causes:
        row = SubElement(rows, "tr")
        what = SubElement(row, "td")
        kind = words["skipped"] if cause["skipped"] else words[cause["severity"]]
        _text(what, "b", kind, **{"class": cause["severity"]}).tail = f" {cause['title'][language]} "
        _text(what, "code", cause["code"])
        texts = (
            " · ".join(_places(cause, words)),
            " · ".join(_found(cause, language, words)),
            words[cause["who"]],
        )
        for name, text in zip(_CELLS[1:-1], texts, strict=True):
            _text(row, "td", text, **{"data-name": words[name]})
        _text_with_code(row, "td", cause["remedy"][language], **{"data-name": words[_CELLS[-1]]})


def _places(cause: Receipt, words: Words) -> Iterator[str]:
    if cause["where"]:
        yield rows_in_words(cause["where"], len(cause["lines"]), words)
    if cause["columns"]:
        yield words["columns"].format(words["list"].join(cause["columns"]))


def _found(cause: Receipt, language: str, words: Words) -> Iterator[str]:
    for example in cause["found"][:_EXAMPLES]:
        analyte = f" ({example['analyte']})" if example["analyte"] else ""
        times = f" ×{example['count']:,}" if example["count"] > 1 else ""
        reason = f"{words['says']}{example['reason'][language]}" if "reason" in example else ""
        yield f"{words['quoted'].format(example['text'])}{analyte}{times}{reason}"


def _text_with_code(parent: Element, tag: str, text: str, **attributes: str) -> None:
    """Add an element whose parts between backquotes are code."""
    plain, *rest = text.split("`")
    element = _text(parent, tag, plain, **attributes)
    for code, after in zip(rest[::2], rest[1::2], strict=True):
        _text(element, "code", code).tail = after


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element
