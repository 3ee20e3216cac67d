"""Choose the form in which a file is sent: packed with gzip or as it is (RFC 9110, section 12.5.3)."""

import re
from typing import Final

GZIP: Final = ("gzip", "x-gzip")
_MEMBER: Final = re.compile(
    r"([!#$%&'*+.^_`|~0-9a-z-]+)(?:[ \t]*;[ \t]*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)


def wants_gzip(accepted: str | None) -> bool | None:
    """Say whether a file goes packed with gzip; None if the caller takes neither form.

    Args:
        accepted: the header `Accept-Encoding`; None if the caller did not send it. Members that are not written as the
            standard says count as if they were not there.

    Examples:
        >>> wants_gzip("br, gzip"), wants_gzip("gzip;q=0"), wants_gzip("identity;q=0")
        (True, False, None)
    """
    weights = _weights(accepted or "")
    others = weights.get("*", 0.0)
    packed = max((weights[name] for name in GZIP if name in weights), default=others)
    plain = weights.get("identity", None if "*" not in weights or others else 0.0)
    if packed and (plain is None or packed >= plain):
        return True
    return None if plain == 0 and not packed else False


def _weights(accepted: str) -> dict[str, float]:
    found = (_MEMBER.fullmatch(member.strip(" \t").lower()) for member in accepted.split(","))
    return {member[1]: float(member[2] or 1) for member in found if member}
