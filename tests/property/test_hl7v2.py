"""Messages are taken apart as python-hl7 does it; and whatever bytes arrive, they become rows or a refusal."""

import random

import hl7
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.hl7_mutants import (
    PIECES,
    REPORT,
    SEEDS,
    check_outcome,
    mutant,
)
from tests.unit.readers.hl7v2.hl7_messages import MSH, PID, message, msh, obr, obx, spm

from hepaflow.domain.issues.issues import Refused
from hepaflow.domain.issues.places import PER_MESSAGE
from hepaflow.domain.model import Field
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.hl7v2.framing import messages
from hepaflow.readers.hl7v2.messages import read_hl7v2
from hepaflow.readers.hl7v2.text import unescaped

# --- python-hl7 as the oracle

ESCAPED = {"|": r"\F\ "[:3], "^": r"\S\ "[:3], "&": r"\T\ "[:3], "~": r"\R\ "[:3], "\\": r"\E\ "[:3]}
letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
text = st.text(letters | st.sampled_from("|^&~\\"), max_size=6)
value = text.map(lambda told: "".join(ESCAPED.get(letter, letter) for letter in told)) | st.sampled_from(
    [r"\X41\ "[:5], r"\X7C\ "[:5], "<5", '"x"', "谷丙转氨酶", "9-50", "µmol/L"]
)
component = st.lists(value, min_size=1, max_size=3).map("&".join)
repetition = st.lists(component, min_size=1, max_size=3).map("^".join)
field = st.lists(repetition, min_size=1, max_size=3).map("~".join)
# an end of blanks would be ours to keep, python-hl7 strips the whole message
segments = st.lists(st.lists(field, min_size=1, max_size=6), min_size=1, max_size=4).map(
    lambda listed: [f"OBX|{'|'.join(fields)}|end" for fields in listed]
)


@given(segments, st.sampled_from(["\r", "\n", "\r\n"]))
def test_segments_fields_repetitions_and_components_are_those_of_python_hl7(listed, end):
    (ours,) = messages(message(MSH, *listed, end=end), "utf-8", [])
    theirs = hl7.parse("\r".join([MSH, *listed]))
    assert len(ours.segments) == len(theirs) - 1
    for segment, parsed in zip(ours.segments, theirs[1:], strict=True):
        fields = segment.split(ours.marks.field)
        assert fields == [str(part) for part in parsed]
        for told, known in zip(fields[1:], parsed[1:], strict=True):
            repetitions = told.split(ours.marks.repetition)
            assert repetitions == [str(part) for part in known]
            for one, other in zip(repetitions, known, strict=True):
                parts = other if isinstance(other, hl7.Repetition) else [other]
                assert one.split(ours.marks.component) == [str(part) for part in parts]


@given(value)
def test_text_without_its_escapes_is_that_of_python_hl7(told):
    (ours,) = messages(message(MSH, PID), "utf-8", [])
    assert unescaped(told, ours.marks) == hl7.parse(MSH).unescape(told)


@given(text.filter(str.strip))
def test_what_was_escaped_is_what_is_read(told):
    escaped = "".join(ESCAPED.get(letter, letter) for letter in told)
    sheet = read_hl7v2(message(MSH, PID, obr(), obx(f7=escaped)), FileLayout())
    place = sheet.header.index(sheet.columns[Field.RANGE])
    assert [cells[place] for _, cells in sheet.rows] == [told if told != '""' else ""]


# --- every OBX is a row or is set aside, exactly once, at its place

orders = st.lists(
    st.sampled_from(["OBX", "ED", "OBR", "PID", "SPM", "CTRL", "NTE", "MSH", "ADT"]), max_size=30
)
SEGMENTS = {
    "OBX": obx(),
    "ED": obx(f2="ED"),
    "OBR": obr(),
    "PID": PID,
    "SPM": spm(f4="SER"),
    "CTRL": spm(f11="Q"),
    "NTE": "NTE|1|L|hemolyzed",
    "MSH": MSH,
    "ADT": msh(kind="ADT^A01"),
}


@given(orders)
def test_every_result_is_a_row_or_set_aside_at_its_place(kinds):
    expected, number, ordinal, report = [], 1, 0, True
    for kind in kinds:
        if kind in ("MSH", "ADT"):
            number, ordinal, report = number + 1, 0, kind == "MSH"
            expected += [] if report else [number * PER_MESSAGE]
        elif kind in ("OBX", "ED") and report:
            ordinal += 1
            expected.append(number * PER_MESSAGE + ordinal)
    sheet = read_hl7v2(message(MSH, *(SEGMENTS[kind] for kind in kinds)), FileLayout())
    try:
        lines = [line for line, _ in sheet.rows]
    except Refused:  # file-no-rows
        lines = []
    assert sorted([*lines, *(issue.line for issue in sheet.asides)]) == expected


# --- whatever bytes arrive

PIECES += [
    b"\0",
    b"\xff",
    b"\xa3",
    b" ",
    b"\\X",
    b"\\.br\\",
    b"9" * 40,
    b"\rBTS|",
    b"\rSPM|",
    b"MSH|^~\\&|",
    b"\xef\xbb\xbf",
]


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_changed_messages_are_rows_or_a_refusal(seed):
    chance = random.Random(seed)  # noqa: S311 the same mutants in every run
    for _ in range(800):
        check_outcome(mutant(SEEDS[seed], chance))


@given(st.binary(max_size=60), st.sampled_from([b"", b"MSH|^~\\&|", REPORT]))
def test_any_bytes_are_rows_or_a_refusal(data, before):
    check_outcome(before + data)
    check_outcome(b"MSH" + data)


@given(st.text(max_size=40))
def test_any_value_is_a_cell(told):
    check_outcome(
        message(MSH, PID, obr(), *(obx(f2=kind, f5=told) for kind in ("NM", "SN", "CWE", "TS", "TM", "TX")))
    )
