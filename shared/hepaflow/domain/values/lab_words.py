"""Recognize words for a status or a specimen that a receipt may repeat, so that they can be mapped (law 7).

The columns of status and specimen may hold anything, also the name of who signed a report. So a text is repeated only if
every part of it is a word of laboratories.
"""

import re
from functools import lru_cache

from hepaflow.domain.text import canonical_text

# words as laboratory systems print them (exports of hospital systems, collected for this project)
_STATUS = (
    "final finalized finalised preliminary prelim correct corrected correction amended amendment verified unverified"
    " approved signed unsigned validated released completed complete cancelled canceled deleted void voided error pending"
    " partial interim revised reviewed report reported result authorised authorized entered confirmed repeat repeated rerun"
    " hold held done not ok new open closed in freigegeben befund vidiert validiert endgultig vorlaufig korrigiert storniert"
)
_SPECIMEN = (
    "serum plasma blood blut sang sangre tube tubes top edta citrate citrat citratplasma citratblut heparin heparinplasma"
    " lithium sodium fluoride gel sst pst vacutainer red green lavender purple gold blue gray grey yellow pink venous arterial"
    " capillary whole vollblut urin urine stool fluid swab csf ascites pleural peritoneal rohrchen"
)
_HAN = "已未待初复终最正审核阅报告发布签改更修删除作废撤回销取消完成临时结果检验确认打印录入上传中"
_HAN_SPECIMEN = "血清浆全静脉动末梢毛细枸橼酸钠肝素锂钾抗凝管红黄紫绿蓝灰黑白色头帽胶促分离尿液粪便胸腹水脑髓引流透析标本样品"
_WORDS = frozenset(f"{_STATUS} {_SPECIMEN}".split())
_SHORT = re.compile(rf"[a-z0-9]|[{_HAN}]+|[{_HAN_SPECIMEN}]+")
_LONGEST = 32  # characters
_ACCENTS = str.maketrans("äöüéèñ", "aoueen")


@lru_cache(maxsize=1024)  # labs have few
def is_word_of_labs(text: str) -> bool:
    """Say whether a receipt may repeat a text of a status or specimen column.

    Examples:
        >>> is_word_of_labs("Red Top Tube"), is_word_of_labs("已签发"), is_word_of_labs("张三已阅")
        (True, True, False)
    """
    words = re.split(r"[ /_.,;:()+-]+", canonical_text(text).casefold().translate(_ACCENTS))
    return len(text) <= _LONGEST and all(word in _WORDS or _SHORT.fullmatch(word) for word in words if word)
