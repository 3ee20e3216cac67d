"""What several runs gave, except for the lines, is read once; whatever else differs is not."""

from dataclasses import replace

import pytest
from tests.support.liver_panels import CHINESE, panel

from hepaflow.aws.results.panel_item import Packer
from hepaflow.aws.results.repeated.stored import panels_of
from hepaflow.aws.results.wire import item_to_wire
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Moment, Precision

RUN = RunId("NCT03945487", "CN-01", "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8", 1)
OTHER = replace(RUN, file_id="0" * 64)
SHORT, OTHER_SHORT = (replace(run, file_id=run.file_id[:16]) for run in (RUN, OTHER))


def wires(*given):
    """Return the items of panels, each with its run, in the order of their keys."""
    items = [item_to_wire(Packer(run).pack(one)) for run, one in given]
    return sorted(items, key=lambda wire: wire["sk"]["S"])


def known(**more):
    found = panel(CHINESE)
    for name, value in more.items():
        setattr(found, name, value)
    return found


def test_a_panel_that_two_runs_gave_is_read_once_with_the_lines_of_both():
    later = known(lines=list(range(300, 315)))
    (stored,) = panels_of(wires((RUN, known()), (OTHER, later)))
    assert {given.run: list(given.lines) for given in stored.given()} == {
        SHORT: known().lines,
        OTHER_SHORT: later.lines,
    }
    (again,) = stored.again
    assert (again.lines[3], again.lines[:2], len(again.lines)) == (
        again.lines[0] + 3,
        list(again.lines)[:2],
        15,
    )


def test_it_can_be_seen_as_one_run_gave_it():
    later = known(lines=[7] * 15)
    (stored,) = panels_of(wires((RUN, known()), (OTHER, later)))
    seen = {given.run: stored.of([given]).panel for given in stored.given()}
    assert seen == {SHORT: known(), OTHER_SHORT: later}


def other_number():
    found = known()
    first = found.observations[0]
    found.observations[0] = first._replace(raw=first.raw._replace(value="86.4"))
    return found


def other_value():
    """The same cells, from which an earlier release worked out another canonical number."""
    found = known()
    found.observations[0] = found.observations[0]._replace(value=found.observations[0].value + 1)
    return found


@pytest.mark.parametrize(
    "other",
    [
        known(visit="第5周"),
        known(sex="F"),
        known(age=50),
        known(collected_at=Moment("2024-03-22T08:30", Precision.MINUTE, "+09:00")),
        known(collected_at=Moment("2024-03-22T08:31", Precision.MINUTE, "+08:00")),
        known(specimen="2403220018"),
        known(specimen="S" * 200),
        known(specimen_issues=(Issue(IssueCode.VALUE_ALERT),)),
        known(row_issues={0: (Issue(IssueCode.VALUE_ALERT),)}),
        other_number(),
        other_value(),
    ],
)
def test_what_differs_in_anything_but_lines_is_read_twice(other):
    found = list(panels_of(wires((RUN, known()), (OTHER, other))))
    assert {stored.run: (stored.panel, stored.again) for stored in found} == {
        SHORT: (known(), ()),
        OTHER_SHORT: (other, ()),
    }


def test_panels_of_two_centers_are_two():
    elsewhere = replace(OTHER, center="CN-02")
    assert len(list(panels_of(wires((RUN, known()), (elsewhere, known()))))) == 2
