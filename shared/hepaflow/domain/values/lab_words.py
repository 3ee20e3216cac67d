"""Recognize the words that labs write for a status, and those that a receipt may repeat, so that they can be mapped (law 7).

The columns of status and specimen may hold anything, also the name of who signed a report. So a text is repeated only if
every part of it is a word of laboratories.
"""

import re
from functools import lru_cache

from hepaflow.domain.model import Status
from hepaflow.domain.text import canonical_text

# Words that name one status in every lab system that uses them (exports of hospital systems, collected for this project). What
# one system writes for a result and another for an order is left to the profile: cancelled, 取消, storniert, annulé, reviewed.
_OF_STATUS = {
    Status.PRELIMINARY: "初步|初步报告|初步结果|初报|预报告|临时报告|临时结果|中间报告|部分报告|未审核|未审|待审核|待审|未发布|待发布|待签发|未签发|待确认|未确认"
    "|检验中|检测中|已检验|已检测|已录入|结果已录入|初审|已初审|待复审|化验中|草稿|待终审|待复核|初步報告|未審核|待審核|中間報告|仮報告|prelim|preliminary report"
    "|preliminary result|interim|interim report|unverified|unvalidated|not verified|not validated|partial|partial result|vorläufig|vorbefund|teilbefund"
    "|zwischenbefund|unvalidiert|provisoire|préliminaire|non validé|preliminar|provisional|no validado",
    Status.FINAL: "最终|最终报告|最终结果|已审核|已审|审核|审核通过|已发布|发布|已报告|已发报告|报告已发|已签发|签发|已完成|完成|正式报告|已确认|确认|已出报告"
    "|已出结果|已出|终审|已终审|复核|已复核|已审阅|报告完成|已打印|已归档|已批准|批准|已发放|已审核已打印|結果確定|確定|最終報告|已審核|已發布|已完成報告|finalized|finalised|final report"
    "|final result|verified|validated|approved|released|completed|complete|authorised|authorized|signed off|resulted|reported|endgültig"
    "|endbefund|freigegeben|validiert|vidiert|endbefundet|définitif|validé|définitive|definitivo|validado|definitiva",
    Status.CORRECTED: "更正|已更正|更正报告|修改|已修改|修正|已修正|修订|已修订|更改|已更改|修改报告|修正报告|更正结果|修改后|重新发布|訂正|修正報告|更正報告"
    "|correction|corrected report|corrected result|amended|amended report|revised|modified|korrigiert|korrektur|korrekturbefund|berichtigt|corrigé"
    "|rectifié|corregido|rectificado",
    Status.DELETED: "删除|已删除|作废|已作废|报告作废|撤销|已撤销|撤回|已撤回|召回|已召回|报告召回|报告撤回|無效|作廢|已作廢|削除|voided|void|retracted|withdrawn"
    "|entered in error|entered-in-error|gelöscht|supprimé|eliminado|borrado",
}
STATUS_WORDS = {
    **{status.value: status for status in Status},
    **{word: status for status, words in _OF_STATUS.items() for word in words.split("|")},
    **{  # 报告已审核, 结果已审核
        f"{of}{word}": status
        for status, words in _OF_STATUS.items()
        for word in words.split("|")
        for of in ("报告", "结果", "检验报告")
        if word[0] in "已未待"
    },
}

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
_HAN = "已未待初复终最正审核阅报告发布签改更修删除作废撤回销取消完成临时结果检验确认打印录入上传中召通过归档预部分测订退拒"
_HAN_SPECIMEN = "血清浆全静脉动末梢毛细枸橼酸钠肝素锂钾抗凝管红黄紫绿蓝灰黑白色头帽胶促分离尿液粪便胸腹水脑髓引流透析标本样品"
_WORDS = frozenset(f"{_STATUS} {_SPECIMEN}".split())
_SHORT = re.compile(
    rf"[a-z0-9]|[a-z][0-9]{{1,2}}|[0-9]{{1,2}}[a-z]|[{_HAN}]+|[{_HAN_SPECIMEN}]+"
)  # a code has a digit
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
