"""Find the name of an analyte within what labs write around it.

Around a name stand marks, a number, the method, the specimen, the kind of quantity, or a second name for the same test. Only what
cannot change which test is meant is taken off, so `HBV-DNA定性` and `Free calcium` stay as they are.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from hepaflow.domain.text import canonical_text


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name without something that stood beside it.

    Attributes:
        name: the rest of the name.
        specimen: SERUM, PLASMA or BLOOD, if that stood beside it; the analyte must be one of this specimen.
        quantities: the dimensions of a unit that go with the kind of quantity beside it; empty for any.
    """

    name: str
    specimen: str = ""
    quantities: frozenset[str] = frozenset()


# The same characters in another spelling. Only characters with one simplified form that names of analytes are made of.
_TRADITIONAL = str.maketrans(
    "總膽紅麩轉鹼鈉鉀鈣鎂鐵細數計濃體時間國際標準質維纖測試檢驗產臟織電離腎過濾氫壓積單脫澱鏈粘黏氧劑醣醯絕對顆異內還膠層漿間比值敏糖",
    "总胆红谷转碱钠钾钙镁铁细数计浓体时间国际标准质维纤测试检验产脏织电离肾过滤氢压积单脱淀链粘粘氧剂糖酰绝对颗异内还胶层浆间比值敏糖",
)
_SPELLINGS = (
    (re.compile("嗜中性"), "中性"),
    (re.compile("白血球"), "白细胞"),
    (re.compile("红血球"), "红细胞"),
    (re.compile("乙型肝炎病毒|乙型肝炎|乙肝病毒|b型肝炎病毒|b型肝炎"), "乙肝"),
    (re.compile("丙型肝炎病毒|丙型肝炎|丙肝病毒|c型肝炎病毒|c型肝炎"), "丙肝"),
    (re.compile("(?:l-?)?(?:γ|gamma|伽玛|伽马|[ry](?=-?谷氨))-?谷氨酰基?"), "γ-谷氨酰"),
    (re.compile("(?:天门冬|天冬|门冬)(?=氨酸)"), "天门冬"),
    (re.compile("胆碱脂酶"), "胆碱酯酶"),
    (re.compile("三脂$|甘油脂$"), lambda found: found[0].replace("脂", "酯")),
    (re.compile("核糖核酸|脱氧核糖核酸"), lambda found: "DNA" if found[0].startswith("脱氧") else "RNA"),
)
_MARKS = r"*★☆▲△▼▽●○◎◆◇■□※✱†‡?!:;,、"
_OUTER_MARKS = re.compile(rf"^[\s{re.escape(_MARKS)}]+|[\s{re.escape(_MARKS)}]+$")
_WRAPPED = re.compile(r"[(\[【〖《「『]([^()\[\]【】〖〗《》「」『』]+)[)\]】〗》」』]")
_NUMBERED = re.compile(r"\(?[0-9]{1,2}[.)、](?![0-9]) ?(?=\S)")
_BRACKET = re.compile(r"(.+?) ?[(\[【]([^()\[\]【】]+)[)\]】]")

# --- methods, and other words in brackets that do not change what is measured

_NO_SUCH_METHOD = re.compile(
    "镜检|试纸|试带|尿|定性|快速|半定量|电泳|抑制"
)  # of urine, not a number, or another test
_METHOD = re.compile(
    r".{1,16}法|干化学|干片|干式|湿式|bc[gp]|计算值?|(?:化学)?发光|ifcc|jscc|ngsp|定量|hr|calc(?:ulated)?\.?|berechnet|quant(?:itative)?\.?"
    r"|jaffe|enzymatic|kinetic|colou?rimetric|photometric|automated|auto|ckd-?epi|mdrd"
)

# words in brackets that belong before the name
_LEADING = re.compile(
    r"总计?|总量|直接|间接|空腹|高敏|超敏|高灵敏度?|快速|常规|全量?程|全血|(?:un)?conjugated|(?:in)?direct|total|absolute|fasting"
)

_TOTAL = re.compile("总计|总量")

# --- words for the specimen

_SPECIMEN_WORDS = {
    "SERUM": r"s[eé]rum|血清|suero|siero|soro",
    "PLASMA": r"plasma|血浆|血漿",
    "BLOOD": r"(?:whole |venous )?blood|静脉血|血|blut|sang|sangre|sangue",
}
_SPECIMEN = "|".join(f"(?P<{kind}>{words})" for kind, words in _SPECIMEN_WORDS.items())
_IN_BRACKETS = re.compile(_SPECIMEN)
_BEFORE = re.compile(
    r"(?:(?P<SERUM>serum |血清)|(?P<PLASMA>plasma |血浆)|(?P<BLOOD>blood |venous blood ))(?=\S)"
)
_AFTER = re.compile(
    rf"(?:(?: in| im| i\.| en| dans le| nel| no| of)(?: the)? |[ ,]+-? ?|-)(?:{_SPECIMEN}|(?P<EITHER>serum (?:or|and|/) plasma|ser/plas))"
    r"(?: by (?:automated|manual) count| by calculation| by (?!.*(?:electroph|strip|inhib))[a-z -]{3,32} method)?$"
)
_FRENCH_LOINC = re.compile(
    r"(?<=\]) (?:(?P<SERUM>s[eé]rum(?:/plasma)?)|(?P<PLASMA>plasma)|(?P<BLOOD>sang))(?: ; num[eé]rique)?$"
)
_ADJECTIVE = re.compile(
    r" (?:(?P<SERUM>s[eé]ri(?:que|c[ao]))|(?P<PLASMA>plasm[aá]ti(?:que|c[ao]))|(?P<BLOOD>sanguine?|sangu[ií]ne[ao]))$"
)

# --- the kind of quantity, as SNOMED CT (UK edition), LOINC and Chinese labs name it

_MASS = frozenset({"mass concentration", "FEU mass concentration"})
_KINDS = (
    (
        re.compile(r" (?:(?:substance|molar) concentration|\[moles/volume\])$"),
        frozenset({"substance concentration"}),
    ),
    (re.compile(r" (?:mass concentration|\[masse?/volume\])$"), _MASS),
    (
        re.compile(
            r" (?:enzyme activity(?: concentration)?|catalytic (?:activity )?concentration|\[(?:(?:enzymatic|catalytic) activity|catalytique)/volume\]|activity)$|活性$|活力$"
        ),
        frozenset({"activity concentration"}),
    ),
    (
        re.compile(r" (?:\[units/volume\]|arbitrary concentration)$"),
        frozenset({"activity concentration", "arbitrary concentration"}),
    ),
    (re.compile(r" (?:\[(?:#|nombre)/volume\]|number concentration)$"), frozenset({"number concentration"})),
    (re.compile(r" (?:\[volume fraction\]|volume fraction)$"), frozenset({"fraction"})),
    (re.compile(r" ?\((?:s|sec|seconds|秒)\)$|秒$"), frozenset({"time"})),
)
_IDLE_END = re.compile(
    r"(?:测定|检测|检验|定量|含量|浓度|水平|值|结果)$| (?:levels?|measurement|measured|concentration|content|value|result|quantitative|quantification)$"
)
_SENSITIVE = re.compile("^(?:高敏|超敏|高灵敏度?|高精度)")
_COUNTED = re.compile("(?:计数|数目|总数|数量|绝对数|绝对计数|绝对值计数|数)$")
_SHARE = re.compile("(?:百分率|百分数|比率|比例|相对值|百分比率|率|%)$")

# --- two names side by side

_SLASH = re.compile(r"[/|、]")
_DASH = re.compile(r" - | ?= ?")
_BORDER = re.compile(r"(?<=[一-鿿])[ _:/-]*(?=[A-Za-zα-ω])|(?<=[A-Za-z0-9+%#])[ _:/-]*(?=[一-鿿])")

# Japanese code of a test (JLAC10): what, further kind, specimen, method, form of the result
_JLAC10 = re.compile(r"([1-9][a-z][0-9]{3})-?0000-?([0-9]{3})-?[0-9]{3}(?:-?[0-9]{2})?")
_JLAC10_SPECIMENS = {"023": "SERUM", "022": "PLASMA", "018": "BLOOD", "019": "BLOOD"}


def simpler_forms(text: str) -> Iterator[NameForm]:
    """Yield the name without one of the things that labs write around it.

    Args:
        text: the name as reported.
    """
    low = canonical_text(text).casefold()
    yield from _spelled(low)
    if low and (bare := _unmarked(low)) != low:
        yield NameForm(bare)
    if found := _BRACKET.fullmatch(low):
        yield from _of_bracket(found[1], found[2])
    yield from _of_comma(low)
    yield from _of_specimen(low)
    for kind, quantities in _KINDS:
        if (found := kind.search(low)) and found.start():
            yield NameForm(low[: found.start()], quantities=quantities)
    for ending, instead in ((_IDLE_END, ""), (_COUNTED, "计数"), (_SHARE, "百分比")):
        if (found := ending.search(low)) and found.start() and found[0] != instead:
            yield NameForm(low[: found.start()] + instead)
    if found := _SENSITIVE.match(low):
        yield NameForm(low[found.end() :])


def pairs_within(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to take a name apart into two, which must mean the same: `ALT/GPT`, `谷丙转氨酶 ALT`, `TBIL总胆红素`.

    Args:
        text: the name as reported.
    """
    low = canonical_text(text).casefold()
    if found := _BRACKET.fullmatch(low):
        yield found[1], found[2]
    for between in (_SLASH, _DASH, _BORDER):
        marks = list(between.finditer(low))
        if len(marks) == 1:
            yield low[: marks[0].start()], low[marks[0].end() :]


def _spelled(low: str) -> Iterator[NameForm]:
    if not low.isascii():
        if "脢" in low:  # Big5 has no 酶
            yield NameForm(low.replace("脢", "酶"))
        plain = low.translate(_TRADITIONAL)
        for spelling, usual in _SPELLINGS:
            plain = spelling.sub(usual, plain)
        if (plain := plain.casefold()) != low:
            yield NameForm(plain)
        if (latin := _without_accents(low)) != low:
            yield NameForm(latin)
    if (found := _JLAC10.fullmatch(low)) and (specimen := _JLAC10_SPECIMENS.get(found[2])):
        yield NameForm(found[1], specimen)


def _without_accents(low: str) -> str:
    """Return Latin letters without accents; kana keep their voicing marks."""
    letters = "".join(char for char in unicodedata.normalize("NFD", low) if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", letters).replace("ß", "ss").replace("œ", "oe")


def _unmarked(low: str) -> str:
    bare = _OUTER_MARKS.sub("", low)
    if found := _WRAPPED.match(bare):  # 【ALT】, and a mark in brackets before the name
        bare = found[1] if found.end() == len(bare) else bare
    numbered = _NUMBERED.match(bare)
    return bare[numbered.end() :] if numbered else bare


def _of_bracket(outer: str, inner: str) -> Iterator[NameForm]:
    """Read what is in brackets after a name: a method, a specimen, or a part of the name."""
    if _METHOD.fullmatch(inner) and not _NO_SUCH_METHOD.search(inner):
        yield NameForm(outer)
    if found := _IN_BRACKETS.fullmatch(inner):
        yield NameForm(outer, _kind(found))
    if len(inner) > 1 or not inner.isalpha():  # Lp(a) is no LPA
        yield NameForm(f"{outer} {inner}")
    if _LEADING.fullmatch(inner):
        yield NameForm(f"{_TOTAL.sub('总', inner)} {outer}")


def _of_comma(low: str) -> Iterator[NameForm]:
    """Read `Cholesterol, HDL` and `Cholesterol, LDL, Calculated`: the word after the comma belongs before it, or says how."""
    head, comma, tail = (part.strip() for part in low.replace("、", ",").rpartition(","))
    if not comma or not head or not tail:
        return
    if _METHOD.fullmatch(tail) or tail == "measured":
        yield NameForm(head)
    yield NameForm(f"{_TOTAL.sub('总', tail)} {head}")


def _of_specimen(low: str) -> Iterator[NameForm]:
    if found := _BEFORE.match(low):
        yield NameForm(low[found.end() :], _kind(found))
    for pattern in (_AFTER, _FRENCH_LOINC, _ADJECTIVE):
        if (found := pattern.search(low)) and found.start():
            yield NameForm(low[: found.start()], _kind(found))


def _kind(found: re.Match[str]) -> str:
    kind = found.lastgroup or ""
    return "SERUM" if kind == "EITHER" else kind
