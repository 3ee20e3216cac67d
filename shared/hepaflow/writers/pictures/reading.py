"""Write dates, numbers and reasons as the reader's language does."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from hepaflow.domain.answers.reasons import ReasonKind

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 twelve words
_KINDS: Final = {  # (English, Chinese)
    ReasonKind.MISSING: ("not reported", "未报告"),
    ReasonKind.UNKNOWN: ("not stated by anybody", "无人说明"),
    ReasonKind.HELD: ("waits for a decision", "待核实"),
    ReasonKind.CONFLICT: ("two values in one file", "同一文件中有两个数值"),
    ReasonKind.UNIT_REFUSED: ("corrected in a unit that cannot be read", "更正结果的单位无法识别"),
    ReasonKind.UNORDERED: ("several draws without an order", "多次采样，先后不明"),
    ReasonKind.CENSORED: ("reported as less or more than a number", "仅报告小于或大于某数"),
    ReasonKind.NOT_A_NUMBER: ("not a number", "不是数值"),
    ReasonKind.NOT_POSITIVE: ("zero", "数值为零"),
    ReasonKind.LIMIT_MISSING: ("no upper limit reported", "未报告参考上限"),
    ReasonKind.VARIANT: ("two readings of the formula differ", "公式的两种解释结果不同"),
    ReasonKind.TIME_ZONE: ("day unknown: several time zones are possible", "日期不明：可能属于多个时区"),
    ReasonKind.PARTIAL_DATE: ("date not known to the day", "日期未精确到日"),
    ReasonKind.TIME: ("order of two times unknown", "时间先后不明"),
    ReasonKind.ABNORMAL: ("beyond its own limit", "超出自身参考限"),
    ReasonKind.OTHER_LAB: ("measured by another lab", "由另一实验室测定"),
    ReasonKind.ACROSS: ("a transplant or TIPS in between", "其间有肝移植或TIPS"),
    ReasonKind.MASKED: ("masked for your role", "对您的角色设盲"),
    ReasonKind.PRELIMINARY: ("preliminary", "初步结果"),
    ReasonKind.CONDITION: ("condition of the specimen", "标本状态异常"),
    ReasonKind.DIFFERS: ("the lab's own value differs", "与实验室自算值不同"),
}
_ABOUT: Final = {  # what is not an analyte: (English, Chinese)
    "DAY_ONE": ("day 1", "第1天"),
    "DAY_ONE_RULE": ("the rule for day 1", "第1天的规则"),
    "BASELINE": ("the baseline", "基线"),
    "BASELINE_RULE": ("the rule of the baseline", "基线规则"),
    "RESULTS_DUE_RULE": ("the rule of due results", "结果期限的规则"),
    "SPECIMEN": ("a specimen", "标本"),
    "SAME_DAY": ("all inputs of one day", "同一天的全部输入"),
    "DOSE": ("the dose", "给药"),
    "DEATH": ("the death", "死亡"),
    "DIALYSIS": ("dialysis", "透析"),
    "ASCITES": ("ascites", "腹水"),
    "ASCTRT": ("treatment of ascites", "腹水治疗"),
    "HE": ("encephalopathy", "肝性脑病"),
    "HETRT": ("treatment of encephalopathy", "肝性脑病治疗"),
    "MELD_NA": ("MELD-Na", "MELD-Na"),
    "SEX": ("sex", "性别"),
    "AGE": ("age", "年龄"),
    "SYMPTOMS": ("symptoms", "症状"),
}
_LONGEST_FIRST: Final = sorted(ReasonKind, key=len, reverse=True)


def date_text(day: str, *, chinese: bool) -> str:
    """Return a date of ISO 8601.

    Examples:
        >>> date_text("2024-03-02", chinese=False), date_text("2024-03-02", chinese=True)
        ('2 Mar 2024', '2024年3月2日')
    """
    told = date.fromisoformat(day)
    if chinese:
        return f"{told.year}年{told.month}月{told.day}日"
    return f"{told.day} {_MONTHS[told.month - 1]} {told.year}"


def number_text(number: Decimal, digits: int = 3) -> str:
    """Return a number with at most so many significant digits, as plain text.

    Examples:
        >>> [number_text(Decimal(one)) for one in ("2.45000", "0.014567", "1234567", "5E+1", "0")]
        ['2.45', '0.0146', '1,230,000', '50', '0']
    """
    if not number:
        return "0"
    places = digits - 1 - number.adjusted()
    cut = number.quantize(Decimal(1).scaleb(-places)) if places > -20 else number
    text = f"{cut:,f}" if abs(cut.adjusted()) < 16 else f"{cut:.1e}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def reasons_text(codes: Iterable[str], *, chinese: bool) -> list[str]:
    """Return reasons in words, those of one kind together.

    Examples:
        >>> reasons_text(("HELD_ALB", "MISSING_INR", "MISSING_DAY_ONE"), chinese=False)
        ['waits for a decision: ALB', 'not reported: INR, day 1']
        >>> reasons_text(("LIMIT_MISSING_ALT",), chinese=True)
        ['未报告参考上限：ALT']
    """
    groups: dict[str, list[str]] = {}
    for code in codes:
        kind = next((one for one in _LONGEST_FIRST if code.startswith(f"{one}_")), None)
        said = _KINDS[kind][chinese] if kind else code
        groups.setdefault(said, []).extend([_about(code[len(kind) + 1 :], chinese=chinese)] if kind else [])
    colon, comma = ("：", "、") if chinese else (": ", ", ")
    return [
        said + (colon + comma.join(dict.fromkeys(about)) if about else "") for said, about in groups.items()
    ]


def _about(name: str, *, chinese: bool) -> str:
    return _ABOUT[name][chinese] if name in _ABOUT else name.replace("_", " ")
