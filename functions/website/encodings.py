"""Choose the form in which a file is sent, packed with gzip or as it is, and name each form (RFC 9110, sections 8.8.3 and 12.5.3)."""

import re
from typing import Final

GZIP: Final = ("gzip", "x-gzip")
_TAG: Final = re.compile(r'"[^"]*"')
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


def tag_of_packed(tag: str) -> str:
    """Return the entity tag of a packed file: other bytes than those of the file as it is.

    Examples:
        >>> tag_of_packed('"9c35"')
        '"9c35-gzip"'
    """
    return f'{tag[:-1]}-gzip"'


def is_known(listed: str, tag: str) -> bool:
    """Say whether a caller has the form that has this tag: `If-None-Match` lists it, weak or strong, or is `*`.

    Examples:
        >>> is_known('"a", W/"b"', '"b"'), is_known("*", '"b"'), is_known('"b-gzip"', '"b"')
        (True, True, False)
    """
    return listed.strip() == "*" or tag in _TAG.findall(listed)


def _weights(accepted: str) -> dict[str, float]:
    found = (_MEMBER.fullmatch(member.strip(" \t").lower()) for member in accepted.split(","))
    return {member[1]: float(member[2] or 1) for member in found if member}
