"""The receipt of a cumulative file counts what earlier files of its center carried and it does not."""

import json

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    HEADER,
    OTHER_CENTER,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.jobs import EffectCall
from hepaflow.pipeline.changes.rerun import rerun
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import void_file
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.intake.effects import tell_effect
from hepaflow.pipeline.runs.accepted_now import MOST_SUBJECTS
from hepaflow.pipeline.timeline import timelines

CUMULATIVE = 'transfer = "cumulative"'
ALT, AST = (f"S-001,2024-03-22 08:30,{name},45,U/L,final" for name in ("ALT", "AST"))
OTHER = "S-002,2024-03-22 08:40,ALT,50,U/L,final"


def rows(*lines):
    return "\n".join((HEADER, *lines, "")).encode()


def effect(world, data, center=CENTER, run=1):
    kept = world.receipts.get(f"{STUDY}/{center}/{file_id(STUDY, center, data)}/{run}/effect.json")
    return json.loads(kept)


def omitted(world, *files):
    """Send files, one a day; return what the receipt of the last says."""
    for data, received in zip(files, (FIRST, SECOND, THIRD), strict=False):
        world.send(data, received, name=f"{received}.csv")
    told = effect(world, files[-1])["omitted"]
    return told["results"], told["in_previous_file"]


@pytest.fixture
def world():
    return started(file=CUMULATIVE)


def test_the_first_file_leaves_nothing_out(world):
    assert omitted(world, rows(ALT, AST)) == (0, 0)


def test_what_the_last_file_had_and_this_one_has_not_is_counted(world):
    assert omitted(world, rows(ALT, AST, OTHER), rows(ALT, OTHER)) == (1, 1)


def test_a_subject_whom_the_file_does_not_name_is_counted_too(world):
    assert omitted(world, rows(ALT, AST, OTHER), rows(OTHER)) == (2, 2)


def test_what_was_left_out_before_is_told_from_what_this_file_leaves_out(world):
    assert omitted(world, rows(ALT, AST, OTHER), rows(AST, OTHER), rows(OTHER)) == (2, 1)


def test_what_comes_again_is_not_left_out(world):
    assert omitted(world, rows(ALT, AST), rows(AST), rows(ALT, AST)) == (0, 0)


def test_a_row_that_was_rejected_is_left_out(world):
    assert omitted(world, rows(ALT, AST), rows(ALT, AST.replace("45", "4O"))) == (1, 1)


def test_what_the_lab_deletes_is_not_left_out(world):
    assert omitted(world, rows(ALT, AST), rows(ALT, AST.replace("final", "deleted"))) == (0, 0)


def test_it_counts_what_the_answers_call_omitted(world):
    data = rows(OTHER)
    count, _ = omitted(world, rows(ALT, AST, OTHER), data)
    known = timelines(
        world.registry, world.results, STUDY, {"S-001", "S-002"}, effect(world, data)["journal_number"]
    )
    told = [answer.omitted for one in known.values() for answer in one.answers.values() if answer.omitted]
    assert told == [file_id(STUDY, CENTER, data)] * count


def test_what_another_center_sent_is_none_of_it(world):
    world.add_profile(profile(center=OTHER_CENTER, file=CUMULATIVE))
    world.send(rows(ALT, AST), FIRST, center=OTHER_CENTER)
    world.send(rows(ALT), SECOND)
    assert effect(world, rows(ALT))["omitted"] == {"results": 0, "in_previous_file": 0}


def test_a_file_that_came_before_the_newest_leaves_nothing_out(world):
    world.send(rows(ALT, AST), THIRD, name="late.csv")
    world.send(rows(ALT), SECOND, name="early.csv")
    assert effect(world, rows(ALT))["omitted"] == {"results": 0, "in_previous_file": 0}


def test_a_file_that_was_voided_carries_nothing(world):
    world.send(rows(ALT, AST), FIRST)
    void_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, rows(ALT, AST)), "mixed up")
    world.send(rows(ALT), SECOND, name="next.csv")
    assert effect(world, rows(ALT))["omitted"] == {"results": 0, "in_previous_file": 0}


def test_a_file_that_is_read_again_leaves_out_what_the_one_before_it_had(world):
    data = rows(OTHER)
    assert omitted(world, rows(ALT, AST, OTHER), data) == (2, 2)
    world.add_profile(profile(version=2, file=CUMULATIVE))
    wish = RequestedRerun(
        STUDY, CENTER, "ann", "newer profile", "", world.registry.head(STUDY).journal_number
    )
    rerun(wish, [world.state(data)], world.services)
    world.tell_effects()
    assert effect(world, data, run=2)["omitted"] == {"results": 2, "in_previous_file": 2}


def test_a_file_of_a_center_that_sends_what_is_new_says_nothing_of_it():
    world = started()
    world.send(rows(ALT))
    assert "omitted" not in effect(world, rows(ALT))


def test_of_a_center_with_too_many_subjects_nothing_is_counted(world):
    many = rows(*(f"N-{n},2024-05-01,ALT,45,U/L,final" for n in range(MOST_SUBJECTS + 1)))
    world.send(many, FIRST, name="many.csv")
    world.send(rows(ALT), SECOND)
    assert effect(world, rows(ALT))["omitted"] is None


def test_what_was_told_once_is_told_again_whatever_was_processed_since(world):
    """The first attempt told it and died; by the next the center has more subjects than are looked at."""
    world.send(rows(ALT, AST), FIRST, name="first.csv")
    delivery = world.arrive(rows(ALT), SECOND)
    ingest(delivery, world.services)
    told = dict(world.receipts.kept)
    world.send(
        rows(*(f"N-{n},2024-05-01,ALT,45,U/L,final" for n in range(MOST_SUBJECTS + 1))),
        THIRD,
        name="more.csv",
    )
    keep_again(world, rows(ALT))
    assert {key: world.receipts.kept[key] for key in told} == told


def keep_again(world, data):
    name = file_id(STUDY, CENTER, data)
    version = world.registry.claim_of(STUDY, name, 1).version_id
    tell_effect(EffectCall(STUDY, CENTER, name, 1, version), world.services)


def test_the_page_of_the_receipt_says_so(world):
    omitted(world, rows(ALT, AST, OTHER), rows(OTHER))
    folder = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, rows(OTHER))}/1"
    page = world.receipts.get(f"{folder}/receipt.html").decode()
    assert "not in this file: 2; of these, in the previous file: 2. They stay current" in page
    assert "2 条结果未出现在本文件中" in page
