"""What tests of the registry work with: a file's state, a claim, events in their places."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.support.profiles import CHINESE, profile_toml

from hepaflow.domain.fold.decisions import Decision, DecisionKind
from hepaflow.domain.fold.measurement import Measurement
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.files import Claim, Delivery, FileState, FileStatus, Recipe, Visible
from hepaflow.domain.study.journal import Draft, EventKind, following
from hepaflow.ports import Change

STUDY, CENTER = "NCT03945487", "CN-01"
FILE = "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8"
NOON = datetime(2024, 3, 23, 12, tzinfo=UTC)
PROFILE = "# for the lab's new system\n" + profile_toml(STUDY, CENTER, CHINESE, time_zone="")
DEFINITION = '{"study": "NCT03945487", "version": 1, "title": "肝衰竭", "centers": ["CN-01", "DE-02"]}'


def a_delivery(version_id="v1", received="2024-03-23T00:00:00.000Z", center=CENTER):
    return Delivery(STUDY, center, f"{STUDY}/{center}/三月 #1.csv", version_id, received)


def a_claim(n=1):
    return Claim(n, CENTER, "ab" * 32, "2024-03-23T00:00:00.000Z", "v1", Recipe(1, "catalog", "0.1.0", 1))


def a_state(file_id=FILE, number=1, center=CENTER):
    visible = Visible(number, 1, "2024-03-23T00:00:00.000Z", specimen_identifies=True)
    return FileState(file_id, center, FileStatus.COMMITTED, (5, 3, 1, 1, 0), (visible,))


def a_draft(kind=EventKind.FILE_COMMITTED, **details):
    return Draft(kind, "dm@example.org", "核对后", details or {"file_id": FILE, "n": 1})


def a_decision(number=0, line=2):
    measurement = Measurement(CENTER, "CN01-0001", "ALT", "SERUM", "2024-03-22T08:30", "#1")
    lifts = (IssueCode.VALUE_IMPOSSIBLE, IssueCode.MOVED_SUSPECT)
    return Decision(number, DecisionKind.ACCEPT, measurement, "复测一致", FILE, line, lifts=lifts)


def add(registry, change=None, draft=None, study=STUDY, now=NOON):
    """Append one event; return it with whether it was written."""
    event = following(registry.head(study), draft or a_draft(), now)
    return event, registry.append(study, event, change or Change())


def seen(state, number):
    """Return the state after another change of it."""
    return replace(state, history=(*state.history, Visible(number, 0, state.history[-1].received)))
