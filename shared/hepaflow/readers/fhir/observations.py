"""Read FHIR R4 and R5 into rows: a Bundle, NDJSON, a DiagnosticReport with contained resources, one Observation."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from msgspec import Raw, json

from hepaflow.domain.issues.issues import Issue, IssueCode, Refused
from hepaflow.domain.issues.places import FIRST_RESULT, PER_ENTRY
from hepaflow.domain.profile.parts import FileLayout, SubjectIds
from hepaflow.domain.profile.profile import ANY_ID
from hepaflow.readers.fhir.addresses import comparable, on_server, relative, server
from hepaflow.readers.fhir.deletions import Deletions
from hepaflow.readers.fhir.file import FhirFile, kind_of, known_in, known_within, opened
from hepaflow.readers.fhir.pages import Pages
from hepaflow.readers.fhir.people import WHOSE, whose
from hepaflow.readers.fhir.performers.labs import FHIR_LAB
from hepaflow.readers.fhir.references import References
from hepaflow.readers.fhir.rows import FHIR_COLUMNS, PANEL, WITHDRAWN, ObservationRows
from hepaflow.readers.fhir.tap_panels import Requests, as_asked, contained_requests, requests_of, tap_panels
from hepaflow.readers.fhir.words import RESOURCES
from hepaflow.readers.records.json_source import (
    Members,
    checked,
    elements,
    json_text,
    members,
    read_json,
    utf_8,
)
from hepaflow.readers.records.letters import plain_letters
from hepaflow.readers.sheet import LIMITS, Limits, Row, Sheet
from hepaflow.readers.table import too_large

_TAKEN_BACK = frozenset({"entered-in-error", "cancelled"})
_INHERITED = (
    "subject",
    "specimen",
)  # and the time, by what a report contains: it says there what all have in common


def read_fhir(
    data: bytes,
    layout: FileLayout,
    limits: Limits = LIMITS,
    subjects: SubjectIds = ANY_ID,
    *,
    names_labs: bool = False,
) -> Sheet:
    """Read every Observation of a file, and what it says by reference of patient and specimen.

    Other resources give no rows. A record that is broken, or an Observation that is not a laboratory result, becomes
    an aside.

    Args:
        data: the bytes of the file, UTF-8.
        layout: the `[file]` part of the profile; only its decimal mark is used, a point if it has none.
        limits: the most bytes, rows, columns and characters in a cell that one file may have.
        subjects: the `[subject]` part of the profile: which of a patient's ids is the subject's.
        names_labs: the labs that measured are read; their cell is the last of a row.

    Raises:
        Refused: file-damaged, file-encoding, file-no-rows with the resources that the file has instead;
            file-too-large, also while rows are read.
    """
    file = opened(plain_letters(utf_8(data)), limits)
    references = known_in(file, subjects, names_labs=names_labs)
    reading = _Reading(file, references, ObservationRows(layout.decimal_mark or "."), limits)
    rows = reading.rows()
    first = next(rows, None)
    if first is None and not reading.asides:
        listed = (f"{count:,} {kind}" for kind, count in sorted(reading.kinds.items()))
        raise Refused(IssueCode.FILE_NO_ROWS, ", ".join(listed))
    every = rows if first is None else chain((first,), rows)
    columns = {**FHIR_COLUMNS, **(FHIR_LAB if names_labs else {})}
    return Sheet(tuple(columns.values()), 0, every, columns, file.places, reading.asides)


class _Reading:
    """One pass over the records of a file.

    Attributes:
        asides: records that are no rows, and why.
        kinds: resources met, by kind.
    """

    def __init__(
        self, file: FhirFile, references: References, observations: ObservationRows, limits: Limits
    ) -> None:
        self.asides: list[Issue] = []
        self.kinds: Counter[str] = Counter()
        self._file = file
        self._pages = Pages()
        self._pages.add(file.bundle)
        self._references = references
        self._servers = references.servers
        self._observations = observations
        self._limits = limits
        self._panels = tap_panels(file)
        self._requests = requests_of(file)
        self._deletions = Deletions(file)

    def rows(self) -> Iterator[Row]:
        count = 0
        for number, record in self._file.records():
            line = number * PER_ENTRY
            try:
                rows = _apart(line, list(self._of_record(line, record)))
            except Refused as refusal:
                self._set_aside(line, refusal)
                rows = []
            count += len(rows) or 1
            if count > self._limits.rows:
                raise too_large(count, "rows")
            if len(record) > self._limits.cell_characters:
                self._refuse_long_cells(rows)
            yield from rows
        if missing := self._pages.missing():
            self.asides.append(missing)
        self.asides += self._deletions.unplaced()
        yield from self._deletions.rows()

    def _of_record(self, line: int, record: bytes) -> Iterator[Row]:
        for address, found, kind, within in self._file.taken_apart(checked(record)):
            self.kinds[kind if kind in RESOURCES else "other"] += 1
            if kind == "Bundle":
                self._pages.add(found)
            contained = [bytes(part) for part in _contained(found)]
            known = known_within(self._references, contained) if contained else self._references
            asked = contained_requests(contained) if contained else {}
            if kind == "Observation":
                report = self._file.report
                own = _completed(found, report) if report else self._on_server(found, address)
                own = _reported(own, address, known) if known.has_reports else own
                own = as_asked(self._in_panel(own, address), asked, self._requests)
                yield from self._observed(line, own, known, within, _record(found, address, report))
            if contained:
                yield from self._of_contained(line, found, contained, known, within, asked)

    def _on_server(self, observation: Members, address: str) -> Members:
        """Return an observation whose references without a server lead to its own one, where the file has resources of others."""
        if not self._servers or self._servers == {server(address)}:
            return observation
        told = {name: read_json(bytes(observation[name])) for name in _INHERITED if name in observation}
        return {**observation, **{name: json.encode(on_server(one, address)) for name, one in told.items()}}

    def _in_panel(self, observation: Members, address: str) -> Members:
        """Return an observation with the code of the report or panel of a tap that names it, if there is one."""
        if not self._panels:
            return observation
        named = (comparable(address), f"Observation/{json_text(observation.get('id'))}")
        panel = next((self._panels[one] for one in named if one in self._panels), None)
        return observation if panel is None else {**observation, PANEL: panel}

    def _of_contained(
        self,
        line: int,
        container: Members,
        contained: list[bytes],
        known: References,
        within: tuple[Members, ...],
        asked: Requests,
    ) -> Iterator[Row]:
        """Yield the rows of what another resource contains: a report, a panel, a Composition."""
        is_report = kind_of(container) == "DiagnosticReport"
        for part in map(members, contained):
            if kind_of(part) == "Observation":
                own = _completed(part, container) if is_report else _of_panel(part, container)
                own = as_asked(own, asked, self._requests)
                yield from self._observed(
                    line, own, known, (*within, container), _record(part, "", container)
                )

    def _observed(
        self, line: int, found: Members, known: References, within: tuple[Members, ...], record: str
    ) -> list[Row]:
        """Return the rows of one observation; what is wrong with it costs no other of its record."""
        try:
            labs = _labs(found, known)
            rows = [
                (component, [*cells, *labs])
                for component, cells in self._observations.rows(found, known, record, within)
            ]
            self._deletions.remember(record, [cells for _, cells in rows])
            return [(line + component, cells) for component, cells in rows]
        except Refused as refusal:
            self._set_aside(line, refusal)
            return []

    def _set_aside(self, line: int, refusal: Refused) -> None:
        self.asides.append(Issue(refusal.issue.code, line, "", refusal.issue.found))

    def _refuse_long_cells(self, rows: list[Row]) -> None:
        longest = max((len(cell) for _, cells in rows for cell in cells), default=0)
        if longest > self._limits.cell_characters:
            raise too_large(longest, "characters in a cell")


def _apart(line: int, rows: list[Row]) -> list[Row]:
    """Return rows of which no two have one place: a decision names a report by its place.

    Raises:
        Refused: record-damaged, for more results than a record has places.
    """
    if len(rows) == 1 or len({place for place, _ in rows}) == len(rows):
        return rows
    if len(rows) > PER_ENTRY - FIRST_RESULT:
        raise Refused(IssueCode.RECORD_DAMAGED, f"{len(rows):,} results in one record")
    return [(line + FIRST_RESULT + number, cells) for number, (_, cells) in enumerate(rows)]


def _labs(found: Members, known: References) -> list[str]:
    """Return the cell for the labs that measured, if they are read."""
    if known.performers is None:
        return []
    return [known.labs(bytes(found["performer"])) if "performer" in found else ""]


def _contained(found: Members) -> list[Raw]:
    return elements(bytes(found["contained"])) if "contained" in found else []


def _reported(observation: Members, address: str, known: References) -> Members:
    """Return an observation with what the reports and panels that name it say: whose it is, and what it does not say itself.

    That is the specimen and the time. A result that only withdrawn reports name is marked.
    """
    own = json_text(observation.get("id"))
    names = (comparable(address), f"Observation/{own}" if own else "", f"#{own}" if own else "")
    subjects = known.reported_subjects(*names)
    named = {**observation, WHOSE: whose(subjects)} if subjects else observation
    if "specimen" not in observation and (specimens := known.reported_specimens(*names)):
        named = {**named, "specimen": b"[" + b",".join(specimens) + b"]"}
    if known.only_withdrawn_reports(*names):
        named = {**named, WITHDRAWN: b"true"}
    if any(name.startswith("effective") for name in observation):
        return named
    time = known.reported_times(*names)
    return {**named, "effectiveDateTime": json.encode(time)} if time else named


def _of_panel(observation: Members, container: Members) -> Members:
    """Return an observation with the code of what contains it: the panel may be that of a tap.

    A panel or document that was entered in error or cancelled takes with it what it contains.
    """
    panel = {PANEL: container["code"]} if "code" in container else {}
    specimen = {"specimen": container["specimen"]} if "specimen" in container else {}
    return {**specimen, **observation, **panel, **_taken_back(container)}


def _record(found: Members, address: str, report: Members) -> str:
    """Return the id under which the lab keeps an observation; inside of a report that has no id, there is none."""
    own = json_text(found.get("id"))
    if report:
        outer = json_text(report.get("id"))
        return f"{outer}#{own}" if own and outer else ""
    if own or not address:
        return own
    return relative(address).removeprefix("Observation/") or address


def _taken_back(container: Members) -> Members:
    return {"status": container["status"]} if json_text(container.get("status")) in _TAKEN_BACK else {}


def _completed(observation: Members, report: Members) -> Members:
    """Return an observation with what only the report that contains it says.

    A report that was entered in error or cancelled takes with it what it contains.
    """
    names = [*_INHERITED, *(name for name in report if name.startswith("effective"))]
    if any(name.startswith("effective") for name in observation):
        names = [*_INHERITED]
    panel = {PANEL: report["code"]} if "code" in report else {}
    subjects = {WHOSE: whose([bytes(report["subject"])])} if "subject" in report else {}
    own = {**{name: report[name] for name in names if name in report}, **observation, **panel, **subjects}
    return {**own, **_taken_back(report)}
