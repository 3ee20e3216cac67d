"""The report of a subject is one page without script: every text escaped, both languages, nothing from elsewhere."""

import re
from dataclasses import replace
from datetime import date

import pytest
from scripts.made_pictures import COURSE, made_cells, made_panel, observations, plan

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.model import Raw
from hepaflow.domain.pictures.completeness_map import map_of_subject, masked_map
from hepaflow.writers.pictures.report_page import HeldResult, ReportContent, report_page
from hepaflow.writers.pictures.report_words import report_words
from hepaflow.writers.pictures.svg import Reader

ENGLISH, CHINESE = Reader(chinese=False, journal_number=42), Reader(chinese=True, journal_number=42)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\x00\u202e'
TODAY = date(2024, 6, 20)


def answer(value=None, low=None, high=None, *codes):
    truth = "certain" if value else "interval" if low or high else "undetermined"
    return {
        "truth": truth,
        "value": value,
        "low": low,
        "high": high,
        "reasons": [{"code": code} for code in codes],
    }


def score(visit, about, told, grade=None, day="2024-03-10"):
    return {"visit_name": visit, "day": day, "study_day": 1, "score": about, "answer": told, "grade": grade}


def visit(name, told, number=2):
    return {
        "visit": number, "visit_name": name, "first_date": "2024-03-07", "last_date": "2024-03-10", "answer": told,
        "study_day": 1 if told["value"] else None,
    }  # fmt: skip


CONTENT = ReportContent(
    study="S",
    subject="CN01-0001",
    at="2024-06-19T10:20:30.000Z",
    today="2024-06-20",
    definition_version=3,
    is_partial=False,
    panel=made_panel(observations(COURSE), plan()),
    completeness=map_of_subject("CN01-0001", plan().visits, made_cells(observations(COURSE)), TODAY),
    visits=[
        visit("BASELINE DAY", answer("2024-03-10"), None),
        visit("WEEK 2", answer(None, None, None, "HELD_ALB")),
    ],
    scores=[
        score("WEEK 2", "MELD3", answer("20")),
        score("WEEK 2", "CHILD_PUGH", answer("7"), {"value": "B"}),
        score("WEEK 4", "MELD3", answer(None, "20", "31", "UNKNOWN_DIALYSIS")),
        score(
            "WEEK 4",
            "CHILD_PUGH",
            answer(None, None, None, "MISSING_ALB", "MISSING_INR"),
            {"value": None},
            None,
        ),
    ],
    held=[
        HeldResult(
            "ALB", "2024-05-05T08:30", "CN-01", Raw("白蛋白", "55", "g/L"), (IssueCode.CHANGED_UNMARKED,)
        ),
        HeldResult("INR", "2024-05", "CN-01", Raw("INR", "9"), (IssueCode.CONFLICT,)),
    ],
)


def page(content=CONTENT, reader=ENGLISH):
    return report_page(content, reader).decode()


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def test_a_report_has_its_sections_in_order_and_its_number_in_the_foot():
    text = page()
    assert re.findall("<h2>(.*?)</h2>", text) == [
        "Liver panel",
        "Scores",
        "Visits",
        "Completeness",
        "Waiting for a decision",
    ]
    assert (
        "As of journal number 42 (19 Jun 2024 10:20 UTC), definition version 3. States of visits as of 20 Jun 2024."
        in text
    )


def test_scores_are_a_value_bounds_or_undetermined_with_reasons():
    text = words(page())
    assert "WEEK 2 20 10 Mar 2024 7 (B) 10 Mar 2024" in text
    assert "WEEK 4 20–31 not stated by anybody: dialysis ? not reported: ALB, INR" in text


def test_visits_have_their_windows_and_the_reason_of_an_open_one():
    text = words(page())
    assert "baseline 10 Mar 2024 1" in text
    assert "WEEK 2 7 Mar 2024 – 10 Mar 2024 ? waits for a decision: ALB" in text


def test_what_waits_has_its_value_and_why():
    text = words(page())
    assert (
        f"5 May 2024 08:30 Albumin (ALB) 55 g/L CN-01 {MEANINGS[IssueCode.CHANGED_UNMARKED].title_en}" in text
    )
    assert "2024-05 " in text


def test_a_chinese_report_has_chinese_dates_reasons_and_titles():
    text = page(reader=CHINESE)
    assert '<html lang="zh-Hans">' in text
    told = words(text)
    assert "2024年3月10日" in told
    assert MEANINGS[IssueCode.CHANGED_UNMARKED].title_zh in told
    assert "截至日志编号 42（2024年6月19日 10:20 UTC），研究定义版本 3" in told
    assert not re.search(r"waits|not reported|As of", told)


@pytest.mark.parametrize("reader", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_a_page_has_no_script_loads_nothing_and_its_ids_are_unique(reader):
    hostile = replace(
        CONTENT,
        study=HOSTILE,
        subject=HOSTILE,
        panel=replace(CONTENT.panel, subject=HOSTILE),
        completeness=replace(CONTENT.completeness, subject=HOSTILE),
        held=[
            replace(one, collected_at=HOSTILE[:9], center=HOSTILE, raw=Raw("x", HOSTILE, HOSTILE))
            for one in CONTENT.held
        ],
        visits=[visit(HOSTILE, answer("2024-03-10"))],
        scores=[score(HOSTILE, "MELD3", answer("20"))],
    )
    for text in (page(reader=reader), page(hostile, reader)):
        assert not re.search(r"<(script|img|iframe|link|object)\b", text)
        assert not re.search(r"<[^>]* (on\w+|src)=", text)
        assert "url(" not in text
        assert not re.search("[\x00\u202e]", text)
        ids = re.findall(r' id="([^"]+)"', text)
        assert len(ids) == len(set(ids)) == 4


def test_the_same_content_gives_the_same_bytes():
    assert report_page(CONTENT, ENGLISH) == report_page(replace(CONTENT), ENGLISH)


def test_an_empty_report_says_what_there_is_not():
    empty = replace(
        CONTENT,
        panel=made_panel([], plan(), day_one=None),
        completeness=map_of_subject("CN01-0001", (), (), TODAY),
        visits=(),
        scores=(),
        held=(),
        is_partial=True,
    )
    text = words(page(empty))
    for name in ("no_scores", "no_visits", "no_completeness", "no_held", "partial"):
        assert report_words(chinese=False)[name] in text


def test_a_masked_report_has_scores_by_day_and_no_visits():
    treated = {"treated": "first-infusion", "control": "randomization", "words": "as the protocol says"}
    masked = replace(
        CONTENT,
        panel=made_panel(observations(COURSE), plan(reference_date=treated), is_masked=True),
        completeness=masked_map("CN01-0001", TODAY),
        visits=(),
        scores=[score("", "MELD3", answer("20"))],
    )
    text = page(masked)
    assert re.findall("<h2>(.*?)</h2>", text) == ["Liver panel", "Scores", "Waiting for a decision"]
    assert "day MELD 3.0 10 Mar 2024 20" in words(text)
    assert report_words(chinese=False)["masked"] in text
    assert not re.search(r"WEEK|study day \d", text)


def test_both_languages_of_the_report_have_the_same_words():
    english, chinese = report_words(chinese=False), report_words(chinese=True)
    assert english.keys() == chinese.keys()
    assert [text.count("{}") for text in english.values()] == [text.count("{}") for text in chinese.values()]
