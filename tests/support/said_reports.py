"""Draw what a lab may say in files of several days, and decisions about it; place it as the fold is given it."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st
from tests.property.history.said import Said
from tests.property.history.targets import ORDER

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import ROW_HOLDS, Measurement, Run, RunObservation
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE, Places
from hepaflow.domain.model import Comparator, Conversion, Observation, Raw, Status
from hepaflow.domain.values.statements import WHOLE_ORDER, record_sign

FORMS = {"table": Places.LINE, "records": Places.ENTRY, "messages": Places.SEGMENT}
TIMES = ("2024-03-22T08:30", "2024-03-22T08:30:00", "2024-03-22T09:30", "2024-03-22", "2024-03-29T08:30")
NOTES = {"takes back": IssueCode.TAKEN_BACK, "confirms": IssueCode.FINAL_AS_SENT}
LIFTED = tuple(ROW_HOLDS)
DAY = "2024-05-0{}T00:00:00.000Z"


@st.composite
def observations(
    draw: st.DrawFn, line: int, forms: dict[int, str], *, accepts: bool, cumulative: bool
) -> Said:
    """Draw what a lab may say in a file of this form."""
    day = draw(st.integers(1, 4))
    form = forms[day]
    status, says = draw(st.sampled_from(STATEMENTS))
    whole = form == "messages" and status == "not-done" and draw(st.booleans())
    analyte = ORDER if whole else draw(st.sampled_from(["ALT", "ALT", "ALT", "AST"]))
    kind = "" if whole else draw(st.sampled_from(["SERUM", "SERUM", "", "PLASMA"]))
    number = draw(st.integers(1, 3)) if says == "value" else None
    held = ["order-cancelled"] if form == "messages" else ["value-impossible"]
    doubts = draw(st.sampled_from([held, [], [], [], [], []])) if number is not None else []
    record = draw(st.sampled_from(["", "o1", "o1", "o2", "S1"])) if form != "table" else ""
    if whole and not record:
        doubts = draw(st.sampled_from([["order-unnumbered"], []]))
    is_listed = form == "messages" and status in {"not-done", "deleted"} and not whole
    at = line * PER_MESSAGE + draw(st.integers(0, 1)) if form == "messages" else line
    return Said(
        row=(f"file-{day}", at, analyte),
        key=(analyte, kind, draw(st.sampled_from(TIMES))),
        status=status,
        value=number,
        says=says,
        received=day,
        file=f"file-{day}",
        line=at,
        message=at // PER_MESSAGE,
        form=form,
        specimen=draw(st.sampled_from(["S1", "S1", "", "S2"])),
        record=record,
        revised=draw(st.sampled_from(["", "", "2024-04-01T10:00", "2024-04-01T12:00"])),
        whole_order=whole,
        cancelled=("order-cancelled" in doubts and form == "messages") or (is_listed and draw(st.booleans())),
        accepts=accepts,
        cumulative=cumulative,
        doubts=tuple(doubts),
    )


STATEMENTS = [
    ("preliminary", "value"),
    ("final", "value"),
    ("final", "value"),
    ("final", "value"),
    ("corrected", "value"),
    ("corrected", "value"),
    ("deleted", "nothing"),
    ("deleted", "value"),
    ("not-done", "takes back"),
    ("corrected", "takes back"),
    ("final", "takes back"),
    ("final", "confirms"),
]


@st.composite
def histories(draw: st.DrawFn) -> list[Said]:
    forms = {day: draw(st.sampled_from(sorted(FORMS))) for day in range(1, 5)}
    accepts, cumulative = draw(st.sampled_from([False, False, False, True])), draw(st.booleans())
    many = draw(st.integers(1, 6))
    return [
        draw(observations(line, forms, accepts=accepts, cumulative=cumulative)) for line in range(2, 2 + many)
    ]


def placed(said: Said) -> RunObservation:
    analyte, kind, when = said.key
    analyte = WHOLE_ORDER if analyte == ORDER else analyte
    number = None if said.value is None else Decimal(said.value)
    notes = [NOTES[said.says]] if said.says in NOTES else []
    notes += (
        [IssueCode.BELOW_CANCELLED_ORDER] if said.cancelled and "order-cancelled" not in said.doubts else []
    )
    observation = Observation(
        analyte,
        Raw(),
        Comparator.EQ,
        number,
        Conversion(),
        number,
        "U/L",
        status=Status(said.status),
        revised_at=said.revised,
        issues=tuple(Issue(IssueCode(code)) for code in (*notes, *said.doubts)),
        record=record_sign(said.record) if said.record else "",
    )
    run = Run(
        "CN-01",
        str(said.file),
        1,
        DAY.format(said.received),
        accept_changes=said.accepts,
        cumulative=said.cumulative,
        places=FORMS[said.form],
    )
    of = Measurement("CN-01", "S-1", analyte, kind, when)
    return RunObservation(of, observation, run, said.line, specimen=said.specimen)


@st.composite
def decided(draw: st.DrawFn) -> tuple[list[Said], list[tuple[DecisionKind, Said]]]:
    history = draw(histories())
    kinds = st.sampled_from([kind for kind in DecisionKind if kind is not DecisionKind.MOVE_SUBJECT])
    named = st.sampled_from([*history, *(in_result(one) for one in history if one.whole_order)])
    return history, draw(st.lists(st.tuples(kinds, named), max_size=3))


def in_result(order: Said) -> Said:
    """A cancelled order as it stands beside a result."""
    return replace(order, row=(order.file, order.line, "ALT"), key=("ALT", "SERUM", TIMES[0]))


def written(decisions: list[tuple[DecisionKind, Said]]) -> list[Decision]:
    return [
        Decision(
            number, kind, placed(about).measurement, "asked", *placed(about).row[:2], "", tuple(ROW_HOLDS)
        )
        for number, (kind, about) in enumerate(decisions, 1)
    ]
