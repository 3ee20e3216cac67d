"""A result is compared with a multiple of its upper limit exactly; what may lie on either side is left out and counted."""

from fractions import Fraction

import pytest
from tests.unit.pipeline.studies import FIRST, HEADER, STUDY, started

from hepaflow.pipeline.desk.study_results import Inquiry, LeftOutResults, study_results
from hepaflow.pipeline.desk.subject_results import Question
from hepaflow.pipeline.multiples import Multiples

RANGES = """
[[ranges]]
analyte = "BILI"
high = "1.1"
unit = "mg/dL"
[[ranges]]
analyte = "ALT"
low = "9"
high = "40"
unit = "U/L"
[[ranges]]
analyte = "AST"
low = "10"
unit = "U/L"
"""


def sent(*cells):
    lines = [f"S-{one:03},2024-03-22 08:30,{cell},final" for one, cell in enumerate(cells, 1)]
    world = started(more=RANGES)
    world.send("\n".join((HEADER, *lines, "")).encode(), FIRST)
    return world


def asked(world, first="", last="", after="", subjects=50):
    bounds = Multiples(Fraction(first) if first else None, Fraction(last) if last else None)
    inquiry = Inquiry(Question(after=after), multiples=bounds)
    return study_results(world.desk, STUDY, inquiry, None, subjects)


def values(page):
    return [str(answer.current.observation.raw.value) for _, answer in page.answers]


@pytest.mark.parametrize(("first", "last"), [("2", "2"), ("2", ""), ("", "2")])
def test_number_is_compared_before_it_is_rounded(first, last):
    """2.2 of 1.1 mg/dL is exactly twice the limit; the rounded 37.6279 of 18.8140 umol/L is less."""
    assert values(asked(sent("BILI,2.2,mg/dL"), first, last)) == ["2.2"]


@pytest.mark.parametrize(
    ("value", "first", "last", "found"),
    [
        ("80", "2", "", "within"),
        ("80", "", "2", "within"),
        ("80", "2.000001", "", "outside"),
        ("80", "", "1.999999", "outside"),
        ("100", "2", "3", "within"),
        ("140", "2", "3", "outside"),
        (">80", "2", "", "within"),
        (">80", "1", "", "within"),
        (">80", "3", "", "uncertain"),
        (">80", "1", "3", "uncertain"),
        (">80", "", "2", "outside"),
        (">=80", "", "2", "uncertain"),
        (">80", "", "1", "outside"),
        ("<80", "", "2", "within"),
        ("<80", "", "3", "within"),
        ("<80", "", "1", "uncertain"),
        ("<80", "1", "3", "uncertain"),
        ("<80", "2", "", "outside"),
        ("<=80", "2", "", "uncertain"),
        ("<80", "3", "", "outside"),
    ],
)
def test_operator_passes_only_if_every_value_that_it_allows_is_within(value, first, last, found):
    page = asked(sent(f"ALT,{value},U/L"), first, last)
    assert (values(page), page.left_out[-1]) == {
        "within": ([value], LeftOutResults()),
        "outside": ([], LeftOutResults()),
        "uncertain": ([], LeftOutResults(uncertain=1)),
    }[found]


@pytest.mark.parametrize("cell", ["AST,50,U/L", "GGT,50,U/L", "HBSAG,positive,"])
def test_result_without_upper_limit_or_number_is_left_out_and_counted(cell):
    page = asked(sent(cell), "0.1")
    assert (values(page), page.left_out[-1]) == ([], LeftOutResults(without_multiple=1))


MIXED = ("ALT,>80,U/L", "ALT,80,U/L", "GGT,50,U/L", "ALT,81,U/L", "ALT,10,U/L", "AST,50,U/L", "ALT,>100,U/L")


@pytest.mark.parametrize("subjects", [1, 2, 3, 7])
def test_pages_count_what_is_left_out_once(subjects):
    world, after, found, counted = sent(*MIXED), "", [], []
    while True:
        page = asked(world, "2.5", after=after, subjects=subjects)
        found += values(page)
        counted.append(page.left_out[-1])
        after = page.more
        if not after:
            break
    assert found == [">100"]
    assert tuple(map(sum, zip(*counted, strict=True))) == LeftOutResults(without_multiple=2, uncertain=1)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_page_that_is_cut_counts_what_comes_before_its_last_answer_and_the_next_one_the_rest(size):
    """One subject with answers and left-out results in turn; a response holds `size` answers."""
    lines = [
        f"S-001,2024-03-{day} 08:30,{cell},final"
        for day, cell in enumerate(
            (
                "ALT,>80,U/L",
                "ALT,120,U/L",
                "GGT,5,U/L",
                "ALT,121,U/L",
                "GGT,6,U/L",
                "ALT,122,U/L",
                "ALT,>90,U/L",
            ),
            11,
        )
    ]
    world = started(more=RANGES)
    world.send("\n".join((HEADER, *lines, "")).encode(), FIRST)
    found, counted, after = [], [], ""
    while True:
        page = asked(world, "3", after=after)
        told = min(size, len(page.answers))
        left_out, after = page.cut(told)
        found += values(page)[:told]
        counted.append(left_out)
        if not after:
            break
    assert found == ["120", "121", "122"]
    assert tuple(map(sum, zip(*counted, strict=True))) == LeftOutResults(without_multiple=2, uncertain=2)
