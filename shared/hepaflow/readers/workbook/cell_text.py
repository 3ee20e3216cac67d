"""Write the cells of a workbook as text, so that numbers and dates mean the same as in delimited text."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = int | float | str | bool | time | date | datetime | timedelta

# A spreadsheet keeps and shows 15 digits: what an addition leaves behind them (32.90000000000001) is no part of the
# number. A longer number, such as an id of 18 digits, has lost some: the exponent shows it.
_EXACT = 1e15


def cell_text(cell: Cell, decimal_mark: str) -> str:
    """The text that stands for a cell.

    Examples:
        >>> (
        ...     cell_text(3.0, "."),
        ...     cell_text(0.1, ","),
        ...     cell_text(1.5e-07, "."),
        ...     cell_text(110101199001011234.0, "."),
        ... )
        ('3', '0,1', '0.00000015', '1.1010119900101123E+17')
        >>> (
        ...     cell_text(datetime(2024, 3, 22, 8, 30), "."),
        ...     cell_text(date(2024, 3, 22), "."),
        ...     cell_text(True, "."),
        ... )
        ('2024-03-22T08:30', '2024-03-22', 'TRUE')
        >>> cell_text(timedelta(hours=30, minutes=5), "."), cell_text(32.90000000000001, ".")
        ('30:05', '32.9')
    """
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() | int():
            return _number(float(cell)).replace(".", decimal_mark)
        case datetime() | time():
            return cell.isoformat(timespec="seconds" if cell.second else "minutes")
        case date():
            return cell.isoformat()
        case timedelta():
            return _duration(cell)


def _number(number: float) -> str:
    """The 15 digits that a spreadsheet shows, without zeros at their end; more where the number is longer."""
    if number.is_integer() and abs(number) < _EXACT:
        return str(int(number))
    if abs(number) >= _EXACT:
        return f"{Decimal(repr(number)).normalize():E}"
    digits = f"{number:.15g}"
    return f"{Decimal(digits):f}" if "e" in digits else digits


def _duration(span: timedelta) -> str:
    seconds = abs(int(span.total_seconds()))
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "")
    return "-" + text if span < timedelta() else text
