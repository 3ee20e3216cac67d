"""Find names that stand twice in an object of JSON: RFC 8259 leaves open which of their values counts."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple


class JsonMembers(NamedTuple):
    """The members of an object.

    Attributes:
        by_name: of a name that stands twice, the last value.
        repeated: the names that stand more than once.
    """

    by_name: dict[str, Any]
    repeated: tuple[str, ...] = ()


def json_members(pairs: Sequence[tuple[str, Any]]) -> JsonMembers:
    """Return the members of an object, from its names and values as they are written."""
    by_name = dict(pairs)
    if len(by_name) == len(pairs):
        return JsonMembers(by_name)
    written = Counter(name for name, _ in pairs)
    return JsonMembers(by_name, tuple(name for name, times in written.items() if times > 1))
