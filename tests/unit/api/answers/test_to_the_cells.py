"""From any number to the cells of the lab in one call: every path in every answer leads to the row that the file has."""

from urllib.parse import parse_qsl

import pytest
from tests.support.api_office import STUDY, SUBJECT, reply, request
from tests.support.liver_safety import BASELINE, DAY_8, DAY_16, NORMAL, ranged, safety_trial

OF_SUBJECT, OF_STUDY = f"/studies/{STUDY}/subjects/{SUBJECT}", f"/studies/{STUDY}"
SENT = {
    BASELINE: NORMAL,
    DAY_8: {**NORMAL, "ALT": "130", "BILI": "45"},
    DAY_16: {"ALT": "<250", "ALB": "29"},
}


@pytest.fixture
def trial(catalog):
    """A baseline, a candidate for Hy's law, a censored ALT, and a changed albumin that is held."""
    office = safety_trial(catalog)
    for number, (day, values) in enumerate(SENT.items(), 27):
        office.send(ranged(day, values), f"2024-03-{number}")
    office.send(ranged(DAY_16, {"ALB": "31"}), "2024-04-02")
    return office


def named(told):
    """Yield each part of an answer that leads to a lineage."""
    if isinstance(told, dict):
        if "/lineage?" in str(told.get("href")):
            yield told
        for value in told.values():
            yield from named(value)
    elif isinstance(told, list):
        for value in told:
            yield from named(value)


def cells(office, href):
    path, _, query = href.partition("?")
    told = reply(request(f"GET {path}", dict(parse_qsl(query))), office.desk)
    assert told.status == 200, href
    return told.json["observation"]["raw"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{OF_SUBJECT}/scores", "scores"),
        (f"{OF_SUBJECT}/panels", "panels"),
        (f"{OF_SUBJECT}/safety", "safety"),
        (f"{OF_SUBJECT}/completeness", "completeness"),
        (f"{OF_STUDY}/safety", "safety"),
        (f"{OF_STUDY}/completeness", "completeness"),
    ],
)
def test_every_path_of_an_answer_leads_to_the_cells_that_it_states(path, name, trial):
    told = reply(request(f"GET {path}"), trial.desk).json[name]
    parts = list(named(told))
    assert len(parts) >= 5
    known = {one["href"]: cells(trial, one["href"]) for one in parts}
    for one in parts:
        raw = known[one["href"]]
        if "raw" in one:
            assert one["raw"] == f"{raw['value']} {raw['unit']}"
        else:
            assert one["code"].endswith(one["measurement"]["analyte"])


def entries(office, kind, about):
    told = reply(request(f"GET {OF_SUBJECT}/safety"), office.desk).json["safety"]
    return [one for one in told if (one["kind"], one["about"]) == (kind, about)]


@pytest.mark.parametrize(
    ("kind", "about", "day", "expected"),
    [
        ("grade", "ALT", DAY_8, {"130", "30"}),  # the result and its baseline
        ("change", "BILI", DAY_8, {"45", "15"}),
        ("hys-law", "HYS", DAY_8, {"130", "30", "45", "80"}),
        ("hys-law-by-baseline", "HYS_MOD", DAY_8, {"130", "30", "45", "15"}),
        ("change", "R_VALUE", DAY_8, {"130", "80", "30"}),
        (
            "shift",
            "BILI",
            None,
            {"15", "45", "51.3"},
        ),  # bilirubin of week 2 has no limit, so it may be the worst
    ],
)
def test_an_answer_about_safety_names_all_cells_it_is_computed_from(kind, about, day, expected, trial):
    found = [one for one in entries(trial, kind, about) if one["day"] == day]
    assert found
    for one in found:
        assert {cells(trial, source["href"])["value"] for source in one["sources"]} == expected


def test_a_score_and_a_cell_of_completeness_name_theirs(trial):
    scores = reply(request(f"GET {OF_SUBJECT}/scores"), trial.desk).json["scores"]
    (albi,) = [one for one in scores if (one["visit"], one["score"]) == (1, "ALBI")]
    sources = [source for known in albi["inputs"] for source in known["sources"]]
    assert {cells(trial, one["href"])["value"] for one in sources} == {"34.2", "28"}
    told = reply(request(f"GET {OF_SUBJECT}/completeness"), trial.desk).json["completeness"]
    (alb,) = [one for one in told if (one["visit"], one["analyte"]) == (3, "ALB")]
    assert {cells(trial, one["href"])["value"] for one in alb["sources"]} == {"31", "29"}
