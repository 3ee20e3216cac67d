"""List the words of the commands that show answers, in English and Chinese."""

from hepaflow.cli.report.words import Words

_ENGLISH: Words = {
    "as_of": "Subject {subject}, as of journal number {journal_number}, definition version {definition_version}",
    "partial": "Another center has results of this subject that you do not see. They count in no answer here.",
    "MASKED_DAY_ONE": "The study masks day 1 from your role. Study days, windows of visits, baselines and what follows from them are left out. hepaflow panels has scores by date.",
    "MASKED_ANALYTES": "The study masks some analytes from your role. They are left out.",
    "MASKED_VISITS": "The study masks some visits from your role. They are left out.",
    "visit": "visit", "day": "day", "study_day": "study day", "score": "score", "answer": "answer", "grade": "class",
    "inputs": "inputs", "window": "window", "analyte": "analyte", "state": "state", "due": "due", "reasons": "reasons",
    "as_of_study": "As of journal number {journal_number}, definition version {definition_version}",
    "open_days": "{open_days} days are not listed: an input is missing, and no result of the day reaches a limit.",
    "center": "center", "subject": "subject", "received": "received", "expected": "expected", "late": "late", "missing": "missing", "not_due": "not due",
    "not_done": "not done", "not_applicable": "not applicable", "trend": "received of those due by",
    "kind": "kind", "about": "about", "name": "name",
    "no_safety": "There are no answers about safety.",
    "no_panels": "There is no specimen day.", "no_visits": "There are no visits.", "no_completeness": "Nothing is planned.", "no_scores": "There are no scores.",
    "legend": "? is undetermined: the codes say why. low..high is an interval. docs/scores.md explains the codes.",
}  # fmt: skip
_CHINESE: Words = {
    "as_of": "受试者 {subject}，截至日志编号 {journal_number}，研究定义版本 {definition_version}",
    "partial": "其他中心有该受试者的结果，您无权查看；这些结果未计入此处的任何答案。",
    "MASKED_DAY_ONE": "本研究对您的角色屏蔽第 1 天：研究日、访视窗口、基线及由其得出的内容均不显示。按日期的评分见 hepaflow panels。",
    "MASKED_ANALYTES": "本研究对您的角色屏蔽部分分析物，此处不显示。",
    "MASKED_VISITS": "本研究对您的角色屏蔽部分访视，此处不显示。",
    "visit": "访视", "day": "日期", "study_day": "研究日", "score": "评分", "answer": "答案", "grade": "分级",
    "inputs": "输入", "window": "窗口", "analyte": "分析物", "state": "状态", "due": "期限", "reasons": "原因",
    "as_of_study": "截至日志编号 {journal_number}，研究定义版本 {definition_version}",
    "open_days": "{open_days} 个采样日未列出：缺少某项输入，且当日没有结果达到界限。",
    "center": "中心", "subject": "受试者", "received": "已收到", "expected": "待收", "late": "逾期", "missing": "缺失", "not_due": "未到期",
    "not_done": "未做", "not_applicable": "不适用", "trend": "截至该日应收中已收到",
    "kind": "类别", "about": "对象", "name": "名称",
    "no_safety": "没有安全性方面的答案。",
    "no_panels": "没有采样日。", "no_visits": "没有访视。", "no_completeness": "没有计划的项目。", "no_scores": "没有评分。",
    "legend": "? 表示无法确定，代码说明原因；low..high 表示区间。代码说明见 docs/scores.md。",
}  # fmt: skip


def answer_words(*, chinese: bool) -> Words:
    """Return the words in the language of the user."""
    return _CHINESE if chinese else _ENGLISH
