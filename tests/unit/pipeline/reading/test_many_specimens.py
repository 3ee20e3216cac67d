"""A file with more specimens than a new table takes in time is refused when it is sent, and stays whole where it counts."""

import pytest
from tests.unit.pipeline.lab_files import RECEIVED, long_profile, text
from tests.unit.pipeline.studies import CENTER, FIRST, HEADER, SECOND, STUDY, started

from hepaflow.catalog.loader import load
from hepaflow.domain.issues.found_words import chinese_found
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.files import DeliveryStatus
from hepaflow.pipeline import ingest as ingesting
from hepaflow.pipeline.ingest import ingest
from hepaflow.pipeline.reading import read_file as reading
from hepaflow.pipeline.reading.open_file import open_file
from hepaflow.pipeline.reading.read_file import read_opened
from hepaflow.readers.sheet import LIMITS, Limits


def outcome(rows, most):
    data, profile = text(*rows), long_profile()
    return read_opened(lambda: open_file(data, profile), load(), RECEIVED, most_specimens=most)


def row(minute, analyte="ALT", subject="S-001"):
    return (subject, f"2024-03-22 08:{minute:02}", analyte, "45", "U/L")


@pytest.mark.parametrize(("specimens", "refused"), [(3, False), (4, True)])
def test_file_with_one_specimen_more_than_may_be_is_refused(specimens, refused):
    found = outcome([row(minute) for minute in range(specimens)], 3)
    assert found.refused is refused
    if refused:
        (issue,) = found.issues
        assert (issue.code, issue.found) == (IssueCode.FILE_TOO_LARGE, "4 specimens")
        assert chinese_found(issue.code, issue.found) == "4 份标本"


def test_results_of_one_specimen_are_one():
    assert not outcome([row(0, analyte) for analyte in ("ALT", "AST", "ALP", "GGT")], 1).refused


def test_rows_without_a_result_are_no_specimens():
    faulty = [row(minute, subject="") for minute in range(9)]
    assert not outcome([*faulty, row(0)], 1).refused


def test_long_file_is_refused_before_it_is_read_whole():
    lines = []
    rows = [row(place % 60, subject=f"S-{place}") for place in range(20_000)]
    data, profile = text(*rows), long_profile()
    read_opened(
        lambda: open_file(data, profile), load(), RECEIVED, progress=lines.append, most_specimens=6_000
    )
    assert max(lines) < 15_000


def test_limit_is_the_one_that_the_remedy_names():
    from hepaflow.domain.issues.meanings import MEANINGS

    remedy = MEANINGS[IssueCode.FILE_TOO_LARGE]
    assert f"{LIMITS.specimens:,} specimens" in remedy.remedy_en
    assert f"{LIMITS.specimens:,} 份标本" in remedy.remedy_zh


# On the whole way

ROWS = [f"S-001,2024-03-22 08:{minute:02},ALT,45,U/L,final\n" for minute in range(5)]
FIVE = f"{HEADER}\n{''.join(ROWS)}".encode()


def test_file_with_too_many_specimens_is_refused_and_stores_no_results(monkeypatch):
    monkeypatch.setattr(ingesting, "LIMITS", Limits(specimens=4))
    world = started()
    world.send(FIVE, FIRST)
    assert world.state(FIVE).refusal == "file-too-large"
    assert not any(world.results.stored.values())


def test_file_that_was_taken_up_before_there_was_a_limit_counts_and_is_counted(monkeypatch):
    """The same bytes again: how many of its values count is found by reading it once more."""
    world = started()
    world.send(FIVE, FIRST)
    monkeypatch.setattr(ingesting, "LIMITS", Limits(specimens=4))
    again = world.arrive(FIVE, SECOND, name="again.csv")
    assert ingest(again, world.services).status is DeliveryStatus.DUPLICATE
    (told,) = [
        data
        for key, (data, _) in world.receipts.kept.items()
        if "/deliveries/" in key and b'"values_now"' in data
    ]
    assert b'"current": 5' in told
    assert world.state(FIVE).refusal == ""
    assert reading.LIMITS is LIMITS
    assert (STUDY, CENTER) in {key[:2] for key in world.registry.noted}
