"""List the words of the data manager's commands in English and Chinese."""

from collections.abc import Mapping

Words = Mapping[str, str]
_ENGLISH: Words = {
    "collected": "collected", "center": "center", "subject": "subject", "analyte": "analyte", "result": "result", "flag": "flag",
    "standing": "standing", "current": "current", "held": "held", "omitted_by": "omitted by {}…",
    "as_of": "As of journal number {}", "no_results": "There are no results.",
}  # fmt: skip
_CHINESE: Words = {
    "collected": "采集时间", "center": "中心", "subject": "受试者", "analyte": "分析物", "result": "结果", "flag": "标志",
    "standing": "状态", "current": "有效", "held": "待核实", "omitted_by": "文件 {}… 中未出现",
    "as_of": "截至日志编号 {}", "no_results": "没有结果。",
}  # fmt: skip


def words_of(*, chinese: bool) -> Words:
    return _CHINESE if chinese else _ENGLISH
