"""Read a file with another library alone, to compare with."""

import io
import json
import struct
import tempfile
from typing import Any

from other_files import VARIABLES

_HEADER = 80  # bytes of each header record of a SAS transport file


def calamine(data: bytes) -> None:
    from python_calamine import load_workbook

    for _ in load_workbook(io.BytesIO(data)).get_sheet_by_index(0).iter_rows():
        pass


def by_hand(data: bytes) -> list[list[str]]:
    """Take a transport file apart field by field: the least that a reader without a memory has to do."""
    names = data.index(b"NAMESTR HEADER RECORD!!!!!!!") - 20 + _HEADER
    described = [data[at : at + 6] for at in range(names, names + 140 * len(VARIABLES), 140)]
    layout = struct.Struct("".join(f"{int.from_bytes(one[4:])}s" for one in described))
    read = [_text if one[1] == 2 else _number for one in described]
    start = data.index(b"HEADER RECORD*******OBS") + _HEADER
    end = start + (len(data) - start) // layout.size * layout.size
    return [
        [take(field) for take, field in zip(read, record, strict=True)]
        for record in layout.iter_unpack(data[start:end])
    ]


def _text(field: bytes) -> str:
    return field.decode().rstrip()


def _number(field: bytes) -> str:
    """Read an IBM number: 7 bits of exponent to the base of 16, 56 bits of fraction (SAS TS-140)."""
    return f"{int.from_bytes(field[1:]) * 16.0 ** ((field[0] & 127) - 64) / 2**56:.15g}"


def by_pyreadstat(data: bytes) -> object:
    import pyreadstat

    with tempfile.NamedTemporaryFile(suffix=".xpt") as file:
        file.write(data)
        file.flush()
        return pyreadstat.read_xport(file.name, output_format="dict")


def by_python_hl7(data: bytes) -> None:
    import hl7

    for message in data.decode().split("MSH|")[1:]:
        hl7.parse("MSH|" + message)


def by_fhir_resources(data: bytes) -> None:
    from fhir.resources.observation import Observation

    for line in data.splitlines():
        Observation.model_validate_json(line)


def by_json(data: bytes) -> Any:
    return json.loads(data, parse_float=str)
