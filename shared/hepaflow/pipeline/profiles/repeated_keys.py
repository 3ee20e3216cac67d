"""Find keys that stand twice in one object of a JSON text."""

import json
from collections import deque
from typing import Any

from hepaflow.domain.json_objects import JsonMembers, json_members
from hepaflow.domain.profile.fields import Fault, as_key


def repeated_keys(text: str | bytes) -> list[Fault]:
    """Return a fault for each key that stands twice in one object of a JSON text, outer objects first."""
    found: list[Fault] = []
    whole = json.loads(text, object_pairs_hook=json_members, parse_int=str, parse_float=str)
    waiting: deque[tuple[str, Any]] = deque([("", whole)])
    while waiting:
        where, value = waiting.popleft()
        if isinstance(value, JsonMembers):
            inside = f"{where}." if where else ""
            found += [Fault(f"{inside}{as_key(key)}", "", "keep the key once") for key in value.repeated]
            waiting.extend((f"{inside}{as_key(key)}", part) for key, part in value.by_name.items())
        elif isinstance(value, list):
            waiting.extend((f"{where}[{number}]", part) for number, part in enumerate(value, 1))
    return found
