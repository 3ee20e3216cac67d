"""List the words of a subject's report in English and Chinese."""

from typing import Final

from hepaflow.writers.pictures.words import Words

_ENGLISH: Final[Words] = {
    "title": "Report of subject {} · {}",
    "partial": "Another center has results of this subject that you do not see. They count in no answer here.",
    "panel": "Liver panel", "scores": "Scores", "visits": "Visits", "completeness": "Completeness", "held": "Waiting for a decision",
    "visit": "visit", "day": "day", "study_day": "study day", "window": "window", "why": "why", "analyte": "analyte", "value": "value", "center": "center",
    "legend": "A value is certain. a–b: it lies between both bounds. ?: undetermined, with the reasons below it.",
    "masked": "Visits and study days are not shown: for your role they could show a treatment day.",
    "no_scores": "There are no scores.", "no_visits": "No visits are planned.", "no_completeness": "Nothing is planned.", "no_held": "Nothing waits for a decision.",
    "foot": "As of journal number {} ({} UTC), definition version {}. States of visits as of {}. hepaflow {}.",
    "BASELINE DAY": "baseline", "list": ", ",
}  # fmt: skip
_CHINESE: Final[Words] = {
    "title": "受试者 {} 的报告 · {}",
    "partial": "其他中心有该受试者的结果，您无权查看；这些结果未计入此处的任何答案。",
    "panel": "肝功能", "scores": "评分", "visits": "访视", "completeness": "数据完整性", "held": "待核实的结果",
    "visit": "访视", "day": "日期", "study_day": "研究日", "window": "窗口", "why": "原因", "analyte": "分析物", "value": "数值", "center": "中心",
    "legend": "仅有数值：确定。a–b：在两者之间。?：无法确定，原因见其下。",
    "masked": "未显示访视和研究日：对您的角色而言，这些信息可能显示治疗日期。",
    "no_scores": "没有评分。", "no_visits": "没有计划的访视。", "no_completeness": "没有计划的项目。", "no_held": "没有待核实的结果。",
    "foot": "截至日志编号 {}（{} UTC），研究定义版本 {}。访视状态截至 {}。hepaflow {}。",
    "BASELINE DAY": "基线", "list": "、",
}  # fmt: skip


def report_words(*, chinese: bool) -> Words:
    """Return the words in the language of the reader."""
    return _CHINESE if chinese else _ENGLISH
