"""Write the report of a subject as one page for people: pictures and tables, no script, nothing from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from hepaflow import VERSION
from hepaflow.catalog.analyte_names import analyte_name
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.model import Raw
from hepaflow.domain.pictures.completeness_map import CompletenessMap
from hepaflow.domain.pictures.marks import LiverPanel
from hepaflow.writers.pictures.map_svg import map_svg
from hepaflow.writers.pictures.panel_svg import panel_svg
from hepaflow.writers.pictures.reading import date_text, reasons_text
from hepaflow.writers.pictures.report_words import report_words
from hepaflow.writers.pictures.svg import Reader, printable
from hepaflow.writers.pictures.words import Words

_Json = Mapping[str, Any]
_DAY: Final = len("2024-03-10")
_SCORES: Final = {
    "MELD3": "MELD 3.0",
    "MELD_NA": "MELD-Na",
    "MELD_ORIG": "MELD",
    "CHILD_PUGH": "Child-Pugh",
    "ALBI": "ALBI",
    "FIB4": "FIB-4",
}
_READINGS: Final = {"MELD_NA_OPTN": "MELD_NA", "MELD_NA_UNROUNDED": "MELD_NA"}
_STYLE: Final = (
    "body{font:16px/1.5 system-ui,'Noto Sans','Noto Sans CJK SC','Microsoft YaHei',sans-serif;max-width:60rem;"
    "margin:1.5rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}h1{font-size:1.4rem}h2{font-size:1.15rem;margin-top:2rem}"
    "figure{margin:0;overflow-x:auto}svg{max-width:100%;height:auto;min-width:22rem}.wide{overflow-x:auto}.wide table{min-width:40rem}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;"
    "border-bottom:1px solid #ccc}td{overflow-wrap:anywhere}thead th{border-bottom:2px solid #555}td small{display:block;color:#5a5a5a}"
    ".note{border-left:4px solid #7a4b00;padding-left:.6rem}.soft,footer{color:#5a5a5a;font-size:.85rem}"
    "footer{margin-top:2rem;border-top:1px solid #ccc;padding-top:.5rem}"
    "@media print{body{font-size:11px;margin:0;max-width:none}svg{max-height:24cm;min-width:0}.wide table{min-width:0}figure,tr{break-inside:avoid}"
    "h2{break-after:avoid}}"
)


@dataclass(frozen=True, slots=True)
class HeldResult:
    """A result that waits for a decision.

    Attributes:
        analyte: analyte code.
        collected_at: as reported.
        center: who sent it.
        raw: value and unit as the lab wrote them.
        codes: why it is held.
    """

    analyte: str
    collected_at: str
    center: str
    raw: Raw
    codes: tuple[IssueCode, ...]


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a report says of a subject.

    Attributes:
        study: the study's id.
        subject: the subject's id.
        at: time of the last event that counts, ISO 8601.
        today: the day for which visits are late or not, ISO 8601.
        definition_version: of the study's definition.
        is_partial: another center has results that the reader does not see.
        panel: the liver panel.
        completeness: what of the planned results is there.
        visits: the days of visits, as the API writes them.
        scores: the scores, as the API writes them; at visits, or of specimen days if day 1 is masked.
        held: what waits for a decision.
    """

    study: str
    subject: str
    at: str
    today: str
    definition_version: int
    is_partial: bool
    panel: LiverPanel
    completeness: CompletenessMap
    visits: Sequence[_Json]
    scores: Sequence[_Json]
    held: Sequence[HeldResult]


def report_page(content: ReportContent, reader: Reader) -> bytes:
    """Return the page: HTML in UTF-8, every text of a file escaped.

    Args:
        content: what it says.
        reader: who reads it.
    """
    words = report_words(chinese=reader.chinese)
    page = Element("html", lang="zh-Hans" if reader.chinese else "en")
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width")
    title = words["title"].format(content.subject, content.study)
    _add(head, "title", title)
    _add(head, "style", _STYLE)
    whole = SubElement(page, "body")
    body = SubElement(whole, "main")
    _add(body, "h1", title)
    if content.is_partial:
        _add(body, "p", words["partial"], **{"class": "note"})
    if content.panel.is_masked:
        _add(body, "p", words["masked"], **{"class": "note"})
    report = _Report(content, reader, words, body)
    report.write()
    _add(whole, "footer", report.foot())
    markup: bytes = tostring(page, encoding="utf-8", method="html")
    return b"<!doctype html>\n" + markup


@dataclass(frozen=True, slots=True)
class _Report:
    """One report as it is written from the top to the bottom."""

    content: ReportContent
    reader: Reader
    words: Words
    body: Element

    def write(self) -> None:
        """Write all sections."""
        content = self.content
        self._picture("panel", panel_svg(content.panel, replace(self.reader, key="panel")))
        self._scores()
        if not content.panel.is_masked:
            self._visits()
            if content.completeness.rows:
                self._picture("completeness", map_svg(content.completeness, replace(self.reader, key="map")))
            else:
                self._section("completeness")
                _add(self.body, "p", self.words["no_completeness"])
        self._held()

    def foot(self) -> str:
        """Return what the report holds for."""
        content = self.content
        day, _, time = content.at.partition("T")
        moment = f"{self._day(day)} {time[: len('08:30')]}"
        told = (
            self.reader.journal_number,
            moment,
            content.definition_version,
            self._day(content.today),
            VERSION,
        )
        return self.words["foot"].format(*told)

    def _section(self, name: str) -> None:
        _add(self.body, "h2", self.words[name])

    def _picture(self, name: str, picture: Element) -> None:
        self._section(name)
        SubElement(self.body, "figure").append(picture)

    def _scores(self) -> None:
        self._section("scores")
        by_place: dict[tuple[str, str], dict[str, _Json]] = {}
        for entry in self.content.scores:
            name = str(_READINGS.get(entry["score"], entry["score"]))
            day = entry["day"] or ""
            key = (entry["visit_name"], "") if entry["visit_name"] else ("", day)
            by_place.setdefault(key, {})[name] = entry
        if not by_place:
            _add(self.body, "p", self.words["no_scores"])
            return
        shown = [one for one in _SCORES if any(one in entries for entries in by_place.values())]
        place = "visit" if next(iter(by_place))[0] else "day"
        table = self._table([self.words[place], *(_SCORES[one] for one in shown)])
        for (visit, day), entries in by_place.items():
            row = SubElement(table, "tr")
            _add(row, "th", self.words.get(visit, visit) or self._day(day), scope="row")
            for one in shown:
                self._score(row, entries[one])
        _add(self.body, "p", self.words["legend"], **{"class": "soft"})

    def _score(self, row: Element, entry: _Json) -> None:
        answer, grade = entry["answer"], entry["grade"]
        cell = _add(row, "td", self._answer(answer))
        if grade and grade["value"]:
            cell.text = f"{cell.text} ({grade['value']})"
        under = [self._day(entry["day"])] if entry["day"] and entry["visit_name"] and answer["value"] else []
        under += self._reasons(answer["reasons"])
        for text in under:
            _add(cell, "small", text)

    def _answer(self, answer: _Json) -> str:
        if answer["truth"] == "certain":
            return str(answer["value"])
        if answer["truth"] == "interval":
            return f"{answer['low'] or ''}–{answer['high'] or ''}"
        return "?"

    def _reasons(self, reasons: Iterable[_Json]) -> list[str]:
        return reasons_text((reason["code"] for reason in reasons), chinese=self.reader.chinese)

    def _visits(self) -> None:
        self._section("visits")
        if not self.content.visits:
            _add(self.body, "p", self.words["no_visits"])
            return
        table = self._table([self.words[name] for name in ("visit", "window", "day", "study_day", "why")])
        for entry in self.content.visits:
            row, answer = SubElement(table, "tr"), entry["answer"]
            _add(row, "th", self.words.get(entry["visit_name"], entry["visit_name"]), scope="row")
            window = [entry["first_date"], entry["last_date"]] if entry["visit"] is not None else []
            _add(row, "td", " – ".join(self._day(day) for day in window if day))
            _add(row, "td", self._day(answer["value"]) if answer["value"] else "?")
            _add(row, "td", "" if entry["study_day"] is None else str(entry["study_day"]))
            _add(row, "td", self.words["list"].join(self._reasons(answer["reasons"])))

    def _held(self) -> None:
        self._section("held")
        if not self.content.held:
            _add(self.body, "p", self.words["no_held"])
            return
        table = self._table([self.words[name] for name in ("day", "analyte", "value", "center", "why")])
        for one in self.content.held:
            row = SubElement(table, "tr")
            _add(row, "td", self._day(one.collected_at))
            _add(row, "td", analyte_name(one.analyte, chinese=self.reader.chinese))
            _add(row, "td", " ".join(filter(None, (one.raw.value, one.raw.unit))))
            _add(row, "td", one.center)
            why = _add(row, "td", "")
            for code in one.codes:
                meaning = MEANINGS[code]
                _add(why, "div", meaning.title_zh if self.reader.chinese else meaning.title_en)

    def _table(self, headings: Iterable[str]) -> Element:
        table = SubElement(SubElement(self.body, "div", {"class": "wide"}), "table")
        top = SubElement(SubElement(table, "thead"), "tr")
        for heading in headings:
            _add(top, "th", heading, scope="col")
        return SubElement(table, "tbody")

    def _day(self, day: str) -> str:
        """Return a day, or a time with its day, in the reader's words; as reported if it is not known to the day."""
        if len(day) < _DAY:
            return day
        clock = day[_DAY + 1 :]
        return " ".join(filter(None, (date_text(day[:_DAY], chinese=self.reader.chinese), clock)))


def _add(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = printable(text)
    return element
