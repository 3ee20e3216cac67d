"""Reads the modules of the web pages: what each imports, defines and loads later.

The pages keep to a part of JavaScript that these few patterns understand (web/README.md). Everything else is refused here,
so that nothing is packed wrongly.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

VENDOR = "vendor/"
_IMPORT = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.MULTILINE)
_SAID = re.compile(r"^ */\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)  # comments above what is defined
_LATER = re.compile(r'(?<![\w.])import\("([^"]+)"\)')
_ADDRESS = re.compile(r'import\.meta\.resolve\("([^"]+)"\)')
_DEFINED = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|const|let|class) ([A-Za-z_$][\w$]*)", re.MULTILINE
)
_NOT_UNDERSTOOD = re.compile(
    r"^(?:import(?![(.])|export (?!async function|function|const|let|class)|var |(?:export )?(?:const|let) [\[{])",
    re.MULTILINE,
)


class NotPackable(Exception):
    """The modules of the pages cannot be packed; the message names the module and says why."""


@dataclass(frozen=True)
class Module:
    """One module of the pages.

    Attributes:
        path: below `web/`.
        text: what it says, with its imports.
    """

    path: str
    text: str

    @cached_property
    def imports(self) -> dict[str, list[str]]:
        """Return the names that it imports, by the path of the other module."""
        found: dict[str, list[str]] = {}
        for names, said in _IMPORT.findall(self.text):
            found.setdefault(self._path(said), []).extend(re.findall(r"[\w$]+", names))
        return found

    @cached_property
    def later(self) -> list[str]:
        """Return the paths of the modules that it loads when they are needed."""
        return [self._path(said) for said in _LATER.findall(self.text)]

    @cached_property
    def addresses(self) -> list[str]:
        """Return the paths of the files whose addresses it asks for."""
        return [self._path(said) for said in _ADDRESS.findall(self.text)]

    @cached_property
    def names(self) -> list[str]:
        """Return what it defines at its top."""
        return _DEFINED.findall(self.text)

    def body(self, addresses: Mapping[str, str]) -> str:
        """Return the module without its imports and comments above definitions, with the addresses of what it loads."""
        text = _SAID.sub("", _IMPORT.sub("", self.text))
        text = _LATER.sub(lambda found: f'import("{addresses[self._path(found[1])]}")', text)
        return _ADDRESS.sub(lambda found: f'"{addresses[self._path(found[1])]}"', text).strip("\n")

    def check(self) -> None:
        """Refuse what the patterns do not understand.

        Raises:
            NotPackable: with the line.
        """
        found = _NOT_UNDERSTOOD.search(_IMPORT.sub("", self.text))
        renamed = any(" as " in names for names, _ in _IMPORT.findall(self.text))
        if found or renamed:
            line = found[0] if found else "import { … as … }"
            raise NotPackable(f"{self.path}: write imports and exports as web/README.md says, not `{line}`")

    def _path(self, said: str) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(self.path), said))
        if not said.startswith(".") or path.startswith(".."):
            raise NotPackable(f"{self.path} names {said}, which is not in web/")
        return path


class Sources:
    """The modules below a folder, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, Module] = {}

    def __getitem__(self, path: str) -> Module:
        if path not in self._read:
            try:
                module = Module(path, (self.folder / path).read_text("utf-8"))
            except FileNotFoundError as error:
                raise NotPackable(f"there is no web/{path}") from error
            if not path.startswith(VENDOR):
                module.check()
            self._read[path] = module
        return self._read[path]

    def closure(self, entry: str) -> list[str]:
        """Return a module and all that it imports, each after what it imports; other people's modules are left out.

        Raises:
            NotPackable: modules import each other in a circle.
        """
        return list(self._ordered(entry, (), set()))

    def _ordered(self, path: str, above: tuple[str, ...], done: set[str]) -> Iterator[str]:
        if path in above:
            raise NotPackable(f"modules import each other in a circle: {' → '.join((*above, path))}")
        if path in done or path.startswith(VENDOR):
            return
        for other in self[path].imports:
            yield from self._ordered(other, (*above, path), done)
        done.add(path)
        yield path
