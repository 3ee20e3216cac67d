"""Which lab measured a row, whether its papers were valid, and whose reference range counts."""

import pytest
from tests.support.labs import beside, labs_of, made_lab, reports
from tests.unit.pipeline.lab_files import LONG, codes, long_profile, read, text, wide_profile

from hepaflow.domain.model import RangeSource
from hepaflow.domain.normalize.reference import range_source

HEADER = (*LONG, "Lab")
OF_LAB = {"analyte": "ALT", "unit": "U/L", "high": "50"}
OF_PROFILE = {"analyte": "ALT", "unit": "U/L", "high": "41"}
WORDS = {"Central": "LAB-1", "中心实验室": "LAB-1", "Local": "LAB-2"}


def alt(value="45", day="2024-03-22", *more):
    return ("S-1", day, "ALT", value, "U/L", *more)


def ranges_of(outcome):
    return [
        (range_source(report), str(report.range_high), report.flag and report.flag.value)
        for report in reports(outcome)
    ]


def test_profile_names_the_lab_of_all_rows():
    assert labs_of(read(text(alt()), long_profile(lab="LAB-1"))) == ["LAB-1"]
    assert labs_of(read(text(alt()), long_profile())) == [""]


def test_column_names_the_lab_of_each_row_by_the_words_of_the_profile():
    words = (" central", "中心实验室", "Local", "", "n/a")
    rows = [alt("45", f"2024-03-{day}", word) for day, word in enumerate(words, 11)]
    told = read(text(*rows, header=HEADER), long_profile({"lab": "Lab"}, lab="LAB-9", labs=WORDS))
    assert labs_of(told) == ["LAB-1", "LAB-1", "LAB-2", "LAB-9", "LAB-9"]
    assert codes(told) == []


def test_word_that_the_profile_does_not_have_is_noted_without_it_and_means_no_lab():
    profile = beside(
        long_profile({"lab": "Lab"}, lab="LAB-1", labs=WORDS), made_lab(end="2020-01-01", ranges=[OF_LAB])
    )
    told = read(text(alt("45", "2024-03-22", "Elsewhere"), header=HEADER), profile)
    assert labs_of(told) == [""]
    assert ranges_of(told) == [(None, "None", None)]
    (issue,) = told.issues
    assert (issue.code, issue.column, issue.found, issue.line) == ("lab-unknown", "Lab", "", 2)


@pytest.mark.parametrize(
    ("day", "noted"),
    [("2023-12-31", True), ("2024-01-01", False), ("2024-06-30", False), ("2024-07-01", True)],
)
def test_result_is_noted_if_no_paper_covers_the_day_of_collection(day, noted):
    profile = beside(long_profile(lab="LAB-1"), made_lab(begin="2024-01-01", end="2024-06-30"))
    told = read(text(alt("45", day)), profile)
    assert [(issue.code, issue.found) for issue in told.issues] == [("lab-not-valid", "LAB-1")] * noted
    assert told.counts.accepted == 1


def test_each_row_has_the_validity_of_its_own_lab():
    rows = [alt("45", "2024-03-22", "Central"), ("S-2", "2024-03-22", "ALT", "45", "U/L", "Local")]
    profile = beside(
        long_profile({"lab": "Lab"}, labs=WORDS), made_lab(), made_lab("LAB-2", end="2024-03-21")
    )
    told = read(text(*rows, header=HEADER), profile)
    assert [(issue.line, issue.code, issue.column) for issue in told.issues] == [(3, "lab-not-valid", "Lab")]


def test_lab_without_papers_is_named_and_nothing_is_noted():
    told = read(text(alt()), long_profile(lab="LAB-1"))
    assert (labs_of(told), codes(told)) == (["LAB-1"], [])


def test_range_of_the_row_counts_before_that_of_the_profile_and_that_before_the_labs():
    lab = made_lab(ranges=[OF_LAB])
    rows = text(alt("45", "2024-03-22", "0-40"), alt("45", "2024-03-23", ""), header=(*LONG, "Range"))
    printed = {"range": "Range"}
    both = beside(long_profile(printed, lab="LAB-1", ranges=[OF_PROFILE]), lab)
    assert ranges_of(read(rows, both)) == [(RangeSource.ROW, "40", "H"), (RangeSource.PROFILE, "41", "H")]
    own = beside(long_profile(printed, lab="LAB-1"), lab)
    assert ranges_of(read(rows, own)) == [(RangeSource.ROW, "40", "H"), (RangeSource.LAB, "50", "N")]
    assert ranges_of(read(rows, long_profile(printed, lab="LAB-1"))) == [
        (RangeSource.ROW, "40", "H"),
        (None, "None", None),
    ]


def test_range_of_the_lab_counts_where_none_of_the_profile_fits_the_person():
    profile = long_profile({"sex": "Sex"}, lab="LAB-1", ranges=[{**OF_PROFILE, "sex": "M"}])
    rows = text(
        alt("45", "2024-03-22", "M"), ("S-2", "2024-03-22", "ALT", "45", "U/L", "F"), header=(*LONG, "Sex")
    )
    assert ranges_of(read(rows, beside(profile, made_lab(ranges=[OF_LAB])))) == [
        (RangeSource.PROFILE, "41", "H"),
        (RangeSource.LAB, "50", "N"),
    ]


def test_range_of_the_row_that_cannot_be_read_is_not_replaced_by_the_labs():
    profile = beside(long_profile({"range": "Range"}, lab="LAB-1"), made_lab(ranges=[OF_LAB]))
    told = read(text(alt("45", "2024-03-22", "see below"), header=(*LONG, "Range")), profile)
    assert ranges_of(told) == [(None, "None", None)]
    assert [issue.code for issue in told.issues] == ["range-unreadable"]


def test_range_of_the_lab_is_chosen_by_sex_age_method_and_day():
    ranges = [
        {**OF_LAB, "high": "51", "sex": "M", "to": "2024-03-31"},
        {**OF_LAB, "high": "52", "sex": "M", "from": "2024-04-01"},
        {**OF_LAB, "high": "53", "sex": "F", "age_from": 60},
        {**OF_LAB, "high": "54", "method": "IFCC"},
    ]
    columns = {"sex": "Sex", "age": "Age", "method": "Method"}
    rows = [
        alt("45", "2024-03-31", "M", "40", ""),
        alt("45", "2024-04-01", "M", "40", ""),
        ("S-2", "2024-04-01", "ALT", "45", "U/L", "F", "60", ""),
        ("S-2", "2024-04-02", "ALT", "45", "U/L", "F", "59", ""),
        ("S-2", "2024-04-03", "ALT", "45", "U/L", "F", "59", "ifcc"),
    ]
    profile = beside(long_profile(columns, lab="LAB-1"), made_lab(ranges=ranges))
    told = ranges_of(read(text(*rows, header=(*LONG, "Sex", "Age", "Method")), profile))
    assert [high for _, high, _ in told] == ["51", "52", "53", "None", "54"]


def test_range_in_another_unit_than_the_result_is_not_used():
    profile = beside(
        long_profile(lab="LAB-1"), made_lab(ranges=[{**OF_LAB, "unit": "ukat/L", "high": "0.8"}])
    )
    assert ranges_of(read(text(alt()), profile)) == [(None, "None", None)]


def test_wide_file_has_labs_too():
    data = text(
        ("S-1", "2024-03-22", "45", "", "Central"), header=("Subject", "Collected", "ALT", "BILI", "Lab")
    )
    profile = beside(wide_profile({"lab": "Lab"}, labs=WORDS), made_lab(end="2024-01-01", ranges=[OF_LAB]))
    told = read(data, profile)
    assert (labs_of(told), [issue.code for issue in told.issues]) == (["LAB-1"], ["lab-not-valid"])
    assert ranges_of(told) == [(RangeSource.LAB, "50", "N")]


def test_name_of_a_person_in_the_lab_column_refuses_the_file():
    told = read(
        text(alt("45", "2024-03-22", "患者：张三"), header=HEADER), long_profile({"lab": "Lab"}, labs=WORDS)
    )
    assert (told.refused, [issue.code for issue in told.issues]) == (True, ["personal-data"])


def test_rows_of_one_file_that_differ_in_their_day_alone_have_each_its_own_validity():
    profile = beside(
        long_profile(lab="LAB-1"),
        made_lab(begin="2024-01-02", end="2024-06-30", ranges=[{**OF_LAB, "to": "2024-03-01"}]),
    )
    days = ("2024-01-01", "2024-01-02", "2024-03-01", "2024-03-02", "2024-06-30", "2024-07-01")
    told = read(text(*(alt("45", day) for day in days)), profile)
    assert codes(told) == [(2, "lab-not-valid"), (7, "lab-not-valid")]
    assert [high for _, high, _ in ranges_of(told)] == ["50", "50", "50", "None", "None", "None"]
