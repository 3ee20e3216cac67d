"""List the documents beside the receipt of a run; one that would be empty is not stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

ISSUES: Final = "issues.csv"


@dataclass(frozen=True, slots=True)
class EmptyList:
    """A list of rows to be fixed that has none.

    Attributes:
        name: the name that it would have, whose ending says its format.
        header: the headers of its columns.
    """

    name: str
    header: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a run.

    Attributes:
        stored: the names of those that are stored.
        empty: the list of rows for the lab, where it has none; None where it is stored, or the file was refused.
    """

    stored: tuple[str, ...] = ()
    empty: EmptyList | None = None


def documents_to_json(documents: Documents | None) -> dict[str, Any]:
    """Return what a receipt says about documents; nothing where it does not know them."""
    if documents is None:
        return {}
    empty = documents.empty
    listed = {"empty": {"name": empty.name, "header": list(empty.header)}} if empty else {}
    return {"documents": {"stored": list(documents.stored), **listed}}


def documents_from_json(told: Mapping[str, Any]) -> Documents | None:
    """Return what a receipt says about documents; None for one of a version that stored all of them."""
    if "documents" not in told:
        return None
    documents = told["documents"]
    empty = documents.get("empty")
    listed = EmptyList(empty["name"], tuple(empty["header"])) if empty else None
    return Documents(tuple(documents["stored"]), listed)
