"""One row becomes one report in the canonical unit, or everything that is wrong with it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.normalizing import BILIRUBIN, codes, normalized, rules

from hepaflow.domain.issues.issues import Issue, IssueCode, Severity
from hepaflow.domain.issues.meanings import MEANINGS
from hepaflow.domain.model import (
    MAPPABLE,
    Comparator,
    Condition,
    Field,
    Finding,
    Flag,
    Observation,
    Raw,
    Status,
)
from hepaflow.domain.normalize.cells import REPEATED, SHOWN
from hepaflow.domain.normalize.normalize import normalize
from hepaflow.domain.values.flags import flag_against
from hepaflow.domain.values.numbers import converted

ALT = {"analyte": "谷丙转氨酶", "value": "45", "unit": "U/L"}


# --- the report


def test_a_row_keeps_what_it_says_beside_what_it_means(catalog):
    answer = normalized(
        catalog, analyte=" *TBIL ", value="＞2.20 H", unit="MG/DL", range_low="0.2", range_high="1.1", flag="↑",
        specimen_type="血清", method="diazo", status="corrected",
    )  # fmt: skip
    assert isinstance(answer, Observation)
    assert (answer.analyte, answer.unit, answer.raw_unit) == ("BILI", "umol/L", "mg/dL")
    assert (answer.operator, str(answer.number), answer.flag) == (Comparator.GT, "2.20", Flag.HIGH)
    assert (answer.specimen_type, answer.method, answer.status) == ("SERUM", "diazo", Status.CORRECTED)
    assert answer.raw == Raw("*TBIL", "＞2.20 H", "MG/DL", "0.2 - 1.1", "↑")


def test_value_and_range_convert_with_one_exact_factor(catalog):
    """584.673 g/mol: 2.2 mg/dL is 37.62787…, 0.2 is 3.420715…, 1.1 is 18.81393… µmol/L."""
    answer = normalized(catalog, **BILIRUBIN, range="0.2-1.1")
    assert (answer.value, answer.range_low, answer.range_high) == tuple(
        map(Decimal, ("37.6279", "3.42072", "18.8139"))
    )


def test_twice_the_limit_is_twice_the_limit_before_rounding(catalog):
    answer = normalized(catalog, **BILIRUBIN, range="0.2-1.1")
    assert converted(answer.number, answer.conversion) == 2 * converted(
        answer.range.high.number, answer.conversion
    )


def test_a_limit_keeps_its_own_digits_whatever_was_read_before(catalog):
    """Law 2: the bytes of a panel depend on its row alone; 40 and 40.0 are equal and print differently."""
    printed = [
        normalized(catalog, **ALT, range=f"0-{high}").range_high for high in ("40", "40.0", "40", "40.00")
    ]
    assert list(map(str, printed)) == ["40", "40.0", "40", "40.00"]


def test_a_value_on_its_limit_is_normal(catalog):
    assert normalized(catalog, analyte="TBIL", value="1.1", unit="mg/dL", range="0.2-1.1").flag is Flag.NORMAL


def test_the_catalog_never_gives_a_range(catalog):
    answer = normalized(catalog, **ALT)
    assert (answer.range, answer.range_low, answer.range_high, answer.flag) == (None, None, None, None)


def test_the_range_of_the_profile_gives_a_flag(catalog):
    declared = {"ranges": [{"analyte": "ALT", "unit": "U/L", "high": "40"}]}
    assert normalized(catalog, declared, **ALT).flag is Flag.HIGH


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ({"analyte": "ALT", "code": "GPT", "loinc": "1742-6"}, "ALT"),
        ({"code": "GPT", "loinc": "1742-6"}, "GPT"),
        ({"loinc": "1742-6"}, "1742-6"),
    ],
)
def test_the_raw_name_is_that_by_which_a_person_knows_the_row(names, shown, catalog):
    assert normalized(catalog, **names, value="45", unit="U/L").raw.analyte == shown


def test_a_row_range_in_one_cell_is_kept_as_it_stands(catalog):
    assert normalized(catalog, **ALT, range="9 ～ 50").raw.range == "9 ～ 50"


# --- every fault of a row


def test_every_fault_of_a_row_is_said_not_only_the_first(catalog):
    answer = normalized(catalog, analyte="ALT", value="4,5", unit="furlongs", status="zz")
    assert codes(answer) == [IssueCode.STATUS_UNKNOWN, IssueCode.VALUE_DECIMAL_MARK, IssueCode.UNIT_UNKNOWN]


def test_issues_name_the_analyte_once_it_is_known(catalog):
    answer = normalized(catalog, analyte="ALT", value="45", unit="furlongs", status="zz")
    assert [issue.analyte for issue in answer] == ["ALT", "ALT"]


def test_issues_name_the_column_of_the_labs_own_file(catalog):
    answer = normalized(catalog, analyte="ALT", value="45", unit="furlongs")
    assert answer == (Issue(IssueCode.UNIT_UNKNOWN, 0, "<unit>", "furlongs", "ALT"),)


def test_a_skipped_row_says_only_why_it_is_skipped(catalog):
    assert codes(normalized(catalog, analyte="ALT", value="待查", unit="furlongs")) == [
        IssueCode.VALUE_PENDING
    ]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"value": ""}, IssueCode.VALUE_MISSING),
        ({"value": "待查"}, IssueCode.VALUE_PENDING),
        ({"value": "阴性"}, IssueCode.VALUE_NOT_A_NUMBER),
        ({"unit": "mg/dL"}, IssueCode.UNIT_MISMATCH),
        ({"unit": ""}, IssueCode.UNIT_MISSING),
        ({"analyte": "Reticulocytes"}, IssueCode.ANALYTE_UNKNOWN),
        ({"analyte": "尿肌酐"}, IssueCode.SPECIMEN_OTHER),
    ],
)
def test_a_row_without_a_result_has_no_report(cells, code, catalog):
    assert codes(normalized(catalog, **{**ALT, **cells})) == [code]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"specimen_type": "bag 7"}, IssueCode.SPECIMEN_UNKNOWN),
        ({"code": "AST"}, IssueCode.CODE_CONFLICT),
        ({"value": "45 ukat/L"}, IssueCode.UNIT_CONFLICT),
        ({"value": "30000"}, IssueCode.VALUE_IMPOSSIBLE),
        ({"value": "9999"}, IssueCode.VALUE_SENTINEL),
    ],
)
def test_a_doubtful_row_is_held_with_its_report(cells, code, catalog):
    answer = normalized(catalog, **{**ALT, **cells})
    assert isinstance(answer, Observation)
    assert codes(answer) == [code]
    assert MEANINGS[code].severity is Severity.HOLD


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"value": "1500"}, IssueCode.VALUE_ALERT),
        ({"value": "45*"}, IssueCode.VALUE_FOOTNOTE),
        ({"range": "see report"}, IssueCode.RANGE_UNREADABLE),
        ({"range": "50-9"}, IssueCode.RANGE_REVERSED),
        ({"range_low": "50", "range_high": "9"}, IssueCode.RANGE_REVERSED),
        ({"flag": "zz"}, IssueCode.FLAG_UNKNOWN),
        ({"range": "9-50", "flag": "H"}, IssueCode.FLAG_MISMATCH),
        ({"range": "9-50", "value": "45 H"}, IssueCode.FLAG_MISMATCH),
        ({"range": "男:9-50", "sex": "0"}, IssueCode.SEX_UNREADABLE),
        ({"condition": "溶血"}, IssueCode.SPECIMEN_CONDITION),
    ],
)
def test_what_is_only_odd_is_noted(cells, code, catalog):
    answer = normalized(catalog, **{**ALT, **cells})
    assert isinstance(answer, Observation)
    assert codes(answer) == [code]
    assert MEANINGS[code].severity is Severity.NOTE


@pytest.mark.parametrize(("cells", "column"), [({"flag": "H"}, "<flag>"), ({"value": "45 H"}, "<value>")])
def test_a_flag_is_contradicted_where_it_stands(cells, column, catalog):
    answer = normalized(catalog, **{**ALT, "range": "9-50", **cells})
    assert answer.issues[0].column == column


@pytest.mark.parametrize("cells", [{"range": "50-9"}, {"range": "see report"}])
def test_a_range_that_cannot_be_used_gives_no_flag(cells, catalog):
    answer = normalized(catalog, **ALT, **cells)
    assert (answer.range, answer.range_low, answer.flag) == (None, None, None)


# --- status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("", Status.FINAL),
        ("Final", Status.FINAL),
        ("已审核", Status.FINAL),
        ("ＰＲＥＬＩＭＩＮＡＲＹ", Status.PRELIMINARY),
        ("更正", Status.CORRECTED),
    ],
)
def test_the_words_of_lab_and_profile_for_a_status_are_understood(word, status, catalog):
    declared = {"status": {"已审核": "final", "更正": "corrected"}}
    assert normalized(catalog, declared, **ALT, status=word).status is status


def test_an_unheard_status_rejects_and_is_not_repeated(catalog):
    assert normalized(catalog, **ALT, status="张三已阅") == (
        Issue(IssueCode.STATUS_UNKNOWN, 0, "<status>", "", "ALT"),
    )


@pytest.mark.parametrize("word", ["signed", "已取消", "Vorläufig freigegeben", "OK"])
def test_unheard_status_that_is_a_word_of_labs_is_named(word, catalog):
    (issue,) = normalized(catalog, **ALT, status=word)
    assert (issue.code, issue.found) == (IssueCode.STATUS_UNKNOWN, word)


@pytest.mark.parametrize("word", ["Red Top Tube", "Citrat-Röhrchen", "红头管"])
def test_unheard_specimen_that_is_a_word_of_labs_is_named(word, catalog):
    answer = normalized(catalog, **ALT, specimen_type=word)
    assert [issue.found for issue in answer.issues if issue.code is IssueCode.SPECIMEN_UNKNOWN] == [word]


@pytest.mark.parametrize("word", ["Dr. Miller", "signed by Anna Schmidt", "李四", "Red, Anna"])
def test_text_that_may_name_a_person_is_not_named(word, catalog):
    (issue,) = normalized(catalog, **ALT, status=word)
    assert issue.found == ""


@pytest.mark.parametrize("value", ["45", "", "cancelled"])
def test_cancelled_test_becomes_an_observation_without_a_value(value, catalog):
    answer = normalized(catalog, {"status": {"取消": "not-done"}}, **{**ALT, "value": value}, status="取消")
    assert (answer.status, answer.number, [issue.code for issue in answer.issues]) == (
        Status.NOT_DONE,
        None,
        [IssueCode.TAKEN_BACK],
    )


@pytest.mark.parametrize("cells", [{"analyte": "Reticulocytes"}, {"specimen_type": "urine"}])
def test_cancelled_test_of_unknown_analyte_or_other_specimen_is_skipped(cells, catalog):
    answer = normalized(catalog, {"status": {"取消": "not-done"}}, **{**ALT, **cells}, status="取消")
    assert codes(answer) == [IssueCode.VALUE_NOT_DONE]


@pytest.mark.parametrize("value", ["45", "<45", "阳性"])
def test_result_of_a_test_that_was_not_done_is_rejected(value, catalog):
    answer = normalized(catalog, **{**ALT, "value": value}, status="not-asked")
    assert codes(answer) == [IssueCode.STATUS_CONTRADICTED]


def test_deletion_of_a_urine_result_deletes_no_blood_result(catalog):
    answer = normalized(catalog, **{**ALT, "value": "", "specimen_type": "urine"}, status="deleted")
    assert codes(answer) == [IssueCode.SPECIMEN_OTHER]


@pytest.mark.parametrize(
    ("status", "value", "stated"),
    [
        ("corrected", "CANCELLED", "corrected"),
        ("corrected", "N/A", "corrected"),
        ("corrected", "see comment", "corrected"),
        ("corrected", '""', "corrected"),
        ("final", '""', "corrected"),  # HL7's null deletes whatever was there
        ("final", "TNP", "final"),
        ("final", "hemolyzed", "final"),
    ],
)
def test_what_a_lab_takes_back_becomes_an_observation_without_a_value(status, value, stated, catalog):
    answer = normalized(catalog, **{**ALT, "value": value}, status=status)
    assert (answer.status, answer.number, [issue.code for issue in answer.issues]) == (
        Status(stated),
        None,
        [IssueCode.TAKEN_BACK],
    )


@pytest.mark.parametrize(
    ("status", "value", "code"),
    [
        ("corrected", "", "value-missing"),
        ("corrected", "待报告", "value-pending"),
        ("corrected", "pending", "value-pending"),
        ("final", "", "value-missing"),
        ("final", "N/A", "value-missing"),
        ("preliminary", "cancelled", "value-not-done"),
        ("preliminary", '""', "value-missing"),
        ("", "溶血", "value-not-done"),  # a table without a status: a hemolyzed tube and its redraw
        ("", "hemolyzed", "value-not-done"),
        ("", "请重抽", "value-not-done"),
        ("", "specimen not received", "value-not-done"),
        ("", "仪器故障", "value-not-done"),
        ("", "", "value-missing"),
        ("", "-", "value-missing"),
        ("", "pending", "value-pending"),
        ("signed off by me", "cancelled", "value-not-done"),
        ("not-asked", "", "value-not-done"),
    ],
)
def test_what_takes_nothing_back_is_skipped(status, value, code, catalog):
    assert codes(normalized(catalog, **{**ALT, "value": value}, status=status)) == [code]


@pytest.mark.parametrize(
    "value",
    [
        "cancelled",
        "Not done",
        "NOT DONE.",
        "TNP",
        "未做",
        "未检",
        "未检测",
        "未做（标本量不足）",
        "取消",
        "nicht bestimmt",
    ],
)
def test_a_row_without_a_status_that_says_not_done_states_it(value, catalog):
    answer = normalized(catalog, **{**ALT, "value": value, "unit": "furlongs"})
    assert (answer.status, answer.number, answer.finding) == (Status.NOT_DONE, None, None)
    assert [(issue.code, issue.column) for issue in answer.issues] == [(IssueCode.STATED_NOT_DONE, "<value>")]
    assert (answer.raw.value, answer.analyte) == (value, "ALT")


@pytest.mark.parametrize(
    "cells",
    [
        {"value_text": "45"},  # the second result column has one
        {"standard_value": "45"},
        {"analyte": "ASCITES"},  # a clinical item is no test
        {"analyte": "Reticulocytes"},
        {"analyte": "尿肌酐"},
        {"specimen_type": "urine"},
        {"value": "未做；待查"},  # a result is still to come
        {"value": "not done (pending)"},
        {"value": "取消（请重抽）"},
        {"comment": "Result to follow"},
        {"comment": "标本溶血，建议复查"},
        {"comment": "Hemolyzed; please redraw"},
        {"unit": "mL/min", "analyte": "Creatinine"},  # a clearance
    ],
)
def test_not_done_beside_a_result_or_of_something_else_states_nothing(cells, catalog):
    answer = normalized(catalog, **{**ALT, "value": "not done", **cells})
    assert not isinstance(answer, Observation)  # which is a tuple, too


@pytest.mark.parametrize("comment", ["Specimen: urine", "标本类型：腹水", "Ascites"])
def test_not_done_waits_if_a_remark_says_that_it_is_of_another_specimen(comment, catalog):
    answer = normalized(catalog, **{**ALT, "value": "not done"}, comment=comment)
    assert [issue.code for issue in answer.issues] == [IssueCode.SPECIMEN_REJECTED, IssueCode.STATED_NOT_DONE]


@pytest.mark.parametrize("comment", ["repeat not done", "wrong tube", "溶血", "contaminated", "-", ""])
def test_a_remark_that_is_no_more_than_a_reason_changes_nothing(comment, catalog):
    answer = normalized(catalog, **{**ALT, "value": "not done"}, comment=comment)
    assert [issue.code for issue in answer.issues] == [IssueCode.STATED_NOT_DONE]


def test_not_done_in_the_second_result_column_states_it(catalog):
    answer = normalized(catalog, **{**ALT, "value": "", "value_text": "未做"})
    assert [issue.code for issue in answer.issues] == [IssueCode.STATED_NOT_DONE]


def test_final_as_sent_before_is_an_observation_without_a_value(catalog):
    answer = normalized(catalog, **{**ALT, "value": "[as sent]"}, status="final")
    assert (answer.number, [issue.code for issue in answer.issues]) == (None, [IssueCode.FINAL_AS_SENT])


@pytest.mark.parametrize(
    ("word", "status"), [("已更正", "corrected"), ("最终", "final"), ("已删除", "deleted")]
)
def test_status_words_of_our_own_remedies_are_understood(word, status, catalog):
    assert normalized(catalog, **ALT, status=word).status == status


@pytest.mark.parametrize("value", ["", "作废", "未做"])
def test_a_deletion_needs_no_value(value, catalog):
    answer = normalized(catalog, {"status": {"作废": "deleted"}}, **{**ALT, "value": value}, status="作废")
    assert isinstance(answer, Observation)
    assert (answer.status, answer.analyte, answer.number, answer.issues) == (Status.DELETED, "ALT", None, ())


def test_a_deletion_with_a_value_keeps_it(catalog):
    answer = normalized(catalog, **ALT, status="deleted")
    assert (answer.status, answer.number) == (Status.DELETED, Decimal(45))


def test_a_deletion_of_a_doubtful_analyte_is_held(catalog):
    answer = normalized(catalog, analyte="ALT", code="AST", value="", status="deleted")
    assert codes(answer) == [IssueCode.CODE_CONFLICT]


# --- findings and grades


@pytest.mark.parametrize(
    ("analyte", "value", "finding"),
    [
        ("HBsAg", "阴性(-)", Finding.NEGATIVE),
        ("HBeAg", "阳性", Finding.POSITIVE),
        ("HBV-DNA", "Target not detected", Finding.NEGATIVE),
    ],
)
def test_a_finding_counts_where_the_analyte_allows_it(analyte, value, finding, catalog):
    answer = normalized(catalog, analyte=analyte, value=value, unit="", range="阴性")
    assert (answer.finding, answer.number, answer.value, answer.flag) == (finding, None, None, None)


@pytest.mark.parametrize(
    ("analyte", "unit"), [("ALT", "U/L"), ("总胆红素", "umol/L"), ("INR", ""), ("腹水", "")]
)
def test_a_finding_is_no_result_where_a_number_is_meant(analyte, unit, catalog):
    answer = normalized(catalog, analyte=analyte, value="阳性", unit=unit)
    assert codes(answer) == [IssueCode.VALUE_NOT_A_NUMBER]


@pytest.mark.parametrize("value", ["1.5", "<2", ">=1"])
def test_a_grade_is_a_whole_number_and_nothing_beside_one(value, catalog):
    assert codes(normalized(catalog, analyte="腹水", value=value, unit="")) == [IssueCode.VALUE_UNREADABLE]


def test_a_bare_dash_is_no_grade(catalog):
    assert codes(normalized(catalog, analyte="腹水", value="-", unit="")) == [IssueCode.VALUE_MISSING]


@pytest.mark.parametrize(
    ("name", "value", "grade"),
    [
        ("腹水", "中量", 2),
        ("腹水", "无", 0),
        ("Ascites", "Mild", 1),
        ("Ascites", "3", 3),
        ("肝性脑病", "Ⅱ级", 2),
        ("肝性脑病", "grade IV", 4),
        ("肝性脑病", "2级", 2),
        ("West Haven", "0", 0),
        ("透析", "是", 1),
        ("Dialysis", "No", 0),
    ],
)
def test_a_word_for_a_grade_is_its_number(name, value, grade, catalog):
    answer = normalized(catalog, analyte=name, value=value)
    assert (answer.value, answer.unit, codes(answer)) == (grade, "{grade}", [])


def test_a_grade_beyond_the_scale_is_held(catalog):
    assert codes(normalized(catalog, analyte="腹水", value="4")) == [IssueCode.VALUE_IMPOSSIBLE]


# --- conditions of the specimen


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"value": "45 溶血"}, "<value>"),
        ({"condition": "Hemolyzed"}, "<condition>"),
        ({"comment": "标本轻度溶血，建议复查"}, "<comment>"),
        ({"condition": "ok", "comment": "溶血"}, "<comment>"),
    ],
)
def test_the_condition_of_the_specimen_is_noted_where_it_is_told(cells, column, catalog):
    answer = normalized(catalog, **{**ALT, **cells})
    assert answer.condition is Condition.HEMOLYZED
    assert [(issue.code, issue.column) for issue in answer.issues] == [(IssueCode.SPECIMEN_CONDITION, column)]


# --- decimal logarithms


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"value": "5.00", "unit": "log10 IU/mL"}, "100000"),
        ({"value": "5.00lgIU/mL", "unit": ""}, "100000"),
        ({"value": "4.5 lg", "unit": "IU/mL"}, "31622.8"),  # 10^4.5 = 31622.776…
        ({"value": "-1", "unit": "log10 IU/mL"}, "0.1"),
    ],
)
def test_a_logarithm_of_viral_load_becomes_the_load(cells, value, catalog):
    assert normalized(catalog, analyte="HBV DNA", **cells).value == Decimal(value)


def test_a_load_under_a_heading_of_logarithms_is_rejected(catalog):
    answer = normalized(catalog, analyte="HBV DNA", value="12345", unit="log10 IU/mL")
    assert answer == (Issue(IssueCode.VALUE_UNREADABLE, 0, "<value>", "12345", "HBDNA"),)


def test_a_range_of_loads_beside_a_logarithm_is_noted_and_not_used(catalog):
    answer = normalized(catalog, analyte="HBV DNA", value="3.0", unit="log10 IU/mL", range="<500")
    assert (answer.value, answer.range, codes(answer)) == (Decimal(1000), None, [IssueCode.RANGE_UNREADABLE])


# --- every unit of every analyte


def test_multiples_of_a_limit_are_exact_in_every_unit_of_every_analyte(catalog):
    """Design §7: rounded first, a value on twice the limit could lie above or below it."""
    tried = 0
    for code in catalog.analytes:
        for unit in catalog.units.by_code:
            answer = normalized(
                catalog, {"analytes": {"X": code}}, analyte="X", value="0.37", unit=unit, range="0-0.37"
            )
            if (
                isinstance(answer, Observation)
                and not answer.conversion.offset
                and not answer.conversion.power
            ):
                limit, way = answer.range.high.number, answer.conversion
                exact = converted(limit, way)
                assert [converted(times * limit, way) for times in (2, 3)] == [2 * exact, 3 * exact], (
                    code,
                    unit,
                )
                assert answer.flag is Flag.NORMAL, (code, unit)
                assert flag_against(Comparator.EQ, limit + Decimal("0.01"), answer.range) is Flag.HIGH, (
                    code,
                    unit,
                )
                tried += 1
    assert tried > 700


# --- what may be repeated (law 7)

SECRET = "张三13812345678"
NOT_REPEATED = [field for field in MAPPABLE if field not in REPEATED]


@pytest.mark.parametrize("field", NOT_REPEATED)
@pytest.mark.parametrize(
    "cells",
    [
        ALT,
        {**ALT, "value": "4,5"},
        {**ALT, "unit": "furlongs"},
        {**ALT, "analyte": "Reticulocytes"},
        {**ALT, "loinc": "2161-8"},
        {**ALT, "range": "9-50", "flag": "H"},
        {**ALT, "value": ""},
        {"analyte": "ALT", "code": "AST", "value": "9999", "unit": "U/L"},
    ],
)
def test_no_issue_repeats_a_cell_that_may_name_a_person(field, cells, catalog):
    declared = {"ranges": [{"analyte": "ALT", "unit": "U/L", "high": 40, "sex": "M", "age_to": 17}]}
    answer = normalized(catalog, declared, **{**cells, field: SECRET})
    issues = answer.issues if isinstance(answer, Observation) else answer
    assert not any(SECRET[:4] in issue.found for issue in issues)


def test_only_the_beginning_of_a_long_cell_is_repeated(catalog):
    answer = normalized(catalog, **{**ALT, "unit": "x" * 500})
    assert answer[0].found == "x" * SHOWN


# --- any file


NAMES = st.sampled_from(
    ["ALT", "TBIL", "HBV DNA", "HBsAg", "HBeAg", "INR", "PCT", "腹水", "HbA1c", "血氨", "尿肌酐", "x", ""]
)
UNITS = st.sampled_from(
    ["U/L", "mg/dL", "umol/L", "log10 IU/mL", "IU/mL", "%", "mmol/mol", "ug/dL", "1", "-", ""]
)
VALUES = st.one_of(
    st.sampled_from(["阴性", "<5", "9999", "1E30", "-1E-30", "4.5 lg", "中量", "45 mg/dL", "未做", "++"]),
    st.decimals(-(10**30), 10**30, allow_nan=False).map(str),
    st.text(max_size=20),
)
RANGES = st.one_of(
    st.sampled_from(["", "9-50", "<500", "1E30-1E29", ">-1E30", "男:9-50 女:7-40"]), st.text(max_size=20)
)
ROWS = st.fixed_dictionaries(
    {Field.ANALYTE: st.one_of(NAMES, st.text(max_size=10)), Field.VALUE: VALUES, Field.UNIT: st.one_of(UNITS, st.text(max_size=8))},
    optional={
        Field.RANGE: RANGES,
        Field.FLAG: st.sampled_from(["H", "L", "↑", "zz", ""]),
        Field.STATUS: st.sampled_from(["final", "deleted", "not-done", "zz", ""]),
        Field.LOINC: st.sampled_from(["1742-6", "2161-8", "48398-2", ""]),
        Field.SPECIMEN_TYPE: st.sampled_from(["serum", "尿液", "?", ""]),
        Field.COMMENT: st.text(max_size=20),
    },
)  # fmt: skip


@given(cells=ROWS)
def test_any_row_is_a_report_without_a_reason_to_reject_or_has_issues_and_none(cells, catalog):
    answer = normalize(cells, rules(), catalog)
    severities = {MEANINGS[code].severity for code in codes(answer)}
    if isinstance(answer, Observation):
        assert severities <= {Severity.NOTE, Severity.HOLD}
    else:
        assert Severity.REJECT in severities or [MEANINGS[code].skips for code in codes(answer)] == [True]


@given(cells=ROWS)
def test_a_shown_value_is_its_exact_one_at_six_digits(cells, catalog):
    answer = normalize(cells, rules(), catalog)
    if isinstance(answer, Observation) and answer.number:
        exact = converted(answer.number, answer.conversion)
        assert abs(Fraction(answer.value) - exact) <= abs(exact) / 10**5 / 2


def test_damaged_specimen_cell_is_reported_as_damaged_alone(catalog):
    issues = normalized(catalog, **{**ALT, "specimen_type": "=D1"})
    assert [issue.code for issue in issues] == [IssueCode.CELL_FORMULA]


# --- a correction or deletion that cannot be read


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"value": "45-54"}, IssueCode.CORRECTION_UNREAD),
        ({"value": "see phone call"}, IssueCode.CORRECTION_UNREAD),
        ({"value": "3+"}, IssueCode.CORRECTION_UNREAD),
        ({"unit": "furlong"}, IssueCode.CORRECTION_UNIT),
        ({"unit": ""}, IssueCode.CORRECTION_UNIT),
    ],
)
def test_correction_that_cannot_be_read_is_held(catalog, cells, code):
    answer = normalized(
        catalog, **{"analyte": "ALT", "value": "45", "unit": "U/L", "status": "corrected", **cells}
    )
    assert isinstance(answer, Observation)
    assert (codes(answer), answer.number, answer.status) == ([code], None, Status.CORRECTED)


@pytest.mark.parametrize("cells", [{"value": "45-54"}, {"unit": "furlong"}, {"unit": ""}])
def test_deletion_needs_neither_value_nor_unit(catalog, cells):
    answer = normalized(
        catalog, **{"analyte": "ALT", "value": "45", "unit": "U/L", "status": "deleted", **cells}
    )
    assert isinstance(answer, Observation)
    assert (codes(answer), answer.number, answer.status) == ([], None, Status.DELETED)


@pytest.mark.parametrize("status", ["final", "preliminary", ""])
def test_other_row_that_cannot_be_read_is_rejected(catalog, status):
    answer = normalized(catalog, analyte="ALT", value="45-54", unit="U/L", status=status)
    assert codes(answer) == [IssueCode.VALUE_UNREADABLE]


def test_correction_of_another_specimen_or_of_an_unknown_test_is_rejected(catalog):
    cells = {"value": "45-54", "unit": "U/L", "status": "corrected"}
    assert not isinstance(normalized(catalog, analyte="ALT", specimen_type="urine", **cells), Observation)
    assert not isinstance(normalized(catalog, analyte="Hepatocyte index", **cells), Observation)
