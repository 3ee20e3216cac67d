"""Write a subject's id as one segment of a URL path, and read it back.

API Gateway decodes a path before a function sees it, so percent-encoding cannot carry `/`, `#`, `?` or `%`.
"""

import base64
import re
from typing import Final

_ENCODED: Final = "~"
_PLAIN: Final = re.compile(r"[A-Za-z0-9._-]+")
_DOTS: Final = frozenset(
    {".", ".."}
)  # programs resolve these segments before they send a path (RFC 3986, 5.2.4)


def segment_of(subject: str) -> str:
    """Return the path segment of a subject: the id itself if it is plain, else `~` and its base64url.

    Examples:
        >>> segment_of("CN01-0001")
        'CN01-0001'
        >>> segment_of("A/7")
        '~QS83'
    """
    if _PLAIN.fullmatch(subject) and subject not in _DOTS:
        return subject
    return _ENCODED + base64.urlsafe_b64encode(subject.encode()).decode().rstrip("=")


def subject_in(segment: str) -> str:
    """Return the subject of a path segment.

    Raises:
        ValueError: `segment_of` does not write this segment for any subject.
    """
    try:
        subject = _decoded(segment[1:]) if segment.startswith(_ENCODED) else segment
        canonical = segment_of(subject)
    except ValueError:
        canonical = ""
    if not segment.strip(_ENCODED) or canonical != segment:
        raise ValueError("not the path segment of a subject id; answers give it as `href`")
    return subject


def _decoded(text: str) -> str:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode()
