"""Read SAS transport files of version 5 into rows: 80-byte records of ASCII, fixed fields, IBM floating point.

Source: SAS TS-140, The Record Layout of a Data Set in SAS Transport (XPORT) Format.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from operator import getitem
from struct import Struct

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.profile.parts import FileLayout
from hepaflow.readers.cdisc.dataset import Dataset, damaged, is_lb, not_lb
from hepaflow.readers.cdisc.xpt_fields import NumericFields, TextFields
from hepaflow.readers.sheet import Limits, Row
from hepaflow.readers.table import too_large

_RECORD = 80
_LIBRARY = b"HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!"
_MEMBER = b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!"
_DESCRIPTOR = b"HEADER RECORD*******DSCRPTR HEADER RECORD!!!!!!!"
_VARIABLES = b"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!"
_OBSERVATIONS = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!"
_ANY_LIBRARY = b"HEADER RECORD*******LIB"

# kind, length, name and position of a variable; the rest is labels, formats, and, on VMS, 4 bytes less
_NAMESTR = Struct(">h2xh2x8s68xl")
_NAMESTR_SIZES = {b"0140", b"0136"}
_NUMBER, _TEXT = 1, 2


@dataclass(frozen=True, slots=True)
class _Member:
    """One dataset of the file: where its parts stand."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Variable:
    name: str
    kind: int
    length: int


def is_transport(data: bytes) -> bool:
    """Tell a SAS transport file of any version."""
    return data.startswith(_ANY_LIBRARY)


def read_transport(data: bytes, layout: FileLayout, limits: Limits) -> Dataset:
    """Read the LB dataset of a transport file.

    Text is decoded as declared, trailing blanks dropped. Numbers are written out with the declared decimal mark.

    Args:
        data: the bytes of the file.
        layout: the `[file]` part of the profile; its encoding and decimal mark are used.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.

    Raises:
        Refused: file-cdisc-version, file-datasets; file-format, for another dataset; file-damaged, file-too-large; while rows are read also
            file-encoding, file-not-text.
    """
    if not data.startswith(_LIBRARY):
        raise Refused(IssueCode.FILE_CDISC_VERSION, "a SAS transport file of version 8")
    if len(data) % _RECORD:
        raise damaged()
    member = _laboratory(list(_members(data)))
    variables, start = _variables(data, member, limits)
    return Dataset(
        tuple(variable.name for variable in variables),
        _rows(memoryview(data)[start : member.end], variables, layout, limits),
    )


def _members(data: bytes) -> Iterator[_Member]:
    start = _next_header(data, _MEMBER, 3 * _RECORD)
    while start < len(data):
        end = _next_header(data, _MEMBER, start + _RECORD)
        about = data[start + 2 * _RECORD : start + 3 * _RECORD]
        yield _Member(about[8:16].decode("latin-1").strip(" \0"), start, end)
        start = end


def _next_header(data: bytes, header: bytes, start: int) -> int:
    """Return where a header record stands; the end of the file where there is none."""
    found = data.find(header, start)
    while found >= 0 and found % _RECORD:
        found = data.find(header, found + 1)
    return found if found >= 0 else len(data)


def _laboratory(members: list[_Member]) -> _Member:
    if not members:
        raise damaged()
    found = [member for member in members if is_lb(member.name)]
    if not found:
        raise not_lb(*(member.name for member in members))
    if len(found) > 1:
        raise Refused(IssueCode.FILE_DATASETS, ", ".join(member.name for member in found))
    return found[0]


def _variables(data: bytes, member: _Member, limits: Limits) -> tuple[list[_Variable], int]:
    """Return the variables in the order of their fields, and where the first observation starts."""
    size = data[member.start + 74 : member.start + 78]
    header = member.start + 4 * _RECORD
    count = data[header + 54 : header + 58]
    if (
        size not in _NAMESTR_SIZES
        or not data.startswith(_DESCRIPTOR, member.start + _RECORD)
        or not data.startswith(_VARIABLES, header)
        or not count.isdigit()
    ):
        raise damaged()
    if int(count) > limits.columns:
        raise too_large(int(count), "columns")
    first = header + _RECORD
    last = first + int(count) * int(size)
    observations = last + -last % _RECORD
    if observations >= member.end or not data.startswith(_OBSERVATIONS, observations):
        raise damaged()
    variables = _in_order([_NAMESTR.unpack_from(data, place) for place in range(first, last, int(size))])
    if max(variable.length for variable in variables) > limits.cell_characters:
        raise too_large(limits.cell_characters + 1, "characters in a cell")
    return variables, observations + _RECORD


def _in_order(described: list[tuple[int, int, bytes, int]]) -> list[_Variable]:
    """Return the variables by position; fields that overlap or leave a gap are none of a sound file."""
    variables = []
    end = 0
    for kind, length, name, position in sorted(described, key=lambda variable: variable[3]):
        sound = kind == _TEXT or (kind == _NUMBER and 2 <= length <= 8)
        if not sound or length < 1 or position != end:
            raise damaged()
        variables.append(_Variable(name.decode("latin-1").strip(" \0"), kind, length))
        end += length
    if not variables:
        raise damaged()
    return variables


def _rows(data: memoryview, variables: list[_Variable], layout: FileLayout, limits: Limits) -> Iterator[Row]:
    record = Struct("".join(f"{variable.length}s" for variable in variables))
    mark = layout.decimal_mark or "."
    known = [
        NumericFields(mark) if variable.kind == _NUMBER else TextFields(layout.encoding)
        for variable in variables
    ]
    observations = _whole(data, record.size)
    if (count := len(observations) // record.size) > limits.rows:
        raise too_large(count, "rows")
    for line, cells in enumerate(record.iter_unpack(observations), 1):
        try:
            row = list(map(getitem, known, cells))
        except Refused as refusal:
            raise Refused(refusal.issue.code, refusal.issue.found, line=line) from None
        yield line, row


def _whole(data: memoryview, size: int) -> memoryview:
    """Return the observations without the blanks that fill the last record; these may look like some more."""
    count, rest = divmod(len(data), size)
    if rest >= _RECORD or bytes(data[count * size :]).strip(b" "):
        raise damaged(count + 1)
    if size < _RECORD:
        blank = b" " * size
        while (
            count
            and len(data) - (count - 1) * size < _RECORD
            and data[(count - 1) * size : count * size] == blank
        ):
            count -= 1
    return data[: count * size]
