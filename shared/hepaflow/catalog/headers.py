"""Map the header words that labs use to the field that such a column holds."""

from collections.abc import Mapping
from functools import cache

from hepaflow.catalog.loader import rows
from hepaflow.domain.analytes.analytes import name_key
from hepaflow.domain.model import Field


@cache
def header_words() -> Mapping[str, Field]:
    """Return field by name key of the header word."""
    return {name_key(row["header"]): Field(row["field"]) for row in rows("headers")}
