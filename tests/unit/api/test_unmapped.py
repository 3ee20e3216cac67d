"""The data manager's work list over HTTP."""

from tests.support.api_office import CENTER, FIRST, HEADER, OTHER, STUDY

from hepaflow.domain.identity import file_id

LIST = f"GET /studies/{STUDY}/unmapped"


def test_what_no_profile_knows_is_listed(office, ask):
    (task,) = ask(LIST, {"center": CENTER}).json["terms"]
    assert task == {
        "center": CENTER, "feed": "main", "kind": "unit", "text": "furlong", "analyte": "ALT", "rows": 1, "examples": ["99"], "nearest": [],
        "files": [file_id(STUDY, CENTER, FIRST)[:16]],
    }  # fmt: skip


def test_the_most_frequent_comes_first(office, ask):
    rows = "".join(f"CN01-0001,2024-05-0{day},Leberwert,12,U/L\n" for day in range(1, 4))
    office.send(f"{HEADER}{rows}".encode(), "2024-05-10")
    assert [task["text"] for task in ask(LIST, {"center": CENTER}).json["terms"]] == ["Leberwert", "furlong"]


def test_a_center_sees_its_own_list_only(ask):
    own = f"[{STUDY}/center-{OTHER}]"
    assert ask(LIST, {"center": OTHER}, groups=own).json == {
        "terms": [],
        "masked": False,
        "left_out": 0,
        "next": None,
    }
    assert ask(LIST, {"center": CENTER}, groups=own).status == 403
