"""Packs the modules of the web pages into few files: what every page needs, one file a page, one for other people's modules."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from site_build.modules import VENDOR, NotPackable, Sources

BASE = "/app/"  # where the pages are served
MAIN = "main.js"
OTHERS, SHARED = "vendor.js", "shared.js"
SCRIPTS = {"vendor/oidc-client-ts.js": "oidc"}  # no modules: what each defines for all
_HASH = "@HASH@"  # in the name of a file, until the hash of all of them is known
_LETTERS = 16  # of a hash in a name


@dataclass(frozen=True, slots=True)
class Packed:
    """What is served of the modules.

    Attributes:
        files: text by name; the name has the hash of the content.
        names: the name of the file that has what each module says, by the path of the module.
        assets: paths of other files that modules ask the addresses of.
    """

    files: dict[str, str]
    names: dict[str, str]
    assets: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Plan:
    """Which module is in which file.

    Attributes:
        homes: the path of the entry, by the path of the module.
        chunks: paths of the modules of each file, by the path of the entry.
        alone: entries of workers: they share nothing with the pages.
    """

    homes: dict[str, str] = field(default_factory=dict)
    chunks: dict[str, list[str]] = field(default_factory=dict)
    alone: dict[str, list[str]] = field(default_factory=dict)


def digest(data: bytes) -> str:
    """Return what stands for a content in the name of its file."""
    return hashlib.sha256(data).hexdigest()[:_LETTERS]


def named(path: str, mark: str) -> str:
    """Return the name of a file with the hash of its content."""
    stem, _, kind = path.replace("/", "-").rpartition(".")
    return f"{stem}.{mark}.{kind}"


def packed(sources: Sources, assets: dict[str, str]) -> Packed:
    """Pack all modules that the pages reach.

    Args:
        sources: the modules.
        assets: names of files that are not modules, by their path.

    Raises:
        NotPackable: two modules that come into one file define the same name, or a file is missing.
    """
    plan = _planned(sources)
    others = _others(sources, plan)
    names = {path: named(path, _HASH) for path in (*plan.chunks, *plan.alone)}
    wanted = {path for module in _reached(plan) for path in sources[module].addresses}
    if missing := wanted - names.keys() - assets.keys():
        raise NotPackable(f"there is no file {', '.join(sorted(missing))}")
    addresses = {path: BASE + name for path, name in {**assets, **names}.items()}
    vendor = named(OTHERS, digest(others.encode()))
    texts = {
        entry: _text(sources, plan, entry, addresses | {OTHERS: BASE + vendor})
        for entry in (*plan.chunks, *plan.alone)
    }
    mark = digest("".join(texts[entry] for entry in sorted(texts)).encode())
    files = {names[entry].replace(_HASH, mark): text.replace(_HASH, mark) for entry, text in texts.items()}
    named_now = {path: name.replace(_HASH, mark) for path, name in names.items()} | {OTHERS: vendor}
    return Packed(files | {vendor: others}, named_now, frozenset(wanted - names.keys()))


def _planned(sources: Sources) -> _Plan:
    """Say which module comes into which file: that of all pages, that of one page, or one for those of several pages."""
    main = sources.closure(MAIN)
    entries = _entries(sources, main)
    closures = {
        entry: [path for path in sources.closure(entry) if path not in main]
        for entry in entries
        if entry not in main
    }
    uses = Counter(path for paths in closures.values() for path in paths)
    shared = list(dict.fromkeys(path for paths in closures.values() for path in paths if uses[path] > 1))
    plan = _Plan(chunks={MAIN: main, **({SHARED: shared} if shared else {})})
    for entry, paths in closures.items():
        if entry in shared:
            raise NotPackable(f"{entry} is loaded later and imported, too")
        plan.chunks[entry] = [path for path in paths if path not in shared]
    plan.homes = {path: entry for entry, paths in plan.chunks.items() for path in paths}
    workers = {path for module in plan.homes for path in sources[module].addresses if path.endswith(".js")}
    plan.alone = {worker: sources.closure(worker) for worker in sorted(workers)}
    return plan


def _entries(sources: Sources, main: list[str]) -> list[str]:
    """Return the modules that are loaded later, also by those that are loaded later."""
    found: dict[str, None] = {}
    left = list(main)
    while left:
        for entry in sources[left.pop()].later:
            if entry not in found:
                found[entry] = None
                left += sources.closure(entry)
    return sorted(found)


def _reached(plan: _Plan) -> list[str]:
    return [path for paths in (*plan.chunks.values(), *plan.alone.values()) for path in paths]


def _others(sources: Sources, plan: _Plan) -> str:
    """Return other people's modules, as they are, in one; what they define for all is exported, too."""
    paths = sorted(
        {path for module in _reached(plan) for path in sources[module].imports if path.startswith(VENDOR)}
    )
    texts = [sources[path].text for path in paths]
    exports = [f"export {{ {SCRIPTS[path]} }};" for path in paths if path in SCRIPTS]
    return "\n".join([*texts, *exports, ""])


def _text(sources: Sources, plan: _Plan, entry: str, addresses: dict[str, str]) -> str:
    alone = entry in plan.alone
    paths = plan.alone[entry] if alone else plan.chunks[entry]
    wanted: dict[str, set[str]] = {}
    for path in paths:
        for other, names in sources[path].imports.items():
            if missing := _missing(sources, other, names):
                raise NotPackable(f"{path} imports {missing}, which {other} does not define")
            home = OTHERS if other.startswith(VENDOR) else entry if alone else plan.homes[other]
            if home != entry:
                wanted.setdefault(home, set()).update(names)
    _check_names(sources, paths, wanted)
    heads = [
        f'import {{ {", ".join(sorted(names))} }} from "{addresses[home]}";'
        for home, names in sorted(wanted.items())
    ]
    return "\n".join([*heads, *(sources[path].body(addresses) for path in paths), ""])


def _missing(sources: Sources, path: str, names: list[str]) -> str:
    if path.startswith(VENDOR):
        return ""
    return ", ".join(name for name in names if name not in sources[path].names)


def _check_names(sources: Sources, paths: list[str], wanted: Mapping[str, set[str]]) -> None:
    """Refuse two modules of one file that define the same name, and a name that is imported into it from elsewhere, too."""
    defined = {name: home for home, names in wanted.items() for name in names}
    for path in paths:
        for name in sources[path].names:
            if name in defined:
                raise NotPackable(f"{defined[name]} and {path} both define {name}, and come into one file")
            defined[name] = path
