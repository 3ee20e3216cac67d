"""Write the files that centers send: what the labs measured, what they correct later, and what investigators state."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from local.trial.course import Draw, Person
from local.trial.labs import LABS

Deliveries = dict[str, list[dict[str, Any]]]  # by center, as the API lists them
_LONDON: Final = ZoneInfo("Europe/London")
_UCUM: Final = "http://unitsofmeasure.org"


class Line(NamedTuple):
    """A result as a lab reports it."""

    person: Person
    draw: Draw
    analyte: str
    number: Decimal
    is_below: bool
    is_corrected: bool

    @property
    def specimen(self) -> str:
        """Return the lab's number of the specimen."""
        return f"{self.person.id[-4:]}{self.draw.at:%y%m%d}"


def first_lines(people: Iterable[Person]) -> list[Line]:
    """Return what labs report at first."""
    return [
        Line(
            person,
            draw,
            analyte,
            draw.below.get(analyte, draw.mistyped.get(analyte, true)),
            analyte in draw.below,
            is_corrected=False,
        )
        for person in people
        for draw in person.draws
        for analyte, true in draw.true.items()
    ]


def later_lines(people: Iterable[Person]) -> list[Line]:
    """Return what labs report later of the same specimens: the corrected numbers, and those that are not marked."""
    return [
        Line(person, draw, analyte, number, is_below=False, is_corrected=analyte in draw.mistyped)
        for person in people
        for draw in person.draws
        for analyte, number in (*((one, draw.true[one]) for one in draw.mistyped), *draw.changed.items())
    ]


def lab_file(center: str, lines: list[Line]) -> bytes:
    """Return a lab file of a center."""
    return _WRITERS[center](lines)


def _us(lines: list[Line]) -> bytes:
    header = ["Subject ID", "Visit", "Collected", "Accession", "Test", "Result", "Units", "Reference Range", "Status"]  # fmt: skip
    return _csv(header, (_row(one, f"{one.draw.at:%m/%d/%Y %H:%M}", ("Final", "Corrected")) for one in lines))


def _de(lines: list[Line]) -> bytes:
    header = ["Proband", "Visite", "Entnahme", "Auftrag", "Untersuchung", "Ergebnis", "Einheit", "Referenzbereich", "Befundstatus"]  # fmt: skip
    rows = (_row(one, f"{one.draw.at:%d.%m.%Y %H:%M}", ("endgültig", "korrigiert"), ",") for one in lines)
    return _csv(header, rows, delimiter=";")


def _row(one: Line, at: str, words: tuple[str, str], mark: str = ".") -> list[str]:
    lab = LABS[one.person.center][one.analyte]
    number, limits = _number(one), f"{lab.low}-{lab.high}"
    return [
        one.person.id, one.draw.label, at, one.specimen, lab.name, number.replace(".", mark), lab.unit,
        limits.replace(".", mark), words[one.is_corrected],
    ]  # fmt: skip


def _cn(lines: list[Line]) -> bytes:
    """Return one row for each specimen and status."""
    labs = LABS["CN-01"]
    rows: dict[tuple[str, ...], dict[str, str]] = {}
    for one in lines:
        status = "已更正" if one.is_corrected else "已审核"
        key = (one.person.id, one.draw.label, f"{one.draw.at:%Y-%m-%d %H:%M}", one.specimen, status)
        rows.setdefault(key, {})[one.analyte] = _number(one)
    header = ["受试者编号", "访视", "采集时间", "条码号", "报告状态", *(lab.name for lab in labs.values())]
    cells = ([*key, *(numbers.get(analyte, "") for analyte in labs)] for key, numbers in rows.items())
    return _csv(header, cells, encoding="gb18030")


def _uk(lines: list[Line]) -> bytes:
    """Return FHIR resources, one a line."""
    return "".join(json.dumps(_observation(one)) + "\n" for one in lines).encode()


def _observation(one: Line) -> dict[str, object]:
    lab = LABS[one.person.center][one.analyte]
    quantity: dict[str, object] = {
        "value": float(one.number),
        "unit": lab.unit,
        "system": _UCUM,
        "code": lab.unit,
    }
    return {
        "resourceType": "Observation",
        "status": "corrected" if one.is_corrected else "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": lab.name}]},
        "subject": {"identifier": {"value": one.person.id}},
        "effectiveDateTime": one.draw.at.replace(tzinfo=_LONDON).isoformat(),
        "valueQuantity": {**quantity, "comparator": "<"} if one.is_below else quantity,
        "referenceRange": [
            {
                side: {**quantity, "value": float(limit)}
                for side, limit in (("low", lab.low), ("high", lab.high))
            }
        ],
        "specimen": {"identifier": {"value": one.specimen}},
    }


def _number(one: Line) -> str:
    return f"<{one.number}" if one.is_below else str(one.number)


_WRITERS: dict[str, Callable[[list[Line]], bytes]] = {
    "US-01": _us,
    "CN-01": _cn,
    "DE-01": _de,
    "UK-01": _uk,
}
_ITEMS: Final = (
    "Ascites",
    "Encephalopathy grade",
    "Dialysis in the past week",
    "Liver transplant",
    "TIPS",
)
_ASCITES: Final = ("None", "Mild", "Moderate", "Severe")
_NO_YES: Final = ("No", "Yes")
_ASCITES_ZH: Final = ("无", "少量", "中量", "大量")
_NO_YES_ZH: Final = ("否", "是")


def edc_file(center: str, people: Iterable[Person]) -> bytes:
    """Return what the investigators of a center state."""
    return _cn_edc(people) if center == "CN-01" else _en_edc(people)


def _en_edc(people: Iterable[Person]) -> bytes:
    rows = (
        [person.id, one.label, one.day.isoformat(), item, told]
        for person in people
        for one in person.statements
        for item, told in zip(
            _ITEMS,
            (
                _ASCITES[one.ascites],
                str(one.he),
                *(_NO_YES[fact] for fact in (one.dialysis, one.transplant, one.tips)),
            ),
            strict=True,
        )
    )
    return _csv(["Subject", "Visit", "Date", "Item", "Response"], rows)


def _cn_edc(people: Iterable[Person]) -> bytes:
    header = ["受试者编号", "访视", "访视日期", "腹水程度", "肝性脑病分级", "近一周透析两次及以上", "肝移植", "TIPS术"]  # fmt: skip
    rows = (
        [person.id, one.label, one.day.isoformat(), _ASCITES_ZH[one.ascites], f"{one.he}级", *(_NO_YES_ZH[fact] for fact in (one.dialysis, one.transplant, one.tips))]
        for person in people
        for one in person.statements
    )  # fmt: skip
    return _csv(header, rows)


def register_file(people: Iterable[Person]) -> bytes:
    """Return the register of the study."""
    header = ["subject", "center", "sex", "birth_year", "status", "baseline", "death"]
    rows = (
        [
            one.id,
            one.center,
            "F" if one.is_female else "M",
            str(one.birth_year),
            "enrolled",
            one.day_one.isoformat(),
            one.death.isoformat() if one.death else "",
        ]
        for one in people
    )
    return _csv(header, rows)


def _csv(
    header: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode(encoding)


def names() -> Iterator[tuple[str, str]]:
    """Yield each center with the ending of its lab files."""
    endings = {"UK-01": "ndjson"}
    return ((center, endings.get(center, "csv")) for center in LABS)
