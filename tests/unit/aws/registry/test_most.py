"""How much of a kind one item holds: the numbers of docs/operations.md ("What is the largest study?")."""

from dataclasses import replace

import pytest
from pydantic import ValidationError
from tests.contract.registries import CENTER, FILE, STUDY, a_decision, a_state

from hepaflow.aws.registry import keys
from hepaflow.aws.registry.files import packed_newest, packed_state
from hepaflow.aws.registry.growing import Growth
from hepaflow.aws.registry.jobs_and_unmapped import packed_job, packed_unmapped, unmapped_place
from hepaflow.aws.registry.keys import Key
from hepaflow.aws.registry.subjects.items import packed_in_dossier
from hepaflow.aws.registry.transaction import writes
from hepaflow.domain.fold.omission import Newest
from hepaflow.domain.identity import RunId
from hepaflow.domain.study.files import Visible
from hepaflow.domain.study.jobs import Job, JobKind
from hepaflow.domain.study.journal import FIRST_HASH, Draft, Event, EventKind
from hepaflow.domain.study.register import Registered, Subject
from hepaflow.domain.study.unmapped import Unmapped, UnmappedKind
from hepaflow.ports import Change
from hepaflow.ports.limits import TooLong, check_item, text_size

LIMIT = 409_600  # bytes of an item (DynamoDB, service quotas: 400 KB)
AT = "2024-03-23T12:00:00.000Z"


def state(changes):
    seen = Visible(100_000, 1, AT, specimen_identifies=True)
    return replace(
        a_state(), history=tuple(replace(seen, journal_number=100_000 + n) for n in range(changes))
    )


def test_file_may_be_voided_restored_and_run_again_5900_times():
    key = keys.state_key(STUDY, FILE)
    check_item(key, packed_state(state(5_900)))
    with pytest.raises(TooLong):
        check_item(key, packed_state(state(6_000)))


def test_first_item_of_a_dossier_holds_230_decisions_with_the_longest_reasons_in_chinese():
    one = len(keys.padded_number(1)) + len(
        packed_in_dossier(replace(a_decision(), reason="复" * 500)).encode()
    )
    assert 230 <= LIMIT // one < 240


def test_first_item_of_a_center_holds_4050_changes_of_its_newest_cumulative_file():
    one = len(keys.padded_number(1)) + len(packed_newest([Newest(1, FILE, AT)]))
    assert 4_050 <= LIMIT // one < 4_060


def test_text_as_long_as_a_cell_that_nobody_has_mapped_fits_into_an_item():
    """A cell has at most 32 KB."""
    run = RunId(STUDY, CENTER, FILE, 1)
    found = Unmapped(UnmappedKind.NAME, "\U00020000" * 32_768, "ALT", 1, ("\U00020000" * 16,) * 3)
    key = Key(keys.unmapped_partition(STUDY, CENTER), unmapped_place(run, found))
    assert text_size(key, packed_unmapped(found)) < LIMIT


@pytest.mark.parametrize(("character", "fits"), [("错", True), ("\n", True), ("\x01", False)])
def test_draft_of_a_profile_that_is_tried_fits_into_an_item_or_is_refused(character, fits):
    """A draft has at most 100,000 characters."""
    job = Job(STUDY, JobKind.TRIAL, "dm", 1, {"profile": character * 100_000, "file_id": FILE})
    assert (text_size(keys.job_key(STUDY, job.id), packed_job(job)) <= LIMIT) is fits


def test_subject_has_eight_former_ids_at_most():
    with pytest.raises(ValidationError, match="at most 8"):
        Subject(id="S", center=CENTER, status="enrolled", former_ids=tuple("123456789"))


def entry_with(word, version=1, center=CENTER, *, everywhere=8, at_center=8):
    """Return an entry with former ids, of the study's register if some of them mean the subject at one center alone."""
    formers = tuple(f"{word}-{number}" for number in range(everywhere))
    at = [{"center": center, "id": f"{word}-AT-{number}"} for number in range(at_center)]
    subject = Subject(id="S-1", center=center, status="enrolled", former_ids=formers, former_ids_at=at)
    return Registered(subject, version, AT, of_study=at_center > 0)


def most_writes(change):
    """Return how many writes a change takes, and how many if each item that only grows is full."""
    event = Event(1, AT, Draft(EventKind.SUBJECT_CHANGED, "dm", "", {}), FIRST_HASH, FIRST_HASH)
    planned = writes(STUDY, event, change)
    return len(planned), len(planned) + sum(isinstance(one, Growth) for one in planned)


def test_largest_change_is_an_entry_with_sixteen_former_ids_in_place_of_sixteen_others():
    change = Change(entry=entry_with("NEW", 2), replaced=entry_with("OLD"))
    assert most_writes(change) == (38, 71)


@pytest.mark.parametrize(
    ("centers", "most"), [(1, (30, 55)), (3, (46, 87)), (4, (54, 103)), (9, (94, 183)), (10, (102, 199))]
)
def test_entry_that_takes_over_those_of_centers_has_eight_former_ids_more_for_each(centers, most):
    """Up to 100 writes fit: those of nine centers, and of three if all dossiers are full. Others are refused (413)."""
    also = tuple(entry_with(f"OLD-{number}", center=f"C-{number}", at_center=0) for number in range(centers))
    assert most_writes(Change(entry=entry_with("NEW", 2), also_replaced=also)) == most
