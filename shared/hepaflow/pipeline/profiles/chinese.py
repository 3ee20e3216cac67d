"""Translate what is wrong with a profile into Chinese.

A fault is worded in English where it is found. The table has each of these sentences with its Chinese form; a gap of a sentence is
a text such as a header or a code, and stays as it is written.
"""

import re
from collections.abc import Mapping

from hepaflow.domain.profile.fields import Fault
from hepaflow.pipeline.profiles.translate import translated

FAULT_REMEDIES: Mapping[str, str] = {
    # a line of TOML
    "correct the line: text stands between quotes, a list between [ ], a table between {{ }}": "请更正该行：文本写在引号内，列表写在 [ ] 内，表写在 {{ }} 内",
    r"write text with a backslash between single quotes, as 'CN01-\d{{4}}'": r"含反斜杠的文本请写在单引号内，例如 'CN01-\d{{4}}'",
    "close the quotes": "请补上后引号",
    "keep the key once": "同一个键只保留一次",
    "keep the table once": "同一个表只保留一次",
    "write key = value; a key with other letters than A-Z stands between quotes": "请写成 键 = 值；含 A-Z 以外字符的键写在引号内",
    'write a key with other letters than A-Z between quotes: "结果" = "…"': '含 A-Z 以外字符的键请写在引号内："结果" = "…"',
    'put text between quotes, as delimiter = ";"; days and numbers need none': '文本请写在引号内，例如 delimiter = ";"；日期和数字不用引号',
    "write fewer lists and tables inside each other": "请减少列表和表的嵌套层数",
    "write whole numbers with fewer digits": "请减少整数的位数",
    # a key and its value
    "add it": "请补上该键",
    "write text between quotes": "请在引号内写文本",
    "write a text between the quotes, or remove the key": "请在引号内写文本，或删除该键",
    "write at most {most} characters": "请勿超过 {most} 个字符",
    "write at most {most} groups": "请勿超过 {most} 个分组",
    "use only letters A-Z, digits, full stop, hyphen and underscore, and begin with a letter or digit": "只能使用字母 A-Z、数字、句点、连字符和下划线，并以字母或数字开头",
    "write a whole number without quotes": "请写整数，不加引号",
    "write a number of at least {least}": "请写不小于 {least} 的数",
    "write true or false without quotes": "请写 true 或 false，不加引号",
    'write a number with a decimal point, for example "3.5"': '请写带小数点的数，例如 "3.5"',
    "write a list between [ ]": "请在 [ ] 内写列表",
    "write a table": "请写成表",
    "write a day that exists, for example 2024-07-01": "请写存在的日期，例如 2024-07-01",
    "write a day, as 2024-07-01": "请写日期，例如 2024-07-01",
    "write the value as docs/profiles.md shows it for this key": "请按 docs/profiles.md 中该键的写法填写",
    "remove it: there is no such key": "请删除：没有这个键",
    "write one of: {choices}": "请写其中之一：{choices}",
    'write {{analyte = "…", unit = "…"}}, or a list of them with from and to': '请写 {{analyte = "…", unit = "…"}}，或写含 from 和 to 的此类列表',
    'write "unit", or a list of {{unit = "…", from = …, to = …}}': '请写 "单位"，或写 {{unit = "…", from = …, to = …}} 的列表',
    'write "unit", or [unit_spellings.CODE] for one analyte': '请写 "单位"；若只用于一个分析物，请写 [unit_spellings.代码]',
    'write an IANA zone, region and city, such as "Asia/Shanghai"': '请写 IANA 时区（地区/城市），例如 "Asia/Shanghai"',
    'write the name of an encoding, such as "utf-8", "gb18030" or "cp1252"': '请写编码名称，例如 "utf-8"、"gb18030" 或 "cp1252"',
    r'write the one character between two cells: ",", ";", "|" or, for a tab, "\t"': r'请写两个单元格之间的那一个字符：","、";"、"|"，制表符写 "\t"',
    "write a regular expression; this one is not: {error}": "请写正则表达式；此处不是：{error}",
    "write a regular expression with smaller counts and fewer groups": "请写重复次数和分组更少的正则表达式",
    "%{letter} is not understood; use %Y %y %m %b %B %d %j %H %I %p %M %S %f %z": "无法识别 %{letter}；请用 %Y %y %m %b %B %d %j %H %I %p %M %S %f %z",
    "name each part of the date once": "日期的每个部分只写一次",
    "name the year once, as %Y (2024) or as %y (24)": "年份只写一次，写 %Y（2024）或 %y（24）",
    "name the month once, as %m (03), %b (Mar) or %B (March)": "月份只写一次，写 %m（03）、%b（Mar）或 %B（March）",
    "%{part} says nothing without %{owner}": "没有 %{owner}，%{part} 没有意义",
    'keep "{pattern}" or "{other}": both read the same text, as different dates': '"{pattern}" 与 "{other}" 只保留一个：两者会把同一文本读成不同日期',
    "a profile cannot map {fields}": "配置文件不能指定 {fields} 的列",
    # a pattern of ids
    "write it with characters, sets, repeats, groups and alternatives only": "只能使用字符、字符集、重复、分组和多选一",
    "write no repeat inside a repeat, and inside a repeat no alternatives that begin alike": "重复之内不要再写重复，也不要写开头相同的多选一",
    "write fewer repeats that can match the same characters, or exact counts as in [0-9]{{4}}": "请减少能匹配相同字符的重复，或写明次数，例如 [0-9]{{4}}",
    # what does not fit together
    'remove it, or write format = "workbook"': '请删除，或写 format = "workbook"',
    "add it: it decides which ids need the prefix": "请补上：由它决定哪些编号需要加前缀",
    "remove it, or add [columns] site: the header of the column with the site": "请删除，或补上 [columns] site：研究机构所在列的表头",
    'remove it: what personal_columns = "drop" drops would be kept with the original': '请删除：personal_columns = "drop" 去掉的列会随原始文件一起保存',
    'remove it, or remove keep = "{keep}"': '请删除，或删除 keep = "{keep}"',
    "remove it: a column that names a person is never kept": "请删除：指明个人的列从不保存",
    "remove it: {format} says itself what its cells are": "请删除：{format} 格式本身已说明各单元格的含义",
    "add it: the header of the column that names the analyte; or add code, or loinc": "请补上检验项目所在列的表头；或补上 code 或 loinc",
    'write layout = "wide" in [file], or remove [wide]': '请在 [file] 中写 layout = "wide"，或删除 [wide]',
    "remove it: in the wide layout [wide] says what each column holds": "请删除：在宽表中由 [wide] 说明每一列的内容",
    'add one entry a column: "header" = {{analyte = "…", unit = "…"}}': '请为每一列补上一项："表头" = {{analyte = "…", unit = "…"}}',
    "add it: the header of that column in the file": "请补上文件中该列的表头",
    "name another column: {other} reads this one": "请改用另一列：此列已由 {other} 读取",
    "remove it, or remove range: a file has one or the other": "请删除，或删除 range：两种写法只能用一种",
    'write "ignore": all other names cannot mean one analyte': '请写 "ignore"：其余名称不可能都指同一个分析物',
    'write "other" or "ignore": the word itself says that the specimen is not blood': '请写 "other" 或 "ignore"：该词本身表明标本不是血液',
    "add it: the header of the column that names the lab; or remove [labs]": "请补上实验室所在列的表头；或删除 [labs]",
    "keep one meaning: {other} is read as the same text": "只保留一种含义：{other} 会被读作同一文本",
    # how tables are laid out
    "remove it: with across, analytes have no columns": "请删除：使用 across 时，分析物不成列",
    "remove it: across names a field for each row of the header": "请删除：across 为表头的每一行各指定一个字段",
    "remove it: it is for tables, not for {format}": "请删除：该键只用于表格，不用于 {format}",
    "remove it: only a workbook has sheets": "请删除：只有工作簿才有工作表",
    "remove it, or write one of: {choices}": "请删除，或写其中之一：{choices}",
    "add [columns] {field}, or remove it here": "请补上 [columns] {field}，或在此处删除",
    "name it once": "只写一次",
    "name it in one of fill_down, above and across": "在 fill_down、above 和 across 中只写一处",
    "remove it, or remove subject from fill_down, above and across": "请删除，或从 fill_down、above 和 across 中删除 subject",
    'write the place of the column, from "1": header_rows = 0 says that there is no header': '请写列的序号，从 "1" 起：header_rows = 0 表示没有表头',
    "add it: with {key}, only the part that matches it is read": "请补上：使用 {key} 时，只读取与其相符的部分",
    "write a narrower one: {name} matches it, too": "请写得更严格：{name} 也与其相符",
    "remove it: with {key}, a text that may name a person would be kept": "请删除：使用 {key} 时，会保存可能含姓名的文本",
    "add it: other columns have one, and a value has the date of its own visit": "请补上：其他列已有日期列，而结果的日期是其本次访视的日期",
    "name one column in all entries": "各项请写同一列",
    "remove it: with date_column, a row has several dates, and this column has one cell": "请删除：使用 date_column 时一行有多个日期，而此列只有一个单元格",
    "remove it: date_column needs a header": "请删除：date_column 需要表头",
    "remove date_column: it is for tables": "请删除 date_column：它只用于表格",
    "remove it: with date_column, dates are in columns": "请删除：使用 date_column 时，日期在列中",
    # centers
    "add it: the header of the column that names the center": "请补上中心所在列的表头",
    'add it: "word of the file" = {{center = "…", pattern = "…"}} for each center': '请为每个中心补上："文件中的写法" = {{center = "…", pattern = "…"}}',
    "write the pattern that {center} has above": "请写上文中 {center} 的 pattern",
    "write a pattern that no id of {center} matches": "请写与 {center} 的任何编号都不相符的 pattern",
    "remove it: {word} is read as the same text": "请删除：{word} 会被读作同一文本",
    # periods and ranges
    "add an entry, or remove the key": "请补上一项，或删除该键",
    "let one end on the day before the other begins: [{first}] and [{second}] share days": "请让前一项在后一项开始的前一天结束：[{first}] 与 [{second}] 的日期重叠",
    "remove it or give it other days: [[declare]][{first}] speaks of the same": "请删除或改用其他日期：[[declare]][{first}] 已说明同一内容",
    "remove or narrow it: [[ranges]][{first}] is for the same subjects on the same days": "请删除或缩小范围：[[ranges]][{first}] 已用于相同日期的相同受试者",
    "add low, high or both": "请补上 low、high 或两者",
    "write a number that is not above high = {high}": "请写不大于 high = {high} 的数",
    "write an age not above age_to = {age}": "请写不大于 age_to = {age} 的年龄",
    "write a day that is not before from = {day}": "请写不早于 from = {day} 的日期",
    # codes and units
    "use a unit that hepaflow knows, or say in [unit_spellings] which one is meant": "请使用 hepaflow 认识的单位，或在 [unit_spellings] 中说明所指的单位",
    "use a unit that hepaflow knows": "请使用 hepaflow 认识的单位",
    "use the code of an analyte that hepaflow knows": "请使用 hepaflow 认识的分析物代码",
    "use one of {bases}": "请使用其中之一：{bases}",
    "leave it out: no conversion of this analyte needs one": "请删除：该分析物的换算不需要它",
    # a study's definition
    "correct the JSON: a comma between two entries and none after the last, text between quotes": "请更正 JSON：两项之间用逗号，最后一项后不用逗号，文本写在引号内",
    "write at most {most} entries": "请勿超过 {most} 项",
    "write at least one entry, or remove the key": "请至少写一项，或删除该键",
    "write a number of at most {most}": "请写不大于 {most} 的数",
    "write the code of an analyte, as `hepaflow catalog analytes` lists it": "请写分析物代码，见 `hepaflow catalog analytes`",
    "write the value as docs/study-definition.md shows it for this key": "请按 docs/study-definition.md 中该键的写法填写",
    "write another name: an analyte has this code": "请改用其他名称：已有分析物使用此代码",
    "leave out statistician or monitor, and give this role to a data manager, too: somebody who is not masked has to decide about "
    "masked results, and no masked user can change the definition": "请去掉 statistician 或 monitor，并将该角色同时授予一名数据管理员："
    "必须有未被设盲的人对被屏蔽的结果作出决定，且被设盲的用户不能更改定义",
    "mask analytes instead, or let day 1 be the randomization or the enrolment in both arms (reference_date): the window of a masked "
    "visit is counted from day 1, and the days without results would show when day 1 was": "请改为屏蔽分析物，或将两组的第 1 天都定为"
    "随机化或入组（reference_date）：被屏蔽访视的窗口自第 1 天起算，没有结果的日期会暴露第 1 天",
    "write another day: there is no day 0; the day before day 1 is -1": "请改写日期序号：没有第 0 天，第 1 天的前一天是 -1",
    "write 1 or an earlier day: a baseline is not after the reference date": "请写 1 或更早的天数：基线不晚于基准日",
    "write a day on or before last_day": "请写不晚于 last_day 的天数",
    "write a number of at least late_after": "请写不小于 late_after 的数",
    "write a window from first_day to last_day with target_day in it": "请写包含 target_day 的访视窗（first_day 至 last_day）",
    "write a window that does not overlap that of {visit}": "请写不与 {visit} 的访视窗重叠的访视窗",
    "write another number: an earlier visit has it": "请改用其他序号：前面的访视已使用",
    "keep the entry once": "同一项只保留一次",
    "use the label once: {place} has it, too": "该标签只用一次：{place} 也已使用",
    "write an analyte code, or define this block in blocks": "请写分析物代码，或在 blocks 中定义该项目组",
    "write the number of a visit of the schedule": "请写访视计划中某次访视的序号",
    # what the study has
    "declare the feed in the study's definition first": "请先在研究定义中声明该数据来源（feed）",
    "write the id of a center of the study's definition": "请写研究定义中的中心代码",
    "keep it: the center has files, subjects or register entries": "请保留：该中心已有文件、受试者或受试者名册条目",
    "keep it: the feed has a profile": "请保留：该数据来源（feed）已有配置文件",
    "keep it and add its profile: {sentence} for it": "请保留并添加其配置文件：{sentence}",
    "keep a feed: {sentence} in folders that are no feeds, and `main` would read them": "请保留一个数据来源（feed）：未声明的文件夹中有{sentence}，否则会按 `main` 读取",
    "add the papers of the lab to the study first": "请先为本研究添加该实验室的资质文件",
    "1 file waits": "1 个文件正在等待",
    "{count} files wait": "{count} 个文件正在等待",
    # a draft
    "write the id of the study, as its data manager gave it to you": "请写数据管理员给您的研究代码",
    "write the id of the center, as its data manager gave it to you": "请写数据管理员给您的中心代码",
    "a draft leaves this to you: write what belongs here, or remove the line": "草稿未填此处：请填写，或删除该行",
}  # fmt: skip
FAULT_PLACES: Mapping[str, str] = {
    "the text": "全文",
    "end of the text": "全文末尾",
    "line {line}, column {column}": "第 {line} 行第 {column} 个字符",
}
INVALID_IN_CHINESE: Mapping[str, str] = {
    "profile": "配置文件无效。", "definition": "研究定义无效。", "lab": "实验室的资质文件无效。",
}  # fmt: skip
_MEANT = "; did you mean "
_ADDENDA: Mapping[str, str] = {_MEANT: "；是否指 ", "; the part is ": "；所指部分为 "}
_ADDED = re.compile("|".join(_ADDENDA))


def in_chinese(fault: Fault) -> str:
    """Return what is wrong with a profile in Chinese; a remedy that the table does not have, in English."""
    place = place_in_chinese(fault.where)
    found = f"（原文：{fault.found}）" if fault.found else ""
    return f"{place}：{remedy_in_chinese(fault.remedy)}{found}"


def place_in_chinese(where: str) -> str:
    """Return a place in Chinese if it is a line or the whole text; the path of a key stays as it is."""
    return translated(where, FAULT_PLACES)


def remedy_in_chinese(remedy: str) -> str:
    """Return a remedy in Chinese; one that the table does not have, in English."""
    added = _ADDED.search(remedy)
    if added is None:
        return translated(remedy, FAULT_REMEDIES)
    advice, said, rest = remedy[: added.start()], added.group(), remedy[added.end() :]
    if said == _MEANT:
        rest = f"{rest.removesuffix('?').replace(' or ', ' 或 ')}？"
    return f"{translated(advice, FAULT_REMEDIES)}{_ADDENDA[said]}{rest}"
