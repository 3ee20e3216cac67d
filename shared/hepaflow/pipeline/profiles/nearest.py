"""Suggest analytes for an unknown name, for a person to choose from."""

import difflib
from functools import lru_cache

from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.analytes.vocabulary import Catalog

_MOST = 3
_LIKE = 0.6  # of difflib's ratio


@lru_cache(maxsize=4096)  # the same names are asked about again and again
def nearest(name: str, catalog: Catalog) -> tuple[str, ...]:
    """Return up to three analyte codes, nearest first."""
    close = difflib.get_close_matches(name_key(name), catalog.names, n=_MOST * 4, cutoff=_LIKE)
    codes = (meant.analyte for key in close for meant in catalog.names[key])
    return tuple(dict.fromkeys(codes))[:_MOST]
