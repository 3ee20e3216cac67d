"""Result messages of every kind are read, each result with its own specimen; messages of tests are not."""

import pytest
from tests.unit.readers.hl7v2.hl7_messages import OBR, OBX, PID, message, msh, obr, obx, read, row, spm

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field

OUL = msh(kind="OUL^R22^OUL_R22")
SERUM = spm(f1="1", f2="^A1", f4="SER^Serum^HL70487", f17="20240322080000")
URINE = spm(f1="2", f2="^B2", f4="UR^Urine^HL70487", f17="20240322090000")
AST = obx(f3="AST^AST^L")


def told(data: bytes, *fields: Field) -> list[tuple[str, ...]]:
    """The cells of these fields, row by row."""
    return [tuple(row[field] for field in fields) for row in read(data)[0].values()]


@pytest.mark.parametrize(
    "kind",
    ["ORU", "ORU^R01", "ORU^R30", "ORU^R31", "ORU^R32", "OUL", "OUL^R21", "OUL^R22^OUL_R22", "OUL^R23", "OUL^R24"],
)  # fmt: skip
def test_result_message_is_read(kind):
    assert told(message(msh(kind=kind), PID, OBR, OBX), Field.VALUE) == [("45",)]


@pytest.mark.parametrize("kind", ["ORU^R99", "ADT^A01", "OML^O21", "OUL^O22", "ORUX"])
def test_other_message_is_not_read(kind):
    _, asides = read(message(msh(), PID, OBR, OBX) + message(msh(kind=kind), PID, OBR, OBX))
    assert [issue.code for issue in asides] == [IssueCode.MESSAGE_OTHER]


def test_specimen_before_its_orders_belongs_to_all_of_them():
    data = message(OUL, PID, SERUM, obr(f4="A"), OBX, obr(f4="B"), AST)
    assert told(data, Field.SPECIMEN, Field.COLLECTED_AT) == [("A1", "2024-03-22T08:00:00")] * 2


def test_second_specimen_ends_the_first():
    data = message(OUL, PID, SERUM, obr(), OBX, URINE, obr(), AST)
    kinds = [cells[0].casefold() for cells in told(data, Field.SPECIMEN_TYPE)]
    assert ["ser" in kinds[0], "ur" in kinds[1], "ser" in kinds[1]] == [True, True, False]


def test_result_of_the_specimen_itself_has_its_specimen():
    data = message(OUL, PID, SERUM, obx(f3="HI^Hemolysis index^L"), obr(), OBX)
    assert told(data, Field.SPECIMEN) == [("A1",), ("A1",)]


def test_remark_about_an_order_is_not_about_the_next_one():
    data = message(OUL, PID, SERUM, obr(), "NTE|1||hemolyzed", OBX, obr(), AST)
    assert told(data, Field.CONDITION) == [("HEMOLYZED",), ("",)]


def test_remark_about_the_specimen_is_about_all_its_orders():
    data = message(OUL, PID, SERUM, "NTE|1||hemolyzed", obr(), OBX, obr(), AST)
    assert told(data, Field.CONDITION) == [("HEMOLYZED",)] * 2


def test_control_specimen_before_its_orders_gives_no_result():
    control = spm(f1="1", f2="^Q1", f11="Q^Control^HL70369")
    rows, asides = read(message(OUL, control, obr(), OBX) + message(msh(), PID, OBR, OBX))
    assert (len(rows), [issue.code for issue in asides]) == (1, [IssueCode.QUALITY_CONTROL])


@pytest.mark.parametrize("kind", ["ORU^R01", "OUL^R24"])
def test_specimen_below_its_order_belongs_to_that_order(kind):
    data = message(msh(kind=kind), PID, obr(), OBX, SERUM, obr(), AST, URINE)
    kinds = [cells[0].casefold() for cells in told(data, Field.SPECIMEN_TYPE)]
    assert ["ser" in kinds[0], "ur" in kinds[1]] == [True, True]


def test_specimen_of_one_person_is_not_the_next_persons():
    data = message(OUL, PID, SERUM, obr(), OBX, PID, obr(), AST)
    assert [cells[0] for cells in told(data, Field.SPECIMEN)] == ["A1", "S1"]


@pytest.mark.parametrize("processing", ["T", "D", "N", "t", "T^T", "D^A", " T "])
def test_message_that_is_not_production_is_rejected(processing):
    rows, asides = read(message(msh(processing=processing), PID, OBR, OBX, AST))
    assert (rows, [issue.code for issue in asides]) == ({}, [IssueCode.TEST_DATA] * 2)


@pytest.mark.parametrize("processing", ["P", "P^T", "P^A", "P^R", "", "p", "^T", "TEST^P", "PROD"])
def test_message_of_production_is_read(processing):
    assert told(message(msh(processing=processing), PID, OBR, OBX), Field.VALUE) == [("45",)]


# --- results below an order that was cancelled (OBR-25 X, HL7 table 0123: no results available; order cancelled)


@pytest.mark.parametrize("own", ["F", "C", "P", "U"])
def test_value_below_a_cancelled_order_is_in_doubt(own):
    found = row(message(msh(), PID, obr(f25="X"), obx(f11=own)))
    assert found[Field.DOUBT] == "order-cancelled@OBR-25"


def test_value_below_an_order_that_its_orc_cancelled_is_in_doubt():
    found = row(message(msh(), PID, "ORC|CA|P1", obr(f25=""), obx(f11="")))
    assert found[Field.DOUBT] == "order-cancelled@OBR-25"


@pytest.mark.parametrize("value", ["", '""', "CANCELLED", "N/A"])
@pytest.mark.parametrize("own", ["F", "C", "P"])
def test_result_without_a_value_below_a_cancelled_order_was_not_done(own, value):
    found = row(message(msh(), PID, obr(f25="X"), obx(f2="ST", f5=value, f11=own)))
    assert (found[Field.STATUS], found[Field.DOUBT]) == ("not-done", "below-cancelled-order@OBR-25")


@pytest.mark.parametrize(("own", "expected"), [("D", "deleted"), ("W", "deleted"), ("X", "not-done")])
def test_own_status_without_a_result_agrees_with_a_cancelled_order(own, expected):
    found = row(message(msh(), PID, obr(f25="X"), obx(f11=own)))
    assert (found[Field.STATUS], found[Field.DOUBT]) == (expected, "below-cancelled-order@OBR-25")


def test_test_that_was_not_asked_for_says_nothing_about_its_cancelled_order():
    found = row(message(msh(), PID, obr(f25="X"), obx(f11="N")))
    assert (found[Field.STATUS], found[Field.DOUBT]) == ("not-asked", "")


@pytest.mark.parametrize("order", ["F", "P", "C", ""])
def test_value_below_another_order_is_not_in_doubt(order):
    assert row(message(msh(), PID, obr(f25=order), obx()))[Field.DOUBT] == ""


def test_cancelled_order_with_details_only_takes_back_its_results():
    rows, asides = read(message(msh(), PID, obr(f25="X"), obx(f5="", f11="O")))
    (found,) = rows.values()
    assert (found[Field.CODE], found[Field.STATUS], len(asides)) == ("[order]", "not-done", 1)


def test_cancelled_order_has_the_offset_of_its_message():
    """HL7 v2.5.1, 2.15.9.7: the offset of MSH-7 is that of all times of the message."""
    header = msh().replace("20240322120000", "20240322120000+0800")
    result = row(message(header, PID, obr(f3=""), obx()))
    cancelled = row(message(header, PID, obr(f3="", f25="X")))
    assert cancelled[Field.COLLECTED_AT] == result[Field.COLLECTED_AT] == "2024-03-22T08:30+08:00"


# --- what takes back names its order, and has the time of its order


@pytest.mark.parametrize(
    "cells", [{"f11": "X"}, {"f11": "D"}, {"f5": '""'}, {"f2": "ST", "f5": "TNP", "f11": "C"}]
)
def test_what_takes_back_names_its_order(cells):
    assert row(message(msh(), PID, obr(f3="S9^LIS"), obx(**cells)))[Field.RECORD] == "S9"


def test_value_without_a_tube_names_its_order_as_specimen_alone():
    found = row(message(msh(), PID, obr(f3="S9^LIS"), obx()))
    assert (found[Field.SPECIMEN], found[Field.RECORD]) == ("S9", "")


def times(*orders: str) -> list[str]:
    return [at for (at,) in told(message(msh(), PID, *orders), Field.COLLECTED_AT)]


@pytest.mark.parametrize("cells", [{"f11": "X"}, {"f11": "D"}, {"f5": '""', "f11": "C"}])
def test_what_takes_back_without_a_time_has_that_of_its_order(cells):
    assert times(obr(), obx(), obr(f7=""), obx(**cells)) == ["2024-03-22T08:30"] * 2


def test_cancelled_order_without_a_time_has_that_of_its_results():
    assert times(obr(), obx(), obr(f7="", f25="X")) == ["2024-03-22T08:30"] * 2


def test_order_with_two_times_gives_none():
    assert times(obr(), obx(), obr(f7="202403221400"), obx(), obr(f7=""), obx(f11="X"))[-1] == ""


def test_value_without_a_time_has_not_that_of_its_order():
    assert times(obr(), obx(), obr(f7=""), obx(f11="C"))[-1] == ""


def test_another_order_gives_no_time():
    assert times(obr(), obx(), obr(f3="S2", f7=""), obx(f11="X"))[-1] == ""


def test_order_of_another_person_gives_no_time():
    other = "PID|1||CN01-0002^^^TRIAL^MR"
    assert times(obr(), obx(), other, obr(f7=""), obx(f11="X"))[-1] == ""
