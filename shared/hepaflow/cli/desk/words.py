"""List the words of the data manager's commands in English and Chinese."""

from hepaflow.cli.report.words import Words

_ENGLISH: Words = {
    # headings
    "collected": "collected", "center": "center", "subject": "subject", "analyte": "analyte", "result": "result", "flag": "flag",
    "standing": "standing", "received": "received", "name": "name", "rows": "rows", "accepted": "accepted",
    "held": "held", "rejected": "rejected", "skipped": "skipped", "file": "file", "kind": "kind", "text": "text", "examples": "examples",
    "nearest": "nearest", "number": "number", "at": "at", "event": "event", "actor": "actor", "details": "details", "before": "before",
    "after": "after", "status": "status", "sex": "sex", "birth_year": "born", "baseline": "baseline", "former_ids": "former ids",
    "cells": "cells", "recipe": "recipe", "conversion": "conversion", "source": "source", "decisions": "decisions",
    "supersedes": "supersedes", "current": "current", "line": "line {}", "run": "run {}", "row": "file {} line {}",
    # lists
    "as_of": "As of journal number {}", "omitted_by": "omitted by {}…",
    "no_results": "There are no results.", "no_files": "Nothing was sent.", "no_terms": "The profiles know every name, unit and word.",
    "no_events": "There are no events.", "no_subjects": "There are no subjects.", "left_out": "{} more terms are not listed.",
    "outcome": "outcome", "row_count": "{:,} rows", "holds": "results on hold: {}", "no_holds": "nothing is on hold",
    "how_to_decide": "To decide:\nhepaflow decide KIND SUBJECT ANALYTE --file FILE --line LINE --reason WHY",
    "decided": "journal number {}",
    # changes
    "no_difference": "No current result changes.",
    "difference": "Current results: {added} added, {removed} removed, {changed} changed",
    "first_of": "The first {} of {} are listed.",
    "take_effect": "Let this take effect?",
    "unconfirmed": "Nothing was changed. To let exactly this take effect, repeat the command with --confirm {}",
    "files_read": "Files that are read again: {}", "file_skipped": "Not read: {}, {}",
    "rerun_done": "The re-run took effect.", "rerun_unchanged": "Nothing to do: no current result changes.",
    "preview_no-profile": "The center has no profile.",
    "preview_too-many-rows": "Too many rows for a preview of all centers. Use --center for this center alone.",
    "confirm_center": "To let this take effect: hepaflow rerun --center {} --confirm {} --reason WHY",
    "void_done": "The results of file {} no longer count: journal number {}. `hepaflow restore` undoes it.",
    "restore_done": "The results of file {} count again: journal number {}.",
    "trial_refused": "The draft refuses the file: {}", "gone": "gone in line {}", "new": "new in line {}",
    "trial_done": "This was a trial. Nothing was stored. `hepaflow profile add` stores the profile.",
    "study_done": "Version {} of the definition was added: journal number {}.",
    "profile_done": "Version {version} of the profile of {center} was added: journal number {journal_number}.",
    "entry_done": "Version {} of the entry was stored: journal number {}.",
    "job_to_confirm": "Nothing was changed. To let this take effect, repeat the command that started the job, with --confirm {}",
}  # fmt: skip
_CHINESE: Words = {
    "collected": "采集时间", "center": "中心", "subject": "受试者", "analyte": "分析物", "result": "结果", "flag": "标志",
    "standing": "状态", "received": "收到时间", "name": "名称", "rows": "行数", "accepted": "接受",
    "held": "待核实", "rejected": "未通过", "skipped": "跳过", "file": "文件", "kind": "类别", "text": "文本", "examples": "示例",
    "nearest": "最接近的分析物", "number": "编号", "at": "时间", "event": "事件", "actor": "操作者", "details": "详情", "before": "之前",
    "after": "之后", "status": "状态", "sex": "性别", "birth_year": "出生年", "baseline": "基线日期", "former_ids": "原编号",
    "cells": "单元格", "recipe": "处理版本", "conversion": "换算", "source": "来源", "decisions": "决定",
    "supersedes": "取代", "current": "有效", "line": "第 {} 行", "run": "第 {} 次处理", "row": "文件 {} 第 {} 行",
    "as_of": "截至日志编号 {}", "omitted_by": "文件 {}… 中未出现",
    "no_results": "没有结果。", "no_files": "没有收到文件。", "no_terms": "所有名称、单位和词语均已识别。",
    "no_events": "没有事件。", "no_subjects": "没有受试者。", "left_out": "另有 {} 个未列出。",
    "outcome": "状态", "row_count": "{:,} 行", "holds": "待核实的结果：{}", "no_holds": "没有待核实的结果",
    "how_to_decide": "决定：\nhepaflow decide KIND SUBJECT ANALYTE --file FILE --line LINE --reason WHY",
    "decided": "日志编号 {}",
    "no_difference": "有效结果没有变化。",
    "difference": "有效结果：新增 {added}、移除 {removed}、变更 {changed}",
    "first_of": "仅列出前 {} 条，共 {} 条。",
    "take_effect": "是否生效？",
    "unconfirmed": "未作任何更改。如需使上述变化生效，请重复此命令并加上 --confirm {}",
    "files_read": "重新处理的文件：{}", "file_skipped": "未处理：{}，{}",
    "rerun_done": "重新处理已生效。", "rerun_unchanged": "无需处理：有效结果没有变化。",
    "preview_no-profile": "该中心没有配置文件。",
    "preview_too-many-rows": "行数过多，无法预览所有中心。请用 --center 单独预览该中心。",
    "confirm_center": "如需生效：hepaflow rerun --center {} --confirm {} --reason WHY",
    "void_done": "文件 {} 的结果不再有效：日志编号 {}。可用 `hepaflow restore` 恢复。",
    "restore_done": "文件 {} 的结果重新有效：日志编号 {}。",
    "trial_refused": "按此草稿，文件不会被接收：{}", "gone": "第 {} 行不再出现", "new": "第 {} 行新出现",
    "trial_done": "这只是试用，未保存任何内容。`hepaflow profile add` 保存配置文件。",
    "study_done": "已添加研究定义版本 {}：日志编号 {}。",
    "profile_done": "已添加 {center} 的配置文件版本 {version}：日志编号 {journal_number}。",
    "entry_done": "已保存条目版本 {}：日志编号 {}。",
    "job_to_confirm": "未作任何更改。如需生效，请重复启动该任务的命令并加上 --confirm {}",
}  # fmt: skip


def words_of(*, chinese: bool) -> Words:
    return _CHINESE if chinese else _ENGLISH
