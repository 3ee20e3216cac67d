"""Turn deletions of a history or of a bulk export into rows: they name an observation by its id alone."""

from collections.abc import Iterator

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import PER_ENTRY
from hepaflow.domain.model import Field, Status
from hepaflow.domain.values.statements import NULL, record_sign
from hepaflow.readers.fhir.addresses import relative
from hepaflow.readers.fhir.file import FhirFile, kind_of
from hepaflow.readers.fhir.rows import FHIR_COLUMNS
from hepaflow.readers.records.json_source import Members, checked, elements, json_text, members
from hepaflow.readers.sheet import Row

_DELETE = b'"DELETE"'
_KIND = "Observation/"
# what a deletion does not say: the value, and what belongs to it
_OF_THE_VALUE = frozenset({Field.UNIT, Field.RANGE, Field.FLAG, Field.CONDITION, Field.REVISED_AT})


class Deletions:
    """The deletions of a file, and the versions of the observations that they delete, as these are read."""

    def __init__(self, file: FhirFile) -> None:
        self._deleted = list(_deleted(file)) if _DELETE in file.data else []
        self._ids = {own for _, own in self._deleted}
        self._versions: dict[str, list[list[list[str]]]] = {}

    def remember(self, record: str, rows: list[list[str]]) -> None:
        """Keep the rows of a version of an observation, where the file deletes it."""
        if record in self._ids:
            self._versions.setdefault(record, []).append(rows)

    def rows(self) -> Iterator[Row]:
        """Yield one row for each result of an observation that is deleted.

        Where the file holds several versions of it, nothing says which came after the deletion: the row only takes back.
        """
        for line, own in self._deleted:
            versions = self._versions.get(own, [])
            status = Status.DELETED if len(versions) == 1 else Status.NOT_DONE
            results = {tuple(_taken_back(cells, status)): None for version in versions for cells in version}
            for number, cells in enumerate(list(results)[: PER_ENTRY - 1]):
                yield line + number, list(cells)

    def unplaced(self) -> list[Issue]:
        """Return the deletions of observations that are not in the file, with the signs of their ids."""
        missing: dict[int, list[str]] = {}
        for line, own in self._deleted:
            if own not in self._versions:
                missing.setdefault(line, []).append(record_sign(own))
        return [
            Issue(IssueCode.DELETION_UNPLACED, line, found=" ".join(signs)) for line, signs in missing.items()
        ]


def _taken_back(cells: list[str], status: Status) -> list[str]:
    said = dict(zip(FHIR_COLUMNS, cells, strict=False)) | dict.fromkeys(_OF_THE_VALUE, "")
    more = cells[len(FHIR_COLUMNS) :]  # the labs, if they are read
    return [*(said | {Field.VALUE: NULL, Field.STATUS: status.value}).values(), *more]


def _deleted(file: FhirFile) -> Iterator[tuple[int, str]]:
    """Yield the place and the id of each observation that is deleted."""
    for number, record in file.records():
        if _DELETE in record:
            try:
                for address in _addresses(members(checked(record))):
                    yield number * PER_ENTRY, address.removeprefix(_KIND)
            except Refused:
                continue  # said when its record is due


def _addresses(found: Members) -> Iterator[str]:
    """Yield what a record, or the entries of a Bundle, delete of observations."""
    if kind_of(found) == "Bundle" and "entry" in found:
        for entry in elements(bytes(found["entry"])):
            yield from _addresses(members(bytes(entry)))
    elif "resource" in found:
        yield from _addresses(members(bytes(found["resource"])))
    elif "request" in found:
        request = members(bytes(found["request"]))
        url = json_text(request.get("url")) or json_text(found.get("fullUrl"))
        if json_text(request.get("method")) == "DELETE" and (
            url.startswith(_KIND[:-1]) or f"/{_KIND}" in url
        ):
            yield relative(url) or url
