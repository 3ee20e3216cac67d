"""The specimen of a result: a known kind, the lab's id, and of remarks only its condition."""

import pytest

from hepaflow.readers.hl7v2 import specimens as hl7v2_specimens
from hepaflow.readers.hl7v2.text import marks_of

MARKS = marks_of("|", "^~\\&", "utf-8")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SER^Serum^HL70487", "serum"),
        ("BLDV^Blood venous^HL70070", "blood"),
        ("PLAS", "plasma"),
        ("119361006^Plasma specimen^SCT", "plasma"),
        ("122555007^Blood Venous^SCT^BLDV^Blood Venous^HL70070", "blood"),
        ("99^Blut^L^BLD^^HL70487", "blood"),
        ("UR^Urine^HL70487", "Urine"),
        ("445297001^Swab of internal nose^SCT", "Swab of internal nose"),
        ("CSF", "CSF"),
        ("PRT", "ascites"),
        ("PLR^^HL70487", "pleural fluid"),
        ("309201001^^SCT", "ascites"),
        ("122575003^^http://snomed.info/sct", "urine"),
        ("BLDV^^^^^^^^^^^^^2.16.840.1.113883.12.70", "blood"),
        ("SER^Ascitic fluid^HL70487", "Ascitic fluid"),
        ("BLDCO^Cord blood^HL70487", "Cord blood"),
        ("^血清", "血清"),
        ("", ""),
    ],
)
def test_a_specimen_is_blood_by_its_code_or_what_the_lab_calls_it(text, expected):
    assert hl7v2_specimens.specimen_kind(text, MARKS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SER", "serum"),
        ("BLDV&Blood venous&HL70070^^^Left arm", "blood"),
        ("^Urine", "Urine"),
        ("UR&Urine&HL70070", "Urine"),
        ("血清", "血清"),
        ("^^^Left arm", ""),
        ("", ""),
        ("1234^Doc^Tor", hl7v2_specimens.UNKNOWN_SPECIMEN),
        ("Tube of Dr Doc", hl7v2_specimens.UNKNOWN_SPECIMEN),
    ],
)
def test_of_the_older_field_only_known_specimens_come_further(text, expected):
    assert hl7v2_specimens.specimen_source(text, MARKS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PC^Peritoneal cavity^HL70163", "Peritoneal cavity"),
        ("15425007^^SCT", "peritoneum"),
        ("^Paracentesis", "Paracentesis"),
        ("LLFA^Left arm^HL70163~^腹腔穿刺", "腹腔穿刺"),
        ("LAC^Left antecubital fossa^HL70163", ""),
        ("1234^Doc^Tor", ""),
        ("", ""),
    ],
)
def test_of_a_body_site_only_that_of_a_tap_comes_further(text, expected):
    assert hl7v2_specimens.specimen_site(text, MARKS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("^^^PC&Peritoneal cavity", "Peritoneal cavity"),
        ("^^Paracentesis", "Paracentesis"),
        ("SER^^^Left arm", ""),
        ("1234^Doc^Tor^Ms", ""),
        ("", ""),
    ],
)
def test_of_the_older_field_the_site_of_a_tap_comes_further(text, expected):
    assert hl7v2_specimens.source_site(text, MARKS) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P1&EHR^F1&LIS", "F1"),
        ("P1", "P1"),
        ("P1^", "P1"),
        ("^F1", "F1"),
        ("&&42D&CLIA^987&&42D&CLIA", "987"),
        ("", ""),
    ],
)
def test_a_specimen_has_the_id_of_the_lab_else_of_who_ordered(text, expected):
    assert hl7v2_specimens.specimen_id(text, MARKS) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Hemolyzed"], "HEMOLYZED"),
        (["specimen was", "slightly hemolyzed"], "HEMOLYZED"),
        (["Specimen hemolyzed", "Please send another"], "HEMOLYZED"),
        (["there is no", "hemolysis"], ""),
        (["There is no", "Hemolysis"], ""),
        (["SHOWS NO", "HEMOLYSIS"], ""),
        (["标本", "轻度溶血"], "HEMOLYZED"),
        (["未见", "溶血"], ""),
        (["请注意", "乳糜血"], "LIPEMIC"),
        (["hemolyzed~Repeat please"], "HEMOLYZED"),
        (["hemolyzed\nRepeat please"], "HEMOLYZED"),
        (["word " * 100, "hemolyzed"], ""),
        (["word " * 100, "Hemolyzed"], "HEMOLYZED"),
        ([""], ""),
        ([], ""),
    ],
)
def test_remarks_are_read_by_sentences(lines, expected):
    assert hl7v2_specimens.condition([], lines, MARKS) == expected


def test_codes_of_the_specimen_come_before_remarks():
    assert hl7v2_specimens.condition(["CLOT"], ["hemolyzed"], MARKS) == "CLOTTED"


@pytest.mark.parametrize(
    ("lines", "unusable"),
    [
        (["CALLED TO WARD", "SPECIMEN: ASCITES"], True),
        (["CALLED TO WARD SPECIMEN", "ASCITES"], False),
        (["COMPARE WITH THE", "SPECIMEN: URINE"], False),
        (["REPEATED ON ANOTHER", "SPECIMEN: URINE"], False),
        (["NOT A", "SPECIMEN: URINE"], False),
        (["SPECIMEN: ASCITES", "CALLED TO WARD"], True),
        (["SPECIMEN: ASCITES", "", "NOTE: CALLED TO WARD"], True),
        (["Called to ward", "Specimen: ascites"], True),
        (["CONTROL", "SERUM"], True),
    ],
)
def test_a_line_that_begins_with_a_label_begins_a_remark(lines, unusable):
    assert hl7v2_specimens.remark_tells_unusable(lines, MARKS) is unusable
