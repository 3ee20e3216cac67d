"""The data manager's commands show what the API answers, and change what they say."""

import csv
import io
import json

import pytest
from scripts.build_help import commands
from tests.support.api_office import CENTER, CHANGED, FIRST, OTHER, STUDY, SUBJECT, profile
from tests.support.cli_office import answering

from hepaflow.cli.desk import words
from hepaflow.cli.desk.work import NEXT
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.work.items import WorkKind

FILE, CHANGED_FILE = file_id(STUDY, CENTER, FIRST), file_id(STUDY, CENTER, CHANGED)
LISTS = [
    "files",
    "results",
    "holds",
    "unmapped",
    "journal",
    "register list",
    "study show",
    f"register show {SUBJECT}",
]
BECAUSE = ("--reason", "looked into it")


@pytest.fixture
def held(office):
    """A value that another file changes without a mark."""
    office.send(CHANGED, "2024-05-20")
    return office


def listed(ended):
    assert ended.status == 0, ended.stderr
    return list(csv.DictReader(io.StringIO(ended.stdout)))


@pytest.mark.parametrize("command", LISTS)
def test_every_list_is_a_table_csv_and_json_in_80_columns(held, hepaflow, command):
    table, in_csv, in_json = (hepaflow(*command.split(), *form) for form in ((), ("--csv",), ("--json",)))
    assert [table.status, in_csv.status, in_json.status] == [0, 0, 0], in_json.stderr
    assert max(len(line) for line in table.stdout.splitlines()) <= 80
    assert table.stdout
    assert None not in {value for row in listed(in_csv) for value in row.values()}
    assert isinstance(json.loads(in_json.stdout), dict)


@pytest.mark.parametrize("command", LISTS)
def test_every_list_speaks_chinese(held, hepaflow, command):
    told = hepaflow(*command.split(), "--lang", "zh").stdout
    assert told != hepaflow(*command.split()).stdout or command == "study show"


def test_both_languages_have_the_same_words_and_places_in_them():
    english, chinese = words.words_of(chinese=False), words.words_of(chinese=True)
    assert english.keys() == chinese.keys()
    assert [name for name in english if english[name].count("{") != chinese[name].count("{")] == []


def test_what_came_in_is_listed_for_all_centers_in_order_of_receipt(hepaflow):
    told = listed(hepaflow("files", "--csv"))
    assert [(one["center"], one["received"][:10], one["file_status"], one["rows"]) for one in told] == [
        (CENTER, "2024-04-03", "committed", "2"),
        (OTHER, "2024-05-02", "committed", "1"),
    ]
    assert [one["center"] for one in listed(hepaflow("files", "--csv", "--since", "2024-05-01"))] == [OTHER]
    assert [one["file_id"] for one in listed(hepaflow("files", "--csv", "--center", CENTER))] == [FILE]


def test_a_center_lists_its_own_files_only(office, hepaflow, monkeypatch):
    answering(office, monkeypatch, f"center-{OTHER}")
    assert {one["center"] for one in listed(hepaflow("files", "--csv"))} == {OTHER}


def test_a_unit_that_no_profile_knows_is_listed_with_its_center(hepaflow):
    (told,) = listed(hepaflow("unmapped", "--csv"))
    assert (told["center"], told["kind"], told["text"], told["analyte"], told["rows"]) == (
        CENTER,
        "unit",
        "furlong",
        "ALT",
        "1",
    )


def test_a_hold_says_what_why_and_how_to_decide(held, hepaflow):
    told = hepaflow("holds").stdout
    expected = (
        "results on hold: 1",
        f"{CENTER}  {SUBJECT}  BILI  2024-03-22T08:30",
        "37.6279 umol/L",  # 2.2 x 10,000 / 584.673
        "171.4 umol/L",
        f"file {CHANGED_FILE[:8]} line 2",
        "changed-unmarked: ",
    )
    assert [part for part in expected if part not in told] == []


def test_a_hold_is_decided_with_the_ids_as_they_are_printed(held, hepaflow):
    ended = hepaflow(
        "decide",
        "accept",
        SUBJECT,
        "BILI",
        "--file",
        CHANGED_FILE[:8],
        "--line",
        "2",
        "--reason",
        "the lab confirms",
    )
    assert (ended.status, "journal number" in ended.stdout) == (0, True), ended.stderr
    current = [one for one in listed(hepaflow("results", SUBJECT, "--csv")) if one["standing"] == "current"]
    assert [one["file_id"] for one in current if one["analyte"] == "BILI"] == [CHANGED_FILE]
    assert "nothing is on hold" in hepaflow("holds").stdout


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--file", "0000", "--line", "2"), "no such result in line 2 of file 0000"),
        (("--file", FILE[:8], "--line", "99"), "no such result in line 99"),
        ((), "accept needs --file and --line"),
    ],
)
def test_a_decision_about_no_result_says_what_is_missing(hepaflow, options, told):
    ended = hepaflow("decide", "accept", SUBJECT, "BILI", *options, *BECAUSE)
    assert (ended.status, told in ended.stderr) == (64, True), ended.stderr


def test_a_measurement_is_retired_by_its_time_as_printed(hepaflow):
    (current,) = [
        one for one in listed(hepaflow("results", "--csv", "--center", CENTER)) if one["analyte"] == "BILI"
    ]
    ended = hepaflow("decide", "retire", SUBJECT, "BILI", "--collected-at", current["collected_at"], *BECAUSE)
    assert ended.status == 0, ended.stderr
    assert listed(hepaflow("results", "--csv", "--center", CENTER)) == []


def test_a_measurement_that_does_not_exist_is_not_retired(hepaflow):
    ended = hepaflow("decide", "retire", SUBJECT, "BILI", "--collected-at", "1999-01-01", *BECAUSE)
    assert (ended.status, "No measurement fits" in ended.stderr) == (64, True)


def test_lineage_shows_cells_recipe_and_file(hepaflow):
    told = hepaflow("lineage", SUBJECT, "BILI", "--file", FILE[:8], "--line", "2").stdout
    assert [
        part for part in ("BILI  171.4  umol/L", FILE, "line 2", "profile version 1") if part not in told
    ] == []


def test_the_journal_names_number_event_and_reason(hepaflow):
    told = listed(hepaflow("journal", "--csv"))
    assert [(one["journal_number"], one["kind"]) for one in told[:2]] == [
        ("1", "study-defined"),
        ("2", "profile-added"),
    ]
    after = listed(hepaflow("journal", "--csv", "--after", "3"))
    assert [one["journal_number"] for one in after] == [str(number) for number in range(4, len(told) + 1)]
    assert "There are no events." in hepaflow("journal", "--access").stdout


def test_a_definition_is_shown_changed_and_shown_again(hepaflow, tmp_path):
    shown = json.loads(hepaflow("study", "show", "--json").stdout)
    (tmp_path / "study.json").write_text(
        json.dumps({**shown, "version": 2, "title": "A longer trial"}), "utf-8"
    )
    ended = hepaflow("study", "change", "study.json", *BECAUSE, folder=tmp_path)
    assert (ended.status, "Version 2 of the definition was added" in ended.stdout) == (0, True), ended.stderr
    assert "A longer trial" in hepaflow("study", "show").stdout
    (tmp_path / "study.json").write_text(json.dumps({**shown, "version": 5}), "utf-8")
    again = hepaflow("study", "change", "study.json", *BECAUSE, folder=tmp_path)
    assert (again.status, "The newest version is 2." in again.stderr, "{" in again.stderr) == (3, True, False)


def test_change_to_one_register_prints_who_stands_under_several_centers(hepaflow, office, tmp_path):
    shown = json.loads(hepaflow("study", "show", "--json").stdout)
    desk = office.desk
    earlier = desk.registry.definition(STUDY).model_copy(update={"version": 2, "fold_version": 2})
    define_study(desk.registry, desk.queue, desk.clock, "dm", earlier, "earlier rules")
    for center, sex in ((CENTER, "F"), (OTHER, "M")):
        subject = Subject(id="CN01-0009", center=center, status="enrolled", sex=sex)
        put_subject(desk, STUDY, subject, 1, "dm", "enrolment")
    (tmp_path / "study.json").write_text(json.dumps({**shown, "version": 3, "fold_version": 3}), "utf-8")
    ended = hepaflow("study", "change", "study.json", *BECAUSE, folder=tmp_path)
    assert "Subjects under several centers: 1." in ended.stdout, ended.stderr
    assert f"CN01-0009 ({CENTER}, {OTHER}), different: sex" in ended.stdout
    assert desk.registry.definition(STUDY).version == 2


def test_a_definition_that_is_not_json_is_not_sent(hepaflow, tmp_path):
    (tmp_path / "study.json").write_text("title = 1", "utf-8")
    ended = hepaflow("study", "change", "study.json", *BECAUSE, folder=tmp_path)
    assert (ended.status, "is not JSON" in ended.stderr) == (64, True)


def test_a_definition_with_a_key_that_stands_twice_is_not_sent(hepaflow, tmp_path):
    shown = hepaflow("study", "show", "--json").stdout
    text = json.dumps({**json.loads(shown), "version": 2}).replace('"title":', '"title": "Another", "title":')
    (tmp_path / "study.json").write_text(text, "utf-8")
    ended = hepaflow("study", "change", "study.json", *BECAUSE, folder=tmp_path)
    assert (ended.status, "title: keep the key once" in ended.stderr) == (64, True), ended.stderr
    assert hepaflow("study", "show", "--json").stdout == shown


def test_a_profile_is_shown_and_its_next_version_added(hepaflow, tmp_path):
    assert hepaflow("profile", "show", CENTER).stdout == profile(CENTER)
    (tmp_path / "next.toml").write_text(profile(CENTER, version=2), "utf-8")
    ended = hepaflow("profile", "add", "next.toml", *BECAUSE, folder=tmp_path)
    assert (ended.status, f"Version 2 of the profile of {CENTER}" in ended.stdout) == (0, True), ended.stderr
    assert hepaflow("profile", "show", CENTER, "--version", "1").stdout == profile(CENTER)
    assert hepaflow("profile", "show", CENTER).stdout == profile(CENTER, version=2)


def test_a_subject_is_registered_and_its_entry_changed(hepaflow):
    facts = ("status=enrolled", "birth_year=1961")
    first = registered(hepaflow, *facts)
    second = registered(hepaflow, "sex=F")
    assert (first.status, second.status) == (0, 0), first.stderr + second.stderr
    (entry,) = listed(hepaflow("register", "show", SUBJECT, "--csv"))
    assert [entry[name] for name in ("status", "birth_year", "sex", "version")] == [
        "enrolled",
        "1961",
        "F",
        "2",
    ]
    entries = {one["center"]: one for one in listed(hepaflow("register", "list", "--csv"))}
    assert (entries[CENTER]["registered"], entries[OTHER]["registered"]) == ("true", "false")


def registered(hepaflow, *facts):
    """Register the subject, and confirm the difference if there is one."""
    asked = ("register", "set", SUBJECT, *facts, "--center", CENTER, *BECAUSE)
    ended = hepaflow(*asked)
    return hepaflow(*asked, "--confirm", ended.stderr.split()[-1]) if ended.status == 1 else ended


def test_an_entry_that_alters_current_results_shows_them_first(hepaflow):
    facts = ("status=enrolled", f"former_ids={SUBJECT}")
    ended = hepaflow("register", "set", "CN01-0009", *facts, "--center", CENTER, *BECAUSE)
    # a former id is one in the whole study: the result that the other center sent moves, too
    assert (ended.status, "2 added, 2 removed" in ended.stdout) == (1, True), ended.stdout
    assert f"{SUBJECT}  BILI     2024-03-22T08:30  171.4 umol/L  –" in ended.stdout
    assert [one["registered"] for one in listed(hepaflow("register", "list", "--csv"))] == ["false"] * 2


def test_register_set_removes_a_fact_by_an_empty_value(hepaflow):
    told = ("register", "set", "CN01-0009", "--center", CENTER, *BECAUSE)
    hepaflow(*told, "status=enrolled", "death=2024-05", "rescreen_of=CN01-0008", "consent=2024-01-02")
    ended = hepaflow(*told, "death=", "rescreen_of=", "consent=")
    assert ended.stderr == ""
    (entry,) = json.loads(hepaflow("register", "show", "CN01-0009", "--json").stdout)["entries"]
    assert (entry["version"], entry["death"], entry["rescreen_of"], entry["consent"]) == (2, "", "", None)


def test_a_fact_that_is_not_one_is_named(hepaflow):
    ended = hepaflow("register", "set", SUBJECT, "enrolled", "--center", CENTER, *BECAUSE)
    assert (ended.status, "enrolled is not a fact" in ended.stderr) == (64, True)


def test_a_file_is_voided_and_restored_with_the_difference(hepaflow):
    voided = hepaflow("void", FILE[:6], *BECAUSE)
    assert (voided.status, "0 added, 1 removed, 0 changed" in voided.stdout) == (0, True), voided.stderr
    assert [one["center"] for one in listed(hepaflow("results", "--csv"))] == [OTHER]
    (restored,) = listed(hepaflow("restore", FILE[:6], *BECAUSE, "--csv"))
    assert (restored["change"], restored["after"], restored["unit"], restored["line"]) == (
        "added",
        "171.4",
        "umol/L",
        "2",
    )


def test_a_rerun_shows_the_difference_and_waits_for_its_digest(hepaflow, tmp_path):
    (tmp_path / "next.toml").write_text(
        profile(CENTER, '[unit_spellings.ALT]\n"furlong" = "U/L"\n', 2), "utf-8"
    )
    hepaflow("profile", "add", "next.toml", *BECAUSE, folder=tmp_path)
    shown = hepaflow("rerun", FILE[:8], *BECAUSE)
    assert (shown.status, "1 added, 0 removed, 0 changed" in shown.stdout) == (1, True), shown.stderr
    assert "Nothing was changed." in shown.stderr
    assert [one["analyte"] for one in listed(hepaflow("results", "--csv", "--center", CENTER))] == ["BILI"]
    digest = shown.stderr.split()[-1]
    done = hepaflow("rerun", FILE[:8], *BECAUSE, "--confirm", digest)
    assert (done.status, "The re-run took effect." in done.stdout) == (0, True), done.stderr
    assert len(listed(hepaflow("results", "--csv", "--center", CENTER))) == 2


def test_another_digest_changes_nothing(hepaflow, tmp_path):
    (tmp_path / "next.toml").write_text(
        profile(CENTER, '[unit_spellings.ALT]\n"furlong" = "U/L"\n', 2), "utf-8"
    )
    hepaflow("profile", "add", "next.toml", *BECAUSE, folder=tmp_path)
    ended = hepaflow("rerun", FILE, *BECAUSE, "--confirm", "0" * 64)
    assert (ended.status, "Nothing was changed." in ended.stderr) == (1, True)
    assert len(listed(hepaflow("results", "--csv", "--center", CENTER))) == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("void", "march.csv"), "march.csv is not a file id"),
        (("void", "0000"), "No file id begins with 0000"),
        (("rerun", FILE, "--center", CENTER), "Give FILE or --center, not both."),
        (("rerun", "--confirm", "0" * 64), "Add --center."),
    ],
)
def test_wrong_usage_says_what_to_do(hepaflow, arguments, told):
    ended = hepaflow(*arguments, *BECAUSE)
    assert (ended.status, told in ended.stderr) == (64, True), ended.stderr


def test_a_problem_is_a_sentence_in_both_languages(hepaflow):
    english, chinese = (hepaflow("results", "S-404", *more) for more in ((), ("--lang", "zh")))
    assert (english.status, "There is no such subject." in english.stderr, "{" in english.stderr) == (
        3,
        True,
        False,
    )
    assert chinese.stderr.startswith("接口未接受请求（HTTP 404）")


PAPERS = f'''study = "{STUDY}"
lab = "LAB-9"
version = 1
[[papers]]
name = "Example Central Laboratory"
from = 2024-01-01
to = 2026-12-31
'''


def test_the_papers_of_a_lab_are_added_listed_and_shown(hepaflow, tmp_path):
    (tmp_path / "lab.toml").write_text(PAPERS, "utf-8")
    ended = hepaflow("labs", "add", "lab.toml", *BECAUSE, folder=tmp_path)
    assert (ended.status, "Version 1 of the papers of LAB-9" in ended.stdout) == (0, True), ended.stderr
    lab = listed(hepaflow("labs", "list", "--csv"))[-1]
    assert (lab["lab"], lab["names"], lab["valid_to"]) == (
        "LAB-9",
        "Example Central Laboratory",
        "2026-12-31",
    )
    assert hepaflow("labs", "show", "LAB-9").stdout == PAPERS


@pytest.mark.parametrize("text", ["lab =", "study = 'X'"])
def test_a_file_without_papers_is_not_sent(hepaflow, tmp_path, text):
    (tmp_path / "lab.toml").write_text(text, "utf-8")
    ended = hepaflow("labs", "add", "lab.toml", *BECAUSE, folder=tmp_path)
    assert (ended.status, "lab.toml" in ended.stderr) == (64, True)


def test_a_query_is_asked_answered_closed_and_reopened(held, hepaflow, monkeypatch):
    about = (SUBJECT, "BILI", "--file", CHANGED_FILE[:8], "--line", "2")
    asked = hepaflow("query", "ask", *about, "--question", "Which value is right?", "--due", "2024-07-01")
    assert (asked.status, f"{SUBJECT}  BILI  2024-03-22T08:30" in asked.stdout) == (0, True), asked.stderr
    (one,) = listed(hepaflow("query", "list", "--csv"))
    name = one["id"][:8]
    assert (one["state"], one["due"], one["text"]) == ("open", "2024-07-01", "Which value is right?")
    assert [(entry["kind"], entry["who"]) for entry in listed(hepaflow("work", "--csv"))][-1:] == [
        ("query", "center")
    ]
    answering(held, monkeypatch, f"center-{CENTER}")
    assert hepaflow("query", "answer", name, "--answer", "171.4, the first").status == 0
    answering(held, monkeypatch)
    assert hepaflow("query", "close", name, *BECAUSE).status == 0
    assert hepaflow("query", "reopen", name, "--question", "Why?", "--due", "2024-08-01").status == 0
    shown = hepaflow("query", "show", name).stdout
    told = ("reopened", "Which value is right?", "171.4, the first", "looked into it", "Why?")
    assert [part for part in told if part not in shown] == []


def test_a_query_about_a_rejected_row_names_its_line(hepaflow):
    asked = (
        "query",
        "ask",
        "--file",
        FILE[:8],
        "--line",
        "3",
        "--question",
        "Which unit?",
        "--due",
        "2024-07-01",
    )
    assert hepaflow(*asked).status == 0
    (one,) = listed(hepaflow("query", "list", "--csv"))
    assert (one["file_id"], one["line"], one["subject"]) == (FILE, "3", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "abcd"), "No query begins with abcd"),
        (
            ("ask", "--file", FILE, "--line", "D5", "--question", "?", "--due", "2024-07-01"),
            "Give SUBJECT and ANALYTE",
        ),
    ],
)
def test_a_query_about_nothing_says_what_is_missing(hepaflow, arguments, told):
    ended = hepaflow("query", *arguments)
    assert (ended.status, told in ended.stderr) == (64, True), ended.stderr


def test_every_kind_of_work_names_the_command_that_comes_next():
    assert set(NEXT) == set(WorkKind)
    known = {" ".join(path) for path, _ in commands()}
    named = {" ".join(word for word in line.split()[1:] if word.islower()) for line in NEXT.values()}
    assert [name for name in named if name.partition(" --")[0] not in known] == []


def test_work_is_the_unit_that_no_profile_knows_and_the_hold(held, hepaflow):
    told = listed(hepaflow("work", "--csv"))
    assert sorted((one["kind"], one["center"], one["count"]) for one in told) == [
        ("hold", CENTER, "1"),
        ("unmapped", CENTER, "1"),
    ]
    assert "hepaflow unmapped --center CENTER" in hepaflow("work").stdout
