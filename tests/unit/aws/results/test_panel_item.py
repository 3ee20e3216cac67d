from dataclasses import replace
from decimal import Decimal

import pytest
from tests.support.liver_panels import AMERICAN, CHINESE, panel

from hepaflow.aws.results.item_size import WRITE_UNIT, item_size
from hepaflow.aws.results.panel_item import Packer, unpack_panel
from hepaflow.domain.fold.targets.deletions import deletions_panel
from hepaflow.domain.identity import RunId
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import (
    Conversion,
    Moment,
    Panel,
    Precision,
    Raw,
    Status,
)

RUN = RunId("NCT03945487", "CN-01", "94fc896bd8200aa4eb4c9408b7fe63c4c8f01c9fc51a80255c50551241f070c8", 1)
EVERYTHING = {"revised_at": "2024-03-22T10:15:00", "specimen_type": "SERUM", "method": "速率法"}


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


def test_a_test_that_was_not_done_comes_back_and_is_packed_in_few_bytes():
    known, plain = panel(CHINESE), panel(CHINESE[:-1])
    *others, last = known.observations
    told = last._replace(
        raw=Raw(last.raw.analyte, "未做"), number=None, value=None, range=None, range_low=None,
        range_high=None, flag=None, raw_unit="", conversion=Conversion(), status=Status.NOT_DONE,
        issues=(Issue(IssueCode.STATED_NOT_DONE, 0, "结果", "未做", last.analyte),),
    )  # fmt: skip
    known.observations = [*others, told]
    assert unpack_panel(pack(known)) == known
    assert item_size(pack(known)) - item_size(pack(plain)) < 80
