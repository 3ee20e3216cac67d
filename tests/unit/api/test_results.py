"""Results of all subjects, page by page; what waits for a decision; and where one result comes from."""

import pytest
from tests.support.api_office import CENTER, CHANGED, FIRST, HEADER, OTHER, STUDY, SUBJECT

from hepaflow.domain.identity import file_id, sha256

HERE = f"/studies/{STUDY}"
RESULTS, HOLDS, LINEAGE = (f"GET {HERE}/{noun}" for noun in ("results", "holds", "lineage"))


@pytest.fixture
def many(office):
    """Six more subjects of one center, each with two results."""
    rows = "".join(
        f"CN01-01{subject:02},2024-05-0{day},ALT,{40 + subject},U/L\n"
        for subject in range(6)
        for day in (1, 2)
    )
    office.send(f"{HEADER}{rows}".encode(), "2024-05-10")
    return office


def measured(told):
    return [(one["center"], one["subject"], one["collected_at"], one["analyte"]) for one in told["results"]]


def all_pages(ask, **query):
    """Return every page of the results, as a client would ask for them."""
    pages = [ask(RESULTS, query).json]
    while pages[-1]["next"]:
        pages.append(ask(RESULTS, {**query, "cursor": pages[-1]["next"]}).json)
    return pages


def test_results_come_in_order_of_center_subject_and_time(many, ask):
    found = measured(ask(RESULTS).json)
    assert found == sorted(found)
    assert {center for center, *_ in found} == {CENTER, OTHER}


@pytest.mark.parametrize("limit", ["1", "2", "5"])
def test_pages_hold_what_one_answer_holds(many, ask, limit):
    pages = all_pages(ask, limit=limit)
    assert [one for page in pages for one in measured(page)] == measured(ask(RESULTS).json)
    assert len(pages) > 1


def test_a_page_goes_on_where_the_one_before_ended_whatever_came_in_between(many, ask):
    first = ask(RESULTS, {"limit": "2"}).json
    before = measured(ask(RESULTS).json)
    many.send(
        f"{HEADER}CN01-0000,2024-05-01,ALT,40,U/L\nCN01-0105,2024-06-01,ALT,9,U/L\n".encode(), "2024-05-11"
    )
    rest, cursor = [], first["next"]
    while cursor:
        page = ask(RESULTS, {"limit": "2", "cursor": cursor}).json
        assert page["journal_number"] == first["journal_number"]
        rest += measured(page)
        cursor = page["next"]
    assert measured(first) + rest == before


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"analyte": "BILI"}, 1),
        ({"center": OTHER}, 1),
        ({"from": "2024-05-02"}, 6),
        ({"to": "2024-04"}, 1),
        ({"flag": "H"}, 0),
    ],
)
def test_results_are_chosen_by_what_is_asked(many, ask, query, count):
    assert len(ask(RESULTS, query).json["results"]) == count


def test_an_earlier_number_gives_what_counted_then(many, ask):
    assert measured(ask(RESULTS, {"as_of": "3"}).json) == []


def test_a_center_sees_its_own_results_only(many, ask):
    told = ask(RESULTS, groups=f"[{STUDY}/center-{OTHER}]").json
    assert {one["center"] for one in told["results"]} == {OTHER}


def test_a_center_that_does_not_exist_is_missing(ask):
    assert ask(RESULTS, {"center": "XX-99"}).status == 404


# --- holds


def test_what_waits_is_listed_with_the_value_that_counts(office, ask):
    office.send(CHANGED, "2024-04-10")
    (told,) = ask(HOLDS).json["results"]
    assert (told["current"]["value"], [one["codes"] for one in told["held"]]) == (
        "171.4",
        [["changed-unmarked"]],
    )
    assert told["held"][0]["observation"]["file_id"] == file_id(STUDY, CENTER, CHANGED)


def test_nothing_waits_where_nothing_is_held(ask):
    assert ask(HOLDS).json["results"] == []


def test_a_decision_takes_it_off_the_list(office, ask):
    office.send(CHANGED, "2024-04-10")
    (told,) = ask(HOLDS).json["results"]
    report = told["held"][0]["observation"]
    body = {
        "kind": "accept", "subject": SUBJECT, "analyte": "BILI", "file_id": report["file_id"], "line": report["line"],
        "reason": "the lab confirmed it",
    }  # fmt: skip
    assert ask(f"POST {HERE}/decisions", body=body).status == 200
    assert ask(HOLDS).json["results"] == []


# --- what was found in what is held

SLIPPED = "CN01-0009"
COURSE = (
    "".join(f"{SLIPPED},2024-05-0{day},BILI,{value},umol/L\n" for day, value in ((1, 22), (2, 25), (3, 28)))
    + f"{SLIPPED},2024-05-04,BILI,1.5,umol/L\n{SLIPPED},2024-05-05,ALT,999999,U/L\n"
)


@pytest.fixture
def slipped(office):
    """A bilirubin in mg/dL under umol/L beside three others, and an ALT that nobody can have."""
    return office.send(f"{HEADER}{COURSE}".encode(), "2024-05-10")


@pytest.mark.usefixtures("slipped")
@pytest.mark.parametrize("route", [HOLDS, f"GET {HERE}/subjects/{SLIPPED}/results"])
def test_a_held_report_says_what_was_found_by_code(ask, route):
    told = ask(route).json["results"]
    assert [(held["codes"], held["found"]) for one in told for held in one["held"]] == [
        (["unit-suspect"], {"unit-suspect": "mg/dL"}),
        (["value-impossible"], {"value-impossible": "999999"}),
    ]


def test_what_was_found_stands_beside_the_value_that_counts(office, ask):
    office.send(CHANGED.replace(b"2.2", b"99999"), "2024-04-10")
    (told,) = [one for one in ask(RESULTS).json["results"] if one["held"]]
    assert told["held"][0]["found"] == {"value-impossible": "99999"}


def test_a_code_that_names_nothing_finds_nothing(office, ask):
    office.send(CHANGED, "2024-04-10")
    (told,) = ask(HOLDS).json["results"]
    assert told["held"][0]["found"] == {}


def test_the_lineage_of_a_held_report_says_so_too(slipped, ask):
    place = {"subject": SLIPPED, "analyte": "BILI", "file_id": slipped}
    held, current = (ask(LINEAGE, {**place, "line": line}).json for line in ("5", "2"))
    assert (held["codes"], held["found"]) == (["unit-suspect"], {"unit-suspect": "mg/dL"})
    assert (current["codes"], current["found"]) == ([], {})


# --- lineage


def named(data=FIRST, line="2", analyte="BILI", center=CENTER):
    return {"subject": SUBJECT, "analyte": analyte, "file_id": file_id(STUDY, center, data), "line": line}


def test_a_result_leads_back_to_file_and_raw_cells(ask):
    told = ask(LINEAGE, named()).json
    assert (told["state"], told["sha256"], told["version_id"]) == ("current", sha256(FIRST), "v1")
    assert told["observation"]["raw"]["value"] == "171.4"
    assert (told["observation"]["place"], told["recipe"]["profile_version"]) == ("2", 1)
    assert told["receipt"] == f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, FIRST)}/1"


def test_a_conversion_is_told_exactly_with_its_sources(office, ask):
    office.send(CHANGED, "2024-04-10")
    told = ask(LINEAGE, named(CHANGED)).json
    # 584.673 g/mol: 10 / 584.673 × 1000 µmol/L in 1 mg/dL
    assert (told["conversion"]["factor"], told["state"]) == ("10000000/584673", "held")
    assert any("584.673" in source for source in told["conversion"]["sources"])
    assert "6 significant digits" in told["conversion"]["rounding"]


def test_a_result_in_the_canonical_unit_is_not_rounded(ask):
    told = ask(LINEAGE, named()).json["conversion"]
    assert (told["factor"], told["rounding"]) == ("1", "none: the unit is the canonical one")


def test_what_superseded_a_report_is_told_on_both_sides(office, ask):
    office.send(CHANGED, "2024-04-10")
    body = {"kind": "accept", "reason": "confirmed", **named(CHANGED), "line": 2}
    number = ask(f"POST {HERE}/decisions", body=body).json["journal_number"]
    old, new = ask(LINEAGE, named()).json, ask(LINEAGE, named(CHANGED)).json
    assert (old["state"], old["superseded_by"]["file_id"]) == (
        "superseded",
        file_id(STUDY, CENTER, CHANGED),
    )
    assert ([one["file_id"] for one in new["supersedes"]], new["decisions"]) == (
        [file_id(STUDY, CENTER, FIRST)],
        [number],
    )


@pytest.mark.parametrize(
    "other", [{"line": "99"}, {"analyte": "ALT"}, {"file_id": "0" * 64}, {"subject": "nobody"}]
)
def test_a_report_that_does_not_exist_is_missing(ask, other):
    assert ask(LINEAGE, {**named(), **other}).status == 404


def test_a_center_sees_the_lineage_of_its_own_results_only(ask):
    assert ask(LINEAGE, named(), groups=f"[{STUDY}/center-{OTHER}]").status == 404
