"""What mutants are made of: real files and the examples, cut to a few records, each with a profile that fits."""

import csv
import gzip
import io
import json
import os
import re
import tomllib
import zipfile
import zlib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from tests.fuzz.mutants import BYTES, JSON, TEXT, ZIP, Change
from tests.support.profiles import made_profile
from tests.unit.readers.cdisc.cdisc_files import lb_transport

from hepaflow.domain.profile.profile import Profile

EXAMPLES = Path(__file__).parents[2] / "examples"
_FOLDER = os.environ.get("HEPAFLOW_REAL_DATA", "")  # noqa: TID251 the one switch of a run
REAL = Path(_FOLDER) if _FOLDER else None
_RECORDS = 4  # of each file: a mutant is read in a moment, and the first records are as good as the last
_SDTM = {
    "subject": "USUBJID", "collected_at": "LBDTC", "code": "LBTESTCD", "analyte": "LBTEST", "value": "LBORRES",
    "unit": "LBORRESU", "range_low": "LBORNRLO", "range_high": "LBORNRHI", "flag": "LBNRIND", "visit": "VISIT",
}  # fmt: skip
_EICU = {
    "subject": "patientunitstayid", "collected_at": "collected_at", "analyte": "labname", "value": "labresulttext",
    "unit": "labmeasurenameinterface",
}  # fmt: skip


@dataclass(frozen=True)
class Seed:
    data: bytes
    profile: Profile
    changes: tuple[Change, ...]


@cache
def seeds(reader: str) -> tuple[Seed, ...]:
    """Return what a reader's mutants are made of; more where HEPAFLOW_REAL_DATA names a folder."""
    return _SEEDS[reader]()


def _profile(columns: dict[str, str] = _SDTM, **layout: str) -> Profile:
    """Return a profile that declares no format: the content alone says how a mutant is read."""
    file = {"decimal_mark": ".", "personal_columns": "drop", **layout}
    return made_profile(time_zone="Asia/Shanghai", file=file, columns=columns)


def _example(name: str) -> Profile:
    told = tomllib.loads((EXAMPLES / name).read_text("utf-8"), parse_float=Decimal)
    return Profile.model_validate(told)


def _text(files: list[bytes], profile: Profile, changes: tuple[Change, ...]) -> tuple[Seed, ...]:
    return tuple(Seed(data, profile, changes) for data in files)


def _real(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(REAL.glob(pattern))] if REAL else []


def _first_lines(data: bytes, count: int) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:count])


def _hl7() -> list[bytes]:
    own = (EXAMPLES / "us-oru.hl7").read_bytes()
    messages = [b"MSH" + part for part in own.split(b"MSH")[1:4]]
    return [*messages, b"".join(messages), *(_first_lines(data, 30) for data in _real("hl7/**/*.hl7"))]


def _json() -> tuple[Seed, ...]:
    return tuple(Seed(data, _undeclared(one.profile), JSON) for one in _tables() for data in _records(one))


def _fhir() -> list[bytes]:
    own = _first_lines((EXAMPLES / "uk-observations.ndjson").read_bytes(), _RECORDS)
    lines = [_first_lines(data, 2) for data in _real("fhir/*.ndjson")]
    documents = [_shortened(data) for data in (*_real("fhir/*.json"), *_real("hl7/**/*.fhir"))]
    entries = ",".join(f'{{"resource": {line}}}' for line in own.decode().splitlines())
    bundle = f'{{"resourceType": "Bundle", "type": "collection", "entry": [{entries}]}}'.encode()
    return [own, bundle, b"[" + own.strip().replace(b"\n", b",") + b"]", *lines, *documents]


def _shortened(data: bytes, at: str = "entry") -> bytes:
    document = json.loads(data)
    if len(document.get(at, ())) > _RECORDS:
        document[at] = document[at][: 2 * _RECORDS]
    if "records" in document:
        document["records"] = len(document[at])
    return json.dumps(document).encode()


def _cdisc() -> tuple[Seed, ...]:
    profile = _profile(
        {"subject": "USUBJID", "collected_at": "LBDTC", "code": "LBTESTCD", "value": "LBORRES"},
        format="cdisc",
    )
    cells = (("S-001", "ALT", "45", "U/L", "2024-03-22T08:30"), ("S-002", "BILI", "1.2", "mg/dL", "2024-03"))
    transport = [
        lb_transport(*cells),
        lb_transport(("S-1", "K", 4, "mmol/L", "2024-03-22")),
        *map(_cut, _real("cdisc/*.xpt")),
    ]
    items = [{"itemOID": f"IT.{name}", "name": name, "label": name, "dataType": "string"} for name in
             ("USUBJID", "LBTESTCD", "LBORRES", "LBORRESU", "LBDTC")]  # fmt: skip
    head = {
        "datasetJSONVersion": "1.1.0",
        "itemGroupOID": "IG.LB",
        "name": "LB",
        "label": "LB",
        "records": 2,
        "columns": items,
    }
    own = json.dumps({**head, "rows": cells}).encode()
    lines = "\n".join(json.dumps(one) for one in (head, *cells)).encode() + b"\n"
    documents = [own, lines, *(_shortened(data, "rows") for data in _real("cdisc/*.json"))]
    documents += [_some_lines(data) for data in _real("cdisc/*.ndjson")]
    return (
        *_text(transport, profile, TEXT),
        *_text(documents, profile, JSON),
        *_text([zlib.compress(data) for data in documents], profile, BYTES),
    )


def _cut(data: bytes) -> bytes:
    """Return a transport file with its first observations only (TS-140: 140 bytes a variable, its length at byte 4)."""
    names = data.index(b"NAMESTR HEADER RECORD!!!!!!!") - 20
    count, described = int(data[names + 54 : names + 58]), data[names + 80 :]
    width = sum(int.from_bytes(described[140 * at + 4 : 140 * at + 6], "big") for at in range(count))
    start = data.index(b"HEADER RECORD*******OBS") + 80
    rows = data[start : start + _RECORDS * width]
    return data[:start] + rows + b" " * (-len(rows) % 80)


def _some_lines(data: bytes) -> bytes:
    """Return the first lines of a Dataset-JSON, whose head says how many there are."""
    head, *rows = data.splitlines()[: 1 + _RECORDS]
    return b"\n".join([json.dumps({**json.loads(head), "records": len(rows)}).encode(), *rows])


def _tables() -> tuple[Seed, ...]:
    own = [
        Seed(_first_lines((EXAMPLES / f"{name}.csv").read_bytes(), 8), _example(f"{name}.toml"), TEXT)
        for name in ("us-long", "central-lab", "cn-wide", "mistakes")
    ]
    real = [("cdisc/*.csv", _SDTM), ("eicu/*.csv", _EICU)]
    return (
        *own,
        *(
            Seed(_first_lines(data, 8), _profile(columns), TEXT)
            for pattern, columns in real
            for data in _real(pattern)
        ),
    )


def _rows(seed: Seed) -> list[list[str]]:
    text = seed.data.decode(seed.profile.file.encoding, "replace")
    return list(csv.reader(io.StringIO(text), delimiter=seed.profile.file.delimiter or ","))


def _undeclared(profile: Profile) -> Profile:
    plain = {"format": None, "encoding": "utf-8", "personal_columns": "drop"}
    return profile.model_copy(update={"file": profile.file.model_copy(update=plain)})


def _records(seed: Seed) -> list[bytes]:
    header, *rows = _rows(seed)
    records = [
        json.dumps(dict(zip(header, row, strict=False)), ensure_ascii=False) for row in rows[:_RECORDS]
    ]
    array = f"[{','.join(records)}]"
    return [text.encode() for text in (array, f'{{"records": {array}}}', "\n".join(records))]


def _workbooks() -> tuple[Seed, ...]:
    found = []
    for one in _tables():
        book = openpyxl.Workbook()
        for row in _rows(one):
            book.active.append([_typed(cell) for cell in row])
        found.append(Seed(_saved(book), _undeclared(one.profile), ZIP))
    columns = {"subject": "Code", "collected_at": "Date", "analyte": "Name", "value": "Value", "unit": "Unit"}
    return (*found, *_text(_real("units/*.xlsx"), _profile(columns), ZIP))


def _typed(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell or None


def _saved(book: Any) -> bytes:
    """Return the workbook without the time at which it is written."""
    out, undated = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(undated, "w") as target:
        for name in source.namelist():
            content = re.sub(rb"20[0-9-]{8}T[0-9:]{8}Z", b"2026-01-01T00:00:00Z", source.read(name))
            target.writestr(zipfile.ZipInfo(name), content)
    return undated.getvalue()


def _archives() -> tuple[Seed, ...]:
    tables = _tables()
    mixed = [tables[0].data, *_hl7()[:1], *_fhir()[:2], tables[0].data]
    out, inner = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.csv"), tables[0].data)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate((*mixed, inner.getvalue(), gzip.compress(b"x", mtime=0))):
            archive.writestr(zipfile.ZipInfo(f"folder/{number}.csv"), data)
    files = [inner.getvalue(), out.getvalue()]
    packed = [gzip.compress(data, mtime=0) for data in (*mixed[:3], tables[0].data * 2)]
    profile = _undeclared(tables[0].profile)
    return (
        *_text(files, profile, ZIP),
        *_text([*packed, packed[0] + packed[1], *_real("cdisc/*.dsjc")], profile, BYTES),
    )


_SEEDS = {
    "hl7v2": lambda: _text(_hl7(), _profile(), TEXT),
    "fhir": lambda: _text(_fhir(), _profile(), JSON),
    "cdisc": _cdisc,
    "json": _json,
    "delimited": _tables,
    "workbook": _workbooks,
    "archive": _archives,
}
READERS = tuple(_SEEDS)
