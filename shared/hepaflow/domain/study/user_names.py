"""Decide when the issuer is asked for a user's display name, and what is kept of its answer (docs/adr/0038-display-names.md)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MOST_TRIES: Final = 5  # an issuer that gives no name is not asked for ever
_PAUSE: Final = timedelta(hours=1)  # tokens live about as long: another try comes with another token
_LONGEST: Final = 100  # characters
_LONGEST_ID: Final = 255  # characters of a user's id (OpenID Connect Core 1.0, section 2)
_MARKS: Final = frozenset(" .,'’·・-‐@_&/()")
_CLAIMS: Final = (("name",), ("given_name", "family_name"), ("preferred_username",), ("email",))


@dataclass(frozen=True, slots=True)
class KeptName:
    """What is kept about the display name of a user in a study.

    Attributes:
        name: the name; "" if the issuer gave none, or it was erased.
        event: number of the event of the access journal that it follows: the user's newest `role-seen` when the issuer was
            asked, or the erasure.
        tries: how often the issuer was asked since that event; 0 after an erasure.
        tried: when it was asked last, UTC in ISO 8601; "" after an erasure.
    """

    name: str
    event: int
    tries: int
    tried: str

    @property
    def is_erased(self) -> bool:
        return not self.tries


def may_have_name(user: str) -> bool:
    """Return whether an id of a user is one that names are kept for."""
    return 0 < len(user) <= _LONGEST_ID


def is_due(kept: KeptName | None, seen: int, now: datetime) -> bool:
    """Return whether the issuer is to be asked for a user's name.

    It is asked after each `role-seen` until it gives a name, five times at most. An erased name is asked for again only
    after a `role-seen` that follows the erasure.

    Args:
        kept: what is kept; None: nothing.
        seen: number of the user's newest `role-seen` in the access journal; 0 if there is none.
        now: the time, with its zone.
    """
    if not seen or (kept and kept.name):
        return False
    if kept is None or seen > kept.event:
        return True
    if kept.is_erased or kept.tries >= MOST_TRIES:
        return False
    return now >= datetime.fromisoformat(kept.tried) + _PAUSE


def display_name(claims: Mapping[str, object]) -> str:
    """Return the name by which an issuer shows a user: `name`, else other claims about the user; "" if there is none.

    Letters, digits and marks of names are kept; other characters are left out, and what is longer is cut.

    Args:
        claims: what the issuer says about the user (OpenID Connect Core 1.0, section 5.1).

    Examples:
        >>> display_name({"name": "Dr. Ann  O'Neil", "email": "ann@example.org"})
        "Dr. Ann O'Neil"
        >>> display_name({"given_name": "伟", "family_name": "王"})
        '伟 王'
    """
    for names in _CLAIMS:
        texts = [text for name in names if isinstance(text := claims.get(name), str)]
        if found := _bounded(" ".join(texts)):
            return found
    return ""


def _bounded(text: str) -> str:
    """Return what is kept of a name: no character that steers a terminal, a page or a spreadsheet; "" without a letter."""
    known = unicodedata.normalize("NFC", text[: 10 * _LONGEST])
    spaced = (" " if one.isspace() else one for one in known)
    kept = "".join(one for one in spaced if one in _MARKS or unicodedata.category(one)[0] in "LMN")
    name = " ".join(kept.split()).lstrip("-‐@ ")[:_LONGEST].rstrip()
    return name if any(one.isalpha() for one in name) else ""
