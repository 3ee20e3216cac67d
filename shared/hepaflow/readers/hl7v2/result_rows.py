"""Write the cells of a result: what its order, its specimens and its own segment say of it."""

from dataclasses import dataclass

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field, Status
from hepaflow.domain.normalize.row_value import FROM_FLAGS
from hepaflow.domain.values.statements import AS_SENT, NULL, WHOLE_ORDER
from hepaflow.readers.hl7v2 import fields, times
from hepaflow.readers.hl7v2 import specimens as spm
from hepaflow.readers.hl7v2.cancelled import gives_no_value, is_cancelled, under_cancelled
from hepaflow.readers.hl7v2.moments import moment_text
from hepaflow.readers.hl7v2.orders import Order, Segment
from hepaflow.readers.hl7v2.text import Marks, first_component
from hepaflow.readers.hl7v2.values import value_text

# Where the cells are taken from, in the order of a row; where several fields may tell, the first that does.
HL7_COLUMNS = {
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
_PENDING = "pending"
_SPECIMEN = list(HL7_COLUMNS).index(Field.SPECIMEN)


@dataclass(frozen=True, slots=True)
class OrderPart:
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
    unusable_by: str


def order_part(order: Order, person: Segment, subject: str, marks: Marks, offset: str) -> OrderPart:
    """Read what hangs above the results. Specimens that differ in a time or an id leave it to the order to tell.

    Args:
        order: the order, with its specimens.
        person: PID.
        subject: the subject's id.
        marks: the separators of the message.
        offset: the offset of MSH-7, or "".
    """
    request, specimens = order.request, order.specimens
    collected = {moment_text(specimen[17], marks, offset) for specimen in specimens if specimen[17].strip()}
    kinds = dict.fromkeys(spm.specimen_kind(specimen[4], marks) for specimen in specimens)
    ids = {spm.specimen_id(specimen[2], marks) for specimen in specimens}
    sites = [spm.specimen_site(specimen[at], marks) for specimen in specimens for at in (8, 7)]
    codes = [code for specimen in specimens for code in (specimen[24], specimen[21]) if code]
    return OrderPart(
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
        unusable_by="SPM-21"
        if any(spm.is_unusable(specimen[21], marks) for specimen in specimens)
        else _unusable_by(order.remarks, marks),
    )


def result_cells(
    observation: Segment,
    remarks: list[str],
    shared: OrderPart,
    when: times.Collected,
    marks: Marks,
    decimal_mark: str,
) -> list[str]:
    """Return a row, in the order of `HL7_COLUMNS`.

    The id of an order is that of no specimen where the results of the order are a series. OBR-22 changes with any result of the order: it tells of a revision only where one was corrected.

    Args:
        observation: OBX.
        remarks: NTE-3 of the notes below it.
        shared: what its order says.
        when: when its specimen was collected.
        marks: the separators of the message.
        decimal_mark: the center's decimal mark.
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
    unusable_by = shared.unusable_by or _unusable_by(remarks, marks)
    if unusable_by and not gives_no_value(status, result):
        doubt = f"{doubt} {IssueCode.SPECIMEN_REJECTED}@{unusable_by}".strip()
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


def _unusable_by(remarks: list[str], marks: Marks) -> str:
    return "NTE-3" if remarks and spm.remark_tells_unusable(remarks, marks) else ""


def _value(status: str, kind: str, value: str, marks: Marks, decimal_mark: str) -> str:
    """Return the value, or what stands for it: HL7's null stays itself, since it takes an earlier value back."""
    if status == "I":
        return _PENDING
    if value.strip() == NULL:
        return NULL
    return AS_SENT if status == "U" and not value.strip() else value_text(kind, value, marks, decimal_mark)


def cancelled_cells(order: Order, person: Segment, subject: str, marks: Marks) -> list[str]:
    """Return the row of an order that was cancelled and has no results: it takes back what was sent of it before.

    Args:
        order: the order.
        person: PID.
        subject: the subject's id.
        marks: the separators of the message.
    """
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
    return [known.get(field, "") for field in HL7_COLUMNS]
