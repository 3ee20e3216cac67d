"""Convert places in the lab's own file: a whole number internally, words of the format for people."""

from collections.abc import Sequence
from enum import StrEnum

PER_MESSAGE = 100_000  # OBX segments that a message may have, and one more
PER_SHEET = 2_000_000  # rows of a sheet, of which Excel has 1,048,576, and more
PER_ROW = 20_000  # cells of a row, of which Excel has 16,384, and more
PER_ENTRY = 1_000  # places within one entry
FIRST_RESULT = (
    500  # of them, from this one on: results of an entry that holds several observations; below: components
)


class Places(StrEnum):
    """How the line numbers of a file are to be read; each begins with 1, a part of 0 means the whole.

    Attributes:
        LINE: physical line, sheet row, record: the number itself.
        SHEET: a workbook of which several sheets are read: sheet * PER_SHEET + sheet row, but for the first sheet read
            the row alone.
        CELL: a table with results across, or a date column for each visit: (line or sheet row, as in SHEET) * PER_ROW + column.
        SEGMENT: HL7 v2: message * PER_MESSAGE + OBX segment of the message.
        ENTRY: FHIR Bundle: entry * PER_ENTRY + component of its observation; or + RESULTS + the result, where the
            entry holds several observations.
        CONTAINED: the same for what a FHIR resource contains.
        RESOURCE: a FHIR resource alone: PER_ENTRY + component.
        RESOURCE_LINE: FHIR as NDJSON: physical line * PER_ENTRY + component.
        MASKED: a number in place of the line, for who may not see where a row stands; no file is stored with it.
    """

    LINE = "line"
    SHEET = "sheet"
    CELL = "cell"
    SEGMENT = "segment"
    ENTRY = "entry"
    CONTAINED = "contained"
    RESOURCE = "resource"
    RESOURCE_LINE = "resource-line"
    MASKED = "masked"


def place_text(line: int, places: Places) -> str:
    """Return a place as a person of the format writes it; FHIR counts from 0 (FHIRPath).

    Examples:
        >>> (
        ...     place_text(12, Places.LINE),
        ...     place_text(2 * PER_MESSAGE + 5, Places.SEGMENT),
        ...     place_text(5001, Places.ENTRY),
        ...     place_text(5 * PER_ROW + 28, Places.CELL),
        ... )
        ('12', 'MSG2.OBX5', 'entry[4].component[0]', 'AB5')
    """
    if places is Places.MASKED:
        return ""
    if places is Places.LINE or (places is Places.CELL and line < PER_ROW):
        return str(line)
    if places is Places.SHEET:
        sheet, row = divmod(line, PER_SHEET)
        return f"SHEET{sheet}.{row}" if sheet else str(row)
    if places is Places.CELL:
        row, column = divmod(line, PER_ROW)
        before, _, number = place_text(row, Places.SHEET).rpartition(".")
        return f"{before}{'.' if before else ''}{_letters(column)}{number}"
    if places is Places.SEGMENT:
        message, segment = divmod(line, PER_MESSAGE)
        return f"MSG{message}.OBX{segment}" if segment else f"MSG{message}"
    whole, part = divmod(line, PER_ENTRY)
    return _resource(whole, places) + _part(part)


def line_ranges(lines: Sequence[int], places: Places = Places.LINE, most: int = 8) -> str:
    """Return row numbers as a person would write them.

    Args:
        lines: line numbers in ascending order.
        places: how to read a line number, by the format of the file.
        most: how many runs of consecutive lines to write; "…" replaces the others.

    Examples:
        >>> line_ranges([2, 3, 4, 9, 11, 12])
        '2-4, 9, 11-12'
    """
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    told = [[place_text(line, places) for line in run] for run in runs[:most]]
    shown = ", ".join(first if first == last else f"{first}-{last}" for first, last in told)
    return shown + (" …" if len(runs) > most else "")


def place_ranges(places: Sequence[str], most: int = 8) -> str:
    """Return the same of places as they were written: numbers in ranges, all else one by one.

    Examples:
        >>> place_ranges(["2", "3", "9"]), place_ranges(["MSG2.OBX5", "MSG3"])
        ('2-3, 9', 'MSG2.OBX5, MSG3')
    """
    if all(map(str.isdecimal, places)):
        return line_ranges(sorted(map(int, places)), most=most)
    return ", ".join(places[:most]) + (" …" if len(places) > most else "")


def _letters(column: int) -> str:
    """Return the letters of a column, counted from 1, as spreadsheets write them; "" of no column."""
    if not column:
        return ""
    rest, letter = divmod(column - 1, 26)
    return _letters(rest) + chr(ord("A") + letter)


def _part(part: int) -> str:
    if part >= FIRST_RESULT:
        return f".result[{part - FIRST_RESULT}]"
    return f".component[{part - 1}]" if part else ""


def _resource(number: int, places: Places) -> str:
    match places:
        case Places.ENTRY:
            return f"entry[{number - 1}]"
        case Places.CONTAINED:
            return f"contained[{number - 1}]"
        case Places.RESOURCE_LINE:
            return str(number)
        case _:
            return "Observation"
