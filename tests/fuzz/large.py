"""Small inputs repeated until they are 5 MB, so that each repetition is read again."""

import io
import re
import zipfile

LARGE = 5_000_000
_RECORDS = re.compile(rb'("records": *)([0-9]{1,9})')


def enlarged(reader: str, data: bytes, number: int) -> bytes:
    """Return a file of the reader's format that holds the input again and again."""
    if reader == "fhir" and number % 2:
        return _in_bundle(data)
    return _ENLARGED.get(reader, _repeated)(data)


def _times(data: bytes) -> int:
    return LARGE // max(1, len(data) + 1)


def _repeated(data: bytes) -> bytes:
    return data * _times(data)


def _in_array(data: bytes) -> bytes:
    record = data.strip(b"[]\n ")
    return b"[" + b",".join([record] * _times(record)) + b"]"


def _in_bundle(data: bytes) -> bytes:
    entry = b'{"resource":' + data.strip() + b"}"
    return (
        b'{"resourceType":"Bundle","type":"collection","entry":[' + b",".join([entry] * _times(entry)) + b"]}"
    )


def _lines_repeated(data: bytes) -> bytes:
    header, _, rest = data.partition(b"\n")
    return header + b"\n" + _repeated(rest.rstrip(b"\n") + b"\n")


def _rows_repeated(data: bytes) -> bytes:
    if b'"rows"' in data:
        start = data.index(b"[", data.index(b'"rows"')) + 1
        end = max(start, data.rfind(b"]"))
        rows = data[start:end]
        return _counting(data[:start], _times(rows)) + b",".join([rows] * _times(rows)) + data[end:]
    if data.startswith(b"HEADER RECORD") and b"HEADER RECORD*******OBS " in data:
        start = data.index(b"HEADER RECORD*******OBS ") + 80
        return data[:start] + _repeated(data[start:])
    if data.startswith(b"{"):
        head, _, rows = data.partition(b"\n")
        return _counting(head, _times(rows)) + b"\n" + _repeated(rows.rstrip(b"\n") + b"\n")
    return _repeated(data)


def _counting(head: bytes, times: int) -> bytes:
    """Say in the head of a Dataset-JSON that it has so many times the rows."""
    return _RECORDS.sub(lambda found: found[1] + str(int(found[2]) * times).encode(), head)


def _sheet_repeated(data: bytes) -> bytes:
    """Repeat what stands between the first row of a sheet and its end, unpacked."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            for name in source.namelist():
                content = source.read(name)
                if name.startswith("xl/worksheets/sheet") and b"<sheetData>" in content:
                    start = content.index(b"<sheetData>") + 11
                    end = content.rfind(b"</sheetData>")
                    content = content[:start] + _repeated(content[start:end]) + content[end:]
                target.writestr(zipfile.ZipInfo(name), content)
    except Exception:  # noqa: BLE001 a mutant that is no archive any more
        return _repeated(data)
    return out.getvalue()


def _archived(data: bytes) -> bytes:
    """Repeat the files of an archive side by side; of gzip, which holds one, the blocks."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            files = [source.read(name) for name in source.namelist()]
            for number in range(900):
                content = files[number % len(files)]
                target.writestr(zipfile.ZipInfo(f"{number}"), content * max(1, LARGE // 900 // len(content)))
    except Exception:  # noqa: BLE001 gzip, or a mutant that is no archive any more
        return _repeated(data)
    return out.getvalue()


_ENLARGED = {
    "json": _in_array,
    "cdisc": _rows_repeated,
    "delimited": _lines_repeated,
    "workbook": _sheet_repeated,
    "archive": _archived,
}
