"""Find the queries that a file settles, and close them: it corrects the row, or changes what holds (ADR 0045)."""

from collections.abc import Collection, Iterable, Iterator

from hepaflow.domain.fold.measurement import Measurement, same_value
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.identity import RunId
from hepaflow.domain.queries.queries import Query, QueryState, QueryVersion
from hepaflow.domain.receipts.receipts import Effect
from hepaflow.domain.study.journal import Draft, EventKind, Head
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.runs.effect_input import stored_effect_input
from hepaflow.pipeline.services import Services
from hepaflow.pipeline.standpoints import Answers, Standpoint, sliced_answers
from hepaflow.ports import Change
from hepaflow.ports.limits import READ_AT_ONCE

_ACTOR = "ingest"


def close_settled_queries(run: RunId, effect: Effect, services: Services) -> None:
    """Close the queries that a run of a file as it was sent settles; doing it again, also after any crash, closes none twice.

    One request lists the queries of the center; where none waits, that is all.

    Args:
        run: the run.
        effect: what it changed, with the journal number that made it count.
        services: the ports.

    Raises:
        EffectInputGone: a query waits, and what the effect was worked out from was not kept.
    """
    number = effect.journal_number
    if number is None:
        return
    listed = services.registry.listed_queries(run.study, run.center)
    waiting = [one.id for one in listed if one.state is not QueryState.CLOSED and one.opened < number]
    if not waiting or not _is_sent(run, number, services):
        return
    subjects = stored_effect_input(run, services).subjects
    for start in range(0, len(waiting), READ_AT_ONCE):
        known = services.registry.queries(run.study, waiting[start : start + READ_AT_ONCE]).values()
        asked = [query for query in known if _waits(query, number)]
        settled = {*_corrected(asked, effect), *_changed(asked, run, number, subjects, services)}
        for query in asked:
            if query.id in settled:
                _close(run, query.id, number, services)


def _is_sent(run: RunId, number: int, services: Services) -> bool:
    """Say whether a run counts because its center sent the file; a re-run is the data manager's."""
    event = next(services.registry.events(run.study, number - 1, 1))
    return event.draft.kind is EventKind.FILE_COMMITTED


def settles(before: MeasurementState, after: MeasurementState) -> bool:
    """Say whether a file settles what is asked about a measurement: it ended its holds, or changed what is current.

    Args:
        before: the measurement before the file counted.
        after: the measurement since it counts.
    """
    if before.held:
        return not after.held
    was, now = before.current, after.current
    if was is None or now is None:
        return was is not now
    return not same_value(was.observation, now.observation)


def _waits(query: Query, number: int) -> bool:
    """Say whether a query is not closed, and was asked before a file counted."""
    return query.state is not QueryState.CLOSED and query.asked.journal_number < number


def _corrected(queries: Iterable[Query], effect: Effect) -> Iterator[str]:
    """Yield the queries about rows that were sent again and are accepted now."""
    resolved = {(rows.file_id, place) for rows in effect.resubmitted_rows or () for place in rows.resolved}
    for query in queries:
        if not query.about.analyte and (query.about.file_id, query.about.place) in resolved:
            yield query.id


def _changed(
    queries: Iterable[Query], run: RunId, number: int, subjects: Collection[str], services: Services
) -> Iterator[str]:
    """Yield the queries about measurements that the run settles."""
    asked = [query for query in queries if query.about.subject in subjects]
    standpoints = [Standpoint(services.registry, services.results, at) for at in (number, number - 1)]
    for after, before in sliced_answers(run.study, {query.about.subject for query in asked}, standpoints):
        for query in asked:
            places = _measurements(query, before)
            changes = [
                settles(before[place], after.get(place, MeasurementState()))
                for place in places
                if place in before
            ]
            waits = any(after[place].held for place in places if place in after)
            if any(changes) and not waits:
                yield query.id


def _measurements(query: Query, before: Answers) -> list[Measurement]:
    """Return the measurements that a query is about: the one that it names, or those that its row reports."""
    about = query.about
    if about.analyte:
        named = Measurement(
            query.center,
            about.subject,
            about.analyte,
            about.specimen_type,
            about.collected_at,
            about.specimen,
        )
        return [named]
    row = about.file_id, about.line
    return [
        place
        for place, answer in before.items()
        if any(sent.row[:2] == row for sent in answer.observations())
    ]


def _close(run: RunId, query_id: str, number: int, services: Services) -> None:
    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        query = services.registry.queries(run.study, [query_id])[query_id]
        if not _waits(query, number):
            return None
        closed = query.followed_by(QueryVersion(QueryState.CLOSED, "", file_id=run.file_id))
        details: dict[str, str | int] = {
            "query": query.id,
            "center": query.center,
            "version": closed.version,
            "file_id": run.file_id,
            "n": run.run_number,
        }
        return Draft(EventKind.QUERY_CLOSED, _ACTOR, "", details), Change(query=closed)

    append(services.registry, run.study, services.clock, draw_up)
