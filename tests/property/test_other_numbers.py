"""A row reads the same whether or not a row with another number was read before it."""

from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st
from tests.support.profiles import EVERY_FIELD, made_profile

from hepaflow.catalog.loader import load
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.normalize import normalize
from hepaflow.domain.profile.on_date import rules_on
from hepaflow.pipeline.reading.observations import Reports

DAY = date(2024, 7, 1)
FIELDS = (
    Field.ANALYTE, Field.VALUE, Field.UNIT, Field.RANGE, Field.FLAG, Field.STATUS, Field.SPECIMEN_TYPE,
    Field.VALUE_TEXT, Field.OPERATOR, Field.STANDARD_UNIT, Field.COMMENT, Field.STANDARD_VALUE,
)  # fmt: skip
RANGES = [{"analyte": "ALT", "low": "9", "high": "50.0", "unit": "U/L"}]
PROFILES = {
    mark: made_profile(
        columns=EVERY_FIELD, file={} if mark is None else {"decimal_mark": mark}, ranges=RANGES
    )
    for mark in (None, ".", ",")
}

names = st.sampled_from(
    ["ALT", "TBIL", "总胆红素", "Albumin", "CREAT", "INR", "PLT", "HBV DNA", "HBsAg", "NH3", "Ascites"]
)
numbers = st.one_of(
    st.sampled_from(["0", "00", "0.0", "9", "99.99", "999", "9999", "9999.0", "5000", "5001", "1.234", "1,234", "1 234"]),
    st.sampled_from(["<5", "5 H", "4O", "3e2", "45(复查)", "", "-", "-1", "+1", "1.", ".5", "１２", "1½"]),
    st.from_regex(r"[0-9]{1,8}([.,][0-9]{1,8})?", fullmatch=True),
)  # fmt: skip
cells = st.tuples(
    st.sampled_from(["U/L", "umol/L", "mg/dL", "g/L", "g/dL", "10^9/L", "", "μmol/L", "IU/mL", "log10 IU/mL", "nonsense"]),
    st.sampled_from(["", "9-50", "53-106", "3.4~20.5", "<21", ">5", "0-0", "60-40", "0.5-106", "0.5-1.1 mg/dL", "negative"]),
    st.sampled_from(["", "", "H", "L", "N", "↑", "HH", "A", "<", "?"]),
    st.sampled_from(["", "", "final", "corrected", "deleted", "not done"]),
    st.sampled_from(["", "", "serum", "urine", "ascites"]),
    st.sampled_from(["", "", "", "45", "negative", "<5"]),
    st.sampled_from(["", "", "", "=", "<"]),
    st.sampled_from(["", "umol/L", "mg/dL", "log10 IU/mL", "nonsense"]),
    st.sampled_from(["", "", "hemolyzed", "repeated"]),
)  # fmt: skip
catalog = load()


standardized = st.one_of(st.just(""), numbers)  # a result in the unit of the sponsor
pairs = st.tuples(numbers, standardized) | numbers.map(lambda number: (number, number))


@given(st.sampled_from([None, ".", ","]), names, st.lists(pairs, min_size=2, max_size=6), cells)
@example(".", "CREAT", [("1.0", ""), ("0.3", "")], ("mg/dL", "0.5-106", "", "", "", "", "", "", ""))
@example(".", "ALT", [("60", ""), ("45", "")], ("U/L", "", "H", "", "", "", "", "", ""))
@example(".", "ALT", [("60", ""), ("9999", "")], ("U/L", "", "", "", "", "", "", "", ""))
@example(".", "ALT", [("45", ""), ("46", "")], ("U/L", "", "", "", "", "45", "", "", ""))
@example(".", "ALT", [("45", "45"), ("46", "45")], ("U/L", "", "", "", "", "", "", "", ""))
@example(
    ".",
    "TBIL",
    [("1.0", "17.1"), ("2.0", "34.2"), ("3.0", "51.8")],
    ("mg/dL", "", "", "", "", "", "", "umol/L", ""),
)
@example(
    ".", "HBV DNA", [("300", "2.48"), ("400", "2.6")], ("IU/mL", "", "", "", "", "", "", "log10 IU/mL", "")
)
@example(".", "TBIL", [("1.5", ""), ("1.50", "")], ("mg/dL", "", "", "", "", "", "", "", ""))
def test_a_number_reads_the_same_after_rows_with_other_numbers(mark, name, values, beside):
    profile = PROFILES[mark]
    reports, rules = Reports(profile, catalog, FIELDS), rules_on(profile, DAY)
    memo = reports.memo(0, DAY)
    for value, standard in values:
        texts = (name, value, *beside, standard)
        read = memo.get(texts) or reports.learn(0, texts, 2)
        alone = normalize(dict(zip(FIELDS, texts, strict=True)), rules, catalog)
        assert repr(read) == repr(alone)  # as text: 1.5 and 1.50 are equal
