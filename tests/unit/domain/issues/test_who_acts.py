"""The person whom a message names can do what it says."""

import re

import pytest

from hepaflow.domain.issues.issues import Actor, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS

KEY = re.compile(r"`\[+[a-z_]+\]+[^`]*`|`time_zone`")
STOPS = re.compile(r"(?<=[.。])\s*|；")
DECISION = re.compile(
    r"\b(?:release|accept|set (?:it|the \w+|the other rows|this result)? ?aside|retire|move|void)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("code", [code for code in IssueCode if MEANINGS[code].actor is Actor.LAB])
def test_a_lab_is_sent_to_the_data_manager_where_the_profile_has_to_change(code):
    """Labs cannot change a profile."""
    meaning = MEANINGS[code]
    for text, person in ((meaning.remedy_en, "data manager"), (meaning.remedy_zh, "数据管理员")):
        for sentence in STOPS.split(text):
            assert not KEY.search(sentence) or person in sentence, sentence


@pytest.mark.parametrize("code", [code for code in IssueCode if MEANINGS[code].actor is Actor.DATA_MANAGER])
def test_a_data_manager_is_told_a_key_a_decision_or_a_question(code):
    """Data managers cannot change a row."""
    remedy = MEANINGS[code].remedy_en
    assert KEY.search(remedy) or DECISION.search(remedy) or re.search(r"\b[Aa]sk the|with the lab\b", remedy)


@pytest.mark.parametrize(
    "code",
    [
        code
        for code in IssueCode
        if MEANINGS[code].severity is Severity.REJECT and MEANINGS[code].actor is Actor.DATA_MANAGER
    ],
)
def test_a_rejected_row_that_is_not_for_the_lab_is_settled_without_sending_it_again(code):
    remedy = MEANINGS[code].remedy_en
    assert "re-run" in remedy or "retire" in remedy or "nothing to do" in remedy


@pytest.mark.parametrize("code", [code for code in IssueCode if MEANINGS[code].actor is Actor.LAB])
def test_a_row_or_file_for_the_lab_is_sent_again(code):
    meaning = MEANINGS[code]
    if meaning.severity in (Severity.REJECT, Severity.REFUSE) and not meaning.skips:
        assert re.search(r"\bsend\b|\bsent\b", meaning.remedy_en, re.IGNORECASE)
