"""Pictures over the API: SVG or marks, as of any journal number, page by page, and from any mark to the lab's cells."""

import json
import re
from urllib.parse import parse_qsl
from xml.etree.ElementTree import fromstring

import pytest
from tests.support.answer_office import DAY_ONE, SCREENING, open_trial, panel, planned_study
from tests.support.api_office import CENTER, OTHER, STUDY, SUBJECT, clock, empty_office, reply, request

from api.pictures.picture_models import CompletenessMapPage, DishPage, LiverPanelPicture
from hepaflow.domain.study.register import Subject, SubjectStatus, Transfer
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.register.entries import put_subject

HERE = f"/studies/{STUDY}"
PANEL = f"GET {HERE}/subjects/{SUBJECT}/liver-panel"
REPORT = f"GET {HERE}/subjects/{SUBJECT}/report"
EDISH, MDISH, MAP = (f"GET {HERE}/{noun}" for noun in ("edish", "mdish", "completeness-map"))
MODELS = {PANEL: LiverPanelPicture, EDISH: DishPage, MDISH: DishPage, MAP: CompletenessMapPage}
MARKS = {"format": "json"}
OTHERS = "CN01-0002", "CN01-0003", "US01-0001"


def enrol(office, subject, center=CENTER, **more):
    told = {"baseline": DAY_ONE, "status": SubjectStatus.ENROLLED, **more}
    put_subject(office.desk, STUDY, Subject(id=subject, center=center, **told), 1, "dm", "enrolment")


@pytest.fixture
def crowd(trial):
    """Four subjects of two centers; each has bilirubin at the screening and at week 2."""
    for subject in OTHERS:
        center = OTHER if subject.startswith("US") else CENTER
        enrol(trial, subject, center)
        trial.send(panel("2024-02-25", {"BILI": "20"}, subject), "2024-04-03", center)
        trial.send(panel("2024-03-24", {"BILI": "50"}, subject), "2024-04-04", center)
    return trial


def series(told, about):
    return next(
        one for chart in told["picture"]["charts"] for one in chart["series"] if one["about"] == about
    )


@pytest.mark.parametrize("route", MODELS)
def test_a_picture_is_svg_and_its_marks_are_as_their_schema_says(route, ask):
    drawn, marks = ask(route), ask(route, MARKS)
    assert drawn.kind == "image/svg+xml; charset=utf-8"
    assert fromstring(drawn.text).tag.endswith("svg")  # noqa: S314 our own text
    assert json.loads(MODELS[route].model_validate(marks.json).model_dump_json()) == marks.json
    assert drawn.headers["Journal-Number"] == str(marks.json["journal_number"])


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json", "application/json"),
        ("image/svg+xml", "image/svg+xml; charset=utf-8"),
        ("*/*", "image/svg+xml; charset=utf-8"),
        ("image/svg+xml, application/json;q=0.5", "image/svg+xml; charset=utf-8"),
    ],
)
def test_without_a_format_the_accept_header_decides(accept, kind, ask):
    assert ask(PANEL, accept=accept).kind == kind


@pytest.mark.parametrize("route", [*MODELS, REPORT])
def test_a_picture_may_load_and_run_nothing(route, ask):
    headers = ask(route).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_mark_leads_to_the_cells_of_the_lab_in_one_call(ask):
    told, found = ask(PANEL, MARKS).json, 0
    for one in (
        mark for chart in told["picture"]["charts"] for some in chart["series"] for mark in some["marks"]
    ):
        if one["href"]:
            path, _, query = one["href"].partition("?")
            lineage = ask(f"GET {path}", dict(parse_qsl(query))).json
            assert lineage["observation"]["raw"]["value"] == one["reported"].split()[0]
            found += 1
    assert found == 6  # albumin, INR and platelets on two days


def test_a_point_leads_to_the_report_of_its_subject(ask, crowd):
    for point in ask(EDISH, MARKS).json["picture"]["points"]:
        path, _, query = point["href"].partition("?")
        assert point["subject"] in ask(f"GET {path}", dict(parse_qsl(query))).text


def test_bilirubin_by_the_baseline_is_that_of_both_days(ask, crowd):
    """51.3 of 34.2 is 1.5, 50 of 20 is 2.5."""
    points = {one["subject"]: one["bilirubin"] for one in ask(MDISH, MARKS).json["picture"]["points"]}
    assert points[SUBJECT] == {"low": "1.5", "high": "1.5"}
    assert points["CN01-0002"] == {"low": "2.5", "high": "2.5"}


@pytest.mark.parametrize("route", [PANEL, EDISH, MDISH, REPORT])
def test_a_picture_of_an_earlier_number_stays_as_it_was(route, ask, trial):
    before = ask(route)
    number = before.headers["Journal-Number"]
    trial.send(panel("2024-02-25", {"ALB": "31", "BILI": "99"}), "2024-04-02")
    trial.send(panel("2024-04-07", {**SCREENING, "BILI": "99"}), "2024-04-09")
    then = ask(route, {"as_of": number})
    assert without_today(then.text) == without_today(before.text)
    assert without_today(ask(route).text) != without_today(before.text)


def without_today(text):
    """Return a page without the map and the day of its states: with `as_of` that of the last event."""
    text = re.sub(r"(?s)<h2>Completeness</h2>.*?</figure>", "", text)
    return re.sub(r"States of visits as of .*?\.", "", text)


@pytest.mark.parametrize("route", [EDISH, MAP])
def test_pages_together_are_the_whole_at_one_number(route, ask, crowd):
    part = "points" if route == EDISH else "rows"
    whole = ask(route, MARKS).json
    found, query = [], {**MARKS, "limit": "1"}
    while query:
        page = ask(route, query).json
        assert page["journal_number"] == whole["journal_number"]
        found += page["picture"][part]
        crowd.send(panel("2024-03-25", {"BILI": "70"}, "CN01-0003"), f"2024-05-{10 + len(found)}")
        query = {**MARKS, "limit": "1", "cursor": page["next"]} if page["next"] else None
    assert found == whole["picture"][part]
    assert len(found) == 4


def test_subjects_that_are_read_a_few_at_a_time_are_one_page(ask, crowd, monkeypatch):
    whole = ask(EDISH, MARKS).json
    monkeypatch.setattr("hepaflow.pipeline.answers.study_pictures._AT_ONCE", 1)
    assert ask(EDISH, MARKS).json == whole
    assert len(ask(EDISH, {**MARKS, "limit": "3"}).json["picture"]["points"]) == 3


def test_a_picture_names_its_next_page(ask, crowd):
    first = ask(MAP, {"limit": "3"})
    link = re.fullmatch(r'<\?(.+)>; rel="next"', first.headers["Link"])
    last = ask(MAP, dict(parse_qsl(link[1])))
    assert "US01-0001" in last.text
    assert "US01-0001" not in first.text
    assert "Link" not in last.headers


def subjects(told):
    return [one["subject"] for one in told.json["picture"]["points"]]


@pytest.mark.parametrize("route", [EDISH, MDISH, MAP])
def test_a_picture_of_a_page_says_which_subjects_it_has(route, ask, crowd):
    every = sorted([SUBJECT, *OTHERS])
    first = ask(route, {"limit": "2"})
    assert f"only subjects {every[0]} to {every[1]}" in first.text
    cursor = ask(route, {**MARKS, "limit": "2"}).json["next"]
    assert f"only subjects {every[2]} to {every[3]}" in ask(route, {"cursor": cursor}).text
    assert f"本图只含受试者 {every[0]} 至 {every[1]}" in ask(route, {"limit": "2", "lang": "zh"}).text
    assert "only subjects" not in ask(route).text


def test_peaks_are_read_while_there_is_time(ask, crowd, monkeypatch):
    """Subjects are read one at a time here; the clock goes on by 7 s each time that it is asked: 12 s are over after the second."""
    monkeypatch.setattr("hepaflow.pipeline.answers.study_pictures._AT_ONCE", 1)
    monkeypatch.setattr("api.pictures.study_pictures._FEWEST", 1)
    seconds = iter(range(0, 700, 7))
    monkeypatch.setattr("api.pictures.study_pictures.time.monotonic", lambda: next(seconds))
    told = ask(EDISH, MARKS).json
    every = sorted([SUBJECT, *OTHERS])
    assert [point["subject"] for point in told["picture"]["points"]] == every[:2]
    rest = ask(EDISH, {**MARKS, "cursor": told["next"]}).json
    assert [point["subject"] for point in rest["picture"]["points"]] == every[2:]
    assert rest["next"] is None


def test_a_center_sees_its_own_subjects_only(crowd):
    def asked(center, query):
        return reply(request(EDISH, query, groups=f"[{STUDY}/center-{center}]"), crowd.desk)

    assert subjects(asked(CENTER, MARKS)) == [SUBJECT, "CN01-0002", "CN01-0003"]
    assert subjects(asked(OTHER, MARKS)) == ["US01-0001"]
    assert asked(CENTER, {**MARKS, "center": OTHER}).status == 403
    assert reply(request(PANEL, groups=f"[{STUDY}/center-{OTHER}]"), crowd.desk).status == 404


def test_staff_may_ask_for_one_center(ask, crowd):
    assert subjects(ask(EDISH, {**MARKS, "center": OTHER})) == ["US01-0001"]
    assert ask(EDISH, {"center": "XX-99"}).status == 404


def test_subjects_of_later_numbers_are_not_in_an_earlier_picture(ask, trial):
    number = ask(EDISH, MARKS).json["journal_number"]
    enrol(trial, "CN01-0002")
    assert subjects(ask(EDISH, {**MARKS, "as_of": str(number)})) == [SUBJECT]
    assert subjects(ask(EDISH, MARKS)) == [SUBJECT, "CN01-0002"]


def test_a_transferred_subject_is_in_the_picture_of_both_centers(ask, trial):
    enrol(trial, "CN01-0009", transfers=(Transfer.model_validate({"center": OTHER, "from": DAY_ONE}),))
    for center in (CENTER, OTHER):
        assert "CN01-0009" in subjects(ask(EDISH, {**MARKS, "center": center}))


def test_a_map_has_no_row_of_a_subject_that_nobody_registered(ask, trial):
    trial.send(panel("2024-03-24", {"BILI": "50"}, "CN01-0007"), "2024-04-04")
    told = ask(MAP, MARKS).json["picture"]
    assert [row["name"] for row in told["rows"]] == [SUBJECT]
    assert told["rows"][0]["cells"][2]["counts"] == [{"state": "received", "count": 2}]


def test_a_study_without_subjects_has_empty_pictures(catalog):
    office = empty_office(catalog)

    define_study(office.desk.registry, office.desk.queue, clock, "dm", planned_study(), "start")
    assert reply(request(MAP, MARKS), office.desk).json["picture"]["columns"] == []
    assert subjects(reply(request(EDISH, MARKS), office.desk)) == []


@pytest.mark.parametrize("route", [EDISH, MAP, PANEL, REPORT])
def test_an_unknown_study_is_not_found(route, ask):
    assert ask(route.replace(STUDY, "OTHER"), groups="[OTHER/data-manager]").status == 404


@pytest.mark.parametrize(
    ("status", "more", "last"),
    [
        (SubjectStatus.ENROLLED, {}, "INFUSION 2"),
        (SubjectStatus.DISCONTINUED, {}, "WEEK 2"),  # the last specimen is of 24 March
        (SubjectStatus.ENROLLED, {"consent_withdrawn": "2024-03-12"}, "BASELINE"),
        (SubjectStatus.ENROLLED, {"death": "2024-03"}, "WEEK 2"),  # 31 March at the latest
    ],
)
def test_windows_after_the_end_of_a_subject_are_not_drawn(status, more, last, catalog):
    office = open_trial(empty_office(catalog), catalog)
    told = {"id": SUBJECT, "center": CENTER, "status": status, "baseline": DAY_ONE, **more}
    put_subject(office.desk, STUDY, Subject.model_validate(told), 2, "dm", "it ended")
    bands = reply(request(PANEL, MARKS), office.desk).json["picture"]["bands"]
    assert bands[-1]["name"] == last


@pytest.mark.parametrize(
    ("query", "language", "tag", "word"),
    [
        ({"lang": "zh"}, "en", "zh-Hans", "待核实的结果"),
        ({"lang": "en"}, "zh", "en", "Waiting for a decision"),
        ({}, "zh", "zh-Hans", "截至日志编号"),
    ],
)
def test_a_report_is_in_the_language_that_is_asked_for(query, language, tag, word, trial):
    event = request(REPORT, query)
    event["headers"]["accept-language"] = language
    page = reply(event, trial.desk)
    assert page.kind == "text/html; charset=utf-8"
    assert f'<html lang="{tag}">' in page.text
    assert word in page.text
    assert page.headers["Content-Language"] == tag[:2]


def test_a_report_has_what_waits_with_its_reason_and_the_number_it_holds_for(ask, trial):
    trial.send(panel("2024-02-25", {"ALB": "31"}), "2024-04-02")
    page = ask(REPORT)
    assert (
        "The value changed, but the result is not marked as corrected." in page.text or "31 g/L" in page.text
    )
    assert f"As of journal number {page.headers['Journal-Number']} (" in page.text
    assert "waits for a decision: ALB" in page.text


def test_a_report_of_a_part_says_so(trial):
    trial.send(panel("2024-03-25", SCREENING), "2024-03-29", OTHER)
    told = reply(request(REPORT, groups=f"[{STUDY}/center-{OTHER}]"), trial.desk)
    assert "Another center has results of this subject that you do not see." in told.text
