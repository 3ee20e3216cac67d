"""Record what a data manager asks a center, and what the center answers: one event of the journal each.

A query changes no data: nothing of it reaches the fold.
"""

from dataclasses import dataclass

from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.issues.places import Places, place_text
from hepaflow.domain.queries.queries import (
    BEFORE,
    MOST_VERSIONS,
    Query,
    QueryAbout,
    QueryState,
    QueryVersion,
    query_id,
)
from hepaflow.domain.study.files import FileState
from hepaflow.domain.study.journal import Draft, EventKind, Head
from hepaflow.pipeline.desk.checks import Centers
from hepaflow.pipeline.desk.definitions import VersionTaken
from hepaflow.pipeline.desk.query_list import visible_query
from hepaflow.pipeline.journal import append
from hepaflow.pipeline.masking.masked_services import is_masked_now, mask_now
from hepaflow.pipeline.services import Missing, Services
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Change

EVENT_OF = {
    QueryState.OPEN: EventKind.QUERY_OPENED,
    QueryState.ANSWERED: EventKind.QUERY_ANSWERED,
    QueryState.CLOSED: EventKind.QUERY_CLOSED,
    QueryState.REOPENED: EventKind.QUERY_REOPENED,
}


class WrongQueryState(Exception):
    """A query cannot come from its state into the wanted one."""

    def __init__(self, state: QueryState, wanted: QueryState) -> None:
        super().__init__(f"The query is {state}. It cannot become {wanted}.")


class DueDayPassed(ValueError):
    """The day by which a center is to answer has passed."""


class AskedOtherwise(Exception):
    """The same question about the same thing was asked with another due day."""


class MaskedRow(Exception):
    """A masked caller asks about a row, which may be masked."""


class MaskedSpecimen(Exception):
    """A masked caller asks about a specimen whose id he does not see, since it may name a visit."""


class TooManyVersions(Exception):
    """A query has been reopened too often."""


@dataclass(frozen=True, slots=True)
class RowOfFile:
    """A row of a file that a query is about.

    Attributes:
        file_id: the file.
        line: its line.
        subject: of its results; "" where it gave none, or where the row as such is meant.
    """

    file_id: str
    line: int
    subject: str = ""


@dataclass(frozen=True, slots=True)
class NextVersion:
    """What is to become of a query.

    Attributes:
        query_id: which query.
        version: the number that the new version has; one more than the newest that the caller knows.
        state: the state that it brings.
        text: the answer, or the reason.
        due: of a query that is reopened: the day by which the center is to answer.
    """

    query_id: str
    version: int
    state: QueryState
    text: str
    due: str = ""


def open_query(
    services: Services, study: str, actor: str, about: RowOfFile | Measurement, question: QueryVersion
) -> Query:
    """Ask the center that sent a row or a measurement; return the query, also where an earlier attempt asked it.

    Args:
        services: the ports.
        study: the study's id.
        actor: who asks.
        about: the row or measurement.
        question: the first version.

    Raises:
        Missing: no such file, observation or measurement.
        DueDayPassed: the due day is over.
        AskedOtherwise: the query exists with another due day.
        MaskedRow: the caller is masked, so nobody can say whether the row may be asked about.
        MaskedSpecimen: the id of the query would be a hash of an id that the caller does not see.
    """
    found: list[Query] = []
    if isinstance(about, RowOfFile) and is_masked_now(services, study):
        raise MaskedRow
    if isinstance(about, Measurement) and about.specimen and mask_now(services, study).hides_names:
        raise MaskedSpecimen

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        center, told = _about(services, study, about)
        name = query_id(study, center, told, question.text)
        present = services.registry.queries(study, [name]).get(name)
        if present is not None:
            if present.versions[0].due != question.due:
                raise AskedOtherwise
            found.append(present)
            return None
        _check_due(services, question.due)
        return _event(actor, Query(name, center, told, (question,)), found)

    event = append(services.registry, study, services.clock, draw_up)
    return found[-1] if event is None else found[-1].written(event.journal_number, event.at)


def advance_query(services: Services, study: str, actor: str, wish: NextVersion, centers: Centers) -> Query:
    """Answer, close or reopen a query; return it, also where an earlier attempt did so.

    Args:
        services: the ports.
        study: the study's id.
        actor: who does it.
        wish: what is to become of which query.
        centers: the centers that the caller may see; None: all.

    Raises:
        Missing: no such query, or it is about a center that the caller may not see.
        VersionTaken: the version exists with another content, or is not the one after the newest.
        WrongQueryState: the query is not in a state from which it can come into this one.
        DueDayPassed: the due day is over.
        TooManyVersions: the query has been reopened too often.
    """
    found: list[Query] = []
    version = QueryVersion(wish.state, wish.text, wish.due)

    def draw_up(_head: Head) -> tuple[Draft, Change] | None:
        present = visible_query(services, study, wish.query_id, centers)
        if wish.version <= present.version and _same(present.versions[wish.version - 1], version):
            found.append(present)
            return None
        if wish.version != present.version + 1:
            raise VersionTaken(present.version)
        if present.state not in BEFORE[wish.state]:
            raise WrongQueryState(present.state, wish.state)
        if wish.state is QueryState.REOPENED:
            _check_due(services, wish.due)
            if present.version >= MOST_VERSIONS:
                raise TooManyVersions
        return _event(actor, present.followed_by(version), found)

    event = append(services.registry, study, services.clock, draw_up)
    return found[-1] if event is None else found[-1].written(event.journal_number, event.at)


def _event(actor: str, query: Query, drawn: list[Query]) -> tuple[Draft, Change]:
    """Return the event of the last version of a query; subjects are kept with the query alone."""
    drawn.append(query)
    version, about = query.versions[-1], query.about
    details: dict[str, str | int] = {"query": query.id, "center": query.center, "version": query.version}
    if about.analyte:
        details |= {"analyte": about.analyte, "collected_at": about.collected_at}
    else:
        details |= {"file_id": about.file_id, "line": about.line}
    if version.due:
        details["due"] = version.due
    return Draft(EVENT_OF[version.state], actor, version.text, details), Change(query=query)


def _same(kept: QueryVersion, wanted: QueryVersion) -> bool:
    return (kept.state, kept.text, kept.due, kept.file_id) == (wanted.state, wanted.text, wanted.due, "")


def _check_due(services: Services, due: str) -> None:
    if due < services.clock().date().isoformat():
        raise DueDayPassed


def _about(services: Services, study: str, about: RowOfFile | Measurement) -> tuple[str, QueryAbout]:
    """Return who is to be asked, and about what."""
    if isinstance(about, Measurement):
        return _about_measurement(services, study, about)
    state = services.registry.view(study, [about.file_id]).state(about.file_id)
    if state is None or state.file_id != about.file_id:
        raise Missing("file")
    if about.subject:
        answers = timeline(services.registry, services.results, study, about.subject).answers.values()
        rows = {sent.row[:2] for answer in answers for sent in answer.observations()}
        if (about.file_id, about.line) not in rows:
            raise Missing("observation")
    place = place_text(about.line, _places(state))
    return state.center, QueryAbout(about.file_id, about.line, place, about.subject)


def _about_measurement(services: Services, study: str, about: Measurement) -> tuple[str, QueryAbout]:
    known = timeline(services.registry, services.results, study, about.subject)
    answer = known.answers.get(about)
    if answer is None:
        raise Missing("measurement")
    sent = known.originals.report(_shown(answer))
    return about.center, QueryAbout(
        sent.run.file_id,
        sent.line,
        place_text(sent.line, sent.run.places),
        about.subject,
        about.analyte,
        about.specimen_type,
        about.collected_at,
        about.specimen,
    )


def _shown(answer: MeasurementState) -> RunObservation:
    """Return the row of a measurement that a center is shown: what is current, else what is held, else another."""
    return next(answer.observations())


def _places(state: FileState) -> Places:
    return state.history[-1].places if state.history else Places.LINE
