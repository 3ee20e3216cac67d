"""A line of a packed panel: what is remembered of one never shows in another."""

from decimal import Decimal

from hepaflow.aws.results.report_line import pack_line, unpack_line
from hepaflow.domain.model import Bound, Comparator, Conversion, Flag, Observation, Range, Raw


def test_lines_that_agree_in_all_but_the_value_have_each_its_own_number_and_flag():
    lines = [f"ALT\t{value}\tU/L\t9-50\t" for value in ("8.9", "9", "50.0", "50.1", "<5", "")]
    told = [
        (report.raw.value, report.number, report.flag)
        for report in (unpack_line(line, "", {}) for line in lines)
    ]
    assert told == [
        ("8.9", Decimal("8.9"), Flag.LOW),
        ("9", Decimal(9), Flag.NORMAL),
        ("50.0", Decimal(50), Flag.NORMAL),
        ("50.1", Decimal("50.1"), Flag.HIGH),
        ("<5", None, None),
        ("", None, None),
    ]


def test_what_a_line_says_itself_counts_before_what_its_value_implies():
    report = unpack_line("ALT\t60\tU/L\t9-50\t\tn61\txLL", "", {})
    assert (report.number, report.flag) == (Decimal(61), Flag.CRITICAL_LOW)


def test_the_canonical_value_of_one_report_does_not_reach_the_next():
    assert unpack_line("ALT\t60\tU/L", "", {"ALT": Decimal(60)}).value == Decimal(60)
    assert unpack_line("ALT\t61\tU/L", "", {}).value is None


def test_limits_that_differ_in_their_digits_alone_are_packed_as_they_are():
    def line(low: str) -> str:
        low_limit = Decimal(low)
        return pack_line(
            Observation(
                "ALT", Raw("ALT", "45", "U/L"), Comparator.EQ, Decimal(45), Conversion(), Decimal(45), "U/L",
                raw_unit="U/L", range=Range(Bound(low_limit), None), range_low=low_limit, flag=Flag.NORMAL,
            )
        )[0]  # fmt: skip

    lines = [line(low) for low in ("9", "9.0", "9")]
    assert [unpack_line(line, "", {}).range.low.number.as_tuple().digits for line in lines] == [
        (9,),
        (9, 0),
        (9,),
    ]


def test_lab_and_whose_range_it_is_are_packed_only_where_they_are_known():
    report = Observation(
        "ALT", Raw("ALT", "45", "U/L"), Comparator.EQ, Decimal(45), Conversion(), Decimal(45), "U/L", raw_unit="U/L",
        range=Range(None, Bound(Decimal(50))), range_high=Decimal(50), flag=Flag.NORMAL,
    )  # fmt: skip
    own, common = pack_line(report)
    of_lab = report._replace(lab="LAB-1", has_lab_range=True)
    assert pack_line(of_lab) == (f"{own}\te1", f"{common}bLAB-1")
    assert unpack_line(*pack_line(of_lab), {"ALT": Decimal(45)}) == of_lab
    assert unpack_line(own, common, {"ALT": Decimal(45)}) == report
