"""The rows of `long_file` in the other formats: the same specimens, analytes, values and dirt."""

import csv
import io
import json

from long_file import COLUMNS, SI_UNITS, bench_profile, long_csv
from openpyxl import Workbook
from tests.unit.readers.cdisc.cdisc_files import lb_transport

# what a sponsor's LB has, whether it is read or not
VARIABLES = (
    "STUDYID", "DOMAIN", "USUBJID", "LBSEQ", "LBREFID", "LBTESTCD", "LBTEST", "LBCAT", "LBORRES", "LBORRESU",
    "LBORNRLO", "LBORNRHI", "LBSTRESC", "LBNRIND", "LBSPEC", "LBLOBXFL", "VISIT", "EPOCH", "LBDTC",
)  # fmt: skip
_PANEL = 15
_CODES = {  # of CDISC, where the name is none
    "Total bilirubin": "BILI", "Direct bilirubin": "BILDIR", "Albumin": "ALB", "Total protein": "PROT",
    "Creatinine": "CREAT", "Urea": "UREA", "Sodium": "SODIUM", "Potassium": "K", "Platelets": "PLAT", "Hemoglobin": "HGB",
}  # fmt: skip


def records(rows: int) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(long_csv(rows).decode())))


def workbook(rows: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Results")
    for cells in csv.reader(io.StringIO(long_csv(rows).decode())):
        sheet.append([_typed(cell) for cell in cells])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def wide_workbook(results: int) -> bytes:
    """Return a workbook with a row a specimen and a column an analyte, in SI units."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Results")
    sheet.append(["Subject", "Collected", "Specimen", *SI_UNITS])
    found = list(csv.DictReader(io.StringIO(long_csv(results, systems=1).decode())))
    for start in range(0, len(found), _PANEL):
        panel = found[start : start + _PANEL]
        first = panel[0]
        values = [_typed(one["Result"]) for one in panel]
        sheet.append([first["Subject"], first["Collected"], first["Specimen"], *values])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def wide_profile() -> str:
    """Return the text of the profile of `wide_workbook`."""
    columns = {field: COLUMNS[field] for field in ("subject", "collected_at", "specimen")}
    entries = [
        f'"{name}" = {{analyte = "{_CODES.get(name, name)}", unit = "{unit or 1}"}}'
        for name, unit in SI_UNITS.items()
    ]
    return bench_profile("workbook", columns, file='layout = "wide"', more="\n".join(["[wide]", *entries]))


def _typed(cell: str) -> float | str | None:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def json_records(rows: int) -> bytes:
    return json.dumps(
        [{**one, "Result": _number(one["Result"])} for one in records(rows)], ensure_ascii=False
    ).encode()


def _number(cell: str) -> float | str:
    typed = _typed(cell)
    return cell if typed is None else typed


def _sdtm(rows: int) -> list[tuple[str | int, ...]]:
    return [_sdtm_row(number, one) for number, one in enumerate(records(rows), 1)]


def _sdtm_row(number: int, one: dict[str, str]) -> tuple[str | int, ...]:
    low, _, high = one["Range"].rpartition("-")
    return (
        "BENCH", "LB", one["Subject"], number, one["Specimen"], _CODES.get(one["Test"], one["Test"]), one["Test"], "CHEMISTRY",
        one["Result"], one["Unit"], low, high if low else "", one["Result"], "", "SERUM", "", "VISIT 1", "TREATMENT",
        one["Collected"].replace(" ", "T"),
    )  # fmt: skip


def transport(rows: int) -> bytes:
    return lb_transport(*_sdtm(rows), variables=VARIABLES, encoding="utf-8")


def dataset_json(rows: int) -> bytes:
    columns = [
        {
            "itemOID": f"IT.LB.{name}",
            "name": name,
            "label": name,
            "dataType": "integer" if name == "LBSEQ" else "string",
        }
        for name in VARIABLES
    ]
    head = {"datasetJSONVersion": "1.1.0", "itemGroupOID": "IG.LB", "name": "LB", "label": "Laboratory"}
    return json.dumps(
        {**head, "records": rows, "columns": columns, "rows": _sdtm(rows)}, ensure_ascii=False
    ).encode()


def messages(rows: int) -> bytes:
    found, written = records(rows), []
    for start in range(0, rows, _PANEL):
        first = found[start]
        moment = "".join(filter(str.isdigit, first["Collected"]))
        written += [
            rf"MSH|^~\&|LIS|LAB|HEPA|TRIAL|{moment}||ORU^R01^ORU_R01|{start}|P|2.5.1|||||DEU|UNICODE UTF-8",
            f"PID|1||{first['Subject']}^^^TRIAL^MR",
            f"OBR|1|P{start}|{first['Specimen']}^LIS|24325-3^Hepatic function panel^LN|||{moment}||||||||||||||||||F",
        ]
        written += [_obx(number, one) for number, one in enumerate(found[start : start + _PANEL], 1)]
    return "".join(f"{segment}\r" for segment in written).encode()


def _obx(number: int, one: dict[str, str]) -> str:
    kind = "NM" if one["Result"][:1].isdigit() else "ST"
    unit = one["Unit"].replace("^", "\\S\\")
    return f"OBX|{number}|{kind}|{one['Test']}^{one['Test']}^L||{one['Result']}|{unit}|{one['Range']}||||F"


def observations(rows: int) -> bytes:
    return b"".join(json.dumps(_observation(one)).encode() + b"\n" for one in records(rows))


def _observation(one: dict[str, str]) -> dict[str, object]:
    number, ucum = _number(one["Result"]), "http://unitsofmeasure.org"
    told: dict[str, object] = {"valueString": number}
    if not isinstance(number, str):
        told = {"valueQuantity": {"value": number, "unit": one["Unit"] or "1", "system": ucum}}
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": one["Test"]},
        "subject": {"identifier": {"value": one["Subject"]}},
        "effectiveDateTime": one["Collected"].replace(" ", "T") + ":00+01:00",
        "specimen": {"identifier": {"value": one["Specimen"]}},
        **told,
        "referenceRange": [{"text": one["Range"]}],
    }


def lab_messages(rows: int) -> bytes:
    """Return the same results as a lab system writes them: with orders, specimens, times of analysis and the lab in each segment."""
    found, written = records(rows), []
    for start in range(0, rows, _PANEL):
        first = found[start]
        moment = "".join(filter(str.isdigit, first["Collected"]))
        written += [
            rf"MSH|^~\&|LIS|LAB|HEPA|TRIAL|{moment}||ORU^R01^ORU_R01|{start}|P|2.5.1|||||DEU|UNICODE UTF-8",
            f"PID|1||{first['Subject']}^^^TRIAL^MR||||19600101|F",
            f"ORC|RE|P{start}|{first['Specimen']}^LIS||CM",
            f"OBR|1|P{start}|{first['Specimen']}^LIS|24325-3^Hepatic function panel^LN|||{moment}|||||||{moment}||||||||{moment}||CH|F",
        ]
        written += [
            f"{_obx(number, one)}|||{moment}|LAB^Central laboratory|||COBAS^Roche|{moment}||||Central laboratory"
            for number, one in enumerate(found[start : start + _PANEL], 1)
        ]
        written.append(f"SPM|1|{first['Specimen']}&LIS||SER^Serum^HL70487|||||||||||||{moment}")
    return "".join(f"{segment}\r" for segment in written).encode()


def lab_observations(rows: int) -> bytes:
    """Return the same results as a server exports them: with ids, versions, codes, performers, and limits apart."""
    written = [_lab_observation(number, one) for number, one in enumerate(records(rows))]
    return b"".join(json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in written)


def _lab_observation(number: int, one: dict[str, str]) -> dict[str, object]:
    low, _, high = one["Range"].rpartition("-")
    limits = {
        end: {"value": _number(limit), "unit": one["Unit"] or "1"}
        for end, limit in (("low", low), ("high", high))
        if low
    }
    category = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory"}
    code = {
        "system": "https://lab.example/tests",
        "code": _CODES.get(one["Test"], one["Test"]),
        "display": one["Test"],
    }
    moment = one["Collected"].replace(" ", "T")
    return {
        **_observation(one),
        "id": f"o-{number:08}",
        "meta": {"versionId": "1", "lastUpdated": f"{moment}:{number % 60:02}.000+01:00"},
        "category": [{"coding": [category]}],
        "code": {"coding": [code], "text": one["Test"]},
        "encounter": {"reference": f"Encounter/{one['Specimen']}"},
        "issued": f"{moment}:{number % 60:02}+01:00",
        "performer": [{"reference": "Organization/lab", "display": "Central laboratory"}],
        "referenceRange": [{**limits, "text": one["Range"]}],
    }  # fmt: skip
