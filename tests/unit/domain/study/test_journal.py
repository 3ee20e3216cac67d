from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.study.journal import (
    FIRST_HASH,
    Draft,
    Event,
    EventKind,
    Head,
    content_digest,
    first_fault,
    following,
    instant,
    redacted_detail,
)

NOON = datetime(2025, 9, 1, 12, 0, 0, 123456, tzinfo=UTC)
DRAFT = Draft(EventKind.FILE_COMMITTED, "ingest", "", {"file_id": "ab", "n": 1})


def journal(length: int) -> list[Event]:
    events: list[Event] = []
    for number in range(1, length + 1):
        head = events[-1].head if events else Head()
        draft = Draft(EventKind.DECIDED, "ann", f"reason {number}", {"line": number, "analyte": "ALT"})
        events.append(following(head, draft, NOON + timedelta(minutes=number)))
    return events


def test_the_first_event_has_number_one_and_follows_the_first_hash():
    event = following(Head(), DRAFT, NOON)
    assert (event.journal_number, event.previous) == (1, FIRST_HASH)


def test_an_event_can_be_checked_with_any_other_tool():
    # printf '%s' '1:124:2025-09-01T12:00:00.123Z14:file-committed6:ingest0:64:'"$(printf '0%.0s' {1..64})"'7:file_id3:tab1:n2:n1' | sha256sum
    expected = "7399255baefa400550cfdf85b38902474c997581a43a7f888cf86d7f7c2eb1ad"
    assert following(Head(), DRAFT, NOON).hash == expected


def test_a_time_is_written_in_utc_to_the_millisecond():
    shanghai = datetime(2025, 9, 1, 20, 0, 0, 999, tzinfo=timezone(timedelta(hours=8)))
    assert instant(shanghai) == "2025-09-01T12:00:00.000Z"


def test_a_clock_that_stands_still_is_stepped_over():
    first = following(Head(), DRAFT, NOON)
    assert following(first.head, DRAFT, NOON).at == "2025-09-01T12:00:00.124Z"


def test_a_clock_that_runs_back_is_stepped_over():
    first = following(Head(), DRAFT, NOON)
    assert following(first.head, DRAFT, NOON - timedelta(days=1)).at == "2025-09-01T12:00:00.124Z"


def test_a_clock_that_runs_on_is_believed():
    first = following(Head(), DRAFT, NOON)
    assert following(first.head, DRAFT, NOON + timedelta(hours=1)).at == "2025-09-01T13:00:00.123Z"


def test_the_step_goes_over_the_end_of_a_year():
    last = following(Head(), DRAFT, datetime(2025, 12, 31, 23, 59, 59, 999000, tzinfo=UTC))
    assert following(last.head, DRAFT, NOON).at == "2026-01-01T00:00:00.000Z"


def test_a_sound_journal_has_no_fault():
    assert first_fault(journal(5)) is None


def test_an_empty_journal_has_no_fault():
    assert first_fault([]) is None


@pytest.mark.parametrize("left", range(5))
def test_a_tail_that_was_cut_off_is_a_fault_where_the_head_is_known(left):
    events = journal(5)
    assert first_fault(events[:left]) is None
    assert first_fault(events[:left], end=events[-1].head) == left + 1


def test_a_journal_that_ends_where_its_head_says_has_no_fault():
    events = journal(5)
    assert first_fault(events, end=events[-1].head) is None
    assert first_fault([], end=Head()) is None


def test_a_last_event_that_the_head_does_not_know_is_a_fault():
    events = journal(5)
    other = Head(5, events[-1].at, "f" * 64)
    assert first_fault(events, end=other) == 5


def test_a_journal_can_be_checked_from_a_known_head_on():
    events = journal(5)
    assert first_fault(events[2:], events[1].head) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda event: replace(event, journal_number=event.journal_number + 1),
        lambda event: replace(event, at="2025-09-01T12:03:00.124Z"),
        lambda event: replace(event, previous=FIRST_HASH),
        lambda event: replace(event, hash=FIRST_HASH),
        lambda event: replace(event, draft=replace(event.draft, kind=EventKind.FILE_VOIDED)),
        lambda event: replace(event, draft=replace(event.draft, actor="bob")),
        lambda event: replace(event, draft=replace(event.draft, reason="another")),
        lambda event: replace(event, draft=replace(event.draft, details={"line": 4, "analyte": "ALT"})),
        lambda event: replace(event, draft=replace(event.draft, details={"line": "3", "analyte": "ALT"})),
        lambda event: replace(event, draft=replace(event.draft, details={"line": 3})),
        lambda event: replace(event, draft=replace(event.draft, details={"line": 3, "analyteALT": ""})),
    ],
    ids=["number", "at", "previous", "hash", "kind", "actor", "reason", "detail", "type", "less", "shifted"],
)
def test_a_changed_event_is_found_at_its_number(change):
    events = journal(5)
    events[2] = change(events[2])
    assert first_fault(events) == 3


def test_an_event_that_was_changed_and_hashed_anew_is_found_at_the_next():
    events = journal(5)
    forged = replace(events[2].draft, reason="forged")
    events[2] = following(events[1].head, forged, datetime.fromisoformat(events[2].at))
    assert first_fault(events) == 4


@pytest.mark.parametrize("gone", [1, 2, 3, 4])
def test_a_dropped_event_is_found_at_its_number(gone):
    assert first_fault([event for event in journal(5) if event.journal_number != gone]) == gone


@pytest.mark.parametrize("first", [1, 2, 3, 4])
def test_two_swapped_events_are_found_at_the_first(first):
    events = journal(5)
    events[first - 1 : first + 1] = reversed(events[first - 1 : first + 1])
    assert first_fault(events) == first


def test_an_event_that_stands_twice_is_found():
    events = journal(3)
    assert first_fault([*events[:2], events[1], *events[2:]]) == 3


def test_an_event_that_is_chained_but_not_later_is_found():
    first, second = journal(2)
    early = following(replace(first.head, at=""), second.draft, datetime.fromisoformat(first.at))
    assert first_fault([first, early]) == 2


def test_a_gap_is_found_also_where_the_hashes_hold():
    first, second = journal(2)
    skipping = following(
        replace(first.head, journal_number=2), second.draft, datetime.fromisoformat(second.at)
    )
    assert first_fault([first, skipping]) == 2


def test_a_word_of_a_closed_set_hashes_like_the_same_word_read_back():
    told = replace(DRAFT, details={"kind": DecisionKind.ACCEPT})
    read_back = replace(DRAFT, details={"kind": "accept"})
    assert following(Head(), told, NOON).hash == following(Head(), read_back, NOON).hash


def test_the_order_of_the_details_does_not_matter():
    turned = replace(DRAFT, details={"n": 1, "file_id": "ab"})
    assert following(Head(), turned, NOON).hash == following(Head(), DRAFT, NOON).hash


# --- a name that was removed from a reason


def without_reason(events: list[Event], number: int, *, digest: str = "") -> list[Event]:
    """Return a journal in which an event lost its reason, and a redaction says so."""
    plain = events[number - 1]
    changed = replace(plain, draft=replace(plain.draft, reason="█"))
    details = {redacted_detail(number): digest or content_digest(changed)}
    redaction = following(events[-1].head, Draft(EventKind.NAME_REDACTED, "ann", "why", details), NOON)
    return [*events[: number - 1], changed, *events[number:], redaction]


def test_an_event_without_a_name_holds_if_a_later_redaction_says_so():
    events = without_reason(without_reason(journal(5), 2), 4)
    assert first_fault(events, end=events[-1].head) is None


def test_an_event_that_lost_its_reason_twice_holds_by_the_last_redaction():
    events = without_reason(without_reason(journal(5), 2), 2)
    assert first_fault(events) is None


def test_an_event_without_a_name_is_a_fault_until_the_redaction():
    assert first_fault(without_reason(journal(5), 2)[:-1]) == 2


def test_a_redaction_of_another_text_makes_nothing_hold():
    assert first_fault(without_reason(journal(5), 2, digest="0" * 64)) == 2


def test_a_redaction_that_was_changed_itself_makes_nothing_hold():
    *events, redaction = without_reason(journal(5), 2, digest="0" * 64)
    forged = {redacted_detail(2): content_digest(events[1])}
    changed = replace(redaction, draft=replace(redaction.draft, details=forged))
    assert first_fault([*events, changed]) == 2
    assert first_fault([*journal(5), changed]) == 6


def test_a_redaction_before_the_event_makes_nothing_hold():
    plain = journal(2)
    details = {redacted_detail(4): content_digest(replace(plain[1], journal_number=4))}
    early = following(plain[-1].head, Draft(EventKind.NAME_REDACTED, "ann", "why", details), NOON)
    later = following(early.head, plain[0].draft, NOON + timedelta(days=1))
    changed = replace(later, draft=replace(later.draft, reason="█"))
    vouched = Draft(EventKind.NAME_REDACTED, "ann", "why", {redacted_detail(4): content_digest(changed)})
    before = following(plain[-1].head, vouched, NOON)
    late = replace(changed, previous=before.hash)
    assert first_fault([*plain, before, late]) == 4
