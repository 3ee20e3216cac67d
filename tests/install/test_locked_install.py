"""Installing takes exactly the locked packages, on any later day.

The index here is a folder of stub wheels. It offers each locked package in the locked version and in a newer one, and
each stub requires the next few packages with an extra and without an upper limit. An installer that resolves anything
takes the newer ones, or fails.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NEWER = "99999"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)(?: *;[^\\]*)?", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    """Return the locked version of each package."""
    return dict(_PIN.findall(lock.read_text("utf-8")))


def stub_wheel(folder: Path, name: str, version: str, required: list[str]) -> str:
    """Write an empty package into a simple index, and return its SHA-256."""
    stem = f"{name.replace('-', '_').replace('.', '_')}-{version}"
    metadata = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}", "Provides-Extra: more"]
    metadata += [f"Requires-Dist: {other}[more]>=0" for other in required if other != name]
    files = {
        f"{stem}.dist-info/METADATA": "\n".join(metadata) + "\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{stem}.dist-info/RECORD"
    files[record] = "".join(f"{path},,\n" for path in (*files, record))
    (folder / name).mkdir(parents=True, exist_ok=True)
    wheel = folder / name / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def stub_index(folder: Path, locked: dict[str, str]) -> Path:
    """Make an index with two versions of each package; return requirements with the hashes of the locked ones."""
    lines = []
    names = [*locked, *locked]
    for at, (name, version) in enumerate(locked.items(), start=1):
        digest = stub_wheel(folder / "simple", name, version, names[at : at + 3])
        stub_wheel(folder / "simple", name, NEWER, names[at : at + 3])
        lines.append(f"{name}=={version} --hash=sha256:{digest}\n")
        links = (f'<a href="{wheel.name}">{wheel.name}</a>' for wheel in (folder / "simple" / name).iterdir())
        (folder / "simple" / name / "index.html").write_text("".join(links), "utf-8")
    requirements = folder / "requirements.txt"
    requirements.write_text("".join(lines), "utf-8")
    return requirements


def only_these_tools(folder: Path, names: list[str]) -> Path:
    """Make a folder for PATH that holds these programs and no others, so that no uv of the machine is found."""
    folder.mkdir()
    for name in names:
        (folder / name).symlink_to(shutil.which(name, path=f"{Path(sys.executable).parent}:/usr/bin:/bin"))
    return folder


def installed(venv: Path, locked: dict[str, str]) -> dict[str, str]:
    """Return what a virtual environment holds beside the pip and setuptools that it was made with."""
    own = {"pip", "setuptools"} - locked.keys()
    command = [venv / "bin" / "python", "-m", "pip", "list", "--format=json"]
    listed = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 our own environment
    return {item["name"]: item["version"] for item in json.loads(listed.stdout) if item["name"] not in own}


def normalized(versions: dict[str, str]) -> dict[str, str]:
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in versions.items()}


@pytest.mark.parametrize(
    ("lock", "with_uv"),
    [pytest.param(lock, True, id=f"{lock.stem}-uv") for lock in LOCKS]
    + [pytest.param(ROOT / "requirements" / "dev.txt", False, id="dev-pip")],
)
def test_newer_releases_on_the_index_are_not_installed(tmp_path, lock, with_uv):
    locked = pins(lock)
    assert locked
    requirements = stub_index(tmp_path, locked)
    environment = {
        "PATH": str(only_these_tools(tmp_path / "bin", ["sh", "dirname", *(["uv"] if with_uv else [])])),
        "HOME": str(tmp_path),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": (tmp_path / "simple").as_uri(),
        "UV_DEFAULT_INDEX": (tmp_path / "simple").as_uri(),
        "UV_NO_CONFIG": "1",
    }
    command = [ROOT / "scripts" / "install.sh", sys.executable, tmp_path / "venv", requirements]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == 0, run.stderr
    assert ("installing with pip" in run.stderr) is not with_uv
    assert normalized(installed(tmp_path / "venv", locked)) == normalized(locked)


def test_the_layer_has_the_versions_that_the_tests_run_with():
    tested, shipped = pins(ROOT / "requirements" / "dev.txt"), pins(ROOT / "shared" / "requirements.txt")
    assert shipped == {name: tested[name] for name in shipped}


def test_the_layer_leaves_out_the_runtime_and_the_command_line():
    shipped = pins(ROOT / "shared" / "requirements.txt")
    assert {"pydantic", "aws-lambda-powertools"} <= shipped.keys()
    assert not shipped.keys() & {"boto3", "botocore", "click", "rich", "requests"}
