"""Writes the folder that the function `site` serves: packed files, and the list of them."""

import gzip
import json
import mimetypes
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from site_build.chunks import BASE, MAIN, OTHERS, digest, named, packed
from site_build.engine import ENGINE_LIST
from site_build.modules import Sources

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
ENGINE = ROOT / "build" / "engine"  # what is fetched to check files in the browser; may be absent
FUNCTION = ROOT / "functions" / "website"
PACKAGE = ROOT / "build" / "site"  # what is deployed
LIST = "files.json"
INDEX, STYLE, ICON = "index.html", "style.css", "icon.svg"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".toml": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".zip": "application/zip",
}
Entry = dict[str, Any]


def build_site(folder: Path, web: Path = WEB, engine: Path = ENGINE) -> None:
    """Write all files of the pages into a folder, in place of what is there.

    Args:
        folder: where to.
        web: the sources.
        engine: the fetched files of the engine; without them the pages cannot check files.

    Raises:
        NotPackable: the modules cannot be packed.
    """
    contents = dict(_contents(web))
    own = dict(_engine(engine))
    known = _written_before(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as aside:
        write = partial(_write_whole, folder, Path(aside))
        entries = {
            name: known.get(name) or _written(write, name, data, immutable=name != INDEX)
            for name, data in (contents | own).items()
        }
        prefix = next(iter(own), "").partition("/")[0]
        listed = {"version": version(), "engine": f"{BASE}{prefix}/" if prefix else None, "files": entries}
        write(LIST, json.dumps(listed, indent=1, sort_keys=True).encode())
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in {LIST, *entries}:
            path.unlink(missing_ok=True)  # another process may build, too


def build_package(folder: Path = PACKAGE) -> None:
    """Write what is deployed as the function `site`: its code and the files."""
    shutil.rmtree(folder, ignore_errors=True)
    code = folder / FUNCTION.name
    shutil.copytree(FUNCTION, code, ignore=shutil.ignore_patterns("__pycache__"))
    build_site(code / "files")


def version() -> str:
    """Return the version of hepaflow."""
    told: str = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return told


def _contents(web: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file, the page that names them last."""
    assets = {}
    for path in (STYLE, ICON):
        data = (web / path).read_bytes()
        assets[path] = named(path, digest(data))
        yield assets[path], data
    made = packed(Sources(web), assets)
    yield from ((name, text.encode()) for name, text in made.files.items())
    page = (web / INDEX).read_text("utf-8")
    names = {STYLE: assets[STYLE], ICON: assets[ICON], MAIN: made.names[MAIN], OTHERS: made.names[OTHERS]}
    for path, name in names.items():
        page = page.replace(f'"{BASE}{path}"', f'"{BASE}{name}"')
    yield INDEX, page.encode()


def _engine(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of the engine, below a folder with the hash of all of them; none if not all is there."""
    if not (folder / ENGINE_LIST).is_file():
        return
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    mark = digest(b"".join(name.encode() + data for name, data in contents.items()))
    yield from ((f"engine-{mark}/{name}", data) for name, data in contents.items())


def _written_before(folder: Path) -> dict[str, Entry]:
    """Return how files of an earlier build are served whose names have the hash of their content: to pack the engine takes seconds."""
    if not (folder / LIST).is_file():
        return {}
    entries: dict[str, Entry] = json.loads((folder / LIST).read_text("utf-8"))["files"]
    return {
        name: entry for name, entry in entries.items() if entry["immutable"] and (folder / name).is_file()
    }


def _write_whole(folder: Path, aside: Path, name: str, data: bytes) -> None:
    """Write a file that is whole at each moment, whoever else writes it."""
    new, path = aside / digest(name.encode()), folder / name
    new.write_bytes(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    new.replace(path)


def _written(write: Callable[[str, bytes], None], name: str, data: bytes, *, immutable: bool) -> Entry:
    """Write a file, packed if that makes it smaller; return how it is served."""
    small = gzip.compress(data, 9, mtime=0)
    is_packed = len(small) < len(data)
    write(name, small if is_packed else data)
    kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {"type": kind, "gzip": is_packed, "immutable": immutable, "etag": f'"{digest(data)}"'}


if __name__ == "__main__":
    build_package()
    sys.stdout.write(f"the pages are built in {PACKAGE.relative_to(ROOT)}\n")
