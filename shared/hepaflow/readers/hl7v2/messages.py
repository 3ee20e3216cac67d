"""Read HL7 v2 result messages (ORU, OUL) into rows: each OBX with its order, specimen and subject."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import Places
from hepaflow.domain.profile.parts import FileLayout, SubjectIds
from hepaflow.domain.profile.profile import ANY_ID
from hepaflow.readers.hl7v2 import fields, times
from hepaflow.readers.hl7v2.cancelled import is_about_a_result, is_cancelled
from hepaflow.readers.hl7v2.framing import Message, messages
from hepaflow.readers.hl7v2.labs import HL7_LAB, with_labs
from hepaflow.readers.hl7v2.order_times import OrderTimes
from hepaflow.readers.hl7v2.orders import Order, orders
from hepaflow.readers.hl7v2.own_part import own_part
from hepaflow.readers.hl7v2.result_rows import (
    HL7_COLUMNS,
    OrderPart,
    cancelled_cells,
    order_part,
    remarks_say,
    result_cells,
)
from hepaflow.readers.hl7v2.text import Marks, first_component, split, unescaped
from hepaflow.readers.person_ids import subject_of
from hepaflow.readers.sheet import LIMITS, Limits, Row, Sheet
from hepaflow.readers.table import too_large

_KIND = re.compile(r"[A-Z0-9]{3}(?:\^[A-Z0-9]{3})?")
# Source: HL7 v2.5.1, 7.3.1 to 7.3.9 (R31 from v2.6 on): unsolicited results, by order, at the point of care, and by specimen.
# The event was left out until HL7 2.3.
_EVENTS = {"ORU": ("R01", "R30", "R31", "R32"), "OUL": ("R21", "R22", "R23", "R24")}
_RESULTS = frozenset({*_EVENTS, *(f"{kind}^{event}" for kind, events in _EVENTS.items() for event in events)})
# what a field ends with whose separator belongs to the next segment
_WRITTEN_LINE_END = re.compile(r"\\[rn](?:\\n)?(?:MSH|PID|PV1|ORC|OBR|OBX|NTE|SPM|TQ1)$")
_NOT_PRODUCTION = frozenset(
    "DTN"
)  # MSH-11.1, HL7 table 0103: debugging, training, from v2.8 on non-production testing
_OF_ONE_PERSON = (
    "",
    "P",
    "R",
)  # SPM-11, HL7 table 0369: patient and replicate; the others are controls and pools


def read_hl7v2(
    data: bytes,
    layout: FileLayout,
    limits: Limits = LIMITS,
    subjects: SubjectIds = ANY_ID,
    *,
    names_labs: bool = False,
) -> Sheet:
    """Read result messages, alone or many in a file.

    Of a person only PID-3 and PID-8 are read.

    Args:
        data: the bytes of the file.
        layout: the `[file]` part of the profile; its encoding (unless a message names another in MSH-18),
            decimal mark and `obx14` are used.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.
        subjects: the `[subject]` part of the profile: which of a patient's ids is the subject's.
        names_labs: the labs that measured are read; their cell is the last of a row.

    Raises:
        Refused: while rows are read: file-encoding, file-not-text and file-segments, each with the message;
            file-format and file-message-type if no message has results; file-no-rows, file-damaged, file-too-large.
    """
    asides: list[Issue] = []
    columns = HL7_COLUMNS | (HL7_LAB if names_labs else {})
    rows = _rows(data, layout, limits, subjects, asides, names_labs=names_labs)
    return Sheet(tuple(columns.values()), 0, rows, columns, Places.SEGMENT, asides)


def _rows(
    data: bytes,
    layout: FileLayout,
    limits: Limits,
    subjects: SubjectIds,
    asides: list[Issue],
    *,
    names_labs: bool,
) -> Iterator[Row]:
    count, kinds, untyped = 0, set[str](), False
    order_times = OrderTimes({field: place for place, field in enumerate(HL7_COLUMNS)})
    subject_in = _subject_reader(subjects)
    for message in messages(data, layout.encoding, asides):
        kind = _kind(message)
        kinds.add(kind)
        untyped = untyped or (message.marks is not None and not kind)
        if message.marks is None:
            asides.append(Issue(IssueCode.RECORD_DAMAGED, message.line))
        elif _has_written_line_ends(message):
            raise Refused(IssueCode.FILE_SEGMENTS, line=message.line)
        elif kind in _RESULTS:
            for order in orders(message, message.marks, limits):
                count += len(order.observations) or is_cancelled(order, message.marks)
                results = order_times.completed(_results(order, message, layout, subject_in, asides))
                yield from with_labs(results, order, message.line, message.marks) if names_labs else results
        else:
            asides.append(Issue(IssueCode.MESSAGE_OTHER, message.line, found=kind))
        if max(count, len(asides)) > limits.rows:
            raise too_large(limits.rows + 1, "rows")
    if not count:
        _refuse(kinds, untyped=untyped)


def _subject_reader(subjects: SubjectIds) -> Callable[[str, Marks], str]:
    """Return what finds the subject's id in a PID-3; a patient has several messages."""
    return lru_cache(maxsize=4096)(lambda ids, marks: subject_of(fields.person_ids(ids, marks), subjects))


def _has_written_line_ends(message: Message) -> bool:
    """Whether segments end with a backslash and a letter, as in a log or in JSON: each hides the next segment."""
    cut = [message.header, *(part.split(part[3:4]) for part in message.segments if "\\" in part)]
    return any(_WRITTEN_LINE_END.search(field) for fields_ in cut for field in fields_[:-1] if "\\" in field)


def _kind(message: Message) -> str:
    """Return the type and event of a message, as `ORU^R01`; "" where that is none."""
    return "" if message.marks is None else _kind_in(message.field(9), message.marks)


@lru_cache(maxsize=256)
def _kind_in(text: str, marks: Marks) -> str:
    kind = "^".join(unescaped(part, marks).strip() for part in split(text, marks.component)[:2])
    return kind.rstrip("^") if _KIND.fullmatch(kind.rstrip("^")) else ""


def _refuse(kinds: set[str], *, untyped: bool) -> None:
    """Say why there is no result in a file of messages of these kinds."""
    others = sorted(kind for kind in kinds if kind)
    if not kinds.isdisjoint(_RESULTS) or not kinds:
        raise Refused(IssueCode.FILE_NO_ROWS)
    if others:
        raise Refused(IssueCode.FILE_FORMAT, f"HL7 v2 messages of {', '.join(others[:9])}, not ORU or OUL")
    raise Refused(IssueCode.FILE_MESSAGE_TYPE, "MSH-9") if untyped else Refused(IssueCode.FILE_DAMAGED)


def _results(
    order: Order,
    message: Message,
    layout: FileLayout,
    subject_in: Callable[[str, Marks], str],
    asides: list[Issue],
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
        subject = subject_in(order.person[3], marks)
    except Refused as refusal:
        asides += [Issue(refusal.issue.code, line + ordinal) for ordinal in ordinals]
        return
    offset = times.offset_of(message.field(7), marks)
    shared = order_part(order, order.person, subject, marks, offset)
    if is_cancelled(order, marks) and not any(
        is_about_a_result(observation[11], marks) for _, observation, _ in order.observations
    ):
        yield line + order.place, cancelled_cells(shared)
    yield from _rows_of(order, line, shared, marks, layout, asides)


def _rows_of(
    order: Order, line: int, shared: OrderPart, marks: Marks, layout: FileLayout, asides: list[Issue]
) -> Iterator[Row]:
    decimal_mark = layout.decimal_mark or "."
    collected = times.collected(order.observations, shared.collected_at, shared.offset, marks, layout.obx14)
    for (ordinal, observation, remarks), when in zip(order.observations, collected, strict=True):
        place = line + ordinal
        said = remarks_say(tuple(remarks), marks)
        own = own_part(observation, shared.above(said), marks, decimal_mark)
        if isinstance(own, IssueCode):
            asides.append(Issue(own, place))
            continue
        if when.is_later:
            asides.append(Issue(IssueCode.DATE_OBSERVED_LATER, place, "OBX-14"))
        yield place, result_cells(own, said, shared, when)


def _why_none(order: Order, message: Message, marks: Marks) -> IssueCode | None:
    """Return why an order has no results of a patient: it is test data (MSH-11), or about a control (MSH-11, SPM-11)."""
    processing = first_component(message.field(11), marks).strip().upper()
    if processing in _NOT_PRODUCTION:
        return IssueCode.TEST_DATA
    is_control = processing == "Q" or any(
        first_component(specimen[11], marks).strip() not in _OF_ONE_PERSON for specimen in order.specimens
    )
    return IssueCode.QUALITY_CONTROL if is_control else None
