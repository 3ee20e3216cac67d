"""Papers of labs: stored as versions, each with its event, and as they were at an earlier number."""

import pytest
from tests.support.api_office import CENTER, LAB, OTHER, STUDY, lab_toml, profile

HERE = f"/studies/{STUDY}"
WHY = {"reason": "renewed"}
RENEWED = '[[papers]]\nname = "Central Lab GmbH"\nfrom = 2025-01-01\nto = 2025-12-31\n'
ALT = '[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nhigh = 40\n'


def put(ask, text, lab=LAB):
    return ask(f"PUT {HERE}/labs/{lab}", WHY, text)


def test_papers_are_given_back_as_they_were_written(ask):
    text = lab_toml(2, f"# renewed in time\n{RENEWED}")
    number = put(ask, text).json
    assert number["version"] == 2
    assert ask(f"GET {HERE}/labs/{LAB}").text == text
    assert ask(f"GET {HERE}/labs/{LAB}", {"version": "1"}).text == lab_toml()
    events = ask(f"GET {HERE}/journal", {"after": str(number["journal_number"] - 1)}).json["events"]
    assert [(one["kind"], one["details"], one["reason"]) for one in events] == [
        ("lab-added", {"lab": LAB, "version": 2}, "renewed")
    ]


def test_labs_are_listed_with_the_end_of_their_validity_as_of_a_number(ask):
    number = put(ask, lab_toml(2, RENEWED + ALT)).json["journal_number"]
    put(ask, lab_toml(1, lab="LAB-0").replace("to = 2024-12-31\n", ""), "LAB-0")
    told = ask(f"GET {HERE}/labs").json["labs"]
    assert [(one["lab"], one["version"], one["valid_to"], one["ranges"]) for one in told] == [
        ("LAB-0", 1, None, 0),
        (LAB, 2, "2025-12-31", 1),
    ]
    assert told[1]["names"] == ["Central Lab", "Central Lab GmbH"]
    earlier = ask(f"GET {HERE}/labs", {"as_of": str(number - 1)}).json
    assert (earlier["journal_number"], [one["version"] for one in earlier["labs"]]) == (number - 1, [1])
    assert ask(f"GET {HERE}/labs/{LAB}", {"as_of": str(number - 1)}).text == lab_toml()
    assert ask(f"GET {HERE}/labs/LAB-0", {"as_of": str(number)}).status == 404


def test_same_version_again_is_the_first_event_and_another_one_is_refused(ask):
    first = put(ask, lab_toml(2, RENEWED)).json
    assert put(ask, lab_toml(2, RENEWED)).json == first
    again = put(ask, lab_toml(2, ALT))
    assert (again.status, again.json["newest"]) == (409, 2)
    assert put(ask, lab_toml(4)).status == 409


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (lab_toml(2, ALT.replace("ALT", "ALTT")), "[[ranges]][1].analyte"),
        (lab_toml(2, ALT.replace("U/L", "furlong")), "[[ranges]][1].unit"),
        (lab_toml(2, ALT + ALT), "[[ranges]][2]"),
        (lab_toml(2, ALT + "hihg = 3\n"), "[[ranges]][1].hihg"),
        (lab_toml(2, "[[papers]]\naccreditation = 'A'\n"), "[[papers]][2].name"),
        (lab_toml(2, "[[papers]]\nname = 'A'\nfrom = 2024-02-01\nto = 2024-01-31\n"), "[[papers]][2].to"),
        (lab_toml(2, "[[paper]]\nname = 'A'\n"), "paper"),
        (f'study = "{STUDY}"\nlab = "{LAB}"\nversion = 2\n', "[[papers]]"),
        ("lab = 1 2", "line 1, column 9"),
    ],
)
def test_a_fault_is_named_with_its_place_and_nothing_is_stored(ask, text, at):
    told = put(ask, text)
    assert (told.status, told.json["detail"]) == (422, "Invalid lab.")
    assert [fault["at"] for fault in told.json["errors"]] == [at]
    assert ask(f"GET {HERE}/labs").json["labs"][0]["version"] == 1


def test_papers_of_another_lab_and_names_of_persons_are_refused(ask):
    assert put(ask, lab_toml(1), "LAB-2").status == 422
    told = put(ask, lab_toml(2, "# 患者：张三 的样本\n"))
    assert (told.status, "张三" in told.text) == (422, False)
    assert "Line 9 of the lab" in told.json["detail"]


def test_an_unknown_lab_and_an_unknown_study_are_not_found(ask):
    assert ask(f"GET {HERE}/labs/LAB-9").status == 404
    assert ask(f"GET {HERE}/labs/{LAB}", {"version": "2"}).status == 404
    manager = "[LIVER-2/data-manager]"
    assert ask("GET /studies/LIVER-2/labs", groups=manager).status == 404
    other = lab_toml().replace(STUDY, "LIVER-2")
    assert ask(f"PUT /studies/LIVER-2/labs/{LAB}", WHY, other, groups=manager).status == 404


def test_a_body_of_another_kind_is_refused(ask):
    told = ask(f"PUT {HERE}/labs/{LAB}", WHY, lab_toml(2), **{"content-type": "application/json"})
    assert told.status == 415


def name_a_lab(ask, center, lab, version=2, feed=""):
    """Add a version of a profile that names a lab."""
    text = profile(center, version=version).replace("version = ", f'lab = "{lab}"\nversion = ', 1)
    path = f"/feeds/{feed}" if feed else ""
    text = text.replace(f'center = "{center}"', f'center = "{center}"\nfeed = "{feed}"') if feed else text
    assert ask(f"PUT {HERE}/centers/{center}{path}/profile", WHY, text).status == 200


def of_center(ask, center, group):
    return ask(f"GET {HERE}/centers/{center}/labs", groups=f"[{STUDY}/{group}]")


def test_a_center_reads_the_papers_that_its_profile_names_and_no_others(ask):
    put(ask, lab_toml(1, lab="LAB-2"), "LAB-2")
    put(ask, lab_toml(1, lab="LAB-3"), "LAB-3")
    number = put(ask, lab_toml(2, ALT)).json["journal_number"]
    assert of_center(ask, CENTER, f"center-{CENTER}").json == {"labs": []}
    name_a_lab(ask, CENTER, LAB)
    name_a_lab(ask, OTHER, "LAB-2")
    papers = {"lab": LAB, "version": 2, "journal_number": number, "papers": lab_toml(2, ALT)}
    assert of_center(ask, CENTER, f"center-{CENTER}").json == {"labs": [papers]}
    assert of_center(ask, CENTER, "monitor").json == {"labs": [papers]}
    assert of_center(ask, CENTER, f"center-{OTHER}").status == 403
    for lab in (LAB, "LAB-2"):
        assert ask(f"GET {HERE}/labs/{lab}", groups=f"[{STUDY}/center-{CENTER}]").status == 403


def test_papers_of_a_lab_that_only_a_feed_names_are_those_of_the_center_until_no_profile_names_it(ask):
    definition = ask(f"GET {HERE}/definition").json
    more = {**definition, "version": 2, "feeds": {CENTER: ["edc"]}}
    assert ask(f"PUT {HERE}/definition", WHY, more).status == 200
    name_a_lab(ask, CENTER, LAB, version=1, feed="edc")
    (papers,) = of_center(ask, CENTER, f"center-{CENTER}").json["labs"]
    assert papers["lab"] == LAB
    put(ask, lab_toml(1, lab="LAB-2"), "LAB-2")
    name_a_lab(ask, CENTER, "LAB-2", version=2, feed="edc")
    (papers,) = of_center(ask, CENTER, f"center-{CENTER}").json["labs"]
    assert papers["lab"] == "LAB-2"


def test_labs_of_an_unknown_center_or_study_are_not_found(ask):
    assert of_center(ask, "XX-99", "data-manager").status == 404
    other = "[LIVER-2/data-manager]"
    assert ask(f"GET /studies/LIVER-2/centers/{CENTER}/labs", groups=other).status == 404
