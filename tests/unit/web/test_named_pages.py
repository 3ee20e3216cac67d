"""What a remedy calls a web page is what the page is called."""

import re
from pathlib import Path

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.meanings import MEANINGS

TEXTS = Path(__file__).parents[3] / "web" / "texts"


def page(language: str) -> str:
    (name,) = re.findall(r'"page\.prepare": "([^"]+)"', (TEXTS / f"{language}.js").read_text("utf-8"))
    return name


def test_the_remedy_for_personal_data_names_the_page_and_the_command():
    meaning = MEANINGS[IssueCode.PERSONAL_DATA]
    assert page("en") in meaning.remedy_en
    assert page("zh") in meaning.remedy_zh
    assert "`hepaflow prepare`" in meaning.remedy_en
    assert "`hepaflow prepare`" in meaning.remedy_zh
