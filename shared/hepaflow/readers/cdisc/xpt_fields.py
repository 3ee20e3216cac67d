"""Decode the fields of a SAS transport file, text and IBM floating-point numbers; each distinct field once."""

from math import ldexp

from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.readers.cdisc.dataset import NOT_TEXT
from hepaflow.readers.workbook.cell_text import cell_text

_MISSING = frozenset(b"._ABCDEFGHIJKLMNOPQRSTUVWXYZ")  # `.`, `._`, `.A` to `.Z`: this byte, then zeros
_REMEMBERED = 4_096  # cells kept for one variable, above what most have; then it starts afresh


class TextFields(dict[bytes, str]):
    """What fields of a character variable say: cells repeat, so each is decoded once."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding

    def __missing__(self, field: bytes) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        try:
            text = field.decode(self._encoding).rstrip(" \0")
        except UnicodeError:
            raise Refused(IssueCode.FILE_ENCODING, self._encoding) from None
        if found := NOT_TEXT.search(text):
            raise Refused(IssueCode.FILE_NOT_TEXT, f"byte {ord(found.group()):02X}")
        self[field] = text
        return text


class NumericFields(dict[bytes, str]):
    """What fields of a numeric variable say, likewise."""

    def __init__(self, decimal_mark: str) -> None:
        super().__init__()
        self._decimal_mark = decimal_mark

    def __missing__(self, field: bytes) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        number = number_of(field)
        self[field] = text = "" if number is None else _digits(number).replace(".", self._decimal_mark)
        return text


def _digits(number: float) -> str:
    """The 15 digits that SAS keeps of a decimal number; what follows them is from arithmetic: 8.549999999999999."""
    digits = f"{number:.15g}"
    return cell_text(float(digits), ".") if "e" in digits else digits


def number_of(field: bytes) -> float | None:
    """Return an IBM floating-point number, cut off at the variable's length; None where it is missing.

    Its 56 bits hold every number that was a `float` before it was written, so that the same one comes back.

    Source: TS-140, Numeric data fields and Missing values.

    Examples:
        >>> [
        ...     number_of(bytes.fromhex(field))
        ...     for field in ("4110000000000000", "C276A000", "00", "2E00000000000000")
        ... ]
        [1.0, -118.625, 0.0, None]
    """
    sign_and_exponent, fraction = field[0], int.from_bytes(field[1:].ljust(7, b"\0"), "big")
    if not fraction:
        return None if sign_and_exponent in _MISSING else 0.0
    size = ldexp(fraction, 4 * ((sign_and_exponent & 0x7F) - 64) - 56)
    return -size if sign_and_exponent & 0x80 else size
