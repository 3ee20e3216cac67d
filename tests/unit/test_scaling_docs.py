"""The page about scaling says what its script computes, and the script computes what a calculation by hand gives."""

import re

import pytest
from samtranslator.yaml_helper import yaml_parse
from scripts.scaling import (
    LOADS,
    PAGE,
    SHARES,
    TEMPLATE,
    File,
    Limits,
    Load,
    allowed,
    first_to_break,
    measured_file,
    page,
    shares,
    tables,
)

FILE, LIMITS = File(ingest=0.8, effect=0.4, units=37, puts=7), Limits(ingest=4, effect=2)
FIGURES = """
| file | rows | ingest | effect |
| --- | --- | --- | --- |
| CSV, repeating values | 20,000 | 30.0 | 10.0 |

| rows | ingest: in series, DynamoDB | ingest: in series, S3 | effect: in series, DynamoDB | effect: in series, S3 | S3 PUTs | write units a result |
| --- | --- | --- | --- | --- | --- | --- |
| 15 | 20 | 10 | 4 | 5 | 8 | 1.2000 |
| 300 | 20 | 10 | 6 | 5 | 8 | 0.1200 |
"""


def test_the_page_is_what_the_script_writes():
    assert PAGE.read_text("utf-8") == page()


def test_a_file_takes_what_the_benchmark_counted():
    """20 requests of 10 ms and 10 of 50 ms, and 300 rows of 30 µs; the effect 6 and 5, and 300 rows of 10 µs."""
    file = measured_file(FIGURES)
    assert file.ingest == pytest.approx(0.2 + 0.5 + 0.009)
    assert file.effect == pytest.approx(0.06 + 0.25 + 0.003)
    assert (file.units, file.puts) == (pytest.approx(36), 8)


def test_a_file_that_was_not_measured_is_not_guessed():
    with pytest.raises(LookupError):
        measured_file(FIGURES.replace("| 300 |", "| 301 |"))


def test_shares_are_those_of_a_calculation_by_hand():
    """9,600 files in eight hours are one in three seconds, and one a second at the peak; of two studies."""
    load = Load(centers=400, files_a_day=24)
    found = shares(load, FILE, LIMITS)
    assert list(found.values()) == pytest.approx(
        [0.8 / 4, 0.4 / 2, 1.2 / 1000, 37 / 4000, 0.5 * 4 * 0.010, 7 / 3500]
    )


def test_the_largest_load_breaks_what_the_page_names_first():
    assert first_to_break(Load(400, 24), File(0.8, 0.5, 37, 7), LIMITS) == "effect workers"
    assert first_to_break(Load(400, 24), File(0.8, 0.1, 37, 7), LIMITS) == "ingest workers"
    assert first_to_break(Load(200, 480), File(0.8, 0.1, 37, 7), Limits(400, 200)) == "journal of a study"


def test_the_page_lists_what_breaks_in_order():
    """A file a second keeps 0.8 of 4 workers busy, so these allow 5 files a second; the journal 1 / (4 × 10 ms)."""
    lines = tables(FILE, LIMITS).splitlines()
    listed = [line.strip("| ").split(" | ")[:3] for line in lines if re.match(r"\| \d \|", line)]
    assert [what for _, what, _ in listed[:3]] == [
        "workers of ingest",
        "workers of effects",
        "journal of one study",
    ]
    assert [rate for *_, rate in listed[:3]] == ["5.0", "5.0", "25"]


def test_more_files_take_more_of_every_limit():
    small, large = (shares(load, FILE, LIMITS) for load in (LOADS[0], LOADS[-1]))
    assert all(small[name] < large[name] for name in SHARES)


def test_the_workers_are_those_of_the_template():
    told = yaml_parse(TEMPLATE.read_text("utf-8"))
    events = told["Resources"]["IngestFunction"]["Properties"]["Events"].values()
    stated = [
        one["Properties"]["ScalingConfig"]["MaximumConcurrency"] for one in events if one["Type"] == "SQS"
    ]
    most = [told["Parameters"][one["Ref"]]["Default"] if isinstance(one, dict) else one for one in stated]
    assert allowed(TEMPLATE.read_text("utf-8")) == Limits(*most)


def test_workers_may_be_a_parameter():
    template = """Parameters:
  IngestWorkers:
    Type: Number
    Default: 12
Resources:
            ScalingConfig: {MaximumConcurrency: !Ref IngestWorkers}
            ScalingConfig: {MaximumConcurrency: 3}
"""
    assert allowed(template) == Limits(12, 3)
