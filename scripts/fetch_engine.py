"""Fetches what checks files in the browser into build/engine, each file held against its SHA-256: Pyodide, wheels, the package.

Pyodide comes from npm (web/engine/pyodide.json), the wheels from PyPI (requirements/wasm.txt). What is there already and has the
right hash is not fetched again, so a second run needs no network. It runs on any Python 3.11 or newer, without other packages.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = ROOT / "web" / "engine"
FOLDER: Final = ROOT / "build" / "engine"
WHEELS: Final = ROOT / "requirements" / "wasm.txt"
PACKAGE: Final = ROOT / "shared" / "hepaflow"
OURS: Final = "hepaflow.zip"
LIST: Final = "engine.json"  # what a worker loads, in order, with sizes
_LEFT_OUT: Final = ("aws", "cli")  # of the package: what no browser runs
_LONG_AGO: Final = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the first time that a zip can name: the same sources give the same bytes
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)((?:\s*\\\n\s+--hash=sha256:[0-9a-f]{64})+)", re.MULTILINE)


class WrongHash(Exception):
    """A file is not the one that the lock names."""


def fetch(folder: Path = FOLDER) -> None:
    """Bring a folder to exactly what a browser loads; fetch what is missing.

    Args:
        folder: where to.

    Raises:
        WrongHash: a file that was fetched is not the one that the lock names.
        CalledProcessError: npm or pip cannot fetch a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = json.loads((SOURCES / "pyodide.json").read_text("utf-8"))
    if not all(_sha256(folder / name) == known for name, known in lock["files"].items()):
        _fetch_pyodide(lock, folder)
    pins = pinned(WHEELS.read_text("utf-8"))
    if not all(_wheel(folder, name, version, hashes) for name, (version, hashes) in pins.items()):
        _fetch_wheels(lock, folder)
    wheels = [_found_wheel(folder, name, *pin) for name, pin in pins.items()]
    (folder / OURS).write_bytes(packed_package(PACKAGE))
    (folder / "NOTICE.txt").write_bytes((SOURCES / "NOTICE.txt").read_bytes())
    loaded = [*lock["files"], *wheels, OURS]
    _write_list(folder, lock, wheels)
    for path in folder.iterdir():
        if path.name not in {*loaded, LIST, "NOTICE.txt"}:
            path.unlink()


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
        for path in _sources(package):
            entry = zipfile.ZipInfo(path.relative_to(package.parent).as_posix(), _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return out.getvalue()


def _sources(package: Path) -> Iterator[Path]:
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if path.is_file() and "__pycache__" not in parts and parts[0] not in _LEFT_OUT:
            yield path


def _fetch_pyodide(lock: dict[str, Any], folder: Path) -> None:
    with tempfile.TemporaryDirectory() as place:
        _run("npm", "pack", "--silent", "--pack-destination", place, f"pyodide@{lock['version']}")
        (archive,) = Path(place).iterdir()
        with tarfile.open(archive) as files:
            for name, known in lock["files"].items():
                member = files.extractfile(f"package/{name}")
                data = member.read() if member else b""
                if hashlib.sha256(data).hexdigest() != known:
                    raise WrongHash(f"{name} of Pyodide {lock['version']}")
                (folder / name).write_bytes(data)


def _fetch_wheels(lock: dict[str, Any], folder: Path) -> None:
    _run(
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
        "--no-deps", "--require-hashes", "--only-binary", ":all:", "--implementation", "cp",
        "--python-version", lock["python"], "--abi", lock["abi"], "--platform", lock["platform"],
        "--dest", str(folder), "--requirement", str(WHEELS),
    )  # fmt: skip


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 fixed words and a version of the lock


def _found_wheel(folder: Path, name: str, version: str, hashes: frozenset[str]) -> str:
    found = _wheel(folder, name, version, hashes)
    if not found:
        raise WrongHash(f"{name} {version}")
    return found


def _wheel(folder: Path, name: str, version: str, hashes: frozenset[str]) -> str:
    """Return the name of the wheel of a package; "" if none is there, or has another hash."""
    found = folder.glob(f"{name.replace('-', '_')}-{version}-*.whl")
    return next((path.name for path in found if _sha256(path) in hashes), "")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _write_list(folder: Path, lock: dict[str, Any], wheels: list[str]) -> None:
    told = {
        "info": lock["info"],
        "runtime": [{"name": name, "bytes": (folder / name).stat().st_size} for name in lock["files"]],
        "packages": [{"name": name, "bytes": (folder / name).stat().st_size} for name in [*wheels, OURS]],
    }
    (folder / LIST).write_text(json.dumps(told, indent=1), "utf-8")


if __name__ == "__main__":
    try:
        fetch()
    except (OSError, subprocess.CalledProcessError, WrongHash) as error:
        sys.exit(f"what checks files in the browser cannot be fetched: {error}")
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"what checks files in the browser is in {FOLDER.relative_to(ROOT)}: {size / 1e6:.1f} MB")
