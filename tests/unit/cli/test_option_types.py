"""A value of an option that nothing can fit is refused before anything is read or sent."""

import pytest
from tests.support.api_office import CENTER, FIRST, STUDY, profile

from hepaflow.domain.identity import file_id

FILE = file_id(STUDY, CENTER, FIRST)
ASK = ("query", "ask", "--file", FILE, "--line", "3", "--question", "Which unit?", "--due")


@pytest.mark.parametrize(
    "words",
    [
        ("files", "--since", "yesterday"),
        ("files", "--since", "2024-02-30"),
        ("results", "--from", "2024-13-01"),
        ("results", "--to", "22.03.2024"),
        ("results", "--to", "2024-03-22T25:00"),
        (*ASK, "tomorrow"),
    ],
)
def test_a_text_that_is_not_a_day_is_refused(hepaflow, words):
    ended = hepaflow(*words)
    assert (ended.status, "is not a day. Write it as 2024-03-22." in ended.stderr) == (64, True), ended.stdout


@pytest.mark.parametrize("day", ["2024", "2024-03", "2024-03-22", "2024-03-22T08:30", "2024-02-29T08:30:10"])
def test_a_day_at_any_precision_is_asked_for(hepaflow, day):
    assert hepaflow("results", "--from", day).status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("receipt", FILE, "--rejected", "no/fix.csv", "--for", "data-manager"),
        ("receipt", FILE, "--html", "no/receipt.html"),
        ("send", "more.csv", "--center", CENTER, "--yes", "--rejected", "no/fix.csv"),
        ("check", "more.csv", "--profile", "p.toml", "--results", "no/results.csv"),
        ("prepare", "more.csv", "--profile", "p.toml", "--keys", "more.csv", "--out", "no/out.csv"),
    ],
)
def test_an_output_in_no_folder_is_refused_before_anything_is_sent(hepaflow, words, tmp_path, monkeypatch):
    (tmp_path / "more.csv").write_bytes(FIRST)
    (tmp_path / "p.toml").write_text(profile(CENTER), "utf-8")
    monkeypatch.setattr("requests.request", None)
    ended = hepaflow(*words, folder=tmp_path)
    assert (ended.status, "No such file or directory: 'no'" in ended.stderr) == (64, True), ended.stderr
