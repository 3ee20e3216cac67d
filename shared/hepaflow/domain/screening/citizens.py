"""Recognize numbers of citizens by the form in which they are printed."""

import re
from datetime import date

# USA (SSA: no area 000, 666 or 9xx), Brazil, Switzerland, Italy: no lab writes its numbers in these forms by rule
_PRINTED = (
    r"(?!000|666|9)[0-9]{3}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}"
    r"|[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}"
    r"|[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]"
)
# Korea, and the day of birth with four more signs (Denmark, Sweden, Finland): as labs write a day and a number, too
_DAY_AND_NUMBER = (
    r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])-[1-8][0-9]{6}"
    r"|(?:(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])[0-9]{2}|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))[-+][0-9]{3}[0-9A-Z]"
)
CITIZENS_FORM = re.compile(f"{_PRINTED}|{_DAY_AND_NUMBER}")
PRINTED_NUMBER = re.compile(rf"(?<![0-9A-Za-z./-])(?:{_PRINTED})(?![0-9A-Za-z/-]|\.[0-9])")
# GB 11643-1999: place, birth, order, check digit. The first two digits are a province (GB/T 2260).
_IDENTITY = re.compile(
    r"(?<![0-9])((?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|7[01]|8[1-3])[0-9]{4}((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}[0-9Xx])(?![0-9])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
_CHECK = "10X98765432"


def has_valid_check_digit(number: str) -> bool:
    """Say whether the last sign of a Chinese identity number is the one that the others give."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper()


def has_an_identity_number(text: str) -> bool:
    """Say whether a text holds a Chinese identity number with its province, day of birth and check digit.

    One of eleven numbers of 18 digits has a valid check digit. Bar codes have 18 digits, too, and seldom a province and a day.

    Examples:
        >>> [
        ...     has_an_identity_number(text)
        ...     for text in ("11010519491231002X", "110105194912310021", "202403150000000123")
        ... ]
        [True, False, False]
    """
    return any(
        _is_day(*found.groups()[1:]) and has_valid_check_digit(found[1]) for found in _IDENTITY.finditer(text)
    )


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True
