"""A line of a packed panel: what is remembered of one never shows in another."""

from decimal import Decimal

from hepaflow.aws.results.report_line import _frame, _packed_frame, pack_line, unpack_line
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Bound, Comparator, Conversion, Flag, Observation, Range, Raw, Status


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


def test_id_and_revision_stand_at_their_place_whatever_else_a_line_says():
    # lines as earlier versions packed them; cells of the file begin with the letter of the id, too
    own, common = "\u014e\t60\tkat/x\tk1\tk2\tw\u0418\tmkinetic\tispecimen-rejected||k", "s\u0613"
    told = [
        (f"{own}\tkkA1\te1", f"{common}\tt2024-05-01T08:00\ty\u0623\tbtLAB"),
        (f"{own}\te1", f"{common}\ty\u0623\tbtLAB"),
    ]
    with_id, without = (unpack_line(*line, {"ALT": Decimal(60)}) for line in told)
    assert with_id.raw == Raw("SGPT", "60", "kat/x", "k1", "k2")
    assert (with_id.record, with_id.revised_at) == ("kA1", "2024-05-01T08:00")
    assert (with_id.method, with_id.issues, with_id.has_lab_range) == (
        "kinetic",
        (Issue(IssueCode.SPECIMEN_REJECTED, found="k"),),
        True,
    )
    assert (with_id.status, with_id.specimen_type, with_id.lab) == (Status.CORRECTED, "SERUM", "tLAB")
    assert without == with_id._replace(record="", revised_at="")
    assert [pack_line(with_id), pack_line(without)] == told


def test_id_and_revision_of_one_report_do_not_reach_the_next():
    lines = [
        ("ALT\t60\tU/L\t\t\tkA1", "t2024-05-01"),
        ("ALT\t60\tU/L", ""),
        ("ALT\t60\tU/L\t\t\tkA2", "t2024-05-02"),
    ]
    reports = [unpack_line(*line, {"ALT": Decimal(60)}) for line in lines]
    assert [(one.record, one.revised_at) for one in reports] == [
        ("A1", "2024-05-01"),
        ("", ""),
        ("A2", "2024-05-02"),
    ]
    assert {one._replace(record="", revised_at="") for one in reports} == {reports[1]}


def test_rows_that_differ_in_id_and_revision_alone_share_what_is_remembered():
    report = unpack_line("ALT\t60\tU/L", "", {"ALT": Decimal(60)})
    _packed_frame.cache_clear()
    lines = [pack_line(report._replace(record=f"A{at}", revised_at=f"2024-05-0{at}")) for at in range(1, 9)]
    assert _packed_frame.cache_info().misses == 1
    _frame.cache_clear()
    assert [unpack_line(*line, {}).record for line in lines] == [f"A{at}" for at in range(1, 9)]
    assert _frame.cache_info().misses == 1
