from datetime import UTC, datetime

import pytest
from tests.unit.pipeline.studies import STUDY, fixed_clock

from hepaflow.domain.study.journal import Draft, Event, EventKind, Head, first_fault
from hepaflow.pipeline.journal import Crowded, append
from hepaflow.ports import Change
from local.memory import MemoryRegistry

DRAFT = Draft(EventKind.DECIDED, "ann", "looked into it", {})


class Rivalled(MemoryRegistry):
    """A registry in which somebody else writes an event before each of the first attempts."""

    rivals = 0
    attempts = 0

    def append(self, study: str, event: Event, change: Change) -> bool:
        self.attempts += 1
        if self.rivals:
            self.rivals -= 1
            append(MemoryView(self), study, fixed_clock, lambda _head: (DRAFT, Change()))
        return MemoryRegistry.append(self, study, event, change)


def MemoryView(registry: MemoryRegistry) -> MemoryRegistry:  # noqa: N802 the same registry, without rivals
    return MemoryRegistry(journals=registry.journals)


def always(_head: Head) -> tuple[Draft, Change]:
    return DRAFT, Change()


def test_an_event_takes_the_next_number():
    registry = MemoryRegistry()
    numbers = [append(registry, STUDY, fixed_clock, always).journal_number for _ in range(3)]
    assert numbers == [1, 2, 3]


def test_while_others_come_first_it_is_tried_again():
    registry = Rivalled()
    registry.rivals = 3
    assert append(registry, STUDY, fixed_clock, always).journal_number == 4


def test_after_rivals_the_journal_has_no_gap_and_no_fork():
    registry = Rivalled()
    registry.rivals = 3
    append(registry, STUDY, fixed_clock, always)
    assert first_fault(registry.events(STUDY)) is None


def test_each_attempt_looks_afresh():
    registry = Rivalled()
    registry.rivals = 2
    seen: list[int] = []

    def draw_up(head: Head) -> tuple[Draft, Change]:
        seen.append(head.journal_number)
        return DRAFT, Change()

    append(registry, STUDY, fixed_clock, draw_up)
    assert seen == [0, 1, 2]


def test_where_nothing_is_left_to_do_nothing_is_written():
    registry = MemoryRegistry()
    assert append(registry, STUDY, fixed_clock, lambda _head: None) is None
    assert registry.head(STUDY) == Head()


def test_what_a_rival_has_done_in_the_meantime_is_not_done_twice():
    registry = Rivalled()
    registry.rivals = 1
    event = append(registry, STUDY, fixed_clock, lambda head: None if head.journal_number else always(head))
    assert (event, registry.head(STUDY).journal_number) == (None, 1)


def test_fifty_rivals_are_too_many():
    registry = Rivalled()
    registry.rivals = 51
    with pytest.raises(Crowded):
        append(registry, STUDY, fixed_clock, always)
    assert registry.attempts == 50


def test_between_attempts_it_waits_longer_each_time_up_to_a_bound():
    class Patient(Rivalled):
        waited: list[int] = []  # noqa: RUF012 one registry

        def pause(self, attempt: int) -> None:
            self.waited.append(attempt)

    registry = Patient()
    registry.rivals = 7
    append(registry, STUDY, fixed_clock, always)
    assert registry.waited == [0, 1, 2, 3, 4, 4, 4]


def test_who_comes_first_does_not_wait():
    class Hasty(MemoryRegistry):
        def pause(self, attempt: int) -> None:
            raise AssertionError(attempt)

    assert append(Hasty(), STUDY, fixed_clock, always).journal_number == 1


def test_times_rise_although_the_clock_stands_still():
    registry = MemoryRegistry()
    for _ in range(2):
        append(registry, STUDY, lambda: datetime(2025, 9, 5, tzinfo=UTC), always)
    assert [event.at for event in registry.events(STUDY)] == [
        "2025-09-05T00:00:00.000Z",
        "2025-09-05T00:00:00.001Z",
    ]


def test_studies_have_journals_of_their_own():
    registry = MemoryRegistry()
    append(registry, STUDY, fixed_clock, always)
    assert append(registry, "OTHER", fixed_clock, always).journal_number == 1
