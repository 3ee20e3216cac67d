"""List the sentences of `hepaflow prepare`, each in English and in Chinese."""

from collections.abc import Mapping

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.issues.meanings import MEANINGS

SENTENCES: Mapping[str, tuple[str, str]] = {
    "site": (
        "prepare writes the subject id into one column: use a profile without [columns] site",
        "prepare 把受试者编号写入同一列：请使用不含 [columns] site 的配置文件",
    ),
    "date_column": (
        "prepare writes one date for each row: use a profile without date_column",
        "prepare 每行只写一个日期：请使用不含 date_column 的配置文件",
    ),
    "no_header": (
        "prepare needs the hospital's id in a column with a header: use a profile without above, across, sheet_name and header_rows = 0",
        "医院内部编号须单独成列并有表头：请使用不含 above、across、sheet_name 和 header_rows = 0 的配置文件",
    ),
    "two_columns": (
        "write two columns: the hospital's id, under its header in the export, and subject",
        "请写成两列：医院内部编号（表头与导出文件相同）和 subject（受试者编号）",
    ),
    "no_subject": (
        "line {line}: the subject is no id of this study ({code})",
        "第 {line} 行：该受试者编号不符合本研究的格式（{code}）",
    ),
    "own_id": (
        "line {line}: the hospital's id is missing, or stands there with another subject",
        "第 {line} 行：缺少医院内部编号，或该编号已对应另一受试者",
    ),
    "not_keys": ("{name} is not a key list: {fault}", "{name} 不是可用的对照表：{fault}"),
    "not_utf8": (
        "{name} is not UTF-8 text: save the key list as CSV UTF-8",
        "{name} 不是 UTF-8 文本：请将对照表另存为“CSV UTF-8”格式",
    ),
    "same_name": (
        "each input and output needs its own file name: one file would overwrite another",
        "每个输入和输出文件须有各自的文件名，否则会互相覆盖",
    ),
    "secret_damaged": (
        "{name} is damaged: restore it from a copy. A new one would change all specimen ids.",
        "{name} 已损坏：请用备份恢复。新的密钥会改变所有标本编号。",
    ),
    "profile_waits": (
        "the stored profile cannot be used: ask the data manager for the next version",
        "已保存的配置文件无法使用：请联系数据管理员提供新版本",
    ),
    "place": (" (line {line})", "（第 {line} 行）"),
    "found": (": {found}", "：{found}"),
    "rows": (
        "{rows:,} rows = {kept:,} written + {not_in_trial:,} not in the trial + {no_id:,} without an id + {width:,} with more or fewer cells than the header{elsewhere}",
        "共 {rows:,} 行：写入 {kept:,}、非本研究受试者 {not_in_trial:,}、无编号 {no_id:,}、单元格数与表头不符 {width:,}{elsewhere}",
    ),
    "elsewhere": (" + {count:,} in a table with other columns", "、位于列不同的表格中 {count:,}"),
    "log": (
        "{name} lists every row. Keep it, the key list and its secret at the hospital.",
        "{name} 记录了每一行的处理情况。该文件、对照表及其密钥须留在医院。",
    ),
}


def sentence(key: str, *, chinese: bool, **told: object) -> str:
    """Return a sentence in English or Chinese.

    Args:
        key: which sentence.
        chinese: in Chinese.
        told: what stands in its gaps.
    """
    return SENTENCES[key][chinese].format(**told)


def refusal_told(refusal: Refused, *, chinese: bool) -> str:
    """Return why an export cannot be read, and what to do.

    Args:
        refusal: the reason.
        chinese: in Chinese.
    """
    issue = refusal.issue
    meaning = MEANINGS[issue.code]
    place = sentence("place", chinese=chinese, line=issue.line) if issue.line else ""
    found = sentence("found", chinese=chinese, found=issue.found) if issue.found else ""
    title = meaning.title_zh if chinese else meaning.title_en
    return f"{title} {issue.code}{place}{found}\n{meaning.remedy_zh if chinese else meaning.remedy_en}"
