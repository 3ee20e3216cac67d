"""Find out whether the search results of a file are all there: a server answers a search page by page."""

from hepaflow.domain.issues.issues import Issue, IssueCode
from hepaflow.readers.fhir.cells import objects, text
from hepaflow.readers.fhir.file import kind_of
from hepaflow.readers.records.json_source import Members, elements, json_text, members, read_json

_PAGED = frozenset({"searchset", "history"})  # FHIR R4, Bundle.type: those that http.html#paging splits
_BESIDE = frozenset({"include", "outcome"})  # FHIR R4, Bundle.entry.search.mode: not counted by Bundle.total


class Pages:
    """The search pages of a file."""

    def __init__(self) -> None:
        self._own: set[str] = set()
        self._next: set[str] = set()
        self._total = 0
        self._matches = 0

    def add(self, found: Members) -> None:
        """Remember a Bundle if it is a page of a search or of a history."""
        if kind_of(found) != "Bundle" or json_text(found.get("type")) not in _PAGED:
            return
        for link in objects(read_json(bytes(found["link"]))) if "link" in found else []:
            relation, url = text(link, "relation"), text(link, "url")
            if relation in {"self", "next"} and url:
                (self._own if relation == "self" else self._next).add(url)
        told = bytes(found["total"]) if "total" in found else b""
        self._total = max(self._total, int(told) if told.isdigit() and len(told) < 10 else 0)
        entries = elements(bytes(found["entry"])) if "entry" in found else []
        self._matches += sum(_is_match(members(bytes(entry))) for entry in entries)

    def missing(self) -> Issue | None:
        """Return the note that further pages exist which are not in the file."""
        if self._next <= self._own and self._total <= self._matches:
            return None
        total = f"{self._total:,}" if self._total else "?"
        return Issue(IssueCode.PAGES_MISSING, found=f"{self._matches:,} / {total}")


def _is_match(entry: Members) -> bool:
    return "search" not in entry or text(read_json(bytes(entry["search"])), "mode") not in _BESIDE
