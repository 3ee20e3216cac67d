"""Panels that stand apart are current in the fold of everything, and what else is folded without them stays the same."""

from dataclasses import replace
from decimal import Decimal
from itertools import chain

from hypothesis import event, given
from hypothesis import strategies as st
from tests.support.examples import tried

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.apart.panels import panels_apart
from hepaflow.domain.fold.apart.told import ToldPanel
from hepaflow.domain.fold.later.runs import LaterRuns, Resending, later_runs
from hepaflow.domain.fold.measurement import Run
from hepaflow.domain.fold.measurement_state import stated_once
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE, Places
from hepaflow.domain.model import (
    Comparator,
    Conversion,
    Moment,
    Observation,
    Panel,
    Precision,
    Raw,
    Status,
)
from hepaflow.domain.values.statements import WHOLE_ORDER, record_sign

DAYS = [f"2024-0{month}-{day:02}" for month in (3, 4) for day in range(1, 13)]
CLOCKS = ["T08:30", "T08:30", "T08:30", "T09:30", "T08:30:00", ""]
# one instant, written with two offsets, on two days
CHANGE = [("2024-03-09T23:30", "-06:00"), ("2024-03-10T00:30", "-05:00")]
USUAL = fold_rules(3).usual_units
# what may happen to a report is rare, so that most panels stand apart
STATUSES = [*[Status.FINAL] * 24, Status.PRELIMINARY, Status.CORRECTED, Status.DELETED]
ISSUES = [*[()] * 20, (IssueCode.VALUE_IMPOSSIBLE,), (IssueCode.CONFLICT,)]
STATEMENTS = [
    IssueCode.TAKEN_BACK,
    IssueCode.FINAL_AS_SENT,
    IssueCode.STATED_NOT_DONE,
    IssueCode.STATED_NOT_DONE,
]


@st.composite
def reports(draw: st.DrawFn, analyte: str, places: Places) -> Observation:
    number = Decimal(draw(st.sampled_from([16, 17, 17, 18, 1, 300])))
    issues = tuple(map(Issue, draw(st.sampled_from(ISSUES))))
    record = draw(st.sampled_from(["", "r1", "r2"])) if places is not Places.LINE else ""
    told = Observation(
        analyte,
        Raw(),
        draw(st.sampled_from([*[Comparator.EQ] * 6, Comparator.LT])),
        number,
        Conversion(),
        number,
        "",
        status=draw(st.sampled_from(STATUSES)),
        specimen_type=draw(st.sampled_from(["", "", "", "SERUM"])),
        issues=issues,
        record=record_sign(record) if record else "",
    )
    if draw(st.integers(0, 30)):
        return told
    states = Issue(draw(st.sampled_from(STATEMENTS)))
    whole = WHOLE_ORDER if places is Places.SEGMENT and draw(st.booleans()) else analyte
    below = (Issue(IssueCode.ORDER_CANCELLED),) if draw(st.booleans()) else ()
    return told._replace(
        analyte=whole,
        number=None,
        value=None,
        status=draw(st.sampled_from([Status.NOT_DONE, Status.CORRECTED, Status.FINAL, Status.DELETED])),
        issues=(states, *below),
    )


@st.composite
def moments(draw: st.DrawFn) -> Moment:
    if not draw(st.integers(0, 9)):
        wall, offset = draw(st.sampled_from(CHANGE))
        return Moment(wall, Precision.MINUTE, offset)
    day, clock = draw(st.sampled_from(DAYS)), draw(st.sampled_from(CLOCKS))
    offset = ("-06:00" if day < "2024-03-10" else "-05:00") if clock and draw(st.integers(0, 9)) else ""
    wall = day + clock if draw(st.integers(0, 40)) else draw(st.sampled_from(["", day[:7]]))
    return Moment(wall, Precision.MINUTE if clock else Precision.DAY, offset)


@st.composite
def panels(draw: st.DrawFn, line: int) -> tuple[Panel, int]:
    """Draw a panel, and the file that gives it."""
    file, moment = draw(st.integers(0, 3)), draw(moments())
    places = PLACES[file]
    analytes = draw(st.lists(st.sampled_from(["ALT", "AST", "BILI"]), min_size=1, max_size=3, unique=draw(st.integers(0, 9)) > 0))  # fmt: skip
    panel = Panel(
        "S-1",
        moment,
        draw(st.sampled_from(["", f"T-{moment.wall}", f"T-{moment.wall}", "T-1"])),
    )
    at = line * PER_MESSAGE + 1 if places is Places.SEGMENT else line
    panel.observations += [draw(reports(analyte, places)) for analyte in analytes]
    panel.lines += range(at, at + len(analytes))
    panel.specimen_issues = (Issue(IssueCode.VALUE_IMPOSSIBLE),) if not draw(st.integers(0, 20)) else ()
    held = draw(st.sampled_from([IssueCode.CONFLICT, IssueCode.VALUE_IMPOSSIBLE]))
    panel.row_issues = {0: (Issue(held),)} if not draw(st.integers(0, 20)) else {}
    return panel, file


PLACES = [Places.LINE, Places.LINE, Places.SEGMENT, Places.ENTRY]


@st.composite
def told_at_two_numbers(draw: st.DrawFn) -> list[list[ToldPanel]]:
    found = [draw(panels(100 * number + 2)) for number in range(draw(st.integers(1, 9)))]
    runs = [
        Run(
            draw(st.sampled_from(["C-1", "C-1", "C-1", "C-2"])),
            f"file-{file}",
            1,
            f"2024-06-0{file + 1}",
            places=PLACES[file],
            accept_changes=draw(st.booleans()),
            specimen_identifies=draw(st.booleans()),
            cumulative=draw(st.booleans()),
        )
        for file in range(4)
    ]
    before = draw(st.sets(st.integers(0, 3)))

    def later(run: Run, panel: Panel) -> LaterRuns | None:
        again = replace(run, file_id=f"{run.file_id}-again", received="2024-07-01")
        return later_runs([Resending(again, [line + 7 for line in panel.lines])])

    after = [
        ToldPanel(
            panel, runs[file], panel.lines, later(runs[file], panel) if draw(st.integers(0, 3)) == 0 else None
        )
        for panel, file in found
    ]
    return [
        after,
        [one._replace(later=None) for one, (_, file) in zip(after, found, strict=True) if file in before],
    ]


@given(told_at_two_numbers(), st.sampled_from([2, 3]))
@tried(10)
def test_what_stands_apart_is_current_and_changes_nothing_else(told, version):
    apart = panels_apart(told, set(), USUAL)
    rules = fold_rules(version)
    for at in told:
        whole = weighed(list(chain.from_iterable(one.reports() for one in at)), [], {}, rules)
        folded, left_out = [], []
        for one in at:
            places = set(apart.folded(one)) if apart.includes(one) else range(len(one.panel.observations))
            for place, sent in enumerate(one.reports()):
                (folded if place in places else left_out).append(sent)
        event(f"left out: {bool(left_out)}, folded: {bool(folded)}")
        some = weighed(folded, [], {}, rules)
        assert whole == some | {sent.measurement: stated_once(sent) for sent in left_out}
