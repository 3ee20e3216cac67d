"""Replace frequent words by one character each (`words.tsv`), and escape the others."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from hepaflow.ports.newer import NewerData

_FIRST, _LAST = 0x100, 0x7FF  # the characters that take two bytes and that no lab uses as a whole cell often
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "|": "\\p", ";": "\\s"}
_TABLE = str.maketrans(_ESCAPES)
_PLAIN = {written[1]: char for char, written in _ESCAPES.items()} | {"_": ""}
_ESCAPED = re.compile(r"\\(.)")


class NewerWord(NewerData):
    """A stored panel has a word that a newer version of hepaflow has appended to the list."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What `dictionary.tsv` says.

    Attributes:
        token: word to the one character that stands for it.
        word: the way back.
        analyte: what a cell with this word means unless the panel says otherwise.
        unit: the UCUM unit of a unit as typed, or the canonical unit of an analyte code.
    """

    token: dict[str, str]
    word: dict[str, str]
    analyte: dict[str, str]
    unit: dict[str, str]


@cache
def dictionary() -> Dictionary:
    lines = (files("hepaflow.aws.results") / "words.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("# ")][1:]
    tokens = {word: chr(_FIRST + place) for place, (word, _, _) in enumerate(rows)}
    return Dictionary(
        token={
            word: token for word, token in tokens.items() if len(word.encode()) > 2
        },  # else it saves nothing
        word={token: word for word, token in tokens.items()},
        analyte={word: analyte for word, analyte, _ in rows if analyte},
        unit={word: unit for word, _, unit in rows if unit},
    )


def write_cell(text: str) -> str:
    r"""Return the text as one cell of a packed panel: a word's token, or itself without separators.

    Examples:
        >>> len(write_cell("丙氨酸氨基转移酶"))
        1
        >>> write_cell("a|b\tc"), write_cell("α")
        ('a\\pb\\tc', '\\_α')
    """
    token = dictionary().token.get(text)
    if token is not None:
        return token
    if len(text) == 1 and _FIRST <= ord(text) <= _LAST:
        return "\\_" + text  # it would read as a token, if not today then once words are appended
    return text.translate(_TABLE)


def read_cell(cell: str) -> str:
    """Return the text that `write_cell` made the cell of.

    Raises:
        NewerWord: the cell is a token, and this version has no word for it.
    """
    if len(cell) == 1:
        word = dictionary().word.get(cell, cell)
        if word is cell and _FIRST <= ord(cell) <= _LAST:  # a letter of the file itself is written with \_
            raise NewerWord("A stored panel has a word that a newer version has appended to the list.")
        return word
    return _ESCAPED.sub(lambda match: _PLAIN[match[1]], cell) if "\\" in cell else cell
