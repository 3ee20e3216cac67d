"""List the words of pictures in English and Chinese."""

from collections.abc import Mapping
from typing import Final

from hepaflow.domain.visits.completeness import CellState

Words = Mapping[str, str]

_ENGLISH: Final[Words] = {
    "panel": "Liver panel of subject {}", "edish": "Possible liver injury (eDISH)", "mdish": "Possible liver injury by baseline (mDISH)",
    "map": "Completeness", "map_of": "Completeness of subject {}", "foot": "As of journal number {}",
    "xULN": "× upper limit of normal of the lab and day (log axis)", "MELD3": "MELD 3.0", "study_day": "study day",
    "no_study_days": "No study days and visits: {}.", "undated": "Results not drawn, because their day is not known: {}",
    "nothing": "There is nothing to draw.",
    "current": "result", "held": "waits for a decision", "below": "below the mark", "above": "above the mark", "interval": "within these bounds",
    "gap": "no number", "window": "window of a visit, target day dashed", "gaps": "Without a number:", "on": "{} ({})", "more": "and {} more",
    "panel_desc": "{} results of the subject from {} to {}. Each mark has its day, number and reason as its title.",
    "dish_desc": "{} subjects. Peaks after the baseline. {} of them in the upper right: ALT or AST from 3, bilirubin beyond 2.",
    "edish_x": "Peak ALT or AST, × upper limit of normal", "edish_y": "Peak bilirubin, × upper limit of normal",
    "mdish_x": "Peak ALT or AST, × baseline", "mdish_y": "Peak bilirubin, × baseline",
    "hy": "possible Hy’s law range", "temple": "Temple’s corollary range", "cholestasis": "hyperbilirubinemia", "near": "near normal",
    "exact": "subject", "open": "not known exactly: bounds", "undrawn": "Subjects not drawn: {}", "no_case": "A point in the upper right is a signal, not a case: other causes are for a physician to exclude.",
    "map_desc": "{} rows, {} visits. Of each visit the state that most needs attention is drawn. States as of {}.",
    "page": "This picture has only subjects {} to {}. Others are on other pages.",
    "today": "States as of {}", "of": "{} of {} {}", "is_open": "waits for a decision", "is_open_row": "received, but waits for a decision",
    CellState.RECEIVED: "received", CellState.EXPECTED: "expected", CellState.LATE: "late", CellState.MISSING: "missing",
    CellState.NOT_DONE: "not done", CellState.NOT_APPLICABLE: "not applicable", CellState.NOT_DUE: "not due",
    "list": ", ", "why": " – ", "semicolon": "; ",
}  # fmt: skip
_CHINESE: Final[Words] = {
    "panel": "受试者 {} 的肝功能", "edish": "可能的肝损伤（eDISH）", "mdish": "相对基线的可能肝损伤（mDISH）",
    "map": "数据完整性", "map_of": "受试者 {} 的数据完整性", "foot": "截至日志编号 {}",
    "xULN": "当日该实验室参考上限的倍数（对数轴）", "MELD3": "MELD 3.0", "study_day": "研究日",
    "no_study_days": "无研究日和访视：{}。", "undated": "因日期不明而未绘出的结果：{} 个。",
    "nothing": "没有可绘制的内容。",
    "current": "结果", "held": "待核实", "below": "低于此点", "above": "高于此点", "interval": "在此区间内",
    "gap": "无数值", "window": "访视窗口，虚线为目标日", "gaps": "无数值：", "on": "{}（{}）", "more": "另有 {} 项",
    "panel_desc": "受试者 {1} 至 {2} 的 {0} 个结果。每个标记的标题含日期、数值和原因。",
    "dish_desc": "{} 名受试者，基线之后的峰值。其中 {} 名位于右上区：ALT或AST不低于3倍，胆红素高于2倍。",
    "edish_x": "ALT或AST峰值，参考上限的倍数", "edish_y": "胆红素峰值，参考上限的倍数",
    "mdish_x": "ALT或AST峰值，基线的倍数", "mdish_y": "胆红素峰值，基线的倍数",
    "hy": "可能符合海氏法则的区域", "temple": "Temple推论区域", "cholestasis": "高胆红素血症", "near": "接近正常",
    "exact": "受试者", "open": "不确切：区间", "undrawn": "未绘出：{} 名受试者", "no_case": "右上区的点只是信号，不等于病例：其他原因须由医生排除。",
    "map_desc": "{} 行，{} 个访视。每个访视绘出最需要关注的状态。状态截至 {}。",
    "page": "本图只含受试者 {} 至 {}，其他受试者在其他页。",
    "today": "状态截至 {}", "of": "{1} 项中 {0} 项{2}", "is_open": "待核实", "is_open_row": "已收到，待核实",
    CellState.RECEIVED: "已收到", CellState.EXPECTED: "待收", CellState.LATE: "逾期", CellState.MISSING: "缺失",
    CellState.NOT_DONE: "未做", CellState.NOT_APPLICABLE: "不适用", CellState.NOT_DUE: "未到期",
    "list": "、", "why": "：", "semicolon": "；",
}  # fmt: skip


def picture_words(*, chinese: bool) -> Words:
    """Return the words in the language of the reader."""
    return _CHINESE if chinese else _ENGLISH
