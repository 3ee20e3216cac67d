"""Of files in many forms, drafts read most as they are once the ids are filled in, and none wrong."""

from collections import Counter

import pytest
from tests.variants.files import variant
from tests.variants.judging import Verdict, judged
from tests.variants.making import LAYOUTS, Making

SEEDS = range(1, 61)


@pytest.mark.slow
def test_most_drafts_are_right_and_none_reads_wrong():
    verdicts = {seed: judged(variant(seed))[0] for seed in SEEDS}
    assert [seed for seed, verdict in verdicts.items() if verdict is Verdict.WRONG] == []
    assert Counter(verdicts.values())[Verdict.RIGHT] >= 0.8 * len(SEEDS)


@pytest.mark.slow
def test_columns_that_a_draft_must_not_read_are_not_read():
    verdicts = {seed: judged(variant(seed, trapped=True))[0] for seed in SEEDS}
    assert [seed for seed, verdict in verdicts.items() if verdict is Verdict.WRONG] == []


def test_a_seed_gives_the_same_file_again():
    texts = [
        seed for seed in range(1, 21) if not variant(seed).data.startswith(b"PK")
    ]  # a workbook holds its time
    assert [seed for seed in texts if variant(seed).data != variant(seed).data] == []


def test_every_layout_occurs():
    assert {Making(seed).layout for seed in range(1, 301)} == LAYOUTS.keys()
