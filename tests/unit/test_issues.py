"""Every issue has a meaning that a person can act on, and the page about issues says the same."""

import re

import pytest
from scripts.build_issue_docs import TARGET, page

from hepaflow.domain.issues.issues import Actor, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ALL = list(IssueCode)


def test_every_code_has_a_meaning_and_no_meaning_lacks_a_code():
    assert set(MEANINGS) == set(IssueCode)


def test_the_page_about_issues_is_what_the_script_writes():
    assert TARGET.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("code", ALL)
def test_every_code_stands_on_the_page_once(code):
    assert page().count(f"| `{code}` |") == 1


@pytest.mark.parametrize("language", ["title_en", "title_zh"])
def test_no_two_codes_share_a_title(language):
    titles = [getattr(meaning, language) for meaning in MEANINGS.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("code", ALL)
def test_each_chinese_text_is_chinese_and_each_english_text_has_words(code):
    meaning = MEANINGS[code]
    assert CHINESE.search(meaning.title_zh)
    assert CHINESE.search(meaning.remedy_zh)
    assert meaning.title_en[0].isupper()
    assert meaning.remedy_en[0].isupper()


@pytest.mark.parametrize("code", ALL)
def test_each_text_is_a_sentence_on_one_line_of_a_table(code):
    meaning = MEANINGS[code]
    for text, stop in (
        (meaning.title_en, "."),
        (meaning.title_zh, "。"),
        (meaning.remedy_en, "."),
        (meaning.remedy_zh, "。"),
    ):
        assert text.endswith(stop)
        assert not set(text) & set("|\n")


@pytest.mark.parametrize("code", [code for code in ALL if MEANINGS[code].actor is Actor.NOBODY])
def test_where_nobody_can_act_there_is_nothing_to_do(code):
    meaning = MEANINGS[code]
    assert "nothing to do" in meaning.remedy_en.lower()
    assert "无需处理" in meaning.remedy_zh


@pytest.mark.parametrize(
    "code", [code for code in ALL if code.startswith("file-") or code == "personal-data"]
)
def test_an_issue_of_the_file_refuses_it(code):
    assert MEANINGS[code].severity is Severity.REFUSE


def test_only_notes_skip_a_row():
    assert {meaning.severity for meaning in MEANINGS.values() if meaning.skips} == {Severity.NOTE}
