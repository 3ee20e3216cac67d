"""Read HL7 v2 result messages (ORU, OUL) into rows: each OBX with its order, specimen and subject."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import Places
from hepaflow.domain.model import Field, Status
from hepaflow.domain.normalize.row_value import FROM_FLAGS
from hepaflow.domain.profile.parts import FileLayout, SubjectIds
from hepaflow.domain.profile.profile import ANY_ID
from hepaflow.domain.values.statements import AS_SENT, NULL, WHOLE_ORDER
from hepaflow.readers.hl7v2 import fields, times
from hepaflow.readers.hl7v2 import specimens as spm
from hepaflow.readers.hl7v2.cancelled import gives_no_value, is_about_a_result, is_cancelled, under_cancelled
from hepaflow.readers.hl7v2.framing import Message, messages
from hepaflow.readers.hl7v2.order_times import OrderTimes
from hepaflow.readers.hl7v2.orders import VALUE, Order, Segment, orders
from hepaflow.readers.hl7v2.text import Marks, first_component, split, unescaped
from hepaflow.readers.hl7v2.values import DOCUMENTS, is_of_type, moment_text, value_text
from hepaflow.readers.person_ids import subject_of
from hepaflow.readers.sheet import LIMITS, Limits, Sheet
from hepaflow.readers.table import Row, too_large

# Where the cells are taken from, in the order of a row; where several fields may tell, the first that does.
_COLUMNS = {
    # of the order
    Field.SUBJECT: "PID-3",
    Field.SEX: "PID-8",
    Field.SPECIMEN: "SPM-2, OBR-3",
    Field.SPECIMEN_TYPE: "SPM-4, OBR-15",
    Field.PANEL: "OBR-4",
    Field.BODY_SITE: "SPM-8, SPM-7, OBR-15, OBX-20",
    # of the test, the same in many messages
    Field.LOINC: "OBX-3 (LN)",
    Field.CODE: "OBX-3.1",
    Field.ANALYTE: "OBX-3.2",
    Field.UNIT: "OBX-6",
    Field.UNIT_TEXT: "OBX-6 (others)",
    Field.RANGE: "OBX-7",
    Field.FLAG: "OBX-8",
    Field.OPERATOR: f"OBX-8 {FROM_FLAGS}",
    Field.METHOD: "OBX-17",
    Field.STATUS: "OBX-11",
    # of the result
    Field.COLLECTED_AT: "SPM-17, OBR-7, OBX-14",
    Field.VALUE: "OBX-5",
    Field.CONDITION: "SPM-24, NTE-3",
    Field.REVISED_AT: "OBR-22",
    Field.RECORD: "OBR-3",
    Field.DOUBT: "OBR-25",
}
_KIND = re.compile(r"[A-Z0-9]{3}(?:\^[A-Z0-9]{3})?")
# Source: HL7 v2.5.1, 7.3.1 to 7.3.9 (R31 from v2.6 on): unsolicited results, by order, at the point of care, and by specimen.
# The event was left out until HL7 2.3.
_EVENTS = {"ORU": ("R01", "R30", "R31", "R32"), "OUL": ("R21", "R22", "R23", "R24")}
_RESULTS = frozenset({*_EVENTS, *(f"{kind}^{event}" for kind, events in _EVENTS.items() for event in events)})
_NOT_PRODUCTION = frozenset(
    "DTN"
)  # MSH-11.1, HL7 table 0103: debugging, training, from v2.8 on non-production testing
_OF_ONE_PERSON = (
    "",
    "P",
    "R",
)  # SPM-11, HL7 table 0369: patient and replicate; the others are controls and pools
_PENDING = "pending"
_SPECIMEN = list(_COLUMNS).index(Field.SPECIMEN)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the results of an order share: their first cells, and what their own cells fall back on."""

    cells: tuple[str, ...]
    collected_at: str
    condition: str
    reported_at: str
    status: str
    offset: str
    order: str
    has_tube: bool
    is_cancelled: bool
    is_unusable: bool


def read_hl7v2(
    data: bytes, layout: FileLayout, limits: Limits = LIMITS, subjects: SubjectIds = ANY_ID
) -> Sheet:
    """Read result messages, alone or many in a file.

    Of a person only PID-3 and PID-8 are read.

    Args:
        data: the bytes of the file.
        layout: the `[file]` part of the profile; its encoding (unless a message names another in MSH-18),
            decimal mark and `obx14` are used.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.
        subjects: the `[subject]` part of the profile: which of a patient's ids is the subject's.

    Raises:
        Refused: while rows are read: file-encoding and file-not-text, both with the message; file-format if no
            message has results; file-no-rows, file-damaged, file-too-large.
    """
    asides: list[Issue] = []
    rows = _rows(data, layout, limits, subjects, asides)
    return Sheet(tuple(_COLUMNS.values()), 0, rows, _COLUMNS, Places.SEGMENT, asides)


def _rows(
    data: bytes, layout: FileLayout, limits: Limits, subjects: SubjectIds, asides: list[Issue]
) -> Iterator[Row]:
    count, kinds = 0, set[str]()
    order_times = OrderTimes({field: place for place, field in enumerate(_COLUMNS)})
    for message in messages(data, layout.encoding, asides):
        kind = _kind(message)
        kinds.add(kind)
        if message.marks is None:
            asides.append(Issue(IssueCode.RECORD_DAMAGED, message.line))
        elif kind in _RESULTS:
            for order in orders(message, message.marks, limits):
                count += len(order.observations) or is_cancelled(order, message.marks)
                yield from order_times.completed(_results(order, message, layout, subjects, asides))
        else:
            asides.append(Issue(IssueCode.MESSAGE_OTHER, message.line, found=kind))
        if max(count, len(asides)) > limits.rows:
            raise too_large(limits.rows + 1, "rows")
    if not count:
        _refuse(kinds)


def _kind(message: Message) -> str:
    """Return the type and event of a message, as `ORU^R01`; "" where that is none."""
    marks = message.marks
    if marks is None:
        return ""
    kind = "^".join(unescaped(part, marks).strip() for part in split(message.field(9), marks.component)[:2])
    return kind.rstrip("^") if _KIND.fullmatch(kind.rstrip("^")) else ""


def _refuse(kinds: set[str]) -> None:
    """Say why there is no result in a file of messages of these kinds."""
    others = sorted(kind for kind in kinds if kind)
    if not kinds.isdisjoint(_RESULTS) or not kinds:
        raise Refused(IssueCode.FILE_NO_ROWS)
    if others:
        raise Refused(IssueCode.FILE_FORMAT, f"HL7 v2 messages of {', '.join(others[:9])}, not ORU or OUL")
    raise Refused(IssueCode.FILE_DAMAGED)


def _results(
    order: Order, message: Message, layout: FileLayout, subjects: SubjectIds, asides: list[Issue]
) -> Iterator[Row]:
    marks, line = message.marks, message.line
    if marks is None or not (order.observations or is_cancelled(order, marks)):
        return
    ordinals = [ordinal for ordinal, _, _ in order.observations] or [order.place]
    aside = _why_none(order, message, marks)
    if order.person is None or aside is not None:
        code = aside or IssueCode.QUALITY_CONTROL
        asides += [Issue(code, line + ordinal) for ordinal in ordinals]
        return
    try:
        subject = subject_of(fields.person_ids(order.person[3], marks), subjects)
    except Refused as refusal:
        asides += [Issue(refusal.issue.code, line + ordinal) for ordinal in ordinals]
        return
    if is_cancelled(order, marks) and not any(
        is_about_a_result(obx, marks) for _, obx, _ in order.observations
    ):
        yield line + order.place, _cancelled(order, order.person, subject, marks)
    shared = _shared(order, order.person, subject, marks, times.offset_of(message.field(7), marks))
    yield from _rows_of(order, line, shared, marks, layout, asides)


def _rows_of(
    order: Order, line: int, shared: _Shared, marks: Marks, layout: FileLayout, asides: list[Issue]
) -> Iterator[Row]:
    decimal_mark = layout.decimal_mark or "."
    collected = times.collected(order.observations, shared.collected_at, shared.offset, marks, layout.obx14)
    for (ordinal, observation, remarks), when in zip(order.observations, collected, strict=True):
        place = line + ordinal
        reason = _why_no_result(observation, marks, decimal_mark)
        if reason is not None:
            asides.append(Issue(reason, place))
            continue
        if when.is_later:
            asides.append(Issue(IssueCode.DATE_OBSERVED_LATER, place, "OBX-14"))
        yield place, _cells(observation, remarks, shared, when, marks, decimal_mark)


def _why_none(order: Order, message: Message, marks: Marks) -> IssueCode | None:
    """Return why an order has no results of a patient: it is test data (MSH-11), or about a control (MSH-11, SPM-11)."""
    processing = first_component(message.field(11), marks).strip().upper()
    if processing in _NOT_PRODUCTION:
        return IssueCode.TEST_DATA
    is_control = processing == "Q" or any(
        first_component(specimen[11], marks).strip() not in _OF_ONE_PERSON for specimen in order.specimens
    )
    return IssueCode.QUALITY_CONTROL if is_control else None


def _why_no_result(observation: Segment, marks: Marks, decimal_mark: str) -> IssueCode | None:
    if observation[2] in DOCUMENTS:
        return IssueCode.VALUE_DOCUMENT
    if not is_about_a_result(observation, marks):
        return IssueCode.VALUE_NOT_SENT
    is_empty = observation[VALUE].strip() in ("", NULL)
    if not is_empty and not is_of_type(observation[2], observation[VALUE], marks, decimal_mark):
        return IssueCode.VALUE_TYPE
    return None


def _cancelled(order: Order, person: Segment, subject: str, marks: Marks) -> list[str]:
    """Return the row of an order that was cancelled and has no results: it takes back what was sent of it before."""
    number = first_component(order.request[3], marks)
    known = {
        Field.SUBJECT: subject,
        Field.SEX: fields.administrative_sex(person[8], marks),
        Field.SPECIMEN: number,
        Field.CODE: WHOLE_ORDER,
        Field.STATUS: Status.NOT_DONE.value,
        Field.COLLECTED_AT: moment_text(order.request[7], marks),
        Field.RECORD: number,
    }
    return [known.get(field, "") for field in _COLUMNS]


def _shared(order: Order, person: Segment, subject: str, marks: Marks, offset: str) -> _Shared:
    """Read what hangs above the results. Specimens that differ in a time or an id leave it to the order to tell."""
    request, specimens = order.request, order.specimens
    collected = {moment_text(specimen[17], marks, offset) for specimen in specimens if specimen[17].strip()}
    kinds = dict.fromkeys(spm.specimen_kind(specimen[4], marks) for specimen in specimens)
    ids = {spm.specimen_id(specimen[2], marks) for specimen in specimens}
    sites = [spm.specimen_site(specimen[at], marks) for specimen in specimens for at in (8, 7)]
    codes = [code for specimen in specimens for code in (specimen[24], specimen[21]) if code]
    return _Shared(
        cells=(
            subject,
            fields.administrative_sex(person[8], marks),
            (next(iter(ids)) if len(ids) == 1 else "") or first_component(request[3], marks),
            " / ".join(filter(None, kinds)) or spm.specimen_source(request[15], marks),
            fields.coded_text(request[4], marks),
            next(filter(None, sites), "") or spm.source_site(request[15], marks),
        ),
        collected_at=collected.pop() if len(collected) == 1 else moment_text(request[7], marks, offset),
        condition=spm.condition(codes, order.remarks, marks) if codes or order.remarks else "",
        reported_at=moment_text(request[22], marks, offset),
        status=request[25],
        offset=offset,
        order=first_component(request[3], marks),
        has_tube=bool(ids - {""}),
        is_cancelled=is_cancelled(order, marks),
        is_unusable=any(spm.is_unusable(specimen[21], marks) for specimen in specimens),
    )


def _cells(
    observation: Segment,
    remarks: list[str],
    shared: _Shared,
    when: times.Collected,
    marks: Marks,
    decimal_mark: str,
) -> list[str]:
    """Return a row, in the order of `_COLUMNS`.

    The id of an order is that of no specimen where the results of the order are a series. OBR-22 changes with any result of the order: it tells of a revision only where one was corrected.
    """
    _, _, kind, name, _, value, unit, limits, flag, _, _, told, _, _, _, _, _, method, *_ = observation
    code = first_component(told, marks).strip() if told else ""
    *of_test, status = fields.told_of(
        fields.Test(name, unit, limits, flag, method, told, shared.status), marks
    )
    result = _value(code, kind, value, marks, decimal_mark)
    doubt = ""
    if shared.is_cancelled:
        status, doubt = under_cancelled(status, result)
    if shared.is_unusable and not gives_no_value(status, result):
        doubt = f"{doubt} {IssueCode.SPECIMEN_REJECTED}@SPM-21".strip()
    of_order = [*shared.cells[:-1], shared.cells[-1] or spm.specimen_site(observation[20], marks)]
    if when.is_of_series:
        of_order[_SPECIMEN] = ""
    return [
        *of_order,
        *of_test,
        status,
        when.at,
        result,
        (spm.condition((), remarks, marks) if remarks else "") or shared.condition,
        shared.reported_at if status is Status.CORRECTED else "",
        shared.order if shared.has_tube or (not when.is_of_series and gives_no_value(status, result)) else "",
        doubt,
    ]


def _value(status: str, kind: str, value: str, marks: Marks, decimal_mark: str) -> str:
    """Return the value, or what stands for it: HL7's null stays itself, since it takes an earlier value back."""
    if status == "I":
        return _PENDING
    if value.strip() == NULL:
        return NULL
    return AS_SENT if status == "U" and not value.strip() else value_text(kind, value, marks, decimal_mark)
