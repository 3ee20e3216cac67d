"""Detect cells damaged by spreadsheets or wrong encodings."""

import re

from hepaflow.domain.issues.issues import IssueCode
from hepaflow.domain.model import Field
from hepaflow.domain.screening.mojibake import is_blotted_out, is_garbled

NESTED = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: what a reader writes for a list or an object in a cell
STRUCK = (
    "\ufffc\u0336"  # the same with COMBINING LONG STROKE OVERLAY: for a cell whose text is struck through
)
_WRITTEN_BY_READERS = {NESTED: IssueCode.CELL_NESTED, STRUCK: IssueCode.CELL_STRUCK}
_IDS = frozenset({Field.SUBJECT, Field.SPECIMEN, Field.CODE})
_NAMES = frozenset({Field.ANALYTE, Field.CODE, Field.UNIT})
_REMARKS = frozenset({Field.OPERATOR, Field.FLAG, Field.CONDITION, Field.COMMENT})

# What a spreadsheet leaves of a long id; its last digits are gone. A sign or a point tells it from an id like 12E04.
_SCIENTIFIC = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+|[0-9]E\+[0-9]+", re.IGNORECASE)
# What a spreadsheet makes of an id such as 3-5, as it stands in a cell for dates or in the text that is saved from one.
_DAY = re.compile(
    r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?:T[0-9:]+)?|[1-9][0-9]?-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-[0-9]{2}|[1-9][0-9]?月[1-9][0-9]?日"
)
_QUOTED = re.compile(r'\s*=\s*"((?:[^"]|"")*)"\s*')
# A formula that nothing has calculated shows itself. `=5` and `=5*10^9/L` are results, `="0012"` keeps zeros.
_FORMULA = re.compile(
    r"=\s*(?:[-+(]*(?:\$?[A-Z]{1,3}\$?[0-9]|[A-Z][A-Z0-9.]*\(|['\"{\[@])|[^=<>]*!|[-+(]*[0-9.]+\s*[-+*/^&](?!\s*10\^))",
    re.IGNORECASE,
)


def damage(field: Field, cell: str) -> IssueCode | None:
    """Return what has happened to a cell, apart from what only its own grammar can tell.

    Examples:
        >>> damage(Field.CODE, "1.67683E+15")
        <IssueCode.ID_SCIENTIFIC: 'id-scientific'>
        >>> damage(Field.VALUE, "=B2/C2")
        <IssueCode.CELL_FORMULA: 'cell-formula'>
        >>> damage(Field.UNIT, "Âµmol/L")
        <IssueCode.TEXT_GARBLED: 'text-garbled'>
        >>> damage(Field.VALUE, "=5")
    """
    text = cell.strip()
    if not text:
        return None
    if text in _WRITTEN_BY_READERS:
        return _WRITTEN_BY_READERS[text]
    if text.startswith("=") and (_FORMULA.match(text) or (text == "=" and field not in _REMARKS)):
        return IssueCode.CELL_FORMULA
    if field in _IDS and (code := _lost_id(text)):
        return code
    if (not text.isascii() and is_garbled(text)) or (field in _NAMES and is_blotted_out(text)):
        return IssueCode.TEXT_GARBLED
    return None


def unquoted(cell: str) -> str:
    """Return `0101` for `="0101"`, by which exports keep a spreadsheet from dropping zeros; any other cell as it stands.

    Examples:
        >>> unquoted('="0101"'), unquoted('="a""b"'), unquoted("=B2"), unquoted("45")
        ('0101', 'a"b', '=B2', '45')
    """
    found = _QUOTED.fullmatch(cell)
    return found[1].replace('""', '"') if found else cell


def _lost_id(text: str) -> IssueCode | None:
    if _SCIENTIFIC.fullmatch(text):
        return IssueCode.ID_SCIENTIFIC
    return IssueCode.ID_IS_A_DATE if _DAY.fullmatch(text) else None
