"""Write the cells of a result: what its order, its specimens and its own segment say of it."""

from functools import lru_cache
from typing import NamedTuple

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field, Status
from hepaflow.domain.normalize.row_value import FROM_FLAGS
from hepaflow.domain.values.statements import WHOLE_ORDER
from hepaflow.readers.hl7v2 import fields, times
from hepaflow.readers.hl7v2 import specimens as spm
from hepaflow.readers.hl7v2.cancelled import is_cancelled
from hepaflow.readers.hl7v2.moments import moment_text
from hepaflow.readers.hl7v2.orders import Order, Segment
from hepaflow.readers.hl7v2.own_part import Above, OwnPart
from hepaflow.readers.hl7v2.text import Marks, first_component

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
_SPECIMEN = list(HL7_COLUMNS).index(Field.SPECIMEN)


class Remarks(NamedTuple):
    """What remarks (NTE-3) say: the condition of the specimen, and which field says that the result is not to be used."""

    condition: str = ""
    unusable_by: str = ""


class OrderPart(NamedTuple):
    """What the results of an order share: their first cells, and what their own cells fall back on."""

    cells: tuple[str, ...]
    site: str
    collected_at: str
    condition: str
    reported_at: str
    standing: Above
    offset: str
    order: str
    has_tube: bool
    controlled: str

    def above(self, said: Remarks) -> Above:
        """Return what decides how a result is read below which remarks say this."""
        standing = self.standing
        return (
            standing._replace(unusable_by=said.unusable_by)
            if said.unusable_by and not standing.unusable_by
            else standing
        )


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
    said = remarks_say(tuple(order.remarks), marks)
    is_unusable = any(spm.is_unusable(specimen[21], marks) for specimen in specimens)
    number = first_component(request[3], marks)
    return OrderPart(
        cells=(
            subject,
            fields.administrative_sex(person[8], marks),
            (next(iter(ids)) if len(ids) == 1 else "") or number,
            " / ".join(filter(None, kinds)) or spm.specimen_source(request[15], marks),
            fields.coded_text(request[4], marks),
        ),
        site=next(filter(None, sites), "") or spm.source_site(request[15], marks),
        collected_at=collected.pop() if len(collected) == 1 else moment_text(request[7], marks, offset),
        condition=spm.condition(codes, (), marks) or said.condition,
        reported_at=moment_text(request[22], marks, offset),
        standing=Above(
            request[25], is_cancelled(order, marks), "SPM-21" if is_unusable else said.unusable_by
        ),
        offset=offset,
        order=number,
        has_tube=bool(ids - {""}),
        controlled=first_component(order.control[3], marks),
    )


@lru_cache(maxsize=256)  # a lab has few texts that it puts below many results
def remarks_say(remarks: tuple[str, ...], marks: Marks) -> Remarks:
    """Return what the remarks below an order or a result say.

    Args:
        remarks: NTE-3 of each.
        marks: the separators of the message.
    """
    if not remarks:
        return Remarks()
    is_unusable = spm.remark_tells_unusable(remarks, marks)
    return Remarks(spm.condition((), remarks, marks), "NTE-3" if is_unusable else "")


def result_cells(own: OwnPart, said: Remarks, shared: OrderPart, when: times.Collected) -> list[str]:
    """Return a row, in the order of `HL7_COLUMNS`.

    The id of an order is that of no specimen where the results of the order are a series. OBR-22 changes with any result of the order: it tells of a revision only where one was corrected.

    Args:
        own: what its segment says.
        said: what the remarks below it say.
        shared: what its order says.
        when: when its specimen was collected.
    """
    cells = [
        *shared.cells,
        shared.site or own.site,
        *own.of_test,
        own.status,
        when.at,
        own.value,
        said.condition or shared.condition,
        shared.reported_at if own.status is Status.CORRECTED else "",
        shared.order if shared.has_tube or (own.has_none and not when.is_of_series) else "",
        own.doubt,
    ]
    if when.is_of_series:
        cells[_SPECIMEN] = ""
    return cells


def cancelled_cells(shared: OrderPart) -> list[str]:
    """Return the row of an order that was cancelled and has no results: it takes back what was sent of it before.

    An order without a number has that of its specimen alone, which other orders may have, too: such a row is held. So is one whose number
    stands in the ORC before it: results that were sent without one may be of it.

    Args:
        shared: what its results would share; the time is that of the results that it takes back.
    """
    subject, sex, specimen, *_ = shared.cells
    number = shared.order or shared.controlled
    known = {
        Field.SUBJECT: subject,
        Field.SEX: sex,
        Field.SPECIMEN: shared.order or specimen or number,
        Field.CODE: WHOLE_ORDER,
        Field.STATUS: Status.NOT_DONE.value,
        Field.COLLECTED_AT: shared.collected_at,
        Field.RECORD: number,
        Field.DOUBT: "" if shared.order else f"{IssueCode.ORDER_UNNUMBERED}@OBR-3",
    }
    return [known.get(field, "") for field in HL7_COLUMNS]
