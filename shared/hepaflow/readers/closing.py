"""Recognize the rows of a printout that are no results: totals, page numbers, signatures, remarks about the report."""

import re
from collections.abc import Sequence

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.text import canonical_text

_COUNTED = "rows?|records?|results?|lines?|条|行|例|项"
# the whole cell, with its count at most: `Total bilirubin` and `Gesamteiweiß` are analytes
_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|共|(?:grand |sub)?total|sum|summe|gesamt|count)"
    rf"(?: ?(?:rows?|records?|results?|lines?))? ?:? ?[0-9.,]* ?(?:{_COUNTED})?\.?"
)
_DECORATION = " -*=#_~·•—–…<>[]()【】《》「」/\\|.。,，;；!！"
_PAGE = "page|seite|página|pagina|pág\\.?|strona|str\\.|ページ|頁|页码|页"
_OF = "of|von|de|di|sur|van|z|/|共"
# Closing lines as exports of laboratory systems print them, in the languages of the header words.
_LINES = (
    rf"(?:{_PAGE}) ?:? ?[0-9]+ ?(?:(?:{_OF}) ?[0-9]+)?",
    r"(?:第 ?[0-9]+ ?[页頁])?[ ,/]*(?:共 ?[0-9]+ ?[页頁])?",
    r"[0-9]+ ?(?:/ ?[0-9]+ ?)?(?:ページ|頁|页)",
    rf"共? ?[0-9][0-9,]* ?(?:{_COUNTED}) ?(?:记录|数据|结果)?(?: (?:selected|affected|returned|exported|printed))?",
    r"(?:the )?end(?: of (?:the )?(?:report|file|data|list|export|table|results?))?|eof",
    r"ende(?: des (?:berichts|befunds|befundes|ausdrucks)| der (?:liste|datei))?|fin(?: (?:du|del|de la) [a-zé]+)?",
    r"(?:以下)(?:空白|无内容|無內容|余白|无数据|無數據)|結束|结束|报告结束|打印完毕|完毕|以上",
    r"no (?:further|more) (?:results|data|records)",
    r"continued(?: (?:on|from) (?:the )?(?:next|following|previous|last) page)?|cont(?:'d|\.)?|fortsetzung(?: (?:auf|siehe|von) .*)?",
    r"suite(?: (?:à la )?page suivante)?|[续接转见][上下]?[页頁]",
    r"(?:strictly |streng )?(?:confidential|vertraulich|confidentiel|confidencial|riservato|vertrouwelijk)(?:[ :-].*)?|机密|機密|保密|内部资料.*",
    r"(?:结果|数据)?[仅僅]供(?:临床|臨床|医生|医师|科研|内部)*(?:参考|參考|使用|研究).*|for (?:research|clinical|reference|information) (?:use )?only.*",
    r"(?:(?:hh?|ll?|n|a|c|\*+|↑+|↓+) ?= ?[^\W\d_][^\d=]*)(?:[,;] ?(?:hh?|ll?|n|a|c|\*+|↑+|↓+) ?= ?[^\W\d_][^\d=]*)*",
    r"(?:results? )?(?:outside|out of|außerhalb|hors) (?:of |the |des |de |de la )*(?:reference|normal|referenz|norm|valeurs).*",
    r"(?:re)?print(?:ed)? [0-9].*|(?:exported|generated|gedruckt|ausgedruckt) [0-9].*",
    r"(?:end)?befund(?: (?:validiert|freigegeben|vidiert))?|(?:final|preliminary) report|最终报告",
    r"(?:this|the) report .*|(?:these|the) results? (?:relate|apply|refer) .*|(?:本|此|该)(?:检验|检测)?(?:报告|结果)(?:单)?.*",
    r"dies(?:er|e) (?:befund|bericht|ergebnisse) .*|ce (?:rapport|compte rendu) .*",
)
_CLOSING = re.compile("|".join(f"(?:{line})" for line in _LINES))
# What a label is about follows it, in its own cell or in the next one.
_LABEL = re.compile(
    r"(?:(?:(?:re)?printed|print(?:ed)? (?:date|time)|exported|generated|issued|signed|verified|approved|reviewed|released|validated"
    r"|authori[sz]ed|performed|report date|signature|note|notes|remark|remarks|disclaimer|legend"
    r"|gedruckt|druckdatum|ausgedruckt|freigegeben|validiert|unterschrift|hinweis|anmerkung|legende"
    r"|imprimé|édité|validé|signé|remarque|impreso|firmado|firma|validado|nota|stampato|firmato|afgedrukt|gevalideerd)"
    r"(?: (?:at|on|by|am|von|vom|durch|le|par|el|por|il|da|op|door))?"
    r"|(?:打印|印刷|列印|导出|输出|報告|报告|审核|審核|检验|檢驗|核对|复核|覆核|签名|签字|签发|制表|出力|作成)(?:时间|時間|日期|日時|者|人|医生|医师|技师|师)?"
    r"|注|注意|说明|声明|備考) ?: ?(.*)"
    r"|(?:(?:re)?printed|exported|signed|verified|approved|reviewed|released|authori[sz]ed|gedruckt|ausgedruckt|freigegeben|imprimé|validé)"
    r" (?:at|on|by|am|von|vom|durch|le|par) (.+)"
)


def is_total(cell: str) -> bool:
    """Say whether a row that begins with this cell counts or sums up the others."""
    return _TOTAL.fullmatch(canonical_text(cell).casefold()) is not None


def closes(cells: Sequence[str]) -> bool:
    """Say whether a row consists of closing lines of a printout alone."""
    return closing_parts(cells) is not None


def closing_parts(cells: Sequence[str]) -> list[str] | None:
    """Return what each cell is in a row that consists of closing lines of a printout alone; None for every other row.

    Returns:
        For each cell "line" for a closing line, "label" for a label whose text is in the next filled cell, "told" for
        that text, and "" for a blank cell.
    """
    parts: list[str] = []
    after_label = False
    for cell in cells:
        if not cell.strip():
            parts.append("")
            continue
        text = canonical_text(cell).casefold()
        label = _LABEL.fullmatch(text)
        if not (label or after_label or _is_closing_line(text)):
            return None
        if label is not None:
            after_label = not (label[1] or label[2])
            parts.append("label" if after_label else "line")
        else:
            parts.append("told" if after_label else "line")
            after_label = False
    return parts if any(parts) else None


def odd_row(cells: Sequence[str]) -> IssueCode | None:
    """Return why a row is not about a specimen: it is blank, a total, or a closing line; None for all others."""
    first = next((cell for cell in cells if cell.strip()), "")
    if not first:
        return IssueCode.ROW_BLANK
    return IssueCode.ROW_TOTAL if is_total(first) or closes(cells) else None


def _is_closing_line(text: str) -> bool:
    bare = text.strip(_DECORATION)
    if not bare:  # a line of dashes; a single mark may stand for a value
        return len(text) > 3
    return _CLOSING.fullmatch(bare) is not None
