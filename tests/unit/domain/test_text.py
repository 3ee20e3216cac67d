"""One spelling for what lab systems type in many; an exponent is never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepaflow.domain.text import canonical_text


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("10⁹/L", "10^9/L"),  # NFKC alone: 109/L
        ("×10¹²/L", "×10^12/L"),
        ("mL·min⁻¹", "mL·min^-1"),
        ("μmol/L", "μmol/L"),  # U+03BC Greek mu
        ("µmol/L", "μmol/L"),  # U+00B5 micro sign
        ("ＡＬＴ（Ｕ／Ｌ）", "ALT(U/L)"),  # full-width
        ("7 – 40", "7 - 40"),
        ("−5", "-5"),  # U+2212 minus sign
        ("7～40", "7~40"),
        ("≤5", "<=5"),
        ("≧5", ">=5"),
        ("＜5", "<5"),
        ("5′-NT", "5'-NT"),
        ("“x”", '"x"'),
        ("AT-Ⅲ", "AT-III"),
        ("mg\u00a0/\u2009dL", "mg / dL"),  # no-break and thin space
        ("A\u200bL\ufeffT", "ALT"),  # invisible
        ("1⁄2", "1/2"),
        ("  a \t\n b ", "a b"),
        ("总胆红素　", "总胆红素"),
        ("", ""),
    ],
)
def test_look_alikes_become_one_spelling(typed, folded):
    assert canonical_text(typed) == folded


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_only_loses_spaces(text):
    assert canonical_text(text).split(" ") == (text.split() or [""])


@given(st.text(st.characters(exclude_categories=["Mn", "Mc"])))
def test_folding_twice_is_folding_once(text):
    assert canonical_text(canonical_text(text)) == canonical_text(text)
