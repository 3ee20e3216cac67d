"""The fold against a naive model, and what no history may break.

The model works on plain numbers and says the rules one report at a time; it shares no code with the fold.
"""

from collections.abc import Collection
from decimal import Decimal
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement, Run, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Comparator, Conversion, Observation, Raw, Status
from hepaflow.domain.study.fold_rules import FIRST_VERSION, NEWEST_VERSION

ALT = Measurement("CN-01", "CN01-0001", "ALT", "SERUM", "2024-03-22T08:30")
STATUS = {1: Status.PRELIMINARY, 2: Status.FINAL, 3: Status.CORRECTED, 9: Status.DELETED}


class Told(NamedTuple):
    """A report of the model: `day` is its file, `line` names it."""

    rank: int
    revised: int
    day: int
    line: int
    value: int
    doubtful: bool = False
    accepts: bool = False

    @property
    def mark(self) -> tuple[int, int]:
        return self.rank, self.revised


def placed(told: Told, center: str = "CN-01") -> RunObservation:
    number = Decimal(told.value)
    revised = f"2024-06-0{told.revised}" if told.revised else ""
    report = Observation(
        "ALT",
        Raw("ALT", str(told.value)),
        Comparator.EQ,
        number,
        Conversion(),
        number,
        "U/L",
        status=STATUS[told.rank],
        revised_at=revised,
        issues=(Issue(IssueCode.VALUE_IMPOSSIBLE),) if told.doubtful else (),
    )
    run = Run(
        center, f"file-{told.day}", 1, f"2024-05-0{told.day}T00:00:00.000Z", accept_changes=told.accepts
    )
    return RunObservation(ALT._replace(center=center), report, run, told.line)


def told_as(ranks: list[int], *, accepts: bool, doubts: bool = True) -> st.SearchStrategy[list[Told]]:
    one = st.tuples(
        st.sampled_from(ranks),
        st.sampled_from([0, 0, 0, 1, 2]),
        st.integers(1, 5),
        st.integers(1, 3),
        st.sampled_from([False, False, False, doubts]),
        st.booleans() if accepts else st.just(value=False),
    )
    return st.lists(one, min_size=1, max_size=8).map(
        lambda rows: [
            Told(rank, revised, day, line, value, doubtful, accept)
            for line, (rank, revised, day, value, doubtful, accept) in enumerate(rows, 1)
        ]
    )


values = told_as([1, 2, 2, 2, 3], accepts=True)
histories = told_as([1, 2, 2, 2, 3, 3, 9], accepts=True)
strict = told_as([1, 2, 2, 2, 3], accepts=False)
versions = st.integers(FIRST_VERSION, NEWEST_VERSION)
decided = st.lists(st.tuples(st.sampled_from(DecisionKind), st.integers(1, 9)), max_size=4)


# the model


def model(history: list[Told], version: int) -> dict[int, str]:
    """Return what becomes of each report, by line."""
    deletions = [one for one in history if one.rank == 9]
    unsure = [one for one in deletions if version > 1 and misses(one, history)]
    void = [
        one
        for one in history
        if one.rank != 9 and any(voids(other, one, history) for other in deletions if other not in unsure)
    ]
    waiting: dict[int, list[int]] = {
        deletion.line: [
            one.line for one in history if one.rank != 9 and one not in void and voids(deletion, one, history)
        ]
        for deletion in unsure
    }
    held = {line for lines in waiting.values() for line in lines}
    held |= {line for line, lines in waiting.items() if lines}
    void += [one for one in deletions if one.line not in held]
    fates = successions([one for one in history if one not in void], held)
    if deletions:
        fates = {line: fate.replace("current", "reverts-correction") for line, fate in fates.items()}
    return fates | {one.line: "withdrawn" for one in void}


def misses(deletion: Told, history: list[Told]) -> bool:
    """Version 2: the deletion names another value than the one that counted when it came."""
    before = [one for one in history if one.rank != 9 and one.day <= deletion.day]
    last = max(((one.mark, one.day) for one in before), default=None)
    counted = [one.value for one in before if (one.mark, one.day) == last]
    return bool(counted) and deletion.value not in counted


def voids(deletion: Told, one: Told, history: list[Told]) -> bool:
    if one.revised and deletion.revised and one.revised != deletion.revised:
        return one.revised < deletion.revised
    if one.day < deletion.day:
        return True
    if one.rank != 3 and one.value == deletion.value:
        return True
    return any(old.day < deletion.day and old.mark >= one.mark and old.value == one.value for old in history)


def successions(history: list[Told], held: Collection[int]) -> dict[int, str]:
    order = sorted(history, key=lambda one: (one.rank, one.revised, one.day, one.line))
    fates = {one.line: "corrects-nothing" for one in order if one.line in held}
    fates |= {one.line: "value-impossible" for one in order if one.doubtful and one.rank != 9}
    chain: list[list[Told]] = []  # each value that was current, with all who say so
    allowed: set[int] = set()  # changes that a profile accepted
    for one in order:
        if one.line not in fates:
            meet(one, order, chain, allowed, fates)
    if chain:
        settle(order, chain, allowed, fates)
    return fates


def meet(
    one: Told, order: list[Told], chain: list[list[Told]], allowed: set[int], fates: dict[int, str]
) -> None:
    beside = [
        other
        for other in order
        if fates.get(other.line) not in ("value-impossible", "corrects-nothing")
        and (other.mark, other.day) == (one.mark, one.day)
    ]
    if len({other.value for other in beside}) > 1:
        fates[one.line] = "conflict"
    elif chain and chain[-1][0].value == one.value:
        chain[-1].append(one)
    elif next_in_line(one, chain, [other for other in order if fates.get(other.line) == "conflict"]):
        chain.append([one])
    elif one.value in [said[0].value for said in chain]:
        fates[one.line] = "reverts-correction"
    elif one.accepts:
        allowed.add(one.line)
        chain.append([one])
    else:
        fates[one.line] = "changed-unmarked"


def next_in_line(one: Told, chain: list[list[Told]], disputed: list[Told]) -> bool:
    best = chain[-1][-1].mark if chain else (0, 0)
    above = [other for other in disputed if other.mark > best]
    if not above:
        return one.mark > best
    highest = max(other.mark for other in above)
    return one.mark > highest or one.value in [other.value for other in above if other.mark == highest]


def settle(order: list[Told], chain: list[list[Told]], allowed: set[int], fates: dict[int, str]) -> None:
    counted = [one for said in chain for one in said]
    current = chain[-1][0].value

    def settles(other: Told, one: Told) -> bool:
        allows = other.line in allowed or (other.accepts and other.day > one.day)
        after = other.mark > one.mark or (other.mark == one.mark and allows)
        return other != one and after and (other.day >= one.day or one.rank == 1 < other.rank)

    def is_settled(one: Told) -> bool:
        return any(settles(other, one) for other in counted)

    for one in order:
        if one.line in fates and is_settled(one):
            fates[one.line] = "again" if one.value == current else "superseded"
    for place, said in enumerate(chain):
        after = [one.day for later in chain[place + 1 :] for one in later]
        knew = bool(after) and min(one.day for one in said) < max(after) and said[0].value != current
        rest = [one for one in said if not knew or is_settled(one)]
        fates.update({one.line: "reverts-correction" for one in said if one not in rest})
        fates.update({one.line: "again" for one in rest})
        best = next(one for one in rest if one.mark == max(other.mark for other in rest))
        fates[best.line] = "superseded" if after else "current"


# what the fold says, in the words of the model


def fates(answer: MeasurementState) -> list[tuple[int, str]]:
    parts = {
        "current": (answer.current,) if answer.current else (),
        "superseded": answer.superseded,
        "again": answer.again,
        "aside": answer.aside,
        "withdrawn": answer.withdrawn,
    }
    named = [(sent.line, name) for name, reports in parts.items() for sent in reports]
    return sorted(named + [(held.sent.line, held.codes[0].value) for held in answer.held])


def told(
    history: list[Told], decisions: tuple[Decision, ...] = (), version: int = NEWEST_VERSION
) -> MeasurementState:
    return fold((placed(one) for one in history), decisions, version=version)[ALT]


def value(answer: MeasurementState) -> Decimal | None:
    return answer.current.observation.number if answer.current else None


def line(answer: MeasurementState) -> int | None:
    return answer.current.line if answer.current else None


def decisions_about(history: list[Told], drawn: list[tuple[DecisionKind, int]]) -> tuple[Decision, ...]:
    made = []
    for number, (kind, line) in enumerate(drawn, 1):
        day = next((one.day for one in history if one.line == line), 1)
        made.append(Decision(number, kind, ALT, "drawn", f"file-{day}", line, ALT.subject, tuple(ROW_HOLDS)))
    return tuple(made)


@given(histories, versions)
def test_the_fold_agrees_with_the_model(history, version):
    assert fates(told(history, version=version)) == sorted(model(history, version).items())


@given(histories, decided, versions, st.randoms())
def test_the_order_of_processing_never_matters(history, drawn, version, random):
    decisions = decisions_about(history, drawn)
    mixed = random.sample(history, len(history)), tuple(random.sample(decisions, len(decisions)))
    assert told(*mixed, version) == told(history, decisions, version)


@given(histories, decided, versions)
def test_every_report_is_accounted_for_exactly_once(history, drawn, version):
    answer = told(history, decisions_about(history, drawn), version)
    assert [line for line, _ in fates(answer)] == [one.line for one in history]


@given(histories, decided, versions, st.randoms())
def test_the_same_reports_twice_change_nothing(history, drawn, version, random):
    decisions = decisions_about(history, drawn)
    again = random.choices(history, k=9) + history
    assert told(again, decisions, version) == told(history, decisions, version)


@given(strict)
def test_a_cumulative_file_with_all_the_old_values_changes_no_current_value(history):
    again = [one._replace(day=6 + day, line=one.line + 10 * (1 + day)) for one in history for day in range(2)]
    assert value(told(history)) in (None, value(told(history + again)))


@given(strict.filter(lambda history: value(told(history)) is not None), st.data())
def test_one_old_value_sent_again_never_undoes_a_correction(history, data):
    answer = told(history)
    old = [one for one in history if one.line in [sent.line for sent in answer.superseded]]
    if not old:
        return
    again = data.draw(st.sampled_from(old))
    after = told([*history, again._replace(day=7, line=20), again._replace(day=8, line=21)])
    assert value(after) == value(answer)


@given(strict, st.integers(1, 3), st.integers(0, 3), st.integers(1, 6))
def test_preliminary_never_replaces_final(history, number, revised, day):
    answer = told(history)
    if answer.current is None or answer.current.observation.status is Status.PRELIMINARY:
        return
    after = told([*history, Told(1, revised, day, 20, number)])
    if (
        after.current is None
    ):  # another preliminary value of that file contradicts it, and the final one confirms none
        assert any((one.rank, one.day) == (1, day) and one.value != number for one in history)
        return
    assert (value(after), line(after)) == (value(answer), line(answer))


@given(histories, histories)
def test_one_center_never_supersedes_another(history, other):
    both = fold([placed(one, "CORE") for one in other] + [placed(one) for one in history])
    assert both[ALT] == told(history)


@given(histories)
def test_what_is_accepted_is_current(history):
    deleted = {one.line for one in history if one.rank == 9}
    for held in told(history).held:
        if held.sent.line not in deleted:
            accept = decisions_about(history, [(DecisionKind.ACCEPT, held.sent.line)])
            assert line(told(history, accept)) == held.sent.line


@given(histories.filter(lambda history: len(history) > 1))
def test_what_is_set_aside_counts_as_little_as_what_was_never_sent(history):
    aside = decisions_about(history, [(DecisionKind.SET_ASIDE, 1)])
    expected = [*fates(told(history[1:])), (1, "aside")]
    assert fates(told(history, aside)) == sorted(expected)


@given(histories, versions)
def test_a_measurement_that_the_lab_deleted_has_no_current_value(history, version):
    assert value(told([*history, Told(9, 0, 3, 20, 1)], version=version)) is None
