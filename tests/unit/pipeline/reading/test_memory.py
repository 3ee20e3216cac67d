"""What is kept of a file while it is read, counted by Python: it does not depend on how busy the machine is."""

import tracemalloc

import pytest
from tests.unit.pipeline.lab_files import long_profile, read

from hepaflow.domain.fold.suspicion.sightings import Sighting, sharing
from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.domain.model import Moment, Panel, Precision

FEW, MANY = 2_000, 6_000
RESULTS = (
    "ALT,45,U/L", "AST,51,U/L", "GGT,60,U/L", "ALP,90,U/L", "Sodium,140,mmol/L", "Potassium,4,mmol/L", "INR,1.1,",
    "Albumin,38,g/L", "Urea,6,mmol/L", "Creatinine,70,umol/L",
)  # fmt: skip
BARCODE = "Subject,Collected,Barcode,Test,Result,Units"


def of_one_result(specimens):
    """Return a file of which every row is a specimen, in the order of the days."""
    rows = (
        f"S-{number % 50:03},2024-{1 + number % 12:02}-{1 + number % 28:02} 08:{number % 60:02},B{number:07},ALT,45,U/L"
        for number in range(specimens)
    )
    return "\n".join((BARCODE, *rows, "")).encode()


def of_panels(rows):
    """Return a file of ten results for each specimen, which other specimens have, too."""
    told = (
        f"S-{row // 10 % 50:03},2024-{1 + row // 10 % 12:02}-{1 + row // 10 % 28:02} 08:{row // 10 % 60:02},B{row // 10:07},{RESULTS[row % 10]}"
        for row in range(rows)
    )
    return "\n".join((BARCODE, *told, "")).encode()


def peak(work):
    tracemalloc.start()
    try:
        kept = work()
        return tracemalloc.get_traced_memory()[1] if kept is not None else 0
    finally:
        tracemalloc.stop()


def growth(work):
    """Return the bytes that each further item takes at the peak; what is kept whatever a file has is left out."""
    work(FEW)  # fills what is remembered for all files
    return (peak(lambda: work(MANY)) - peak(lambda: work(FEW))) / (MANY - FEW)


PROFILE = long_profile({"specimen": "Barcode"})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("made", "most"),
    [
        (of_one_result, 1_000),
        (of_panels, 145),
    ],  # 1,174 and 168 with lists of lines, and all that tells rows apart
)
def test_a_row_takes_so_many_bytes_until_the_file_is_accounted_for(made, most):
    assert read(made(100), PROFILE).counts.accepted == 100
    assert growth(lambda rows: read(made(rows), PROFILE)) < most


def test_a_specimen_of_one_subject_takes_few_bytes_while_shared_ones_are_looked_for():
    def shared(specimens):
        return sharing([Sighting("S-1", f"{number:08}") for number in range(specimens)], [])

    assert growth(shared) < 250  # 385 with a set for each


def test_panels_without_issues_share_what_says_so_and_one_that_gets_some_has_its_own():
    first, second = Panel("S-1", Moment("2024", Precision.YEAR)), Panel("S-2", Moment("2024", Precision.YEAR))
    assert first.row_issues is second.row_issues
    first.add_row_issues(0, Issue(IssueCode.VALUE_ALERT))
    first.add_row_issues(0, Issue(IssueCode.CONFLICT))
    assert (first.row_issues, second.row_issues) == (
        {0: (Issue(IssueCode.VALUE_ALERT), Issue(IssueCode.CONFLICT))},
        {},
    )
    with pytest.raises(TypeError):
        second.row_issues[0] = ()
