"""Refuse to work on data that a newer version of hepaflow has written (docs/upgrading.md)."""

from typing import Final

from hepaflow import SCHEMA, VERSION
from hepaflow.aws.registry.keys import STORED_SCHEMA
from hepaflow.aws.registry.table import Table
from hepaflow.ports.newer import NewerData

_FIRST: Final = 1  # the schema of data without a number: it was written before there was one


class NewerSchema(NewerData):
    """The stored data have a newer schema than this version reads."""

    def __init__(self, stored: int) -> None:
        RuntimeError.__init__(
            self,
            f"The stored data have schema {stored}. hepaflow {VERSION} reads schemas up to {SCHEMA}. "
            "Deploy the version that wrote the data, or a newer one. Nothing was changed.",
        )
        self.stored = stored


def refuse_newer_schema(table: Table) -> None:
    """Read which schema the stored data have, with one request.

    Args:
        table: the Registry table.

    Raises:
        NewerSchema: this version of hepaflow does not read it.
    """
    kept = table.get(STORED_SCHEMA)
    stored = int(kept["schema"]) if kept else _FIRST
    if stored > SCHEMA:
        raise NewerSchema(stored)
