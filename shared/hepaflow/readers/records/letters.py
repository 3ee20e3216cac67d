"""Write the letters of JSON as themselves where a file has their numbers."""

import re

_WRITTEN_LETTER = rb"\u00"
# RFC 8259, 7: any character may be written by its number. Two backslashes are a backslash, and begin no number
_ESCAPE = re.compile(rb"\\(?:u00([46][1-9a-fA-F]|[57][0-9aA])|.)", re.DOTALL)


def plain_letters(data: bytes) -> bytes:
    r"""Return JSON with each letter of ASCII as itself: names are looked for in it as plain text.

    Examples:
        >>> plain_letters(rb'{"resourc\u0065Type": "\\u0065"}')
        b'{"resourceType": "\\\\u0065"}'
    """
    if _WRITTEN_LETTER not in data:
        return data
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]) if found[1] else found[0], data)
