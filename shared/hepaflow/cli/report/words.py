"""List the words of a terminal report in English and Chinese."""

from collections.abc import Mapping

from hepaflow.domain.issues.issues import Actor, Severity

Words = Mapping[str, str]
ENGLISH: Words = {
    Severity.REFUSE: "REFUSED", Severity.REJECT: "REJECTED", Severity.HOLD: "HELD", Severity.NOTE: "NOTED",
    "skipped": "SKIPPED", "line": "line {}", "lines": "lines {}", "places": "{}", "column": "column {}", "columns": "columns {}",
    "found": "found: ", "and": ", ", "more": "{} more", "says": ": ", "of": " for {}", Actor.LAB: "lab: ",
    Actor.DATA_MANAGER: "data manager: ", Actor.NOBODY: "", "version": "profile version {}",
    "refused": "The file is refused. None of its results are stored.", "fine": "Nothing to do: every row is accepted.",
    "row": "{rows} row = {accepted} accepted + {held} held + {rejected} rejected + {skipped} skipped",
    "rows": "{rows} rows = {accepted} accepted + {held} held + {rejected} rejected + {skipped} skipped",
    "standing": "Of the accepted rows: {new:,} new, {changed:,} changed, {unchanged:,} unchanged",
    "waiting": "  and {waiting:,} waiting for a decision or the register, because of other data; the lab has nothing to do",
    "not_split": "The file has too many subjects to count new, changed and unchanged results.",
    "effect_pending": "What the file changed in earlier results is not known yet. The file counts.",
    "effect_failed": "What the file changed in earlier results could not be worked out because of a fault on our side. The file counts. The operator is notified. Nothing to do for the lab.",
    "omitted": "Results of earlier files that are not in this file: {results:,}; of these, in the previous file: {of_last:,}",
    "stays": "  They stay current. If they are right, there is nothing to do. If they are wrong, send them again with the status deleted.",
    "not_counted": "The center has too many subjects to count the results of earlier files that are not in this file.",
    "earlier": "Rows of an earlier file, sent again: {file_id}",
    "settles": "  settled: {}", "open": "  not settled by this file: {}", "kept": "KEPT", "sha256": "SHA-256 of the file: {}",
    "keeps_rows": "Keep the original. Of the file the server stores only the rows, without the columns that it does not need.",
    "keeps_original": "The server stores the original, because the profile declares that the files name nobody.",
    "keeps_nothing": "Keep the original. The server stores nothing of the file.",
    "dropped": "Columns that are not stored (by header or number): {}",
}  # fmt: skip
CHINESE: Words = {
    Severity.REFUSE: "未接收", Severity.REJECT: "未通过", Severity.HOLD: "待核实", Severity.NOTE: "提示",
    "skipped": "跳过", "line": "第 {} 行", "lines": "第 {} 行", "places": "{}", "column": "列“{}”", "columns": "列“{}”",
    "found": "内容：", "and": "、", "more": "另有 {} 种", "says": "：", "of": "（{}）", Actor.LAB: "实验室（检验科）：",
    Actor.DATA_MANAGER: "数据管理员：", Actor.NOBODY: "", "version": "配置文件版本 {}",
    "refused": "文件未接收，未保存任何结果。", "fine": "无需处理：所有行均已接受。",
    "row": "共 {rows} 行：接受 {accepted}、待核实 {held}、未通过 {rejected}、跳过 {skipped}",
    "rows": "共 {rows} 行：接受 {accepted}、待核实 {held}、未通过 {rejected}、跳过 {skipped}",
    "standing": "接受的行中：新增 {new:,}、变更 {changed:,}、未变 {unchanged:,}",
    "waiting": "  另有 {waiting:,} 行因与其他数据的关系，等待数据管理员决定或受试者名册；实验室无需处理",
    "not_split": "文件涉及的受试者过多，未区分新增、变更与未变。",
    "effect_pending": "本文件对此前结果的影响尚未算出。文件已生效。",
    "effect_failed": "由于我方系统故障，未能算出本文件对此前结果的影响。文件已生效，系统运维人员已收到通知。实验室无需处理。",
    "omitted": "此前文件中的 {results:,} 条结果未出现在本文件中，其中 {of_last:,} 条见于上一份文件。",
    "stays": "  这些结果仍然有效，无需处理；如结果有误，请将其状态填为 deleted（作废）后发送。",
    "not_counted": "本中心受试者过多，未统计此前文件中有哪些结果未出现在本文件中。",
    "earlier": "再次发送的此前文件中的行：{file_id}",
    "settles": "  已解决：{}", "open": "  本文件未解决：{}", "kept": "保存", "sha256": "文件的 SHA-256：{}",
    "keeps_rows": "请保留原始文件。服务器只保存各行中需要的列。",
    "keeps_original": "服务器保存原始文件，因为配置文件声明文件中没有姓名。",
    "keeps_nothing": "请保留原始文件。服务器不保存该文件的任何内容。",
    "dropped": "不保存的列（表头或列号）：{}",
}  # fmt: skip
