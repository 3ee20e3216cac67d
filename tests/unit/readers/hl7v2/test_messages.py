"""Each OBX becomes a row with the subject, the order and the specimen that it belongs to, and no other."""

import pytest
from tests.unit.readers.hl7v2.hl7_messages import (
    MSH,
    OBR,
    OBX,
    PID,
    message,
    msh,
    obr,
    obx,
    read,
    refusal,
    result,
    row,
    segment,
    spm,
)

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.issues.places import PER_MESSAGE, Places, place_text
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.hl7v2.messages import read_hl7v2
from hepaflow.readers.sheet import Limits

SERUM = "119364003^Serum specimen^SCT"


def told(data: bytes) -> list[tuple[str, IssueCode]]:
    """Where something was set aside, and why."""
    return [(place_text(issue.line, Places.SEGMENT), issue.code) for issue in read(data)[1]]


def test_a_result_gives_all_its_cells():
    assert row(message(MSH, PID, OBR, OBX, spm(f2="P1&X^A77&LIS", f4=SERUM, f17="202403220815"))) == {
        Field.SUBJECT: "CN01-0001",
        Field.SEX: "F",
        Field.SPECIMEN: "A77",
        Field.SPECIMEN_TYPE: "serum",
        Field.PANEL: "Hepatic function panel",
        Field.BODY_SITE: "",
        Field.LOINC: "1742-6",
        Field.CODE: "ALT",
        Field.ANALYTE: "Alanine aminotransferase",
        Field.UNIT: "U/L",
        Field.UNIT_TEXT: "",
        Field.RANGE: "9-50",
        Field.FLAG: "N",
        Field.OPERATOR: "",
        Field.METHOD: "",
        Field.STATUS: "final",
        Field.COLLECTED_AT: "2024-03-22T08:15",
        Field.VALUE: "45",
        Field.CONDITION: "",
        Field.REVISED_AT: "",
        Field.RECORD: "S1",
        Field.DOUBT: "",
    }


def test_the_sheet_says_its_columns_and_places_itself():
    sheet = read_hl7v2(result(OBX), FileLayout())
    assert (set(sheet.columns.values()), sheet.header_line, sheet.places) == (
        set(sheet.header),
        0,
        Places.SEGMENT,
    )


def test_a_place_is_message_and_segment():
    rows, _ = read(result(OBX, OBX) + result(OBX))
    assert [place_text(line, Places.SEGMENT) for line in rows] == ["MSG1.OBX1", "MSG1.OBX2", "MSG2.OBX1"]


def test_segments_are_counted_over_the_orders_of_a_message():
    rows, _ = read(result(OBX, OBR, OBX))
    assert [place_text(line, Places.SEGMENT) for line in rows] == ["MSG1.OBX1", "MSG1.OBX2"]


# --- whose result it is


def test_results_of_two_patients_in_one_message_are_never_mixed():
    other = PID.replace("CN01-0001", "CN01-0002").replace("|F|", "|M|")
    rows, _ = read(message(MSH, PID, OBR, OBX, other, OBR, OBX))
    assert [(found[Field.SUBJECT], found[Field.SEX]) for found in rows.values()] == [
        ("CN01-0001", "F"),
        ("CN01-0002", "M"),
    ]


def test_a_patient_without_an_id_does_not_inherit_the_one_before():
    rows, _ = read(message(MSH, PID, OBR, OBX, "PID|2", OBR, OBX))
    assert [found[Field.SUBJECT] for found in rows.values()] == ["CN01-0001", ""]


def test_a_message_does_not_inherit_the_patient_of_the_one_before():
    assert told(result(OBX) + message(MSH, OBR, OBX)) == [("MSG2.OBX1", IssueCode.QUALITY_CONTROL)]


def test_an_order_does_not_inherit_the_specimen_of_the_patient_before():
    rows, _ = read(
        message(MSH, PID, obr(), obx(), spm(f2="^A1", f4=SERUM, f17="2024"), PID, obr(f3="", f7=""), obx())
    )
    last = rows[100_002]
    assert (last[Field.SPECIMEN], last[Field.SPECIMEN_TYPE], last[Field.COLLECTED_AT]) == ("", "", "")


@pytest.mark.parametrize(
    "ids",
    [
        "CN01-0009^^^TRIAL",
        "CN01-0009^^^TRIAL~MRN-77^^^HOSPITAL^MR",
        "MRN-77^^^HOSPITAL^MR~CN01-0009^^^TRIAL^PI",
        '""~CN01-0009^^^TRIAL',
        "11010519491231002X~CN01-0009",
        "123456782^^^NLMINBIZA~CN01-0009",
    ],
)
def test_subject_is_the_id_that_is_neither_a_citizens_nor_the_hospitals(ids):
    assert row(message(MSH, f"PID|1||{ids}", OBR, OBX))[Field.SUBJECT] == "CN01-0009"


def test_two_ids_that_could_be_the_subjects_reject_the_results():
    data = message(MSH, "PID|1||CN01-0009^^^TRIAL~77^^^REGISTRY", OBR, OBX)
    assert told(result(OBX) + data)[-1] == ("MSG2.OBX1", IssueCode.SUBJECT_AMBIGUOUS)


def test_nothing_that_names_a_person_comes_into_a_cell():
    names = "Ryszard", "Kowalska", "555-0199", "Elmstreet", "19610615", "Medic"
    person = "PID|1||CN01-0001||Kowalska^Ryszard||19610615|F|||Elmstreet 1||555-0199|555-0199"
    data = message(
        msh(),
        person,
        "NK1|1|Kowalska^Ryszard|MTH||555-0199",
        "PV1|1|I|||||1^Medic^Ryszard",
        segment("ORC", {1: "RE", 12: "1^Medic^Ryszard"}),
        obr(
            f10="2^Medic", f13="Kowalska", f16="1^Medic^Ryszard", f17="555-0199", f28="3^Medic", f32="4&Medic"
        ),
        obx(f16="1^Medic", f23="Lab^Elmstreet", f24="Elmstreet", f25="1^Medic^Ryszard"),
        "NTE|1|L|Reported to Dr Medic, Elmstreet",
        spm(f4=SERUM, f14="Kowalska"),
    )
    rows, asides = read(data)
    assert not [name for name in names if name in repr((rows, asides))]


def test_what_a_system_puts_into_the_specimen_field_by_mistake_is_not_repeated():
    assert row(message(MSH, PID, obr(f15="555-55-5555^PRIMARY^PATRICIA"), OBX))[Field.SPECIMEN_TYPE] == (
        "[no known specimen]"
    )


# --- no result of a patient


@pytest.mark.parametrize("role", list("BCEFGLOQV"))  # HL7 table 0369
def test_controls_and_pools_are_quality_control(role):
    assert told(result(OBX, spm(f4=SERUM, f11=role))) == [("MSG1.OBX1", IssueCode.QUALITY_CONTROL)]


@pytest.mark.parametrize("role", ["", "P", "R"])
def test_specimens_of_patients_and_replicates_are_not(role):
    assert told(result(OBX, spm(f4=SERUM, f11=role))) == []


def test_a_message_of_quality_control_gives_no_result():
    data = message(msh(processing="Q"), PID, OBR, OBX, OBX)
    assert told(data) == [("MSG1.OBX1", IssueCode.QUALITY_CONTROL), ("MSG1.OBX2", IssueCode.QUALITY_CONTROL)]


@pytest.mark.parametrize("kind", ["ED", "RP"])
def test_documents_are_set_aside(kind):
    assert told(result(obx(f2=kind, f5="^application^pdf^Base64^JVBERi0="), OBX)) == [
        ("MSG1.OBX1", IssueCode.VALUE_DOCUMENT)
    ]


@pytest.mark.parametrize(("status", "value"), [("O", ""), ("O", "45"), ("O^Order^HL70085", "45")])
def test_a_line_that_sends_no_result_is_set_aside(status, value):
    assert told(result(obx(f5=value, f11=status))) == [("MSG1.OBX1", IssueCode.VALUE_NOT_SENT)]


def test_another_message_among_reports_is_set_aside_by_name():
    _, asides = read(message(msh(kind="ADT^A08"), PID) + result(OBX))
    assert [(issue.line, issue.code, issue.found) for issue in asides] == [
        (100_000, IssueCode.MESSAGE_OTHER, "ADT^A08")
    ]


def test_a_kind_that_is_none_is_not_repeated():
    _, asides = read(message(msh(kind="Doe^Jane"), PID) + result(OBX))
    assert [issue.found for issue in asides] == [""]


@pytest.mark.parametrize("kind", ["ORU^R01", "ORU", "ORU^R01^ORU_R01"])
def test_reports_of_all_versions_are_read(kind):
    assert row(message(msh(kind=kind), PID, OBR, OBX))[Field.VALUE] == "45"


def test_a_broken_message_does_not_block_the_others():
    data = message("MSH|||LIS", PID, OBR, OBX) + result(OBX)
    rows, asides = read(data)
    assert list(rows) == [200_001]
    assert [(issue.line, issue.code) for issue in asides] == [(100_000, IssueCode.RECORD_DAMAGED)]


# --- when it was collected, and where that is told


@pytest.mark.parametrize(
    ("specimen", "order", "result_", "expected"),
    [
        ("202403220815", "202403220830", "202403221130", "2024-03-22T08:15"),
        ("", "202403220830", "202403221130", "2024-03-22T08:30"),
        ("", "", "202403221130", "2024-03-22T11:30"),
        ("202403220815^202403220820", "", "", "2024-03-22T08:15"),  # a DR: from, to
        ("", "", "", ""),
    ],
)
def test_the_time_of_the_specimen_comes_before_that_of_the_order_and_of_the_result(
    specimen, order, result_, expected
):
    data = message(MSH, PID, obr(f7=order), obx(f14=result_), spm(f4=SERUM, f17=specimen))
    assert row(data)[Field.COLLECTED_AT] == expected


def test_specimens_collected_at_two_times_leave_it_to_the_order():
    data = message(MSH, PID, obr(), obx(), spm(f17="202403220700", f2="^A"), spm(f17="202403220900", f2="^B"))
    assert (row(data)[Field.COLLECTED_AT], row(data)[Field.SPECIMEN]) == ("2024-03-22T08:30", "S1")


def test_specimens_of_two_kinds_are_both_named():
    data = message(MSH, PID, obr(), obx(), spm(f4=SERUM), spm(f4="UR^Urine^HL70487"))
    assert row(data)[Field.SPECIMEN_TYPE] == "serum / Urine"


def test_the_specimen_may_stand_above_the_results():
    assert row(message(MSH, PID, obr(), spm(f4=SERUM), obx()))[Field.SPECIMEN_TYPE] == "serum"


# --- how it stands, and when it was revised


@pytest.mark.parametrize(
    ("status", "expected"),
    [("C", "2024-03-22T11:30:00"), ("A", "2024-03-22T11:30:00"), ("F", ""), ("P", ""), ("D", "")],
)
def test_the_time_of_the_report_is_one_of_revision_only_where_the_result_was_corrected(status, expected):
    data = message(MSH, PID, obr(f22="20240322113000"), obx(f11=status, f19="20240322110000"))
    assert row(data)[Field.REVISED_AT] == expected


def test_a_pending_result_says_so_whatever_stands_in_its_place():
    assert row(result(obx(f5="0", f11="I")))[Field.VALUE] == "pending"


@pytest.mark.parametrize(
    ("own", "order", "expected"),
    [("", "F", "final"), ("", "P", "preliminary"), ("", "C", "corrected"), ("", "", ""), ("F", "P", "final")],
)
def test_an_empty_status_is_that_of_the_order(own, order, expected):
    assert row(message(MSH, PID, obr(f25=order), obx(f11=own)))[Field.STATUS] == expected


# --- remarks


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("", "Specimen slightly hemolyzed.", "HEMOLYZED"),
        ("标本溶血", "", "HEMOLYZED"),
        ("", "There is no hemolysis.", ""),
        ("lipemic", "icteric", "ICTERIC"),
    ],
)
def test_of_remarks_only_the_condition_of_the_specimen_is_kept(above, below, expected):
    data = message(MSH, PID, obr(), f"NTE|1|L|{above}", obx(), f"NTE|1|L|{below}")
    assert row(data)[Field.CONDITION] == expected


def test_a_remark_below_one_result_says_nothing_of_the_next():
    rows, _ = read(result(OBX, "NTE|1|L|hemolyzed", OBX))
    assert [found[Field.CONDITION] for found in rows.values()] == ["HEMOLYZED", ""]


@pytest.mark.parametrize("before", ["PID|1||CN01-0001", "PV1|1|I", "ORC|RE"])
def test_a_remark_on_person_visit_or_request_is_not_one_on_a_result(before):
    assert row(message(MSH, PID, before, "NTE|1|L|hemolyzed", OBR, OBX))[Field.CONDITION] == ""


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"f24": "HEM^Hemolyzed^HL70493"}, "HEMOLYZED"),
        ({"f24": "CLOT"}, "CLOTTED"),
        ({"f21": "QS^Quantity not sufficient^HL70490"}, "INSUFFICIENT"),
        ({"f21": "RH"}, "HEMOLYZED"),
        ({"f24": "COOL~HEM"}, "HEMOLYZED"),
        ({"f24": "99^Lipaemic^L"}, "LIPEMIC"),
        ({"f24": "ROOM"}, ""),
    ],
)
def test_the_condition_of_the_specimen_is_told_by_its_codes(cells, expected):
    assert row(result(OBX, spm(f4=SERUM, **cells)))[Field.CONDITION] == expected


def test_a_result_before_any_order_has_its_patient_and_its_own_time():
    found = row(message(MSH, PID, obx(f14="202403220830")))
    assert (found[Field.SUBJECT], found[Field.COLLECTED_AT], found[Field.PANEL]) == (
        "CN01-0001",
        "2024-03-22T08:30",
        "",
    )


# --- files that give no results


def test_a_file_of_other_messages_is_refused_by_their_names():
    found = refusal(message(msh(kind="ADT^A04"), PID) + message(msh(kind="ORM^O01"), PID, OBR))
    assert (found.code, found.found) == (
        IssueCode.FILE_FORMAT,
        "HL7 v2 messages of ADT^A04, ORM^O01, not ORU or OUL",
    )


def test_messages_without_a_type_are_refused_by_the_field():
    found = refusal(message(msh(kind=""), PID, OBR, OBX))
    assert (found.code, found.found) == (IssueCode.FILE_MESSAGE_TYPE, "MSH-9")


@pytest.mark.parametrize("end", ["\\r", "\\n", "\\r\\n"])
@pytest.mark.parametrize("whole", [0, 1, 2])
def test_written_line_ends_between_segments_refuse_the_file(end, whole):
    segments = [MSH, PID, OBR, OBX]
    good = message(*segments)
    broken = message(*segments[:whole], end.join(segments[whole:]))
    found = refusal(good + broken)
    assert (found.code, found.line) == (IssueCode.FILE_SEGMENTS, 2 * PER_MESSAGE)


def test_a_backslash_and_r_within_a_text_end_no_segment():
    text = obx(f2="ST", f5=r"see C:\results\rOBX\n and so on")
    assert len(list(read_hl7v2(message(MSH, PID, OBR, text), FileLayout()).rows)) == 1


def test_a_file_of_broken_messages_is_damaged():
    assert refusal(message("MSH|||LIS", PID, OBR, OBX)).code is IssueCode.FILE_DAMAGED


@pytest.mark.parametrize(
    "data", [message(MSH, PID, OBR), message(r"FHS|^~\&|A", r"BHS|^~\&|A", "BTS|0", "FTS|1")]
)
def test_a_file_without_a_result_has_no_rows(data):
    assert refusal(data).code is IssueCode.FILE_NO_ROWS


def test_a_file_of_quality_control_alone_is_read_and_has_no_results():
    rows, asides = read(message(MSH, OBR, OBX))
    assert (rows, len(asides)) == ({}, 1)


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (result(OBX, OBX), Limits(rows=1)),
        (message(msh(kind="ADT^A08")) * 2 + result(OBX), Limits(rows=1)),
        (result(obx(f7="1" * 101)), Limits(cell_characters=100)),
        (message(MSH, f"PID|1||{'1' * 101}", OBR, OBX), Limits(cell_characters=100)),
    ],
)
def test_what_is_larger_than_the_limits_is_refused(data, limits):
    assert refusal(data, limits=limits).code is IssueCode.FILE_TOO_LARGE


@pytest.mark.slow
def test_a_message_has_no_more_results_than_it_has_places():
    assert refusal(result(*["OBX|1"] * 100_000)).code is IssueCode.FILE_TOO_LARGE


def test_a_long_document_or_narrative_is_no_fault():
    rows, _ = read(
        result(obx(f2="TX", f5="word " * 30), obx(f2="ED", f5="J" * 200)), limits=Limits(cell_characters=100)
    )
    assert [found[Field.VALUE] for found in rows.values()] == ["[text, 150 characters]"]
