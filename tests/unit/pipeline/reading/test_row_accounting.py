import pytest
from tests.unit.pipeline.lab_files import GOOD, LONG, WIDE, codes, long_profile, read, text, wide_profile

MARKED = (*LONG, "Status", "Revised")
COLUMNS = {"status": "Status", "revised_at": "Revised"}


def marked(*reports):
    """Read reports of one measurement: (value, status, revised)."""
    rows = [(*GOOD[:3], value, "U/L", status, revised) for value, status, revised in reports]
    return read(text(*rows, header=MARKED), long_profile(COLUMNS))


def test_the_same_value_twice_is_kept_and_noted_at_the_later_line():
    outcome = read(text(GOOD, GOOD, GOOD))
    assert codes(outcome) == [(3, "duplicate"), (4, "duplicate")]
    assert (outcome.counts.accepted, outcome.counts.held) == (3, 0)


def test_the_same_value_in_two_units_is_a_duplicate():
    rows = [(*GOOD[:2], "ALB", "3.4", "g/dL"), (*GOOD[:2], "ALB", "34", "g/L")]
    assert codes(read(text(*rows))) == [(3, "duplicate")]


def test_two_values_hold_both():
    outcome = read(text(GOOD, (*GOOD[:3], "46", "U/L")))
    assert codes(outcome) == [(2, "conflict"), (3, "conflict")]
    assert (outcome.counts.accepted, outcome.counts.held) == (0, 2)


@pytest.mark.parametrize("other", ["<45", "45.1"])
def test_an_operator_makes_another_value(other):
    assert codes(read(text(GOOD, (*GOOD[:3], other, "U/L")))) == [(2, "conflict"), (3, "conflict")]


def test_two_spellings_of_one_time_and_subject_are_one_measurement():
    rows = [GOOD, ("S-001 ", "2024-03-22T08:30", "ALT", "46", "U/L")]
    assert codes(read(text(*rows))) == [(2, "conflict"), (3, "conflict")]


@pytest.mark.parametrize(("identifies", "told"), [(True, []), (False, [(2, "conflict"), (3, "conflict")])])
def test_specimen_ids_tell_measurements_apart_where_the_profile_says_so(identifies, told):
    rows = [(*GOOD, "A"), (*GOOD[:3], "46", "U/L", "B")]
    profile = long_profile({"specimen": "Barcode"}, file={"specimen_identifies": identifies})
    assert codes(read(text(*rows, header=(*LONG, "Barcode")), profile)) == told


def test_serum_and_plasma_are_two_measurements():
    rows = [(*GOOD, "serum"), (*GOOD[:3], "46", "U/L", "plasma")]
    profile = long_profile({"specimen_type": "Specimen"})
    assert codes(read(text(*rows, header=(*LONG, "Specimen")), profile)) == []


@pytest.mark.parametrize(
    "reports",
    [
        [("45", "preliminary", ""), ("46", "final", "")],
        [("46", "final", ""), ("45", "preliminary", "")],
        [("45", "final", ""), ("46", "corrected", "")],
        [("45", "final", "2024-03-23"), ("46", "final", "2024-03-24")],
        [("45", "preliminary", ""), ("45", "final", "")],
        [("45", "final", ""), ("46", "final", ""), ("46", "corrected", "")],  # the correction settles it
        [("45", "final", ""), ("", "deleted", "")],
        [("45", "final", ""), ("46", "final", ""), ("45", "deleted", "")],
    ],
)
def test_what_the_lab_puts_in_order_is_no_conflict_and_no_duplicate(reports):
    assert codes(marked(*reports)) == []


def test_a_conflict_above_a_preliminary_report_leaves_that_one_alone():
    outcome = marked(("45", "preliminary", ""), ("46", "final", ""), ("47", "final", ""))
    assert codes(outcome) == [(3, "conflict"), (4, "conflict")]


def test_a_value_held_by_itself_does_not_hold_the_sound_one_beside_it():
    outcome = read(text(GOOD, (*GOOD[:3], "450000", "U/L")))
    assert codes(outcome) == [(3, "value-impossible")]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("BILI", "20"), ("BILDIR", "21")], [(3, "direct-over-total")]),
        ([("BILDIR", "20"), ("BILI", "20")], []),
        ([("ALB", "80"), ("PROT", "75")], [(2, "value-impossible"), (2, "albumin-over-protein")]),
        ([("ALB", "50"), ("PROT", "45")], [(2, "albumin-over-protein")]),
    ],
)
def test_parts_of_one_specimen_are_compared(rows, told):
    units = {"ALB": "g/L", "PROT": "g/L"}
    cells = [(*GOOD[:2], name, value, units.get(name, "umol/L")) for name, value in rows]
    assert codes(read(text(*cells))) == told


def test_parts_of_two_specimens_are_not():
    rows = [(*GOOD[:2], "BILI", "20", "umol/L"), ("S-001", "2024-03-23 08:30", "BILDIR", "21", "umol/L")]
    assert codes(read(text(*rows))) == []


def test_an_issue_between_wide_cells_stands_at_their_column():
    wide = {"TBIL again": {"analyte": "BILI", "unit": "umol/L"}}
    outcome = read(
        text(("S-001", "2024-03-22", "45", "17", "18"), header=(*WIDE, "TBIL again")), wide_profile(wide=wide)
    )
    assert [(issue.code, issue.column, issue.found) for issue in outcome.issues] == [
        ("conflict", "BILI", "17"),
        ("conflict", "TBIL again", "18"),
    ]


def test_what_a_specimen_is_held_for_is_told_for_each_of_its_results():
    rows = [("S-001", "2034-03-22", name, "45", "U/L") for name in ("ALT", "AST")]
    outcome = read(text(*rows))
    assert [(issue.line, issue.code, issue.analyte) for issue in outcome.issues] == [
        (2, "date-after-receipt", "ALT"),
        (3, "date-after-receipt", "AST"),
    ]
    assert outcome.counts.held == 2


def test_issues_stand_in_line_order():
    rows = [(*GOOD[:3], "4O", "U/L"), ("S-002", *GOOD[1:]), ("", *GOOD[1:]), ("S-002", *GOOD[1:])]
    assert codes(read(text(*rows))) == [(2, "value-unreadable"), (4, "subject-missing"), (5, "duplicate")]


def test_many_reports_of_one_measurement_are_compared_in_time():
    rows = [(*GOOD[:3], str(value % 7 + 40), "U/L") for value in range(20_000)]
    assert read(text(*rows)).counts.held == 20_000


def test_many_reports_of_one_measurement_that_its_rows_hold_are_compared_in_time():
    rows = [(*GOOD[:3], "450000" if value % 2 else "45", "U/L") for value in range(20_000)]
    assert read(text(*rows)).counts.held == 10_000
