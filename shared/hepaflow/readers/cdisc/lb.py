"""Turn an SDTM LB dataset into rows, from any of the CDISC exchange formats."""

from collections.abc import Iterator, Sequence
from itertools import chain

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.model import Field, Status
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.domain.values.statements import NOT_ASKED, NOT_DONE_UNNAMED
from hepaflow.readers.cdisc.dataset_json import read_dataset_json
from hepaflow.readers.cdisc.xpt import is_transport, read_transport
from hepaflow.readers.sheet import LIMITS, Limits, Row, Sheet
from hepaflow.readers.table import too_large

# Source: SDTMIG 3.4, LB. LBORRES is what was reported; LBSTRESN is what somebody else made of it.
_NEEDED = {
    Field.SUBJECT: "USUBJID",
    Field.COLLECTED_AT: "LBDTC",
    Field.CODE: "LBTESTCD",
    Field.VALUE: "LBORRES",
}
_WHERE_PRESENT = {
    Field.ANALYTE: "LBTEST",
    Field.LOINC: "LBLOINC",
    Field.PANEL: "LBCAT",
    Field.UNIT: "LBORRESU",
    Field.RANGE_LOW: "LBORNRLO",
    Field.RANGE_HIGH: "LBORNRHI",
    Field.FLAG: "LBNRIND",
    Field.SPECIMEN: "LBREFID",
    Field.SPECIMEN_TYPE: "LBSPEC",
    Field.CONDITION: "LBSPCCND",
    Field.BODY_SITE: "LBSCAT",  # a subcategory decides as a body site does: only where LBSPEC does not name blood
    Field.DOUBT: "LBSPCUFL",
    Field.METHOD: "LBMETHOD",
    Field.VISIT: "VISIT",
    Field.STATUS: "LBSTAT",
    Field.STANDARD_VALUE: "LBSTRESN",
    Field.STANDARD_UNIT: "LBSTRESU",
}
_LAB = {Field.LAB: "LBNAM"}
_NOT_DONE = "NOT DONE"  # the one word of CDISC codelist C66789
_NOT_USABLE = "N"  # LBSPCUFL; a specimen that is usable has none
_STATUS = {"": Status.FINAL.value, _NOT_DONE: Status.NOT_DONE.value}
_WITHOUT_RESULT = frozenset({Status.NOT_DONE.value, NOT_DONE_UNNAMED})


def read_cdisc(
    data: bytes, layout: FileLayout, limits: Limits = LIMITS, *, names_labs: bool = False
) -> Sheet:
    """Read an LB dataset: SAS transport version 5, or Dataset-JSON 1.1 as JSON, NDJSON or compressed (DSJC).

    The line of a row is the number of its observation, 1-based. For a test that was not done, the reason (LBREASND)
    replaces the missing result.

    Args:
        data: the bytes of the file.
        layout: the `[file]` part of the profile; its decimal mark is used, and its encoding for SAS transport.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.
        names_labs: LBNAM is read, if it is present.

    Raises:
        Refused: file-format, for another dataset; file-cdisc-version, file-datasets, file-damaged, file-encoding, file-not-text,
            file-too-large, file-no-rows; some of them only while rows are read.
    """
    if len(data) > limits.bytes:
        raise too_large(len(data), "bytes")
    read = read_transport if is_transport(data) else read_dataset_json
    dataset = read(data, layout, limits)
    names = [name.upper() for name in dataset.variables]  # SAS names know no case
    rows = _with_status(dataset.rows, names) if "LBSTAT" in names else dataset.rows
    rows = _with_usability(rows, names) if "LBSPCUFL" in names else rows
    first = next(rows, None)
    if first is None and not dataset.asides:
        raise Refused(IssueCode.FILE_NO_ROWS)
    whole = rows if first is None else chain((first,), rows)
    columns = _columns(dataset.variables, names_labs=names_labs)
    return Sheet(dataset.variables, 0, whole, columns, asides=dataset.asides)


def _columns(variables: Sequence[str], *, names_labs: bool) -> dict[Field, str]:
    """Return which variable tells what; one that is needed also where it is not there, so that it is missed."""
    present = {name.upper(): name for name in variables}
    if "LBSTRESC" in present:  # has the operator that LBSTRESN cannot have
        present["LBSTRESN"] = present["LBSTRESC"]
    needed = {field: present.get(name, name) for field, name in _NEEDED.items()}
    wanted = _WHERE_PRESENT | (_LAB if names_labs else {})
    return needed | {field: present[name] for field, name in wanted.items() if name in present}


def _with_status(rows: Iterator[Row], names: list[str]) -> Iterator[Row]:
    """Give LBSTAT in our words, and the reason for a test not done in the place of its result.

    A test that was not done takes an earlier result back only where the specimen is named.
    """
    status = names.index("LBSTAT")
    reason, value, specimen = (
        names.index(name) if name in names else None for name in ("LBREASND", "LBORRES", "LBREFID")
    )
    for line, cells in rows:
        if len(cells) == len(names):
            told = cells[status]
            has_value = value is not None and bool(cells[value].strip())
            if told == _NOT_DONE and reason is not None and value is not None and not cells[value]:
                cells[value] = cells[reason]
            cells[status] = _STATUS.get(told, told)
            if told == _NOT_DONE and has_value:
                cells[status] = NOT_ASKED
            elif told == _NOT_DONE and (specimen is None or not cells[specimen].strip()):
                cells[status] = NOT_DONE_UNNAMED
        yield line, cells


def _with_usability(rows: Iterator[Row], names: list[str]) -> Iterator[Row]:
    """Give LBSPCUFL as the doubt that it is; beside a test that was not done it is the reason."""
    at = names.index("LBSPCUFL")
    status = names.index("LBSTAT") if "LBSTAT" in names else None
    for line, cells in rows:
        if len(cells) == len(names):
            told = cells[at].strip().upper()
            is_doubted = told == _NOT_USABLE and (status is None or cells[status] not in _WITHOUT_RESULT)
            cells[at] = f"{IssueCode.SPECIMEN_REJECTED}@LBSPCUFL" if is_doubted else ""
        yield line, cells
