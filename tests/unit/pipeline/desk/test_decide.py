"""Decisions as events of the journal; what they do to values is held by the fold's own tests."""

from datetime import UTC, datetime

import pytest
from tests.support.profiles import ENGLISH, profile_toml
from tests.support.studies import study_definition

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.identity import file_id
from hepaflow.domain.study.files import Delivery
from hepaflow.pipeline.desk.decide import NothingToDecide, Ruling, decide
from hepaflow.pipeline.desk.definitions import add_profile, define_study
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.timeline import timeline
from hepaflow.ports import Version
from local.memory import MemoryRegistry, memory_services

STUDY, CENTER, SUBJECT = "S", "C", "S-001"
PROFILE = profile_toml(STUDY, CENTER, ENGLISH | {"unit": "Unit"}, time_zone="UTC")
HEADER = "Subject,Collected,Test,Result,Unit\n"
IMPOSSIBLE = f"{HEADER}S-001,2024-03-22,ALT,900000,U/L\n".encode()
SOUND = f"{HEADER}S-001,2024-03-23,ALT,40,U/L\n".encode()


def clock():
    return datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def desk(catalog):
    desk = memory_services(catalog, clock)
    registry = desk.registry
    definition = study_definition(STUDY, CENTER)
    define_study(registry, desk.queue, clock, "dm", definition, "r")
    add_profile(registry, desk.queue, catalog, clock, "dm", PROFILE, "r")
    for number, data in enumerate((IMPOSSIBLE, SOUND), start=1):
        key, received = f"S/C/{number}", f"2024-04-0{number}T00:00:00.000Z"
        desk.intake.put(key, Version("v", received), data)
        ingest(Delivery(STUDY, CENTER, key, "v", received), desk)
    return desk


def ruling(kind, data, line=2, reason="seen"):
    return Ruling(kind, SUBJECT, (file_id(STUDY, CENTER, data), line, "ALT"), reason)


def answers(desk):
    return timeline(desk.registry, desk.results, STUDY, SUBJECT).answers


@pytest.mark.parametrize("kind", [DecisionKind.ACCEPT, DecisionKind.RELEASE])
def test_a_held_row_becomes_current(desk, kind):
    decide(desk, STUDY, "dm", ruling(kind, IMPOSSIBLE))
    assert all(answer.current for answer in answers(desk).values())


def test_a_report_that_was_set_aside_counts_again_once_it_is_released(desk):
    aside = decide(desk, STUDY, "dm", ruling(DecisionKind.SET_ASIDE, SOUND))
    assert decide(desk, STUDY, "dm", ruling(DecisionKind.RELEASE, SOUND)) > aside
    assert [place.collected_at for place, answer in answers(desk).items() if answer.current] == ["2024-03-23"]


def test_a_release_again_is_acknowledged(desk):
    wish = ruling(DecisionKind.RELEASE, IMPOSSIBLE)
    assert decide(desk, STUDY, "dm", wish) == decide(desk, STUDY, "dm", wish)


def test_a_decision_is_one_event(desk):
    before = desk.registry.head(STUDY).journal_number
    for _ in range(3):
        assert decide(desk, STUDY, "dm", ruling(DecisionKind.ACCEPT, IMPOSSIBLE)) == before + 1
    assert desk.registry.head(STUDY).journal_number == before + 1


def test_a_decision_whose_answer_was_lost_is_found_written(desk, monkeypatch):
    append, lost = MemoryRegistry.append, [True]

    def forgetful(self, study, event, change):
        written = append(self, study, event, change)
        return written and not lost.pop() if lost else written

    monkeypatch.setattr(MemoryRegistry, "append", forgetful)
    number = decide(desk, STUDY, "dm", ruling(DecisionKind.ACCEPT, IMPOSSIBLE))
    assert number == desk.registry.head(STUDY).journal_number


@pytest.mark.parametrize("kind", [DecisionKind.ACCEPT, DecisionKind.RELEASE])
def test_nothing_is_written_about_a_report_that_stands_as_wanted(desk, kind):
    before = desk.registry.head(STUDY)
    with pytest.raises(NothingToDecide):
        decide(desk, STUDY, "dm", ruling(kind, SOUND))
    assert desk.registry.head(STUDY) == before


def test_a_report_of_another_line_is_missing(desk):
    with pytest.raises(Missing):
        decide(desk, STUDY, "dm", ruling(DecisionKind.ACCEPT, SOUND, line=7))


def test_a_measurement_that_there_is_not_is_missing(desk):
    place = next(iter(answers(desk)))._replace(analyte="AST")
    with pytest.raises(Missing):
        decide(desk, STUDY, "dm", Ruling(DecisionKind.RETIRE, SUBJECT, place, "wrong subject"))


def test_a_measurement_is_retired_once(desk):
    place = next(iter(answers(desk)))
    wish = Ruling(DecisionKind.RETIRE, SUBJECT, place, "wrong subject")
    assert decide(desk, STUDY, "dm", wish) == decide(desk, STUDY, "dm", wish)
    assert answers(desk)[place].retired


def test_the_decision_is_kept_with_its_subject_and_number(desk):
    number = decide(desk, STUDY, "dm", ruling(DecisionKind.SET_ASIDE, SOUND))
    (decision,) = desk.registry.view(STUDY, [], [SUBJECT]).dossiers[SUBJECT].decisions
    assert (decision.journal_number, decision.reason, decision.line) == (number, "seen", 2)
