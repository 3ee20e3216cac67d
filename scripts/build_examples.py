"""Writes the files in examples/ from the published data: the same bytes, whenever it runs.

Run it as `python -m scripts.build_examples`.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

from scripts.example_clinical import cn_edc, us_draws, us_edc
from scripts.example_messages import messages, resources
from scripts.example_mistakes import mistakes
from scripts.example_workbook import workbook
from scripts.published import TESTS, Test, Visit, flag, in_si, rounded_si, visits

FOLDER = Path(__file__).parent.parent / "examples"
US_SUBJECTS = range(1, 25)
CENTRAL_SUBJECTS = (2, 4, 5, 8, 11, 13)  # of these the central lab measures every second visit
CN_SUBJECTS = range(101, 141)
DE_SUBJECTS = range(201, 221)
HL7_SUBJECTS = range(221, 231)
FHIR_SUBJECTS = range(231, 241)
US_EDC_SUBJECTS = range(1, 7)
US_DRAW_SUBJECTS = range(1, 5)
CN_EDC_SUBJECTS = range(101, 107)

_US_NAMES = {
    "BILI": "Bilirubin, Total", "CHOL": "Cholesterol, Total", "ALB": "Albumin", "ALP": "Alk Phos",
    "AST": "AST (SGOT)", "PLAT": "Platelet Count", "PT": "Prothrombin Time",
}  # fmt: skip
_CN_NAMES = {
    "BILI": "总胆红素(μmol/L)", "CHOL": "总胆固醇(mmol/L)", "ALB": "白蛋白(g/L)", "ALP": "碱性磷酸酶(U/L)",
    "AST": "天门冬氨酸氨基转移酶(U/L)", "PLAT": "血小板计数(10^9/L)", "PT": "凝血酶原时间(s)",
}  # fmt: skip


def us_long() -> bytes:
    """Return the file of a hospital lab in the United States: one result a row, conventional units."""
    header = [
        "Subject ID",
        "Visit",
        "Collected",
        "Accession",
        "Test",
        "Result",
        "Units",
        "Reference Range",
        "Flag",
    ]
    return _delimited([header, *_us_rows()]).encode()


def cn_wide() -> bytes:
    """Return the file of a hospital lab in China: one specimen a row, SI units, GB18030."""
    header = ["受试者编号", "采集时间", "条码号", *(_CN_NAMES[test.code] for test in TESTS)]
    rows = [
        [
            f"CN01-{visit.subject:04}",
            f"{visit.collected_at:%Y-%m-%d %H:%M}",
            f"S{visit.subject:03}{visit.day:04}",
            *(in_si(test, visit.values[test.code]) if test.code in visit.values else "" for test in TESTS),
        ]
        for visit in _of(CN_SUBJECTS)
    ]
    return _delimited([header, *rows], newline="\r\n").encode("gb18030")


def central_lab() -> bytes:
    """Return the file of a central lab: subjects of US-01, SI units, semicolons, days first."""
    header = ["Subject", "Visit", "Collected", "Accession", "Code", "Result", "Unit", "Low", "High", "Status"]
    rows = [
        [
            f"US01-{visit.subject:04}",
            f"DAY {visit.day}",
            f"{visit.collected_at:%d/%m/%Y %H:%M}",
            f"C{visit.subject:03}{visit.day:04}",
            test.code,
            in_si(test, value),
            test.si_unit,
            rounded_si(test, Decimal(test.low)) if test.low else "",
            rounded_si(test, Decimal(test.high)),
            "F",
        ]
        for visit in _of(CENTRAL_SUBJECTS)
        if _is_central(visit)
        for test, value in visit.results
    ]
    return _delimited([header, *rows], delimiter=";", newline="\r\n").encode("utf-8-sig")


def _us_rows() -> Iterator[list[str]]:
    for visit in _of(US_SUBJECTS):
        if not _is_central(visit):
            yield from (_us_row(visit, test) for test, _ in visit.results)


def _us_row(visit: Visit, test: Test) -> list[str]:
    value = visit.values[test.code]
    return [
        f"US01-{visit.subject:04}",
        f"DAY {visit.day}",
        f"{visit.collected_at:%m/%d/%Y %H:%M}",
        f"A{visit.subject:03}{visit.day:04}",
        _US_NAMES[test.code],
        str(value),
        {"PLAT": "K/uL", "PT": "sec"}.get(test.code, test.unit),
        f"{test.low}-{test.high}" if test.low else f"<{test.high}",
        flag(test, value),
    ]


def _is_central(visit: Visit) -> bool:
    return visit.subject in CENTRAL_SUBJECTS and visit.number % 2 == 0


def _of(subjects: Iterable[int]) -> Iterator[Visit]:
    return (visit for subject in subjects for visit in visits()[subject])


def _delimited(rows: Iterable[Sequence[str]], delimiter: str = ",", newline: str = "\n") -> str:
    text = StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=newline).writerows(rows)
    return text.getvalue()


EXAMPLES: dict[str, Callable[[], bytes]] = {
    "us-long.csv": us_long,
    "cn-wide.csv": cn_wide,
    "de-workbook.xlsx": lambda: workbook(_of(DE_SUBJECTS)),
    "central-lab.csv": central_lab,
    "us-oru.hl7": lambda: messages(_of(HL7_SUBJECTS)),
    "uk-observations.ndjson": lambda: resources(_of(FHIR_SUBJECTS)),
    "clinical/us-edc.csv": lambda: us_edc(_of(US_EDC_SUBJECTS)),
    "clinical/us-draws.csv": lambda: us_draws(_of(US_DRAW_SUBJECTS)),
    "clinical/cn-edc.csv": lambda: cn_edc(_of(CN_EDC_SUBJECTS)),
    "mistakes.csv": mistakes,
}


if __name__ == "__main__":
    for name, build in EXAMPLES.items():
        (FOLDER / name).write_bytes(build())
        print(f"written: {FOLDER / name}")
