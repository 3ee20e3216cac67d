"""The tables of docs/costs.md are multiplied right, and their counts are those of the template and of the benchmarks."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "costs.md").read_text("utf-8")
TABLES = re.findall(r"^## (One file|One month)\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| ([^|]+?) \| ([\d,.]+) \| ([\d.]+) \| ([\d.]+) \|", re.MULTILINE)


def rows(text):
    return {
        what: tuple(Decimal(one.replace(",", "")) for one in numbers) for what, *numbers in ROW.findall(text)
    }


@pytest.mark.parametrize(("name", "text"), TABLES)
def test_quantity_times_price_is_what_the_row_says_and_the_sum_is_theirs(name, text):
    found = rows(text)
    assert len(found) > 5, name
    wrong = {
        what: quantity * price
        for what, (quantity, price, cost) in found.items()
        if (quantity * price).quantize(cost) != cost
    }
    assert wrong == {}
    (told,) = re.findall(r"^Sum: ([\d.]+) USD", text, re.MULTILINE)
    assert sum(cost for _, _, cost in found.values()) == Decimal(told)


def test_the_alarms_are_those_of_the_template():
    declared = (ROOT / "template.yaml").read_text("utf-8").count("Type: AWS::CloudWatch::Alarm")
    assert rows(dict(TABLES)["One month"])["alarms"][0] == declared


def test_the_memory_is_that_of_the_ingest_function():
    (quantity, _, _) = rows(dict(TABLES)["One file"])["Lambda, GB-seconds"]
    (memory,) = re.findall(
        r"MemorySize: (\d+) +# one whole processor; the largest file",
        (ROOT / "template.yaml").read_text("utf-8"),
    )
    assert quantity == (2 * Decimal(memory) / 1024).quantize(quantity)


def test_the_write_units_are_within_the_budget_of_the_benchmarks():
    (units, _, _) = rows(dict(TABLES)["One file"])["DynamoDB, write units"]
    assert units / 3000 <= Decimal("0.075")


def test_every_price_says_where_it_was_read_or_that_it_is_to_be_checked():
    listed = set(re.findall(r"^\| (\[\d+\]) \| https://", PAGE, re.MULTILINE))
    for _, text in TABLES:
        lines = [line for line in text.splitlines() if ROW.match(line)]
        told = [line.split("|")[-2] for line in lines]
        without = [
            one for one in told if not (listed & set(re.findall(r"\[\d+\]", one)) or "*to be checked*" in one)
        ]
        assert (bool(lines), without) == (True, [])
