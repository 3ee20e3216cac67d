"""What a profile says on one collection date."""

from datetime import date

import pytest

from hepaflow.domain.model import Field, Status
from hepaflow.domain.profile.on_date import boundaries, era, rules_on
from hepaflow.domain.profile.profile import Profile

LONG = {
    "study": "NCT03945487",
    "center": "CN-01",
    "version": 1,
    "columns": {"subject": "S", "collected_at": "D", "analyte": "A", "value": "V"},
}
WIDE = {
    **LONG,
    "file": {"layout": "wide"},
    "columns": {"subject": "S", "collected_at": "D"},
}
JUNE, JULY = date(2024, 6, 30), date(2024, 7, 1)


def rules(day: date | None = JULY, /, **declared):
    return rules_on(Profile.model_validate({**LONG, **declared}), day)


DATED_UNITS = {"CREAT": [{"unit": "mg/dL", "to": JUNE}, {"unit": "umol/L", "from": JULY}]}


@pytest.mark.parametrize(("day", "unit"), [(JUNE, "mg/dL"), (JULY, "umol/L")])
def test_both_ends_of_a_period_belong_to_it(day, unit):
    assert rules(day, units=DATED_UNITS).default_units == {"CREAT": unit}


def test_a_day_that_is_not_known_gets_only_what_is_not_dated():
    assert rules(None, units={**DATED_UNITS, "INR": "1"}).default_units == {"INR": "1"}


def test_a_period_ends():
    assert rules(JULY, units={"CREAT": [{"unit": "mg/dL", "to": JUNE}]}).default_units == {}


def test_a_boundary_is_the_first_day_on_which_something_is_different():
    column = {"analyte": "ALT", "unit": "U/L"}
    profile = Profile.model_validate(
        {
            **WIDE,
            "wide": {"ALT": column, "GPT": [{**column, "to": date(2024, 1, 31)}]},
            "units": {**DATED_UNITS, "INR": "1"},
            "declare": [{"analyte": "AMMONIA", "unit": "ug/dL", "basis": "N", "from": date(2024, 3, 1)}],
            "ranges": [{"analyte": "ALT", "unit": "U/L", "high": 40, "to": date(2023, 12, 31)}],
        }
    )
    assert boundaries(profile) == (date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1), JULY)


def test_all_days_between_two_boundaries_are_one_era():
    limits = (date(2024, 1, 1), JULY)
    days = (date(2023, 12, 31), date(2024, 1, 1), JUNE, JULY, date(2030, 1, 1))
    assert [era(day, limits) for day in days] == [0, 1, 1, 2, 2]


def test_a_day_that_is_not_known_is_an_era_of_its_own():
    assert era(None, ()) == -1


def test_local_names_are_found_in_any_case():
    assert rules(analytes={"Ｔ-Bil.": "BILI"}).local == {"tbil": "BILI"}


@pytest.mark.parametrize(
    ("analytes", "ignored"), [({"*": "ignore"}, True), ({"UALB": "ignore"}, False), ({}, False)]
)
def test_a_star_declares_everything_else_not_wanted(analytes, ignored):
    assert rules(analytes=analytes).ignore_unknown is ignored


def test_a_star_is_no_name():
    assert rules(analytes={"*": "ignore"}).local == {}


def test_the_header_of_a_wide_column_is_a_local_name():
    profile = Profile.model_validate({**WIDE, "wide": {"ALT (U/L)": {"analyte": "ALT", "unit": "U/L"}}})
    assert rules_on(profile, JULY).local == {"alt(u/l)": "ALT"}


@pytest.mark.parametrize(("day", "unit"), [(JUNE, "U/L"), (JULY, "ukat/L")])
def test_a_wide_column_changes_on_its_date(day, unit):
    entries = [
        {"analyte": "ALT", "unit": "U/L", "to": JUNE},
        {"analyte": "ALT", "unit": "ukat/L", "from": JULY},
    ]
    profile = Profile.model_validate({**WIDE, "wide": {"ALT": entries}})
    assert rules_on(profile, day).wide["ALT"].unit == unit


def test_spellings_are_for_all_analytes_or_for_one():
    spellings = rules(unit_spellings={"Ｇ%": "g/dL", "PLAT": {"K": "10*3/uL"}}).spellings
    assert spellings == {"": {"g%": "g/dL"}, "PLAT": {"k": "10*3/uL"}}


def test_declarations_hold_for_one_analyte_in_one_unit_on_their_days():
    declared = [
        {"analyte": "AMMONIA", "unit": "μg/dL", "basis": "NH3", "to": JUNE},
        {"analyte": "AMMONIA", "unit": "μg/dL", "basis": "N", "from": JULY},
    ]
    assert rules(JULY, declare=declared).bases == {("AMMONIA", "ug/dl"): {"N"}}


def test_ranges_hold_on_their_days():
    declared = [
        {"analyte": "ALT", "unit": "U/L", "high": 40, "to": JUNE},
        {"analyte": "ALT", "unit": "U/L", "high": 50, "from": JULY, "sex": "M"},
        {"analyte": "ALT", "unit": "U/L", "high": 45, "from": JULY, "sex": "F"},
    ]
    assert [known.high for known in rules(JULY, ranges=declared).ranges["ALT"]] == [50, 45]


def test_our_own_status_words_need_no_entry():
    assert (
        rules(status={"已审核": "final"}).status.items()
        >= {
            "preliminary": Status.PRELIMINARY,
            "final": Status.FINAL,
            "corrected": Status.CORRECTED,
            "deleted": Status.DELETED,
            "not-done": Status.NOT_DONE,
            "已审核": Status.FINAL,
        }.items()
    )


def test_a_center_may_give_one_of_our_status_words_another_meaning():
    assert rules(status={"Final": "preliminary"}).status["final"] is Status.PRELIMINARY


def test_what_is_not_dated_is_taken_over():
    found = rules(file={"decimal_mark": ","})
    assert (found.decimal_mark, found.columns[Field.VALUE]) == (",", "V")
