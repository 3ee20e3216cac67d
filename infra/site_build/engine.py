"""Packs the package for the browser, and holds what is fetched against its locks (scripts/fetch_engine.py fetches it)."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = ROOT / "web" / "engine"
WHEELS: Final = ROOT / "requirements" / "wasm.txt"
PACKAGE: Final = ROOT / "shared" / "hepaflow"
OURS: Final = "hepaflow.zip"
ENGINE_LIST: Final = (
    "engine.json"  # what a worker loads, in order, with sizes; without it, a folder is no engine
)
_LEFT_OUT: Final = ("aws", "cli")  # of the package: what no browser runs
# the first time that a zip can name: the same sources give the same bytes
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)((?:\s*\\\n\s+--hash=sha256:[0-9a-f]{64})+)", re.MULTILINE)


def pack_anew(folder: Path) -> bool:
    """Bring the package in a folder to what its sources are now; return whether that changed it.

    If Pyodide or a wheel is not what the locks name now, the folder is no engine until everything is fetched again.

    Args:
        folder: what was fetched.
    """
    listed = folder / ENGINE_LIST
    if not listed.is_file():
        return False
    lock = read_lock()
    wheels = wheels_in(folder)
    if not (is_pyodide(folder, lock) and all(wheels.values())):
        listed.unlink()
        return False
    data = packed_package(PACKAGE)
    if sha256_of(folder / OURS) == hashlib.sha256(data).hexdigest():
        return False
    (folder / OURS).write_bytes(data)
    write_list(folder, lock, [*wheels.values()])
    return True


def read_lock() -> dict[str, Any]:
    """Return the lock of Pyodide."""
    lock: dict[str, Any] = json.loads((SOURCES / "pyodide.json").read_text("utf-8"))
    return lock


def is_pyodide(folder: Path, lock: dict[str, Any]) -> bool:
    """Say whether the files of Pyodide in a folder are those that the lock names."""
    return all(sha256_of(folder / name) == known for name, known in lock["files"].items())


def wheels_in(folder: Path) -> dict[str, str]:
    """Return the name of the wheel of each pinned package in a folder; "" if none is there, or has another hash."""
    pins = pinned(WHEELS.read_text("utf-8"))
    return {name: _wheel(folder, name, version, hashes) for name, (version, hashes) in pins.items()}


def pinned(requirements: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Return version and allowed hashes by package.

    Args:
        requirements: the text of a requirements file with hashes.
    """
    return {
        name: (version, frozenset(re.findall("[0-9a-f]{64}", hashes)))
        for name, version, hashes in _PIN.findall(requirements)
    }


def packed_package(package: Path) -> bytes:
    """Return the package as a zip file that depends on the sources alone.

    Args:
        package: its folder.
    """
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in package_sources(package):
            entry = zipfile.ZipInfo(path.relative_to(package.parent).as_posix(), _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()


def package_sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Yield the files of the package that a browser runs."""
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if path.is_file() and "__pycache__" not in parts and parts[0] not in _LEFT_OUT:
            yield path


def write_list(folder: Path, lock: dict[str, Any], wheels: list[str]) -> None:
    """Write what a worker loads; with that the folder is an engine.

    Args:
        folder: where its files are.
        lock: the lock of Pyodide.
        wheels: names of the wheels.
    """
    told = {
        "info": lock["info"],
        "runtime": [{"name": name, "bytes": (folder / name).stat().st_size} for name in lock["files"]],
        "packages": [{"name": name, "bytes": (folder / name).stat().st_size} for name in [*wheels, OURS]],
    }
    (folder / ENGINE_LIST).write_text(json.dumps(told, indent=1), "utf-8")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; "" if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _wheel(folder: Path, name: str, version: str, hashes: frozenset[str]) -> str:
    found = folder.glob(f"{name.replace('-', '_')}-{version}-*.whl")
    return next((path.name for path in found if sha256_of(path) in hashes), "")
