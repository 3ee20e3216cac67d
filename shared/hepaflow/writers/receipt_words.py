"""The words of a receipt's page, in both languages of the labs."""

from collections.abc import Mapping

from hepaflow.domain.issues import Actor, Severity

Words = Mapping[str, str]

_ENGLISH: Words = {
    "title": "Receipt", "committed": "The file was taken up.", "refused": "The file is refused; nothing of it is kept.",
    "received": "received", "file": "file", "run": "run", "rows": "rows", "accepted": "accepted", "held": "held",
    "rejected": "rejected", "skipped": "skipped", "new": "new", "changed": "changed", "unchanged": "unchanged",
    "waiting": "waiting for a decision or the register", "of_accepted": "Of the accepted: ", "what": "What", "where": "Rows", "found": "Found",
    "not_split": "The file names too many subjects to say what of it is new, changed or unchanged.",
    "omitted": "Results that earlier files of this center carried and this one does not: {results:,}; of them in the last one: "
    "{of_last:,}. They stay current: nothing to do, unless they are wrong; then send them with the status that deletes them.",
    "not_counted": "The center has too many subjects to count which results of earlier files are not in this one.",
    "who": "Who acts", "todo": "What to do", Actor.LAB: "the lab", Actor.DATA_MANAGER: "the data manager", Actor.NOBODY: "nobody",
    "fine": "Nothing to do: every row is accepted.", Severity.REFUSE: "refused", Severity.REJECT: "rejected",
    Severity.HOLD: "held", Severity.NOTE: "noted", "earlier": "Rows of an earlier file, sent again: ", "settles": "settled: row ",
    "open": "not settled by this file: row ", "row": "row", "columns": "column", "now": "Its values now: ", "current": "current",
    "superseded": "superseded", "repeated": "repeated", "set_aside": "set aside", "voided": "voided", "says": ": ",
    "first_received": "first received", "and": ", ",
    "more": "issues.csv lists every one of them. The rows to be fixed stand in rejected.csv or rejected.xlsx, to be sent back.",
}  # fmt: skip
_CHINESE: Words = {
    "title": "回执", "committed": "文件已接收。", "refused": "整个文件被拒收，未保留任何内容。",
    "received": "接收时间", "file": "文件", "run": "处理次数", "rows": "行", "accepted": "接受", "held": "待定",
    "rejected": "退回", "skipped": "跳过", "new": "新增", "changed": "变更", "unchanged": "未变",
    "waiting": "等待决定或登记", "of_accepted": "其中已接受：", "what": "情况", "where": "行号", "found": "内容",
    "not_split": "文件涉及的受试者过多，未区分新增、变更与未变。",
    "omitted": "本中心此前文件中的 {results:,} 条结果未出现在本文件中，其中 {of_last:,} 条见于上一份文件。这些结果仍然有效，无需处理；"
    "如结果有误，请以删除状态发送这些结果。",
    "not_counted": "本中心受试者过多，未统计此前文件中有哪些结果未出现在本文件中。",
    "who": "由谁处理", "todo": "处理办法", Actor.LAB: "实验室", Actor.DATA_MANAGER: "数据管理员", Actor.NOBODY: "无需处理",
    "fine": "无需处理：所有行均已接受。", Severity.REFUSE: "拒收", Severity.REJECT: "退回",
    Severity.HOLD: "待定", Severity.NOTE: "提示", "earlier": "再次提交的此前文件中的行：", "settles": "已解决：第 ",
    "open": "本文件未解决：第 ", "row": "行", "columns": "列", "now": "其数值目前：", "current": "有效",
    "superseded": "已被取代", "repeated": "重复", "set_aside": "已搁置", "voided": "已作废", "says": "：",
    "first_received": "首次接收", "and": "、",
    "more": "全部问题见 issues.csv。需更正的行见 rejected.csv 或 rejected.xlsx，更正后请重新发送。",
}  # fmt: skip
LANGUAGES = {"en": ("English", _ENGLISH), "zh": ("中文", _CHINESE)}
