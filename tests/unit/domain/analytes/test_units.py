"""What labs type for a unit, and every unit that it can mean."""

import pytest

from hepaflow.domain.analytes.units import candidates, unit_key


def meant(text, catalog) -> set[str]:
    return {candidate.unit.code for candidate in candidates(text, catalog.units)}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("µmol/L", "umol/l"),  # micro sign
        ("μmol/L", "umol/l"),  # Greek mu
        ("ＭＧ／ＤＬ", "mg/dl"),
        (" mg / dL ", "mg/dl"),
        ("(mg/dL)", "mg/dl"),
        ('"mg/dL"', "mg/dl"),
        ("mg\\dL", "mg/dl"),
        ("10⁹/L", "10^9/l"),
        ("U/L(37℃)", "u/l"),
        ("mmol·L-1", "mmol/l"),
        ("mmol.L^-1", "mmol/l"),
        ("sec.", "sec"),
        (".", "."),
        ("", ""),
    ],
)
def test_a_unit_is_compared_in_one_form(typed, key):
    assert unit_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("MG/DL", {"mg/dL"}),
        ("Units/L", {"U/L"}),
        ("second(s)", {"s"}),
        ("毫克/分升", {"mg/dL"}),
        ("微摩尔/升", {"umol/L"}),
        ("个/L", set()),
        ("mg%", {"mg/dL"}),
        ("g%", {"g/dL"}),
        ("%", {"%"}),
        ("10^9/L", {"10*9/L"}),
        ("10⁹/L", {"10*9/L"}),
        ("×10⁹/L", {"10*9/L"}),
        ("x10e9/L", {"10*9/L"}),
        ("10**9/L", {"10*9/L"}),
        ("10的9次方/L", {"10*9/L"}),
        ("e9/L", {"10*9/L"}),
        ("10E3/mcL", {"10*3/uL"}),
        ("K/CMM", {"10*3/uL"}),
        ("万/ul", {"10*4/uL"}),
        ("g/L", {"g/L", "10*9/L"}),  # grams, or giga where a lab counts: the analyte decides
        ("mM", {"mmol/L"}),
        ("mU/L", {"mU/L"}),
        ("10^2/L", set()),
        ("furlongs", set()),
        ("mg/furlong", set()),
        ("furlongs/L", set()),
    ],
)
def test_a_typed_unit_means_what_is_listed(typed, codes, catalog):
    assert meant(typed, catalog) == codes


@pytest.mark.parametrize("typed", ["MU/L", "MIU/ML", "MU/ML", "M[IU]/mL"])
def test_a_capital_m_before_units_is_mega_or_milli_and_not_guessed(typed, catalog):
    assert meant(typed, catalog) == set()


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("mg/L FEU", {"mg/L{FEU}"}),
        ("mg/L(FEU)", {"mg/L{FEU}"}),
        ("ug FEU/mL", {"mg/L{FEU}"}),
        ("ng/mL D-DU", {"ug/L{DDU}"}),
        ("ng/mL DDU", {"ug/L{DDU}"}),
        ("g/dL FEU", set()),
    ],
)
def test_the_calibrator_of_d_dimer_may_stand_anywhere_in_its_unit(typed, codes, catalog):
    assert meant(typed, catalog) == codes


@pytest.mark.parametrize("typed", ["109/L", "umoi/L", "mg/m1", "lU/L", "mAU/mI"])
def test_a_scanning_fault_is_understood_and_marked(typed, catalog):
    assert [candidate.repaired for candidate in candidates(typed, catalog.units)] == [True]


@pytest.mark.parametrize("typed", ["10^9/L", "umol/L", "[IU]/L"])
def test_what_needs_no_repair_is_not_marked(typed, catalog):
    assert not any(candidate.repaired for candidate in candidates(typed, catalog.units))


def test_every_ucum_code_means_itself_first(catalog):
    assert all(
        candidates(code, catalog.units)[0].unit is unit for code, unit in catalog.units.by_code.items()
    )
