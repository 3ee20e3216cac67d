from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from hepaflow.aws.results.item_size import WRITE_UNIT, item_size
from hepaflow.aws.results.panel_item import Packer, unpack_panel
from hepaflow.domain.fold.targets.deletions import deletions_panel
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import (
    Bound,
    Comparator,
    Conversion,
    Flag,
    Moment,
    Observation,
    Panel,
    Precision,
    Range,
    Raw,
)
from hepaflow.domain.values.numbers import shown

RUN = RunId("NCT03945487", "CN-01", "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8", 1)
EVERYTHING = {"revised_at": "2024-03-22T10:15:00", "specimen_type": "SERUM", "method": "速率法"}


# specimens as centers report them, fifteen liver results each
# analyte, name, value, unit as typed, UCUM, canonical unit, factor, low, high, flag
CHINESE = [
    ("ALT", "丙氨酸氨基转移酶", "86.3", "U/L", "U/L", "U/L", "1", "9", "50", "↑"),
    ("AST", "天门冬氨酸氨基转移酶", "102.5", "U/L", "U/L", "U/L", "1", "15", "40", "↑"),
    ("ALP", "碱性磷酸酶", "131", "U/L", "U/L", "U/L", "1", "45", "125", "↑"),
    ("GGT", "γ-谷氨酰基转移酶", "148.0", "U/L", "U/L", "U/L", "1", "10", "60", "↑"),
    ("BILI", "总胆红素", "171.4", "μmol/L", "umol/L", "umol/L", "1", "3.4", "20.5", "↑"),
    ("BILDIR", "直接胆红素", "98.60", "μmol/L", "umol/L", "umol/L", "1", "0", "6.8", "↑"),
    ("BILIND", "间接胆红素", "72.8", "μmol/L", "umol/L", "umol/L", "1", "1.7", "10.2", "↑"),
    ("PROT", "总蛋白", "58.2", "g/L", "g/L", "g/L", "1", "65", "85", "↓"),
    ("ALB", "白蛋白", "27.4", "g/L", "g/L", "g/L", "1", "40", "55", "↓"),
    ("BILEAC", "总胆汁酸", "86.0", "μmol/L", "umol/L", "umol/L", "1", "0", "10", "↑"),
    ("CHOLINES", "胆碱酯酶", "2210", "U/L", "U/L", "U/L", "1", "5000", "12000", "↓"),
    ("CREAT", "肌酐", "71.2", "μmol/L", "umol/L", "umol/L", "1", "57", "97", ""),
    ("PT", "凝血酶原时间", "21.6", "s", "s", "s", "1", "9", "13", "↑"),
    ("INR", "国际标准化比值", "1.86", "", "", "{INR}", "1", "0.8", "1.2", "↑"),
    ("PLAT", "血小板计数", "63", "10^9/L", "10*9/L", "10*9/L", "1", "125", "350", "↓"),
]
AMERICAN = [
    ("ALT", "Alanine aminotransferase", "86", "U/L", "U/L", "U/L", "1", "7", "56", "H"),
    ("AST", "Aspartate aminotransferase", "102", "U/L", "U/L", "U/L", "1", "10", "40", "H"),
    ("ALP", "Alkaline phosphatase", "131", "U/L", "U/L", "U/L", "1", "44", "147", ""),
    ("GGT", "Gamma-glutamyl transferase", "148", "U/L", "U/L", "U/L", "1", "8", "61", "H"),
    ("BILI", "Bilirubin, total", "10.0", "mg/dL", "mg/dL", "umol/L", "10000000/584673", "0.1", "1.2", "H"),
    ("BILDIR", "Bilirubin, direct", "5.8", "mg/dL", "mg/dL", "umol/L", "10000000/584673", "0.0", "0.3", "H"),
    (
        "BILIND",
        "Bilirubin, indirect",
        "4.2",
        "mg/dL",
        "mg/dL",
        "umol/L",
        "10000000/584673",
        "0.1",
        "0.9",
        "H",
    ),
    ("PROT", "Protein, total", "5.8", "g/dL", "g/dL", "g/L", "10", "6.4", "8.3", "L"),
    ("ALB", "Albumin", "2.7", "g/dL", "g/dL", "g/L", "10", "3.5", "5.2", "L"),
    ("UREAN", "Urea nitrogen", "21", "mg/dL", "mg/dL", "mmol/L", "5000/14007", "7", "20", "H"),
    ("CREAT", "Creatinine", "0.80", "mg/dL", "mg/dL", "umol/L", "125000/1414", "0.6", "1.2", ""),
    ("SODIUM", "Sodium", "131", "mmol/L", "mmol/L", "mmol/L", "1", "135", "145", "L"),
    ("PT", "Prothrombin time", "21.6", "sec", "s", "s", "1", "11", "13.5", "H"),
    ("INR", "INR", "1.9", "", "", "{INR}", "1", "0.9", "1.1", "H"),
    ("PLAT", "Platelets", "63", "K/uL", "10*3/uL", "10*9/L", "1", "150", "400", "L"),
]


def panel(rows, *, extra=None, renamed=lambda name: name):
    """The specimen of the rows, each with the fields that `extra` adds."""
    return Panel(
        subject="CN01-0001",
        collected_at=Moment("2024-03-22T08:30", Precision.MINUTE, "+08:00"),
        specimen="2403220017",
        visit="第4周",
        lines=list(range(118_231, 118_231 + len(rows))),
        observations=[report(row, renamed, extra or {}) for row in rows],
    )


def report(row, renamed, extra):
    analyte, name, value, typed, ucum, unit, factor, low, high, flag = row
    number, limits, way = Decimal(value), (Decimal(low), Decimal(high)), Conversion(Fraction(factor))
    told = Flag.LOW if number < limits[0] else Flag.HIGH if number > limits[1] else Flag.NORMAL
    fields = {
        "analyte": analyte,
        "raw": Raw(renamed(name), value, typed, f"{low}-{high}", flag),
        "number": number,
        "conversion": way,
        "value": shown(number, way),
        "unit": unit,
        "raw_unit": ucum,
        "range": Range(Bound(limits[0]), Bound(limits[1])),
        "range_low": shown(limits[0], way),
        "range_high": shown(limits[1], way),
        "flag": told,
    }
    return Observation(operator=Comparator.EQ, **(fields | extra))


def pack(panel: Panel):
    return Packer(RUN).pack(panel)


@pytest.mark.parametrize("rows", [CHINESE, AMERICAN])
def test_fifteen_results_cost_one_write_unit(rows):
    assert item_size(pack(panel(rows))) <= WRITE_UNIT


@pytest.mark.parametrize(("rows", "decorate"), [(CHINESE, "{}测定".format), (AMERICAN, "SERUM {}".format)])
def test_so_do_fifteen_results_with_names_that_no_list_has(rows, decorate):
    assert item_size(pack(panel(rows, renamed=decorate))) <= WRITE_UNIT


@pytest.mark.parametrize("rows", [CHINESE, AMERICAN])
def test_so_do_fifteen_results_with_method_specimen_and_time_of_revision(rows):
    assert item_size(pack(panel(rows, extra=EVERYTHING))) <= WRITE_UNIT


@pytest.mark.parametrize("rows", [CHINESE, AMERICAN])
def test_so_do_fifteen_results_with_sex_and_age(rows):
    known = panel(rows, extra=EVERYTHING)
    known.sex, known.age = "M", 103
    assert item_size(pack(known)) <= WRITE_UNIT


@pytest.mark.parametrize("sex", ["", "M", "F"])
@pytest.mark.parametrize("age", [None, 0, 7, 63, 103])
def test_sex_and_age_come_back(sex, age):
    known = panel(CHINESE)
    known.sex, known.age = sex, age
    assert unpack_panel(pack(known)) == known


def test_panel_without_a_time_comes_back():
    undated = replace(panel(CHINESE[:1]), collected_at=Moment("", Precision.YEAR))
    assert unpack_panel(pack(undated)) == undated


def test_deletions_by_id_alone_are_kept():
    issues = [
        Issue(IssueCode.DELETION_UNPLACED, line, found=found)
        for line, found in ((1000, "I1Laco"), (2000, "a b"))
    ]
    (deletions,) = deletions_panel("C-01", issues)
    assert [one.record for one in deletions.observations] == ["I1Laco", "a", "b"]
    assert unpack_panel(pack(deletions)) == deletions


def test_so_do_thirty_results():
    assert item_size(pack(panel(CHINESE + AMERICAN))) <= WRITE_UNIT


def test_size_follows_the_rules_of_dynamodb():
    # by hand: pk 2+4, sk 2+5, p 1+3 (two ASCII, one Greek letter is 2: 1+2+2), v 1+3, ALT 3+1 and 3 digits 2+2
    item = {"pk": "S#01", "sk": "2024#", "p": "1Yα", "v": {"ALT": Decimal("86.3")}}
    assert item_size(item) == (2 + 4) + (2 + 5) + (1 + 4) + (1 + 3) + (3 + 1 + 4)


def test_the_key_says_where_and_when():
    item = pack(panel(CHINESE))
    assert item["pk"] == "NCT03945487#CN01-0001"
    assert item["sk"] == "2024-03-22T08:30#CN-01#94fc896bd8200aa4#1#2403220017#118231"


def test_values_are_numbers_by_analyte():
    values = pack(panel(AMERICAN))["v"]
    # 10.0 mg/dL by the molar mass of bilirubin, 584.673 g/mol (IUPAC): 10.0 * 10000 / 584.673 = 171.0357…
    assert values["BILI"] == Decimal("171.036")
    assert values["PROT"] == Decimal(58)


def test_digits_as_reported_survive():
    back = unpack_panel(pack(panel(AMERICAN)))
    assert [str(report.number) for report in back.observations if report.analyte == "CREAT"] == ["0.80"]


def test_the_first_of_two_reports_of_an_analyte_stands_in_the_map_and_both_come_back():
    twice = panel([CHINESE[0], AMERICAN[0]])
    item = pack(twice)
    assert item["v"] == {"ALT": Decimal("86.3")}
    assert [report.value for report in unpack_panel(item).observations] == [Decimal("86.3"), Decimal(86)]


def test_a_number_that_dynamodb_cannot_hold_stands_beside_the_map():
    long = Decimal("0." + "123456789" * 5)
    only = panel([CHINESE[0]])
    only.observations[0] = only.observations[0]._replace(value=long)
    item = pack(only)
    assert item["v"] == {}
    assert unpack_panel(item).observations[0].value == long


def test_an_endless_specimen_id_does_not_break_the_key():
    long = panel(CHINESE)
    long.specimen = "条码" * 1000
    item = pack(long)
    assert len(item["sk"].encode()) < 1024  # DynamoDB's limit for a sort key
    assert unpack_panel(item).specimen == long.specimen


def test_a_wide_row_that_fills_several_items_gives_each_a_key():
    wide = panel(CHINESE)
    wide.lines = [7] * 15
    wide.observations = [
        report._replace(method="长" * 20_000 + str(place)) for place, report in enumerate(wide.observations)
    ]
    keys = [item["sk"] for item in Packer(RUN).items(wide)]
    assert len(keys) > 1
    assert len(set(keys)) == len(keys)


# Items written by the first version of the format. They must read the same for ever: do not edit, add.
STORED = [
    (
        {
            "pk": "NCT03945487#CN01-0001",
            "sk": "2024-03-22T08:30#CN-01#94fc896bd8200aa4#1#2403220017#118231",
            "v": {"ALT": Decimal("86.3")},
            "p": "1m\t+08:00\t118231\t第4周\nŌ\t86.3\tИ\tڌ\tئ",
        },
        panel(CHINESE[:1]),
    ),
    (
        {
            "pk": "NCT03945487#CN01-0001",
            "sk": "2024-03-22T08:30#CN-01#94fc896bd8200aa4#1#2403220017#118231",
            "v": {"BILI": Decimal("171.036")},
            "p": "1m\t+08:00\t118231\t第4周\nŷ\t10.0\tЇ\tۧ\tH\tc֩",
        },
        panel(AMERICAN[4:5]),
    ),
]


@pytest.mark.parametrize(("item", "expected"), STORED)
def test_items_written_earlier_read_the_same(item, expected):
    assert unpack_panel(item) == expected


@pytest.mark.parametrize(("item", "expected"), STORED)
def test_the_same_panel_gives_the_same_bytes_on_every_python(item, expected):
    assert pack(expected) == item


def test_moments_of_every_precision_come_back():
    walls = ["2024", "2024-03", "2024-03-22", "2024-03-22T08", "2024-03-22T08:30", "2024-03-22T08:30:05"]
    moments = [Moment(wall, precision) for wall, precision in zip(walls, Precision, strict=True)]
    for moment in moments:
        some = panel(CHINESE[:1])
        some.collected_at = moment
        assert unpack_panel(pack(some)).collected_at == moment
