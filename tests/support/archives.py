"""Build archives of two lab files."""

import io
import zipfile

from tests.unit.pipeline.studies import HEADER

ONE = f"{HEADER}\nS-003,2024-03-22 08:30,ALT,45,U/L,final\n".encode()
TWO = f"{HEADER}\nS-004,2024-03-22 08:30,ALT,46,U/L,final\n".encode()


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", (2024, 1, 1, 0, 0, 0)), data)
    return out.getvalue()


BOTH = packed(one=ONE, two=TWO)
