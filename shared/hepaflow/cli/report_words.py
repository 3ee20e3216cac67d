"""The words of a report at a terminal, in both languages of the labs."""

from collections.abc import Mapping

from hepaflow.domain.issues import Actor, Severity

Words = Mapping[str, str]
ENGLISH: Words = {
    Severity.REFUSE: "REFUSED", Severity.REJECT: "REJECTED", Severity.HOLD: "HELD", Severity.NOTE: "NOTED",
    "skipped": "SKIPPED", "line": "line {}", "lines": "lines {}", "column": "column {}", "columns": "columns {}",
    "found": "found: ", "and": ", ", "more": "{} more", "says": ": ", Actor.LAB: "lab: ",
    Actor.DATA_MANAGER: "data manager: ", Actor.NOBODY: "", "version": "profile version {}",
    "refused": "The file is refused; nothing of it is kept.", "fine": "Nothing to do: every row is accepted.",
    "row": "{rows} row = {accepted} accepted + {held} held + {rejected} rejected + {skipped} skipped",
    "rows": "{rows} rows = {accepted} accepted + {held} held + {rejected} rejected + {skipped} skipped",
    "standing": "Of the accepted: {new:,} new, {changed:,} changed, {unchanged:,} unchanged",
    "waiting": "  and {waiting:,} that wait for a decision or the register, for what is known besides; nothing to do for the lab",
    "not_split": "The file names too many subjects to say what of it is new, changed or unchanged.",
    "omitted": "Results that earlier files carried and this one does not: {results:,}; of them in the last one: {of_last:,}",
    "stays": "  They stay current: nothing to do, unless they are wrong; then send them with the status that deletes them.",
    "not_counted": "The center has too many subjects to count which results of earlier files are not in this one.",
    "earlier": "Rows of an earlier file, sent again: {file_id}",
    "settles": "  settled: row {where}", "open": "  not settled by this file: row {open_where}",
}  # fmt: skip
CHINESE: Words = {
    Severity.REFUSE: "拒收", Severity.REJECT: "退回", Severity.HOLD: "待定", Severity.NOTE: "提示",
    "skipped": "跳过", "line": "第 {} 行", "lines": "第 {} 行", "column": "列 {}", "columns": "列 {}",
    "found": "内容：", "and": "、", "more": "另有 {} 种", "says": "：", Actor.LAB: "实验室：",
    Actor.DATA_MANAGER: "数据管理员：", Actor.NOBODY: "", "version": "配置版本 {}",
    "refused": "整个文件被拒收，未保留任何内容。", "fine": "无需处理：所有行均已接受。",
    "row": "共 {rows} 行 = 接受 {accepted} + 待定 {held} + 退回 {rejected} + 跳过 {skipped}",
    "standing": "其中已接受：新增 {new:,}、变更 {changed:,}、未变 {unchanged:,}",
    "waiting": "  另有 {waiting:,} 行因与已有信息的关系，等待决定或登记；实验室无需处理",
    "not_split": "文件涉及的受试者过多，未区分新增、变更与未变。",
    "omitted": "此前文件中的 {results:,} 条结果未出现在本文件中，其中 {of_last:,} 条见于上一份文件。",
    "stays": "  这些结果仍然有效，无需处理；如结果有误，请以删除状态发送这些结果。",
    "not_counted": "本中心受试者过多，未统计此前文件中有哪些结果未出现在本文件中。",
    "earlier": "再次提交的此前文件中的行：{file_id}",
    "settles": "  已解决：第 {where} 行", "open": "  本文件未解决：第 {open_where} 行",
    "rows": "共 {rows} 行 = 接受 {accepted} + 待定 {held} + 退回 {rejected} + 跳过 {skipped}",
}  # fmt: skip
