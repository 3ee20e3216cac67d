"""Look for cyclic garbage less often: frozen data has no cycles, and looking through all of it takes a quarter of a fold."""

import gc
from functools import cache

_NEW_OBJECTS = 50_000  # Python's own number is 700; a slice of subjects has some hundred thousand
_YOUNGER = 20  # collections of one generation before the next older one is looked through


@cache
def collect_rarely() -> None:
    """Let the process look for garbage rarely, and never among what it has made so far; the first call counts."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNGER, _YOUNGER)
