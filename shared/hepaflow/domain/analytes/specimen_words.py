"""Read the words for specimens that no list has: compounds for blood, other specimens, and material of somebody else."""

import re
from functools import lru_cache

from hepaflow.domain.text import canonical_text

NOT_IN_FILE = "[not in the file]"  # in the place of the type of a specimen that a result refers to in vain
# parts of words for specimens other than blood and for the punctures that they are taken by, in the languages of labs
_OTHER = re.compile(
    r"(?<![pa])urin(?!g\b)|ascit|aszit|pleura|peritone|cerebrospinal|stool|feces|faec|fecal|fluid(?!s? ?(?:&|and) ?electrolyte)|(?<!g)(?<!g-)csf|lumbar punct"
    r"|effusion|\berguss|punktat|paracentes|parazentes|thoracentes|thorakozentes|dialysat|drainage|\baspirate\b"
    r"|synovial|amnio|lavage|sputum|saliva|sweat|semen\b|seminal|swab|biops|bone marrow|knochenmark|\bsaag\b"
    r"|\bharn(?!s(?:toff|[aä]ure))|stuhl|liquor|l[ií]quid[eo]s?\b|\borina|\bheces\b|\bfeci\b|\bfezes\b|\bselles\b|(?<!-)\blcr\b|髄液"
    r"|effluent|bauchpunktion|(?:abdominal|ascitic|pleural|peritoneal) tap\b|flüssigkeit(?:en)?\b"
    r"|bronchoalveol|\bbalf\b|\bpus\b|\beiter\b|\bponction|[ée]panchement|\bversamento|\bderrame\b|소변|복수|흉수|척수액|대변|체액|객담"
    r"|\bdrains?\b(?! placement| removal)|\bt-(?:tube|drain)|\bbile\b(?! (?:acids?|salts?|pigments?|ducts?)\b)"
)
_OTHER_ZH = re.compile(
    "腹水|胸水|脑脊|粪|大便|便常规|便检|便隐血|积液|积水|痰|唾液|引流|胆汁(?!酸|淤|瘀|性)|穿刺液|腹穿|胸穿|腰穿|腹腔穿刺|胸腔穿刺|腰椎穿刺|透析液|腹透液|灌洗"
    "|关节液|羊水|精液|前列腺液|分泌物|渗出液|漏出液|浆膜腔|腹腔液|胸腔液|骨髓|胃液|汗液|体液常规|体液检|体液生化|脓液|囊液|囊肿液|透出液|腹膜液|肺泡"
)
# analytes, panels and departments with the sign for urine in their name
_BLOOD_ZH = re.compile("尿素|尿酸|利尿|尿毒|尿苷|泌尿")
# Japanese code of a test (JLAC10): its specimen, 017 to 029 for blood, 000 for none
_JLAC10 = re.compile(
    r"[1-9][a-z][0-9]{3}-?[0-9]{4}-?(?!0(?:00|1[7-9]|2[0-9]))[0-9]{3}-?[0-9]{3}(?:-?[0-9]{2})?"
)
_CLINIC = re.compile(r"(?:ascites|pleural?|urin\w*|biops\w*) (?:clinic|ward|unit|outpatients?)\b")
# the whole name of a panel; as a name of a test it may be short for another, such as uric acid
_PANELS = re.compile(
    r"u/?a|u-?status|u-?24(?: ?h)?|24 ?h ?u|u?acr|kot|galle|bile|bal|c?apd|punktion(?:en)?|gelenk(?:punktion)?|tap"
    r"|便|体液|胆汁|穿刺|(?:腹透|腹膜透析)(?:常规|生化|检查|检验)?"
)
# where no needle for blood goes
_CAVITY = re.compile(
    r"abdom|\bbauch|cavity|höhle|bladder|blase|spinal|lumbar|\bknee|\bknie|\bjoint|腹腔|胸腔|腹部|膀胱|关节|腰椎"
)
# of a newborn's cord, a donor, or nobody: control material
_SOMEONE_ELSE = re.compile(
    r"(?<!spinal )\bcord\b|umbilic|nabelschnur|\bdonors?\b(?!-| specific)|\bspender|\bdonneur|\bdonante|quality control|\bqc\b|qualitätskontrolle"
    r"|\bcontrol (?:material|serum|plasma|blood|sample|specimen)|kontroll(?:material|serum|plasma|probe)|ringversuch|proficiency|calibrat|kalibrat"
    r"|脐带|脐血|供者|供体(?!特异)|供血者|献血|质控|质评|定标|校准品"
)
# What a word for blood may be made of. A text of nothing else names no person, and may be shown.
_TUBE_WORDS = re.compile(
    r"serum|sérum|plasma|blood|kapillarblut|vollblut|blut|sang(?:ue|re|uin)?|suero|siero|soro|capillary|capillaire|venous|venös(?:es)?|venoso"
    r"|arterial|peripheral|total|fasting|nüchtern|edta|heparin|lithium|citrate?|zitrat|fluoride?|oxalate?|sodium|natrium|potassium|kalium"
    r"|clotted|separator|vacutainer|monovette|tube|röhrchen|specimen|sample|probe|with|whole|red|gold|green|blue|lavender|purple|yellow|grey|gray"
    r"|top|gel|sst|pst|\b(?:li|na)\b|k[23]|[23]k|[0-9]+(?:\.[0-9]+)? ?ml"
    r"|血清|血浆|血漿|全血|血液|毛细血管|毛細管|毛细管|添加物入り|血|静脉|靜脈|動脈|动脉|外周|末梢|毛细|手指|指尖|空腹|抗凝|促凝|标本|標本|样本|样品|肝素|锂|钠|钾|枸橼酸|柠檬酸"
    r"|氟化|草酸|惰性|分离胶|[红黄紫绿蓝灰黑白橙棕](?:色|头|帽|盖|管)+|\([红黄紫绿蓝灰黑白橙棕]色?\)|管|[\s().,/+-]"
)
_SERUM = re.compile("s[eé]rum|suero|siero|soro|血清")
_PLASMA = re.compile("plasma|血浆|血漿")
_BLOOD = re.compile("blood|blut|sang|血")
_WHOLE = re.compile("whole|vollblut|total|全血")
_GAP_ZH = re.compile("(?<=[一-鿿]) +(?=[一-鿿])")


@lru_cache(maxsize=4096)  # names repeat
def tells_other_specimen(text: str) -> bool:
    """Say whether a name, panel, body site or specimen text speaks of urine or a fluid.

    Examples:
        >>> [
        ...     tells_other_specimen(text)
        ...     for text in ("尿常规", "血尿素", "URINALYSIS", "during", "Paracentesis")
        ... ]
        [True, False, True, False, True]
    """
    low = _CLINIC.sub("", _key(text))
    if _OTHER.search(low) or _JLAC10.fullmatch(low):
        return True
    rest = _BLOOD_ZH.sub("", low)
    return "尿" in rest or _OTHER_ZH.search(rest) is not None


@lru_cache(maxsize=4096)
def tells_other_panel(text: str) -> bool:
    """Say whether the name of a panel is that of one of urine or a fluid.

    Examples:
        >>> [tells_other_panel(text) for text in ("UA", "Ascites", "Bile acids")]
        [True, True, False]
    """
    return tells_other_specimen(text) or _PANELS.fullmatch(_key(text)) is not None


@lru_cache(maxsize=4096)
def tells_tapped_site(text: str) -> bool:
    """Say whether a body site is one that urine or a fluid is taken from.

    Examples:
        >>> [tells_tapped_site(text) for text in ("Abdominal cavity", "膀胱", "Left arm")]
        [True, True, False]
    """
    return tells_other_specimen(text) or _CAVITY.search(_key(text)) is not None


@lru_cache(maxsize=4096)
def tells_someone_else(text: str) -> bool:
    """Say whether a panel, body site or specimen text speaks of cord blood, a donor or a control material.

    Examples:
        >>> [tells_someone_else(text) for text in ("Cord blood", "质控血清", "Donor-specific antibodies")]
        [True, True, False]
    """
    return _SOMEONE_ELSE.search(_key(text)) is not None


def is_of_tubes(text: str) -> bool:
    """Say whether a text consists of words for tubes and blood alone."""
    return not _TUBE_WORDS.sub("", _key(text))


@lru_cache(maxsize=1024)
def blood_of_tube(text: str) -> str:
    """Return SERUM, PLASMA or BLOOD for a compound of words for tubes and blood; "" for any other text.

    Whole blood that is serum or plasma, too, is none of them.

    Examples:
        >>> [blood_of_tube(text) for text in ("枸橼酸钠抗凝血浆", "EDTA-Blut", "静脉血清", "脐血", "红头管")]
        ['PLASMA', 'BLOOD', 'SERUM', '', '']
    """
    low = _key(text)
    if not is_of_tubes(low):
        return ""
    parts = _SERUM.search(low), _PLASMA.search(low)
    if any(parts):
        return "" if _WHOLE.search(low) else "SERUM" if parts[0] else "PLASMA"
    return "BLOOD" if _BLOOD.search(low) else ""


def _key(text: str) -> str:
    return _GAP_ZH.sub("", canonical_text(text).casefold())
