"""However long a subject's history is, an answer fits into what a function may answer with."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.support.api_office import request

from api.http.result_models import LARGEST_PAGE
from api.routing.answer import answer
from local.pump import Context

LAMBDA = 6 * 1024 * 1024  # bytes of a response (AWS Lambda quotas, synchronous invocation payload)
SPECIMENS = 1000
ANALYTES = ("丙氨酸氨基转移酶", "天门冬氨酸氨基转移酶", "碱性磷酸酶", "总胆红素", "肌酐", "血小板计数")
UNITS = ("U/L", "U/L", "U/L", "μmol/L", "μmol/L", "10^9/L")
WHOLE = {"history": "true"}
PATH = "GET /studies/LIVER-1/subjects/CN01-0001/results"


@pytest.fixture
def long(office):
    begin = datetime(2022, 1, 1, 8, 30, tzinfo=UTC)
    rows = (
        f"CN01-0001,{begin + timedelta(hours=12 * number):%Y-%m-%d %H:%M},{analyte},{40 + number % 50},{unit}"
        for number in range(SPECIMENS)
        for analyte, unit in zip(ANALYTES, UNITS, strict=True)
    )
    text = "\n".join(["Subject,Collected,Test,Result,Units", *rows, ""])
    office.send(text.encode(), "2024-05-03")
    office.send(f"{text}\n".encode(), "2024-05-06")  # each result once more, for the history
    return office


@pytest.mark.slow
def test_every_page_fits_and_all_of_them_are_the_whole_answer(long):
    found, numbers, pages, cursor = [], set(), 0, ""
    while True:
        event = answer(request(PATH, {**WHOLE, "cursor": cursor}), Context("api", 128), long.desk)
        assert event["statusCode"] == 200
        assert LARGEST_PAGE * 0.9 < len(json.dumps(event)) < LAMBDA or not json.loads(event["body"])["next"]
        body = json.loads(event["body"])
        found += [(one["collected_at"], one["analyte"], one["center"]) for one in body["results"]]
        numbers.add(body["journal_number"])
        pages += 1
        if not (cursor := body["next"]):
            break
    assert len(found) == len(set(found)) >= SPECIMENS * len(ANALYTES)
    assert found == sorted(found)
    assert len(numbers) == 1
    assert pages > 1


@pytest.mark.slow
def test_what_came_since_the_first_page_is_not_on_the_next(long):
    def ask(cursor):
        event = answer(request(PATH, {**WHOLE, "cursor": cursor}), Context("api", 128), long.desk)
        return json.loads(event["body"])

    first = ask("")
    before = ask(first["next"])
    assert before["results"][0] != first["results"][0]
    long.send(b"Subject,Collected,Test,Result,Units\nCN01-0001,2021-03-22 08:30,ALT,40,U/L\n", "2024-05-04")
    assert ask(first["next"]) == before
