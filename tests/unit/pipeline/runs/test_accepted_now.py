"""New, changed, unchanged: what the accepted rows of a file did to what counted before."""

import json
from dataclasses import replace

import pytest
from tests.unit.pipeline.studies import (
    CENTER,
    FIRST,
    GOOD,
    HEADER,
    REFUSED,
    SECOND,
    STUDY,
    THIRD,
    profile,
    started,
)

from hepaflow.domain.identity import file_id
from hepaflow.domain.study.jobs import EffectCall
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.changes.rerun_choice import rerun_file
from hepaflow.pipeline.changes.rerun_reading import RequestedRerun
from hepaflow.pipeline.changes.void import restore_file, void_file
from hepaflow.pipeline.intake.effects import tell_effect
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.runs.accepted_now import MOST_SUBJECTS
from hepaflow.pipeline.runs.effect import ReceiptGone


def rows(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines, "")).encode()


ALT = "S-001,2024-03-22 08:30,ALT,{},U/L,{}"
BILI = "S-001,2024-03-22 08:30,BILI,{},{},final"


def effect(world, data, n=1):
    kept = world.receipts.get(f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, data)}/{n}/effect.json")
    assert kept is not None
    return json.loads(kept)


def split(world, data, n=1):
    """Return new, changed, unchanged, waiting."""
    now = effect(world, data, n)["accepted_now"]
    return tuple(now[name] for name in ("new", "changed", "unchanged", "waiting"))


@pytest.fixture
def world():
    world = started()
    world.send(rows(ALT.format(45, "final"), BILI.format(1, "mg/dL")), FIRST, name="before.csv")
    return world


def test_what_nobody_had_measured_is_new(world):
    data = rows("S-001,2024-03-22 08:30,K,4,mmol/L,final", "S-009,2024-03-22,ALT,40,U/L,final")
    world.send(data, SECOND)
    assert split(world, data) == (2, 0, 0, 0)


def test_another_value_is_changed(world):
    data = rows(ALT.format(46, "corrected"))
    world.send(data, SECOND)
    assert split(world, data) == (0, 1, 0, 0)


def test_the_same_value_in_another_unit_is_unchanged(world):
    """1 mg/dL is 10 mg/L, whatever either is in umol/L."""
    data = rows(BILI.format(10, "mg/L"))
    world.send(data, SECOND)
    assert split(world, data) == (0, 0, 1, 0)


def test_the_same_value_with_a_higher_status_is_unchanged(world):
    data = rows(ALT.format(45, "corrected"))
    world.send(data, SECOND)
    assert split(world, data) == (0, 0, 1, 0)


def test_a_change_without_a_mark_waits(world):
    data = rows(ALT.format(46, "final"))
    world.send(data, SECOND)
    assert split(world, data) == (0, 0, 0, 1)


def test_a_deletion_of_what_counted_is_a_change(world):
    data = rows(ALT.format(45, "deleted"))
    world.send(data, SECOND)
    assert split(world, data) == (0, 1, 0, 0)


def test_a_deletion_of_what_never_counted_changes_nothing(world):
    data = rows("S-001,2024-04-01,ALT,45,U/L,deleted")
    world.send(data, SECOND)
    assert split(world, data) == (0, 0, 1, 0)


def test_rows_that_their_own_file_holds_are_not_split(world):
    data = rows(
        "S-001,2024-04-01,ALT,1,U/L,final", "S-001,2024-04-01,ALT,2,U/L,final", ALT.format(45, "final")
    )
    world.send(data, SECOND)
    assert (world.state(data).counts[2], split(world, data)) == (2, (0, 0, 1, 0))


@pytest.mark.parametrize(
    "data",
    [GOOD, rows(ALT.format(44, "preliminary"), ALT.format(46, "corrected"), BILI.format(9, "furlong"))],
)
def test_every_accepted_row_stands_somewhere(world, data):
    world.send(data, SECOND)
    assert sum(split(world, data)) == world.state(data).counts[1]


def test_it_is_compared_with_the_number_before_whatever_came_later(world):
    """The file is told again after another one has changed the same values: the same bytes."""
    data = rows(ALT.format(46, "corrected"))
    world.send(data, SECOND)
    before = dict(world.receipts.kept)
    world.send(rows(ALT.format(47, "corrected")), THIRD, name="later.csv")
    void_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, data), "mixed up")
    restore_file(world.services, "ann", STUDY, file_id(STUDY, CENTER, data), "was right")
    told_again(world, data)
    assert {key: world.receipts.kept[key] for key in before} == before


def told_again(world, data):
    """Have it worked out once more: the effect is told by whoever comes first."""
    name = file_id(STUDY, CENTER, data)
    world.receipts.kept.pop(f"{STUDY}/{CENTER}/{name}/1/effect.json", None)
    version = world.registry.claim_of(STUDY, name, 1).version_id
    tell_effect(EffectCall(STUDY, CENTER, name, 1, version), world.services)


def test_it_names_the_journal_number_of_the_commit(world):
    data = rows(ALT.format(46, "corrected"))
    world.send(data, SECOND)
    assert effect(world, data)["journal_number"] == world.state(data).history[0].journal_number


def test_a_file_of_more_subjects_than_can_be_folded_is_not_split(world):
    data = rows(*(f"N-{n},2024-05-01,ALT,45,U/L,final" for n in range(MOST_SUBJECTS + 1)))
    world.send(data, SECOND)
    assert effect(world, data)["accepted_now"] is None


def register(world, **more):
    put_subject(
        world.desk, STUDY, Subject(id="S-001", center=CENTER, status="enrolled", **more), 1, "ann", "consent"
    )


def test_what_was_sent_under_a_former_id_is_compared_with_the_subject_s(world):
    register(world, former_ids=("OLD-1",))
    data = rows(ALT.format(45, "final").replace("S-001", "OLD-1"), "OLD-1,2024-05-01,ALT,45,U/L,final")
    world.send(data, SECOND)
    assert split(world, data) == (1, 0, 1, 0)


def test_a_subject_that_a_closed_register_does_not_know_waits(world):
    register(world)
    world.close_register()
    data = rows("S-009,2024-05-01,ALT,45,U/L,final")
    world.send(data, SECOND)
    assert split(world, data) == (0, 0, 0, 1)


def test_a_re_run_is_compared_with_the_run_before_it(world):
    """Under its new profile ALT is skipped: BILI stays as it was."""
    first = rows(ALT.format(45, "final"), BILI.format(1, "mg/dL"))
    world.add_profile(profile(2, more='[analytes]\n"ALT" = "ignore"'))
    wish = RequestedRerun(STUDY, CENTER, "ann", "not wanted", "", world.registry.head(STUDY).journal_number)
    name = file_id(STUDY, CENTER, first)
    rerun_file(replace(wish, confirm=rerun_file(wish, name, world.services).confirm), name, world.services)
    world.tell_effects()
    assert split(world, first, 2) == (0, 0, 1, 0)
    assert f"{STUDY}/{CENTER}/{name}/2/receipt.html" in world.receipts.kept


def test_of_a_refused_file_nothing_is_split(world):
    world.send(REFUSED, SECOND)
    folder = f"{STUDY}/{CENTER}/{file_id(STUDY, CENTER, REFUSED)}/1"
    assert f"{folder}/effect.json" not in world.receipts.kept
    assert "None of its results were stored" in world.receipts.get(f"{folder}/receipt.html").decode()


def test_a_run_that_counts_without_a_receipt_is_our_fault(world):
    data = rows(ALT.format(46, "corrected"))
    world.send(data, SECOND)
    world.receipts.kept.clear()
    with pytest.raises(ReceiptGone):
        told_again(world, data)
