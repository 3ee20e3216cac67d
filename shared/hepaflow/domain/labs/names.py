"""Write and read the cell by which a message names the labs that measured: each by its codes and names."""

from collections.abc import Iterable, Mapping

from hepaflow.domain.screening.free_text import person_kind
from hepaflow.domain.text import canonical_text
from hepaflow.domain.values.value_tokens import is_missing

IN_SYSTEM = "|"  # between a coding system and a code of it, as in a token of a FHIR search
_LONGEST = 4_000  # characters of the cell; more is not what a lab is called
_LAB, _WORD = ";", ","  # before each lab, and between its words; within a word both are escaped
_NOBODY_KNOWS = _LAB  # a lab without a word


def code_in(system: str, code: str) -> str:
    """Return the word for a code: two systems may have the same code for two labs.

    Args:
        system: the coding system, or the authority that assigned an id; "" if the message names none.
        code: the code or id.

    Examples:
        >>> code_in("CLIA", "05D0642827"), code_in("", "CENTRAL"), code_in("CLIA", "")
        ('CLIA|05D0642827', 'CENTRAL', '')
    """
    known, own = canonical_text(code), canonical_text(system)
    if is_missing(known):
        return ""
    return f"{own}{IN_SYSTEM}{known}" if own else known


def lab_names(labs: Iterable[Iterable[str]]) -> str:
    """Return the cell for labs; "" if none is named.

    A word that shows a person is left out. A lab whose words are all left out stays, as a lab that nobody knows.

    Args:
        labs: the words for each lab; a lab without any word is a lab, too. A lab of which all words mean that nothing is there is not.
    """
    named: dict[tuple[str, ...], None] = {}
    for lab in labs:
        words = [canonical_text(word) for word in lab]
        filled = [word for word in words if not is_missing(word)]
        if words and not filled:
            continue
        named[tuple(dict.fromkeys(word for word in filled if not person_kind(word)))] = None
    cell = "".join(_LAB + _WORD.join(map(_escaped, words)) for words in named)
    return cell if len(cell) <= _LONGEST else _NOBODY_KNOWS


def labs_of_names(cell: str, known: Mapping[str, str]) -> tuple[frozenset[str], bool]:
    """Return the ids of the labs that a cell names, and whether it names no other one.

    Args:
        cell: the cell, from `lab_names`.
        known: folded lower-case word to the id of a lab.
    """
    labs = [[_read(word).casefold() for word in lab.split(_WORD)] for lab in cell.split(_LAB)[1:]]
    ids = [frozenset(known[word] for word in lab if word in known) for lab in labs]
    is_whole = all(of_lab and not _has_other_code(lab, known) for lab, of_lab in zip(labs, ids, strict=True))
    return frozenset[str]().union(*ids), is_whole


def _escaped(word: str) -> str:
    """Return a word in ASCII without a separator: a word of other letters would be taken for a damaged cell."""
    text = word.encode("unicode_escape").decode("ascii")
    return text.replace(_LAB, f"\\x{ord(_LAB):x}").replace(_WORD, f"\\x{ord(_WORD):x}")


def _read(word: str) -> str:
    return word.encode("ascii").decode("unicode_escape")


def _has_other_code(lab: list[str], known: Mapping[str, str]) -> bool:
    """Say whether a lab has a code that is not known beside a known one of the same system: it may be another lab."""
    coded = [(word.rpartition(IN_SYSTEM)[0], word in known) for word in lab if IN_SYSTEM in word]
    return any((system, True) in coded for system, is_known in coded if not is_known)
