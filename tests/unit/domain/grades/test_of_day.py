"""A grade is certain only if every compatible value, limit, baseline and fact gives the same one (docs/grades.md)."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.support.day_reports import IMPOSSIBLE, reported
from tests.support.graded import baselines, graded, one_day

from hepaflow.catalog.grades import grade_table_of
from hepaflow.domain.grades.facts import GradeFacts
from hepaflow.domain.grades.of_day import Graded, grades_of_day
from hepaflow.domain.model import Conversion, Range

BEFORE = "2024-03-01T08:30"
MG = Fraction(10_000_000, 584_673)


def alt(text: str, **more):
    return reported("ALT", text, **{"upper": "40", **more})


def said(found: Graded) -> tuple:
    """The grade as people read it: a value, bounds, or only reasons."""
    answer = found.grade
    if answer.value is not None:
        return (int(answer.value),)
    codes = [reason.code for reason in answer.reasons]
    if answer.low is None:
        return tuple(codes)
    return (int(answer.low), int(answer.high), *codes)


def notes(found: Graded) -> list[str]:
    return [note.code for note in found.grade.notes]


def of(*sents, base=(), **more) -> Graded:
    return graded(one_day(*sents), baselines(*base), **more)


# the abnormal baseline


@pytest.mark.parametrize(
    ("version", "value", "baseline", "grade", "by_limits"),
    [
        # 5.0: a raised baseline is graded from 1.5 x baseline on; the limits alone would say more
        ("5.0", "119", "80", 0, 1),
        ("5.0", "120", "80", 1, 1),
        ("5.0", "240", "80", 1, 3),
        ("5.0", "241", "80", 2, 3),
        # 6.0: from the baseline itself on
        ("6.0", "79", "80", 0, 1),
        ("6.0", "80", "80", 1, 1),
        ("6.0", "121", "80", 2, 2),
        ("6.0", "161", "80", 3, 2),
        ("6.0", "321", "80", 4, 3),
        # a baseline at its limit is normal
        ("5.0", "121", "40", 2, 2),
        ("5.0", "121", "41", 1, 2),
    ],
)
def test_a_raised_baseline_has_its_own_rule_in_each_version(version, value, baseline, grade, by_limits):
    found = of(alt(value), base=[alt(baseline, at=BEFORE)], version=version)
    assert (found.grade.value, found.by_limits.value) == (grade, by_limits)
    assert found.rules[0] == ("baseline_normal_or_low" if baseline == "40" else "baseline_above_ULN")


def test_grade_0_by_a_raised_baseline_is_marked():
    assert notes(of(alt("119"), base=[alt("80", at=BEFORE)])) == ["ABNORMAL_ALT"]
    assert notes(of(alt("39"), base=[alt("80", at=BEFORE)])) == []
    assert notes(of(alt("119"), base=[alt("40", at=BEFORE)])) == []


def test_the_baseline_is_compared_with_the_limits_of_its_own_lab():
    assert said(of(alt("121"), base=[alt("45", at=BEFORE, upper="50")])) == (2,)
    assert said(of(alt("121"), base=[alt("45", at=BEFORE, upper="40")])) == (1,)


def test_without_a_baseline_the_grade_is_not_that_of_a_normal_one():
    found = of(alt("121"))
    assert said(found) == ("MISSING_BASELINE_ALT",)
    assert found.by_limits.value == 2


def test_a_baseline_without_its_limit_may_be_normal_or_raised():
    base = reported("ALT", "80", BEFORE)
    assert said(of(alt("241"), base=[base])) == ("LIMIT_MISSING_ALT",)
    assert of(alt("241"), base=[base]).grade.reasons[0].measurement == base.measurement
    assert said(of(alt("810"), base=[reported("ALT", "40", BEFORE)])) == (4,)


def test_a_held_baseline_leaves_the_grade_open_only_if_it_matters():
    held = alt("30", at=BEFORE, issues=(IMPOSSIBLE,), received="2")
    assert said(of(alt("121"), base=[alt("80", at=BEFORE), held])) == ("HELD_ALT",)
    assert said(of(alt("125"), base=[alt("20", at=BEFORE), held])) == (2,)


def test_a_held_result_alone_leaves_the_grade_open():
    assert said(of(alt("121", issues=(IMPOSSIBLE,)), base=[alt("30", at=BEFORE)])) == ("HELD_ALT",)


def test_6_0_has_no_grade_3_of_a_baseline_above_5_times_the_limit():
    far = [alt("201", at=BEFORE)]
    assert said(of(alt("402"), base=far, version="6.0")) == (2,)
    assert said(of(alt("403"), base=far, version="6.0")) == ("VARIANT_ALT",)
    assert said(of(alt("804"), base=far, version="6.0")) == ("VARIANT_ALT",)
    assert said(of(alt("805"), base=far, version="6.0")) == (4,)
    assert said(of(alt("401"), base=[alt("200", at=BEFORE)], version="6.0")) == (3,)


@pytest.mark.parametrize(("choice", "grade"), [("grade-2", 2), ("grade-3", 3)])
def test_the_definition_chooses_how_a_far_raised_baseline_is_read(choice, grade):
    found = of(alt("403"), base=[alt("201", at=BEFORE)], version="6.0", far_raised_baseline=choice)
    assert (said(found), found.grade.formula.variant) == ((grade,), f"6.0, {choice}")
    other = of(alt("403"), base=[alt("201", at=BEFORE)], version="6.0", abnormal_fibrinogen="baseline")
    assert (said(other), other.grade.formula.variant) == (("VARIANT_ALT",), "6.0")


@pytest.mark.parametrize(
    ("choice", "text", "baseline", "grade"),
    [
        ("baseline", "1.9", "3.9", 1),  # 0.95 x lower limit; the decrease of a normal baseline does not count
        ("worse-of-both", "1.9", "3.9", 3),  # a decrease by 51 of 100
        ("baseline", "0.9", "1.0", 1),  # a decrease by 10 of 100
        ("worse-of-both", "0.9", "1.0", 3),  # 0.45 x lower limit
    ],
)
def test_the_definition_chooses_how_fibrinogen_is_read(choice, text, baseline, grade):
    sent, before = (
        reported("FIBRINO", one, at, lower="2", upper="4")
        for one, at in ((text, "2024-03-22T08:30"), (baseline, BEFORE))
    )
    found = of(sent, base=[before], direction="L", abnormal_fibrinogen=choice)
    assert (said(found), found.grade.formula.variant) == ((grade,), f"5.0, {choice}")


def test_6_0_alkaline_phosphatase_exceeds_both_limit_and_baseline():
    def alp(text, at="2024-03-22T08:30"):
        return reported("ALP", text, at, upper="125")

    assert said(of(alp("126"), base=[alp("100", BEFORE)], version="6.0")) == (1,)
    assert said(of(alp("126"), base=[alp("130", BEFORE)], version="6.0")) == (0,)
    assert said(of(alp("125"), version="6.0")) == (0,)
    assert said(of(alp("126"), version="6.0")) == ("MISSING_BASELINE_ALP",)


def test_creatinine_is_graded_by_the_worse_of_limit_and_baseline_in_5_0():
    def creat(text, at="2024-03-22T08:30"):
        return reported("CREAT", text, at, upper="100", lower="50")

    assert said(of(creat("91"), base=[creat("60", BEFORE)])) == (2,)
    assert said(of(creat("91"), base=[creat("60", BEFORE)], version="6.0")) == (0,)
    assert said(of(creat("91"), base=[creat("40", BEFORE)], version="6.0")) == (2,)
    assert said(of(creat("91"), base=[creat("50", BEFORE)], version="6.0")) == (0,)  # 50 is not below 50
    assert said(of(creat("91"), base=[creat("49", BEFORE)], version="6.0")) == (2,)
    assert said(of(creat("601"))) == (4,)
    assert said(of(creat("301"))) == (3,)
    assert said(of(creat("90"))) == ("MISSING_BASELINE_CREAT",)
    assert said(of(creat("90"), version="6.0")) == ("MISSING_BASELINE_CREAT",)


def test_a_decrease_of_fibrinogen_is_read_in_two_ways():
    def fibrinogen(text, at="2024-03-22T08:30"):
        return reported("FIBRINO", text, at, lower="2", upper="4")

    def grade(text, baseline):
        return said(of(fibrinogen(text), base=[fibrinogen(baseline, BEFORE)], direction="L"))

    assert grade("2.0", "3.9") == (0,)  # within limits: no reading compares with the baseline
    assert grade("1.9", "2.1") == (1,)  # both readings
    assert grade("1.9", "3.9") == ("VARIANT_FIBRINO",)  # a decrease by half, of a normal baseline
    assert grade("0.9", "1.0") == (
        "VARIANT_FIBRINO",
    )  # a decrease by a tenth, to less than half of the limit
    assert grade("0.49", "0.5") == (4,)  # below 0.5 g/L whatever the baseline


# censored results and limits


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<40", (0,)),
        ("<41", (0, 1, "CENSORED_ALT")),
        ("<=40", (0,)),
        (">800", (4,)),
        (">=800", (3, 4, "CENSORED_ALT")),
        (">200", (3, 4, "CENSORED_ALT")),
        (">=200", (2, 4, "CENSORED_ALT")),
        ("<200", (0, 2, "CENSORED_ALT")),
        ("<0", (0,)),
    ],
)
def test_a_censored_result_has_every_grade_that_its_values_have(text, expected):
    assert said(of(alt(text), base=[alt("30", at=BEFORE)])) == expected


def test_a_censored_baseline_may_be_normal_or_raised():
    assert said(of(alt("121"), base=[alt("<40", at=BEFORE)])) == (2,)
    assert said(of(alt("121"), base=[alt("<41", at=BEFORE)])) == (1, 2, "CENSORED_ALT")


def test_a_finding_has_no_grade():
    assert said(of(alt("NEGATIVE"), base=[alt("30", at=BEFORE)])) == ("NOT_A_NUMBER_ALT",)


def test_a_missing_limit_matters_only_to_the_grades_that_use_it():
    def platelets(text):
        return said(of(reported("PLAT", text), direction="L"))

    assert platelets("49") == (3,)
    assert platelets("80") == ("LIMIT_MISSING_PLAT",)
    assert said(of(reported("K", "7.1"))) == (4,)
    assert said(of(reported("K", "5.2"))) == ("LIMIT_MISSING_K",)
    assert said(of(reported("APTT", "40"))) == ("LIMIT_MISSING_APTT",)
    assert said(of(reported("APTT", "40", upper="0"))) == ("LIMIT_MISSING_APTT",)


def test_a_limit_is_in_the_unit_of_its_own_report_and_exact():
    def bili(text, upper="1.2"):
        return reported("BILI", text, factor=MG, upper=upper)

    base = [reported("BILI", "15", BEFORE, upper="20")]
    assert said(of(bili("1.8"), base=base)) == (1,)
    assert said(of(bili("1.8000000000000000000000000001"), base=base)) == (2,)


def test_a_limit_beyond_all_numbers_is_missing():
    sent = reported("APTT", "40", upper="9E+99")
    power = replace_conversion(sent, Conversion(power=True))
    assert said(of(power)) == ("LIMIT_MISSING_APTT",)


def replace_conversion(sent, conversion):
    return replace(sent, observation=sent.observation._replace(conversion=conversion))


def test_a_lower_limit_of_zero_is_a_limit():
    assert said(of(reported("HDL", "0.1", lower="0"), direction="L", version="6.0")) == (0,)


def test_an_open_range_has_only_one_limit():
    sent = reported("APTT", "40", upper="40")
    bare = replace(sent, observation=sent.observation._replace(range=Range()))
    assert said(of(bare)) == ("LIMIT_MISSING_APTT",)


# what a lab result does not show


@pytest.mark.parametrize(
    ("symptoms", "expected"), [(True, (3,)), (False, (2,)), (None, (2, 3, "UNKNOWN_SYMPTOMS"))]
)
def test_symptoms_that_nobody_stated_are_unknown(symptoms, expected):
    facts = GradeFacts({} if symptoms is None else {"LIPASET": symptoms})
    assert said(of(reported("LIPASET", "121", upper="60"), facts=facts)) == expected


@pytest.mark.parametrize(
    ("text", "asymptomatic", "symptomatic"),
    [
        ("135", 0, 0),
        ("134", 1, 1),
        ("130", 1, 1),
        ("129", 2, 3),
        ("125", 2, 3),
        ("124", 3, 3),
        ("120", 3, 3),
        ("119", 4, 4),
    ],
)
def test_sodium_of_subjects_with_and_without_symptoms(text, asymptomatic, symptomatic):
    for version in ("5.0", "6.0"):
        for symptoms, grade in ((False, asymptomatic), (True, symptomatic)):
            found = of(
                reported("SODIUM", text, lower="135"),
                direction="L",
                version=version,
                facts=GradeFacts({"SODIUM": symptoms}),
            )
            assert found.grade.value == grade


def test_potassium_and_urate_without_symptoms():
    calm = GradeFacts({"K": False, "URATE": False})
    assert said(of(reported("K", "3.2", lower="3.5"), direction="L", facts=calm)) == (1,)
    assert said(of(reported("K", "3.2", lower="3.5"), direction="L")) == (1, 2, "UNKNOWN_SYMPTOMS")
    assert said(of(reported("URATE", "500", upper="420"), facts=calm)) == (1,)


def test_anticoagulation_that_nobody_stated_is_unknown():
    base = [reported("INR", "2.5", BEFORE)]
    assert said(of(reported("INR", "2.6"), base=base)) == (1, 3, "UNKNOWN_ANTICOAG")
    assert said(of(reported("INR", "2.6"), base=base, facts=GradeFacts(anticoagulated=False))) == (3,)
    assert said(of(reported("INR", "2.6"), base=base, facts=GradeFacts(anticoagulated=True))) == (1,)
    assert said(of(reported("INR", "1.2"), facts=GradeFacts(anticoagulated=False))) == (0,)
    assert said(of(reported("INR", "2.6"))) == ("MISSING_BASELINE_INR", "UNKNOWN_ANTICOAG")


def test_glucose_of_unknown_fasting():
    def glucose(text, fasting=None):
        facts = GradeFacts(fasting=fasting)
        return said(of(reported("GLUC", text, upper="6.1"), version="6.0", facts=facts))

    assert glucose("14", fasting=True) == (3,)
    assert glucose("9", fasting=True) == (2,)
    assert glucose("9", fasting=False) == (0,)
    assert glucose("9") == (0, 2, "UNKNOWN_FASTING")
    assert glucose("14") == (3,)


def test_calcium_is_corrected_for_the_albumin_of_the_day():
    def calcium(*sents, direction="L"):
        return said(of(*sents, direction=direction, analyte="CA"))

    ca = reported("CA", "1.9", lower="2.1", upper="2.6")
    assert calcium(ca, reported("ALB", "40", line="3")) == (2,)
    assert calcium(ca, reported("ALB", "35", line="3")) == (1,)  # 2.0
    assert calcium(ca, reported("ALB", "30", line="3")) == (0,)  # 2.1
    assert calcium(ca, reported("ALB", "<35", line="3")) == (0, 1, "CENSORED_ALB")
    assert calcium(ca, reported("ALB", ">40", line="3")) == (2, 4, "CENSORED_ALB")
    assert calcium(ca) == ("MISSING_ALB",)
    high = reported("CA", "<2.6", upper="2.6")
    assert calcium(high, reported("ALB", "40", line="3"), direction="H") == (0,)


def test_what_grades_ask_for_besides_is_said():
    found = of(reported("HGB", "70", lower="120"), direction="L")
    assert found.clinical == ("grade 3: transfusion indicated", "a lab value shows no grade above 3")
    assert of(alt("30")).clinical == ()


# who measured


def test_another_lab_is_a_note_if_the_grade_compares_with_the_baseline():
    def found(lab, other, **more):
        return notes(of(alt("130", lab=lab), base=[alt("80", at=BEFORE, lab=other, **more)]))

    assert found("A", "B") == ["OTHER_LAB_ALT"]
    assert found("A", "A") == []
    assert found("", "") == []
    assert found("", "", center="CN-02") == ["OTHER_LAB_ALT"]
    assert found("A", "A", center="CN-02") == []
    assert notes(of(reported("PLAT", "80", lower="100", lab="A"), direction="L")) == []


# the day


def test_only_analytes_of_the_day_are_graded_each_with_its_inputs():
    sents = [
        alt("121"),
        reported("K", "4.1", lower="3.5", upper="5.1", line="3"),
        reported("HBVDNA", "20", line="4"),
    ]
    found = grades_of_day(one_day(*sents), baselines(alt("30", at=BEFORE)), grade_table_of("5.0"))
    assert [one.term.name for one in found] == [
        "Alanine aminotransferase increased",
        "Hyperkalemia",
        "Hypokalemia",
    ]
    assert [source.sent.observation.raw.value for source in found[0].inputs] == ["121", "30"]
    assert [source.sent.observation.raw.value for source in found[1].inputs] == ["4.1"]
    assert found[0].grade.formula.variant == "5.0"
