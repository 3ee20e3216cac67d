"""The function `site` serves files by the list of the build: cached for ever, asked again, or not at all."""

import base64
import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from site_build.build import build_site
from website.app import handler

FUNCTIONS = Path(__file__).parents[3] / "functions"
ENVIRONMENT = {
    "JWT_ISSUER": "https://id.example.org/pool",
    "LOGIN_CLIENT_ID": "client-1",
    "LOGIN_SCOPES": "openid email",
    "SIGN_IN_ORIGIN": "https://sign-in.example.org",
    "INTAKE_ORIGIN": "https://intake.s3.eu-central-1.amazonaws.com",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    build_site(folder, engine=folder / "no-engine")
    (folder.parent / "secret.txt").write_text("not for the web")
    return folder


@pytest.fixture
def ask(files, monkeypatch):
    for name, value in {**ENVIRONMENT, "SITE_FILES": str(files)}.items():
        monkeypatch.setenv(name, value)

    def asked(path, method="GET", **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        event = {"rawPath": path, "headers": named, "requestContext": {"http": {"method": method}}}
        answer = handler(event, None)
        return answer["statusCode"], answer["headers"], base64.b64decode(answer["body"])

    return asked


def file_named(files, beginning):
    (path,) = files.glob(f"{beginning}.*")
    return path.name


@pytest.mark.parametrize(
    "path", ["/app", "/app/", "/app/signed-in", "/app/studies/S-1/send", "/app/studies/S-1/files/9c35.x"]
)
def test_a_page_is_the_document_and_is_asked_for_again(ask, path):
    status, headers, data = ask(path)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert headers["Cache-Control"] == "no-cache"
    assert b'<div id="page">' in data


def test_a_file_is_kept_for_ever(ask, files):
    status, headers, data = ask(f"/app/{file_named(files, 'main')}", accept_encoding="br, gzip")
    assert (status, headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (headers["Content-Encoding"], headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert b"export" in gzip.decompress(data)


def test_who_takes_no_gzip_gets_the_file_unpacked(ask, files):
    _, headers, data = ask(f"/app/{file_named(files, 'style')}")
    assert "Content-Encoding" not in headers
    assert b"--ink" in data


# RFC 9110, sections 12.4.2 and 12.5.3
@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("deflate, gzip;q=1.0, *;q=0.5", "gzip"),
        ("br ; q=1 , gzip ; q=0.001", "gzip"),
        ("*", "gzip"),
        ("identity;q=0, *;q=0.1", "gzip"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("", None),
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0.000, *", None),
        ("gzip;Q=0", None),
        ("gzip;q=0.4, identity;q=0.5", None),
        ("gzip;q=much", None),
        ("gzipped", None),
        ("br", None),
        ("*;q=0, identity", None),
        ("*;q=0, gzip", "gzip"),
    ],
)
def test_a_file_comes_in_the_form_that_was_asked_for(ask, files, accepted, coding):
    status, headers, data = ask(f"/app/{file_named(files, 'style')}", accept_encoding=accepted)
    assert (status, headers.get("Content-Encoding")) == (200, coding)
    assert b"--ink" in (gzip.decompress(data) if coding else data)


@pytest.mark.parametrize("accepted", ["*;q=0", "identity;q=0", "br, identity;q=0", "gzip;q=0, identity;q=0"])
def test_who_takes_no_form_of_a_file_is_told(ask, files, accepted):
    status, headers, data = ask(f"/app/{file_named(files, 'style')}", accept_encoding=accepted)
    assert (status, headers["Cache-Control"]) == (406, "no-store")
    assert b"Accept-Encoding: gzip" in data


def test_a_file_too_large_to_be_sent_unpacked_is_sent_packed_or_not_at_all(tmp_path, monkeypatch):
    engine = tmp_path / "engine"
    engine.mkdir()
    (engine / "large.wasm").write_bytes(b"0" * 6_000_000)
    (engine / "engine.json").write_text("{}")
    build_site(tmp_path / "files", engine=engine)
    for name, value in {**ENVIRONMENT, "SITE_FILES": str(tmp_path / "files")}.items():
        monkeypatch.setenv(name, value)
    (path,) = (tmp_path / "files").glob("engine-*/large.wasm")

    def answer(**headers):
        event = {
            "rawPath": f"/app/{path.parent.name}/large.wasm",
            "headers": headers,
            "requestContext": {"http": {"method": "GET"}},
        }
        told = handler(event, None)
        return told["statusCode"], told["headers"].get("Content-Encoding")

    assert answer(**{"accept-encoding": "gzip"}) == (200, "gzip")
    assert answer() == (200, "gzip")  # without the header, every form is welcome
    assert answer(**{"accept-encoding": "identity"}) == (406, None)


@pytest.mark.parametrize(
    "path",
    [
        "/app/main.js",
        "/app/files.json",
        "/app/../secret.txt",
        "/app/studies/../../secret.txt/..",
        "/app/..%2fsecret.txt",
        "/app//etc/passwd",
        "/app/favicon.ico",
        "/app/studiesx",
    ],
)
def test_nothing_but_listed_files_is_served(ask, path):
    status, _, data = ask(path)
    assert b"not for the web" not in data
    assert status == 404 or b'<div id="page">' in data


def test_what_is_known_is_not_sent_again(ask):
    _, headers, _ = ask("/app")
    assert ask("/app", if_none_match=headers["ETag"])[0::2] == (304, b"")
    assert ask("/app", if_none_match=f'W/{headers["ETag"]}, "other"')[0] == 304
    assert ask("/app", if_none_match='"other"')[0] == 200


def test_each_form_of_a_file_has_a_tag_of_its_own(ask, files):
    """RFC 9110, section 8.8.3.3: forms that differ in their coding have other tags, or a cache mixes them up."""
    path = f"/app/{file_named(files, 'style')}"
    plain, packed = (ask(path, accept_encoding=coding)[1]["ETag"] for coding in ("identity", "gzip"))
    assert plain != packed
    known = {
        (coding, tag): ask(path, accept_encoding=coding, if_none_match=tag)[0]
        for coding in ("identity", "gzip")
        for tag in (plain, packed, f"{plain}, {packed}", f"W/{plain}", f"W/{packed}", "*")
    }
    both = {f"{plain}, {packed}", "*"}
    assert {tag for (coding, tag), status in known.items() if (coding, status) == ("identity", 304)} == {
        plain, f"W/{plain}", *both,
    }  # fmt: skip
    assert {tag for (coding, tag), status in known.items() if (coding, status) == ("gzip", 304)} == {
        packed, f"W/{packed}", *both,
    }  # fmt: skip
    assert set(known.values()) == {200, 304}


def test_a_form_that_is_known_has_the_headers_of_that_form(ask, files):
    path = f"/app/{file_named(files, 'style')}"
    _, sent, _ = ask(path, accept_encoding="gzip")
    status, headers, _ = ask(path, accept_encoding="gzip", if_none_match=sent["ETag"])
    assert (status, headers["ETag"], headers["Vary"]) == (304, sent["ETag"], "Accept-Encoding")
    assert headers["Cache-Control"] == sent["Cache-Control"]


def test_who_takes_no_form_is_told_whatever_is_known(ask):
    assert ask("/app", accept_encoding="*;q=0", if_none_match="*")[0] == 406


def test_a_head_has_the_headers_and_no_content(ask, files):
    path = f"/app/{file_named(files, 'vendor')}"
    assert ask(path, "HEAD") == (200, ask(path)[1], b"")


def test_settings_name_the_issuer_and_nothing_of_a_study(ask):
    _, headers, data = ask("/app/config.json")
    told = json.loads(data)
    assert told.pop("version")
    assert told.pop("build") == ask("/app", accept_encoding="identity")[1]["ETag"]
    assert told == {
        "issuer": "https://id.example.org/pool",
        "client_id": "client-1",
        "scopes": "openid email",
        "engine": None,
    }
    assert headers["Cache-Control"] == "no-cache"


def test_every_answer_has_the_policy(ask):
    for path in ("/app", "/app/config.json", "/app/nothing.js"):
        _, headers, _ = ask(path)
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        assert policy == {
            "default-src": "'none'",
            "script-src": "'self' 'wasm-unsafe-eval'",
            "style-src": "'self'",
            "img-src": "'self' blob:",
            "connect-src": "'self' https://id.example.org https://sign-in.example.org https://intake.s3.eu-central-1.amazonaws.com",
            "worker-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "hepaflow-worker",
        }  # fmt: skip
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "camera=()" in headers["Permissions-Policy"]


def test_the_function_loads_the_standard_library_alone():
    code = f"import sys; sys.path.insert(0, {str(FUNCTIONS)!r}); import website.app; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 our own code
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert loaded - set(sys.stdlib_module_names) == {"__main__", "website"} - set(sys.stdlib_module_names)
