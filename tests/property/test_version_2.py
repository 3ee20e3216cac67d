"""The fold of version 2 against a plain statement of its rules, which shares no code with it."""

from hypothesis import given
from tests.property.history.rules import Ruled
from tests.property.history.rules_2 import fates_2
from tests.property.history.said import Key, Said
from tests.property.history.targets import ORDER
from tests.support.examples import tried
from tests.support.said_reports import decided, placed, written

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement import Measurement, RunObservation
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.values.statements import WHOLE_ORDER


def told(answer: MeasurementState) -> list[tuple[object, str]]:
    parts = {
        "said before": (*answer.superseded, *answer.again),
        "aside": answer.aside,
        "withdrawn": answer.withdrawn,
        "current": (answer.current,) if answer.current else (),
    }
    found = [(sent, name) for name, reports in parts.items() for sent in reports]
    found += [(held.sent, "+".join(held.codes)) for held in answer.held]
    return sorted(((row_of(sent), name) for sent, name in found), key=str)


def row_of(sent: RunObservation) -> object:
    analyte = sent.observation.analyte
    return sent.run.file_id, sent.line, ORDER if analyte == WHOLE_ORDER else analyte


def key_of(place: Measurement) -> Key:
    return (ORDER if place.analyte == WHOLE_ORDER else place.analyte, place.specimen_type, place.collected_at)


def expected(history: list[Said], decisions: list[tuple[DecisionKind, Said]]) -> dict[Key, list]:
    def ruled(keys: set[Key], rows: set[object]) -> Ruled:
        found = Ruled()
        for kind, about in decisions:
            if kind is DecisionKind.RETIRE:
                if about.key in keys:
                    found.retire()
            elif about.row in rows:
                found.hear(kind, about.row)
        return found

    return fates_2(history, ruled)


@given(decided())
@tried(10)
def test_the_fold_says_what_the_plain_rules_say(history):
    said, decisions = history
    found = fold([placed(one) for one in said], written(decisions))
    assert {key_of(place): told(answer) for place, answer in found.items()} == expected(said, decisions)
