"""List the words of a receipt's page in English and Chinese."""

from collections.abc import Mapping

from hepaflow.domain.issues.issues import Actor, Severity

Words = Mapping[str, str]

_ENGLISH: Words = {
    "title": "Receipt", "committed": "The file was processed.", "to-confirm": "The register waits for a data manager to confirm it.", "refused": "The file was refused. None of its results were stored.",
    "received": "received: {}", "first_received": "first received: {}", "file_id": "file: {}", "run": "run number: {}",
    "hepaflow": "hepaflow version: {}", "sha256": "SHA-256 of the file: {}",
    "keeps_rows": "Keep the original: hepaflow stored only the rows, without the columns that it does not need. The SHA-256 identifies the original.",
    "keeps_original": "hepaflow stored the original, because the profile declares that the files name nobody.",
    "keeps_nothing": "Keep the original: hepaflow stored nothing of the file. The SHA-256 identifies the original.",
    "dropped": "Columns that were not stored (by header or number): {}",
    "counts": "{rows} rows = {accepted} accepted + {held} held + {rejected} rejected + {skipped} skipped",
    "split": "Of the accepted rows: {new:,} new, {changed:,} changed, {unchanged:,} unchanged",
    "waiting": ", {waiting:,} waiting for a decision or the register",
    "not_split": "The file has too many subjects to count new, changed and unchanged results.",
    "effect_pending": "What the file changed in earlier results is not known yet. The file counts.",
    "effect_failed": "What the file changed in earlier results could not be worked out because of a fault on our side. The file counts. The operator is notified. Nothing to do for the lab.",
    "omitted": "Results of this center's earlier files that are not in this file: {results:,}; of these, in the previous file: {of_last:,}. "
    "They stay current. If they are right, there is nothing to do. If they are wrong, send them again with the status deleted.",
    "not_counted": "The center has too many subjects to count the results of earlier files that are not in this file.",
    "what": "What happened", "where": "Where", "found": "Found", "who": "Who acts", "todo": "What to do", "acts": "Who acts: {}",
    Actor.LAB: "the lab", Actor.DATA_MANAGER: "the data manager", Actor.NOBODY: "nobody",
    "fine": "Nothing to do: every row is accepted.", Severity.REFUSE: "refused", Severity.REJECT: "rejected",
    Severity.HOLD: "held", Severity.NOTE: "noted", "skipped": "skipped",
    "row": "line {}", "rows": "lines {} ({:,} rows)", "places": "{}", "columns": "column {}", "list": ", ", "quoted": "“{}”", "others": "and {:,} others",
    "says": ": ", "of": " for {}", "earlier": "Rows of an earlier file, sent again: {}", "settles": "settled: {}", "open": "not settled by this file: {}",
    "open_data_manager": "for the data manager, the lab has nothing to do: {}",
    "now": "Its values now: {}", "current": "{:,} current", "held": "{:,} held", "superseded": "{:,} superseded",
    "repeated": "{:,} repeated", "set_aside": "{:,} set aside", "voided": "{:,} voided",
    "more": "issues.csv lists every issue. rejected.csv or rejected.xlsx contains the rows that the lab can correct: correct them there and send that file. The rows in data-manager.csv or data-manager.xlsx are for the data manager.",
    "queries": "Queries of the data manager", "query_texts": "Question and answer", "query_state": "State of the query", "query_answer": "answer: {}",
    "query_file": "closed by file {}", "query_open": "open: answer by {}", "query_reopened": "reopened: answer by {}", "query_answered": "answered", "query_closed": "closed",
}  # fmt: skip
_CHINESE: Words = {
    "title": "回执", "committed": "文件已处理。", "to-confirm": "名册正在等待数据管理员确认。", "refused": "文件未接收，未保存任何结果。",
    "received": "接收时间：{}", "first_received": "首次接收：{}", "file_id": "文件：{}", "run": "第 {} 次处理", "hepaflow": "hepaflow 版本：{}",
    "sha256": "文件的 SHA-256：{}",
    "keeps_rows": "请保留原始文件：hepaflow 只保存了各行中需要的列。原始文件可用 SHA-256 核对。",
    "keeps_original": "hepaflow 保存了原始文件，因为配置文件声明文件中没有姓名。",
    "keeps_nothing": "请保留原始文件：hepaflow 未保存该文件的任何内容。原始文件可用 SHA-256 核对。",
    "dropped": "未保存的列（表头或列号）：{}",
    "counts": "共 {rows} 行：接受 {accepted}、待核实 {held}、未通过 {rejected}、跳过 {skipped}",
    "split": "接受的行中：新增 {new:,}、变更 {changed:,}、未变 {unchanged:,}",
    "waiting": "、等待数据管理员决定或受试者名册 {waiting:,}",
    "not_split": "文件涉及的受试者过多，未区分新增、变更与未变。",
    "effect_pending": "本文件对此前结果的影响尚未算出。文件已生效。",
    "effect_failed": "由于我方系统故障，未能算出本文件对此前结果的影响。文件已生效，系统运维人员已收到通知。实验室无需处理。",
    "omitted": "本中心此前文件中的 {results:,} 条结果未出现在本文件中，其中 {of_last:,} 条见于上一份文件。这些结果仍然有效，无需处理；"
    "如结果有误，请将其状态填为 deleted（作废）后发送。",
    "not_counted": "本中心受试者过多，未统计此前文件中有哪些结果未出现在本文件中。",
    "what": "情况", "where": "位置", "found": "内容", "who": "由谁处理", "todo": "处理办法", "acts": "由谁处理：{}",
    Actor.LAB: "实验室（检验科）", Actor.DATA_MANAGER: "数据管理员", Actor.NOBODY: "无需处理",
    "fine": "无需处理：所有行均已接受。", Severity.REFUSE: "未接收", Severity.REJECT: "未通过",
    Severity.HOLD: "待核实", Severity.NOTE: "提示", "skipped": "跳过",
    "row": "第 {} 行", "rows": "第 {} 行（共 {:,} 行）", "places": "{}", "columns": "列“{}”", "list": "、", "quoted": "“{}”", "others": "另有 {:,} 种",
    "says": "：", "of": "（{}）", "earlier": "再次发送的此前文件中的行：{}", "settles": "已解决：{}", "open": "本文件未解决：{}",
    "open_data_manager": "由数据管理员处理，实验室无需处理：{}",
    "now": "其数值目前：{}", "current": "有效 {:,}", "held": "待核实 {:,}", "superseded": "已被取代 {:,}",
    "repeated": "重复 {:,}", "set_aside": "不采用 {:,}", "voided": "已作废 {:,}",
    "more": "全部问题见 issues.csv。实验室可更正的行见 rejected.csv 或 rejected.xlsx：请在其中更正后发送该文件。data-manager.csv 或 data-manager.xlsx 中的行由数据管理员处理。",
    "queries": "数据管理员的质疑", "query_texts": "质疑与答复", "query_state": "质疑状态", "query_answer": "答复：{}",
    "query_file": "由文件 {} 关闭", "query_open": "待答复，截止日期：{}", "query_reopened": "已重新打开，请于 {} 前答复", "query_answered": "已答复", "query_closed": "已关闭",
}  # fmt: skip
LANGUAGES = {"en": ("English", _ENGLISH), "zh": ("中文", _CHINESE)}


def rows_in_words(where: str, count: int, words: Words) -> str:
    """Say where rows are: by number, or by places of a message or a resource, which need no word before them.

    Args:
        where: row ranges joined by ", ", as `line_ranges` and `place_ranges` write them; not empty.
        count: the number of rows.
        words: the words of one language by key, as `LANGUAGES` holds them.
    """
    if not where[0].isdecimal():
        return words["places"].format(where)
    return words["row" if count == 1 else "rows"].format(where.replace(", ", words["list"]), count)
