"""A draft in Chinese is the English one with other comments."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest
from tests.support.command import hepaflow

import hepaflow.pipeline.proposing as package
from hepaflow.catalog.loader import load
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.pipeline.proposing.chinese import DRAFT_COMMENTS, line_in_chinese
from hepaflow.pipeline.proposing.draft import propose
from hepaflow.pipeline.proposing.toml import as_toml

EXAMPLES = sorted(
    path for path in Path("examples").iterdir() if path.suffix in {".csv", ".xlsx", ".hl7", ".ndjson"}
)
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ENGLISH = re.compile("[a-z]{2,} [a-z]{2,} [a-z]{2,}")
_GAP = "\0"
HEADERS = {"Collection time", "Collected of the visit"}  # of columns that hepaflow adds: values, not comments


def pieces():
    """Yield every piece of a text between two gaps that has at least two words, in the modules that draft."""
    for path in sorted(Path(package.__file__).parent.rglob("*.py")):
        if path.name != "chinese.py":
            tree = ast.parse(path.read_text("utf-8"))
            for text in spoken(tree):
                yield from (
                    one.strip(" ;:,.") for one in text.split(_GAP) if re.search("[a-z]{2,} [a-z]{2,}", one)
                )


def spoken(tree):
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(part.value if isinstance(part, ast.Constant) else _GAP for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | parts:
            yield node.value


def gaps(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_every_sentence_of_a_draft_has_a_chinese_form():
    told = [re.sub(r"^.*?#( TODO)? (?=[^#]*$)", "", piece) for piece in pieces()]
    assert len(told) > 60
    spoken_ones = [one for one in told if "|" not in one and one not in HEADERS]  # a pattern is no sentence
    lacking = [one for one in spoken_ones if not any(one in english for english in DRAFT_COMMENTS)]
    assert lacking == []


def test_both_forms_of_a_comment_have_the_same_gaps():
    assert [one for one, chinese in DRAFT_COMMENTS.items() if gaps(one) != gaps(chinese)] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_chinese_draft_says_the_same_without_an_english_comment(path):
    proposal = propose(path.read_bytes(), load())
    english, chinese = as_toml(proposal), as_toml(proposal, chinese=True)
    assert tomllib.loads(chinese) == tomllib.loads(english)
    assert len(chinese.splitlines()) == len(english.splitlines())
    comments = [line.rpartition("# ")[2] for line in chinese.splitlines() if "# " in line]
    assert [one for one in comments if _ENGLISH.search(one)] == []
    assert any(map(_CHINESE.search, comments))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('value = "Result"  # by its header', 'value = "Result"  # 由表头得知'),
        ('# subject = "ID"  # TODO the numbers are short', '# subject = "ID"  # TODO 编号很短'),
        ("# TODO 3 of 5 different dates are read: declare the patterns of the others", "# TODO 5 个不同的日期中能读取 3 个：请声明其余日期的格式"),
        ('# dates = ["%d/%m/%Y"]  # TODO "%d/%m/%Y" or "%m/%d/%Y": both read all of them, as different days; ask the lab', '# dates = ["%d/%m/%Y"]  # TODO "%d/%m/%Y" 或 "%m/%d/%Y"：两者都能读取全部日期，但读成不同的日子；请询问实验室'),
        ('# "胆" = "TODO"  # 2 rows; nearest: BILI; or "ignore"; units: g/L', '# "胆" = "TODO"  # 2 行；最接近：BILI；或写 "ignore"；单位：g/L'),
        ('"x  # 1 rows; y" = {analyte = "ALT"}', '"x  # 1 rows; y" = {analyte = "ALT"}'),
        ('"x  # 1 rows; y" = "ALT"  # by its header', '"x  # 1 rows; y" = "ALT"  # 由表头得知'),
    ],
)  # fmt: skip
def test_only_the_comment_of_a_line_is_translated(line, told):
    assert line_in_chinese(line) == told


def test_propose_prints_the_draft_in_chinese_and_check_reads_it_as_the_english_one(tmp_path):
    lab = tmp_path / "lab.csv"
    lab.write_bytes(Path("examples/us-long.csv").read_bytes())
    reports = []
    for lang in ("en", "zh"):
        draft = hepaflow("propose", "lab.csv", "--lang", lang, folder=tmp_path).stdout
        assert ("草稿：由 hepaflow 推测" in draft) == (lang == "zh")
        filled = draft.replace("TODO-study", "STUDY").replace("TODO-center", "C-01")
        (tmp_path / "draft.toml").write_text(filled, encoding="utf-8")
        reports.append(hepaflow("check", "lab.csv", "--profile", "draft.toml", folder=tmp_path))
    assert (reports[0].status, reports[0].stdout) == (reports[1].status, reports[1].stdout)
    assert " rows = " in reports[0].stdout


def test_a_file_that_nothing_reads_is_told_in_chinese(tmp_path):
    (tmp_path / "lab.csv").write_bytes(b"%PDF-1.7")
    ended = hepaflow("propose", "lab.csv", "--lang", "zh", folder=tmp_path)
    meaning = MEANINGS[IssueCode.FILE_FORMAT]
    assert (ended.status, meaning.title_zh in ended.stderr, meaning.remedy_zh in ended.stderr) == (
        2,
        True,
        True,
    )
