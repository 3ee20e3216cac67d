"""Find orders that the lab cancelled, and read what their results say then."""

from functools import lru_cache

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Status
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.statements import AS_SENT, NO_VALUE_AT_ALL, NOT_ASKED, NULL
from hepaflow.domain.values.value_tokens import refusal
from hepaflow.readers.hl7v2.orders import Order
from hepaflow.readers.hl7v2.text import Marks, first_component

_CANCELLING = frozenset(
    {"CA", "CR", "OC"}
)  # HL7 table 0119: cancel, cancelled as asked, cancelled; ORC-5: table 0038
_WITHOUT_RESULT = (Status.NOT_DONE, Status.DELETED)
_NO_RESULT = NO_VALUE_AT_ALL | {IssueCode.VALUE_PENDING}


def is_cancelled(order: Order, marks: Marks) -> bool:
    """Say whether an order was cancelled: by OBR-25, or by the ORC before it."""
    return _is_cancelled(order.request[25], order.control[1], order.control[5], marks)


@lru_cache(maxsize=256)
def _is_cancelled(obr_25: str, orc_1: str, orc_5: str, marks: Marks) -> bool:
    status, control, its_status = (first_component(text, marks).strip() for text in (obr_25, orc_1, orc_5))
    return status == "X" or (not status and (control in _CANCELLING or its_status == "CA"))


def under_cancelled(status: str, result: str) -> tuple[str, str]:
    """Return the status and the doubt of a result below an order that was cancelled (OBR-25 X, or the ORC before it).

    Without a value it was cancelled with its order, and so were the other tests of the order. A value contradicts that:
    it is held.
    """
    if status == NOT_ASKED:
        return status, ""
    is_result = status not in _WITHOUT_RESULT
    if is_result and result != NULL and refusal(canonical_text(result)) not in _NO_RESULT:
        return status, f"{IssueCode.ORDER_CANCELLED}@OBR-25"
    return Status.NOT_DONE if is_result else status, f"{IssueCode.BELOW_CANCELLED_ORDER}@OBR-25"


def gives_no_value(status: str, result: str) -> bool:
    """Say whether a row may take back an earlier result of its order, so that it has to name the order."""
    if status in (Status.NOT_DONE, Status.DELETED) or result in (NULL, AS_SENT):
        return True
    return status == Status.CORRECTED and refusal(canonical_text(result)) in NO_VALUE_AT_ALL


def is_about_a_result(status: str, marks: Marks) -> bool:
    """Say whether an OBX is about a result, by OBX-11: not if it only details the order (O)."""
    return first_component(status, marks).strip() != "O"
