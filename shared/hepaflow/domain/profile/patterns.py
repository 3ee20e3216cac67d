"""Refuse a regular expression that can take too long on some text.

Python's engine tries every way in which a text can match until one fits. A pattern is accepted if the number of these ways
grows at most with the square of the text's length (docs/adr/0026-bounded-patterns-and-stored-sizes.md).
"""

import re
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from re import _parser as parser  # type: ignore[attr-defined] # the engine's own tree has no public name
from typing import Any, NamedTuple

from hepaflow.domain.profile.pattern_text import Node, part_text

_MOST_WAYS = (10_000, 1_000, 64)  # of all bounded choices, by the number of open repeats
_MANY = 16  # counts between which a repeat may choose before it is taken for an open one
_LONGEST = 4_000  # characters of a pattern
_MOST_GROUPS = 100  # deeper ones end the stack, here at one depth and in a function at another
_NOT_READ = "write it with characters, sets, repeats, groups and alternatives only"
_NESTED = "write no repeat inside a repeat, and inside a repeat no alternatives that begin alike"
_TOO_MANY = "write fewer repeats that can match the same characters, or exact counts as in [0-9]{4}"

Spans = tuple[tuple[int, int], ...]  # code points, first and last
_NOTHING: Spans = ()
_PLAIN = (parser.LITERAL, parser.RANGE)


class _Unbounded(Exception):
    """A part can match in too many ways; the message names it."""


class _Ways(NamedTuple):
    """In how many ways a part can match some text of n characters: at most `choices` × n to the power of `open`.

    Attributes:
        open: repeats of any length that can share one text in several ways.
        choices: ways of all other choices.
        work: the power of n with which the time grows.
    """

    open: int = 0
    choices: int = 1
    work: int = 0


_ONE = _Ways()


@cache
def unbounded_part(pattern: str) -> str:
    """Return what makes a pattern take too long, with the part of it; "" if it cannot.

    Args:
        pattern: a regular expression that compiles.
    """
    if len(pattern) > _LONGEST:
        return f"write at most {_LONGEST} characters"
    if pattern.count("(") > _MOST_GROUPS:
        return f"write at most {_MOST_GROUPS} groups"
    tree = parser.parse(pattern)
    try:
        _of_sequence(list(tree), _NOTHING, tree.state.flags)
    except _Unbounded as part:
        return str(part)
    return ""


def _of_sequence(nodes: Sequence[Node], follow: Spans, flags: int) -> _Ways:
    follows = [follow]
    for node in reversed(nodes):
        first, empty = _begins(node, flags)
        follows.append(first + follows[-1] if empty else first)
    ways = _ONE
    for node, after in zip(nodes, reversed(follows[:-1]), strict=True):
        part = _of_node(node, after, flags)
        work = max(ways.work, ways.open + part.work)
        ways = _Ways(ways.open + part.open, ways.choices * part.choices, work)
        if max(ways.open, work) >= len(_MOST_WAYS) or ways.choices > _MOST_WAYS[ways.open]:
            raise _Unbounded(f"{_TOO_MANY}; the part is {part_text(node)}")
    return ways


def _of_node(node: Node, follow: Spans, flags: int) -> _Ways:
    kind, content = node
    match kind:
        case parser.LITERAL | parser.NOT_LITERAL | parser.ANY | parser.IN | parser.AT:
            return _ONE
        case parser.SUBPATTERN:
            _, added, removed, inner = content
            return _of_sequence(list(inner), follow, (flags | added) & ~removed)
        case parser.BRANCH:
            return _of_alternatives(content[1], follow, flags)
        case parser.MAX_REPEAT | parser.MIN_REPEAT:
            return _of_repeat(node, follow, flags)
        case _:
            raise _Unbounded(f"{_NOT_READ}; the part is {part_text(node)}")


def _of_alternatives(branches: Sequence[Any], follow: Spans, flags: int) -> _Ways:
    parts = [_of_sequence(list(branch), follow, flags) for branch in branches]
    begins = [_begins_all(list(branch), flags) for branch in branches]
    firsts = [first + follow if empty else first for first, empty in begins]
    several_empty = sum(empty for _, empty in begins) > 1
    alike = several_empty or _overlap(firsts)
    counts = [part.choices for part in parts]
    count = sum(counts) if alike else max(counts)
    return _Ways(max(part.open for part in parts), count, max(part.work for part in parts))


def _of_repeat(node: Node, follow: Spans, flags: int) -> _Ways:
    least, most, inner = node[1]
    first, empty = _begins_all(list(inner), flags)
    once = _of_sequence(list(inner), first + follow if most > 1 else follow, flags)
    many = most > _MANY
    if (many and (empty or once.choices > 1)) or (most > 1 and once.open):
        raise _Unbounded(f"{_NESTED}; the part is {part_text(node)}")
    count, work = once.choices if many else once.choices ** int(most), once.work + many
    if least == most or not (empty or _overlap([first, follow])):
        return _Ways(once.open, count, work)  # the next character says whether there is one more
    counts = most - least + 1
    if counts > _MANY:
        return _Ways(once.open + 1, count, work)
    return _Ways(once.open, count * counts if most > 1 else count + 1, work)


def _begins(node: Node, flags: int) -> tuple[Spans, bool]:
    """Return the characters with which a part can begin, and whether it can match the empty text."""
    kind, content = node
    match kind:
        case parser.LITERAL | parser.NOT_LITERAL | parser.ANY | parser.IN:
            return _spans(node, flags), False
        case parser.SUBPATTERN:
            _, added, removed, inner = content
            return _begins_all(list(inner), (flags | added) & ~removed)
        case parser.BRANCH:
            several = [_begins_all(list(branch), flags) for branch in content[1]]
            return sum((first for first, _ in several), _NOTHING), any(empty for _, empty in several)
        case parser.MAX_REPEAT | parser.MIN_REPEAT:
            first, empty = _begins_all(list(content[2]), flags)
            return first, empty or content[0] == 0
        case _:  # a place, such as ^
            return _NOTHING, True


def _begins_all(nodes: Iterable[Node], flags: int) -> tuple[Spans, bool]:
    first = _NOTHING
    for node in nodes:
        begins, empty = _begins(node, flags)
        first += begins
        if not empty:
            return first, False
    return first, True


def _spans(node: Node, flags: int) -> Spans:
    """Return the code points that one character of a pattern may have."""
    kind, content = node
    members: list[Node] = content if kind is parser.IN else [node]
    if not flags & re.IGNORECASE and all(member[0] in _PLAIN for member in members):
        return tuple((told, told) if kind_ is parser.LITERAL else told for kind_, told in members)
    return _spans_by_engine(part_text(node), flags & (re.IGNORECASE | re.DOTALL | re.ASCII))


@cache
def _spans_by_engine(one: str, flags: int) -> Spans:
    found = re.compile(f"(?:{one})+", flags).finditer(_characters())
    return tuple((match.start(), match.end() - 1) for match in found)


@cache
def _characters() -> str:
    return "".join(map(chr, range(sys.maxunicode + 1)))


def _overlap(sets: Sequence[Spans]) -> bool:
    """Say whether two of the sets share a character."""
    placed = sorted((*span, number) for number, spans in enumerate(sets) for span in spans)
    end, owner = -1, -1
    for first, last, number in placed:
        if first <= end and number != owner:
            return True
        if last > end:
            end, owner = last, number
    return False
