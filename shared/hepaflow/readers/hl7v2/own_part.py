"""Read what the segment of a result says by itself. A lab repeats its results, so equal fields are read once."""

from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.values.statements import AS_SENT, NULL
from hepaflow.domain.values.values import LONGEST_VALUE
from hepaflow.readers.hl7v2 import fields
from hepaflow.readers.hl7v2 import specimens as spm
from hepaflow.readers.hl7v2.cancelled import gives_no_value, is_about_a_result, under_cancelled
from hepaflow.readers.hl7v2.orders import VALUE, Segment
from hepaflow.readers.hl7v2.text import Marks, first_component
from hepaflow.readers.hl7v2.values import DOCUMENTS, is_of_type, value_text

# data type, test, value, unit, range, flags, status, method, site: of an OBX all that is read but its times and its labs
_READ = itemgetter(2, 3, VALUE, 6, 7, 8, 11, 17, 20)
_PENDING = "pending"
_REMEMBERED = 1 << 14


class Above(NamedTuple):
    """What decides from above a result how its segment is read.

    Attributes:
        status: OBR-25.
        is_cancelled: its order was cancelled.
        unusable_by: the field that says that the result is not to be used, or "".
    """

    status: str
    is_cancelled: bool
    unusable_by: str


class OwnPart(NamedTuple):
    """What the segment of a result says.

    Attributes:
        of_test: the cells from the LOINC code to the method.
        status: its status, for the fold.
        value: the value as text, or what stands for it.
        site: the body site, where it speaks of a tap.
        doubt: why the result is held, or "".
        has_none: it has no value, and may take back an earlier one.
    """

    of_test: tuple[str, ...]
    status: str
    value: str
    site: str
    doubt: str
    has_none: bool


def own_part(observation: Segment, above: Above, marks: Marks, decimal_mark: str) -> OwnPart | IssueCode:
    """Return what a segment says; why it holds no result, if it holds none.

    Args:
        observation: OBX.
        above: what its order and the remarks below it decide.
        marks: the separators of the message.
        decimal_mark: the center's decimal mark.
    """
    read = (
        _remembered if len(observation[VALUE]) <= LONGEST_VALUE else _own_part
    )  # a narrative does not repeat
    return read(_READ(observation), above, marks, decimal_mark)


def _own_part(own: tuple[str, ...], above: Above, marks: Marks, decimal_mark: str) -> OwnPart | IssueCode:
    kind, name, value, unit, limits, flag, told, method, site = own
    if reason := _why_no_result(kind, value, told, marks, decimal_mark):
        return reason
    test = fields.Test(name, unit, limits, flag, method, told, above.status)
    *of_test, status = fields.told_of(test, marks)
    result = _value(first_component(told, marks).strip(), kind, value, marks, decimal_mark)
    doubt = ""
    if above.is_cancelled:
        status, doubt = under_cancelled(status, result)
    has_none = gives_no_value(status, result)
    if above.unusable_by and not has_none:
        doubt = f"{doubt} {IssueCode.SPECIMEN_REJECTED}@{above.unusable_by}".strip()
    return OwnPart(tuple(of_test), status, result, spm.specimen_site(site, marks), doubt, has_none)


_remembered = lru_cache(maxsize=_REMEMBERED)(_own_part)


def _why_no_result(kind: str, value: str, told: str, marks: Marks, decimal_mark: str) -> IssueCode | None:
    if kind in DOCUMENTS:
        return IssueCode.VALUE_DOCUMENT
    if not is_about_a_result(told, marks):
        return IssueCode.VALUE_NOT_SENT
    is_empty = value.strip() in ("", NULL)
    if not is_empty and not is_of_type(kind, value, marks, decimal_mark):
        return IssueCode.VALUE_TYPE
    return None


def _value(status: str, kind: str, value: str, marks: Marks, decimal_mark: str) -> str:
    """Return the value, or what stands for it: HL7's null stays itself, since it takes an earlier value back."""
    if status == "I":
        return _PENDING
    if value.strip() == NULL:
        return NULL
    return AS_SENT if status == "U" and not value.strip() else value_text(kind, value, marks, decimal_mark)
