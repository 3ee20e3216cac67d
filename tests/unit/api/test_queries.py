"""Queries: asked by a data manager, answered by a center, closed by either a data manager or a file."""

import pytest
from tests.support.api_office import CENTER, FIRST, HEADER, OTHER, STUDY, SUBJECT, THEIRS

from hepaflow.domain.identity import file_id
from hepaflow.readers.sheet import FILE_COLUMN, LINE_COLUMN

HERE = f"/studies/{STUDY}/queries"
FILE = file_id(STUDY, CENTER, FIRST)
ROW = {"kind": "row", "file_id": FILE, "line": 3}
MEASUREMENT = {
    "kind": "measurement", "center": CENTER, "subject": SUBJECT, "analyte": "BILI", "collected_at": "2024-03-22T08:30",
}  # fmt: skip
DUE = "2024-06-30"
THERE = f"[{STUDY}/center-{CENTER}]"


def opened(ask, about=ROW, question="Which unit is meant?", due=DUE):
    return ask(f"POST {HERE}", None, {"about": about, "question": question, "due": due})


def answered(ask, query, version=2, answer="mg/dL", groups=THERE):
    body = {"version": version, "answer": answer}
    return ask(f"POST {HERE}/{query}/answer", None, body, groups=groups)


def closed(ask, query, version, reason="seen"):
    return ask(f"POST {HERE}/{query}/close", None, {"version": version, "reason": reason})


def reopened(ask, query, version, due=DUE):
    body = {"version": version, "question": "And the range?", "due": due}
    return ask(f"POST {HERE}/{query}/reopen", None, body)


def states(reply):
    return [one["state"] for one in reply.json["versions"]]


@pytest.fixture
def query(ask):
    return opened(ask).json["id"]


def test_query_is_asked_answered_closed_and_asked_again(ask, query):
    assert answered(ask, query).json["state"] == "answered"
    assert closed(ask, query, 3).json["state"] == "closed"
    told = reopened(ask, query, 4, "2024-07-31")
    assert states(told) == ["open", "answered", "closed", "reopened"]
    assert (told.json["due"], told.json["about"]["place"]) == ("2024-07-31", "3")
    assert answered(ask, query, 5, "3 to 20").json["versions"][-1]["text"] == "3 to 20"


def test_same_question_about_the_same_row_is_the_same_query(ask, query, office):
    before = office.desk.registry.head(STUDY)
    assert opened(ask).json["id"] == query
    assert office.desk.registry.head(STUDY) == before


def test_same_question_with_another_due_day_is_refused(ask, query):
    assert opened(ask, due="2024-07-01").status == 409


@pytest.mark.parametrize(
    ("about", "question"), [(ROW, "Which range?"), ({**ROW, "line": 2}, "Which unit is meant?")]
)
def test_another_question_or_row_is_another_query(ask, query, about, question):
    assert opened(ask, about, question).json["id"] != query


def test_an_answer_that_comes_again_is_recorded_once(ask, query, office):
    first = answered(ask, query).json
    before = office.desk.registry.head(STUDY)
    assert answered(ask, query).json == first
    assert office.desk.registry.head(STUDY) == before


def test_of_two_answers_the_second_is_refused_with_the_newest_version(ask, query):
    answered(ask, query)
    told = answered(ask, query, answer="umol/L")
    assert (told.status, told.json["newest"]) == (409, 2)


def test_an_answer_to_an_earlier_question_does_not_answer_a_later_one(ask, query):
    answered(ask, query)
    reopened(ask, query, 3)
    assert answered(ask, query, version=2, answer="late").status == 409
    assert ask(f"GET {HERE}/{query}").json["state"] == "reopened"


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_a_query_that_does_not_wait_cannot_be_answered(ask, query, state):
    _ = answered(ask, query) if state == "answered" else closed(ask, query, 2)
    told = answered(ask, query, 3, "again")
    assert (told.status, state in told.json["detail"]) == (409, True)


def test_an_open_query_cannot_be_reopened_and_a_closed_one_not_closed(ask, query):
    assert reopened(ask, query, 2).status == 409
    closed(ask, query, 2)
    assert closed(ask, query, 3, "once more").status == 409


def test_a_due_day_that_has_passed_is_refused(ask, query):
    assert opened(ask, question="other", due="2024-05-31").status == 422  # the clock shows June 1
    assert opened(ask, question="other", due="2024-06-01").status == 200
    answered(ask, query)
    assert reopened(ask, query, 3, "2024-05-31").status == 422


@pytest.mark.parametrize(
    "about",
    [
        {**ROW, "file_id": "0" * 64},
        {**ROW, "subject": SUBJECT},  # the row was rejected: it is no subject's
        {**MEASUREMENT, "collected_at": "2024-03-23"},
        {**MEASUREMENT, "center": OTHER},
    ],
)
def test_what_does_not_exist_cannot_be_asked_about(ask, about):
    assert opened(ask, about).status == 404


def test_a_query_about_a_measurement_goes_to_the_center_that_sent_it_and_names_its_row(ask):
    told = opened(ask, MEASUREMENT, "Confirm?").json
    assert (told["center"], told["about"]["file_id"], told["about"]["line"]) == (CENTER, FILE, 2)


def test_a_row_with_its_subject_names_it(ask):
    told = opened(ask, {**ROW, "line": 2, "subject": SUBJECT}).json
    assert told["about"]["href"] == f"/studies/{STUDY}/subjects/{SUBJECT}"


@pytest.mark.parametrize("words", ["", " ", "x" * 501])
def test_words_are_neither_empty_nor_without_end(ask, query, words):
    assert opened(ask, question=words).status == 422
    assert answered(ask, query, answer=words).status == 422


def test_queries_are_listed_page_by_page_for_one_number(ask):
    for number in range(5):
        opened(ask, question=f"question {number}")
    first = ask(f"GET {HERE}", {"limit": "2"}).json
    opened(ask, question="later")
    found, cursor = list(first["queries"]), first["next"]
    while cursor:
        page = ask(f"GET {HERE}", {"limit": "2", "cursor": cursor}).json
        assert page["journal_number"] == first["journal_number"]
        found, cursor = found + page["queries"], page["next"]
    assert [one["versions"][0]["text"] for one in found] == [f"question {number}" for number in range(5)]


def test_list_is_narrowed_to_a_center_and_a_state(ask, query):
    theirs = opened(ask, {"kind": "row", "file_id": file_id(STUDY, OTHER, THEIRS), "line": 2}).json["id"]
    answered(ask, query)

    def listed(**asked):
        return [one["id"] for one in ask(f"GET {HERE}", asked).json["queries"]]

    assert listed() == [query, theirs]
    assert listed(center=OTHER) == [theirs]
    assert listed(state="answered") == [query]
    assert listed(state="closed") == []


def test_a_number_shows_the_queries_as_they_were(ask, query):
    number = ask(f"GET {HERE}").json["journal_number"]
    answered(ask, query)
    assert ask(f"GET {HERE}", {"as_of": str(number)}).json["queries"][0]["state"] == "open"
    assert ask(f"GET {HERE}/{query}", {"as_of": str(number)}).json["version"] == 1
    assert ask(f"GET {HERE}/{query}", {"as_of": str(number - 1)}).status == 404
    assert ask(f"GET {HERE}", {"as_of": str(number - 1)}).json["queries"] == []


def test_receipt_of_the_file_shows_its_queries_as_json_and_as_a_page(ask, query):
    answered(ask, query)
    opened(ask, question="Sent twice?")
    path = f"GET /studies/{STUDY}/files/{FILE}/receipt"
    told = ask(path).json["queries"]
    assert [(one["state"], one["place"], one["answer"]) for one in told] == [
        ("answered", "3", "mg/dL"),
        ("open", "3", ""),
    ]
    page = ask(path, {"format": "html"}).text
    assert "Which unit is meant? — answer: mg/dL" in page
    assert "待答复，截止日期：2024-06-30" in page


def test_receipt_names_the_file_that_closed_a_query(ask, query, office):
    mended = (
        f"{HEADER.strip()},{FILE_COLUMN},{LINE_COLUMN}\nCN01-0001,2024-04-02,ALT,12,U/L,{FILE},3\n".encode()
    )
    name = office.send(mended, "2024-04-10")
    assert ask(f"GET {HERE}/{query}").json["versions"][-1]["file_id"] == name
    page = ask(f"GET /studies/{STUDY}/files/{FILE}/receipt", {"format": "html"}).text
    assert f"Which unit is meant? — closed by file {name}" in page
    assert f"由文件 {name} 关闭" in page


def test_receipt_of_a_file_without_queries_has_none(ask, query):
    other = ask(f"GET /studies/{STUDY}/files/{file_id(STUDY, OTHER, THEIRS)}/receipt").json
    assert "queries" not in other


def test_receipt_names_no_subject(ask):
    opened(ask, MEASUREMENT)
    assert SUBJECT not in ask(f"GET /studies/{STUDY}/files/{FILE}/receipt").text


def test_events_of_the_journal_name_the_query_and_no_subject(ask, query):
    opened(ask, MEASUREMENT)
    answered(ask, query)
    events = ask(f"GET /studies/{STUDY}/journal").json["events"][-3:]
    assert [event["kind"] for event in events] == ["query-opened", "query-opened", "query-answered"]
    assert events[0]["details"]["query"] == query
    assert SUBJECT not in str(events)


def test_query_changes_no_result(ask):
    path, asked = f"GET /studies/{STUDY}/subjects/{SUBJECT}/results", {"history": "true"}
    before = ask(path, asked).json
    query = opened(ask, MEASUREMENT).json["id"]
    answered(ask, query)
    closed(ask, query, 3)
    reopened(ask, query, 4)
    after = ask(path, asked).json
    assert after["journal_number"] == before["journal_number"] + 4
    assert after["results"] == before["results"]


def test_a_query_is_not_reopened_without_end(ask, query):
    for version in range(1, 49, 2):
        closed(ask, query, version + 1)
        assert reopened(ask, query, version + 2).status == 200
    closed(ask, query, 50)
    assert reopened(ask, query, 51).status == 409
