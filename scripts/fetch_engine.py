"""Fetches what checks files in the browser into build/engine, each file held against its SHA-256: Pyodide, wheels, the package.

Pyodide comes from npm (web/engine/pyodide.json), the wheels from PyPI (requirements/wasm.txt). What is there already and has the
right hash is not fetched again, so a second run needs no network. It runs on any Python 3.11 or newer, without other packages.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "infra"))  # it runs before there is an environment

from site_build.engine import (  # noqa: E402 found by the line above
    ENGINE_LIST,
    OURS,
    PACKAGE,
    SOURCES,
    WHEELS,
    is_pyodide,
    packed_package,
    read_lock,
    wheels_in,
    write_list,
)

FOLDER: Final = ROOT / "build" / "engine"


class WrongHash(Exception):
    """A file is not the one that the lock names."""


def fetch(folder: Path = FOLDER) -> None:
    """Bring a folder to exactly what a browser loads; fetch what is missing.

    If that fails, the folder is no engine: pages that cannot have the newest say that they cannot check files.

    Args:
        folder: where to.

    Raises:
        WrongHash: a file that was fetched is not the one that the lock names.
        CalledProcessError: npm or pip cannot fetch a file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ENGINE_LIST).unlink(missing_ok=True)
    lock = read_lock()
    if not is_pyodide(folder, lock):
        _fetch_pyodide(lock, folder)
    if not all(wheels_in(folder).values()):
        _fetch_wheels(lock, folder)
    wheels = wheels_in(folder)
    if missing := [name for name, wheel in wheels.items() if not wheel]:
        raise WrongHash(", ".join(missing))
    (folder / OURS).write_bytes(packed_package(PACKAGE))
    (folder / "NOTICE.txt").write_bytes((SOURCES / "NOTICE.txt").read_bytes())
    loaded = [*lock["files"], *wheels.values(), OURS]
    write_list(folder, lock, [*wheels.values()])
    for path in folder.iterdir():
        if path.name not in {*loaded, ENGINE_LIST, "NOTICE.txt"}:
            path.unlink()


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


if __name__ == "__main__":
    try:
        fetch()
    except (OSError, subprocess.CalledProcessError, WrongHash) as error:
        sys.exit(f"what checks files in the browser cannot be fetched: {error}")
    size = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"what checks files in the browser is in {FOLDER.relative_to(ROOT)}: {size / 1e6:.1f} MB")
