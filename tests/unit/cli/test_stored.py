"""Stored files are shown, screened and processed again from the command line."""

import csv
import io
import json
from dataclasses import replace

import pytest
from tests.support.api_office import CENTER, FIRST, OTHER, STUDY, THEIRS, USER, profile, the_key

from hepaflow.domain.identity import file_id
from hepaflow.domain.protocol.protocol import Protocol
from hepaflow.domain.study.files import Delivery, DeliveryStatus
from hepaflow.pipeline.desk.definitions import define_study
from hepaflow.ports import StoredFile

FILE = file_id(STUDY, CENTER, FIRST)
WHY = ("--reason", "originals may hold names")


def listed(ended):
    assert ended.status == 0, ended.stderr
    return list(csv.DictReader(io.StringIO(ended.stdout)))


@pytest.fixture
def stored(office):
    """Store a file of each center as earlier versions did."""
    for data, center in ((FIRST, CENTER), (THEIRS, OTHER)):
        office.desk.source.put(StoredFile(the_key(data, center), data, "text/csv"))


def test_a_file_is_shown_with_its_counts_and_versions(hepaflow):
    (row,) = listed(hepaflow("file", FILE[:8], "--csv"))
    wanted = {"center": CENTER, "status": "committed", "rows": "2", "rejected": "1", "visible": "true"}
    assert wanted.items() <= row.items()
    told = hepaflow("file", FILE[:8]).stdout
    assert [
        part for part in ("2 rows, 1 accepted", "counted   yes", "profile_version 1") if part not in told
    ] == []
    hepaflow("void", FILE, *WHY)
    assert "counted   no" in hepaflow("file", FILE[:8]).stdout


def test_issues_of_a_file_are_listed_in_the_columns_of_check(hepaflow):
    ended = hepaflow("issues", FILE[:8], "--csv")
    (row,) = listed(ended)
    assert ended.stdout.splitlines()[0] == "line,column,severity,code,analyte,found,remedy"
    assert (row["line"], row["code"], row["found"]) == ("3", "unit-unknown", "furlong")
    assert "unit-unknown" in hepaflow("issues", FILE[:8]).stdout


def test_failed_deliveries_are_queued_again_and_counted(office, hepaflow):
    received = "2024-05-21T00:00:00.000Z"
    failed = Delivery(STUDY, CENTER, f"{STUDY}/{CENTER}/x.csv", "v9", received)
    office.desk.registry.record(failed)
    assert listed(hepaflow("redrive", "--center", CENTER, "--csv"))[0]["sent"] == "0"
    office.desk.registry.mark(replace(failed, status=DeliveryStatus.FAILED))
    assert (
        f"Deliveries of {CENTER} that are processed again: 1."
        in hepaflow("redrive", "--center", CENTER).stdout
    )


@pytest.mark.usefixtures("stored")
def test_a_screening_counts_first_and_changes_with_its_digest(office, hepaflow):
    shown = hepaflow("screen", *WHY, "--csv")
    assert (shown.status, "Nothing was changed." in shown.stderr) == (1, True)
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert [(row["center"], row["replaced"], row["left"]) for row in rows] == [
        (CENTER, "1", "0"),
        (OTHER, "1", "0"),
    ]
    assert office.desk.source.get(the_key(FIRST, CENTER)) == FIRST
    done = hepaflow("screen", *WHY, "--confirm", shown.stderr.split()[-1])
    assert (done.status, "The screening took effect." in done.stdout) == (0, True), done.stderr
    assert office.desk.source.get(the_key(FIRST, CENTER)) != FIRST
    assert "no more is stored than is kept now" in hepaflow("screen", *WHY).stdout


@pytest.mark.usefixtures("stored")
def test_the_answer_of_every_kind_of_job_is_shown_later(hepaflow, tmp_path):
    (tmp_path / "next.toml").write_text(profile(CENTER, version=2), "utf-8")
    started = {
        "replaced": hepaflow("screen", *WHY),
        "rows": hepaflow("trial", FILE, "next.toml", folder=tmp_path),
        CENTER: hepaflow("rerun", *WHY),
        "No current result changes.": hepaflow("rerun", "--center", CENTER, *WHY),
    }
    for told, ended in started.items():
        job = next(word for word in ended.stderr.split() if len(word) == 64)
        again = hepaflow("job", job)
        assert (again.status, told in again.stdout) == (0, True), again.stdout + again.stderr
        assert hepaflow("job", job, "--csv").status == 0
        assert isinstance(json.loads(hepaflow("job", job, "--json").stdout), dict)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "The study masks results from your role"), ("zh", "本研究对您的角色设盲")]
)
def test_a_job_whose_answer_is_masked_says_so(office, hepaflow, language, told):
    job = hepaflow("rerun", *WHY).stderr.split()
    (name,) = (word for word in job if len(word) == 64)
    desk = office.desk
    masking = {"roles": ["data-manager"], "analytes": ["ALB"]}
    present = desk.registry.definition(STUDY)
    masked = present.model_copy(
        update={"version": present.version + 1, "protocol": Protocol.model_validate({"masking": masking})}
    )
    define_study(desk.registry, desk.queue, desk.clock, "dm", masked, "start")
    ended = hepaflow("job", name, "--lang", language)
    assert (ended.status, told in ended.stderr, name in ended.stderr) == (3, True, True), ended.stderr
    assert ended.stdout == ""


def test_the_name_of_a_user_is_erased(hepaflow, office):
    ended = hepaflow("erase-name", USER)
    assert (ended.status, "The name is erased" in ended.stdout) == (0, True), ended.stderr
    assert USER not in office.desk.registry.user_names(STUDY)
    assert hepaflow("erase-name", "nobody").status == 3


def test_a_feed_is_for_the_rerun_of_one_file(hepaflow):
    ended = hepaflow("rerun", "--center", CENTER, "--feed", "edc", *WHY)
    assert (ended.status, "Give FILE." in ended.stderr) == (64, True)
    unknown = hepaflow("rerun", FILE, "--feed", "edc", *WHY)
    assert (unknown.status, "feed" in unknown.stderr) == (3, True)
