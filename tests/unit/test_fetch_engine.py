"""What checks files in the browser is what the locks name, byte for byte."""

import io
import tarfile
import zipfile
from pathlib import Path

import pytest
from scripts import fetch_engine
from scripts.fetch_engine import PACKAGE, WHEELS, WrongHash, fetch, packed_package, pinned

NEEDED = {
    "annotated-types", "msgspec", "pydantic", "pydantic-core", "python-calamine", "typing-extensions", "typing-inspection", "tzdata",
}  # fmt: skip


def packed(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as files:
        for name in ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"):
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            files.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def test_every_wheel_has_a_version_and_hashes():
    pins = pinned(WHEELS.read_text("utf-8"))
    assert pins.keys() == NEEDED
    assert all(hashes for _, hashes in pins.values())


def test_versions_are_those_of_the_development_environment_but_for_pydantic():
    development = pinned((WHEELS.parent / "dev.txt").read_text("utf-8"))
    pins = pinned(WHEELS.read_text("utf-8"))
    others = {name for name, (version, _) in pins.items() if development[name][0] != version}
    assert others <= {"pydantic", "pydantic-core"}


def test_a_file_of_pyodide_with_another_hash_is_refused(monkeypatch, tmp_path):
    def run(*command: str) -> None:
        (Path(command[command.index("--pack-destination") + 1]) / "pyodide.tgz").write_bytes(packed(b"other"))

    monkeypatch.setattr(fetch_engine, "_run", run)
    with pytest.raises(WrongHash, match=r"pyodide\.mjs"):
        fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_wheel_with_another_hash_is_refused(monkeypatch, tmp_path):
    def fetched(_lock: object, folder: Path) -> None:
        for name, (version, _) in pinned(WHEELS.read_text("utf-8")).items():
            (folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl").write_bytes(b"other")

    monkeypatch.setattr(fetch_engine, "_fetch_pyodide", lambda _lock, _folder: None)
    monkeypatch.setattr(fetch_engine, "_fetch_wheels", fetched)
    with pytest.raises(WrongHash, match="annotated-types"):
        fetch(tmp_path)


def test_the_package_in_the_browser_leaves_out_what_no_browser_runs_and_depends_on_sources_alone():
    data = packed_package(PACKAGE)
    assert data == packed_package(PACKAGE)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {"hepaflow/browser/checking.py", "hepaflow/catalog/data/analytes.tsv"} <= set(names)
    assert not [
        name for name in names if name.startswith(("hepaflow/aws/", "hepaflow/cli/")) or name.endswith(".pyc")
    ]
