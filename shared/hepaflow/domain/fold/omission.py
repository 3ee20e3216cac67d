"""Mark results that the newest cumulative file of a center's feed omits; they stay current (docs/fold.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.domain.fold.measurement_state import MeasurementState, Timeline
from hepaflow.domain.profile.parts import MAIN_FEED
from hepaflow.domain.study.files import FileState
from hepaflow.domain.values.statements import states_not_done


@dataclass(frozen=True, slots=True)
class Newest:
    """From a journal number on, which cumulative file of a feed that counts was received last.

    Attributes:
        journal_number: journal number.
        file_id: the file; "" where there is none.
        received: its receipt.
        feed: the feed: what a file of one system lacks, the file of another may well have.
    """

    journal_number: int
    file_id: str = ""
    received: str = ""
    feed: str = MAIN_FEED


NONE = Newest(0)


def newest_of(states: Iterable[FileState], as_of: int | None = None, *, feed: str = MAIN_FEED) -> Newest:
    """Return the newest of a feed's files that count and are cumulative; by their ids, where two came at once.

    Args:
        states: files of the center.
        as_of: the journal number at which they count; None for now.
        feed: the feed.
    """
    visible = ((state, state.visible(as_of)) for state in states)
    found = (
        Newest(0, state.file_id, seen.received, feed)
        for state, seen in visible
        if seen and seen.cumulative and seen.feed == feed
    )
    return max(found, key=later, default=replace(NONE, feed=feed))


def later(one: Newest) -> tuple[str, str]:
    """Return what puts cumulative files in order."""
    return one.received, one.file_id


def newest_at(known: Iterable[Newest], journal_number: int) -> tuple[Newest, ...]:
    """Return which was the newest of each feed at a journal number.

    Args:
        known: what the journal says, oldest first.
        journal_number: the journal number.
    """
    by_number = sorted(known, key=lambda one: one.journal_number)
    return tuple({one.feed: one for one in by_number if one.journal_number <= journal_number}.values())


def marked(answers: Timeline, newest: Mapping[str, tuple[Newest, ...]]) -> Timeline:
    """Return answers with `omitted` where a cumulative file carried the measurement and the newest of its feed does not.

    Args:
        answers: the answers to measurements.
        newest: by center, the newest cumulative file of each feed.
    """
    if not any(known.file_id for feeds in newest.values() for known in feeds):
        return answers
    return {place: _marked(answer, newest.get(place.center, ())) for place, answer in answers.items()}


def _marked(answer: MeasurementState, newest: tuple[Newest, ...]) -> MeasurementState:
    omitting = [
        known
        for known in newest
        if known.file_id and (omits(answer, known) or _omits_not_done(answer, known))
    ]
    return answer._replace(omitted=max(omitting, key=later).file_id) if omitting else answer


def _omits_not_done(answer: MeasurementState, newest: Newest) -> bool:
    """Say whether a statement that a test was not done was in a cumulative file of a feed, and nothing of it is in the newest one."""
    is_of_feed = any(
        states_not_done(sent.observation) and sent.run.cumulative and sent.run.feed == newest.feed
        for sent in answer.withdrawn
    )
    return answer.current is None and is_of_feed and not answer.carries(newest.file_id)


def omits(answer: MeasurementState, newest: Newest) -> bool:
    """Say whether a current value was in a cumulative file of a feed and is not in the newest one.

    Args:
        answer: what is known of the measurement.
        newest: the newest cumulative file of the feed.
    """
    if answer.current is None or answer.carries(newest.file_id):
        return False
    return any(sent.run.cumulative and sent.run.feed == newest.feed for sent in answer.distinct())


def omits_panel(told: ToldPanel, newest: Newest) -> bool:
    """Say the same of the current values of a panel that stands apart.

    Args:
        told: the panel.
        newest: the newest cumulative file of the feed.
    """
    return told.run.cumulative and told.run.feed == newest.feed and not told.carries(newest.file_id)
