"""Recognize specimen conditions by the words that labs use for a specimen of poor quality."""

import re
from functools import lru_cache

from hepaflow.domain.model import Condition
from hepaflow.domain.text import canonical_text

# Source: CDISC LBSPCCND wording; Chinese terms as hospital systems print them (exports of hospital systems, collected for this project).
_WORDS = {
    Condition.HEMOLYZED: "hemolyzed hemolysed haemolyzed haemolysed hemolysis haemolysis hemolytic haemolytic 溶血 轻溶 微溶 hämolytisch hämolyse hämolysiert hämolysiertes haemolytisch haemolyse haemolysiert hémolysé hémolysée hémolyse hemolizada hemolizado hemólisis",
    Condition.ICTERIC: "icteric icterus 黄疸 ikterisch ictérique ictérica ictérico",
    Condition.LIPEMIC: "lipemic lipaemic lipemia lipaemia 脂血 脂浊 乳糜 乳糜血 乳糜状 lipämisch lipämie lipémique lipémica lipémico lipemisch",
    Condition.CLOTTED: "clotted clot clots 凝固 凝集 凝块 血凝块 有凝块 微凝块 有血凝块 geronnen koaguliert coagulé coagulée coagulada coagulado",
    Condition.INSUFFICIENT: "insufficient quantitynotsufficient quantityinsufficient qns 量不足 不足 量少 量过少",
}
_CONDITIONS = {word: condition for condition, words in _WORDS.items() for word in words.split()}
_SPECIMEN = "标本|样本|样品|血清|血浆|全血|specimen|sample|serum|plasma|probe|material|échantillon|prélèvement|sérum|muestra|suero"
_SEEN = "肉眼可见|肉眼见|可见|外观|存在"
_AFFECTED = (
    "(?:[,;]?(?:可能)?(?:会)?影响(?:检测|检验|测定|部分)?(?:项目)?(?:的)?结果(?:准确性)?|[,;]?结果仅供参考|[,;]?仅供参考|[,;]?resultsmaybeaffected"
    "|[,;]?interpretwithcaution)?"
)
_DEGREE = (
    "轻度|轻微|中度|重度|严重|明显|极重度|较重|稍|微|轻|leicht|stark|deutlich|mäßig|massiv|légèrement|fortement|levemente|ligeramente|moderadamente|slightly|slight|mildly|mild|moderately|moderate|grossly|gross|markedly|marked"
    "|severely|severe"
)
_WORD = "|".join(sorted(_CONDITIONS, key=len, reverse=True))
_PHRASE = re.compile(
    rf"(?:{_SEEN})?(?:{_SPECIMEN})?(?:{_SEEN}|was|is|为|呈|有|ist|est)?(?:{_DEGREE})?({_WORD})(?:{_DEGREE}|现象)?(?:{_SPECIMEN})?"
    rf"(?:\(?[1-4]?\+{{1,4}}\)?)?{_AFFECTED}"
)


_CLAUSES = re.compile(r"[;:,.、。()\[\]!]+")
# whole clauses by which a lab says that a result is of somebody else, of a spoiled specimen, or not to be used
_BE = "(?:(?:was|were|is|are|has been|have been|may be|might be|possibly|probably|suspected(?: to be)?) )*"
_UNUSABLE = re.compile(
    rf"(?:(?:the |this |these )?(?:specimen|sample|tube|result|value|test)s? )?{_BE}"
    r"(?:mis-?label+ed|wrongly label+ed|unlabel+ed|contaminated(?: (?:with|by) .+)?|invalid|not valid|unreliable|erroneous|compromised|cancel+ed|withdrawn|retracted)"
    r"|(?:possible |probable |suspected )?(?:wrong (?:patient|specimen|sample|tube|blood in tube)|wbit|(?:patient|specimen|sample) (?:mix-?up|misidentification)"
    r"|mis-?label+ing|(?:iv|infusion|line|drip)(?: fluid)? contamination)"
    r"|(?:please )?(?:do not (?:use|rely on)|disregard|ignore)(?: (?:the |this |these )?(?:result|value|specimen|sample)s?)?"
    r"|(?:(?:die |das |der )?(?:probe|röhrchen|ergebnis|befund|wert) )?(?:(?:ist|wurde|evtl|möglicherweise|vermutlich) )*"
    r"(?:verwechselt|falsch (?:beschriftet|etikettiert)|ungültig|nicht verwertbar|kontaminiert)"
    r"|(?:verdacht auf )?(?:proben|patienten)?verwechslung|falscher patient|infusionskontamination"
    r"|(?:该|此|本)?(?:标本|样本|样品|条码|标签|结果|患者|病人)?(?:可能|疑似|怀疑|已)?被?"
    r"(?:贴错|标错|错误|弄错|混淆|抽错|采错|作废|无效|不可靠|不可信|污染|不合格)(?:标本|样本|条码|标签|患者|病人)?"
    # the result is of no subject of the trial
    r"|(?:(?:this|the) )?(?:(?:quality )?control|qc) (?:serum|sample|specimen|material)|(?:umbilical )?cord blood(?: (?:sample|specimen))?"
    r"|(?:donor|proficiency(?: testing)?) (?:sample|specimen|blood|serum)|(?:qualitäts)?kontroll(?:serum|probe)|nabelschnurblut"
    r"|(?:室内|室间)?质控(?:品|物|血清|样本|样品|标本)|室间质评(?:样本|样品|标本)?|脐(?:带)?血(?:标本|样本)?|(?:供者|供体)(?:标本|样本|血样|血清)"
    r"|(?:疑|怀疑)?输液(?:侧|端|同侧)(?:采血|抽血|污染)"
)
_DASH = re.compile(r" [-–—]+ |\n")
# whole remarks that name a specimen other than blood, in the languages of labs
_OF = "specimen|sample|material|source|probe|probenmaterial|échantillon|prélèvement|muestra"
_FLUID = (
    r"(?:(?:spot|random|24[ -]?h(?:ours?|r)?|timed|midstream|clean[ -]catch|(?:first )?morning) )?urine"
    r"|(?:ascitic|ascites|peritoneal|pleural|pericardial|cerebrospinal|synovial|amniotic|dialysis|drain(?:age)?|body|abdominal) fluid"
    r"|ascites|ascitic|(?:pleural|pericardial) effusion|csf|stool|fa?eces|sputum|saliva|bile|dialysate|drainage|pus|sweat|semen|bone marrow"
    r"|(?:bronchoalveolar )?lavage|(?:spontan|sammel|mittelstrahl|morgen|24[ -]?h[ -])?urin|harn|aszites|(?:aszites|pleura)?punktat|pleuraerguss|liquor|stuhl|dialysat|galle"
    r"|urines|(?:liquide d['’])?ascite|liquide (?:pleural|céphalo-?rachidien)|lcr|selles|orina|(?:líquido )?ascítico|ascitis|heces"
)
_FLUID_ZH = (
    r"(?:随机|晨|中段|清洁中段|24(?:小时|h))?尿液?|(?:腹水|胸水)(?:穿刺液)?|(?:(?:腹腔|胸腔|心包|盆腔)?(?:积液|穿刺液))|脑脊液|粪便|大便|痰液?|唾液|胆汁"
    r"|(?:腹腔|胸腔)?引流液|透析液|腹透液|(?:肺泡)?灌洗液|关节液|羊水|精液|分泌物|骨髓|胃液|体液"
)
_OTHER_SPECIMEN = re.compile(
    rf"(?:(?:this |the )?(?:{_OF})(?: ?(?:type|source|site))? ?(?:[:=-]|is|was|ist|war|of|from)? ?|(?:measured |tested |performed )?(?:in|on|from) )?(?:{_FLUID})(?: ?(?:{_OF}))?"
    rf"|(?:(?:该|此|本)?(?:送检)?(?:标本|样本|样品|检体)(?:类型|种类|来源|名称|类别)? ?[:=]? ?(?:为|是|系)? ?)?(?:{_FLUID_ZH})(?:标本|样本|样品)?"
)
# the same in one clause of a longer remark, where only a label tells that it speaks of this specimen
_LABELLED_SPECIMEN = re.compile(
    rf"(?:(?:this|the) )?(?:{_OF})(?: ?(?:type|source|site))? ?(?:[:=]|is|was|ist|war) ?(?:{_FLUID})(?: ?(?:{_OF}))?"
    rf"|(?:该|此|本)?(?:送检)?(?:标本|样本|样品|检体)(?:类型|种类|来源|名称|类别)? ?(?:[:=]|为|是|系) ?(?:{_FLUID_ZH})(?:标本|样本|样品)?"
)
_LABELLED_CLAUSES = re.compile(r"[;,.、。()\[\]!?\n]+| [-–—]+ ")


def condition_of(text: str) -> Condition | None:
    """Return the condition that the whole text names, with or without its degree; else None.

    Only whole texts: `no hemolysis` and `未见溶血` must not be read as their opposite.
    """
    found = _PHRASE.fullmatch(canonical_text(text).casefold().replace(" ", ""))
    return _CONDITIONS[found[1]] if found else None


@lru_cache(maxsize=4096)  # remarks repeat
def condition_in(remark: str) -> Condition | None:
    """Return the first condition that a clause of a remark names: `标本轻度溶血，建议复查`; else None."""
    clauses = _CLAUSES.split(canonical_text(remark))
    return next((condition for clause in clauses if (condition := condition_of(clause))), None)


@lru_cache(maxsize=4096)
def tells_unusable(remark: str) -> bool:
    """Say whether a remark says that the result is of another or a spoiled specimen, of somebody else, or not to be used.

    Only whole clauses: `disregard previous results` and `if mislabeled` speak of something else. Another specimen
    is read by `names_other_specimen`.

    Examples:
        >>> [
        ...     tells_unusable(text)
        ...     for text in ("Wrong patient; do not use", "标本贴错", "Not contaminated", "")
        ... ]
        [True, True, False, False]
    """
    if names_other_specimen(remark):
        return True
    clauses = (
        part for whole in _DASH.split(remark) for part in _CLAUSES.split(canonical_text(whole).casefold())
    )
    return any(_UNUSABLE.fullmatch(clause.strip()) for clause in clauses if clause.strip())


@lru_cache(maxsize=4096)
def names_other_specimen(remark: str) -> bool:
    """Say whether a remark names a specimen other than blood: as a whole, or in a clause with the label of a specimen.

    Other clauses do not count: `ascites present` and `see urine result` speak of the patient, or of another result.

    Examples:
        >>> [
        ...     names_other_specimen(text)
        ...     for text in ("尿液", "Called; specimen: ascites", "无腹水", "ascites; called", "serum")
        ... ]
        [True, True, False, False, False]
    """
    text = canonical_text(remark).casefold()
    if _OTHER_SPECIMEN.fullmatch(text.strip(" .,;!?。()[]")):
        return True
    return any(_LABELLED_SPECIMEN.fullmatch(clause.strip()) for clause in _LABELLED_CLAUSES.split(text))


def labels_other_specimen(line: str) -> bool:
    """Say whether a line is the label of a specimen other than blood, and nothing else."""
    return _LABELLED_SPECIMEN.fullmatch(canonical_text(line).casefold().strip(" .,;!?。()[]")) is not None
