"""What stands beside a value and makes it another: operators, signs, second results, units. And what must not hold a result."""

import json

import pytest
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import LONG, codes, long_profile, read, results, text, wide_profile
from tests.unit.readers.fhir.fhir_resources import UCUM, coded, observation
from tests.unit.readers.hl7v2.hl7_messages import obx, result

from hepaflow.domain.profile.profile import Profile
from hepaflow.pipeline.reading.outcome import Outcome

DAY = "2024-03-22"


def messages(kind: str, **file: str) -> Profile:
    return made_profile(time_zone="America/Chicago", file={"format": kind, **file})


def holds(outcome: Outcome) -> list[tuple[int, str]]:
    """Return line and code of everything but notes about the size of a value."""
    return [found for found in codes(outcome) if found[1] not in {"value-alert", "value-off-scale"}]


def values(outcome: Outcome) -> list[str]:
    """Return each kept value with its operator, in line order."""
    kept = [
        (line, "" if report.operator.value == "=" else report.operator.value, str(report.value))
        for panel in outcome.panels
        for line, report in zip(panel.lines, panel.observations, strict=True)
    ]
    return [operator + value for _, operator, value in sorted(kept)]


def rows(*cells: tuple[str, ...], more: tuple[str, ...], profile: Profile | None = None) -> Outcome:
    """Read rows of ALT: the value and what stands in further columns."""
    lines = [
        (f"S-{at:03}", DAY, "ALT", value, "U/L", *others) for at, (value, *others) in enumerate(cells, 1)
    ]
    return read(text(*lines, header=(*LONG, *more)), profile or long_profile())


# --- columns that the profile does not read


@pytest.mark.parametrize("sign", ["<", ">", "LT", "GE", "≤", "＞", "4171756"])
def test_operator_in_an_unread_column_holds_its_row(sign):
    assert holds(rows(("5", sign), ("45", ""), more=("Modifier",))) == [(2, "operator-unread")]


@pytest.mark.parametrize("other", ["=", "EQ", "", "-", "4172703"])
def test_column_without_an_inequality_holds_nothing(other):
    assert holds(rows(("45", other), ("46", "="), more=("Modifier",))) == []


@pytest.mark.parametrize("other", ["H", "see report", "J. Smith", "<LOD"])
def test_column_with_other_texts_is_no_operator_column(other):
    assert holds(rows(("5", "<"), ("45", other), more=("Remark",))) == []


def test_limits_in_an_unread_range_column_hold_nothing():
    assert holds(rows(("45", "<50"), ("46", "<50"), more=("Upper limit",))) == []


def test_value_with_operator_in_an_unread_column_holds_its_row():
    assert holds(rows(("1210", ">1210"), ("45", "45"), more=("Text",))) == [(2, "operator-unread")]


def test_answer_beside_an_empty_value_is_not_skipped():
    assert holds(rows(("", "positive"), ("45", "negative"), more=("Text",))) == [(2, "value-unread")]


def test_answers_beside_numbers_hold_nothing():
    assert holds(rows(("45", "positive"), ("46", "negative"), more=("Interpretation",))) == []


def test_mapped_column_of_operators_is_read():
    outcome = rows(("5", "<"), ("45", ""), more=("Trend",), profile=long_profile({"comment": "Trend"}))
    assert holds(outcome) == []


# --- an operator column


@pytest.mark.parametrize(
    ("value", "sign", "shown"), [("5", "<", "<5"), ("<5", "<", "<5"), ("<5", "", "<5"), ("5", "GE", ">=5")]
)
def test_operator_column_and_value_cell_are_joined(value, sign, shown):
    outcome = rows((value, sign), more=("Modifier",), profile=long_profile({"operator": "Modifier"}))
    assert (holds(outcome), values(outcome)) == ([], [shown])


@pytest.mark.parametrize(
    ("value", "sign", "code"),
    [("<5", ">", "operator-conflict"), ("<5", "=", "operator-conflict"), ("5", "NI", "operator-unknown")],
)
def test_contradicting_or_unknown_operator_holds(value, sign, code):
    outcome = rows((value, sign), more=("Modifier",), profile=long_profile({"operator": "Modifier"}))
    assert holds(outcome) == [(2, code)]


# --- signs in a flag column

FLAGGED = long_profile({"flag": "Flag"})


def test_sign_in_a_flag_column_with_h_and_l_is_the_end_of_the_scale():
    outcome = rows(("5", "<"), ("60", "H"), more=("Flag",), profile=FLAGGED)
    assert (holds(outcome), values(outcome)) == ([], ["<5", "60"])


def test_sign_without_h_and_l_is_held():
    assert holds(rows(("5", "<"), ("60", ""), more=("Flag",), profile=FLAGGED)) == [(2, "flag-sign")]


@pytest.mark.parametrize(
    "cells", [(("500", ">"), ("800", ">"), ("9", "L")), (("500", ">"), ("700", ""), ("9", "L"))]
)
def test_sign_that_cannot_be_the_end_of_a_scale_is_held(cells):
    found = holds(rows(*cells, more=("Flag",), profile=FLAGGED))
    assert {code for _, code in found} == {"flag-sign"}


def test_signs_at_one_end_of_the_scale_hold_nothing():
    cells = (("500", ">"), ("500", ">"), ("5", "<"), ("60", "H"))
    assert holds(rows(*cells, more=("Flag",), profile=FLAGGED)) == []


def test_profile_may_say_that_signs_mean_the_range():
    profile = long_profile({"flag": "Flag", "range": "Range"}, file={"flag_signs": "range"})
    outcome = rows(("60", ">", "9-50"), ("70", ">", "9-50"), more=("Flag", "Range"), profile=profile)
    assert (codes(outcome), values(outcome)) == ([], ["60", "70"])


@pytest.mark.parametrize(("flag", "shown"), [(">", ">45"), ("<", "<45"), ("H~>", ">45"), ("H", "45")])
def test_hl7_sign_is_an_operator(flag, shown):
    outcome = read(result(obx(f8=flag)), messages("hl7v2"))
    assert (holds(outcome), values(outcome)) == ([], [shown])


@pytest.mark.parametrize(("code", "shown"), [(">", ">45"), ("<", "<45"), ("H", "45")])
def test_fhir_interpretation_is_an_operator(code, shown):
    told = coded(code, "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation")
    outcome = read(json.dumps(observation(interpretation=[told])).encode(), messages("fhir"))
    assert (holds(outcome), values(outcome)) == ([], [shown])


# --- two result columns


@pytest.mark.parametrize(
    ("number", "words", "shown"),
    [
        ("400", ">400", ">400"),
        ("45", "45.0", "45"),
        ("45", "", "45"),
        ("", "<5", "<5"),
        ("45", "45 U/L", "45"),
    ],
)
def test_agreeing_result_columns_are_one_value(number, words, shown):
    outcome = rows((number, words), more=("Text",), profile=long_profile({"value_text": "Text"}))
    assert (holds(outcome), values(outcome)) == ([], [shown])


@pytest.mark.parametrize("words", ["54", "hemolyzed", "see report", "not done"])
def test_contradicting_result_columns_hold(words):
    outcome = rows(("45", words), more=("Text",), profile=long_profile({"value_text": "Text"}))
    assert holds(outcome) == [(2, "value-conflict")]


# --- a lone dash


def dash(analyte: str, cell: str, findings: dict[str, str] | None = None) -> Outcome:
    return read(text(("S-001", DAY, analyte, cell, "")), long_profile(findings=findings or {}))


@pytest.mark.parametrize("cell", ["-", "－", "—"])
def test_dash_in_a_serology_row_is_held(cell):
    assert codes(dash("HBeAg", cell)) == [(2, "value-sign")]


@pytest.mark.parametrize(("analyte", "cell"), [("ALT", "-"), ("HBeAg", "---"), ("HBeAg", "")])
def test_dash_elsewhere_is_an_empty_cell(analyte, cell):
    assert codes(dash(analyte, cell)) == [(2, "value-missing")]


def test_profile_may_say_that_a_dash_is_an_empty_cell():
    assert codes(dash("HBeAg", "-", {"-": "missing"})) == [(2, "value-missing")]


# --- unit text against unit code

BILIRUBIN = {"coding": [{"system": "http://loinc.org", "code": "14631-6"}], "text": "Bilirubin"}


def fhir_unit(unit: str, code: str, **more: object) -> Outcome:
    quantity = {"value": 12, "unit": unit, "system": UCUM, "code": code}
    return read(
        json.dumps(observation(code=BILIRUBIN, valueQuantity=quantity, **more)).encode(), messages("fhir")
    )


@pytest.mark.parametrize("unit", ["mg/dL", "mmol/L", "U/L"])
def test_fhir_unit_that_is_not_its_code_is_held(unit):
    assert (1000, "unit-conflict") in codes(fhir_unit(unit, "umol/L"))


@pytest.mark.parametrize("unit", ["µmol/l", "umol/L", "micromol per litre", "μmol/L", ""])
def test_fhir_unit_in_other_words_is_not_held(unit):
    assert codes(fhir_unit(unit, "umol/L")) == []


@pytest.mark.parametrize(
    "unit", ["umol/L^micromole per liter^UCUM", "umol/L^μmol/L^UCUM^UMOL/L^^L", "umol/L^^UCUM^23^^99LAB"]
)
def test_hl7_unit_in_other_words_is_not_held(unit):
    assert codes(read(result(obx(f3="TBIL^Total bilirubin^L", f6=unit)), messages("hl7v2"))) == []


@pytest.mark.parametrize(
    ("loinc", "name", "value", "unit", "code"),
    [
        ("48398-2", "HBV DNA", "3.5", "IU/mL", "unit-conflict"),  # a code of the logarithm
        ("42595-9", "HBV DNA", "3.5", "log10 IU/mL", "unit-conflict"),
        ("29615-2", "HBV DNA", "2000", "IU/mL", "unit-conflict"),  # a code of copies
        ("59261-8", "HbA1c", "6.5", "%", "unit-conflict"),  # a code of IFCC
    ],
)
def test_loinc_code_of_another_scale_than_the_unit_is_held(loinc, name, value, unit, code):
    profile = long_profile({"loinc": "LOINC"})
    outcome = read(text(("S-001", DAY, name, value, unit, loinc), header=(*LONG, "LOINC")), profile)
    assert (2, code) in codes(outcome)


@pytest.mark.parametrize(
    ("loinc", "name", "value", "unit"),
    [("48398-2", "HBV DNA", "3.5", "log10 IU/mL"), ("42595-9", "HBV DNA", "2000", "IU/mL"), ("59261-8", "HbA1c", "48", "mmol/mol"), ("4548-4", "HbA1c", "6.5", "%")],
)  # fmt: skip
def test_loinc_code_of_the_scale_of_the_unit_holds_nothing(loinc, name, value, unit):
    profile = long_profile({"loinc": "LOINC"})
    outcome = read(text(("S-001", DAY, name, value, unit, loinc), header=(*LONG, "LOINC")), profile)
    assert "unit-conflict" not in {code for _, code in codes(outcome)}


# --- units of wide files


def wide(header: tuple[str, ...], *lines: tuple[str, ...], entry: dict[str, str] | None = None) -> Outcome:
    column = entry or {"analyte": "BILI", "unit": "mg/dL"}
    profile = Profile.model_validate(
        {
            **wide_profile().model_dump(exclude={"wide"}, exclude_none=True, by_alias=True),
            "wide": {header[2]: column},
        }
    )
    return read(text(*lines, header=header), profile)


@pytest.mark.parametrize("header", ["TBIL unit", "TBIL units", "Units", "TBIL 单位"])
def test_unit_column_against_the_profile_holds(header):
    outcome = wide(
        ("Subject", "Collected", "TBIL", header), ("S-001", DAY, "44", "umol/L"), ("S-002", DAY, "1", "mg/dl")
    )
    assert holds(outcome) == [(2, "unit-conflict")]


def test_unit_row_against_the_profile_holds_the_rows_below():
    outcome = wide(("Subject", "Collected", "TBIL"), ("", "", "umol/L"), ("S-001", DAY, "44"))
    assert holds(outcome) == [(2, "row-header"), (3, "unit-conflict")]


def test_unit_row_of_the_units_of_the_profile_holds_nothing():
    outcome = wide(("Subject", "Collected", "TBIL"), ("", "", "mg/dl"), ("S-001", DAY, "2.6"))
    assert holds(outcome) == [(2, "row-header")]


@pytest.mark.parametrize("header", ["TBIL (umol/L)", "TBIL [μmol/L]", "TBIL_umol/L"])
def test_unit_in_a_header_against_the_profile_holds(header):
    assert holds(wide(("Subject", "Collected", header), ("S-001", DAY, "2.6"))) == [(2, "unit-conflict")]


@pytest.mark.parametrize(
    "header", ["TBIL (mg/dL)", "TBIL (s)", "TBIL (Jendrassik)", "TBIL 1/2", "TBIL (mg%)"]
)
def test_header_without_another_unit_holds_nothing(header):
    assert holds(wide(("Subject", "Collected", header), ("S-001", DAY, "2.6"))) == []


def test_unit_column_of_another_analyte_holds_nothing():
    outcome = wide(("Subject", "Collected", "TBIL", "Age", "Weight unit"), ("S-001", DAY, "2.6", "45", "kg"))
    assert (codes(outcome), results(outcome)[0][3]) == ([], "44.4693")


# --- numbers of HL7 v2


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [("NM", "1.234", "1.234"), ("SN", "<^0.100", "<0.100"), ("ST", "1,234", "1.234")],
)
def test_hl7_numeric_has_a_point_whatever_the_profile_says(kind, value, shown):
    outcome = read(result(obx(f2=kind, f5=value)), messages("hl7v2", decimal_mark=","))
    assert values(outcome) == [shown]


@pytest.mark.parametrize(("kind", "value"), [("SN", "^^^150"), ("NUM", "45"), ("NM", "1,234")])
def test_value_that_is_not_of_its_type_is_rejected(kind, value):
    assert codes(read(result(obx(f2=kind, f5=value)), messages("hl7v2"))) == [(100001, "value-type")]


@pytest.mark.parametrize(
    ("kind", "value"), [("SN", "^45"), ("SN", ">^45"), ("", "45"), ("NM", "<45"), ("ST", "1,234"), ("FN", "")]
)
def test_value_of_its_type_is_not_rejected(kind, value):
    assert "value-type" not in {
        code for _, code in codes(read(result(obx(f2=kind, f5=value)), messages("hl7v2", decimal_mark=".")))
    }


# --- the unit once more, in a column of a table (`unit_text`)


def with_unit_text(unit: str, told: str, analyte: str = "Creatinine", value: str = "1.2") -> Outcome:
    row = ("S-001", DAY, analyte, value, unit, told)
    return read(text(row, header=(*LONG, "Unit (text)")), long_profile({"unit_text": "Unit (text)"}))


@pytest.mark.parametrize("told", ["mg/dL", "MG/DL", "mg per dl", "Milligramm pro Deziliter", "", "-"])
def test_unit_that_stands_twice_alike_holds_nothing(told):
    outcome = with_unit_text("mg/dL", told)
    assert (codes(outcome), results(outcome)) == ([], [(2, "S-001", "CREAT", "106.082")])


@pytest.mark.parametrize("told", ["umol/L", "µmol/l", "g/dL", "mg/L"])
def test_unit_that_stands_twice_differently_holds_the_result(told):
    assert "unit-conflict" in [code for _, code in codes(with_unit_text("mg/dL", told))]


def test_unit_column_that_is_empty_is_not_filled_by_the_second_one():
    assert codes(with_unit_text("", "mg/dL")) == [(2, "unit-missing")]
