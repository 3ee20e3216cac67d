"""Recognize value cells without a result: empty, not done, pending, a spreadsheet error, a date."""

import re

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Comparator
from hepaflow.domain.values.conditions import condition_of

# Source: real dirty cells, collected for this project, exports of hospital systems, collected for this project; spreadsheet errors: ECMA-376 part 1, 18.18.11,
# and the later ones of Excel. Spelled as `_key` leaves them: lower case, no spaces.
_TOKENS = {
    IssueCode.VALUE_MISSING: '""|n/a|'
    "na|n.a|null|none|nan|missing|empty|blank|unknown|unk|notavailable|notreported|noresult"
    "|无|空|空白|缺失|未知|不详|无结果|未报告|未报",
    IssueCode.VALUE_NOT_DONE: "未做|未测|未检|未查|未检测|未检查|未检验|未测定|未送检|未采|未采集|未采样|未进行|未做检测|未收到标本"
    "|标本未收到|无标本|无样本|退检|拒收|标本拒收|取消|已取消|无法检测|无法测定|标本污染|标本不合格|样本不合格|不合格标本"
    "|tnp|testnotperformed|notperformed|notdone|nottested|notcollected|notanalyzed|notanalysed|notmeasured"
    "|cancelled|canceled|testcancelled|testcanceled|nosample|nospecimen|samplenotreceived|specimennotreceived"
    "|rejected|samplerejected|specimenrejected|unabletoperform|contaminated"
    "|拒检|退样|标本退回|样本退回|已退回|退回|凝血|血凝|作废|已作废|撤销|已撤销|标本作废|误采|采错管|漏采|无血|未抽血|未采血|重抽|重采|请重抽|请重采"
    "|仪器故障|设备故障|试剂故障|標本不合格|未檢驗|未採檢|検査不能|測定不能|検体不良|検体不足|未検査|中止"
    "|n.b|nichtbestimmt|nichtdurchgeführt|nichtdurchführbar|keinmaterial|materialfehlt|zuwenigmaterial|materialunzureichend|nichtgemessen"
    "|nonfait|nonréalisé|nonrealise|noneffectué|noneffectue|annulé|annule|échantilloninsuffisant|quantitéinsuffisante|prélèvementcoagulé|prélèvementinsuffisant"
    "|norealizado|norealizada|noprocesado|norecibido|muestranorecibida|muestrainsuficiente|anulado|anulada",
    IssueCode.VALUE_PENDING: "待复查|待查|待复检|待复测|待报告|待审核|待定|待检|待出结果|复查中|检测中|检验中|pending|resultpending"
    "|inprogress|inprocess|tofollow|resulttofollow|resultstofollow|awaitingresult|awaitingresults"
    "|未出|未出结果|结果未出|未出报告|报告未出|待报|待测|待发|待发布|送检中|外送|已外送|外检|外送检测|建议复查|檢驗中|待報告|検査中|報告待ち|未着"
    "|folgt|folgtnoch|wertfolgt|ergebnisfolgt|befundfolgt|resultatfolgt|ergebnisausstehend|nachmeldungfolgt|inarbeit|ausstehend|wirdnachgereicht|nochausstehend|encours|enattente|àsuivre|asuivre|résultatàsuivre|pendiente|enproceso|encurso",
    IssueCode.VALUE_ELSEWHERE: "见备注|详见备注|见注|见注释|见附件|见附页|见报告|见报告单|详见报告|详见报告单|见纸质报告|见描述|见图"
    "|见说明|见附注|见文字报告|详见说明|見備註|見附註|コメント参照|別紙参照|siehebemerkung|siehekommentar|siehetext|siehebefund|s.kommentar|s.bemerkung"
    "|voircommentaire|voirremarque|voirconclusion|vercomentario|verobservaciones|vernota"
    "|seecomment|seecomments|seenote|seenotes|seeremark|seeremarks|seereport|seebelow|seeattached|seeattachment",
    IssueCode.VALUE_SPREADSHEET_ERROR: "#n/a|#value!|#ref!|#div/0!|#name?|#num!|#null!|#spill!|#calc!|#getting_data|#field!"
    "|#blocked!|#connect!|#unknown!|#busy!",
}
# The words that say by themselves that the test was not done. Others speak of a specimen or an instrument: another draw or run may follow.
# Source: CDISC C66789 (Not Done); the others are those of _TOKENS with this meaning.
_NOT_DONE_WORDS = (
    "未做|未测|未检|未查|未检测|未检查|未检验|未测定|未进行|未做检测|未檢驗|未採檢|未検査|tnp|testnotperformed|notperformed|notdone|nottested"
    "|notanalyzed|notanalysed|notmeasured|cancelled|canceled|testcancelled|testcanceled|取消|已取消|nichtbestimmt|nichtdurchgeführt|nichtgemessen"
    "|nonfait|nonréalisé|nonrealise|noneffectué|noneffectue|annulé|annule|norealizado|norealizada|anulado|anulada"
)
_NOT_DONE = frozenset(_NOT_DONE_WORDS.split("|"))
_REDRAW = frozenset(
    [
        "重抽",
        "重采",
        "请重抽",
        "请重采",
        "redraw",
        "pleaseredraw",
        "redrawrequested",
        "recollect",
        "pleaserecollect",
    ]
)
_CODES = {token: code for code, tokens in _TOKENS.items() for token in tokens.split("|")}
_STROKES = re.compile(r"[-_/.\\]*")
_SPREADSHEET_FILL = re.compile(r"#+|err:[0-9]{3}")  # a column too narrow to print; LibreOffice
_SPLIT = re.compile(r"[;:,、。()]+")

_BELOW = "低于|小于|未达到|<=?|below|under|less ?than|lower ?than"
_ABOVE = "高于|大于|超过|超出|>=?|above|over|exceeds|greater ?than|higher ?than"
_LIMIT_WORD = (
    "(?:仪器|方法|最低|最高)?(?:检测|检出|检验|测定|测量|定量|线性|报告)(?:下限|上限|限|范围)"
    "|(?:the )?(?:lower |upper )?limits? ?of ?(?:detection|quantification|quantitation)"
    "|(?:the )?(?:lower |upper )?(?:detection|quantification|quantitation|measuring|reporting) ?(?:limit|range)"
    "|(?:lod|loq|llod|lloq|uloq)"
)
LIMIT = re.compile(
    rf"(?P<below>(?:{_BELOW}) ?(?:{_LIMIT_WORD})|\bb(?:dl|lod|loq|lq|lloq)\b)|(?:{_ABOVE}) ?(?:{_LIMIT_WORD})|\baloq\b",
    re.IGNORECASE,
)

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}"
_CLOCK = (
    "0[0-9]:[0-9]{2}|[0-9]{1,3}:[0-9]{2}:[0-9]{2}"  # what a spreadsheet makes of 1:20; 1:20 itself is a titre
)
_TIME = "(?:[ t]?[0-9]{1,2}(?::[0-9]{2}){1,2}(?:\\.[0-9]+)?(?: ?[ap]m)?)?"
_DATE = re.compile(
    "(?:"
    "(?:[0-9]{2,4}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号]?)?"
    f"|[0-9]{{1,2}}[- ]{_MONTH}(?:[- ,]+[0-9]{{2,4}})?|{_MONTH}[- ][0-9]{{1,4}}(?:[- ,]+[0-9]{{2,4}})?"
    "|[0-9]{4}([-/.])[0-9]{1,2}\\1[0-9]{1,2}|[0-9]{1,2}([-/.])[0-9]{1,2}\\2[0-9]{4}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}"
    f"){_TIME}|{_CLOCK}",
    re.IGNORECASE,
)


def is_missing(text: str) -> bool:
    """Whether a folded text says that nothing stands here: empty, strokes, `N/A`, `无`."""
    return _code(_key(text)) is IssueCode.VALUE_MISSING


def refusal(text: str) -> IssueCode | None:
    """Return why the whole folded text is no result; None where it may be one.

    Several reasons in one cell (`未做(标本量不足)`) give the first.
    """
    key = _key(text)
    if code := _code(key):
        return code
    if LIMIT.fullmatch(text):
        return IssueCode.VALUE_LIMIT_UNKNOWN
    if is_date(text):
        return IssueCode.VALUE_IS_A_DATE
    codes = [_code(part) for part in _SPLIT.split(key) if part]
    return codes[0] if codes and None not in codes else None


def says_not_done(text: str) -> bool:
    """Whether a folded text says that the test was not done: a word for it, and no other word but reasons (`未做(标本量不足)`).

    Not if it says that a result is still to come (`未做,待查`).
    """
    key = _key(text)
    if key in _NOT_DONE:
        return True
    parts = [part for part in _SPLIT.split(key) if part]
    return bool(parts) and parts[0] in _NOT_DONE and all(map(_code, parts)) and not announces_result(text)


def announces_result(text: str) -> bool:
    """Whether a part of a folded text says that a result is still to come, or asks for another draw: `pending`, `请重抽`."""
    parts = _SPLIT.split(_key(text))
    return any(part in _REDRAW or _code(part) is IssueCode.VALUE_PENDING for part in parts)


def is_date(text: str) -> bool:
    """Whether the whole folded text is a day, a month or a time of day, as spreadsheets make of `3-5` or `1:20`."""
    return _DATE.fullmatch(text) is not None


def limit_operator(text: str) -> Comparator | None:
    """Return the side on which a text that speaks of a detection limit leaves it, or None if it does not."""
    found = LIMIT.search(text)
    if not found:
        return None
    return Comparator.LT if found["below"] else Comparator.GT


def _code(key: str) -> IssueCode | None:
    if _STROKES.fullmatch(key):
        return IssueCode.VALUE_MISSING
    if code := _CODES.get(key):
        return code
    if _SPREADSHEET_FILL.fullmatch(key):
        return IssueCode.VALUE_SPREADSHEET_ERROR
    return IssueCode.VALUE_NOT_DONE if condition_of(key) else None


def _key(text: str) -> str:
    return text.casefold().replace(" ", "").strip("。.")
