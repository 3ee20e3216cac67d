import gzip

from tests.unit.readers.workbook.packages import TABLE, WORKBOOK, zipped

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.study.files import Counts
from hepaflow.pipeline.intake.archives import LabFile, lab_files, read_all
from hepaflow.pipeline.reading.outcome import Outcome
from hepaflow.readers.sheet import Limits


def test_a_file_that_comes_alone_is_itself():
    assert lab_files("a.csv", TABLE) == (LabFile("a.csv", "", TABLE),)
    assert lab_files("a.xlsx", WORKBOOK) == (LabFile("a.xlsx", "", WORKBOOK),)


def test_a_file_in_an_archive_names_the_archive():
    assert lab_files("march.zip", zipped(("a.csv", TABLE), ("b.csv", TABLE))) == (
        LabFile("a.csv", "march.zip", TABLE),
        LabFile("b.csv", "march.zip", TABLE),
    )


def test_a_file_in_gzip_is_called_like_its_archive():
    assert lab_files("STUDY/C-01/a.csv.GZ", gzip.compress(TABLE, mtime=0)) == (
        LabFile("a.csv", "STUDY/C-01/a.csv.GZ", TABLE),
    )
    assert lab_files("a", gzip.compress(TABLE, mtime=0)) == (LabFile("a", "a", TABLE),)


def test_an_archive_over_the_limit_is_not_unpacked():
    data = gzip.compress(TABLE, mtime=0)
    assert lab_files("a.gz", data, Limits(bytes=5)) == (
        LabFile("a.gz", "", data),
    )  # and refused by its reader


def test_each_file_has_its_own_outcome():
    read = read_all(
        "a.zip", zipped(("a.csv", b"1"), ("b.csv", b"22")), lambda data: Outcome(Counts(rows=len(data)))
    )
    assert [(file.name, outcome.counts.rows) for file, outcome in read] == [("a.csv", 1), ("b.csv", 2)]


def test_an_archive_that_cannot_be_unpacked_has_one_outcome():
    ((file, outcome),) = read_all("a.zip", zipped(), lambda _: Outcome(Counts()))
    assert (file.name, outcome.refused) == ("a.zip", True)
    assert [issue.code for issue in outcome.issues] == [IssueCode.FILE_EMPTY]
