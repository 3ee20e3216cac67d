"""Write the times of HL7 v2 (DTM, TS, DR) as ISO 8601, at the precision that is given."""

import re
from functools import lru_cache

from hepaflow.readers.hl7v2.text import Marks, split, unescaped

# HL7 DTM: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]
_MOMENT = re.compile(
    r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2})(?:([0-9]{2}(?:\.[0-9]{1,4})?))?)?)?)?)?"
    r"([+-][0-9]{4})?"
)
_BETWEEN = ("", "-", "-", "T", ":", ":")
_PRECISIONS = "YLDHMS"  # second component of a TS until HL7 2.5: how far the digits are meant
_HOURS = 4


@lru_cache(maxsize=4096)  # the results of a specimen repeat its time
def moment_text(text: str, marks: Marks, offset_otherwise: str = "") -> str:
    r"""Return a DTM, a TS or the start of a DR as ISO 8601 at the precision given; any other text unchanged.

    Args:
        text: the field as sent, with its escapes.
        marks: the separators of the message.
        offset_otherwise: the offset of MSH-7, as `+0800`, for a time without its own (HL7 v2.5.1, 2.15.9.7); "" if
            MSH-7 has none.

    Examples:
        >>> from hepaflow.readers.hl7v2.text import marks_of
        >>> marks = marks_of("|", "^~\\&", "utf-8")
        >>> (
        ...     moment_text("202403220830+0800", marks),
        ...     moment_text("202403", marks),
        ...     moment_text("20240322000000^D", marks),
        ... )
        ('2024-03-22T08:30+08:00', '2024-03', '2024-03-22')
    """
    components = split(split(text, marks.repetition)[0], marks.component)
    told = unescaped(split(components[0], marks.subcomponent)[0], marks).strip()
    found = _MOMENT.fullmatch(told)
    if not found:
        return told
    *parts, offset = found.groups()
    offset = offset or offset_otherwise
    precision = components[1].strip() if len(components) > 1 else ""
    meant = _PRECISIONS.find(precision) + 1 if len(precision) == 1 else 0
    given = [part for part in parts if part][: meant or None]
    wall = "".join(mark + part for mark, part in zip(_BETWEEN, given, strict=False))
    return f"{wall}{offset[:3]}:{offset[3:]}" if offset and len(given) >= _HOURS else wall
