"""Results of a center whose profile names a lab: whose range, whether its papers were valid, and answers of before."""

import pytest
from tests.support.api_office import CENTER, HEADER, LAB, OTHER, STUDY, lab_toml, profile

from hepaflow.pipeline.jobs import work_off

HERE = f"/studies/{STUDY}"
WHY = {"reason": "test"}
RESULTS = f"GET {HERE}/subjects/CN01-0007/results"
ALT = '[[ranges]]\nanalyte = "ALT"\nunit = "U/L"\nhigh = {high}\n'
RENEWED = '[[papers]]\nname = "Central Lab"\nfrom = 2025-01-01\nto = 2025-12-31\n'
FILE = f"{HEADER}CN01-0007,2025-02-03 08:30,ALT,45,U/L\n".encode()


def named(center=CENTER, version=2):
    return f'lab = "{LAB}"\n' + profile(center, version=version)


def put_profile(ask, text, center=CENTER):
    return ask(f"PUT {HERE}/centers/{center}/profile", WHY, text)


def put_lab(ask, version, more):
    return ask(f"PUT {HERE}/labs/{LAB}", WHY, lab_toml(version, more)).json["journal_number"]


def shown(told):
    (result,) = told.json["results"]
    current = result["current"]
    return (
        current["lab"],
        current["range_from"],
        current["range_high"],
        current["range_flag"],
        current["issues"],
    )


def recipe(ask, file):
    return ask(f"GET {HERE}/files/{file}").json["recipe"]["labs"]


def test_profile_that_names_a_lab_without_papers_is_refused(ask):
    told = put_profile(ask, named().replace(LAB, "LAB-9"))
    assert (told.status, told.json["errors"][0]["at"]) == (422, "lab")
    more = f'[labs]\n"Central" = "{LAB}"\n"Other" = "LAB-8"\n'
    told = put_profile(ask, profile(CENTER, 'lab = "Lab"\n' + more, 2))
    assert [fault["at"] for fault in told.json["errors"]] == ["[labs] Other"]


def test_papers_of_the_time_of_the_claim_count_until_the_file_is_read_again(ask, office):
    first = put_lab(ask, 2, ALT.format(high=40))
    assert put_profile(ask, named()).status == 200
    file = office.send(FILE, "2025-03-01")
    before = (LAB, "lab", "40", "H", ["lab-not-valid"])
    number = ask(RESULTS).json["journal_number"]
    assert (shown(ask(RESULTS)), recipe(ask, file)) == (before, first)
    second = put_lab(ask, 3, RENEWED + ALT.format(high=50))
    assert shown(ask(RESULTS)) == before
    office.send(FILE, "2025-03-02")  # the same bytes again
    assert shown(ask(RESULTS)) == before
    rerun = f"POST {HERE}/files/{file}/rerun"
    preview = ask(rerun, None, WHY).json
    done = ask(rerun, None, {**WHY, "confirm": preview["confirm"]}).json
    assert (preview["effect"], done["effect"]) == ("to-confirm", "done")
    assert (shown(ask(RESULTS)), recipe(ask, file)) == ((LAB, "lab", "50", "N", []), second)
    assert shown(ask(RESULTS, {"as_of": str(number)})) == before
    assert ask(rerun, None, {"reason": "again"}).json["effect"] == "unchanged"


def test_papers_of_another_lab_change_no_recipe(ask, office):
    put_profile(ask, named())
    file = office.send(FILE, "2025-03-01")
    ask(f"PUT {HERE}/labs/LAB-2", WHY, lab_toml(1, lab="LAB-2"))
    told = ask(f"POST {HERE}/files/{file}/rerun", None, WHY).json
    assert (told["effect"], recipe(ask, file)) == ("unchanged", 1)


def test_one_lab_serves_two_centers(ask, office):
    put_lab(ask, 2, ALT.format(high=40))
    for center in (CENTER, OTHER):
        assert put_profile(ask, named(center), center).status == 200
        office.send(FILE, "2025-03-01", center)
    results = ask(RESULTS).json["results"]
    assert {(one["center"], one["current"]["lab"], one["current"]["range_high"]) for one in results} == {
        (CENTER, LAB, "40"),
        (OTHER, LAB, "40"),
    }


@pytest.mark.parametrize("center", [CENTER, OTHER])
def test_without_a_lab_nothing_is_said_of_one(ask, office, center):
    file = office.send(FILE, "2025-03-01", center)
    assert shown(ask(RESULTS)) == ("", None, None, None, [])
    assert recipe(ask, file) == 0
    assert "labs" not in ask(f"GET {HERE}/files/{file}/receipt").json["recipe"]


def test_trial_of_a_draft_reads_beside_the_papers(ask, office):
    put_lab(ask, 2, ALT.format(high=40))
    file = office.send(FILE, "2025-03-01")
    ask(f"POST {HERE}/centers/{CENTER}/profile/trial", None, {"profile": named(), "file_id": file})
    call = office.services.queue.calls[-1]
    work_off(call, office.services)
    told = ask(f"GET {HERE}/jobs/{call.id}").json["answer"]
    assert [one["code"] for one in told["issues"]] == ["lab-not-valid"]


def test_draft_that_names_a_lab_without_papers_is_not_tried(ask, office):
    file = office.send(FILE, "2025-03-01")
    draft = {"profile": named().replace(LAB, "LAB-9"), "file_id": file}
    told = ask(f"POST {HERE}/centers/{CENTER}/profile/trial", None, draft)
    assert (told.status, told.json["errors"][0]["at"]) == (422, "lab")
    assert not office.services.queue.calls


def test_csv_of_results_ends_with_range_and_lab(ask, office):
    put_lab(ask, 2, ALT.format(high=40))
    assert put_profile(ask, named()).status == 200
    office.send(FILE, "2025-03-01")
    told = ask(f"GET {HERE}/results", {"format": "csv"}).text.split("\r\n")
    assert told[0].endswith(",omitted,range_from,lab")
    assert [row.endswith(f",lab,{LAB}") for row in told if ",CN01-0007," in row] == [True]
