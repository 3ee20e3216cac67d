"""What the API refuses to answer: altered cursors, unknown parameters, subjects that no path names."""

import base64

import pytest
from tests.support.api_office import CENTER, CHANGED, HEADER, OTHER, STUDY, SUBJECT, put_confirmed

HERE = f"/studies/{STUDY}"
LISTS = {
    f"GET {HERE}/files": {"center": CENTER},
    f"GET {HERE}/subjects": {"center": CENTER},
    f"GET {HERE}/journal": {},
    f"GET {HERE}/results": {},
    f"GET {HERE}/holds": {},
    f"GET {HERE}/subjects/{SUBJECT}/results": {},
}
ODD = ["A/7", "A#7", "A?7", "A%41", "A 7", "~A", ".", "..", "受试者1"]
SENT = ["AA", *(subject for subject in ODD if subject.strip("."))]  # a cell of dots alone is an empty one


@pytest.fixture
def many(office):
    """Two deliveries, three subjects, and a held observation of each."""
    rows = "".join(f"CN01-010{subject},2024-05-01,ALT,{value},U/L\n" for subject, value in ((1, 40), (2, 41)))
    office.send(f"{HEADER}{rows}".encode(), "2024-05-10")
    office.send(CHANGED + rows.replace(",4", ",7").encode(), "2024-05-11")
    return office


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("path", LISTS)
def test_pages_by_cursor_give_every_entry_once(ask, path):
    query = LISTS[path]
    whole = ask(path, query).json
    (name,) = {"deliveries", "subjects", "events", "results"} & set(whole)
    listed, cursor = [], ""
    while cursor is not None:
        page = ask(path, {**query, "limit": "1", "cursor": cursor}).json
        listed += page[name]
        cursor = page["next"]
    assert (listed, len(listed) > 1, whole["next"]) == (whole[name], True, None)


@pytest.fixture
def cursor(many, ask):
    return ask(f"GET {HERE}/results", {"limit": "1"}).json["next"]


def refusal(told):
    return told.status, [error["at"] for error in told.json.get("errors", [])]


CURSOR = (422, ["query.cursor"])


@pytest.mark.parametrize("letter", [0, 5, 15, -1])
def test_altered_cursor_is_refused(ask, cursor, letter):
    letters = list(cursor)
    letters[letter] = "A" if letters[letter] != "A" else "B"
    assert refusal(ask(f"GET {HERE}/results", {"cursor": "".join(letters)})) == CURSOR


def test_cursor_of_another_list_is_refused(ask, cursor):
    assert refusal(ask(f"GET {HERE}/holds", {"cursor": cursor})) == CURSOR


@pytest.mark.parametrize("query", [{"center": OTHER}, {"analyte": "ALT"}, {"as_of": "3"}, {"flag": "H"}])
def test_cursor_of_another_question_is_refused(ask, cursor, query):
    assert refusal(ask(f"GET {HERE}/results", {**query, "cursor": cursor})) == CURSOR


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("cursor", ["7", "7.1", "~~~", "AAAA", "A" * 40, "=", "é"])
def test_invented_cursor_is_refused(ask, path, cursor):
    assert refusal(ask(path, {**LISTS[path], "cursor": cursor})) == CURSOR


def test_limit_may_differ_from_page_to_page(ask, cursor):
    assert ask(f"GET {HERE}/results", {"cursor": cursor, "limit": "2"}).status == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "5001", "-1", "x"])
def test_limit_out_of_range_is_refused(ask, path, limit):
    assert refusal(ask(path, {**LISTS[path], "limit": limit})) == (422, ["query.limit"])


def test_unknown_parameter_is_refused_with_the_known_ones(ask):
    told = ask(f"GET {HERE}/journal", {"centre": "X"})
    assert (told.status, told.json["detail"], told.json["errors"]) == (
        422,
        "Unknown query parameter.",
        [{"at": "query.centre", "what": "known parameters: after, cursor, limit"}],
    )


@pytest.mark.parametrize(
    "path", ["GET /health", "GET /openapi.json", f"POST {HERE}/decisions", f"GET {HERE}/jobs/{'0' * 64}"]
)
def test_operation_without_parameters_refuses_any(ask, path):
    assert refusal(ask(path, {"x": "1"})) == (422, ["query.x"])


def test_unknown_parameter_is_named_before_a_missing_one(ask):
    assert refusal(ask(f"GET {HERE}/files", {"centre": CENTER})) == (422, ["query.centre"])


@pytest.fixture
def odd(office):
    """Every odd id has one result, and so has a plain one that the second decoding of a path would give."""
    rows = "".join(f'"{subject}",2024-05-01,ALT,4{place},U/L\n' for place, subject in enumerate(SENT))
    office.send(f"{HEADER}{rows}".encode(), "2024-05-10")
    return office


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(("place", "subject"), list(enumerate(SENT)))
def test_every_subject_is_reached_by_its_href(ask, place, subject):
    listed = ask(f"GET {HERE}/subjects", {"center": CENTER}).json["subjects"]
    href = next(one["href"] for one in listed if one["subject"] == subject)
    (told,) = ask(f"GET {href}/results").json["results"]
    assert (told["subject"], told["href"], told["current"]["value"]) == (subject, href, f"4{place}")


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("subject", ODD)
def test_an_odd_subject_can_be_registered(ask, subject):
    segment = "~" + base64.urlsafe_b64encode(subject.encode()).decode().rstrip("=")
    body = {"center": CENTER, "version": 1, "status": "enrolled"}
    told = put_confirmed(ask, f"PUT {HERE}/subjects/{segment}", {"reason": "enrolment"}, body)
    entry = ask(f"GET {HERE}/subjects/{segment}").json
    assert (told.status, entry["subject"], entry["entries"][0]["href"]) == (
        200,
        subject,
        f"{HERE}/subjects/{segment}",
    )


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize(
    ("segment", "status"),
    [("A%41", 422), ("A 7", 422), ("~Q04wMS0wMDAx", 422), ("~QS83=", 422), ("~", 422), ("A/7", 404)],
)
def test_another_spelling_of_a_subject_is_refused(ask, segment, status):
    assert ask(f"GET {HERE}/subjects/{segment}").status == status


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("path", ["results", "holds", "subjects"])
def test_every_answer_that_names_a_subject_gives_its_href(ask, path):
    told = ask(f"GET {HERE}/{path}", {"center": CENTER}).json
    assert [(one["subject"], one["href"]) for one in named(told) if not one.get("href")] == []


def named(value):
    """Yield every object that names a subject."""
    if isinstance(value, dict):
        if "subject" in value:
            yield {"href": "", **value}
        for part in value.values():
            yield from named(part)
    if isinstance(value, list):
        for part in value:
            yield from named(part)
