"""What is wrong with a profile is told in Chinese, every sentence of it."""

import ast
import re
import string
from pathlib import Path

import pytest
from tests.support.command import hepaflow

import hepaflow.domain.profile as domain
import hepaflow.pipeline.profiles as pipeline
from hepaflow.cli.lab.profiles import PROFILE_SENTENCES
from hepaflow.domain import protocol
from hepaflow.domain.profile.fields import Fault
from hepaflow.pipeline.desk import definitions
from hepaflow.pipeline.profiles.chinese import FAULT_PLACES, FAULT_REMEDIES, in_chinese, remedy_in_chinese

SMALLEST = """
study = "NCT03945487"
center = "CN-01"
version = 1

[columns]
subject = "受试者编号"
collected_at = "采集时间"
analyte = "项目名称"
value = "结果"
"""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FOLDERS = [Path(module.__file__).parent for module in (domain, protocol, pipeline)]
_OTHERS = ("chinese.py", "translate.py", "pattern_text.py")
NO_REMEDIES = {  # how a fault of TOML begins, a pattern, and a version that is taken
    " \\(at (?:line (\\d+), column (\\d+)|end of document)\\)$", "Cannot declare", "Cannot overwrite a value", "Duplicate inline table key",
    "Expected '=' after a key", "Invalid statement", "Invalid value", "Unescaped '\\' in a string", "Unterminated string",
    "the newest version is X9",
}  # fmt: skip


def spoken(tree):
    """Yield every text of a module that has more than one word and is no docstring, X9 in each gap."""
    of_others = {
        id(one)
        for node in ast.walk(tree)
        for one in (
            [node.value]
            if isinstance(node, ast.Expr)
            else node.values
            if isinstance(node, ast.JoinedStr)
            else []
        )
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in of_others:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X9" for part in node.values)


def sentences():
    modules = [
        path for folder in _FOLDERS for path in sorted(folder.glob("*.py")) if path.name not in _OTHERS
    ]
    modules.append(Path(definitions.__file__))
    texts = (text for path in modules for text in spoken(ast.parse(path.read_text("utf-8"))))
    return sorted({text for text in texts if re.search(r"[a-z%]{2,} [a-z]", text)})


def test_every_sentence_about_a_profile_has_a_chinese_form():
    texts = sentences()
    assert len(texts) > 100
    lacking = [
        one for one in texts if one not in FAULT_PLACES and not _CHINESE.search(remedy_in_chinese(one))
    ]
    assert [one for one in lacking if one not in NO_REMEDIES] == []


@pytest.mark.parametrize(
    "table", [FAULT_REMEDIES, FAULT_PLACES, {both[0]: both[1] for both in PROFILE_SENTENCES.values()}]
)
def test_both_forms_of_a_sentence_have_the_same_gaps(table):
    assert [english for english, chinese in table.items() if gaps(english) != gaps(chinese)] == []
    assert [english for english, chinese in table.items() if not _CHINESE.search(chinese)] == []


def gaps(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("version", "0", "write a number of at least 1"), "version：请写不小于 1 的数（原文：0）"),
        (Fault("line 12, column 5", "[file", "close the quotes"), "第 12 行第 5 个字符：请补上后引号（原文：[file）"),
        (Fault("end of the text", "", "close the quotes"), "全文末尾：请补上后引号"),
        (Fault("fiel", "", "remove it: there is no such key; did you mean file?"), "fiel：请删除：没有这个键；是否指 file？"),
        (Fault("x", "", "write one of: M F; did you mean M or F?"), "x：请写其中之一：M F；是否指 M 或 F？"),
        (Fault("p", "", "write at most 100 groups"), "p：请勿超过 100 个分组"),
        (
            Fault("p", "", "write it with characters, sets, repeats, groups and alternatives only; the part is (?=a)"),
            "p：只能使用字符、字符集、重复、分组和多选一；所指部分为 (?=a)",
        ),
        (Fault("[wide]", "", 'add one entry a column: "header" = {analyte = "…", unit = "…"}'), '[wide]：请为每一列补上一项："表头" = {analyte = "…", unit = "…"}'),
        (Fault("x", "", "a sentence of a later version"), "x：a sentence of a later version"),
    ],
)  # fmt: skip
def test_a_fault_is_told_in_chinese_with_its_place_and_what_was_found(fault, told):
    assert in_chinese(fault) == told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (SMALLEST.replace("version = 1", "version = 0"), ["p.toml 不是有效的配置文件：", "version：请写不小于 1 的数（原文：0）"]),
        (SMALLEST.replace('"CN-01"', '"TODO-center"'), ["p.toml 是尚未完成的草稿：", "center：请写数据管理员给您的中心代码（原文：TODO-center）"]),
        (SMALLEST + '[units]\nALT = "mg/hl"\n', ["p.toml 中有目录里没有的代码或单位：", "[units] ALT：请使用 hepaflow 认识的单位，或在 [unit_spellings] 中说明所指的单位（原文：mg/hl）"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["check", "prepare"])
def test_commands_tell_what_is_wrong_with_a_profile_in_chinese(tmp_path, command, content, told):
    (tmp_path / "p.toml").write_text(content, encoding="utf-8")
    for name in ("lab.csv", "keys.csv"):
        (tmp_path / name).write_text("x,y\n", encoding="utf-8")
    rest = ("--keys", "keys.csv", "--out", "out.csv") if command == "prepare" else ()
    ended = hepaflow(command, "lab.csv", "--profile", "p.toml", *rest, "--lang", "zh", folder=tmp_path)
    assert ended.status == 64
    assert [line for line in told if line not in ended.stderr] == []
