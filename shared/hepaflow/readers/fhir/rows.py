"""Turn an Observation into rows of cells: one for its own value, one for each component with a value."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import TypeVar

from hepaflow.domain.analytes.specimen_words import tells_other_panel, tells_someone_else
from hepaflow.domain.issues.issues import IssueCode, Refused
from hepaflow.domain.issues.places import FIRST_RESULT
from hepaflow.domain.model import Field
from hepaflow.domain.normalize.row_value import FROM_FLAGS
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.conditions import names_other_specimen, tells_unusable
from hepaflow.domain.values.dates import EITHER
from hepaflow.domain.values.statements import NULL
from hepaflow.domain.values.value_tokens import refusal
from hepaflow.readers.fhir import cells as cells_of
from hepaflow.readers.fhir.cells import CodedName, Quantity
from hepaflow.readers.fhir.marks import MARKED, MODIFIER, NO_MARKS, ResourceMarks, joined, resource_marks
from hepaflow.readers.fhir.people import WHOSE, said_of_others
from hepaflow.readers.fhir.ranges import range_text
from hepaflow.readers.fhir.references import Person, References
from hepaflow.readers.fhir.specimens import ReferencedSpecimen, remark, site
from hepaflow.readers.fhir.words import NO_STATUS, STATUSES
from hepaflow.readers.records.json_source import Json, Members, elements, members, read_json

T = TypeVar("T")
Picked = tuple[tuple[str, bytes], ...]  # some members of a resource, in its order

# in the order of the cells of a row
FHIR_COLUMNS: Mapping[Field, str] = MappingProxyType(
    {
        Field.SUBJECT: "Observation.subject",
        Field.SEX: "Patient.gender",
        Field.COLLECTED_AT: "Observation.effective",
        Field.SPECIMEN: "Specimen.identifier",
        Field.SPECIMEN_TYPE: "Specimen.type",
        Field.PANEL: "DiagnosticReport.code",
        Field.BODY_SITE: "Observation.bodySite, Specimen.collection",
        Field.CONDITION: "Specimen.condition",
        Field.METHOD: "Observation.method",
        Field.STATUS: "Observation.status",
        Field.REVISED_AT: "Observation.issued",
        Field.DOUBT: "Observation",
        Field.LOINC: "Observation.code.coding (LOINC)",
        Field.CODE: "Observation.code.coding",
        Field.ANALYTE: "Observation.code.text",
        Field.VALUE: "Observation.value",
        Field.UNIT: "Observation.value.unit",
        Field.UNIT_TEXT: "Observation.value.unit (text)",
        Field.RANGE: "Observation.referenceRange",
        Field.FLAG: "Observation.interpretation",
        Field.OPERATOR: f"Observation.interpretation {FROM_FLAGS}",
        Field.RECORD: "Observation.id",
    }
)
_PANEL = list(FHIR_COLUMNS).index(Field.PANEL)
_MEMORY = 1 << 12  # wordings of one element
_SPECIMENS = 1 << 10  # the observations of a specimen mostly follow each other
_OWN_PARTS = 1 << 14  # values with all that stands beside them
_DAY = len("2024-03-22")
PANEL = "report"  # under which an observation holds the code of the report that contains it
WITHDRAWN = "report-status"  # marks an observation that only cancelled or erroneous reports name
_REPLACING = frozenset({"corrected", "amended"})
_KEPT_REASONS = (IssueCode.VALUE_NOT_DONE, IssueCode.VALUE_MISSING, IssueCode.VALUE_ELSEWHERE)
_STATUSES = {code: status.value for code, status in STATUSES.items()}
_NAMELESS = CodedName("", "", "")
_NO_SUBJECT, _NO_SPECIMEN = Person(), ReferencedSpecimen()


class ObservationRows:
    """Reads observations; what an element says is worked out once for each wording of it, for labs repeat it."""

    def __init__(self, decimal_mark: str) -> None:
        def remembered(reading: Callable[[Json], T]) -> Callable[[bytes], T]:
            return lru_cache(_MEMORY)(lambda element: reading(read_json(element, decimal_mark)))

        self._string = remembered(cells_of.text)
        self._wording = remembered(cells_of.wording)
        self._name = remembered(cells_of.name)
        self._flag = remembered(cells_of.interpretation_flag)
        self._operator = remembered(cells_of.interpreted_operator)
        self._marks_receipt = remembered(cells_of.marks_receipt)
        self._is_laboratory = remembered(cells_of.is_laboratory)
        self._absent_reason = remembered(cells_of.absent_reason)
        self._remark = remembered(
            lambda notes: remark(cells_of.text(note, "text") for note in cells_of.objects(notes))
        )
        self._site = remembered(lambda concept: site([concept]))
        self._start = remembered(lambda period: cells_of.text(period, "start"))
        self._range = lru_cache(_MEMORY)(
            lambda element, unit: range_text(read_json(element, decimal_mark), unit)
        )
        self._decimal_mark = decimal_mark
        self._marks = lru_cache(_SPECIMENS)(lambda told: resource_marks(dict(told)))
        self._above = lru_cache(_SPECIMENS)(self._read_above)
        self._own = lru_cache(_OWN_PARTS)(self._read_own)

    def rows(
        self, found: Members, references: References, record: str = "", within: tuple[Members, ...] = ()
    ) -> list[tuple[int, list[str]]]:
        """Return the number of the component, from 1 on, 0 for the observation itself, and the cells.

        Args:
            found: the members of the observation.
            references: the patients and specimens that it may refer to.
            record: the id under which the lab keeps it, "" where none is known.
            within: the resources that it is part of, whose marks count for it.

        Raises:
            Refused: not-laboratory, record-damaged, test-data, quality-control.
        """
        if "category" in found and not self._is_laboratory(bytes(found["category"])):
            raise Refused(IssueCode.NOT_LABORATORY)
        status = self._text(found, "status")
        before, after = self._shared(found, references, within)
        issued = self._text(found, "issued") if record else ""  # it orders versions of one record only
        shared = (*before, issued, after)
        components = elements(bytes(found["component"])) if "component" in found else []
        if len(components) >= FIRST_RESULT:
            raise Refused(IssueCode.RECORD_DAMAGED, f"{len(components):,} components")
        of_parts = self._above_components(shared, found) if components else shared
        filled = [
            (number, [*of_parts, *self._own(_picked(part, _OF_VALUE), status), record])
            for number, part in enumerate((members(bytes(component)) for component in components), 1)
            if self._is_filled(part)
        ]
        if self._is_filled(found) or not (filled or "hasMember" in found):
            return [(0, [*shared, *self._own(_picked(found, _OF_VALUE), status), record]), *filled]
        return filled

    def _above_components(self, shared: tuple[str, ...], found: Members) -> tuple[str, ...]:
        """Return the shared cells for components: what contains them is a panel, which may be that of a tap."""
        name = self._wording(bytes(found["code"])) if "code" in found else ""
        if not (tells_other_panel(name) or tells_someone_else(name)):
            return shared
        return (*shared[:_PANEL], name, *shared[_PANEL + 1 :])

    def _shared(
        self, found: Members, references: References, within: tuple[Members, ...]
    ) -> tuple[tuple[str, ...], str]:
        """What is said once for an observation and its components, before and after the time of its version."""
        marked = [part for part in (*within, *_marked(found)) if not _MARKED.isdisjoint(part)]
        marks = joined(self._marks(_picked(part, _MARKED)) for part in marked) if marked else NO_MARKS
        return self._above(_picked(found, _OF_SPECIMEN), marks, references)

    def _read_above(
        self, told: Picked, of_parts: ResourceMarks, references: References
    ) -> tuple[tuple[str, ...], str]:
        found = dict(told)
        subject = references.subject(found["subject"]) if "subject" in found else _NO_SUBJECT
        specimen = references.specimen(found["specimen"]) if "specimen" in found else _NO_SPECIMEN
        marks = joined((of_parts, subject.marks, specimen.marks))
        if marks.is_test:
            raise Refused(IssueCode.TEST_DATA)
        if specimen.is_control:
            raise Refused(IssueCode.QUALITY_CONTROL)
        condition = "; ".join(filter(None, (specimen.condition, marks.condition)))
        status = self._text(found, "status") or NO_STATUS
        before = (
            subject.id,
            subject.sex,
            _either(self._collected(found), specimen.collected) or self._text(found, "effectiveDateTime"),
            specimen.id,
            specimen.type,
            self._wording(bytes(found[PANEL])) if PANEL in found else "",
            (self._site(bytes(found["bodySite"])) if "bodySite" in found else "") or specimen.site,
            condition or (self._remark(bytes(found["note"])) if "note" in found else ""),
            self._wording(bytes(found["method"])) if "method" in found else "",
            _STATUSES.get(status, status),
        )
        others = said_of_others(found, subject, specimen, references)
        return before, " ".join(_doubts(found, others, specimen, marks))

    def _collected(self, found: Members) -> str:
        """The time that a result is about; of a period its start, as SDTM and HL7 v2 (OBR-7) name a collection."""
        if "effectiveDateTime" in found and not self._is_receipt(found):
            return self._text(found, "effectiveDateTime")
        if "effectivePeriod" in found:
            return self._start(bytes(found["effectivePeriod"]))
        return self._text(found, "effectiveInstant")  # a schedule (effectiveTiming) is no time

    def _is_receipt(self, found: Members) -> bool:
        """Say whether the time is marked as that of receipt by the lab, so that a time of collection goes before it."""
        return "_effectiveDateTime" in found and self._marks_receipt(bytes(found["_effectiveDateTime"]))

    def _read_own(self, told: Picked, status: str) -> tuple[str, ...]:
        """What is said of one value. A version that was corrected to no value takes the earlier one back."""
        found = dict(told)
        name = self._name(bytes(found["code"])) if "code" in found else _NAMELESS
        value, unit, unit_text = self._value(found)
        if status in _REPLACING and _VALUES.keys().isdisjoint(found):
            value = value if value and refusal(canonical_text(value)) in _KEPT_REASONS else NULL
        limits = self._range(bytes(found["referenceRange"]), unit) if "referenceRange" in found else ""
        flag, operator = "", ""
        if "interpretation" in found:
            flag, operator = self._flag(found["interpretation"]), self._operator(found["interpretation"])
        return (*name, value, unit, unit_text, limits, flag, operator)

    def _value(self, found: Members) -> Quantity:
        told = [
            read(read_json(bytes(found[kind]), self._decimal_mark))
            for kind, read in _VALUES.items()
            if kind in found
        ]
        if "dataAbsentReason" in found:
            told.insert(0, Quantity(self._absent_reason(bytes(found["dataAbsentReason"])), ""))
        if len(told) == 1:
            return told[0]
        # FHIR allows one value, or a reason why there is none: several stand together, to be read by nobody
        return Quantity(": ".join(part.number for part in told), "")

    def _is_filled(self, found: Members) -> bool:
        return "dataAbsentReason" in found or not _VALUES.keys().isdisjoint(found)

    def _text(self, found: Members, name: str) -> str:
        return self._string(bytes(found[name])) if name in found else ""


def _either(effective: str, collected: str) -> str:
    """Return the time of a result, else that of its specimen; both, where they are days apart: for a laboratory they are one time."""
    times = [effective, *collected.split(EITHER)]
    try:
        days = [date.fromisoformat(time[:_DAY]) for time in times]
    except ValueError:  # one is missing, or to the month only
        return effective or collected
    is_one = all(abs(day - days[0]) <= timedelta(days=1) for day in days)  # the offsets may differ
    return effective if is_one else EITHER.join(sorted(set(times)))


def _doubts(
    found: Members, said_of_others: Iterable[str], specimen: ReferencedSpecimen, marks: ResourceMarks
) -> Iterator[str]:
    """Yield why the result may be about someone else than its subject, or mean something else than it says.

    That a specimen cannot be used is no doubt about a test that was cancelled: it is why.
    """
    is_done = "status" not in found or read_json(bytes(found["status"])) != "cancelled"
    yield from (f"{IssueCode.SUBJECT_UNCERTAIN}@{element}" for element in said_of_others)
    if specimen.is_unusable and is_done:
        yield f"{IssueCode.SPECIMEN_REJECTED}@Specimen.status"
    if WITHDRAWN in found:
        yield f"{IssueCode.ORDER_CANCELLED}@DiagnosticReport.status"
    tells = tells_unusable if is_done else names_other_specimen
    if "note" in found and any(
        tells(cells_of.text(note, "text")) for note in cells_of.objects(read_json(bytes(found["note"])))
    ):
        yield f"{IssueCode.SPECIMEN_REJECTED}@Observation.note"
    yield from (f"{IssueCode.MODIFIER_UNKNOWN}@{MODIFIER}@{url}" for url in marks.modifiers)


def _marked(found: Members) -> list[Members]:
    """Return an observation and the components of it that have a modifier extension of their own.

    A range with one is not used, which costs no result.
    """
    if "component" not in found or MODIFIER.encode() not in bytes(found["component"]):
        return [found]
    return [found, *map(members, map(bytes, elements(bytes(found["component"]))))]


def _without_unit(reading: Callable[[Json], str]) -> Callable[[Json], Quantity]:
    return lambda value: Quantity(reading(value), "")


def _period(value: Json) -> str:
    return " - ".join((cells_of.text(value, "start"), cells_of.text(value, "end")))


# Source: FHIR R4 and R5, Observation.value[x]. What is no number and no answer is shown as what it is.
_VALUES: Mapping[str, Callable[[Json], Quantity]] = {
    "valueQuantity": cells_of.quantity,
    "valueCodeableConcept": _without_unit(cells_of.qualitative),
    "valueString": _without_unit(cells_of.text),
    "valueInteger": _without_unit(cells_of.text),
    "valueBoolean": _without_unit(lambda value: "true" if value else "false"),
    "valueRange": _without_unit(cells_of.span),
    "valueRatio": _without_unit(cells_of.ratio),
    "valueTime": _without_unit(cells_of.text),
    "valueDateTime": _without_unit(cells_of.text),
    "valuePeriod": _without_unit(_period),
    "valueSampledData": _without_unit(lambda _: "sampled data"),
    "valueAttachment": _without_unit(lambda _: "see attachment"),
    "valueReference": _without_unit(lambda _: "see attachment"),
}
_MARKED = frozenset(MARKED)
# the members that a value is read from, and those that the results of a specimen share
_OF_VALUE = frozenset({"code", "dataAbsentReason", "referenceRange", "interpretation", *_VALUES})
_OF_SPECIMEN = frozenset(
    {
        "subject",
        "specimen",
        "focus",
        "note",
        "bodySite",
        "method",
        "status",
        "effectiveDateTime",
        "_effectiveDateTime",
        "effectivePeriod",
        "effectiveInstant",
        PANEL,
        WHOSE,
        WITHDRAWN,
    }
)


def _picked(found: Members, names: Container[str]) -> Picked:
    return tuple([(name, bytes(value)) for name, value in found.items() if name in names])
