"""A value of one visit is never a clean result under the date of another."""

import pytest
from tests.support.copies import answered, copied
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import codes, read, text

WIDE = {"alt_v1": {"analyte": "ALT", "unit": "U/L"}, "tbil_v2": {"analyte": "BILI", "unit": "umol/L"}}
ROW = ("S-001", "2024-03-22", "38", "2024-04-22", "19")


def profile(date: str = "date_v1", wide: dict = WIDE):
    return made_profile(
        columns={"subject": "subject", "collected_at": date},
        file={"layout": "wide", "decimal_mark": "."},
        wide=wide,
    )


HEADER = ("subject", "date_v1", "alt_v1", "date_v2", "tbil_v2")


def test_value_of_another_visit_is_held():
    outcome = read(text(ROW, header=HEADER), profile())
    assert [(one.code.value, one.column, one.analyte) for one in outcome.issues] == [
        ("date-conflict", "date_v2", "BILI")
    ]
    assert outcome.counts.accepted == 1


@pytest.mark.parametrize(
    "header",
    [
        ("subject", "date_v1", "alt_v1", "time_v2", "tbil_v2"),
        ("subject", "date_v1", "alt_v1", "date_v3", "tbil_v2"),
    ],
)
def test_without_another_date_for_the_visit_nothing_is_held(header):
    assert codes(read(text(ROW, header=header), profile())) == []


def test_number_in_the_name_of_an_analyte_is_not_a_visit():
    wide = {"CA19-9_v1": {"analyte": "CA19_9AG", "unit": "kU/L"}}
    header = ("subject", "date_v1", "CA19-9_v1", "date_v9", "x")
    assert codes(read(text(ROW, header=header), profile(wide=wide))) == []


@pytest.mark.parametrize("keep", ["laboratory", "mapped"])
def test_copy_holds_it_too(keep):
    declared = profile()
    declared = declared.model_copy(update={"file": declared.file.model_copy(update={"keep": keep})})
    data = text(ROW, header=HEADER)
    assert answered(copied(data, declared), declared) == answered(data, declared)
