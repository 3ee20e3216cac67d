"""Compare a subject id with the pattern of a profile."""

import re
from functools import cache

_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def fits_pattern(subject: str, pattern: str) -> bool:
    r"""Say whether a subject id has the form of a pattern.

    In a pattern `\d` stands for the digits 0 to 9. Other digits, such as `١`, fit only if the pattern has them itself: else
    one subject would have two ids that look alike.

    Args:
        subject: the id, folded.
        pattern: the regular expression, which describes the whole id.
    """
    if _compiled(pattern).fullmatch(subject) is None:
        return False
    return all(digit in pattern for digit in _OTHER_DIGIT.findall(subject))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
