"""Void, restore, re-run and trial over HTTP: what each answers, and what becomes of it."""

import pytest
from tests.support.api_office import CENTER, FIRST, HEADER, OTHER, STUDY, SUBJECT, profile

from hepaflow.pipeline import jobs
from hepaflow.pipeline.jobs import give_up, work_off

HERE = f"/studies/{STUDY}"
FURLONG = '[unit_spellings.ALT]\n"furlong" = "U/L"\n'  # the second row of the file can be read then
MILLI = '[unit_spellings.BILI]\n"umol/L" = "mg/L"\n'  # the first reads otherwise then
WHY = {"reason": "looked into it"}


@pytest.fixture
def file(office):
    return f"{HERE}/files/{the_file(office)}"


def the_file(office):
    (state,) = office.desk.registry.files(STUDY, CENTER)
    return state.file_id


def text(more, version=2, center=CENTER):
    return profile(center, more, version)


@pytest.fixture
def changed(ask):
    ask(f"PUT {HERE}/centers/{CENTER}/profile", {"reason": "test"}, text(MILLI))


def values(ask):
    told = ask(f"GET {HERE}/subjects/{SUBJECT}/results").json["results"]
    return [found["current"]["value"] for found in told if found["center"] == CENTER and found["current"]]


def counts(told):
    found = told["difference"]
    return found["added"], found["removed"], found["changed"]


# void and restore


def test_a_voided_file_counts_no_more_and_the_answer_says_what_that_altered(ask, file):
    told = ask(f"POST {file}/void", None, WHY)
    assert (told.status, counts(told.json), values(ask)) == (200, (0, 1, 0), [])


def test_the_first_places_lead_back_to_file_and_line(ask, file, office):
    (place,) = ask(f"POST {file}/void", None, WHY).json["difference"]["measurements"]
    assert (place["change"], place["subject"], place["analyte"]) == ("removed", SUBJECT, "BILI")
    assert (place["before"]["value"], place["before"]["line"], place["after"]) == ("171.4", 2, None)
    assert place["before"]["file_id"] == the_file(office)


def test_a_restored_file_counts_again(ask, file):
    ask(f"POST {file}/void", None, WHY)
    told = ask(f"POST {file}/restore", None, WHY)
    assert (counts(told.json), values(ask)) == ((1, 0, 0), ["171.4"])


def test_the_same_wish_once_more_gives_the_same_answer(ask, file):
    assert ask(f"POST {file}/void", None, WHY).json == ask(f"POST {file}/void", None, WHY).json


def test_somebody_else_is_told_that_it_stands_so_already(ask, file):
    ask(f"POST {file}/void", None, WHY)
    assert ask(f"POST {file}/void", None, {"reason": "another"}).status == 409


@pytest.mark.parametrize("turn", ["void", "restore", "rerun"])
@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": " "}, {"reason": "r", "more": 1}, None])
def test_a_reason_is_required(ask, file, turn, body):
    assert ask(f"POST {file}/{turn}", None, body).status == 422


@pytest.mark.parametrize("turn", ["void", "restore", "rerun"])
def test_there_has_to_be_such_a_file(ask, turn):
    assert ask(f"POST {HERE}/files/{'0' * 64}/{turn}", None, WHY).status == 404


def test_a_refused_file_cannot_be_voided(ask, office):
    refused = office.send(b"", "2024-04-11")
    assert ask(f"POST {HERE}/files/{refused}/void", None, WHY).status == 409


# re-run


def test_a_re_run_under_an_unchanged_recipe_answers_unchanged(ask, file):
    told = ask(f"POST {file}/rerun", None, WHY)
    assert (told.status, told.json["effect"]) == (200, "unchanged")


@pytest.mark.usefixtures("changed")
def test_a_re_run_shows_what_it_would_alter_and_alters_nothing(ask, file):
    told = ask(f"POST {file}/rerun", None, WHY).json
    assert (told["effect"], counts(told), values(ask)) == ("to-confirm", (0, 0, 1), ["171.4"])


@pytest.mark.usefixtures("changed")
def test_a_re_run_takes_effect_once_it_is_confirmed(ask, file):
    shown = ask(f"POST {file}/rerun", None, WHY).json
    told = ask(f"POST {file}/rerun", None, {**WHY, "confirm": shown["confirm"]}).json
    assert (told["effect"], told["difference"]) == ("done", shown["difference"])
    assert values(ask) == ["293.155"]


@pytest.mark.usefixtures("changed")
def test_what_was_confirmed_once_is_acknowledged(ask, file):
    body = {**WHY, "confirm": ask(f"POST {file}/rerun", None, WHY).json["confirm"]}
    assert ask(f"POST {file}/rerun", None, body).json == ask(f"POST {file}/rerun", None, body).json


@pytest.mark.usefixtures("changed")
def test_who_asks_again_without_confirming_hears_that_nothing_has_changed_since(ask, file):
    body = {**WHY, "confirm": ask(f"POST {file}/rerun", None, WHY).json["confirm"]}
    ask(f"POST {file}/rerun", None, body)
    assert ask(f"POST {file}/rerun", None, {"reason": "another"}).json["effect"] == "unchanged"
    assert ask(f"POST {file}/rerun", None, WHY).json["effect"] == "unchanged"


@pytest.mark.usefixtures("changed")
def test_a_voided_file_has_to_be_restored_first(ask, file):
    ask(f"POST {file}/void", None, WHY)
    (left,) = ask(f"POST {file}/rerun", None, WHY).json["skipped"]
    assert left["obstacle"] == "voided"


def test_a_file_that_the_newest_profile_refuses_names_the_issue(ask, file):
    refusing = text("").replace('unit = "Units"', 'unit = "Einheit"')
    ask(f"PUT {HERE}/centers/{CENTER}/profile", {"reason": "test"}, refusing)
    (left,) = ask(f"POST {file}/rerun", None, WHY).json["skipped"]
    assert (left["obstacle"], left["refusal"]) == ("refused", "file-columns-missing")


# jobs


def done(ask, office, told):
    """Have the queue worked off; return the job as it stands then."""
    assert told.status == 202
    for call in office.desk.queue.calls:
        work_off(call, office.services)
    return ask(f"GET {told.headers['Location']}")


@pytest.mark.usefixtures("changed")
def test_all_files_of_a_center_are_read_again_by_a_job(ask, office):
    body = {**WHY, "center": CENTER}
    shown = done(ask, office, ask(f"POST {HERE}/reruns", None, body)).json
    assert (shown["status"], shown["answer"]["effect"]) == ("done", "to-confirm")
    body["confirm"] = shown["answer"]["confirm"]
    assert done(ask, office, ask(f"POST {HERE}/reruns", None, body)).json["answer"]["effect"] == "done"
    assert values(ask) == ["293.155"]


def test_a_job_that_nobody_has_begun_is_queued(ask):
    told = ask(f"POST {HERE}/reruns", None, {**WHY, "center": CENTER})
    assert (told.json["status"], told.json["kind"], told.json["answer"]) == ("queued", "reruns", None)
    assert ask(f"GET {told.headers['Location']}").json == told.json


def test_the_same_request_is_the_same_job(ask):
    body = {**WHY, "center": CENTER}
    assert ask(f"POST {HERE}/reruns", None, body).json == ask(f"POST {HERE}/reruns", None, body).json


def test_a_job_that_failed_on_our_side_says_so_and_may_be_asked_for_again(ask, office):
    body = {**WHY, "center": CENTER}
    told = ask(f"POST {HERE}/reruns", None, body)
    give_up(office.desk.queue.calls[0], office.services)
    assert ask(f"GET {told.headers['Location']}").json["status"] == "failed"
    assert done(ask, office, ask(f"POST {HERE}/reruns", None, body)).json["status"] == "done"


def test_a_job_that_is_not_possible_says_why(ask, office, monkeypatch):
    monkeypatch.setattr("hepaflow.pipeline.changes.rerun_choice.MOST_ROWS", 1)
    told = done(ask, office, ask(f"POST {HERE}/reruns", None, {**WHY, "center": CENTER})).json
    assert told["status"] == "failed"
    assert "one by one" in told["detail"]


@pytest.mark.parametrize("turn", ["void", "rerun"])
def test_what_takes_longer_than_a_caller_waits_is_a_job(ask, office, file, monkeypatch, turn):
    at_once = ask(f"POST {file}/rerun", None, WHY).json
    monkeypatch.setattr(jobs, "_ROWS_AT_ONCE", 1)
    told = done(ask, office, ask(f"POST {file}/{turn}", None, WHY)).json
    assert told["status"] == "done"
    assert set(told["answer"]) == (set(at_once) if turn == "rerun" else {"journal_number", "difference"})


def test_there_has_to_be_such_a_job(ask):
    assert ask(f"GET {HERE}/jobs/{'0' * 64}").status == 404


def test_nothing_is_read_again_for_a_center_that_there_is_not(ask):
    assert ask(f"POST {HERE}/reruns", None, {**WHY, "center": "XX"}).status == 404


def test_preview_of_all_centers_has_an_outcome_for_each(ask, office, changed):
    told = done(ask, office, ask(f"POST {HERE}/reruns", None, WHY)).json
    first, other = told["answer"]["centers"]
    assert (told["kind"], first["center"], other["center"]) == ("study-preview", CENTER, OTHER)
    assert (first["outcome"]["effect"], counts(first["outcome"])) == ("to-confirm", (0, 0, 1))
    assert (other["outcome"]["effect"], counts(other["outcome"])) == ("unchanged", (0, 0, 0))


@pytest.mark.usefixtures("changed")
def test_confirm_of_the_preview_of_all_centers_fits_the_request_of_its_center(ask, office):
    first, _ = done(ask, office, ask(f"POST {HERE}/reruns", None, WHY)).json["answer"]["centers"]
    body = {**WHY, "center": CENTER, "confirm": first["outcome"]["confirm"]}
    assert done(ask, office, ask(f"POST {HERE}/reruns", None, body)).json["answer"]["effect"] == "done"
    assert values(ask) == ["293.155"]


def test_preview_of_all_centers_shows_the_obstacle_of_a_center(ask, office, monkeypatch):
    monkeypatch.setattr("hepaflow.pipeline.changes.rerun_choice.MOST_ROWS", 1)
    first, other = done(ask, office, ask(f"POST {HERE}/reruns", None, WHY)).json["answer"]["centers"]
    assert (first["obstacle"], first["outcome"], other["obstacle"]) == ("too-many-rows", None, "")


def test_preview_of_all_centers_cannot_be_confirmed(ask, office):
    before = dict(office.desk.registry.jobs)
    assert ask(f"POST {HERE}/reruns", None, {**WHY, "confirm": "0" * 64}).status == 422
    assert office.desk.registry.jobs == before


def test_preview_of_all_centers_needs_a_study(ask):
    groups = "[LIVER-9/data-manager]"
    assert ask("POST /studies/LIVER-9/reruns", None, WHY, groups).status == 404


# trial


def tried(ask, office, draft, file_id=None):
    body = {"profile": draft, "file_id": file_id or the_file(office)}
    return ask(f"POST {HERE}/centers/{CENTER}/profile/trial", None, body)


def test_a_trial_says_what_a_draft_would_change(ask, office):
    told = done(ask, office, tried(ask, office, text(FURLONG))).json["answer"]
    assert (told["counts"]["accepted"], told["counts"]["rejected"]) == (
        {"before": 1, "after": 2},
        {"before": 1, "after": 0},
    )
    assert told["issues"] == [
        {"code": "unit-unknown", "before": 1, "after": 0, "gone": ["3"], "new": []},
    ]
    assert counts(told) == (1, 0, 0)
    assert told["difference"]["measurements"][0]["after"]["value"] == "12"


def test_a_trial_stores_nothing_but_its_answer(ask, office):
    registry, results = office.desk.registry, office.desk.results
    before = (
        registry.head(STUDY),
        dict(registry.claims),
        dict(results.stored),
        set(office.desk.receipts.kept),
    )
    told = done(ask, office, tried(ask, office, text(FURLONG)))
    after = (
        registry.head(STUDY),
        dict(registry.claims),
        dict(results.stored),
        set(office.desk.receipts.kept),
    )
    assert after[:3] == before[:3]
    assert after[3] - before[3] == {f"{STUDY}/jobs/{told.json['job_id']}.json"}


def test_a_draft_under_which_the_file_would_be_refused_says_so(ask, office):
    refusing = text("").replace('unit = "Units"', 'unit = "Einheit"')
    told = done(ask, office, tried(ask, office, refusing)).json["answer"]
    assert (told["refused"], counts(told)) == ("file-columns-missing", (0, 1, 0))


def test_a_draft_that_is_no_profile_is_told_its_faults_at_once(ask, office):
    told = tried(ask, office, "study = ")
    assert (told.status, bool(told.json["errors"])) == (422, True)


def test_a_draft_that_speaks_of_what_there_is_not_is_told_its_faults_at_once(ask, office):
    assert tried(ask, office, text('[analytes]\n"x" = "NOPE"\n')).status == 422


def test_another_center_s_draft_is_refused(ask, office):
    assert tried(ask, office, text("", center=OTHER)).status == 422


def test_another_center_s_file_is_not_tried(ask, office):
    (theirs,) = office.desk.registry.files(STUDY, OTHER)
    assert tried(ask, office, text(""), theirs.file_id).status == 404


def test_a_trial_of_a_voided_file_alters_nothing(ask, office, file):
    ask(f"POST {file}/void", None, WHY)
    told = done(ask, office, tried(ask, office, text(FURLONG))).json["answer"]
    assert counts(told) == (0, 0, 0)


def test_a_trial_of_a_file_of_which_nothing_was_kept_says_so(ask, office):
    named = f"Name,{HEADER}Jane Roe,CN01-0001,2024-03-22,ALT,5,U/L\n".encode()
    told = done(ask, office, tried(ask, office, text(""), office.send(named, "2024-04-12"))).json
    assert (told["status"], "personal data" in told["detail"]) == ("failed", True)


def test_a_trial_of_a_file_whose_receipt_was_lost_says_so(ask, office):
    told = tried(ask, office, text(FURLONG))
    office.desk.receipts.kept.clear()
    assert done(ask, office, told).json["detail"] == "There is no such receipt."


def test_no_cell_is_in_the_queue_or_in_the_registry(ask, office):
    done(ask, office, tried(ask, office, text(FURLONG)))
    assert 'furlong",' not in repr(office.desk.queue.calls)
    assert "171.4" not in repr(office.desk.registry.jobs)


def test_the_file_of_another_day_stands_as_it_did(ask, office, file):
    before = values(ask)
    other = office.send(FIRST.replace(b"171.4", b"180"), "2024-04-20")
    ask(f"POST {HERE}/files/{other}/void", None, WHY)
    assert values(ask) == before


# another version of the fold's rules

# one result in two units: version 2 of the rules counts it once, version 1 holds both as a conflict
TWO_UNITS = f"{HEADER}{SUBJECT},2024-05-05 08:30,CREAT,1.2,mg/dL\n{SUBJECT},2024-05-05 08:30,CREAT,106,umol/L\n".encode()


@pytest.fixture
def older_rules(ask, office):
    office.send(TWO_UNITS, "2024-05-06")
    return {**ask(f"GET {HERE}/definition").json, "version": 2, "fold_version": 1}


def test_definition_whose_rules_change_results_is_a_job_that_answers_with_the_difference(
    ask, office, older_rules
):
    told = done(ask, office, ask(f"PUT {HERE}/definition", WHY, older_rules)).json["answer"]
    assert (told["effect"], told["journal_number"], counts(told)) == ("to-confirm", None, (0, 1, 0))
    assert ask(f"GET {HERE}/definition").json["version"] == 1


def test_definition_whose_difference_is_confirmed_is_stored(ask, office, older_rules):
    confirm = done(ask, office, ask(f"PUT {HERE}/definition", WHY, older_rules)).json["answer"]["confirm"]
    told = done(ask, office, ask(f"PUT {HERE}/definition", {**WHY, "confirm": confirm}, older_rules)).json
    assert (told["status"], told["answer"]["effect"], counts(told["answer"])) == ("done", "done", (0, 0, 0))
    assert ask(f"GET {HERE}/definition").json["fold_version"] == 1
    assert ask(f"PUT {HERE}/definition", WHY, older_rules).status == 200  # it is stored already
