"""Results that were sent about one subject and belong to another."""

import json
from collections import Counter

import pytest
from tests.unit.pipeline.studies import CENTER, FIRST, HEADER, SECOND, STUDY, started

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.study.register import Subject
from hepaflow.pipeline.desk.decide import NothingToDecide, Ruling, decide
from hepaflow.pipeline.register.entries import put_subject
from hepaflow.pipeline.services import Missing
from hepaflow.pipeline.timeline import timeline

A, B, C = "S-001", "S-002", "S-003"
SENT = f"""{HEADER}
{A},2024-03-22,ALT,45,U/L,final
{B},2024-03-22,ALT,90,U/L,final
""".encode()
IMPOSSIBLE = f"{HEADER}\n{A},2024-03-22,ALT,9999999,U/L,final\n".encode()


@pytest.fixture
def world():
    world = started(subject_pattern="S-[0-9]{3}")
    world.send(SENT)
    return world


@pytest.fixture
def desk(world):
    return world.desk


def move(world, desk, subject, to, line=2, data=SENT):
    about = (world.state(data).file_id, line, "ALT")
    return decide(desk, STUDY, "ann", Ruling(DecisionKind.MOVE_SUBJECT, subject, about, "swapped", to))


def shown(desk, as_of=None):
    """The values of each subject, held ones in brackets."""
    found = {}
    for subject in (A, B, C):
        known = timeline(desk.registry, desk.results, STUDY, subject, as_of)
        assert {place.subject for place in known.answers} <= {subject}
        current = [str(one.current.observation.number) for one in known.answers.values() if one.current]
        held = [f"({held.sent.observation.number})" for one in known.answers.values() for held in one.held]
        found[subject] = [*current, *held]
    return found


def test_a_moved_result_stands_under_the_other_subject_alone(world, desk):
    move(world, desk, A, C)
    assert shown(desk) == {A: [], B: ["90"], C: ["45"]}


def test_before_the_move_it_stands_where_it_was_sent(world, desk):
    number = move(world, desk, A, C)
    assert shown(desk, number - 1) == {A: ["45"], B: ["90"], C: []}
    assert shown(desk, number) == {A: [], B: ["90"], C: ["45"]}


def test_swapped_samples_are_two_moves(world, desk):
    move(world, desk, A, B)
    assert shown(desk)[B] == ["(45)", "(90)"]  # two values of one measurement, in one file
    move(world, desk, B, A, line=3)
    assert shown(desk) == {A: ["90"], B: ["45"], C: []}


def test_a_move_back_gives_the_first_answer_again(world, desk):
    first = shown(desk)
    there = move(world, desk, A, B)
    between = shown(desk)
    move(world, desk, B, A)
    assert (shown(desk), shown(desk, there)) == (first, between)


def test_a_moved_result_can_be_moved_on(world, desk):
    first = move(world, desk, A, B)
    move(world, desk, B, C)
    assert shown(desk) == {A: [], B: ["90"], C: ["45"]}
    assert shown(desk, first)[C] == []


def test_later_reports_of_the_measurement_go_the_same_way(world, desk):
    move(world, desk, A, C)
    world.send(SENT.replace(b",45,U/L,final", b",46,U/L,corrected"), SECOND, name="b.csv")
    assert shown(desk) == {A: [], B: ["90"], C: ["46"]}


def test_a_decision_about_the_report_follows_it(world, desk):
    world.send(IMPOSSIBLE.replace(b"03-22", b"04-22"), SECOND, name="b.csv")
    data = IMPOSSIBLE.replace(b"03-22", b"04-22")
    move(world, desk, A, C, data=data)
    about = (world.state(data).file_id, 2, "ALT")
    decide(desk, STUDY, "ann", Ruling(DecisionKind.RELEASE, C, about, "seen"))
    assert shown(desk)[C] == ["9999999"]
    move(world, desk, C, A, data=data)
    assert "9999999" in shown(desk)[A]


def test_the_same_move_again_is_acknowledged(world, desk):
    assert move(world, desk, A, C) == move(world, desk, A, C)


def test_nothing_is_moved_to_where_it_stands(world, desk):
    with pytest.raises(NothingToDecide):
        move(world, desk, A, A)


@pytest.mark.parametrize("line", [3, 4])
def test_a_report_that_the_subject_does_not_have_is_not_moved(world, desk, line):
    with pytest.raises(Missing):
        move(world, desk, A, C, line=line)


@pytest.mark.parametrize("to", ["X-001", " S-003", ""])
def test_nothing_is_moved_to_what_is_no_subject_id_of_the_study(world, desk, to):
    with pytest.raises(Missing):
        move(world, desk, A, to)


def register(desk, name, **more):
    told = Subject(**{"id": name, "center": CENTER, "status": "enrolled", **more})
    return put_subject(desk, STUDY, told, 1, "ann", "start")


def test_nothing_is_moved_to_a_subject_that_a_closed_register_does_not_know(world, desk):
    register(desk, A)
    world.close_register()
    with pytest.raises(Missing):
        move(world, desk, A, C)


def test_nothing_is_moved_to_a_former_id(world, desk):
    register(desk, C)
    register(desk, A, former_ids=(C,))
    with pytest.raises(Missing):
        move(world, desk, B, C, line=3)


def test_what_was_moved_to_a_former_id_is_the_subject_s(world, desk):
    move(world, desk, A, C)
    register(desk, B, former_ids=(C,))
    assert shown(desk) == {A: [], B: ["(45)", "(90)"], C: []}


def test_whom_a_result_is_moved_to_is_listed(world, desk):
    move(world, desk, A, C)
    assert list(desk.registry.subjects(STUDY, CENTER)) == [A, B, C]


def test_a_moved_result_carries_another_s_sex_and_age():
    world = started(more='sex = "Sex"')
    world.send(f"{HEADER},Sex\n{A},2024-03-22,ALT,45,U/L,final,M\n".encode(), FIRST)
    desk = world.desk
    (answer,) = timeline(desk.registry, desk.results, STUDY, A).answers.values()
    for name, sex in ((A, "M"), (B, "F")):
        register(desk, name, sex=sex)
    about = answer.current.row
    decide(desk, STUDY, "ann", Ruling(DecisionKind.MOVE_SUBJECT, A, about, "mislabelled", B))
    assert shown(desk)[B] == ["45"]


class Counting:
    """Counts the calls of a port."""

    def __init__(self, port):
        self.port, self.calls = port, Counter()

    def __getattr__(self, name):
        self.calls[name] += 1
        return getattr(self.port, name)


def asked(world, subject):
    registry, results = Counting(world.registry), Counting(world.results)
    timeline(registry, results, STUDY, subject)
    return results.calls["subject_panels"], registry.calls["view"]


def test_each_other_subject_that_moves_involve_is_one_more_query(world, desk):
    assert asked(world, A) == (1, 1)
    move(world, desk, A, B)
    move(world, desk, B, A, line=3)
    assert asked(world, A) == (2, 2)


def test_a_file_sent_again_is_told_of_its_values_wherever_they_stand_now(world, desk):
    move(world, desk, A, C)
    world.send(SENT, SECOND, name="again.csv")
    folder = f"{STUDY}/{CENTER}/{world.state(SENT).file_id}/deliveries/"
    answers = [
        json.loads(data)
        for key, (data, _) in world.receipts.kept.items()
        if key.startswith(folder) and key.endswith("json")
    ]
    (told,) = answers
    assert told["values_now"]["current"] == 2
