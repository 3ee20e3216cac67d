"""Hold results that count for two subjects, for the subject who had them later (docs/fold.md).

A lab that corrects the subject of a specimen without deleting what it sent before leaves one result under two people.
Two observations are one result if center, specimen id, day and analyte are the same and both subjects have had a value in
common. Two analysers may give their samples the same numbers, and two people may have the same potassium. So if more than
half of what was reported of both under that number differs, they are two specimens.

Pure: what is suspected depends on what was sent and decided, never on the order of processing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations, product, starmap

from hepaflow.domain.fold.decisions import Docket
from hepaflow.domain.fold.measurement import Measurement, RowKey, RunObservation, same_value
from hepaflow.domain.fold.measurement_state import Held, MeasurementState, Timeline
from hepaflow.domain.fold.suspicion.sightings import DAY
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Observation

_Specimen = tuple[str, str, str]  # center, specimen id, day
_Told = tuple[Measurement, MeasurementState]
_Said = dict[
    str, list[Observation]
]  # by analyte, whatever became of it: decisions do not make two specimens one


@dataclass(frozen=True, slots=True)
class Bearer:
    """A subject for whom a result of a specimen counts.

    Attributes:
        place: the measurement.
        current: its current report.
        answer: what is known of it.
        counted: the reports of its value, and of those before, without what later runs give again, except for its line.
    """

    place: Measurement
    current: RunObservation
    answer: MeasurementState
    counted: tuple[RunObservation, ...]

    @property
    def since(self) -> str:
        """When the lab first sent it for this subject."""
        return min(sent.run.received for sent in self.counted)

    def shares_value(self, other: "Bearer") -> bool:
        """Say whether any value of the one, also one that the lab has corrected since, is one of the other."""
        return any(
            same_value(sent.observation, its.observation) for sent in self.counted for its in other.counted
        )

    def stating(self) -> list[RunObservation]:
        """Return the reports of the current value."""
        every = (self.current, *self.answer.again, *self.answer.superseded)
        return [sent for sent in every if same_value(sent.observation, self.current.observation)]


@dataclass(frozen=True, slots=True)
class Shared:
    """A result that counts for other subjects, too."""

    bearer: Bearer
    others: tuple[Bearer, ...]

    @property
    def first(self) -> str:
        """The subject who had it first, or at the same moment; "" where that is the bearer."""
        before = [
            (other.since, other.place.subject) for other in self.others if other.since <= self.bearer.since
        ]
        return min(before)[1] if before else ""


def shared_results(timelines: Iterable[Timeline]) -> dict[Measurement, Shared]:
    """Return what counts for several subjects at once.

    Args:
        timelines: of each of these subjects what the fold makes of all their reports: what is held for other reasons
            counts for nobody, but of two who may have a result the later one goes on waiting where a third had it first.
    """
    told = [one for answers in timelines for one in answers.items()]
    said = _said(told)
    found: dict[Measurement, Shared] = {}
    for specimen, one, other in _pairs(told):
        if _are_one(said[specimen, one.place.subject], said[specimen, other.place.subject]):
            known = found.get(one.place, Shared(one, ()))
            found[one.place] = replace(known, others=(*known.others, other))
    return found


def parted(answers: Timeline, shared: Mapping[Measurement, Shared], decided: Docket) -> Timeline:
    """Return the answers, in which a value that counted for another subject first waits.

    Reports of the measurement that state the same value wait with it; what it said before stays superseded, so that no
    value comes back that the lab has corrected. Nothing waits that a decision gave to the subject or released.
    Who had the result first keeps it, and it names the results that wait.

    Args:
        answers: the state of each measurement of a subject, by measurement.
        shared: by measurement, the results that count for several subjects (`shared_results`).
        decided: the decisions about them, as `docket` sorts them.

    Returns:
        The same mapping, with the measurements that wait, and those for which others wait.
    """
    found: dict[Measurement, MeasurementState] = {}
    for place, one in shared.items():
        if place not in answers or _is_settled(one.bearer, answers[place].current, decided):
            continue
        if one.first:
            found[place] = _held(answers[place], one)
        elif waiting := sorted(_waiting(one, shared, decided), key=_order):
            found[place] = answers[place]._replace(contested=tuple(waiting))
    return {**answers, **found} if found else answers


def _waiting(one: Shared, shared: Mapping[Measurement, Shared], decided: Docket) -> Iterator[RunObservation]:
    """Yield the results of other subjects that wait because a subject had this one first."""
    for other in one.others:
        is_first = not shared[other.place].first
        if not is_first and not _is_settled(other, other.current, decided):
            yield other.current


def _order(sent: RunObservation) -> tuple[Measurement, RowKey]:
    return sent.measurement, sent.row


def _said(told: Iterable[_Told]) -> Mapping[tuple[_Specimen, str], _Said]:
    """Return what was reported of each specimen for each subject."""
    said: dict[tuple[_Specimen, str], _Said] = defaultdict(lambda: defaultdict(list))
    for place, answer in told:
        for sent in answer.distinct():
            said[_specimen(place, sent), place.subject][place.analyte].append(sent.observation)
    return said


def _pairs(told: Iterable[_Told]) -> Iterator[tuple[_Specimen, Bearer, Bearer]]:
    """Yield who has a result of a specimen and shares its value with whom, both ways round."""
    bearers: dict[tuple[_Specimen, str], list[Bearer]] = defaultdict(list)
    for place, answer in told:
        for specimen, bearer in _bearing(place, answer):
            bearers[specimen, place.analyte].append(bearer)
    for (specimen, _), rivals in bearers.items():
        for one, other in permutations(rivals, 2):
            if one.place.subject != other.place.subject and one.shares_value(other):
                yield specimen, one, other


def _bearing(place: Measurement, answer: MeasurementState) -> Iterator[tuple[_Specimen, Bearer]]:
    if answer.current is None:
        return
    counted = answer.current, *answer.further, *answer.superseded
    bearer = Bearer(place, answer.current, answer, counted)
    for specimen in {_specimen(place, sent) for sent in bearer.counted if sent.specimen}:
        yield specimen, bearer


def _are_one(said: _Said, its: _Said) -> bool:
    """Say whether half or more of the analytes that were reported of both have a value in common."""
    both = said.keys() & its.keys()
    same = sum(any(starmap(same_value, product(said[analyte], its[analyte]))) for analyte in both)
    return 2 * same >= len(both)


def _specimen(place: Measurement, sent: RunObservation) -> _Specimen:
    return place.center, sent.specimen, place.collected_at[:DAY]


def _is_settled(bearer: Bearer, current: RunObservation | None, decided: Docket) -> bool:
    """Say whether somebody has decided that the result is the subject's, or what counts while it waits for its unit."""
    stating = [*bearer.stating(), *([current] if current else [])]
    rulings = decided.rulings(bearer.place, stating)
    return any(
        rulings.lifts(sent.row, IssueCode.MOVED_SUSPECT) or decided.is_moved(sent.measurement)
        for sent in stating
    )


def _held(answer: MeasurementState, shared: Shared) -> MeasurementState:
    """Return the answer without a current value, with the result waiting, whatever else it may be held for."""
    issue = Issue(IssueCode.MOVED_SUSPECT, found=shared.first, analyte=shared.bearer.place.analyte)
    current = [answer.current] if answer.current else []
    rows = {sent.row for sent in (*shared.bearer.stating(), *current)}
    stating = [Held(sent, ()) for sent in (*current, *answer.again) if sent.row in rows]
    return answer._replace(
        current=None,
        held=tuple(_with(one, issue) if one.sent.row in rows else one for one in (*stating, *answer.held)),
        again=tuple(sent for sent in answer.again if sent.row not in rows),
        noted=tuple(sent for sent in answer.noted if sent.row not in rows),
    )


def _with(held: Held, issue: Issue) -> Held:
    sent = held.sent
    return Held(replace(sent, issues=(*sent.issues, issue)), (*held.codes, issue.code))
