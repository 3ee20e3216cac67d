"""Each issue code is provoked by the smallest input that earns it; a code that nothing provokes fails here."""

import gzip
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.support.labs import beside, made_lab
from tests.support.profiles import made_profile
from tests.unit.pipeline.lab_files import GOOD, LONG, long_profile, read, text, wide_profile, workbook
from tests.unit.readers.cdisc.cdisc_files import LB, member, transport
from tests.unit.readers.fhir.fhir_resources import CATEGORY, coded, observation
from tests.unit.readers.hl7v2.hl7_messages import MSH, OBR, OBX, PID, message, msh, obr, obx, result
from tests.unit.readers.workbook.packages import hidden, struck, two_sheets

from hepaflow.catalog.fold_rules import fold_rules
from hepaflow.domain.fold.decisions import NOBODY, docket
from hepaflow.domain.fold.measurement import Measurement, Run, RunObservation
from hepaflow.domain.fold.suspicion.moved_suspicion import parted, shared_results
from hepaflow.domain.fold.suspicion.unit_suspicion import weighed
from hepaflow.domain.fold.targets.deletions import held_if_deleted
from hepaflow.domain.fold.timeline import fold
from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Comparator, Conversion, Observation, Raw, Status
from hepaflow.domain.profile.profile import Profile
from hepaflow.domain.study.agreement import Specimen, doubts
from hepaflow.domain.study.fold_rules import NEWEST_VERSION
from hepaflow.domain.study.register import Registered, Subject, SubjectStatus

RULES = fold_rules(NEWEST_VERSION)

SUBJECT, WHEN = GOOD[:2]
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
Input = tuple[bytes, Profile]


def row(*cells: str, **more: str) -> Input:
    """A file of one row; `more` are further fields and their cells."""
    columns = {field: f"Lab's {field}" for field in more}
    subject, when, analyte, value, unit = (*cells, *GOOD[len(cells) :])
    return (
        text((subject, when, analyte, value, unit, *more.values()), header=(*LONG, *columns.values())),
        long_profile(columns),
    )


def value(cell: str, analyte: str = "ALT", unit: str = "U/L") -> Input:
    return row(SUBJECT, WHEN, analyte, cell, unit)


def unit(cell: str, analyte: str = "ALT", number: str = "45") -> Input:
    return row(SUBJECT, WHEN, analyte, number, cell)


def of_center(word: str) -> Input:
    """A file of a sender for two centers; the row has a subject of the first one."""
    served = {
        f"Site {one}": {"center": f"C-{one}", "pattern": f"{begin}-.*"} for one, begin in ((1, "S"), (2, "T"))
    }
    return text((*GOOD, word), header=(*LONG, "Site")), long_profile({"center": "Site"}, centers=served)


def rows(*rows_: tuple[str, ...]) -> Input:
    return text(*rows_), long_profile()


def file(data: bytes, **layout: object) -> Input:
    return data, long_profile(file=layout)


def unread(cell: str, other: str) -> Input:
    """A file with a value cell and another column, which the profile does not read."""
    return text((*GOOD[:3], cell, "U/L", other), header=(*LONG, "Other")), long_profile()


def messages(kind: str) -> Profile:
    return made_profile(file={"format": kind})


PROVOKED: dict[IssueCode, Input] = {
    # the file
    IssueCode.FILE_EMPTY: file(b""),
    IssueCode.FILE_NO_ROWS: file(text()),
    IssueCode.FILE_TOO_LARGE: file(text(GOOD, header=(*LONG, *["x"] * 10_001))),
    IssueCode.FILE_FORMAT: file(b"%PDF-1.7"),
    IssueCode.FILE_NOT_XLSX: file(b"<html><table>"),
    IssueCode.FILE_XML: file(b"<?xml version='1.0'?><ODM>"),
    IssueCode.FILE_CDISC_VERSION: file(b"**COMPRESSED** **COMPRESSED**"),
    IssueCode.FILE_DATASETS: file(transport(member("LBCH", LB, []), member("LBHE", LB, []))),
    IssueCode.FILE_SEGMENTS: file(message("\\r".join((MSH, PID, OBR, OBX)))),
    IssueCode.FILE_MESSAGE_TYPE: file(message(msh(kind=""), PID, OBR, OBX)),
    IssueCode.FILE_NOT_TEXT: file(text(GOOD) + b"\0"),
    IssueCode.FILE_ENCODING: file(text(GOOD) + b"\xff"),
    IssueCode.FILE_QUOTES: file(text(GOOD) + b'"'),
    IssueCode.FILE_COLUMNS_MISSING: file(text(GOOD, header=("Who", *LONG[1:]))),
    IssueCode.FILE_HEADER: (
        text(GOOD),
        made_profile(
            columns={"subject": "1", "collected_at": "2", "analyte": "3", "value": "4", "unit": "5"},
            file={"header_rows": 0},
        ),
    ),
    IssueCode.FILE_TABLES_BESIDE: file(text((*GOOD, "", *GOOD), header=(*LONG, "", *LONG))),
    IssueCode.FILE_COLUMNS_REPEATED: file(text((*GOOD, ""), header=(*LONG, "Units"))),
    IssueCode.FILE_DAMAGED: file(b"PK\x03\x04"),
    IssueCode.FILE_PASSWORD: file(COMPOUND + "EncryptedPackage".encode("utf-16-le")),
    IssueCode.FILE_SHEET: file(workbook(LONG, GOOD), format="workbook", sheet="Results"),
    IssueCode.SHEET_HIDDEN: file(hidden(workbook(LONG, GOOD))),
    IssueCode.SHEET_LEFT_OUT: file(two_sheets((LONG, GOOD), (LONG, GOOD)), sheet="A"),
    IssueCode.PAGES_MISSING: file(
        json.dumps(
            {"resourceType": "Bundle", "type": "searchset", "total": 2, "entry": [{"resource": observation()}]}
        ).encode()
    ),
    IssueCode.ARCHIVE_NESTED: file(gzip.compress(text(GOOD), mtime=0)),
    IssueCode.HEADER_GARBLED: file(text((*GOOD, ""), header=(*LONG, "锟斤拷"))),
    IssueCode.PERSONAL_DATA: file(text((*GOOD, ""), header=(*LONG, "Patient name"))),
    IssueCode.COLUMN_WITHHELD: file(text((*GOOD, ""), header=(*LONG, "Ward"))),
    # the row as a whole
    IssueCode.ROW_WIDTH: rows(GOOD[:-1]),
    IssueCode.ROW_BLANK: rows(("",) * 5, GOOD),
    IssueCode.ROW_TOTAL: rows(("Total", "", "", "1", "")),
    IssueCode.ROW_HEADER: rows(LONG),
    IssueCode.ROW_OTHER_TABLE: rows(GOOD, (*LONG[:3], "Comment", "Units"), GOOD),
    IssueCode.RECORD_DAMAGED: file(result(OBX) + message("MSH|||LIS")),
    IssueCode.MESSAGE_OTHER: file(result(OBX) + message(msh(kind="ADT^A08"), PID)),
    IssueCode.MESSAGE_COUNT: file(result(OBX) + message("BTS|2")),
    IssueCode.QUALITY_CONTROL: file(message(MSH, OBR, OBX)),
    IssueCode.TEST_DATA: file(message(msh(processing="T"), PID, OBR, OBX)),
    IssueCode.MODIFIER_UNKNOWN: file(json.dumps(observation(modifierExtension=[{"url": "urn:x"}])).encode()),
    IssueCode.CELL_FORMULA: value("=D1*2"),
    IssueCode.CELL_STRUCK: file(struck(workbook(LONG, GOOD), "D2")),
    IssueCode.TEXT_GARBLED: unit("Âµmol/L"),
    IssueCode.CELL_NESTED: file(json.dumps([dict(zip(LONG, (*GOOD[:3], [45], "U/L"), strict=True))]).encode()),
    # who and when
    IssueCode.SUBJECT_MISSING: row(""),
    IssueCode.CENTER_MISSING: of_center(""),
    IssueCode.CENTER_NOT_ALLOWED: of_center("Site 3"),
    IssueCode.SUBJECT_OTHER_CENTER: of_center("Site 2"),
    IssueCode.SUBJECT_PATTERN: (text(GOOD), long_profile(subject={"pattern": "US-[0-9]+"})),
    IssueCode.SUBJECT_AMBIGUOUS: file(message(MSH, "PID|1||CN01-0009^^^TRIAL~77^^^REGISTRY", OBR, OBX)),
    IssueCode.SUBJECT_UNCERTAIN: file(
        json.dumps(observation(focus=[{"reference": "RelatedPerson/donor"}])).encode()
    ),
    IssueCode.SUBJECT_TWO_SITES: (
        text((*GOOD, "01"), ("S-001", "2024-03-29", *GOOD[2:], "02"), header=(*LONG, "Site")),
        long_profile(),
    ),
    IssueCode.ID_ZEROS_LOST: (text(("12", *GOOD[1:])), long_profile(subject={"pattern": "[0-9]{4}"})),
    IssueCode.ID_SCIENTIFIC: row("1.10E+17"),
    IssueCode.ID_IS_A_DATE: row("5-Mar"),
    IssueCode.DATE_MISSING: row(SUBJECT, ""),
    IssueCode.DATE_UNREADABLE: row(SUBJECT, "yesterday"),
    IssueCode.DATE_IMPOSSIBLE: row(SUBJECT, "2024-02-30"),
    IssueCode.DATE_AMBIGUOUS: row(SUBJECT, "03/04/2024"),
    IssueCode.DATE_OFFSET_UNKNOWN: row(SUBJECT, "2024-11-03 01:30"),  # Chicago's clocks show it twice
    IssueCode.DATE_AFTER_RECEIPT: row(SUBJECT, "2034-03-22"),
    IssueCode.DATE_CONFLICT: row(SUBJECT, WHEN, collected_time="09:00"),
    IssueCode.DATE_OTHER_ORDER: (
        text(("S-001", "02/03/2024", *GOOD[2:]), ("S-002", "23/02/2024", *GOOD[2:])),
        long_profile(file={"dates": ("%m/%d/%Y",)}),
    ),
    IssueCode.DATE_HALF_SWAPPED: (
        text(("S-001", "2024-04-03", *GOOD[2:]), ("S-002", "22/03/2024", *GOOD[2:])),
        long_profile(file={"dates": ("%d/%m/%Y",)}),
    ),
    IssueCode.DATE_OBSERVED_LATER: (result(obx(f14="20240325")), messages("hl7v2")),
    IssueCode.DATE_BEFORE_STUDY: row(SUBJECT, "2018-12-31"),
    IssueCode.AGE_UNREADABLE: (
        text((*GOOD, "old"), header=(*LONG, "Age")),
        long_profile({"age": "Age"}, ranges=[{"analyte": "ALT", "unit": "U/L", "high": "50", "age_from": "18"}]),
    ),
    IssueCode.SEX_UNREADABLE: row(sex="?", range="男:9-50 女:7-40"),
    # what was measured
    IssueCode.ANALYTE_MISSING: row(SUBJECT, WHEN, ""),
    IssueCode.ANALYTE_UNKNOWN: row(SUBJECT, WHEN, "Hepatocyte index"),
    IssueCode.ANALYTE_AMBIGUOUS: row(SUBJECT, WHEN, "FBG", "4.5", ""),  # glucose, or fibrinogen
    IssueCode.ANALYTE_NOT_WANTED: (text(GOOD), long_profile(analytes={"ALT": "ignore"})),
    IssueCode.NOT_LABORATORY: file(json.dumps(observation(category=[coded("vital-signs", CATEGORY)])).encode()),
    IssueCode.CODE_CONFLICT: row(code="AST"),
    IssueCode.NAME_UNKNOWN: row(SUBJECT, WHEN, "Alternaria alternata IgE", code="ALT"),
    IssueCode.LOINC_UNKNOWN: row(loinc="99999-9", unit="furlong"),
    IssueCode.LOINC_PROPERTY: row(loinc="1975-2", analyte="TBIL", value="34", unit="umol/L"),
    IssueCode.SPECIMEN_OTHER: row(specimen_type="urine"),
    IssueCode.SPECIMEN_UNKNOWN: row(specimen_type="red tube"),
    IssueCode.SPECIMEN_MISSING: row(SUBJECT, WHEN, "白细胞", "480", "个/µL"),
    IssueCode.SPECIMEN_REJECTED: file(
        message(MSH, PID, OBR, OBX, "SPM|1|||SER|||||||||||||||||RB^Broken container^HL70490")
    ),
    IssueCode.SPECIMEN_CONDITION: row(comment="slightly hemolyzed"),
    # the value
    IssueCode.VALUE_MISSING: value(""),
    IssueCode.VALUE_NOT_DONE: value("specimen rejected"),
    IssueCode.STATED_NOT_DONE: value("not done"),
    IssueCode.NOT_DONE_WITH_RESULT: (
        text((*GOOD, "T1"), (SUBJECT, WHEN, "ALT", "not done", "", "T1"), header=(*LONG, "Tube")),
        long_profile({"specimen": "Tube"}),
    ),
    IssueCode.VALUE_PENDING: value("pending"),
    IssueCode.VALUE_ELSEWHERE: value("see comment"),
    IssueCode.VALUE_DOCUMENT: file(result(obx(f2="ED", f5="^application^pdf^Base64^JVBERi0="))),
    IssueCode.VALUE_NOT_SENT: file(result(obx(f5="", f11="O"))),
    IssueCode.TAKEN_BACK: row(status="not-done"),
    IssueCode.CORRECTION_UNREAD: row(SUBJECT, WHEN, "ALT", "45-54", status="corrected"),
    IssueCode.CORRECTION_UNIT: row(SUBJECT, WHEN, "ALT", "45", "furlong", status="corrected"),
    IssueCode.FINAL_AS_SENT: file(result(obx(f5="", f11="U"))),
    IssueCode.DELETION_UNPLACED: file(
        json.dumps({"resourceType": "Bundle", "entry": [{"request": {"method": "DELETE", "url": "Observation/o1"}}]}).encode()
    ),
    IssueCode.VALUE_UNREADABLE: value("4O"),
    IssueCode.VALUE_NOT_A_NUMBER: value("positive"),
    IssueCode.VALUE_OTHER_MARK: file(
        text(*[(SUBJECT, WHEN, name, "4.5", "U/L") for name in ("AST", "GGT")], (SUBJECT, WHEN, "ALT", '"4,5"', "U/L"))
    ),
    IssueCode.VALUE_DECIMAL_MARK: file(text((SUBJECT, WHEN, "ALT", '"4,5"', "U/L")), decimal_mark="."),
    IssueCode.VALUE_IS_A_DATE: value("3-May"),
    IssueCode.VALUE_SPREADSHEET_ERROR: value("#N/A"),
    IssueCode.VALUE_LIMIT_UNKNOWN: value("below detection limit"),
    IssueCode.VALUE_SENTINEL: value("9999"),
    IssueCode.VALUE_SIGN: value("-", "HBeAg", ""),
    IssueCode.VALUE_CONFLICT: row(value_text="54"),
    IssueCode.ORDER_CANCELLED: file(message(MSH, PID, obr(f25="X"), OBX)),
    IssueCode.ORDER_UNNUMBERED: file(message(MSH, PID, obr(f3="", f25="X"))),
    IssueCode.BELOW_CANCELLED_ORDER: file(message(MSH, PID, obr(f25="X"), obx(f5="", f11="X"))),
    IssueCode.VALUE_OFF_SCALE: row(flag=">"),
    IssueCode.VALUE_TYPE: (result(obx(f2="SN", f5="^^^150")), messages("hl7v2")),
    IssueCode.VALUE_UNREAD: unread("", "positive"),
    IssueCode.FLAG_SIGN: row(flag=">"),
    IssueCode.OPERATOR_UNKNOWN: row(operator="~"),
    IssueCode.OPERATOR_CONFLICT: row(SUBJECT, WHEN, "ALT", "<45", operator=">"),
    IssueCode.OPERATOR_UNREAD: unread("45", "<"),
    IssueCode.VALUE_FOOTNOTE: value("45*"),
    IssueCode.VALUE_IMPOSSIBLE: value("450000"),
    IssueCode.VALUE_ALERT: value("2000"),
    # the unit
    IssueCode.UNIT_MISSING: unit(""),
    IssueCode.UNIT_UNKNOWN: unit("mg/hl"),
    IssueCode.UNIT_REFUSED: unit("ug/dL", "Ammonia"),
    IssueCode.UNIT_UNCONVERTIBLE: unit("Karmen U"),
    IssueCode.UNIT_MISMATCH: unit("g/L"),
    IssueCode.LOINC_UNIT: (
        text((SUBJECT, WHEN, "AFP", "5", "kU/L", "1834-1"), header=(*LONG, "LOINC")),
        long_profile({"loinc": "LOINC"}, declare=[{"analyte": "AFP", "unit": "kU/L", "basis": "WHO 72/225"}]),
    ),
    IssueCode.UNIT_CONFLICT: value("1.2 mg/dL", "Total bilirubin", "umol/L"),
    IssueCode.UNIT_REPAIRED: unit("109/L", "Platelets", "150"),  # 10⁹/L whose exponent was lost
    IssueCode.CONVERTED_ELSEWHERE: row(SUBJECT, WHEN, "BILI", "2.2", "mg/dL", standard_value="2.2", standard_unit="umol/L"),
    # range, flag, status
    IssueCode.RANGE_UNREADABLE: row(range="see overleaf"),
    IssueCode.RANGE_IS_A_DATE: row(range="5-Mar"),  # 3-5, typed into a spreadsheet
    IssueCode.RANGE_DECIMAL_MARK: row(range='"3,5-5,0"'),
    IssueCode.RANGE_UNIT: row(range="9-50 mg/dL"),
    IssueCode.LAB_UNKNOWN: (text((*GOOD, "Elsewhere"), header=(*LONG, "Lab")), long_profile({"lab": "Lab"}, labs={"Central": "LAB-1"})),
    IssueCode.LAB_CONFLICT: (
        result(obx(f15="Central~Ward")),
        made_profile(file={"format": "hl7v2"}, labs={"Central": "LAB-1", "Ward": "LAB-2"}),
    ),
    IssueCode.LAB_NOT_VALID: (text(GOOD), beside(long_profile(lab="LAB-1"), made_lab(end="2024-01-01"))),
    IssueCode.RANGE_REVERSED: row(range="50-9"),
    IssueCode.FLAG_UNKNOWN: row(flag="Q7"),
    IssueCode.FLAG_MISMATCH: row(range="9-50", flag="H"),
    IssueCode.STATUS_CONTRADICTED: row(status="not-asked"),
    IssueCode.STATUS_UNKNOWN: row(status="signed"),
    IssueCode.REVISED_UNREADABLE: row(revised_at="soon"),
    # against other results
    IssueCode.DIRECT_OVER_TOTAL: rows(
        (SUBJECT, WHEN, "BILI", "20", "umol/L"), (SUBJECT, WHEN, "BILDIR", "21", "umol/L")
    ),
    IssueCode.ALBUMIN_OVER_PROTEIN: rows(
        (SUBJECT, WHEN, "ALB", "50", "g/L"), (SUBJECT, WHEN, "PROT", "45", "g/L")
    ),
    IssueCode.DUPLICATE: rows(GOOD, GOOD),
    IssueCode.CONFLICT: rows(GOOD, (SUBJECT, WHEN, "ALT", "46", "U/L")),
}  # fmt: skip


def sent(number: str, day: int, status: Status = Status.FINAL) -> RunObservation:
    """A report that came on a day, in a file of its own."""
    report = Observation(
        "ALT", Raw(), Comparator.EQ, Decimal(number), Conversion(), Decimal(number), "U/L", status=status
    )
    run = Run("C-01", f"{day:064}", 1, f"2024-03-{day:02}T00:00:00.000Z")
    return RunObservation(Measurement("C-01", SUBJECT, "ALT", "", WHEN), report, run, 2)


def at_nine(one: RunObservation) -> RunObservation:
    return replace(one, measurement=one.measurement._replace(collected_at=f"{WHEN[:10]}T09:00"))


FOLDED: dict[IssueCode, tuple[RunObservation, ...]] = {
    IssueCode.CHANGED_UNMARKED: (sent("45", 1), sent("46", 2)),
    IssueCode.REVERTS_CORRECTION: (sent("45", 1), sent("46", 2, Status.CORRECTED), sent("45", 3, Status.CORRECTED)),
}  # fmt: skip


def collected(number: str, day: int, time: str = "") -> RunObservation:
    """A bilirubin of a day, in umol/L."""
    report = Observation(
        "BILI",
        Raw(),
        Comparator.EQ,
        Decimal(number),
        Conversion(),
        Decimal(number),
        "umol/L",
        raw_unit="umol/L",
    )
    run = Run("C-01", "f" * 64, 1, "2024-04-01T00:00:00.000Z")
    return RunObservation(
        Measurement("C-01", SUBJECT, "BILI", "", f"2024-03-{day:02}{time}"), report, run, day
    )


COURSES: dict[IssueCode, tuple[RunObservation, ...]] = {
    # 1.5 mg/dL are 25.7 umol/L (AMA Manual of Style, SI conversion table)
    IssueCode.UNIT_SUSPECT: tuple(collected(value, day) for day, value in enumerate(("22", "25", "28", "1.5"), 1)),
    IssueCode.POSSIBLE_DUPLICATE: (collected("22", 1), collected("22", 1, "T08:30")),
}  # fmt: skip


@pytest.mark.parametrize("code", PROVOKED)
def test_the_code_is_provoked_by_a_file(code):
    data, profile = PROVOKED[code]
    outcome = read(data, profile, study_start=date(2019, 1, 1))
    assert code in [issue.code for issue in outcome.issues]
    assert outcome.counts.balanced()


@pytest.mark.parametrize("code", FOLDED)
def test_the_code_is_provoked_by_files_one_after_the_other(code):
    (answer,) = fold(FOLDED[code]).values()
    assert [held.codes for held in answer.held] == [(code,)]


@pytest.mark.parametrize("code", COURSES)
def test_the_code_is_provoked_by_the_subject_s_other_values(code):
    answers = weighed(COURSES[code], (), NOBODY, RULES).values()
    assert [held.codes for answer in answers for held in answer.held] == [(code,)]


TWICE: dict[IssueCode, tuple[RunObservation, ...]] = {
    IssueCode.MOVED_SUSPECT: tuple(
        replace(one, measurement=one.measurement._replace(subject=subject), specimen="S-1")
        for subject, one in (("A", sent("45", 1)), ("B", sent("45", 2)))
    )
}


@pytest.mark.parametrize("code", TWICE)
def test_the_code_is_provoked_by_another_subject_s_values(code):
    first, later = (fold([one]) for one in TWICE[code])
    (answer,) = parted(later, shared_results([first, later]), docket(())).values()
    assert [held.codes for held in answer.held] == [(code,)]


# a correction at nine, and perhaps what it means: a value at half past eight
MISSED: dict[IssueCode, tuple[RunObservation, ...]] = {
    IssueCode.CORRECTS_NOTHING: (sent("45", 1), at_nine(sent("46", 2, Status.CORRECTED))),
    IssueCode.CORRECTS_UNSEEN: (at_nine(sent("46", 2, Status.CORRECTED)),),
}


@pytest.mark.parametrize("code", MISSED)
def test_the_code_is_provoked_by_a_correction_of_nothing(code):
    *_, answer = fold(MISSED[code]).values()
    (correction,) = answer.observations()
    assert [issue.code for issue in correction.issues] == [code]


def registered(**more: Any) -> tuple[Registered, ...]:
    known = {"id": SUBJECT, "center": "C-01", "status": SubjectStatus.ENROLLED, **more}
    return (Registered(Subject(**known), 1, ""),)


REGISTERED: dict[IssueCode, tuple[Registered, ...]] = {
    IssueCode.SUBJECT_UNKNOWN: (),
    IssueCode.SUBJECT_MISMATCH: registered(sex="F"),
    IssueCode.SUBJECT_ELSEWHERE: registered(center="C-02"),
    IssueCode.CONSENT_WITHDRAWN: registered(consent_withdrawn="2024-03-01"),
    IssueCode.AFTER_DEATH: registered(death="2024-02"),
}


@pytest.mark.parametrize("code", REGISTERED)
def test_the_code_is_provoked_by_the_register(code):
    assert doubts(REGISTERED[code], Specimen("C-01", "2024-03-22", "M"), ()) == (code,)


DELETED: dict[IssueCode, RunObservation] = {
    IssueCode.RECORD_DELETED: replace(sent("45", 1), run=Run("C-01", "f" * 64, 1, WHEN, places=Places.ENTRY))
}


@pytest.mark.parametrize("code", DELETED)
def test_the_code_is_provoked_by_a_deletion_in_another_file(code):
    named = replace(DELETED[code], observation=DELETED[code].observation._replace(record="I1Laco"))
    held = held_if_deleted(named, {("C-01", "I1Laco")})
    assert [issue.code for issue in held.issues] == [code]


def test_every_code_is_provoked():
    parts = (PROVOKED, FOLDED, COURSES, TWICE, MISSED, REGISTERED, DELETED)
    assert set[IssueCode]().union(*parts) == set(IssueCode)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-", "value-missing"),
        ("4O", "value-unreadable"),
        ("positive", "value-not-a-number"),
        ("pending", "value-pending"),
        ("450000", "value-impossible"),
        ("45 ukat/L", "unit-conflict"),
    ],
)
def test_a_wide_cell_is_at_fault_in_its_own_column(cell, code):
    data = text((SUBJECT, WHEN, cell, ""), header=("Subject", "Collected", "ALT", "BILI"))
    outcome = read(data, wide_profile())
    assert (code, "ALT") in [(issue.code, issue.column) for issue in outcome.issues]
