"""Whatever a file says, its panels come back from the table as they were."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from hepaflow.aws.results.dictionary import dictionary, read_cell, write_cell
from hepaflow.aws.results.keys import run_of
from hepaflow.aws.results.panel_item import LONGEST_PACKED, Packer, unpack_panel
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import (
    Bound,
    Comparator,
    Condition,
    Conversion,
    Finding,
    Flag,
    Moment,
    Observation,
    Panel,
    Precision,
    Range,
    Raw,
    Status,
)

RUN = RunId("NCT03945487", "CN-01", "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8", 3)

chinese = st.text(alphabet="丙氨酸转移酶总胆红素μγ↑↓参考范围#\\\t\n|;,=!\x00Āɐ߿ ", max_size=12)
known = st.sampled_from(sorted(dictionary().token))
text = st.one_of(st.just(""), known, chinese, st.text(max_size=4))
numbers = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-1000, max_value=100000),
    st.builds(Decimal, st.from_regex(r"-?[0-9]{1,45}(\.[0-9]{0,45})?(E[+-]?[0-9]{1,2})?", fullmatch=True)),
    st.sampled_from([Decimal("0.80"), Decimal("0.00"), Decimal("1E+130"), Decimal("1E-140"), Decimal("-0")]),
)
fractions = st.fractions(min_value=Fraction(-1000), max_value=Fraction(10**9), max_denominator=10**6)
issues = st.lists(
    st.builds(Issue, st.sampled_from(IssueCode), st.integers(0, 10**6), text, text, text), max_size=3
).map(tuple)
bounds = st.none() | st.builds(Bound, numbers, st.booleans())
ranges = st.builds(
    Range,
    bounds,
    bounds,
)
printed = st.one_of(
    text, st.sampled_from(["3.4-20.5", "9-50", "7 ~ 40", "<21", "3,5-5,0", "0.5--1.20", "60-40"])
)
raws = st.builds(Raw, text, st.one_of(text, numbers.map(str)), text, printed, text)


@st.composite
def reports(draw):
    number = draw(st.none() | numbers)
    return Observation(
        analyte=draw(st.sampled_from(["ALT", "AST", "BILI", "INR", "K", "HBSAG", "新"])),
        raw=draw(raws),
        operator=draw(st.sampled_from(Comparator)),
        number=number,
        conversion=draw(st.just(Conversion()) | st.builds(Conversion, fractions, fractions)),
        value=None if number is None else draw(numbers),
        unit=draw(text),
        raw_unit=draw(text),
        finding=draw(st.none() | st.sampled_from(Finding)),
        strength=draw(text),
        status=draw(st.sampled_from(Status)),
        revised_at=draw(st.sampled_from(["", "2024-03-22T09:10"])),
        range=draw(st.none() | ranges),
        range_low=draw(st.none() | numbers),
        range_high=draw(st.none() | numbers),
        flag=draw(st.none() | st.sampled_from(Flag)),
        specimen_type=draw(st.sampled_from(["", "SERUM", "PLASMA"])),
        condition=draw(st.none() | st.sampled_from(Condition)),
        method=draw(text),
        issues=draw(issues),
    )


moments = st.builds(
    Moment,
    st.sampled_from(
        ["2024", "2024-03", "2024-03-22", "2024-03-22T08", "2024-03-22T08:30", "2024-03-22T08:30:05"]
    ),
    st.sampled_from(Precision),
    st.sampled_from(["", "+08:00", "-04:30"]),
)


@st.composite
def panels(draw):
    found = draw(st.lists(reports(), min_size=1, max_size=5))
    if draw(st.booleans()):
        found += found  # the same report object again, as the readers share them
    lines = draw(
        st.one_of(
            st.integers(1, 10**6).map(lambda first: list(range(first, first + len(found)))),
            st.integers(1, 10**6).map(lambda line: [line] * len(found)),
            st.lists(st.integers(1, 10**6), min_size=len(found), max_size=len(found)),
        )
    )
    return Panel(
        subject=draw(st.text(min_size=1, max_size=8)),
        collected_at=draw(moments),
        specimen=draw(st.one_of(text, chinese.map(lambda short: short * 20))),
        visit=draw(text),
        lines=lines,
        observations=found,
        specimen_issues=draw(issues),
        row_issues=draw(st.dictionaries(st.integers(0, len(found) - 1), issues, max_size=3)),
    )


def digits(panel):
    """What equality of decimals does not see: the digits as reported."""
    for report in panel.observations:
        limits = report.range or Range()
        yield [
            str(number)
            for number in (
                report.number,
                limits.low and limits.low.number,
                limits.high and limits.high.number,
            )
        ]


@given(panels())
def test_every_field_of_a_panel_comes_back(panel):
    back = unpack_panel(Packer(RUN).pack(panel))
    assert back == panel
    assert list(digits(back)) == list(digits(panel))


@given(panels())
def test_a_panel_tells_the_run_that_wrote_it(panel):
    run = run_of(Packer(RUN).pack(panel))
    assert run == RunId("NCT03945487", "CN-01", "94fc896bd8200aa4", 3)


@given(panels())
def test_values_are_numbers_that_dynamodb_takes(panel):
    for value in Packer(RUN).pack(panel)["v"].values():
        assert len(value.as_tuple().digits) <= 38
        assert -130 <= value.adjusted() <= 125


@given(panels(), panels())
def test_bytes_do_not_depend_on_what_was_packed_before(first, second):
    packer = Packer(RUN)
    packer.pack(first)
    assert packer.pack(second) == Packer(RUN).pack(second)


@given(text)
def test_every_text_comes_back(cell):
    assert read_cell(write_cell(cell)) == cell
    assert not set(write_cell(cell)) & set("\t\n|;")


@given(panels())
def test_a_panel_that_is_too_long_becomes_several_items_with_keys_of_their_own(panel):
    panel.observations[:] = [
        Observation(report.analyte, Raw(value="长" * 12_000), Comparator.EQ, None, Conversion(), None, "")
        for report in panel.observations
    ]
    items = list(Packer(RUN).items(panel))
    parts = [unpack_panel(item) for item in items]
    assert all(len(item["p"]) <= LONGEST_PACKED for item in items)
    assert len({item["sk"] for item in items}) == len(items)
    assert [report for part in parts for report in part.observations] == panel.observations
    assert [line for part in parts for line in part.lines] == panel.lines
