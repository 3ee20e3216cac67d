"""Translate the comments of a draft into Chinese; its keys and values stay as they are."""

import tomllib
from collections.abc import Mapping

from hepaflow.pipeline.profiles.translate import translated

DRAFT_COMMENTS: Mapping[str, str] = {
    "A draft: hepaflow guessed, a person decides. Check every line, fill in what begins with TODO, then run": "草稿：由 hepaflow 推测，由人决定。请核对每一行，填写标有 TODO 的内容，然后运行",
    "`hepaflow check FILE --profile THIS.toml`.": "`hepaflow check 文件 --profile 本文件.toml`。",
    "no file tells; the zone of the lab's clock (IANA name)": "文件中没有此信息；请填写实验室时钟的时区（IANA 名称）",
    # about the file
    "its content says so": "由文件内容得知",
    "text": "文本",
    "it begins with the mark of {mark}, which stands over what is declared": "文件以 {mark} 标记开头，以该标记为准",
    "plain ASCII, which all encodings share": "只有 ASCII 字符，各种编码都相同",
    "read so, {count} of its cells are words that hepaflow knows": "按此编码读取，有 {count} 个单元格是 hepaflow 认识的词",
    "parted by commas, {rows} rows have {width} cells": "以逗号分隔，{rows} 行有 {width} 个单元格",
    "parted by semicolons, {rows} rows have {width} cells": "以分号分隔，{rows} 行有 {width} 个单元格",
    "parted by tabs, {rows} rows have {width} cells": "以制表符分隔，{rows} 行有 {width} 个单元格",
    "parted by bars, {rows} rows have {width} cells": "以竖线分隔，{rows} 行有 {width} 个单元格",
    "the sheet is found by its headers; its name is not repeated here, as it may be that of a person: {sentence}": "工作表按表头查找；其名称可能是姓名，此处不重复：{sentence}",
    "a row of it has {count} headers known": "其中一行有 {count} 个认识的表头",
    "{count} of its cells are headers known": "其中 {count} 个单元格是认识的表头",
    "two rows together say what the columns hold": "两行合起来说明各列的内容",
    "its first row is not a header": "第一行不是表头",
    "{count} headers name an analyte": "{count} 个表头是分析物名称",
    "the headers of columns {numbers} announce a person: better not sent at all (hepaflow prepare); refused as it is": "第 {numbers} 列的表头指明个人：最好不要发送（hepaflow prepare）；照原样发送则文件不予接收",
    "a line above the header names a person: the file is refused. Better not sent at all; personal_columns = \"drop\" passes it over": "表头上方有一行指明个人：文件不予接收。最好不要发送；personal_columns = \"drop\" 可略过该行",
    "column {number} has names of analytes below a header that announces a person, and cannot be read: ask the lab for another header, such as Test": "第 {number} 列的表头指明个人，其下却是分析物名称，无法读取：请实验室改用其他表头，例如“检验项目”",
    "a second table begins beside the first one, in column {number}: ask the lab to put the tables below each other, or each in a sheet of its own": "第 {number} 列起并排有第二个表格：请实验室把表格上下排列，或各放一个工作表",
    "the headers of the sheets {sheets} (counted from the left) are others: a profile reads one table. Ask the lab for one sheet, or a file for each": "第 {sheets} 个工作表（从左数）的表头不同：一个配置文件只读一种表格。请实验室只用一个工作表，或各用一个文件",
    "{count} values have it, none the other": "{count} 个结果用此小数点，没有用另一种的",
    "{points} values have a point and {commas} a comma: ask the lab": "{points} 个结果用点号，{commas} 个用逗号：请询问实验室",
    "{count} values have a mark before three digits, which may be one of thousands: ask the lab": "{count} 个结果的符号后有三位数字，可能是千位分隔符：请询问实验室",
    "only if the lab writes numbers as text, too: those of this file have no mark of their own": "仅当实验室也把数字写成文本时才需要：本文件的数字没有小数点写法",
    "{count} columns have a date as header; ask the lab if that is the time of collection": "{count} 列以日期为表头；请询问实验室这是否为采集时间",
    "{count} lines above rows have these labels": "数据行上方有 {count} 行带这些标签",
    "each sheet has an id of the same form in its name": "每个工作表的名称中都有同一格式的编号",
    "{count} of {rows} rows have no subject, and none is printed twice in a row": "{rows} 行中有 {count} 行没有受试者，且没有连续重复的受试者",
    "{count} of {rows} rows have no subject: does blank mean as above? Ask the lab": "{rows} 行中有 {count} 行没有受试者：空白是否表示“同上”？请询问实验室",
    "{read} of {texts} different dates are read": "{texts} 个不同的日期中能读取 {read} 个",
    "{read} of {texts} different dates are read: declare the patterns of the others": "{texts} 个不同的日期中能读取 {read} 个：请声明其余日期的格式",
    "{sentence} or \"{second}\"": "{sentence} 或 \"{second}\"",
    "{sentence}: both read all of them, as different days; ask the lab": "{sentence}：两者都能读取全部日期，但读成不同的日子；请询问实验室",
    "{sentence}: each reads all of them, as different days; ask the lab": "{sentence}：各种格式都能读取全部日期，但读成不同的日子；请询问实验室",
    # about columns
    "by its header": "由表头得知",
    "by the words of its header": "由表头中的词得知",
    "by its cells alone: {fit} of {cells} fit": "仅由单元格推测：{cells} 个中有 {fit} 个相符",
    "{sentence}: are they the times of the collection?": "{sentence}：这些是采集的时刻吗？",
    "{sentence}; cells alone say nothing of the event: is it the time of collection, and not of order, receipt, test or report?": "{sentence}；仅凭单元格无法得知是何时间：这是采集时间，而不是申请、接收、检验或报告时间吗？",
    "{sentence}, and those of {rivals} other columns, too: which are the results?": "{sentence}，另有 {rivals} 列也相符：哪一列是结果？",
    "column {number} may hold the id of the study, too: which of them counts?": "第 {number} 列也可能是受试者编号：以哪一列为准？",
    "columns {numbers} all say so and differ: which of them counts?": "第 {numbers} 列的表头含义相同而内容不同：以哪一列为准？",
    "columns {numbers} have headers that occur twice, so none of them is read: ask the lab for headers of their own": "第 {numbers} 列的表头重复，因此都不读取：请实验室为各列使用不同的表头",
    "the header of column {number}; {sentence}": "第 {number} 列的表头；{sentence}",
    "the label of lines above the rows": "数据行上方各行的标签",
    "the column that hepaflow adds": "hepaflow 添加的列",
    "the column that hepaflow adds: the subject is in the name of the sheet": "hepaflow 添加的列：受试者在工作表的名称中",
    "the column that hepaflow adds: each visit has a date column of its own": "hepaflow 添加的列：每次访视各有日期列",
    "the names of the sheets have other ids: which are those of the subjects?": "工作表名称中的编号与此不同：哪些是受试者编号？",
    "lines above the rows have other ids: which are those of the subjects?": "数据行上方的编号与此不同：哪些是受试者编号？",
    "these are the results of the first table alone": "这些只是第一个表格的结果",
    "no column was recognized": "未识别出该列",
    "no header was recognized; {sentence}": "未识别出表头；{sentence}",
    "no header speaks of the collection; columns {numbers} hold dates. Ask the lab: order, receipt, test and report are other times": "没有表头说明采集时间；第 {numbers} 列是日期。请询问实验室：申请、接收、检验和报告时间都不是采集时间",
    "the cells of column {numbers} have the form of ids": "第 {numbers} 列的单元格具有编号的格式",
    "{sentence}; the header of {numbers} announces a person: it can be read if [subject] pattern fits all its cells": "{sentence}；第 {numbers} 列的表头指明个人：仅当 [subject] pattern 与其全部单元格相符时才能读取",
    "{sentence}: which are those of the subjects?": "{sentence}：哪些是受试者编号？",
    "not read: columns {numbers} (counted from the left)": "未读取：第 {numbers} 列（从左数）",
    "the number alone, or site and number? Remove the # here, and for site and number also before site and separator": "只用编号，还是研究机构加编号？请去掉此处的 #；若为研究机构加编号，也请去掉 site 和 separator 前的 #",
    "{count} of {numbers} numbers are at several sites": "{numbers} 个编号中有 {count} 个见于多个研究机构",
    "the numbers are short": "编号很短",
    # about columns of analytes
    "the unit, here or in [units]: the file does not state it": "请在此处或 [units] 中填写单位：文件未说明单位",
    "column {number} may hold {analyte}, by the first word of its header: if it does, add it with its unit": "按表头的第一个词，第 {number} 列可能是 {analyte}：如是，请连同单位补上",
    "columns {numbers} all name {analyte}: write the one that counts here, and ask the lab what the others are": "第 {numbers} 列都是 {analyte}：请在此写明以哪一列为准，并询问实验室其余各列是什么",
    # about ids
    "what is between site and number in the ids of the study": "研究的受试者编号中，研究机构与编号之间的字符",
    "the form of ids: only the part of a line or name that matches it is read": "编号的格式：一行或名称中只读取与其相符的部分",
    "{count} of {ids} ids look so": "{ids} 个编号中有 {count} 个是此格式",
    # about words
    "{count} rows; {choices}": "{count} 行；{choices}",
    "{count} rows; {choices}; not repeated here, as it may be a name": "{count} 行；{choices}；可能是姓名，此处不重复",
    "{count} rows of {analyte}": "{analyte} 的 {count} 行",
    "{count} rows of {analyte}; not repeated here, as it may be a name": "{analyte} 的 {count} 行；可能是姓名，此处不重复",
    "{count} rows; nearest: {near}; or \"ignore\"": "{count} 行；最接近：{near}；或写 \"ignore\"",
    "{count} rows; nearest: {near}; or \"ignore\"; units: {units}": "{count} 行；最接近：{near}；或写 \"ignore\"；单位：{units}",
    "{count} rows; nothing near; or \"ignore\"": "{count} 行；没有接近的；或写 \"ignore\"",
    "{count} rows; nothing near; or \"ignore\"; units: {units}": "{count} 行；没有接近的；或写 \"ignore\"；单位：{units}",
    "{unit} ({count} rows) needs a fact that the file does not carry: [[declare]]": "{unit}（{count} 行）需要文件中没有的信息：[[declare]]",
    "{unit} ({count} rows) cannot be converted: ask the lab for another unit": "{unit}（{count} 行）无法换算：请实验室改用其他单位",
    "{unit} ({count} rows) is not a unit of this test: ask the lab, or map the name to another analyte": "{unit}（{count} 行）不是该项目的单位：请询问实验室，或把该名称对应到另一分析物",
    "Units found, with rows:": "文件中的单位及行数：",
    "  {analyte}: none {rest}": "  {analyte}: 无单位 {rest}",
}  # fmt: skip
_COMMENT = "  # "
_TODO = "TODO "


def line_in_chinese(line: str) -> str:
    """Return a line of a draft with its comment in Chinese; a comment that the table does not have, in English."""
    start = line.find(_COMMENT)
    while start >= 0:
        if _is_toml(line[:start].removeprefix("# ")):  # else the mark stands within a text of the file
            return line[:start] + _COMMENT + _said(line[start + len(_COMMENT) :])
        start = line.find(_COMMENT, start + 1)
    return f"# {_said(line[2:])}" if line.startswith("# ") else line


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _said(comment: str) -> str:
    todo = _TODO if comment.startswith(_TODO) else ""
    return todo + translated(comment.removeprefix(_TODO), DRAFT_COMMENTS)
