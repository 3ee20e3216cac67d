"""What checks files in the browser is what the locks name, byte for byte."""

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest
from scripts import fetch_engine
from scripts.fetch_engine import WrongHash, fetch

from site_build import engine, fresh
from site_build.engine import PACKAGE, WHEELS, pack_anew, packed_package, pinned

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


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """An engine whose package is that of earlier sources; its locks name nothing else."""
    package = tmp_path / "hepaflow"
    package.mkdir()
    (package / "value.py").write_text("VALUE = 1\n")
    folder = tmp_path / "engine"
    folder.mkdir()
    monkeypatch.setattr(engine, "PACKAGE", package)
    monkeypatch.setattr(
        engine, "read_lock", lambda: {"files": {"p.wasm": engine.sha256_of(folder / "p.wasm")}, "info": {}}
    )
    monkeypatch.setattr(engine, "wheels_in", lambda _: {"a": "a.whl"})
    for name in ("p.wasm", "a.whl", "hepaflow.zip"):
        (folder / name).write_bytes(b"as it was fetched")
    engine.write_list(folder, engine.read_lock(), ["a.whl"])
    return folder, package


def python_in(folder):
    return zipfile.ZipFile(folder / "hepaflow.zip").read("hepaflow/value.py")


def test_a_package_whose_sources_have_changed_is_packed_anew(fetched):
    folder, package = fetched
    assert pack_anew(folder)
    assert python_in(folder) == b"VALUE = 1\n"
    assert not pack_anew(folder)
    (package / "value.py").write_text("VALUE = 2\n")
    assert pack_anew(folder)
    assert python_in(folder) == b"VALUE = 2\n"
    (ours,) = [
        one
        for one in json.loads((folder / "engine.json").read_text())["packages"]
        if one["name"] == "hepaflow.zip"
    ]
    assert ours["bytes"] == (folder / "hepaflow.zip").stat().st_size


def test_an_engine_with_another_wheel_than_the_lock_names_is_none_any_more(fetched, monkeypatch):
    folder, _ = fetched
    monkeypatch.setattr(engine, "wheels_in", lambda _: {"a": ""})
    assert not pack_anew(folder)
    assert not (folder / "engine.json").exists()
    assert not pack_anew(folder)
    assert not (folder / "engine.json").exists()


def test_what_cannot_be_fetched_leaves_no_engine_of_before(fetched, monkeypatch):
    folder, _ = fetched

    def unreachable(*_: str) -> None:
        raise OSError("no network")

    monkeypatch.setattr(fetch_engine, "_run", unreachable)
    with pytest.raises(OSError, match="no network"):
        fetch(folder)
    assert not (folder / "engine.json").exists()


def test_a_change_of_the_package_is_told_and_served_at_the_next_request(
    fetched, monkeypatch, tmp_path, capsys
):
    folder, package = fetched
    monkeypatch.setattr(fresh, "ENGINE", folder)
    monkeypatch.setattr(fresh, "package_sources", lambda: engine.package_sources(package))
    monkeypatch.setattr(fresh, "build_site", lambda _: served.append(python_in(folder)))
    served: list[bytes] = []
    site = fresh.FreshSite(lambda *_: [], tmp_path / "site")
    for text in ("VALUE = 1\n", "VALUE = 20\n"):
        (package / "value.py").write_text(text)
        site({"SCRIPT_NAME": "/app", "PATH_INFO": "/"}, lambda *_: None)
    assert (served[0], served[-1]) == (b"VALUE = 1\n", b"VALUE = 20\n")
    assert capsys.readouterr().err.count("Start `make local` again") == 1
