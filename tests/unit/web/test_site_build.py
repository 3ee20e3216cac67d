"""The pages are packed into few files that are named by their content; what cannot be packed is refused."""

import gzip
import json
import re

import pytest

from api.http.access import Role
from hepaflow.domain.issues.issues import Severity
from hepaflow.domain.study.files import DeliveryStatus, FileStatus
from hepaflow.domain.study.register import SubjectStatus
from hepaflow.domain.study.unmapped import UnmappedKind
from hepaflow.pipeline.work.items import WorkActor, WorkKind
from site_build.build import WEB, build_site
from site_build.chunks import packed
from site_build.modules import NotPackable, Sources

# AWS Lambda quotas: 6 MB (6,291,556 bytes) of an answer, whose body is base64
LARGEST = 6_291_556 * 3 // 4 - 4_096
VENDORED, FIRST_PAGE = 50_000, 30_000


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return folder


def listed(folder):
    return json.loads((folder / "files.json").read_text("utf-8"))


def size(folder, *beginnings):
    return sum(path.stat().st_size for path in folder.iterdir() if path.name.startswith(beginnings))


def pack(tmp_path, **files):
    """Pack modules, each named without its `.js`; `__` stands for a folder."""
    for name, text in files.items():
        path = tmp_path / f"{name.replace('__', '/')}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return packed(Sources(tmp_path), {"style.css": "style.1.css"})


def test_every_file_is_listed_and_small_enough_for_lambda(site):
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert names == {"files.json", *listed(site)["files"]}
    assert max(path.stat().st_size for path in site.rglob("*")) < LARGEST


def test_all_files_but_the_document_have_the_hash_of_their_content_in_the_name(site):
    for name, entry in listed(site)["files"].items():
        is_named = bool(re.search(r"\.[0-9a-f]{16}\.|^engine-[0-9a-f]{16}/", name))
        assert entry["immutable"] == is_named == (name != "index.html")


def test_a_change_of_one_module_changes_the_names_of_what_is_packed_and_of_nothing_else(tmp_path):
    before = pack(
        tmp_path, main='import { a } from "./vendor/a.js";\nexport const one = a;\n', vendor__a="export{a};"
    )
    after = pack(tmp_path, main='import { a } from "./vendor/a.js";\nexport const two = a;\n')
    assert before.names["main.js"] != after.names["main.js"]
    assert before.names["vendor.js"] == after.names["vendor.js"]


def test_the_same_sources_give_the_same_files(site, tmp_path):
    def contents(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    build_site(tmp_path)
    assert contents(tmp_path) == contents(site)


def test_files_of_an_earlier_build_are_gone(tmp_path):
    build_site(tmp_path)
    (tmp_path / "main.0000000000000000.js").write_text("old")
    build_site(tmp_path)
    assert not (tmp_path / "main.0000000000000000.js").exists()


def test_bytes_of_the_first_page_are_within_the_limits(site):
    assert size(site, "vendor.") <= VENDORED
    assert size(site, "index.", "style.", "main.", "texts-zh.", "pages-send.", "shared.") <= FIRST_PAGE


def test_the_document_names_built_files_alone(site):
    page = gzip.decompress((site / "index.html").read_bytes()).decode()
    assert set(re.findall(r'"/app/([^"]+)"', page)) <= listed(site)["files"].keys()


def test_the_document_has_nothing_inline(site):
    page = gzip.decompress((site / "index.html").read_bytes()).decode()
    assert not re.search(r"<style| style=| on\w+=|<script(?![^>]*src=)", page)


def test_files_of_the_engine_are_below_a_folder_with_their_hash(tmp_path):
    (tmp_path / "engine" / "wheels").mkdir(parents=True)
    (tmp_path / "engine" / "wheels" / "a.whl").write_bytes(b"a wheel")
    (tmp_path / "engine" / "engine.json").write_text("{}")
    build_site(tmp_path / "site", engine=tmp_path / "engine")
    told = listed(tmp_path / "site")
    (name,) = [name for name in told["files"] if name.endswith(".whl")]
    assert re.fullmatch("/app/engine-[0-9a-f]{16}/", told["engine"])
    assert f"/app/{name}" == f"{told['engine']}wheels/a.whl"
    assert (tmp_path / "site" / name).read_bytes() == b"a wheel"


def test_without_files_of_the_engine_none_are_named(tmp_path):
    build_site(tmp_path / "site", engine=tmp_path / "nothing")
    assert listed(tmp_path / "site")["engine"] is None


def test_an_engine_that_is_not_whole_is_not_named(tmp_path):
    """The list is written last, and taken away before anything is fetched."""
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "hepaflow.zip").write_bytes(b"of an earlier version")
    build_site(tmp_path / "site", engine=tmp_path / "engine")
    assert listed(tmp_path / "site")["engine"] is None


def test_a_module_comes_after_what_it_imports_and_once(tmp_path):
    made = pack(
        tmp_path,
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\na(b);\n',
        a='import { b } from "./b.js";\nexport function a() { return b; }\n',
        b="export const b = 1;\n",
    )
    assert made.files[made.names["main.js"]] == (
        "export const b = 1;\nexport function a() { return b; }\na(b);\n"
    )


def test_comments_above_definitions_are_left_out_and_nothing_else(tmp_path):
    text = (
        "/** Says what it is.\n * In two lines. */\nexport const a = `\n/* kept */\n`; // kept\n"
        "class B {\n  /** Says what it does. */\n  c = '/** kept */';\n}\n"
    )
    made = pack(tmp_path, main=text)
    assert made.files[made.names["main.js"]] == (
        "export const a = `\n/* kept */\n`; // kept\nclass B {\n  c = '/** kept */';\n}\n"
    )


def test_a_page_imports_from_the_file_that_is_there_already(tmp_path):
    made = pack(
        tmp_path,
        main='import { a } from "./a.js";\nimport("./page.js");\na;\n',
        a="export const a = 1;\n",
        page='import { a } from "./a.js";\nimport { c } from "./c.js";\nexport const page = a + c;\n',
        c="export const c = 2;\n",
    )
    main, page = made.names["main.js"], made.names["page.js"]
    assert (
        made.files[page]
        == f'import {{ a }} from "/app/{main}";\nexport const c = 2;\nexport const page = a + c;\n'
    )
    assert f'import("/app/{page}")' in made.files[main]


def test_what_two_pages_use_comes_into_a_file_of_both(tmp_path):
    made = pack(
        tmp_path,
        main='import("./one.js");\nimport("./two.js");\n',
        one='import { c } from "./c.js";\nexport const one = c;\n',
        two='import { c } from "./c.js";\nexport const two = c;\n',
        c="export const c = 2;\n",
    )
    shared = made.names["shared.js"]
    assert made.files[shared] == "export const c = 2;\n"
    assert all(
        made.files[made.names[f"{page}.js"]].startswith(f'import {{ c }} from "/app/{shared}"')
        for page in ("one", "two")
    )


def test_a_worker_shares_nothing_with_the_pages(tmp_path):
    made = pack(
        tmp_path,
        main='import { a } from "./a.js";\nexport const at = import.meta.resolve("./worker.js") + a;\n',
        a="export const a = 1;\n",
        worker='import { a } from "./a.js";\npostMessage(a);\n',
    )
    worker = made.names["worker.js"]
    assert made.files[worker] == "export const a = 1;\npostMessage(a);\n"
    assert f'export const at = "/app/{worker}" + a;' in made.files[made.names["main.js"]]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"main": 'import { a } from "./a.js";\nconst x = 1;\n', "a": "const x = 2;\nexport const a = 1;\n"}, "both define x"),
        ({"main": 'import { a } from "./a.js";\n', "a": 'import { b } from "./main.js";\n'}, "in a circle"),
        ({"main": 'import { a } from "./a.js";\n', "a": "export const b = 1;\n"}, "does not define"),
        ({"main": 'import { a } from "./nothing.js";\n'}, "there is no"),
        ({"main": 'import { a } from "preact";\n'}, "not in web/"),
        ({"main": 'import { a as b } from "./a.js";\n', "a": "export const a = 1;\n"}, "web/README.md"),
        ({"main": 'import * as a from "./a.js";\n', "a": "export const a = 1;\n"}, "web/README.md"),
        ({"main": "export default 1;\n"}, "web/README.md"),
        ({"main": "export { x };\n"}, "web/README.md"),
        ({"main": "const { x } = globalThis;\n"}, "web/README.md"),
        ({"main": "var x = 1;\n"}, "web/README.md"),
        ({"main": 'export const at = import.meta.resolve("./nothing.css");\n'}, "there is no file"),
        ({"main": 'import("./a.js");\nimport("./b.js");\n', "a": 'import { b } from "./b.js";\n', "b": "export const b = 1;\n"}, "imported, too"),
    ],
)  # fmt: skip
def test_what_cannot_be_packed_is_refused(files, said, tmp_path):
    with pytest.raises(NotPackable, match=re.escape(said)):
        pack(tmp_path, **files)


def texts(language):
    said = (WEB / "texts" / f"{language}.js").read_text("utf-8")
    return dict(re.findall(r'^  "([\w.-]+)":(.*(?:\n   .*)*)', said, re.MULTILINE))


def test_every_text_is_there_in_every_language():
    assert texts("en").keys() == texts("zh").keys()


def test_texts_of_both_languages_have_the_same_places():
    places = {
        language: {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in texts(language).items()}
        for language in ("en", "zh")
    }
    assert places["en"] == places["zh"]


def test_every_text_that_a_module_says_is_there_and_every_text_is_said():
    modules = "".join(
        path.read_text("utf-8") for path in WEB.rglob("*.js") if path.parent.name not in ("texts", "vendor")
    )
    said = set(re.findall(r'"([a-z_]+\.[\w.-]+)"', modules)) - set(re.findall(r'"([\w.-]+\.js)"', modules))
    built = tuple(re.findall(r"`([a-z_]+\.)\$\{", modules))
    missing = {key for key in said if re.fullmatch(r"[a-z]+\.[a-z_-]+", key)} - texts("en").keys()
    assert missing == set()
    assert {key for key in texts("en") if key not in said and not key.startswith(built)} == set()


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(WEB.rglob("*.js")) if path.parent.name != "vendor"],
    ids=lambda path: path.stem,
)
def test_every_imported_name_is_used(path):
    text = path.read_text("utf-8")
    names = [
        name
        for names in re.findall(r"^import \{([^}]*)\}", text, re.MULTILINE)
        for name in re.findall(r"[\w$]+", names)
    ]
    assert [
        name for name in names if len(re.findall(rf"(?<![\w$]){re.escape(name)}(?![\w$])", text)) < 2
    ] == []


# what the API says with a word, and the texts for it
WORDS = {
    "status": (*DeliveryStatus, *FileStatus),
    "work": WorkKind,
    "who": WorkActor,
    "term": UnmappedKind,
    "severity": Severity,
    "entry": SubjectStatus,
    "role": Role,
}


@pytest.mark.parametrize("group", WORDS)
def test_every_word_of_the_api_that_is_shown_has_a_text(group):
    assert {f"{group}.{word}" for word in WORDS[group]} <= texts("en").keys()


def test_a_file_of_an_earlier_build_is_not_packed_again(tmp_path):
    folder, engine = tmp_path / "site", tmp_path / "engine"
    engine.mkdir()
    (engine / "big.wasm").write_bytes(b"0" * 1000)
    (engine / "engine.json").write_text("{}")
    build_site(folder, engine=engine)
    (path,) = folder.rglob("big.wasm")
    before = path.stat().st_mtime_ns, listed(folder)
    build_site(folder, engine=engine)
    assert (path.stat().st_mtime_ns, listed(folder)) == before
    assert gzip.decompress(path.read_bytes()) == b"0" * 1000


def test_a_file_that_is_gone_is_written_again(tmp_path):
    build_site(tmp_path / "site")
    (path,) = (tmp_path / "site").glob("vendor.*")
    data = path.read_bytes()
    path.unlink()
    build_site(tmp_path / "site")
    assert path.read_bytes() == data
