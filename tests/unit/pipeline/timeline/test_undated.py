"""A message that takes a result back without a time finds the result in another file, by its order."""

import pytest
from tests.support.profiles import made_profile, profile_toml
from tests.unit.pipeline.lab_files import codes, read
from tests.unit.pipeline.studies import CENTER, SECOND, STUDY, THIRD, World
from tests.unit.readers.hl7v2.hl7_messages import MSH, PID, message, obr, obx, segment, spm

from hepaflow.domain.fold.decisions import DecisionKind
from hepaflow.domain.fold.measurement_state import MeasurementState
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE
from hepaflow.pipeline.desk.decide import Ruling, decide
from hepaflow.pipeline.timeline import timeline

SUBJECT = "CN01-0001"
VALUE = message(MSH, PID, obr(f3="S1^LIS"), obx())
AST = obx(f3="AST^AST^L")


def hl7_profile() -> str:
    return profile_toml(STUDY, CENTER, {}, time_zone="Asia/Shanghai", file='format = "hl7v2"')


def world(version: int = 2) -> World:
    found = World()
    found.define(fold_version=version)
    found.add_profile(hl7_profile())
    return found


def answers(*files: bytes, version: int = 2) -> list[MeasurementState]:
    of = world(version)
    for day, data in enumerate(files, 1):
        of.send(data, f"2025-09-0{day}T00:00:00.000Z", name=f"{day}.hl7")
    return list(timeline(of.registry, of.results, STUDY, SUBJECT).answers.values())


def current(found: list[MeasurementState]) -> list[str]:
    return [str(one.current.observation.number) for one in found if one.current is not None]


def held(found: list[MeasurementState]) -> list[tuple[IssueCode, ...]]:
    return [one.codes for answer in found for one in answer.held]


def undated(order: str = "S1^LIS", *segments: str, **cells: str) -> bytes:
    return message(MSH, PID, obr(f3=order, f7=""), *(segments or (obx(**cells),)))


@pytest.mark.parametrize("cells", [{"f11": "X"}, {"f11": "D"}, {"f5": '""', "f11": "C"}])
def test_undated_taking_back_ends_the_value_of_its_order(cells):
    assert current(answers(VALUE)) == ["45"]
    found = answers(VALUE, undated(**cells))
    assert (current(found), held(found)) == ([], [])


def test_cancelled_order_without_a_time_ends_all_of_its_values():
    cancelled = message(MSH, PID, obr(f3="S1^LIS", f7="", f25="X"))
    assert current(answers(message(MSH, PID, obr(f3="S1^LIS"), obx(), AST), cancelled)) == []


def test_undated_taking_back_of_another_order_leaves_the_value():
    assert current(answers(VALUE, undated("S2^LIS", f11="X"))) == ["45"]


def test_undated_deletion_that_names_another_value_waits_with_it():
    found = answers(VALUE, undated(f5="54", f11="D"))
    assert (current(found), held(found)) == ([], [(IssueCode.CORRECTS_NOTHING,)] * 2)


def test_undated_taking_back_that_may_mean_two_results_waits():
    second = message(MSH, PID, obr(f3="S1^LIS", f7="202403231430"), obx())
    found = answers(VALUE, second, undated(f11="X"))
    assert (len(current(found)), held(found)) == (2, [(IssueCode.CORRECTS_NOTHING,)])


def test_undated_taking_back_counts_also_if_it_is_processed_first():
    of = world()
    of.send(undated(f11="X"), THIRD, name="2.hl7")
    of.send(VALUE, SECOND, name="1.hl7")
    assert current(list(timeline(of.registry, of.results, STUDY, SUBJECT).answers.values())) == []


def test_version_1_does_not_see_it():
    assert answers(VALUE, undated(f5="45", f11="D"), version=1) == answers(VALUE, version=1)


def test_taking_back_without_time_and_order_is_rejected():
    profile = made_profile(time_zone="Asia/Shanghai", file={"format": "hl7v2"})
    assert [code for _, code in codes(read(undated("", f11="X"), profile))] == ["date-missing"]


def test_value_without_a_time_is_rejected():
    profile = made_profile(time_zone="Asia/Shanghai", file={"format": "hl7v2"})
    assert [code for _, code in codes(read(undated(), profile))] == ["date-missing"]


# --- an order that is cancelled without its number (OBR-3)

TUBE = spm(f2="^T1", f4="SER")
OF_TUBE = message(MSH, PID, obr(f3="S1^LIS"), TUBE, obx())


def cancelled(*segments: str, **cells: str) -> bytes:
    return message(MSH, PID, obr(f3="", f25="X", **cells), *segments)


@pytest.mark.parametrize("earlier", [OF_TUBE, message(MSH, PID, obr(f3=""), TUBE, obx())])
@pytest.mark.parametrize("at", ["", "202403220830", "202403250830"])
def test_values_of_the_tube_of_a_cancelled_order_wait(earlier, at):
    found = answers(earlier, cancelled(TUBE, f7=at))
    assert current(found) == []
    assert (IssueCode.CORRECTS_NOTHING,) in held(found)


@pytest.mark.parametrize("earlier", [VALUE, OF_TUBE])
@pytest.mark.parametrize("at", ["", "202403250830"])
def test_values_of_the_order_wait_whose_number_stands_in_the_orc_before_it(earlier, at):
    """HL7 v2.5.1, 4.5.1.3: the filler order number is that of OBR-3, and stands in one of the two."""
    control, of_another = (segment("ORC", {1: "CA", 3: number}) for number in ("S1^LIS", "S9^LIS"))
    told = obr(f3="", f7=at, f25="")
    found = answers(earlier, message(MSH, PID, control, told))
    assert (current(found), (IssueCode.CORRECTS_NOTHING,) in held(found)) == ([], True)
    assert current(answers(earlier, message(MSH, PID, of_another, told))) == ["45"]


def test_value_of_another_tube_than_that_of_the_cancelled_order_counts():
    assert current(answers(OF_TUBE, cancelled(spm(f2="^T2", f4="SER")))) == ["45"]


def test_value_of_the_tube_that_comes_after_the_cancelled_order_counts():
    assert current(answers(cancelled(TUBE), OF_TUBE)) == ["45"]


@pytest.mark.parametrize("earlier", [OF_TUBE, VALUE, message(MSH, PID, obr(f3=""), obx())])
def test_values_of_the_time_of_an_order_that_was_cancelled_without_any_id_wait(earlier):
    assert current(answers(earlier, cancelled())) == []


def test_value_of_another_time_counts_beside_an_order_that_was_cancelled_without_any_id():
    assert current(answers(OF_TUBE, cancelled(f7="202403220900"))) == ["45"]


def test_other_tests_of_the_tube_wait_if_the_cancelled_order_lists_one():
    found = answers(
        message(MSH, PID, obr(f3="S1^LIS"), TUBE, obx(), AST), cancelled(TUBE, obx(f5="", f11="X"))
    )
    assert current(found) == []


@pytest.mark.parametrize(("kind", "value"), [(DecisionKind.RELEASE, []), (DecisionKind.SET_ASIDE, ["45"])])
def test_decisions_about_the_cancelled_order_and_its_value_settle_both(kind, value):
    of = world()
    order = cancelled(TUBE)
    of.send(OF_TUBE, SECOND, name="1.hl7")
    of.send(order, THIRD, name="2.hl7")
    of_value = DecisionKind.SET_ASIDE if kind is DecisionKind.RELEASE else DecisionKind.RELEASE
    for data, place, one in ((order, 0, kind), (OF_TUBE, 1, of_value)):
        row = of.state(data).file_id, PER_MESSAGE + place, "ALT"
        decide(of.desk, STUDY, "ann", Ruling(one, SUBJECT, row, "asked the lab"))
    found = list(timeline(of.registry, of.results, STUDY, SUBJECT).answers.items())
    assert current([answer for _, answer in found]) == value
    assert held([answer for place, answer in found if place.analyte == "ALT"]) == []
